"""The speech engine on faster-whisper: CTranslate2's Whisper, with all of its safety nets."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Final, Self

from localize import locales, registry
from localize.engines import (
    EngineSettings,
    SpeechCapabilities,
    SpeechRequest,
    Stretch,
    Transcript,
)
from localize.script import Provenance, Word
from localize.timeline import Span
from localize_models.speech import again, coverage, english, guards, language, nets, settling
from localize_models.speech.again import First
from localize_models.speech.align_script import with_script
from localize_models.speech.kept_looks import KeptLooks
from localize_models.speech.listener import QueueListener
from localize_models.speech.opened import Opened
from localize_models.speech.queue.decoder import Decoder
from localize_models.speech.queue.flow import Flow
from localize_models.speech.queue.sizes import BatchSize
from localize_models.speech.session import WhisperSession
from localize_models.speech.silent import silent
from localize_models.speech.word_times import timed
from localize_models.speech.words import placed
from localize_models.speech.writing import in_one_script

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from localize.engines import Aligner, FetchProgress, Progress
    from localize_models.speech.heard import Heard

#: Changes whenever what we do around faster-whisper may change its words or times; so does
#: `english._METHOD` where it may change how windows are cut, padded or decoded.
_METHOD: Final = "18"
#: The aligner that is the engine's own way; it knows the voice activity already.
_OWN: Final = "letters"


class FasterWhisperEngine:
    """Recognises speech with Whisper (`localize.engines.SpeechEngine`).

    Voice activity finds the speech, the speech is put end to end and cut into windows, and windows
    of all episodes share batches (`localize_models.speech.queue`); none knows the text of another.
    A window that the nets fail is tried again in other ways. Words come back on the picture's time,
    checked against voice activity (`localize_models.speech.coverage`) and laid on it
    (`localize_models.speech.word_times`).

    Args:
        settings: model (``base`` by default), device, compute type, threads, beam size, and where
            weights are kept.
    """

    name: ClassVar[str] = "faster-whisper"

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._session = WhisperSession(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def capabilities(self) -> SpeechCapabilities:
        """Languages of the model; it listens for names, and takes a script's words.

        English it makes on the way where the model was trained to translate.
        """
        facts = self._session.facts
        return SpeechCapabilities(
            languages=facts.languages, script=True, terms=True, english=facts.translates
        )

    def prepare(self, progress: FetchProgress | None = None) -> None:
        """As `SpeechEngine.prepare`: the device is there, the weights are kept.

        Raises:
            MissingPartError: no such device, or weights that are missing or damaged.
            FetchError: the network failed.
            SettingsError: no such model, device or compute type.
        """
        self._session.prepare(progress)

    def provenance(self) -> Provenance:
        """As `SpeechEngine.provenance`; loads no weights."""
        heard, aligner = guards.DECODED, self._aligner()
        other = {} if aligner is None else {"aligner": aligner.provenance().signature}
        return self._session.provenance(
            self.name,
            **other,
            method=_METHOD,
            voice=f"{heard.threshold:g}/{heard.min_silence}/{heard.pad}",
        )

    def transcribe(
        self, requests: Iterable[SpeechRequest], progress: Progress | None = None
    ) -> Iterator[Transcript]:
        """As `SpeechEngine.transcribe`: windows of many requests at once.

        Requests are asked for in a thread of the engine's own, as windows are wanted.

        Raises:
            SettingsError: a language that the model does not know.
            MissingPartError: weights or device are not there, or fail.
            FetchError: the network failed.
        """
        told = progress or _no_progress
        decoder = Decoder(self._session)
        open_now: dict[Hashable, Opened] = {}
        reached: dict[int, int] = {}

        def tell(heard: Heard) -> None:
            # Windows come in any order; what is told never goes back.
            episode, end = open_now[heard.window.episode], heard.window.speech.spans[-1].end
            reached[episode.key] = max(reached.get(episode.key, 0), end)
            told(episode.request.id, min(reached[episode.key], episode.duration))

        size = BatchSize(self._session.fitting())
        flow = Flow[Opened](decoder.decode_or_full, size, self._session.workers, tell)
        before = time.perf_counter()
        for episode, windows in flow.run(self._opened(requests, open_now)):
            del open_now[episode.key]
            transcript = self._concluded(episode, windows, decoder, size)
            transcript = with_script(transcript, episode.request.script)
            seconds = round(time.perf_counter() - before, 3)
            made = replace(self.provenance(), device=self._session.device, seconds=seconds)
            told(episode.request.id, episode.duration)
            yield replace(transcript, provenance=made)
            before = time.perf_counter()

    def _opened(
        self, requests: Iterable[SpeechRequest], open_now: dict[Hashable, Opened]
    ) -> Iterator[Opened]:
        facts = self._session.facts
        made = (self.provenance(), english.provenance(self._session))
        signature = " ".join(one.signature for one in made)
        for number, request in enumerate(requests):
            if request.language:
                language.require(request.language, facts.languages, facts.name)
            episode = Opened(number, request, self._session, signature=signature)
            open_now[number] = episode
            yield episode

    def _concluded(
        self, episode: Opened, windows: Sequence[Heard], decoder: Decoder, size: BatchSize
    ) -> Transcript:
        request = episode.request
        if not windows:
            return silent(request, self.provenance(), episode.noisy)
        spoken = episode.spoken(windows)
        hints = episode.hint_tokens
        ears = QueueListener(decoder, request.sound, hints, episode.fails, size)
        listener = KeptLooks(ears, episode.kept, request.sound, hints, ears.at_once)
        first = _first(spoken.language, windows, episode.speech)
        heard = again.listen_again(
            again.Again(tuple(first.words), tuple(first.stretches)),
            first.windows,
            again.Voice(episode.speech, episode.probabilities, episode.duration),
            spoken.language,
            listener,
        )
        kept, report = coverage.concluded(
            heard.words,
            speech=episode.speech,
            lenient=episode.lenient,
            stretches=heard.stretches,
            noisy=episode.noisy,
            windows=len(windows) + heard.decoded,
            retried=first.retried + heard.decoded,
        )
        return Transcript(
            id=request.id,
            language=spoken.language,
            language_probability=spoken.probability,
            words=in_one_script(
                self._timed(kept, episode, spoken.language), spoken.language, request
            ),
            speech=episode.speech,
            duration=episode.duration,
            provenance=self.provenance(),
            findings=(*spoken.findings, *episode.hints.findings, *coverage.findings_of(report)),
            coverage=report,
            english=english.of(windows, episode.speech, english.provenance(self._session)),
        )

    def _timed(self, words: Sequence[Word], episode: Opened, spoken: str) -> tuple[Word, ...]:
        """The words at their times, by the aligner that is set."""
        aligner = self._aligner()
        if aligner is None:
            return timed(words, episode.request.sound, episode.probabilities, spoken)
        return aligner.align(words, episode.request.sound, spoken)

    def _aligner(self) -> Aligner | None:
        """The aligner that is set; None for the engine's own way."""
        name = self._settings.aligner
        return registry.aligner(name, self._settings) if name not in ("", _OWN) else None


@dataclass
class _FirstTime:
    """What decoding everything once came to.

    Attributes:
        words: in order.
        windows: that have words.
        stretches: what there is to report of them.
        retried: how many were decoded again since the nets failed them.
    """

    words: list[Word] = field(default_factory=list)
    windows: list[First] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    retried: int = 0


def _first(spoken: str, heard: Sequence[Heard], speech: tuple[Span, ...]) -> _FirstTime:
    """What the nets say of windows that were decoded."""
    unspaced = locales.is_unspaced(spoken)
    result = _FirstTime()
    before = ""
    for one in heard:
        result.retried += one.attempts > 1
        if not one.words:
            continue
        section = one.window.speech
        start, end = (section.original(t) for t in (one.words[0].start, one.words[-1].end))
        context = nets.Context(spoken, coverage.within(section, speech), before=before)
        said = nets.verdict(one, context)
        settled = settling.settle(one, said)
        before = one.text
        result.words += placed(settled.words, section, unspaced=unspaced)
        result.stretches += coverage.told(settled, one.words, section, attempts=one.attempts)
        span = Span(start, max(start, end))
        result.windows.append(First(span, one.languages, doubtful=not said.ok))
    return result


def _no_progress(_id: str, _done: int) -> None:
    """Stands in where nobody wants to know."""
