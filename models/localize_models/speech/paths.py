"""The best way through rows of states (Viterbi 1967), for many rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_NEVER: Final = np.float32(-1e9)


def best_paths(
    scores: Sequence[NDArray[np.float32]], optional: Sequence[NDArray[np.bool_]]
) -> list[NDArray[np.intp]]:
    """The state of each frame: states in order, each for a frame or more, the optional ones or not.

    Args:
        scores: for each row log-likelihoods, shape (frames, states); at least a frame, and two
            states.
        optional: for each row which states may be left out; the first and the last are, and no
            two neighbours.

    Returns:
        For each row the state of each of its frames.
    """
    if not scores:
        return []
    rows = len(scores)
    length, width = (max(one.shape[axis] for one in scores) for axis in (0, 1))
    table = np.full((length, rows, width), _NEVER, np.float32)
    skips = np.zeros((rows, width), bool)
    for row, (one, may) in enumerate(zip(scores, optional, strict=True)):
        table[: one.shape[0], row, : one.shape[1]] = one
        skips[row, 2 : len(may)] = may[1:-1]
    came = np.zeros((length, rows, width), np.int8)
    now = np.full((rows, width), _NEVER, np.float32)
    now[:, :2] = table[0, :, :2]
    ends = np.empty((rows, 2), np.float32)
    kept = np.empty((3, rows, width), np.float32)
    for frame in range(length):
        if frame:
            kept[0] = now
            kept[1, :, 0] = kept[2, :, :2] = _NEVER
            kept[1, :, 1:] = now[:, :-1]
            kept[2, :, 2:] = np.where(skips[:, 2:], now[:, :-2], _NEVER)
            came[frame] = kept.argmax(0)
            now = kept.max(0) + table[frame]
        for row, one in enumerate(scores):
            if one.shape[0] == frame + 1:
                ends[row] = now[row, one.shape[1] - 2 : one.shape[1]]
    return [
        _back(came[: one.shape[0], row], one.shape[1] - (ends[row, 0] > ends[row, 1]) - 1)
        for row, one in enumerate(scores)
    ]


def _back(came: NDArray[np.int8], last: int) -> NDArray[np.intp]:
    path = np.empty(len(came), np.intp)
    state = int(last)
    for frame in range(len(came) - 1, -1, -1):
        path[frame] = state
        state -= int(came[frame, state])
    return path
