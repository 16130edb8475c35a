"""Where all cues of a track come and go, chosen together. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.timing.frames import before_end, characters, in_frames, reading_time
from localize.timing.ins import In, ins_of
from localize.timing.moves import Reason
from localize.timing.outs import Out, Said, Surroundings, out_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.guides.model import Limits
    from localize.script import Cue
    from localize.timeline import FrameRate, Span

_NOWHERE: Final = math.inf


def surroundings(
    limits: Limits, rate: FrameRate, duration: int | None, shots: Sequence[int]
) -> Surroundings:
    """What holds for every cue of a track, from times in ms."""
    last = None if duration is None else rate.frame_shown(duration)
    marks = () if limits.shots is None else tuple(sorted({rate.nearest_frame(t) for t in shots}))
    return Surroundings(limits, rate, last, tuple(mark for mark in marks if mark > 0))


def said_of(cue: Cue, span: Span, limits: Limits, stay: int | None = None) -> Said:
    """What is fixed about a cue whose words are said in ``span``.

    Args:
        cue: for its text.
        span: from its first to its last sound, ms.
        limits: of the guide.
        stay: see `Said`.
    """
    read = reading_time(characters(cue.lines, limits), limits)
    need = max(limits.min_duration, read)
    return Said(span.start, span.end, need, read > limits.min_duration, stay)


def choose(said: list[Said], around: Surroundings) -> list[tuple[In, Out]]:
    """Where each cue comes and goes.

    Args:
        said: the cues, in order of their first sounds.
        around: what holds for all.
    """
    limits, rate = around.limits, around.rate
    ins = in_frames([one.start for one in said], limits, rate)
    if around.last is not None:
        ins = before_end(ins, around.last, limits)
    return _chosen(
        said, [ins_of(one, at, around) for one, at in zip(said, ins, strict=True)], around
    )


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
