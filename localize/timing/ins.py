"""When a cue may come: on its first sound, or on or clear of a shot change. Pure.

A cue must not give away what is not said yet: it never comes more than `SPOILER` before its first
sound, not even for a shot change. Later by a few frames is what the guidelines ask for where the
shot changes just after the sound begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.timing.moves import Reason

if TYPE_CHECKING:
    from localize.guides.model import ShotZones
    from localize.timing.outs import Said, Surroundings

#: How long before its first sound a cue may be seen, ms. TED's guide: not more than 100 ms before
#: speech (https://translations.ted.com, Cheat-sheet).
SPOILER: Final = 100

#: Cost of an in-time in a zone round a shot change that the guide wants empty …
_ZONE: Final = 4.0
#: … of each frame that it comes after its sound, and before it.
_LATE: Final = 0.1
_EARLY: Final = 0.3


@dataclass(frozen=True, slots=True)
class In:
    """Where a cue may come.

    Attributes:
        frame: the first with it.
        cost: of that place.
        reason: why it does not come with its sound; None where it does.
    """

    frame: int
    cost: float
    reason: Reason | None


def ins_of(said: Said, at: int, around: Surroundings) -> list[In]:
    """The places where a cue may come, with its sound first.

    Args:
        said: the cue.
        at: the frame on which it comes for its sound.
        around: what holds for all.
    """
    rate, zones = around.rate, around.zones
    nearest = rate.nearest_frame(said.start)
    reason = None if at == nearest else Reason.ORDER if at > nearest else Reason.INSIDE
    if zones is None or not around.shots:
        return [In(at, 0.0, reason)]
    found = [In(at, _zone(at, zones, around), reason)]
    for shot in around.between(at - zones.snap_after, at + zones.clear_before):
        if shot == at:
            continue
        places = [(shot, Reason.WITH_SHOT)]
        if shot > at and shot - at > zones.snap_before:
            places = [(shot - zones.clear_before, Reason.BEFORE_SHOT)]
        for frame, why in places:
            # Not after all is said, nor before the programme begins or when it has ended.
            late = frame > at and frame >= rate.nearest_frame(said.end)
            outside = frame < 0 or (around.last is not None and frame >= around.last)
            early = said.start - rate.time_of(frame) > SPOILER
            if late or outside or early:
                continue
            moved = (frame - at) * _LATE if frame > at else (at - frame) * _EARLY
            found.append(In(frame, moved + _zone(frame, zones, around), why))
    return found


def _zone(frame: int, zones: ShotZones, around: Surroundings) -> float:
    """What an in-time costs for the shot changes around it."""
    near = around.between(frame - zones.snap_after + 1, frame + zones.clear_before - 1)
    if not near or frame in near:
        return 0.0
    return _ZONE
