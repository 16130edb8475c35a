"""The speech engine on faster-whisper: CTranslate2's Whisper, with all of its safety nets."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from localize import locales
from localize.engines import EngineSettings, SpeechCapabilities, SpeechRequest, Transcript
from localize.errors import SettingsError
from localize.findings import Finding, Severity
from localize_models.speech import guards, language, terms, voice
from localize_models.speech.sections import Collected, sections
from localize_models.speech.session import WhisperSession
from localize_models.speech.tighten import SOUNDING, tightened
from localize_models.speech.words import RawWord, placed, raw_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from faster_whisper.transcribe import Segment

    from localize.engines import FetchProgress, Progress
    from localize.script import Provenance, Word
    from localize_models.speech.language import Detection

#: Changes whenever what we do around faster-whisper may change its words or times.
_METHOD: Final = "3"
#: How a section is decoded; everything that is not named keeps faster-whisper's default, the
#: temperature fallback and its limits among them. Text is not carried over: one bad window would
#: spoil those after it.
_DECODING: Final[dict[str, Any]] = {
    "word_timestamps": True,
    "condition_on_previous_text": False,
    "hallucination_silence_threshold": 2.0,
    "vad_filter": False,
}


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
        """Languages of the model; it listens for names, and cannot align a script."""
        return SpeechCapabilities(languages=self._session.facts.languages, terms=True)

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
            SettingsError: a script was given, or a language that the model does not know.
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
            yield replace(transcript, provenance=made)

    def _transcript(self, request: SpeechRequest, progress: Progress) -> Transcript:
        if request.script:
            raise SettingsError(
                f"The speech engine {self.name} cannot align a supplied script.",
                hint="Leave the script out.",
            )
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
        words, findings = self._words(
            request, spoken.language, sections(decoded, probabilities), progress
        )
        lenient = voice.speech_spans(probabilities, duration, guards.LENIENT)
        kept, dropped = guards.drop_words_without_speech(words, lenient)
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
            findings=(
                *spoken.findings,
                *findings,
                *dropped,
                *guards.speech_without_words(kept, speech),
            ),
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

    def _words(
        self,
        request: SpeechRequest,
        spoken: str,
        work: tuple[Collected, ...],
        progress: Progress,
    ) -> tuple[tuple[Word, ...], tuple[Finding, ...]]:
        facts = self._session.facts
        model = self._session.model()
        hints = terms.hotwords(request.terms, spoken, model)
        unspaced = locales.is_unspaced(spoken)
        words: list[Word] = []
        marks: list[tuple[int, Segment]] = []
        for section in work:
            raw: list[RawWord] = []
            with self._session.failures():
                segments, _ = model.transcribe(
                    section.read(request.sound),
                    language=language.require(spoken, facts.languages, facts.name),
                    beam_size=self._session.beam_size,
                    hotwords=hints.text or None,
                    **_DECODING,
                )
                for segment in segments:
                    raw += raw_words(segment)
                    marks.append((section.original(segment.start * 1000), segment))
                    progress(request.id, section.original(segment.end * 1000))
            words += placed(raw, section, unspaced=unspaced)
        return tuple(words), (*hints.findings, *guards.doubtful(marks))


def _no_progress(_id: str, _done: int) -> None:
    """Stands in where nobody wants to know."""
