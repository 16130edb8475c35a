"""Rows of an EBU STL file ↔ where a cue stands.

A cue's anchor gives the row of its first line; a row that no anchor gives is kept as WebVTT's
``line`` in per cent, the top of the cue's box, and gives the same row again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.formats.placement import anchor_of
from localize.script import Placement

if TYPE_CHECKING:
    from localize.script import Cue


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows that a kind of subtitle has.

    Attributes:
        code: of the kind, as the GSI block names it (DSC).
        rows: how many there are (MNR).
        cells: characters that fit in one (MNC).
        height: rows that a line takes.
    """

    code: str
    rows: int
    cells: int
    height: int

    def default_row(self, anchor: int, lines: int) -> int:
        """Row of the first line of a cue at an anchor, from 1."""
        tall = max(lines, 1) * self.height
        third = (anchor - 1) // 3
        top = {2: 1, 1: (self.rows - tall) // 2 + 1, 0: self.rows - tall + 1}[third]
        return max(1, top)

    def row_of(self, cue: Cue, lines: int) -> int:
        """Row of the first line of a cue, from 1."""
        exact = _line(cue.placement)
        if exact is not None and not cue.placement.vertical:
            return min(self.rows, max(1, round(exact * self.rows / 100) + 1))
        return self.default_row(cue.placement.anchor, lines)

    def placement(self, row: int, column: int, lines: int) -> Placement:
        """Where a cue stands whose first line is in ``row``; column 0 left to 2 right."""
        for third in (0, 2, 1):
            anchor = third * 3 + column + 1
            if self.default_row(anchor, lines) == row:
                return Placement(anchor)
        share = f"{(min(max(row, 1), self.rows) - 1) * 100 / self.rows:.2f}".rstrip("0").rstrip(".")
        sides = (
            (("position", "0%"), ("align", "left")),
            (),
            (("position", "100%"), ("align", "right")),
        )
        pairs = (("line", f"{share}%"), *sides[column])
        return Placement(anchor_of(pairs), "", pairs)

    def carries(self, cue: Cue, lines: int) -> bool:
        """Whether the cue's settings come back as they are."""
        if not cue.placement.settings:
            return True
        column = (cue.placement.anchor - 1) % 3
        return self.placement(self.row_of(cue, lines), column, lines) == cue.placement


def _line(placement: Placement) -> float | None:
    """A ``line`` in per cent, where the settings have one."""
    value = dict(placement.settings).get("line", "").partition(",")[0]
    if not value.endswith("%"):
        return None
    try:
        share = float(value[:-1])
    except ValueError:
        return None
    return share if 0 <= share <= 100 else None


#: Open subtitles count as many rows as teletext does.
OPEN: Final = Grid("0", 23, 40, 1)
#: Level 1; every line in double height.
TELETEXT: Final = Grid("1", 23, 40, 2)
