"""When a cue comes and goes, given when its words are said. Pure; every time is on a frame.

The rules are those of the Netflix Timed Text Style Guide, "Subtitle Timing Guidelines"
(https://partnerhelp.netflixstudios.com/hc/en-us/articles/360051554394), called *the guidelines*
below; figures that differ between guides (durations, gaps, reading speed, zones round a shot
change) come from `Limits`.

frames     frames and reading times
ins        where a cue may come
outs       where it goes then
moves      why
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from localize.timing.frames import (
    TAIL,
    before_end,
    characters,
    frame_reached,
    in_frames,
    reading_time,
)
from localize.timing.ins import SPOILER, In, ins_of
from localize.timing.moves import Edge, Move, Reason
from localize.timing.outs import Out, Said, Surroundings, out_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.guides.model import Limits
    from localize.script import Cue
    from localize.timeline import FrameRate, Span

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

_NOWHERE: Final = math.inf


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
    ins = in_frames([span.start for span in speech], limits, rate)
    last = None if duration is None else rate.frame_shown(duration)
    if last is not None:
        ins = before_end(ins, last, limits)
    marks = () if limits.shots is None else tuple(sorted({rate.nearest_frame(t) for t in shots}))
    around = Surroundings(limits, rate, last, tuple(mark for mark in marks if mark > 0))
    said = []
    for cue, span in zip(cues, speech, strict=True):
        read = reading_time(characters(cue.lines, limits), limits)
        need = max(limits.min_duration, read)
        said.append(Said(span.start, span.end, need, reads=read > limits.min_duration))
    choices = [ins_of(one, at, around) for one, at in zip(said, ins, strict=True)]
    return _chosen(said, choices, around)


@dataclass(slots=True)
class _State:
    """The cheapest way to the end of the track from one place of a cue.

    Attributes:
        cost: of this cue and all after it.
        out: where it goes.
        following: which place of the next cue that is for.
    """

    cost: float
    out: Out
    following: int


def _chosen(
    said: list[Said], choices: list[list[In]], around: Surroundings
) -> list[tuple[In, Out]]:
    """For each cue the place that is cheapest together with those of all others.

    When a cue comes decides how long the one before it may stay, so that all are chosen at once:
    from the last to the first, the best for each place that a cue may have. There are few places
    (one, where no shot changes near), so that this is linear in the number of cues.
    """
    step = around.limits.min_gap_frames + 1
    states: list[list[_State]] = []
    for index in range(len(said) - 1, -1, -1):
        after = states[-1] if states else []
        own = []
        for at in choices[index]:
            best: _State | None = None
            if not after:
                out = out_of(said[index], at.frame, None, around)
                best = _State(at.cost + out.cost, out, -1)
            for number, state in enumerate(after):
                following = choices[index + 1][number].frame
                if following < at.frame + step or state.cost == _NOWHERE:
                    continue
                out = out_of(said[index], at.frame, following, around)
                cost = at.cost + out.cost + state.cost
                if best is None or cost < best.cost:
                    best = _State(cost, out, number)
            own.append(best or _State(_NOWHERE, Out(at.frame + 1, _NOWHERE, Reason.NEXT), 0))
        states.append(own)
    states.reverse()
    found = []
    number = min(range(len(choices[0])), key=lambda n: states[0][n].cost) if states else 0
    for places, own in zip(choices, states, strict=True):
        found.append((places[number], own[number].out))
        number = own[number].following
    return found
