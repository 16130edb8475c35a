"""Whisper's own speech translation as a translation engine: from sound, only into English.

Where the speech engine has made English of what it heard (`TranslationRequest.english`), nothing is
listened to that came out well. Where it has not, the same windows are decoded here, and make the
same draft.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final, Self

from localize import locales
from localize.engines import (
    Draft,
    EngineSettings,
    English,
    SpeechRequest,
    TranslationCapabilities,
    TranslationRequest,
)
from localize.errors import SettingsError
from localize_models.speech import english, language
from localize_models.speech.again import Piece as Stretch
from localize_models.speech.faults import faults
from localize_models.speech.heard import Task
from localize_models.speech.listener import QueueListener
from localize_models.speech.opened import Opened
from localize_models.speech.queue.decoder import Decoder
from localize_models.speech.queue.flow import Flow
from localize_models.speech.queue.sizes import BatchSize
from localize_models.speech.session import WhisperSession
from localize_models.translation.drafting import Drafting
from localize_models.translation.matching import Piece, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from localize.engines import EnglishPhrase, FetchProgress, Progress, TranslatedUnit
    from localize.findings import Finding
    from localize.media import Sound
    from localize.script import Provenance
    from localize_models.speech.heard import Heard
    from localize_models.translation.drafting import Asked

#: Changes whenever what we do around Whisper may change its English or how it is matched.
_METHOD: Final = "2"


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
        """It works from sound, or what was made of it, on this machine."""
        licence = self._session.facts.licence
        return TranslationCapabilities(
            from_sound=True, from_english=True, licence=licence, preference=40
        )

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
        windows = dict(english.provenance(self._session).parameters)
        return self._session.provenance(
            self.name,
            method=f"{_METHOD}.{windows['method']}",
            task="translate",
            voice=windows["voice"],
        )

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
            draft = self._draft(request, progress or _no_progress)
            made = replace(
                self.provenance(),
                device=self._session.device or self._session.placed().label,
                seconds=round(time.perf_counter() - started, 3),
            )
            yield replace(draft, provenance=made)

    def _draft(self, request: TranslationRequest, progress: Progress) -> Draft:
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
        ears = _Ears(self._session, sound, request.source)
        done: list[TranslatedUnit] = []
        findings: list[Finding] = []
        heard: English | None = None
        if request.units:
            heard = self._heard(request) or ears.english()
        drafting = Drafting(
            request.units,
            request.source,
            sound.duration,
            ears.decode,
            _pieces(heard.phrases if heard is not None else ()),
        )
        ends = {unit.id: unit.span.end for unit in request.units}
        reached = 0
        for part in drafting.run():
            done += part.units
            findings += part.findings
            # Units may overlap, when two people speak; what is told never goes back.
            reached = max(reached, ends[part.units[-1].unit_ids[-1]])
            progress(request.id, min(sound.duration, reached))
        progress(request.id, sound.duration)
        return Draft(request.id, tuple(done), self.provenance(), tuple(findings))

    def _heard(self, request: TranslationRequest) -> English | None:
        """What the speech engine made, where this engine would have made the same."""
        made = request.english
        own = english.provenance(self._session).signature
        if made is None or made.provenance.signature != own:
            return None
        same = language.token(made.language) == language.token(request.source)
        return made if same else None


class _Ears:
    """Decodes an episode's sound in English.

    Args:
        session: the engine's hold on the model.
        sound: of the episode.
        source: locale of what is spoken.
    """

    def __init__(self, session: WhisperSession, sound: Sound, source: str) -> None:
        self._session = session
        self._sound = sound
        self._spoken = language.from_token(language.token(source))
        self._decoder = Decoder(session)
        self._size = BatchSize(session.fitting())

    def english(self) -> English:
        """All of it, in the windows that the speech engine decodes."""
        request = SpeechRequest("", self._sound, self._spoken)
        opened = Opened(0, request, self._session, Task.ENGLISH)
        flow = Flow[Opened](self._decoder.decode_or_full, self._size, self._session.workers)
        ((_, windows),) = flow.run([opened])
        made = english.provenance(self._session)
        return english.english(windows, opened.speech, self._spoken, made)

    def decode(self, asked: Sequence[Asked]) -> list[tuple[Piece, ...]]:
        """Passages in English, as `drafting.Decode` has it."""
        found: dict[int, tuple[Piece, ...]] = {}
        for failures in sorted({one.failures for one in asked}):
            own = [n for n, one in enumerate(asked) if one.failures == failures]
            listener = QueueListener(
                self._decoder,
                self._sound,
                (),
                _fails,
                self._size,
                task=Task.ENGLISH,
                first=failures,
            )
            wanted = [Stretch(asked[n].part.speech, self._spoken) for n in own]
            for n, heard in zip(own, listener.decode(wanted), strict=True):
                found[n] = _pieces(english.phrases(heard, heard.window.speech.spans))
        return [found[n] for n in range(len(asked))]


def _fails(heard: Heard) -> float:
    """What is wrong with a passage, all of which is speech."""
    return faults(heard, heard.window.speech.spans)


def _pieces(phrases: Iterable[EnglishPhrase]) -> tuple[Piece, ...]:
    return tuple(one for phrase in phrases for one in pieces(phrase.words, phrase.score))


def _no_progress(_id: str, _done: int) -> None:
    """Stands in where nobody wants to know."""
