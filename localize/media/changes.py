"""Where one shot ends and the next begins, in a row of thumbnails. Pure arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.media.cuts import Cuts
from localize.media.fades import MARGIN, dissolves, fades
from localize.media.likeness import Change, Row, near

if TYPE_CHECKING:
    from localize.media.likeness import Pictures

__all__ = ["MARGIN", "Change", "find_changes"]

#: Seconds that a shot lasts at least; of two changes nearer to each other one counts.
_SHORTEST: Final = 0.2


def find_changes(pictures: Pictures, rate: float) -> list[Change]:
    """The changes in a row of thumbnails, in order.

    Args:
        pictures: one a row, as `localize.media.thumbnails` makes them.
        rate: how many there are a second, about.
    """
    if len(pictures) < 3:
        return []
    row = Row(pictures, rate)
    found = [*fades(row), *Cuts(row).find()]
    taken = [change.frame for change in found]
    found += [d for d in dissolves(row) if not near(d.frame, taken, row.span(0.5))]
    return _apart(sorted(found, key=lambda c: c.frame), row)


def _apart(found: list[Change], row: Row) -> list[Change]:
    """One of each two that are nearer than a shot lasts.

    Between a cut to nothing and the next picture it is the picture; else the stronger.
    """
    kept: list[Change] = []
    for change in found:
        if kept and change.frame - kept[-1].frame < row.span(_SHORTEST):
            before = kept[-1]
            if change.kind == "fade" or (
                before.kind != "fade" and change.strength > before.strength
            ):
                kept[-1] = change
            continue
        kept.append(change)
    return kept
