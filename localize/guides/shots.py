"""What a guide asks of times near a shot change."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from localize.timeline import FrameRate


@dataclass(frozen=True, slots=True)
class ShotZones:
    """The zones round a shot change, in frames; the change is the first frame of the new shot.

    As a guide gives them they are for 24 frames a second and mean lengths of time; `at` gives them
    for another rate.

    Attributes:
        snap_before: an in-time so many frames or fewer before a change moves onto it.
        clear_before: an in-time further off is at least this many frames before the change.
        snap_after: an in-time fewer frames than this after a change moves onto it.
        out_gap: an out-time stands this many frames before the change, at every frame rate.
        out_before: an out-time within this many frames before a change goes to ``out_gap``.
        out_after: an out-time fewer frames than this after a change goes back to ``out_gap``, or on
            to this.
    """

    snap_before: int
    clear_before: int
    snap_after: int
    out_gap: int
    out_before: int
    out_after: int

    def at(self, rate: FrameRate) -> ShotZones:
        """The zones in frames of a rate: 12 at 24 frames a second are 13 at 25 and 15 at 30.

        ``out_gap`` stays: guides name it in frames at every rate.
        """

        def grown(frames: int) -> int:
            return (frames * rate.nominal + 12) // 24

        return ShotZones(
            snap_before=grown(self.snap_before),
            clear_before=grown(self.clear_before),
            snap_after=grown(self.snap_after),
            out_gap=self.out_gap,
            out_before=grown(self.out_before),
            out_after=grown(self.out_after),
        )


#: Names of the zones, as a guide's file writes them.
ZONES: Final = tuple(field.name for field in fields(ShotZones))
