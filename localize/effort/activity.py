"""How long somebody was at work on a cue: idle time cut out of a stream of keys, mouse, playback.

A moment counts as active when a key, the mouse or playback was there within the last 30 s. So ten
minutes at the coffee machine add 30 s at the most, and somebody who listens, or thinks for a
moment, is at work. Pure: times are ms from the moment when the cue was opened.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

#: How long somebody counts as active after the last sign of it, ms: the rule by which visits are
#: logged (key, mouse or playback within the last 30 s).
IDLE: Final = 30_000

#: How long typing goes on after a stroke, ms. Studies of keystroke logs take pauses of 2 s and more
#: as thinking, not typing.
TYPING_PAUSE: Final = 2_000

#: How long playback alone, with neither key nor mouse, counts within one visit, ms; a loop that is
#: left running is no work. Ours: a visit is of one cue, and no scene of a programme is longer.
PLAYBACK_ALONE: Final = 600_000


class ActivityKind(enum.StrEnum):
    """A sign that somebody is there."""

    KEY = "key"  # a key that writes nothing: navigation, a command
    TYPING = "typing"  # a key that writes or deletes
    MOUSE = "mouse"
    PLAYING = "playing"


@dataclass(frozen=True, slots=True)
class Activity:
    """One sign, or several that a browser has joined.

    A browser may join strokes and moves that lie closer together than `TYPING_PAUSE`.

    Attributes:
        kind: what.
        start: ms from the opening of the cue.
        end: ms; equal to ``start`` for a single stroke.

    Raises:
        ValueError: it ends before it starts, or starts before the cue was opened.
    """

    kind: ActivityKind
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no activity runs from {self.start} ms to {self.end} ms")


@dataclass(frozen=True, slots=True)
class Active:
    """What of a visit was work, ms.

    Attributes:
        active: a key, the mouse or playback within the last 30 s.
        playing: of it, while the programme played.
        typing: of it, while text was written.
    """

    active: int
    playing: int
    typing: int


def measure(activities: Iterable[Activity], elapsed: int) -> Active:
    """Cut the idle time out of one visit.

    Opening a cue takes a key or the mouse, so it is the first sign. What lies after the end of the
    visit is cut off: the next visit has it.

    Args:
        activities: of the visit, in any order; they may overlap.
        elapsed: how long the cue was open, ms.

    Raises:
        ValueError: the visit lasts less than no time.
    """
    if elapsed < 0:
        raise ValueError(f"a visit cannot last {elapsed} ms")
    signs = sorted(activities, key=lambda sign: (sign.start, sign.end))
    hands = [(0, 0)] + [(s.start, s.end) for s in signs if s.kind is not ActivityKind.PLAYING]
    playing = _attended([(s.start, s.end) for s in signs if s.kind is ActivityKind.PLAYING], hands)
    strokes = [(s.start, s.end) for s in signs if s.kind is ActivityKind.TYPING]
    return Active(
        active=_covered([(start, end + IDLE) for start, end in (*hands, *playing)], elapsed),
        playing=_covered(playing, elapsed),
        typing=_covered([(start, end + TYPING_PAUSE) for start, end in strokes], elapsed),
    )


def _attended(
    playing: list[tuple[int, int]], hands: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Playback without what lies more than `PLAYBACK_ALONE` after the last key or mouse."""
    watched = _joined([(start, end + PLAYBACK_ALONE) for start, end in hands])
    return [
        (max(start, begin), min(end, until))
        for start, end in _joined(playing)
        for begin, until in watched
        if max(start, begin) < min(end, until)
    ]


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap or touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _covered(spans: Iterable[tuple[int, int]], elapsed: int) -> int:
    """How much of 0 to ``elapsed`` the spans cover together, ms."""
    return sum(max(0, min(end, elapsed) - start) for start, end in _joined(spans))
