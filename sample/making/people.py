"""The four people of the two scenes, drawn flat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from making.drawing import Colour

if TYPE_CHECKING:
    from making.drawing import Canvas


@dataclass(frozen=True)
class Person:
    """How somebody looks; `hair` is long, short, cap or bun."""

    skin: Colour
    hair_colour: Colour
    coat: Colour
    collar: Colour
    hair: str


PEOPLE: Final = {
    "misaki": Person((226, 190, 164), (44, 34, 38), (150, 74, 70), (216, 205, 190), "long"),
    "kuroda": Person((214, 176, 146), (120, 120, 124), (44, 58, 88), (226, 226, 220), "cap"),
    "ellen": Person((224, 190, 166), (172, 166, 160), (64, 98, 96), (206, 190, 158), "bun"),
    "daniel": Person((206, 166, 138), (70, 50, 40), (88, 82, 74), (190, 200, 208), "short"),
}


def draw(canvas: Canvas, name: str, x: float, y: float, size: float, facing: int) -> None:
    """A head and shoulders around the chin (x, y); `facing` is -1 for left, 1 for right."""
    person = PEOPLE[name]
    shade = tuple(round(part * 0.86) for part in person.skin)
    neck: Colour = (shade[0], shade[1], shade[2])
    head = y - 34 * size
    if person.hair == "long":
        canvas.box(
            x - 37 * size, head - 30 * size, x + 37 * size, y + 46 * size, person.hair_colour, 30
        )
    canvas.box(x - 13 * size, y - 18 * size, x + 13 * size, y + 40 * size, neck, 8)
    canvas.box(x - 78 * size, y + 26 * size, x + 78 * size, y + 320 * size, person.coat, 34 * size)
    canvas.shape(
        [(x - 26 * size, y + 25 * size), (x + 26 * size, y + 25 * size), (x, y + 72 * size)],
        person.collar,
    )
    canvas.shape(
        [(x - 13 * size, y + 22 * size), (x + 13 * size, y + 22 * size), (x, y + 44 * size)], neck
    )
    canvas.oval(x, head, 31 * size, 40 * size, person.skin)
    _hair(canvas, person, x, head, size)
    _face(canvas, person, x + 6 * size * facing, head, size, facing)


def _hair(canvas: Canvas, person: Person, x: float, head: float, size: float) -> None:
    colour = person.hair_colour
    if person.hair == "bun":
        canvas.oval(x, head - 47 * size, 17 * size, 15 * size, colour)
    if person.hair == "cap":
        for side in (-1, 1):
            canvas.oval(x + side * 29 * size, head - 4 * size, 5 * size, 14 * size, colour)
        canvas.oval(x, head - 26 * size, 38 * size, 19 * size, person.coat)
        canvas.box(x - 34 * size, head - 24 * size, x + 34 * size, head - 11 * size, person.coat, 3)
        canvas.box(
            x - 34 * size, head - 17 * size, x + 34 * size, head - 10 * size, (24, 28, 40), 3
        )
        canvas.oval(x, head - 27 * size, 5 * size, 5 * size, (214, 180, 92))
        return
    canvas.oval(x, head - 27 * size, 34 * size, 19 * size, colour)
    canvas.oval(x - 31 * size, head - 8 * size, 5 * size, 18 * size, colour)
    canvas.oval(x + 31 * size, head - 8 * size, 5 * size, 18 * size, colour)


def _face(canvas: Canvas, person: Person, x: float, head: float, size: float, facing: int) -> None:
    ink: Colour = (58, 42, 40)
    for side in (-1, 1):
        eye = x + side * 11 * size
        canvas.oval(eye, head + 3 * size, 2.6 * size, 3.2 * size, ink)
        brow = person.hair_colour
        canvas.line(
            [(eye - 5 * size, head - 5 * size), (eye + 5 * size, head - 6 * size)], brow, 2 * size
        )
    shade = tuple(round(part * 0.85) for part in person.skin)
    nose = x + 2 * size * facing
    canvas.line(
        [(nose, head + 5 * size), (nose + 3 * size * facing, head + 14 * size)],
        (shade[0], shade[1], shade[2]),
        2 * size,
    )
    canvas.line(
        [(x - 7 * size, head + 23 * size), (x + 7 * size, head + 23 * size)],
        (150, 86, 78),
        2 * size,
    )
