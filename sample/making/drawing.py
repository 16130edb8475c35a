"""A canvas of flat shapes, in the coordinates of a 640 by 360 picture, drawn at twice the size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WIDTH: Final = 640
HEIGHT: Final = 360
#: Drawn so many times larger and then reduced, for smooth edges.
_SCALE: Final = 2

Colour = tuple[int, int, int]
Point = tuple[float, float]


class Canvas:
    """One picture in the making."""

    def __init__(self, font: Path) -> None:
        self._font = font
        self._image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE))
        self._draw = ImageDraw.Draw(self._image)

    def gradient(self, top: Colour, bottom: Colour, first: float = 0, last: float = HEIGHT) -> None:
        """Fill the rows `first` to `last` from one colour to another."""
        rows = int((last - first) * _SCALE)
        for row in range(rows):
            share = row / rows
            colour = tuple(round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
            line = int(first * _SCALE) + row
            self._draw.line([(0, line), (WIDTH * _SCALE, line)], fill=colour)

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: Colour, radius: float = 0
    ) -> None:
        """A rectangle, its corners rounded by `radius`."""
        corners = [value * _SCALE for value in (left, top, right, bottom)]
        self._draw.rounded_rectangle(corners, radius * _SCALE, fill=fill)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        """A polygon."""
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=fill)

    def oval(self, x: float, y: float, across: float, down: float, fill: Colour) -> None:
        """An ellipse around (x, y), given its two radii."""
        corners = (x - across, y - down, x + across, y + down)
        self._draw.ellipse([value * _SCALE for value in corners], fill=fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """A bent line."""
        self._draw.line(
            [(x * _SCALE, y * _SCALE) for x, y in points],
            fill=fill,
            width=round(width * _SCALE),
            joint="curve",
        )

    def text(self, x: float, y: float, text: str, size: float, fill: Colour) -> None:
        """Text centred on (x, y)."""
        face = ImageFont.truetype(str(self._font), round(size * _SCALE))
        self._draw.text((x * _SCALE, y * _SCALE), text, fill=fill, font=face, anchor="mm")

    def finished(self) -> Image.Image:
        """The picture at its real size."""
        return self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
