"""The still pictures that the shots show, one function a picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from making.drawing import HEIGHT, WIDTH, Canvas
from making.people import draw as person

if TYPE_CHECKING:
    from collections.abc import Callable

    from making.drawing import Colour

_WARM: Final[Colour] = (250, 214, 140)
_WOOD: Final[Colour] = (104, 70, 48)


def station(canvas: Canvas) -> None:
    """A small station at night, seen from across the rails."""
    canvas.gradient((12, 18, 40), (44, 52, 88), 0, 250)
    for number in range(34):
        canvas.oval((number * 137) % WIDTH, (number * 53) % 130 + 6, 0.9, 0.9, (190, 196, 220))
    canvas.oval(540, 60, 20, 20, (236, 232, 206))
    canvas.oval(531, 55, 17, 17, (17, 24, 47))
    canvas.shape(
        [(0, 220), (130, 140), (270, 205), (420, 128), (640, 214), (640, 270), (0, 270)],
        (22, 28, 52),
    )
    canvas.box(0, 246, WIDTH, HEIGHT, (30, 32, 44))
    canvas.box(210, 160, 470, 250, (72, 60, 58))
    canvas.shape([(190, 164), (230, 118), (450, 118), (490, 164)], (50, 44, 52))
    for left in (232, 298, 398):
        canvas.box(left, 182, left + 44, 222, _WARM)
        canvas.box(left + 20, 182, left + 24, 222, (72, 60, 58))
    canvas.box(352, 184, 386, 250, (196, 150, 88))
    canvas.box(120, 250, WIDTH, 272, (92, 90, 96))
    canvas.box(120, 250, WIDTH, 254, (196, 178, 92))
    for top in (300, 326):
        canvas.box(0, top, WIDTH, top + 4, (120, 122, 134))
    for left in range(0, WIDTH, 36):
        canvas.box(left, 294, left + 14, 336, (52, 46, 48))
    for top in (300, 326):
        canvas.box(0, top, WIDTH, top + 4, (128, 130, 142))
    canvas.box(150, 150, 154, 250, (60, 60, 70))
    canvas.oval(152, 150, 7, 7, (255, 238, 190))


def board(canvas: Canvas) -> None:
    """The station's name board, near; its text is drawn by the sign."""
    canvas.gradient((16, 22, 44), (38, 44, 72))
    canvas.box(148, 262, 160, HEIGHT, (90, 94, 104))
    canvas.box(480, 262, 492, HEIGHT, (90, 94, 104))
    canvas.box(96, 70, 544, 268, (60, 64, 76), 6)
    canvas.box(102, 76, 538, 262, (240, 240, 234), 3)
    canvas.box(102, 216, 538, 238, (36, 116, 110))
    canvas.box(300, 212, 340, 242, (226, 122, 60))


def waiting_room(canvas: Canvas) -> None:
    """Both people in the waiting room, the ticket window between them."""
    canvas.gradient((122, 104, 84), (96, 80, 66))
    canvas.box(0, 300, WIDTH, HEIGHT, (70, 56, 48))
    canvas.box(56, 56, 216, 190, (70, 52, 42))
    canvas.box(64, 64, 208, 182, (24, 30, 58))
    canvas.box(133, 64, 139, 182, (70, 52, 42))
    canvas.box(380, 60, 620, 300, (84, 62, 48))
    canvas.box(394, 74, 606, 214, _WARM)
    canvas.box(372, 214, 628, 232, (128, 92, 62))
    _clock(canvas, 304, 92, 30)
    person(canvas, "kuroda", 498, 150, 0.92, -1)
    canvas.box(372, 214, 628, 330, (110, 80, 56))
    canvas.box(364, 326, 636, HEIGHT, (70, 56, 48))
    canvas.box(364, 208, 636, 222, (142, 104, 70))
    person(canvas, "misaki", 160, 186, 1.0, 1)


def _clock(canvas: Canvas, x: float, y: float, radius: float) -> None:
    canvas.oval(x, y, radius, radius, (52, 42, 38))
    canvas.oval(x, y, radius - 4, radius - 4, (240, 236, 222))
    for hour in range(12):
        angle = math.tau * hour / 12
        canvas.oval(
            x + math.sin(angle) * (radius - 8),
            y - math.cos(angle) * (radius - 8),
            1.3,
            1.3,
            (40, 40, 44),
        )
    canvas.line([(x, y), (x + radius * 0.42, y - radius * 0.16)], (40, 40, 44), 2.6)
    canvas.line([(x, y), (x - radius * 0.42, y + radius * 0.46)], (40, 40, 44), 1.8)


def misaki(canvas: Canvas) -> None:
    """She, with the dark window behind her."""
    canvas.gradient((128, 108, 88), (100, 82, 68))
    canvas.box(330, 30, 600, 220, (70, 52, 42))
    canvas.box(340, 40, 590, 210, (22, 28, 56))
    canvas.box(460, 40, 470, 210, (70, 52, 42))
    canvas.oval(540, 86, 13, 13, (214, 212, 196))
    person(canvas, "misaki", 236, 196, 1.9, 1)


def kuroda(canvas: Canvas) -> None:
    """He, at the ticket window, the clock behind him."""
    canvas.gradient((168, 140, 98), (124, 98, 70))
    canvas.box(0, 40, 250, 48, _WOOD)
    for left, colour in (
        (22, (150, 62, 54)),
        (58, (62, 92, 110)),
        (86, (176, 150, 90)),
        (124, (72, 98, 72)),
    ):
        canvas.box(left, 0, left + 24, 40, colour)
    _clock(canvas, 150, 130, 44)
    person(canvas, "kuroda", 404, 196, 1.9, -1)


def radio(canvas: Canvas) -> None:
    """The table radio."""
    canvas.gradient((104, 86, 72), (78, 64, 56))
    canvas.box(0, 268, WIDTH, HEIGHT, _WOOD)
    canvas.line([(440, 110), (520, 20)], (176, 176, 180), 3)
    canvas.box(168, 106, 472, 272, (136, 84, 52), 14)
    canvas.box(182, 120, 318, 258, (86, 54, 38), 8)
    for top in range(132, 252, 12):
        canvas.box(192, top, 308, top + 5, (150, 112, 76))
    canvas.box(334, 126, 458, 180, _WARM, 4)
    for left in range(346, 452, 13):
        canvas.box(left, 138, left + 2, 152, (120, 84, 48))
    canvas.box(402, 130, 405, 176, (206, 66, 48))
    for x in (364, 428):
        canvas.oval(x, 222, 22, 22, (58, 40, 32))
        canvas.oval(x, 222, 15, 15, (196, 164, 108))


def letter(canvas: Canvas) -> None:
    """A letter in her hands."""
    canvas.gradient((92, 72, 58), (66, 52, 44))
    canvas.box(70, 360, 250, 420, (150, 74, 70), 20)
    canvas.shape([(206, 46), (452, 62), (430, 322), (184, 306)], (54, 42, 36))
    canvas.shape([(200, 38), (446, 54), (424, 314), (178, 298)], (240, 232, 212))
    for number in range(8):
        top = 92 + number * 24
        left = 226 - number * 2
        length = (150, 176, 120, 168, 0, 154, 172, 84)[number]
        points = [
            (left + step * 6, top + step * 0.42 + 2.4 * math.sin(step * 1.9 + number))
            for step in range(length // 6)
        ]
        if points:
            canvas.line(points, (58, 64, 96), 2)
    skin: Colour = (226, 190, 164)
    canvas.box(96, 232, 214, 286, skin, 24)
    canvas.box(-20, 240, 110, 330, (150, 74, 70), 20)
    canvas.box(410, 240, 530, 294, skin, 24)
    canvas.box(516, 248, 660, 338, (150, 74, 70), 20)


def stove(canvas: Canvas) -> None:
    """A kettle on the stove, two cups."""
    canvas.gradient((110, 90, 74), (84, 68, 58))
    canvas.box(0, 296, WIDTH, HEIGHT, (70, 56, 48))
    canvas.box(210, 196, 400, 330, (58, 58, 64), 8)
    canvas.box(234, 226, 376, 296, (232, 110, 48), 6)
    for left in range(246, 370, 18):
        canvas.box(left, 226, left + 6, 296, (58, 58, 64))
    canvas.box(196, 186, 414, 200, (80, 80, 88), 4)
    canvas.box(250, 128, 360, 188, (172, 172, 176), 26)
    canvas.shape([(350, 160), (396, 134), (402, 142), (356, 176)], (172, 172, 176))
    canvas.line([(264, 132), (276, 102), (334, 102), (346, 132)], (60, 60, 66), 5)
    canvas.box(456, 270, 604, 280, _WOOD)
    for x in (492, 558):
        canvas.box(x - 20, 236, x + 20, 270, (206, 214, 206), 6)
        canvas.box(x - 20, 244, x + 20, 250, (70, 110, 120))


def coast(canvas: Canvas) -> None:
    """The lighthouse over the sea at dusk."""
    canvas.gradient((36, 42, 78), (196, 112, 96), 0, 236)
    canvas.gradient((58, 62, 92), (24, 34, 58), 236, HEIGHT)
    for number in range(20):
        left = (number * 97) % 420
        canvas.box(left, 250 + number * 5, left + 46, 251.2 + number * 5, (112, 104, 124))
    canvas.shape(
        [(640, 196), (512, 188), (452, 212), (420, 268), (372, 300), (352, 360), (640, 360)],
        (38, 36, 44),
    )
    canvas.shape([(520, 196), (582, 196), (570, 74), (532, 74)], (226, 220, 210))
    canvas.shape([(529, 106), (573, 106), (575, 134), (526, 134)], (172, 62, 56))
    canvas.shape([(523, 160), (579, 160), (582, 188), (521, 188)], (172, 62, 56))
    canvas.box(524, 66, 578, 76, (52, 48, 54))
    canvas.box(534, 42, 568, 66, (255, 240, 190))
    canvas.shape([(528, 44), (551, 22), (574, 44)], (120, 44, 42))
    canvas.box(596, 156, 640, 200, (92, 84, 84))
    canvas.box(606, 168, 622, 182, _WARM)


def notice(canvas: Canvas) -> None:
    """The notice on the lighthouse door; its text is drawn by the sign."""
    canvas.gradient((208, 202, 192), (168, 160, 152))
    canvas.box(110, 0, 530, HEIGHT, (60, 84, 92))
    for left in range(110, 530, 70):
        canvas.box(left, 0, left + 3, HEIGHT, (48, 68, 76))
    canvas.oval(498, 250, 12, 12, (190, 160, 90))
    canvas.box(158, 84, 486, 244, (30, 34, 40), 4)
    canvas.box(152, 78, 480, 238, (236, 230, 212), 4)
    canvas.box(162, 88, 470, 92, (160, 54, 48))
    canvas.box(162, 224, 470, 228, (160, 54, 48))
    for x in (164, 468):
        for y in (84, 232):
            canvas.oval(x, y, 3, 3, (110, 110, 112))


def keepers_room(canvas: Canvas) -> None:
    """Both people in the keeper's room, the round window between them."""
    canvas.gradient((84, 98, 100), (62, 72, 76))
    canvas.box(0, 304, WIDTH, HEIGHT, (72, 54, 42))
    canvas.oval(330, 128, 70, 70, (50, 42, 38))
    canvas.oval(330, 128, 60, 60, (70, 70, 110))
    _sea(canvas, 330, 128, 60, 14)
    canvas.box(327, 68, 333, 188, (50, 42, 38))
    canvas.box(24, 120, 120, 128, _WOOD)
    for left, colour in (
        (30, (150, 70, 60)),
        (52, (196, 170, 110)),
        (70, (70, 96, 120)),
        (94, (110, 84, 110)),
    ):
        canvas.box(left, 80, left + 16, 120, colour)
    canvas.oval(560, 66, 26, 18, _WARM)
    canvas.box(558, 0, 562, 56, (40, 40, 44))
    person(canvas, "ellen", 476, 184, 1.0, -1)
    person(canvas, "daniel", 176, 178, 1.05, 1)


def _sea(canvas: Canvas, x: float, y: float, radius: float, drop: float) -> None:
    """The sea in a round window around (x, y), its horizon `drop` under the middle."""
    first = math.asin(drop / radius)
    angles = [first + (math.pi - 2 * first) * step / 40 for step in range(41)]
    arc = [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]
    canvas.shape(arc, (28, 38, 62))


def ellen(canvas: Canvas) -> None:
    """She, beside the round window."""
    canvas.gradient((92, 106, 106), (66, 78, 82))
    canvas.oval(170, 140, 108, 108, (50, 42, 38))
    canvas.oval(170, 140, 94, 94, (66, 66, 106))
    _sea(canvas, 170, 140, 94, 20)
    canvas.box(166, 46, 174, 234, (50, 42, 38))
    person(canvas, "ellen", 420, 200, 1.9, -1)


def daniel(canvas: Canvas) -> None:
    """He, with the stairs of the tower behind him."""
    canvas.gradient((110, 102, 92), (76, 70, 66))
    for step in range(7):
        canvas.box(360 + step * 44, 300 - step * 44, 660, 312 - step * 44, (58, 52, 50))
    canvas.box(560, 24, 566, 120, (40, 40, 44))
    canvas.oval(563, 128, 20, 14, _WARM)
    person(canvas, "daniel", 230, 198, 1.9, 1)


def record_player(canvas: Canvas) -> None:
    """The record player, seen from above."""
    canvas.gradient((96, 74, 56), (74, 56, 44))
    canvas.box(120, 40, 520, 330, (128, 84, 54), 14)
    canvas.box(134, 54, 506, 316, (172, 126, 84), 8)
    canvas.oval(296, 186, 116, 116, (24, 24, 28))
    for radius in (104, 88, 72, 56):
        canvas.oval(296, 186, radius, radius, (44, 44, 50))
        canvas.oval(296, 186, radius - 1.4, radius - 1.4, (24, 24, 28))
    canvas.oval(296, 186, 40, 40, (168, 58, 50))
    canvas.oval(296, 186, 4, 4, (230, 226, 214))
    canvas.oval(462, 96, 20, 20, (70, 66, 64))
    canvas.line([(462, 96), (452, 210), (392, 244)], (206, 206, 208), 6)
    canvas.box(376, 236, 400, 252, (70, 66, 64), 3)


def radio_set(canvas: Canvas) -> None:
    """The ship's radio on the keeper's desk."""
    canvas.gradient((70, 82, 86), (50, 58, 62))
    canvas.box(0, 274, WIDTH, HEIGHT, _WOOD)
    canvas.box(140, 96, 500, 280, (70, 76, 74), 8)
    canvas.box(152, 108, 488, 268, (92, 100, 96), 6)
    canvas.box(172, 128, 330, 186, (20, 34, 30), 4)
    canvas.line(
        [(184, 170), (206, 170), (216, 146), (228, 178), (240, 158), (254, 170), (318, 170)],
        (110, 214, 140),
        2.4,
    )
    for top in range(130, 246, 11):
        canvas.box(356, top, 466, top + 4, (50, 56, 54))
    for x in (196, 250, 304):
        canvas.oval(x, 226, 18, 18, (40, 42, 42))
        canvas.line([(x, 226), (x + 8, 214)], (220, 220, 214), 2.4)
    canvas.line([(500, 220), (548, 260), (560, 312)], (30, 30, 32), 4)
    canvas.box(540, 292, 584, 350, (34, 34, 38), 8)


#: Every still picture by the name that the scripts use.
SCENES: Final[dict[str, Callable[[Canvas], None]]] = {
    "station": station,
    "board": board,
    "waiting-room": waiting_room,
    "misaki": misaki,
    "kuroda": kuroda,
    "radio": radio,
    "letter": letter,
    "stove": stove,
    "coast": coast,
    "notice": notice,
    "keepers-room": keepers_room,
    "ellen": ellen,
    "daniel": daniel,
    "record-player": record_player,
    "radio-set": radio_set,
}
