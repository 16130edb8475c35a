"""Voice activity: where somebody speaks, without knowing what is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from localize.timeline import Span

if TYPE_CHECKING:
    from localize.media import Sound  # numpy


@dataclass(frozen=True, slots=True)
class Voices:
    """Where somebody speaks in a sound; spans in ms, in order, none touching another.

    Attributes:
        sounding: stretches as they are heard, pauses from a tenth of a second apart: what a cue's
            ends are set by.
        speech: the same as a transcript reports it (`localize.engines.Transcript.speech`), short
            pauses closed: what checks look at.
    """

    sounding: tuple[Span, ...]
    speech: tuple[Span, ...]


class VoiceDetector(Protocol):
    """Hears where somebody speaks. Built without arguments; building one loads nothing."""

    name: ClassVar[str]
    #: Changes whenever what it hears may change: what was heard is kept under both.
    method: ClassVar[str]

    def listen(self, sound: Sound) -> Voices:
        """Where somebody speaks in a sound of any length.

        Args:
            sound: the dialogue, 16 kHz mono, placed on the picture's time.
        """
