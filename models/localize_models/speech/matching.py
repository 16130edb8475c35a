"""Two texts of the same speech, word to word: which word of one is which of the other.

The score of a pair is the letters that both words share, and every place where the texts have
words that the other lacks costs more than a short word: a lone "the" in a scene that was cut is so
not taken for a match. Texts of hours are first cut at long stretches that agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from rapidfuzz.distance import Indel, Levenshtein
from rapidfuzz.process import cdist

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

#: Words are no pair below this share of common letters.
_LEAST_LIKE: Final = 0.5
#: What a stretch that one side lacks costs, in letters.
_GAP: Final = 4.0
#: A stretch that agrees is beyond doubt from this many words and letters on.
_SURE_WORDS: Final = 4
_SURE_LETTERS: Final = 12
#: The largest table that is filled, cells: 3 tables of 16 MB.
_MOST_CELLS: Final = 4_000_000


def pairs(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Indices of words that belong together, in order; no word is in two pairs.

    Args:
        left: words, folded; none empty.
        right: the same of the other text.
    """
    found: list[tuple[int, int]] = []
    at, to = 0, 0
    for start, other, size in [*_sure(left, right), (len(left), len(right), 0)]:
        found += _between(left, right, (at, start), (to, other))
        found += [(start + n, other + n) for n in range(size)]
        at, to = start + size, other + size
    return found


def _sure(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Stretches that agree beyond doubt, where the texts are too long for one table."""
    if len(left) * len(right) <= _MOST_CELLS // 16:
        return
    for op in Levenshtein.opcodes(left, right):
        size = op.src_end - op.src_start
        letters = sum(map(len, left[op.src_start : op.src_end]))
        if op.tag == "equal" and size >= _SURE_WORDS and letters >= _SURE_LETTERS:
            yield op.src_start, op.dest_start, size


def _between(
    left: Sequence[str], right: Sequence[str], own: tuple[int, int], other: tuple[int, int]
) -> list[tuple[int, int]]:
    """The pairs between two stretches that are sure."""
    a, b = left[own[0] : own[1]], right[other[0] : other[1]]
    if not a or not b:
        return []
    if len(a) * len(b) > _MOST_CELLS:
        # Thousands of words without four in a row that agree: this is another text.
        return []
    return [(own[0] + i, other[0] + j) for i, j in _table(a, b)]


def _table(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs with the best score in total (Gotoh 1982, no cost for the length of a gap)."""
    like = cdist(a, b, scorer=Indel.normalized_similarity, dtype=np.float32)
    lengths = np.array([len(w) for w in b], np.float32)
    rows, columns = len(a), len(b)
    low = np.float32(-1e9)
    # What ends with a pair, with words of `a` alone, with words of `b` alone.
    both = np.full((rows + 1, columns + 1), low, np.float32)
    ours = np.full((rows + 1, columns + 1), low, np.float32)
    theirs = np.full((rows + 1, columns + 1), low, np.float32)
    both[0, 0] = 0.0
    theirs[0, 1:] = -_GAP
    for i in range(1, rows + 1):
        score = (len(a[i - 1]) + lengths) * (like[i - 1] - np.float32(_LEAST_LIKE))
        best = np.maximum(np.maximum(both[i - 1], ours[i - 1]), theirs[i - 1])
        both[i, 1:] = np.where(like[i - 1] >= _LEAST_LIKE, best[:-1] + score, low)
        # From words of one side alone to words of the other alone is still the same place.
        ours[i] = np.maximum(np.maximum(both[i - 1] - _GAP, theirs[i - 1]), ours[i - 1])
        theirs[i, 1:] = np.maximum.accumulate(np.maximum(both[i] - _GAP, ours[i]))[:-1]
    return _way_back(both, ours, theirs)


def _way_back(
    both: NDArray[np.float32], ours: NDArray[np.float32], theirs: NDArray[np.float32]
) -> list[tuple[int, int]]:
    tables = (both, ours, theirs)
    i, j = both.shape[0] - 1, both.shape[1] - 1
    found: list[tuple[int, int]] = []
    state = int(np.argmax([table[i, j] for table in tables]))
    while i or j:
        if state == 0:
            found.append((i - 1, j - 1))
            i, j = i - 1, j - 1
            state = int(np.argmax([table[i, j] for table in tables]))
        elif state == 1:
            i -= 1
            opened = both[i, j] - _GAP
            if ours[i, j] < max(opened, theirs[i, j]):
                state = 0 if opened >= theirs[i, j] else 2
        else:
            j -= 1
            opened = both[i, j] - _GAP
            if theirs[i, j] < max(opened, ours[i, j]):
                state = 0 if opened >= ours[i, j] else 1
    return found[::-1]
