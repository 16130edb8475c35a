"""An episode between its request and its transcript: what voice activity says, and its windows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from localize_models.speech import guards, language, noise, terms, voice
from localize_models.speech.activity import voice_probabilities
from localize_models.speech.faults import faults
from localize_models.speech.heard import Heard, Task, Window
from localize_models.speech.kept import KeptWindows
from localize_models.speech.queue.cutting import LONGEST_MS, SHORT_MS, windows
from localize_models.speech.queue.features import prepared
from localize_models.speech.sections import Collected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from localize.engines import SpeechRequest  # noqa: TC004 -- no one reads the fields' types
    from localize.timeline import Span
    from localize_models.speech.language import Detection
    from localize_models.speech.queue.features import Prepared
    from localize_models.speech.session import WhisperSession  # noqa: TC004


@dataclass(frozen=True)
class Opened:
    """One request whose sound was looked through (`queue.flow.Episode`).

    Attributes:
        key: its number among the requests.
        request: what was asked.
        session: the engine's hold on the model.
        task: what its windows are decoded for; English may be asked for beside words
            (`SpeechRequest.english_from`).
        signature: of how its windows are decoded; part of the key under which they are kept.
    """

    key: int
    request: SpeechRequest
    session: WhisperSession
    task: Task = Task.WORDS
    signature: str = ""
    #: The key of each window that is kept, by its index.
    _keys: dict[int, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def probabilities(self) -> NDArray[np.float32]:
        """Of voice activity, quiet voices after loud ones and voices in noise heard as well."""
        return voice_probabilities(self.request.sound)

    @cached_property
    def speech(self) -> tuple[Span, ...]:
        """Where somebody speaks, by `guards.REPORTED`."""
        return voice.speech_spans(self.probabilities, self.duration, guards.REPORTED)

    @cached_property
    def lenient(self) -> tuple[Span, ...]:
        """Where somebody may speak, by `guards.LENIENT`."""
        return voice.speech_spans(self.probabilities, self.duration, guards.LENIENT)

    @cached_property
    def noisy(self) -> tuple[Span, ...]:
        """Where noise is so loud that a voice may not be heard."""
        return noise.noisy_spans(self.request.sound, self.probabilities)

    @cached_property
    def decoded(self) -> tuple[Span, ...]:
        """What is decoded, by `guards.DECODED`."""
        return voice.speech_spans(self.probabilities, self.duration, guards.DECODED)

    @property
    def duration(self) -> int:
        """Of the sound, ms."""
        return self.request.sound.duration

    @cached_property
    def windows(self) -> tuple[Collected, ...]:
        """The speech that goes to the model."""
        # A card takes about as long for a short window as for a long one (`features.prepared`).
        usual = SHORT_MS if self.session.placed().device == "cpu" else LONGEST_MS
        return windows(self.decoded, self.probabilities, usual)

    @property
    def count(self) -> int:
        """How many windows it has."""
        return len(self.windows)

    @cached_property
    def known(self) -> Detection | None:
        """The language, where it is known before anything is decoded.

        One window tells its language itself while it is decoded; where there are several, they
        are asked beforehand.
        """
        if self.request.language:
            return language.Detection(self.request.language, 1.0)
        if self.session.facts.english_only:
            return language.Detection("en", 1.0)
        if self.count <= 1:
            return None
        with self.session.failures(), self.session.working() as model:
            return language.detect(model, self.request.sound, Collected(self.decoded))

    @cached_property
    def hints(self) -> terms.Hints:
        """What is put before each window."""
        spoken = self.known.language if self.known else "en"
        return terms.hotwords(self.request.terms, spoken, self.session.model())

    @cached_property
    def hint_tokens(self) -> tuple[int, ...]:
        """The same as tokens, after the one that announces it; empty for none."""
        if not self.hints.text:
            return ()
        known = self.session.model().hf_tokenizer
        told = known.encode(f" {self.hints.text}", add_special_tokens=False).ids
        return (known.token_to_id("<|startofprev|>"), *told)

    @cached_property
    def kept(self) -> KeptWindows:
        """What was heard of it, by this run or one that was killed."""
        voiced = ",".join(f"{span.start}-{span.end}" for span in self.speech)
        device = self.session.placed().label
        return KeptWindows(self.request.parts, self.signature, device, voiced)

    def prepared(self) -> Iterator[Prepared | Heard]:
        """Its windows as they go to the model, in order; those that are kept as they were heard."""
        if not self.windows:
            return
        spoken = self.known.language if self.known else ""
        english_from = self.request.english_from if self.session.facts.translates else frozenset()
        for index, one in enumerate(self.windows):
            window = Window(self.key, index, one, spoken, self.task)
            ready = prepared(
                window,
                self.request.sound,
                self.session.model(),
                self.hint_tokens,
                self.fails,
                english_from=english_from,
            )
            yield self._heard(ready) or ready

    def _heard(self, ready: Prepared) -> Heard | None:
        """What was heard in a window before; None where that is not kept."""
        spoken = ready.window.language
        from_these = sorted(ready.english_from) if not spoken else ready.in_english is not None
        asked = f"{ready.frames} {ready.hints} {from_these}"
        key = self.kept.key([ready.window], [ready.features], asked)
        self._keys[ready.window.index] = key
        found = self.kept.get(key, [ready.window])
        return found[0] if found else None

    def keep(self, heard: Heard) -> None:
        """Keep what was heard in one of its windows, where that is wanted.

        Args:
            heard: one of `prepared`'s.
        """
        self.kept.put(self._keys[heard.window.index], [heard])

    def fails(self, heard: Heard) -> float:
        """What is wrong with a decoded window (`faults.faults`)."""
        return faults(heard, self.speech)

    def spoken(self, heard: Sequence[Heard]) -> Detection:
        """The language of the episode, when its windows are decoded.

        Args:
            heard: all of them.
        """
        return self.known or language.detection(heard[0].languages)
