"""The best way through states, beside every way there is."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from localize_models.speech.paths import best_paths


def every_way(scores, optional):
    """The best path by trying all."""
    frames, states = scores.shape
    best, found = -np.inf, None
    inner = [n for n in range(states) if optional[n]]
    for size in range(len(inner) + 1):
        for left in combinations(inner, size):
            order = [n for n in range(states) if n not in left]
            for cuts in combinations(range(1, frames), len(order) - 1):
                path = np.repeat(order, np.diff([0, *cuts, frames]))
                total = scores[np.arange(frames), path].sum()
                if total > best:
                    best, found = total, path
    return found


def test_the_best_of_all_ways():
    random = np.random.default_rng(7)
    optional = np.array([True, False, False, True, False, True])
    rows = [random.normal(size=(frames, 6)).astype(np.float32) for frames in (7, 9, 8, 5)]
    for row, path in zip(rows, best_paths(rows, [optional] * 4), strict=True):
        assert path.tolist() == every_way(row, optional).tolist()


def test_rows_do_not_change_each_other():
    random = np.random.default_rng(8)
    optional = np.array([True, False, True])
    short = random.normal(size=(4, 3)).astype(np.float32)
    wide = random.normal(size=(40, 5)).astype(np.float32)
    (alone,) = best_paths([short], [optional])
    together, _ = best_paths([short, wide], [optional, np.array([True, False, True, False, True])])
    assert alone.tolist() == together.tolist()


def test_nothing_to_search():
    assert best_paths([], []) == []
