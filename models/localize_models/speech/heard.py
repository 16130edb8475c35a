"""A window of speech that goes to the model, and what the model made of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable  # noqa: TC004 -- only frozen values hold them

    from localize_models.speech.sections import Collected  # noqa: TC004
    from localize_models.speech.words import RawWord  # noqa: TC004


class Task(enum.StrEnum):
    """What Whisper is to write of a window, by its own names."""

    WORDS = "transcribe"
    ENGLISH = "translate"


@dataclass(frozen=True, slots=True)
class Window:
    """Speech that is decoded in one go.

    Attributes:
        episode: whose it is.
        index: its place among the episode's windows.
        speech: what of the sound it holds; at most 30 s.
        language: BCP 47; what is spoken in it.
        task: whether that is written down, or its English.
    """

    episode: Hashable
    index: int
    speech: Collected
    language: str
    task: Task = Task.WORDS

    @property
    def written(self) -> str:
        """BCP 47; what its text is in."""
        return "en" if self.task is Task.ENGLISH else self.language


@dataclass(frozen=True, slots=True)
class Heard:
    """One window as it was decoded (`nets.Decoded`).

    Attributes:
        window: what was decoded.
        tokens: of the model, timestamps among them.
        text: what was recognised.
        words: in order, times in ms of the window.
        avg_logprob: mean log-probability a token, the end of the text counted.
        no_speech_prob: probability of silence, 0 to 1.
        compression_ratio: text over its deflated form, in bytes.
        temperature: that it was sampled at; 0 for a search over beams.
        attempts: how often it was decoded, the nets having failed it before; that what passed them
            was heard again in a longer context does not count.
        languages: Whisper's names of languages and the share of each in this sound, the greatest
            first; empty where the model knows only one.
        english: the same window in English, where that was asked for as well.
    """

    window: Window
    tokens: tuple[int, ...]
    text: str
    words: tuple[RawWord, ...]
    avg_logprob: float
    no_speech_prob: float
    compression_ratio: float
    temperature: float = 0.0
    attempts: int = 1
    languages: tuple[tuple[str, float], ...] = ()
    english: Heard | None = None
