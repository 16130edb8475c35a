"""When a cue comes and goes, given when its words are said. Pure; every time is on a frame.

The rules are those of the Netflix Timed Text Style Guide, "Subtitle Timing Guidelines"
(https://partnerhelp.netflixstudios.com/hc/en-us/articles/360051554394), called *the guidelines*
below; figures that differ between guides (durations, gaps, reading speed, zones round a shot
change) come from `Limits`.

frames     frames and reading times
ins        where a cue may come
outs       where it goes then
choose     both, for all cues together
moves      why
sounds     which sounds are those of a cue that has times already
again      cues that have times already, timed anew
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from localize.timing.choose import choose, said_of, surroundings
from localize.timing.frames import TAIL, characters, frame_reached, in_frames, reading_time
from localize.timing.ins import SPOILER, In
from localize.timing.moves import Edge, Move, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.guides.model import Limits
    from localize.script import Cue
    from localize.timeline import FrameRate, Span
    from localize.timing.outs import Out

__all__ = [
    "SPOILER",
    "TAIL",
    "Edge",
    "Move",
    "Reason",
    "characters",
    "explain",
    "frame_reached",
    "in_frames",
    "reading_time",
    "retime",
]


def retime(
    cues: Sequence[Cue],
    speech: Sequence[Span],
    limits: Limits,
    rate: FrameRate,
    duration: int | None = None,
    *,
    shots: Sequence[int] = (),
) -> tuple[Cue, ...]:
    """Give cues the in- and out-times that the guide asks for.

    In on the first sound; out half a second after the last, later where reading speed or least
    duration need it, sooner where the next cue, the longest duration or the programme's end come
    first; gaps too small to be seen as gaps are closed to the least. Near shot changes the guide's
    zones hold: in with the shot or well before the next, out just before it or well after, over it
    only where somebody speaks over it or the text cannot be read otherwise. No cue comes more than
    `SPOILER` before its sound. Text and order stay. `explain` says why each end stands where it
    does.

    Args:
        cues: in programme order; their own times are not looked at.
        speech: for each cue, from its first to its last sound (ms); starts in order.
        limits: of the guide.
        rate: frames that times lie on and gaps are counted in.
        duration: of the programme, ms; None where it is not known.
        shots: first frames of the shots but the first, ms, ascending; nothing is asked near them
            where ``limits.shots`` is None.

    Returns:
        The cues in the same order, no two overlapping, at least ``limits.min_gap_frames`` frames
        apart, each lasting one frame at the least. A cue that says too much for the time there is
        keeps its text: that is a finding, not ours to cure.

    Raises:
        ValueError: not one span of speech a cue, or spans out of order.
    """
    places = _places(cues, speech, limits, rate, duration, shots=shots)
    return tuple(
        replace(cue, start=rate.time_of(at.frame), end=rate.time_of(out.frame))
        for cue, (at, out) in zip(cues, places, strict=True)
    )


def explain(
    cues: Sequence[Cue],
    speech: Sequence[Span],
    limits: Limits,
    rate: FrameRate,
    duration: int | None = None,
    *,
    shots: Sequence[int] = (),
) -> tuple[Move, ...]:
    """Why `retime`, given the same, puts ends of cues elsewhere than on their sounds.

    Returns:
        A move for each end that does not stand on the frame of its sound, in order.
    """
    moves = []
    places = _places(cues, speech, limits, rate, duration, shots=shots)
    for cue, said, (at, out) in zip(cues, speech, places, strict=True):
        for edge, sound, frame, reason in (
            (Edge.IN, said.start, at.frame, at.reason),
            (Edge.OUT, said.end, out.frame, out.reason),
        ):
            moved = frame - rate.nearest_frame(sound)
            if moved and reason is not None:
                moves.append(Move(cue.id, edge, sound, rate.time_of(frame), moved, reason))
    return tuple(moves)


def _places(
    cues: Sequence[Cue],
    speech: Sequence[Span],
    limits: Limits,
    rate: FrameRate,
    duration: int | None,
    *,
    shots: Sequence[int],
) -> list[tuple[In, Out]]:
    """Where each cue comes and goes."""
    if len(cues) != len(speech):
        raise ValueError(f"{len(cues)} cues cannot be timed by {len(speech)} spans of speech")
    if any(b.start < a.start for a, b in pairwise(speech)):
        raise ValueError("spans of speech must be in order of their starts")
    said = [said_of(cue, span, limits) for cue, span in zip(cues, speech, strict=True)]
    return choose(said, surroundings(limits, rate, duration, shots))
