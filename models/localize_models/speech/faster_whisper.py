"""The speech engine on faster-whisper: CTranslate2's Whisper, with all of its safety nets."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, Self

from localize import locales
from localize.engines import EngineSettings, SpeechCapabilities, SpeechRequest, Transcript
from localize.findings import Finding, Severity
from localize.timeline import Span
from localize_models.speech import again, coverage, guards, language, nets, terms, voice
from localize_models.speech.again import First
from localize_models.speech.align_script import with_script
from localize_models.speech.listener import FirstTime, PlainListener
from localize_models.speech.sections import Collected, sections
from localize_models.speech.session import WhisperSession
from localize_models.speech.tighten import SOUNDING, tightened
from localize_models.speech.words import placed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from localize.engines import FetchProgress, Progress
    from localize.script import Provenance
    from localize_models.speech.language import Detection

#: Changes whenever what we do around faster-whisper may change its words or times.
_METHOD: Final = "4"


class FasterWhisperEngine:
    """Recognises speech with Whisper (`localize.engines.SpeechEngine`).

    Voice activity finds the speech, the speech is put end to end in sections, and each section is
    decoded by faster-whisper without carrying over text from window to window; a window that fails
    by log-probability or repetition is tried again at higher temperatures. Words come back on the
    picture's time, checked against voice activity (`localize_models.speech.guards`) and laid on it
    (`localize_models.speech.tighten`).

    Args:
        settings: model (``base`` by default), device, compute type, threads, beam size, and where
            weights are kept.
    """

    name: ClassVar[str] = "faster-whisper"

    def __init__(self, settings: EngineSettings) -> None:
        self._session = WhisperSession(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def capabilities(self) -> SpeechCapabilities:
        """Languages of the model; it listens for names, and takes a script's words."""
        return SpeechCapabilities(languages=self._session.facts.languages, script=True, terms=True)

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
        heard = guards.DECODED
        return self._session.provenance(
            self.name,
            method=_METHOD,
            voice=f"{heard.threshold:g}/{heard.min_silence}/{heard.pad}",
        )

    def transcribe(
        self, requests: Iterable[SpeechRequest], progress: Progress | None = None
    ) -> Iterator[Transcript]:
        """As `SpeechEngine.transcribe`: one request after the other, in order.

        Raises:
            SettingsError: a language that the model does not know.
            MissingPartError: weights or device are not there, or fail.
            FetchError: the network failed.
        """
        for request in requests:
            started = time.perf_counter()
            transcript = self._transcript(request, progress or _no_progress)
            made = replace(
                self.provenance(),
                device=self._session.device,
                seconds=round(time.perf_counter() - started, 3),
            )
            yield with_script(replace(transcript, provenance=made), request.script)

    def _transcript(self, request: SpeechRequest, progress: Progress) -> Transcript:
        facts = self._session.facts
        if request.language:
            language.require(request.language, facts.languages, facts.name)
        sound, duration = request.sound, request.sound.duration
        probabilities = voice.speech_probabilities(sound)
        decoded = voice.speech_spans(probabilities, duration, guards.DECODED)
        if not decoded:
            progress(request.id, duration)
            return self._silent(request)
        speech = voice.speech_spans(probabilities, duration, guards.REPORTED)
        spoken = self._language(request, Collected(decoded))
        hints = terms.hotwords(request.terms, spoken.language, self._session.model())
        listener = PlainListener(self._session, request.sound, hints.text)
        first = self._first(
            spoken.language,
            sections(decoded, probabilities),
            speech,
            listener,
            partial(progress, request.id),
        )
        heard = again.listen_again(
            again.Again(tuple(first.words), tuple(first.stretches)),
            first.windows,
            again.Voice(speech, probabilities, duration),
            spoken.language,
            listener,
        )
        kept, report = coverage.concluded(
            heard.words,
            speech=speech,
            lenient=voice.speech_spans(probabilities, duration, guards.LENIENT),
            stretches=heard.stretches,
            windows=len(first.windows) + heard.decoded,
            retried=first.retried + heard.decoded,
        )
        kept = tightened(kept, voice.speech_spans(probabilities, duration, SOUNDING))
        progress(request.id, duration)
        return Transcript(
            id=request.id,
            language=spoken.language,
            language_probability=spoken.probability,
            words=kept,
            speech=speech,
            duration=duration,
            provenance=self.provenance(),
            findings=(*spoken.findings, *hints.findings, *coverage.findings_of(report)),
            coverage=report,
        )

    def _silent(self, request: SpeechRequest) -> Transcript:
        return Transcript(
            id=request.id,
            language="und",
            language_probability=1.0 if request.language else 0.0,
            words=(),
            speech=(),
            duration=request.sound.duration,
            provenance=self.provenance(),
            findings=(
                Finding(
                    "no-speech",
                    Severity.WARNING,
                    "Nobody speaks in this sound; check that the right audio stream was taken.",
                ),
            ),
        )

    def _language(self, request: SpeechRequest, speech: Collected) -> Detection:
        if request.language:
            return language.Detection(request.language, 1.0)
        if self._session.facts.english_only:
            return language.Detection("en", 1.0)
        model = self._session.model()
        with self._session.failures():
            return language.detect(model, request.sound, speech)

    @staticmethod
    def _first(
        spoken: str,
        work: tuple[Collected, ...],
        speech: tuple[Span, ...],
        listener: PlainListener,
        tell: Callable[[int], None],
    ) -> FirstTime:
        """Everything decoded once, and what the nets say of each window."""
        unspaced = locales.is_unspaced(spoken)
        result = FirstTime()
        before = ""
        for section in work:
            for one in listener.windows(section, spoken, tell):
                start, end = (section.original(t) for t in (one.words[0].start, one.words[-1].end))
                span = Span(start, max(start, end))
                voice = [Span(max(s.start, start), min(s.end, end)) for s in speech
                         if span.overlap(s)]  # fmt: skip
                context = nets.Context(spoken, coverage.within(section, voice), before=before)
                said = nets.verdict(one, context)
                settled = nets.settle(one, said)
                before = one.text
                (shares,) = listener.languages([Collected(tuple(voice) or (span,))])
                result.words += placed(settled.words, section, unspaced=unspaced)
                result.stretches += coverage.told(
                    settled, one.words, section, attempts=one.attempts
                )
                result.windows.append(First(span, shares, doubtful=not said.ok))
                result.retried += one.attempts > 1
        return result


def _no_progress(_id: str, _done: int) -> None:
    """Stands in where nobody wants to know."""
