"""Fades and dissolves: where one picture becomes another by and by. Pure arithmetic.

A fade is the end of a stretch without any picture (black, white). A dissolve is a stretch in which
every picture is a mixture of its first and its last, and these two show different things.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from localize.media.likeness import BACK, FAINT, Change, near

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from localize.media.likeness import Figures, Row

#: The same, of a picture with nothing in it, and the levels that its mean may move meanwhile.
_BLANK: Final = 2.0
#: A blank picture darker or brighter than this is the nothing between two shots.
_BLACK: Final = 40.0
_WHITE: Final = 210.0
#: Levels of 255 from one frame to the next that make a blank a sudden one, such as a flash.
_SUDDEN: Final = 6.0
#: Lengths of dissolves that are looked for, seconds.
_LENGTHS: Final = (0.34, 0.6, 1.0, 1.5, 2.1)
#: How unlike the two ends of a dissolve are at least.
_DISSOLVED: Final = 0.35
#: Share of the difference of the ends that a picture between them may be off their mixture.
_OFF: Final = 0.3
#: Least difference of a dissolve's ends, levels of 255.
_LEAST_ENDS: Final = 8.0

#: Seconds on either side of a frame that must be known to judge it.
MARGIN: Final = max(_LENGTHS) / 2 + 1.0


def _blanks(row: Row) -> list[tuple[int, int]]:
    """Stretches of frames without a picture."""
    blank = row.spread < _BLANK
    edges = np.flatnonzero(np.diff(np.concatenate([[0], blank.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def fades(row: Row) -> list[Change]:
    """The first picture after each stretch of none."""
    found = []
    soon = row.span(1.0)
    for first, last in _blanks(row):
        if first == 0 or last >= row.count:
            continue
        before = row.spread[max(0, first - soon) : first].max()
        after = row.spread[last : last + soon].max()
        if min(before, after) < 2 * FAINT:
            continue  # nothing much was there, or comes
        mean = row.mean[first:last]
        dark = mean.min() < _BLACK
        if not dark and mean.max() < _WHITE:
            continue  # a wall
        sudden = row.differs[first] > _SUDDEN
        if last - first <= row.span(BACK) and sudden and _came_back(row, first - 1, last):
            continue
        # The first that is not quite as dark (or bright) as the darkest any more.
        still = mean < mean.min() + 1 if dark else mean > mean.max() - 1
        begins = first + int(np.flatnonzero(still)[-1]) + 1
        found.append(Change(begins, "fade", 255.0))
    return found


def _came_back(row: Row, before: int, after: int) -> bool:
    """Whether a flash is over and the picture of before is there again, now or soon."""
    later = range(after, min(row.count, after + row.span(BACK)), row.span(0.08))
    noise = row.unlike(before - 1, before) if before else 0.0
    return min(row.unlike(before, one) for one in later) < max(0.3, 1.3 * noise)


def dissolves(row: Row) -> list[Change]:
    """Dissolves of every length that is looked for; of two that are near the better."""
    found: list[Change] = []
    for seconds in _LENGTHS:
        found += _dissolves(row, row.span(seconds / 2))
    found.sort(key=lambda change: -change.strength)
    kept: list[Change] = []
    for change in found:
        if not near(change.frame, [k.frame for k in kept], row.span(1.0)):
            kept.append(change)
    return kept


def _dissolves(row: Row, half: int) -> list[Change]:
    """Dissolves that are about twice ``half`` frames long."""
    middles = np.arange(half, row.count - half)
    if not len(middles):
        return []
    first, last = row.low[middles - half], row.low[middles + half]
    whole = last - first
    length = np.sqrt((whole**2).mean(axis=1))
    good = length > _LEAST_ENDS
    shares = []
    off = np.zeros(len(middles), np.float32)
    for part in (-0.6, -0.3, 0.0, 0.3, 0.6):
        between = row.low[middles + round(part * half)] - first
        share = (between * whole).mean(axis=1) / np.maximum(1e-6, length**2)
        rest = between - share[:, None] * whole
        off = np.maximum(off, np.sqrt((rest**2).mean(axis=1)) / np.maximum(1e-6, length))
        shares.append(share)
    for before, after in pairwise(shares):
        good &= after > before + 0.02
    good &= (shares[0] < 0.4) & (shares[-1] > 0.6) & (off < _OFF)
    # It goes on all the while: no single step is most of it, as a cut is.
    steps = sliding_window_view(row.steps[1:], 2 * half)[: len(middles)]
    good &= steps.max(axis=1) < 0.45 * length
    found = []
    for index in np.flatnonzero(good & _lowest(off, half)):
        middle = int(middles[index])
        unlike = row.unlike(middle - half, middle + half)
        if (
            unlike < _DISSOLVED
            or min(row.spread[middle - half], row.spread[middle + half]) < 2 * FAINT
        ):
            continue
        found.append(Change(_half_way(row, middle, half), "dissolve", 1.0 - float(off[index])))
    return found


def _half_way(row: Row, middle: int, half: int) -> int:
    """The first frame that shows more of the new picture than of the old."""
    first, last = row.low[middle - half], row.low[middle + half]
    whole = last - first
    share = (row.low[middle - half : middle + half] - first) @ whole / (whole @ whole)
    return middle - half + int(np.argmax(share > 0.5))


def _lowest(figures: Figures, side: int) -> NDArray[np.bool_]:
    """Where a figure is the lowest within ``side`` places either way."""
    padded = np.pad(figures, side, constant_values=np.inf)
    return np.asarray(figures <= sliding_window_view(padded, 2 * side + 1).min(axis=1))
