"""How well an episode was heard: what may have been missed, made up, or was no dialogue at all.

A speech engine says it of its own work; people find the places by it, and a draft's risk counts it.
"""

from __future__ import annotations

import enum
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class StretchKind(enum.StrEnum):
    """What a stretch of an episode is remarkable for."""

    MISSED = "missed"  # somebody seems to speak, and no word was recognised
    UNSPOKEN = "unspoken"  # words were recognised where nobody speaks, and left out
    KEPT_OUT = "kept-out"  # words were recognised that no net believes, and left out
    DOUBTFUL = "doubtful"  # words are in the transcript that are little better than guesses
    RETRIED = "retried"  # heard well, but only when it was decoded again
    FOREIGN = "foreign"  # another language than the programme's
    SONG = "song"  # sung
    SOUND = "sound"  # laughter, applause, music: heard, and no words
    NOISY = "noisy"  # noise as loud as voices: speech may be there that nobody heard


@dataclass(frozen=True, slots=True)
class Stretch:
    """One remarkable stretch of an episode.

    Attributes:
        kind: what it is remarkable for.
        start: ms.
        end: ms; not before ``start``.
        why: the reason, in words that a person reads.
        text: what was recognised there, whether or not it was kept; empty for nothing.
        language: BCP 47, of foreign dialogue; empty where that is not the point.
    """

    kind: StretchKind
    start: int
    end: int
    why: str = ""
    text: str = ""
    language: str = ""

    @property
    def duration(self) -> int:
        """Its length, ms."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a speech engine made of one episode's sound, counted.

    Attributes:
        speech: ms in which somebody speaks, by voice activity.
        heard: ms of them that words account for; at most ``speech``.
        windows: windows that were decoded.
        retried: windows of them that were decoded more than once.
        stretches: what is remarkable, in programme order; stretches of different kinds may overlap.
    """

    speech: int
    heard: int
    windows: int = 0
    retried: int = 0
    stretches: tuple[Stretch, ...] = ()

    @property
    def share(self) -> float:
        """Part of the speech that has words, 0 to 1; 1 where nobody speaks."""
        return self.heard / self.speech if self.speech else 1.0

    def of(self, *kinds: StretchKind) -> tuple[Stretch, ...]:
        """The stretches of these kinds, in programme order."""
        return tuple(stretch for stretch in self.stretches if stretch.kind in kinds)

    def to_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {
            **asdict(self),
            "stretches": [{**asdict(one), "kind": one.kind.value} for one in self.stretches],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Coverage:
        """From what `to_data` gave.

        Raises:
            ValueError, TypeError, KeyError: it is something else.
        """
        return cls(
            speech=int(data["speech"]),
            heard=int(data["heard"]),
            windows=int(data["windows"]),
            retried=int(data["retried"]),
            stretches=tuple(
                Stretch(
                    StretchKind(one["kind"]),
                    int(one["start"]),
                    int(one["end"]),
                    str(one["why"]),
                    str(one["text"]),
                    str(one["language"]),
                )
                for one in data["stretches"]
            ),
        )
