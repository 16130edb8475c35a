"""When a cue comes and goes, given when its words are said. Pure; every time is on a frame.

The rules are those of the Netflix Timed Text Style Guide, "Subtitle Timing Guidelines"
(https://partnerhelp.netflixstudios.com/hc/en-us/articles/360051554394), called *the guidelines*
below; figures that differ between guides (durations, gaps, reading speed) come from `Limits`.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from localize.guides.counting import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from localize.guides.model import Limits
    from localize.script import Cue
    from localize.timeline import FrameRate, Span

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


def retime(
    cues: Sequence[Cue],
    speech: Sequence[Span],
    limits: Limits,
    rate: FrameRate,
    duration: int | None = None,
) -> tuple[Cue, ...]:
    """Give cues the in- and out-times that the guide asks for.

    In on the first sound; out half a second after the last, later where reading speed or least
    duration need it, sooner where the next cue, the longest duration or the programme's end come
    first; gaps too small to be seen as gaps are closed to the least. Text and order stay.

    Args:
        cues: in programme order; their own times are not looked at.
        speech: for each cue, from its first to its last sound (ms); starts in order.
        limits: of the guide.
        rate: frames that times lie on and gaps are counted in.
        duration: of the programme, ms; None where it is not known.

    Returns:
        The cues in the same order, no two overlapping, at least ``limits.min_gap_frames`` frames
        apart, each lasting one frame at the least. A cue that says too much for the time there is
        keeps its text: that is a finding, not ours to cure.

    Raises:
        ValueError: not one span of speech a cue, or spans out of order.
    """
    if len(cues) != len(speech):
        raise ValueError(f"{len(cues)} cues cannot be timed by {len(speech)} spans of speech")
    if any(b.start < a.start for a, b in pairwise(speech)):
        raise ValueError("spans of speech must be in order of their starts")
    ins = in_frames([span.start for span in speech], limits, rate)
    last = None if duration is None else rate.frame_shown(duration)
    if last is not None:
        ins = _before(ins, last, limits)
    timed = []
    for index, cue in enumerate(cues):
        following = ins[index + 1] if index + 1 < len(ins) else None
        need = max(limits.min_duration, reading_time(characters(cue.lines, limits), limits))
        out = _out_frame(ins[index], following, speech[index].end, need, limits=limits, rate=rate)
        if last is not None:
            out = max(ins[index] + 1, min(out, last))
        timed.append(replace(cue, start=rate.time_of(ins[index]), end=rate.time_of(out)))
    return tuple(timed)


def _before(ins: list[int], last: int, limits: Limits) -> list[int]:
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


def _out_frame(
    in_frame: int,
    following: int | None,
    spoken: int,
    need: int,
    *,
    limits: Limits,
    rate: FrameRate,
) -> int:
    """The frame on which a cue goes out.

    Args:
        in_frame: of this cue.
        following: in-frame of the next; None where there is none.
        spoken: when its last sound ends, ms.
        need: how long it must be seen to be read, ms.
        limits: of the guide.
        rate: of the programme.
    """
    start = rate.time_of(in_frame)
    longest = frame_reached(start, limits.max_duration + 1, rate) - 1
    ready = max(rate.nearest_frame(spoken), frame_reached(start, need, rate))
    out = min(max(ready, rate.frame_shown(spoken + TAIL)), longest)
    if following is not None:
        room = following - limits.min_gap_frames
        chain = rate.nearest_frame(limits.chain_gap(rate)) - limits.min_gap_frames
        out = _chained(min(out, room), min(ready, longest), room, longest, chain=chain)
    return max(out, in_frame + 1)


def _chained(out: int, ready: int, room: int, longest: int, *, chain: int) -> int:
    """An out-frame that leaves either the least gap or one long enough to be seen.

    The guidelines: gaps of 3 to 11 frames (at 24 a second) are closed to 2. Where the longest
    duration forbids closing, the tail is given up instead, as far as the text has been ``ready``.
    All are frames; gaps of less than ``chain`` beyond the least are too small.
    """
    if room - out >= chain or room == out:
        return out
    if room <= longest:
        return room
    return max(ready, room - chain)
