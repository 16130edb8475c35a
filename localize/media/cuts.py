"""Cuts: where a picture is suddenly another. Pure arithmetic.

A frame that differs from the one before far more than frames differ around it, whatever they do (a
pan, a running crowd, a film drawn on twos), and that differs in what is seen where, whatever the
light does: both pictures are compared with their brightness taken out, at the best of many small
displacements, so that a whip pan or a lamp is none. Where the picture of before comes back soon it
was a flash, or somebody who passed close by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from localize.media.likeness import BACK, Change

if TYPE_CHECKING:
    from localize.media.likeness import Figures, Row

#: Seconds on either side in which other differences are looked at.
_ROUND: Final = 0.5
#: Least difference of a cut: levels of 255, mean of all pixels.
_LEAST: Final = 3.0
#: How many times the third largest difference around it a cut's is. Two larger ones may be cuts
#: themselves.
_TIMES: Final = 1.5
#: The same, where the two pictures have nothing in common.
_TIMES_AT_ALL: Final = 1.1
#: How unlike (0 the same, 1 nothing in common) the two pictures of a cut are at least …
_UNLIKE: Final = 0.08
#: … and how many times as much as neighbours in the same shot are.
_TIMES_UNLIKE: Final = 2.2
#: The same, where it is not much taller than the differences around it.
_TIMES_LOW: Final = 3.5
#: Levels by which a flash is brighter than the picture, mean of all pixels.
_LIT: Final = 25.0
#: Seconds after which a picture that comes back was not away for a flash.
_FLASH: Final = 0.34


class Cuts:
    """The cuts in a row of thumbnails."""

    def __init__(self, row: Row) -> None:
        self._row = row

    def find(self) -> list[Change]:
        """All of them, in order."""
        around = self._around()
        tall = (self._row.differs > _LEAST) & (self._row.differs > _TIMES_AT_ALL * around)
        found = []
        for frame in np.flatnonzero(tall):
            strength = self._cut(int(frame), float(around[frame]))
            if strength:
                found.append(Change(int(frame), "cut", strength))
        return found

    def _around(self) -> Figures:
        """For each frame the third largest of the differences around it."""
        side = self._row.span(_ROUND)
        padded = np.pad(self._row.differs, side)
        windows = np.array(sliding_window_view(padded, 2 * side + 1))
        windows[:, side] = 0
        return np.asarray(np.partition(windows, -3, axis=1)[:, -3])

    def _cut(self, frame: int, around: float) -> float:
        """How sure a cut between a frame and the one before is; 0 for none."""
        here = self._row.unlike(frame - 1, frame)
        if here < _UNLIKE:
            return 0.0
        calm = max(self._calm(frame - 1, frame), self._calm(frame + 1, frame))
        tall = self._row.differs[frame] > _TIMES * around
        if here < (_TIMES_UNLIKE if tall else _TIMES_LOW) * calm or (not tall and here < 0.5):
            return 0.0
        return 0.0 if self._returns(frame, here, calm) else float(self._row.differs[frame])

    def _calm(self, frame: int, cut: int) -> float:
        """How unlike a frame and the one before it are, as far as they differ beside a cut.

        Two frames of a dull picture are unlike for their noise alone.
        """
        if not 1 <= frame < self._row.count:
            return 0.0
        share = min(1.0, 3.0 * float(self._row.differs[frame] / self._row.differs[cut]))
        return share * self._row.unlike(frame - 1, frame) if share > 0.05 else 0.0

    def _returns(self, frame: int, here: float, calm: float) -> bool:
        """Whether the picture of before comes back soon: a flash, or something in the way."""
        near, far = self._row.span(_FLASH), self._row.span(BACK)
        lit = float(self._row.mean[frame] - self._row.mean[frame - 1])
        for old, new, flash in (
            (np.full(far, frame - 1), frame + np.arange(1, far + 1), lit > _LIT),
            (frame - 1 - np.arange(1, far + 1), np.full(far, frame), lit < -_LIT),
        ):
            there = (old >= 0) & (new < self._row.count)
            rough = self._row.rough(old.clip(0), new.clip(max=self._row.count - 1))
            for step in np.flatnonzero(there & (rough > 0.5)) + 1:
                enough = min(0.35 * here, 0.15 if step <= near else 0.07)
                enough = max(enough, min(1.2 * calm, 0.5 * here))
                if flash:  # what it outshone takes time to come back
                    enough = max(enough, 0.4 * here)
                elif step > near and step % self._row.span(0.08):
                    continue
                if self._row.unlike(int(old[step - 1]), int(new[step - 1])) < enough:
                    return True
        return False
