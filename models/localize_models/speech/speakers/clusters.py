"""Voice prints gathered into speakers: those that sound alike, however many there are.

Agglomerative clustering by average linkage: what is nearest is joined until nothing is near enough.
A long programme is gathered in parts first, and what each part found is gathered then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Prints that are gathered at once: their likenesses take 16 MB.
_PART: Final = 2_000
#: How much more alike prints of a part must be, so that no part joins what the whole would not.
_STRICTER: Final = 0.1


def gathered(
    prints: NDArray[np.float32], alike: float, *, weights: NDArray[np.float32] | None = None
) -> NDArray[np.intp]:
    """The speaker of each print, numbered from 0 by first appearance.

    Args:
        prints: of length 1, shape (prints, dimensions), in order of time.
        alike: the least cosine, on average, of the prints of one speaker to one another.
        weights: how much each print counts; all alike where none are given.
    """
    if weights is None:
        weights = np.ones(len(prints), np.float32)
    if len(prints) <= _PART:
        return _by_appearance(_joined(prints, weights, alike))
    labels = np.empty(len(prints), np.intp)
    middles: list[NDArray[np.float32]] = []
    sizes: list[float] = []
    for first in range(0, len(prints), _PART):
        part = slice(first, first + _PART)
        own = _by_appearance(_joined(prints[part], weights[part], min(0.95, alike + _STRICTER)))
        labels[part] = own + len(middles)
        for label in range(int(own.max()) + 1):
            mine = own == label
            middles.append(np.average(prints[part][mine], axis=0, weights=weights[part][mine]))
            sizes.append(float(weights[part][mine].sum()))
    # Averages are shorter than what they are averages of, which is what average linkage asks.
    of_middles = _joined(np.stack(middles), np.array(sizes, np.float32), alike)
    return _by_appearance(of_middles[labels])


def _joined(
    prints: NDArray[np.float32], weights: NDArray[np.float32], alike: float
) -> NDArray[np.intp]:
    """A label for each print; labels are numbers of prints."""
    count = len(prints)
    labels = np.arange(count)
    if count < 2:
        return labels
    likeness = (prints @ prints.T).astype(np.float32)
    np.fill_diagonal(likeness, -np.inf)
    size = weights.astype(np.float64).copy()
    nearest = likeness.argmax(axis=1)
    best = likeness[np.arange(count), nearest]
    while True:
        one = int(best.argmax())
        if best[one] < alike:
            return labels
        other = int(nearest[one])
        row = (likeness[one] * size[one] + likeness[other] * size[other]) / (
            size[one] + size[other]
        )
        row[[one, other]] = -np.inf
        likeness[one], likeness[:, one] = row, row
        likeness[other], likeness[:, other] = -np.inf, -np.inf
        size[one] += size[other]
        labels[labels == other] = one
        best[other] = -np.inf
        # Whose nearest was one of the two looks anew, and so does what the new one is nearer to.
        stale = np.flatnonzero((nearest == one) | (nearest == other))
        for index in {one, *stale.tolist()} - {other}:
            nearest[index] = likeness[index].argmax()
            best[index] = likeness[index, nearest[index]]
        closer = row > best
        nearest[closer], best[closer] = one, row[closer]


def _by_appearance(labels: NDArray[np.intp]) -> NDArray[np.intp]:
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), np.intp)
    order[np.argsort(first)] = np.arange(len(first))
    return order[inverse]
