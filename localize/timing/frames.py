"""Frames and reading times: what re-timing counts in. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from localize.guides.counting import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from localize.guides.model import Limits
    from localize.timeline import FrameRate

#: How long a cue may stay after its last sound when nothing else asks for it, ms. The guidelines:
#: the out-time may lie up to half a second past the end of the audio, which is the ideal where no
#: subtitle follows.
TAIL: Final = 500

#: Sounds that drift from whole ms by less than this are at the limit, not over it.
_HAIR: Final = 1e-6


def reading_time(characters: float, limits: Limits) -> int:
    """The least time (ms) in which ``characters`` can be read at the guide's reading speed."""
    return math.ceil(characters * 1000 / limits.reading_speed - _HAIR)


def characters(lines: Iterable[str], limits: Limits) -> float:
    """What the guide counts in a cue: its lines without tags; a line break counts nothing.

    Source: Netflix's language guides, Character Limitation and Reading Speed Limits
    (https://partnerhelp.netflixstudios.com/hc/en-us/articles/217350977 for English).
    """
    return sum(count(line, limits.counting) for line in lines)


def frame_reached(time: int, span: int, rate: FrameRate) -> int:
    """The first frame that starts at least ``span`` ms after ``time`` (ms)."""
    frame = rate.frame_shown(time + span)
    return frame if rate.time_of(frame) >= time + span else frame + 1


def in_frames(starts: Sequence[int], limits: Limits, rate: FrameRate) -> list[int]:
    """The frame on which each cue comes in, for its first sounds in ``starts`` (ms, in order).

    The guidelines: in on the first frame of the audio, with one or two frames of tolerance, so
    the nearest. Where sounds lie so close (two people at once) that a cue would not last one frame
    and the least gap, the later cue is pushed back: cues never overlap.
    """
    step = limits.min_gap_frames + 1
    frames: list[int] = []
    for start in starts:
        frame = rate.nearest_frame(start)
        frames.append(max(frame, frames[-1] + step) if frames else frame)
    return frames


def before_end(ins: list[int], last: int, limits: Limits) -> list[int]:
    """In-frames moved back so that every cue begins before the programme's ``last`` frame.

    Only words timed past the end (a recogniser that ran on) move. Order wins over the end.
    """
    step = limits.min_gap_frames + 1
    moved, bound = [], last - 1
    for frame in reversed(ins):
        moved.append(max(0, min(frame, bound)))
        bound = moved[-1] - step
    moved.reverse()
    for index in range(1, len(moved)):
        moved[index] = max(moved[index], moved[index - 1] + step)
    return moved
