"""Whisper's own speech translation as a translation engine: from sound, only into English."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from localize import locales
from localize.engines import (
    Draft,
    EngineSettings,
    TranslationCapabilities,
    TranslationRequest,
)
from localize.errors import SettingsError
from localize_models.speech import language
from localize_models.speech.session import WhisperSession
from localize_models.speech.words import placed, raw_words
from localize_models.translation.drafting import Drafting
from localize_models.translation.matching import Piece, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from localize.engines import FetchProgress, Progress, TranslatedUnit
    from localize.media import Sound
    from localize.script import Provenance
    from localize_models.translation.passages import Passage

#: Changes whenever what we do around Whisper may change its English or how it is matched.
_METHOD: Final = "1"
#: How a passage is decoded. Its sound is speech for certain, and low log-probabilities are usual
#: for distant languages, where sampling only makes matters worse and slow (Korean, base: 50 s
#: instead of 18 s, and a poorer draft); so only a loop is a reason to try again.
_DECODING: Final[dict[str, Any]] = {
    "task": "translate",
    "word_timestamps": True,
    "condition_on_previous_text": False,
    "vad_filter": False,
    "log_prob_threshold": None,
    "no_speech_threshold": None,
}
#: Temperatures by how often the unit has failed: where the search found nothing fit to use,
#: sampling has to find something else.
_TEMPERATURES: Final = ((0.0, 0.4, 0.8), (0.2, 0.6, 1.0), (0.4, 0.8))


class WhisperSpeechTranslation:
    """Drafts English from the sound of any language that Whisper knows.

    Implements `localize.engines.TranslationEngine`; shares loaded weights with the speech engine.

    Args:
        settings: model (``base`` by default; one that was trained to translate), device, compute
            type, threads, beam size.
    """

    name: ClassVar[str] = "whisper"

    def __init__(self, settings: EngineSettings) -> None:
        self._session = WhisperSession(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def capabilities(self) -> TranslationCapabilities:
        """It works from sound, on this machine."""
        licence = self._session.facts.licence
        return TranslationCapabilities(from_sound=True, licence=licence, preference=40)

    def serves(self, source: str, target: str) -> bool:
        """Whether it drafts from ``source``, any language of Whisper's but English, to English.

        An empty source stands for some language. Models that were not trained to translate
        (``.en``, turbo, distil) serve nothing.
        """
        facts = self._session.facts
        if not facts.translates or locales.language(target) != "en":
            return False
        if not source:
            return True
        spoken = language.from_token(language.token(source))
        return spoken != "en" and spoken in facts.languages

    def prepare(self, progress: FetchProgress | None = None) -> None:
        """As `TranslationEngine.prepare`: the device is there, the weights are kept.

        Raises:
            MissingPartError: no such device, or weights that are missing or damaged.
            FetchError: the network failed.
            SettingsError: no such model, device or compute type.
        """
        self._session.prepare(progress)

    def provenance(self) -> Provenance:
        """As `TranslationEngine.provenance`; loads no weights."""
        return self._session.provenance(self.name, method=_METHOD, task="translate")

    def translate(
        self, requests: Iterable[TranslationRequest], progress: Progress | None = None
    ) -> Iterator[Draft]:
        """As `TranslationEngine.translate`: one request after the other, in order.

        Raises:
            SettingsError: a pair that it does not serve, or a request without sound.
            MissingPartError: weights or device are not there, or fail.
            FetchError: the network failed.
        """
        for request in requests:
            started = time.perf_counter()
            draft = self._draft(request, progress)
            made = replace(
                self.provenance(),
                device=self._session.device,
                seconds=round(time.perf_counter() - started, 3),
            )
            yield replace(draft, provenance=made)

    def _draft(self, request: TranslationRequest, progress: Progress | None) -> Draft:
        if not self.serves(request.source, request.target):
            raise SettingsError(
                f"The translation engine {self.name} with the model {self._session.facts.name} "
                f"does not draft from {request.source!r} into {request.target!r}.",
                hint="It drafts from the sound of another language into English, with a model "
                "that was trained to translate, such as base, small, medium or large-v3.",
            )
        if request.sound is None:
            raise SettingsError(f"The translation engine {self.name} needs the episode's sound.")
        sound = request.sound
        token = language.token(request.source)

        def decode(part: Passage, failures: int) -> tuple[Piece, ...]:
            return self._decode(part, failures, sound, token)

        drafting = Drafting(request.units, request.source, sound.duration, decode)
        done: list[TranslatedUnit] = []
        ends = {unit.id: unit.span.end for unit in request.units}
        for results in drafting.run():
            done += results
            if progress is not None:
                progress(request.id, min(sound.duration, ends[results[-1].unit_ids[-1]]))
        if progress is not None:
            progress(request.id, sound.duration)
        return Draft(request.id, tuple(done), self.provenance(), tuple(drafting.findings))

    def _decode(self, part: Passage, failures: int, sound: Sound, token: str) -> tuple[Piece, ...]:
        model = self._session.model()
        found: list[Piece] = []
        with self._session.failures():
            segments, _ = model.transcribe(
                part.speech.read(sound),
                language=token,
                beam_size=self._session.beam_size,
                temperature=list(_TEMPERATURES[min(failures, len(_TEMPERATURES) - 1)]),
                **_DECODING,
            )
            for segment in segments:
                words = placed(raw_words(segment), part.speech)
                found += pieces(words, float(segment.avg_logprob))
        return tuple(found)
