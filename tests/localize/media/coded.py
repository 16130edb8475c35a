"""Videos whose every frame says its number, and whose sound beeps at known times.

The number stands in the picture as a row of sixteen squares, white for 1 and black for 0, the
highest bit first, between a white and a black one that tell the picture from noise. They survive a
scaling to 540 lines and a light encoding. For tests of whatever shows or copies a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import av
import numpy as np

from tests.localize.media.build import Video

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BITS = 16
#: White and black squares before the number: without them the picture is not ours.
MARK = (1, 0)
SQUARES = len(MARK) + BITS


def squares(number: int) -> list[int]:
    """What the row shows for a frame, from the left: 1 is white."""
    return [*MARK, *(number >> bit & 1 for bit in range(BITS - 1, -1, -1))]


def draw(number: int, width: int, height: int) -> np.ndarray:
    """A grey picture with the number of a frame across its middle, height by width by 3."""
    picture = np.full((height, width, 3), 96, dtype=np.uint8)
    edges = np.linspace(0, width, SQUARES + 1).round().astype(int)
    for place, value in enumerate(squares(number)):
        top, bottom = height // 4, height - height // 4
        picture[top:bottom, edges[place] : edges[place + 1]] = 235 if value else 16
    return picture


def read(picture: np.ndarray) -> int | None:
    """The number of a frame from a picture (rows by columns, grey or colours); None for none."""
    grey = picture.mean(axis=2) if picture.ndim == 3 else picture
    height, width = grey.shape
    middle = grey[height * 2 // 5 : height * 3 // 5]
    edges = np.linspace(0, width, SQUARES + 1)
    values = []
    for first, last in pairwise(edges):
        quarter = (last - first) / 4
        values.append(float(middle[:, round(first + quarter) : round(last - quarter)].mean()))
    if values[0] < 150 or values[1] > 90:
        return None
    return sum((value > 125) << (BITS - 1 - bit) for bit, value in enumerate(values[2:]))


@dataclass
class Coded(Video):
    """A picture stream of `build`, each frame of which shows its number.

    ``first`` is the number of the first one, ``pixels`` its format, ``shape`` the width of a pixel
    by its height.
    """

    codec: str = "libx264"
    size: tuple[int, int] = (320, 180)
    pixels: str = "yuv420p"
    first: int = 0
    shape: Fraction | None = None
    hdr: bool = False

    def packets(self, container) -> Iterator:
        stream = container.add_stream(self.codec, rate=self.rate, options=self.options)
        stream.width, stream.height = self.size
        stream.pix_fmt = self.pixels
        context = stream.codec_context
        tick = self.tick or 1 / self.rate
        context.time_base = tick
        if self.shape:
            context.sample_aspect_ratio = self.shape
        if self.hdr:
            context.color_primaries, context.color_trc, context.colorspace = 9, 16, 9
        times = self.times or list(range(round(self.seconds * self.rate)))
        for number, at in enumerate(times):
            rgb = av.VideoFrame.from_ndarray(draw(self.first + number, *self.size), format="rgb24")
            frame = rgb.reformat(format=self.pixels)
            frame.pts, frame.time_base = at, tick
            yield from self.kept(stream.encode(frame))
        yield from self.kept(stream.encode(None))


def numbers(path: Path) -> list[tuple[int | None, float]]:
    """What each frame of a file shows, with its time in seconds, in the order of showing."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return [
            (read(frame.to_ndarray(format="gray")), frame.time)
            for frame in container.decode(stream)
        ]


def heard(path: Path) -> np.ndarray:
    """The sound of a file as 48 kHz stereo, from time 0 on: two rows."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=48_000)
        parts = []
        for frame in container.decode(container.streams.audio[0]):
            if not parts and frame.pts:
                lead = round(frame.time * 48_000)
                parts.append(np.zeros((2, max(0, lead)), np.float32))
            parts += [part.to_ndarray() for part in resampler.resample(frame)]
        parts += [part.to_ndarray() for part in resampler.resample(None)]
        return np.concatenate(parts, axis=1)
