"""Regions that writers put cues into, and the other way round the styles of a paragraph in them.

A horizontal cue stands in one of three rows; on which side is the paragraph's alignment, so that
two cues at one time never stand in two regions that overlap (IMSC 1.1, 7.6: presented regions do
not). A vertical cue stands in one of three columns, and the alignment says how high. Where a track
has vertical cues, rows are narrower and leave the outer columns free: sixteen full-width characters
(60 % of a 16:9 picture at 6.67 % of its height each) still fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.script import Cue, Placement

_ROWS: Final = (("bottom", 64, "after"), ("middle", 37, "center"), ("top", 10, "before"))
_COLUMNS: Final = (("left", 5), ("center", 43), ("right", 81))
#: How paragraphs align for a column (horizontal) or a row (vertical) of the numeric keypad.
_SIDES: Final = ("left", "center", "right")
_HEIGHTS: Final = ("end", "center", "start")


@dataclass(frozen=True, slots=True)
class Region:
    """A region of the picture.

    Attributes:
        name: its ``xml:id``.
        origin: left and top edge, % of the picture.
        extent: width and height, % of the picture.
        display: ``before``, ``center`` or ``after``.
        mode: ``writingMode``; empty for horizontal.
    """

    name: str
    origin: tuple[int, int]
    extent: tuple[int, int]
    display: str
    mode: str = ""

    def overlaps(self, other: Region) -> bool:
        """Whether both take a part of the same room."""
        return all(
            self.origin[n] < other.origin[n] + other.extent[n]
            and other.origin[n] < self.origin[n] + self.extent[n]
            for n in (0, 1)
        )


def place(placement: Placement, *, narrow: bool) -> tuple[Region, str]:
    """The region of a cue, and how its paragraph is aligned.

    Args:
        placement: of the cue.
        narrow: the track has vertical cues.
    """
    row, column = divmod(placement.anchor - 1, 3)
    if not placement.vertical:
        name, top, display = _ROWS[row]
        left = 20 if narrow else 10
        return Region(name, (left, top), (100 - 2 * left, 26), display), _SIDES[column]
    name, left = _COLUMNS[column]
    first = 2 if placement.vertical == "rl" else 0
    display = "center" if column == 1 else ("before" if column == first else "after")
    mode = "tbrl" if placement.vertical == "rl" else "tblr"
    return Region(f"{mode}-{name}", (left, 10), (14, 80), display, mode), _HEIGHTS[row]


def colliding(cues: Sequence[Cue]) -> list[Cue]:
    """Cues that are shown at the same time as another in a region that overlaps theirs."""
    narrow = any(cue.placement.vertical for cue in cues)
    if not narrow:
        return []
    shown: dict[Region, tuple[int, Cue]] = {}
    found: dict[str, Cue] = {}
    for cue in cues:
        region, _ = place(cue.placement, narrow=True)
        for other, (end, before) in shown.items():
            if other != region and end > cue.start and other.overlaps(region):
                found.setdefault(before.id, before)
                found[cue.id] = cue
        if region not in shown or shown[region][0] < cue.end:
            shown[region] = (cue.end, cue)
    return list(found.values())
