"""A row of thumbnails, and how like or unlike two of them are. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from localize.media.thumbnails import HEIGHT, WIDTH

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pictures = NDArray[np.uint8]
    Figures = NDArray[np.float32]

#: Levels of 255 by which brightness must vary before a picture has something to be seen.
FAINT: Final = 3.0

#: Seconds after which a picture that was away does not come back any more.
BACK: Final = 1.0

_PIXELS: Final = WIDTH * HEIGHT
_LOW: Final = 16 * 9

#: Displacements that are tried, pixels of half a thumbnail.
_ALONG: Final = 4
_DOWN: Final = 2


@dataclass(frozen=True, slots=True)
class Change:
    """A change of shot.

    Attributes:
        frame: place in the row of the first picture of the new shot.
        kind: ``cut``, ``fade`` (the first picture after nothing) or ``dissolve`` (its middle).
        strength: how sure, for choosing between two that are near.
    """

    frame: int
    kind: str
    strength: float


class Row:
    """Thumbnails with the figures that all the rules share.

    Args:
        pictures: one a row, as `localize.media.thumbnails` makes them.
        rate: how many there are a second, about.

    Attributes:
        rate: see above.
        count: how many there are.
        bright: brightness of each, one row a picture.
        half: the same, 32 by 18.
        low: brightness and colour, 16 by 9 of each.
        mean: brightness of each, mean of all pixels.
        spread: by how much it varies in each, standard deviation.
        differs: from the picture before, mean of all pixels; 0 for the first.
        steps: the same of `low`, quadratic mean.
    """

    def __init__(self, pictures: Pictures, rate: float) -> None:
        self.rate = rate
        self.count = len(pictures)
        self.bright = pictures[:, :_PIXELS].astype(np.float32)
        colour = pictures[:, _PIXELS:].astype(np.float32)
        self.mean = self.bright.mean(axis=1)
        self.spread = self.bright.std(axis=1)
        self.differs = np.zeros(self.count, np.float32)
        step = np.abs(np.diff(self.bright, axis=0)).mean(axis=1)
        self.differs[1:] = step + np.abs(np.diff(colour, axis=0)).mean(axis=1) / 2
        # 32 by 18: half the noise, and still what is where.
        self.half = self.bright.reshape(self.count, HEIGHT // 2, 2, WIDTH // 2, 2).mean(axis=(2, 4))
        # 16 by 9 of each: what moves a little inside a shot moves less than a pixel there.
        low = self.bright.reshape(self.count, 9, 4, 16, 4).mean(axis=(2, 4))
        tint = colour.reshape(self.count, 2, 9, 2, 16, 2).mean(axis=(3, 5))
        self.low = np.concatenate(
            [low.reshape(self.count, -1), tint.reshape(self.count, -1)], axis=1
        )

        self.steps = np.zeros(self.count, np.float32)
        self.steps[1:] = np.sqrt((np.diff(self.low, axis=0) ** 2).mean(axis=1))

    def span(self, seconds: float) -> int:
        """Seconds as frames, one at least."""
        return max(1, round(seconds * self.rate))

    def unlike(self, one: int, other: int) -> float:
        """How unlike two pictures are, 0 to 1 and over: by what is where, whatever the light.

        One less the correlation of their brightness, at the best displacement.
        """
        a, b = self.half[one], self.half[other]
        if np.abs(a - b).mean() < 1.0:
            return 0.0
        shifts = ((y, x) for y in range(-_DOWN, _DOWN + 1) for x in range(-_ALONG, _ALONG + 1))
        return 1.0 - max(_alike(a, b, down, along) for down, along in shifts)

    def rough(self, one: NDArray[np.intp], other: NDArray[np.intp]) -> Figures:
        """The correlation of pictures at a quarter of their size, not displaced."""
        a, b = self.low[one, :_LOW], self.low[other, :_LOW]
        same = np.abs(a - b).mean(axis=1) < 2.0
        a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
        spread = np.maximum(FAINT, a.std(axis=1)) * np.maximum(FAINT, b.std(axis=1))
        return np.where(same, 1.0, (a * b).mean(axis=1) / spread)


def _alike(one: Figures, other: Figures, down: int, along: int) -> float:
    """The correlation of two pictures, the other displaced; 0 where either shows nothing."""
    height, width = one.shape
    a = one[max(0, down) : height + min(0, down), max(0, along) : width + min(0, along)]
    b = other[max(0, -down) : height + min(0, -down), max(0, -along) : width + min(0, -along)]
    a, b = a - a.mean(), b - b.mean()
    spread = max(FAINT, float(np.sqrt((a * a).mean()))) * max(FAINT, float(np.sqrt((b * b).mean())))
    return float((a * b).mean()) / spread


def near(frame: int, others: list[int], span: int) -> bool:
    """Whether a frame is within ``span`` of one of the others."""
    return any(abs(frame - other) <= span for other in others)
