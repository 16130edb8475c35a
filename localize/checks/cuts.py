"""Where a guide wants a cue's ends near a shot change, in frames. Pure arithmetic.

The zones are the guide's (`localize.guides.model.ShotZones`); for Netflix they come from the Timed
Text Style Guide, "Subtitle Timing Guidelines"
(https://partnerhelp.netflixstudios.com/hc/en-us/articles/360051554394).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.guides.model import ShotZones

if TYPE_CHECKING:
    from localize.engines import CheckContext


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where an end of a cue should be.

    Attributes:
        cut: frame of the shot change that is near.
        places: frames at which the end may stand instead, the best first.
    """

    cut: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cuts:
    """The shot changes of a programme in frames, and the guide's zones around each.

    Attributes:
        frames: first frame of each shot but the first, ascending.
        zones: in frames of the programme's rate.
    """

    frames: Sequence[int]
    zones: ShotZones

    @classmethod
    def of(cls, context: CheckContext) -> Cuts | None:
        """Those of a context; None where none is known, or the guide asks nothing."""
        zones = context.limits.shots
        if zones is None or not context.shots:
            return None
        rate = context.rate
        return cls(sorted({rate.nearest_frame(time) for time in context.shots}), zones.at(rate))

    def wanted_in(self, frame: int) -> Wanted | None:
        """Where an in-time at ``frame`` should be; None where it may stay."""
        zones = self.zones
        at = bisect_right(self.frames, frame)
        before = self.frames[at - 1] if at else None
        after = self.frames[at] if at < len(self.frames) else None
        if before == frame:
            return None
        near = [
            cut
            for cut, close in (
                (before, before is not None and frame - before < zones.snap_after),
                (after, after is not None and after - frame <= zones.snap_before),
            )
            if cut is not None and close
        ]
        if near:
            near.sort(key=lambda cut: abs(cut - frame))
            return Wanted(near[0], tuple(near))
        if after is None or after - frame >= zones.clear_before:
            return None
        clear = after - zones.clear_before
        # Between two quick changes there may be no clear place but the changes themselves.
        if clear < 0 or (before is not None and 0 < clear - before < zones.snap_after):
            return Wanted(after, (after,))
        return Wanted(after, (clear,))

    def wanted_out(self, frame: int) -> Wanted | None:
        """Where an out-time at ``frame``, the first without the cue, should be; None: as it is."""
        zones = self.zones
        at = bisect_left(self.frames, frame)
        after = self.frames[at] if at < len(self.frames) else None
        before = self.frames[at - 1] if at else None
        if after is not None and after - frame == zones.out_gap:
            return None
        if after is not None and after - frame < zones.out_before:
            return Wanted(after, (after - zones.out_gap,))
        if before is not None and frame - before < zones.out_after:
            late = before + zones.out_after
            free = after is None or after - late >= zones.out_before
            return Wanted(before, (before - zones.out_gap, *((late,) if free else ())))
        return None

    def inside(self, start: int, end: int) -> Sequence[int]:
        """The changes after frame ``start`` and before frame ``end``."""
        return self.frames[bisect_right(self.frames, start) : bisect_left(self.frames, end)]
