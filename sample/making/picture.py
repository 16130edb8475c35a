"""The frames of a scene: its shots, their signs, a little light that moves, and the timecode."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from making.drawing import HEIGHT, WIDTH, Canvas
from making.scenes import SCENES
from making.script import Shot
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction
    from pathlib import Path

    from making.mix import Mix
    from making.script import Script
    from numpy.typing import NDArray

#: Where the light lies that flickers or turns in a picture: x, y, radius, seconds a turn.
_LIGHTS: Final = {
    "station": (152, 150, 34, 5.0),
    "coast": (551, 54, 70, 4.0),
    "radio": (396, 153, 40, 3.0),
    "stove": (305, 261, 60, 1.7),
    "radio-set": (250, 158, 50, 1.3),
}
#: Where a sign's lines stand: x, y, size of the letters.
_SIGN_PLACES: Final = {
    "board": ((320, 128, 84), (320, 190, 26)),
    "notice": ((316, 132, 34), (316, 186, 30)),
}


@dataclass(frozen=True)
class Cut:
    """A shot and the number of its first frame."""

    frame: int
    shot: Shot


def cuts(script: Script, mix: Mix) -> tuple[Cut, ...]:
    """The shots on the frames nearest to their anchors, in order."""
    found = tuple(
        Cut(round(mix.at(shot.at) * script.frame_rate / 1000), shot) for shot in script.shots
    )
    if found[0].frame != 0 or any(b.frame <= a.frame for a, b in itertools.pairwise(found)):
        raise ValueError(f"the shots of {script.episode} are not in order from the start")
    return found


def frame_count(script: Script, mix: Mix) -> int:
    """Frames that fit into the sound."""
    return int(mix.duration * script.frame_rate / 1000)


def milliseconds(frame: int, rate: Fraction) -> int:
    """The time of a frame's first moment, to the nearest ms."""
    return round(frame * 1000 / rate)


def timecode(frame: int, rate: Fraction, start: str | None) -> str:
    """Non-drop timecode of a frame, counted from `start` (HH:MM:SS:FF) or zero."""
    base = round(rate)
    hours, minutes, seconds, frames = (int(part) for part in (start or "00:00:00:00").split(":"))
    frame += ((hours * 60 + minutes) * 60 + seconds) * base + frames
    rest, frames = divmod(frame, base)
    rest, seconds = divmod(rest, 60)
    hours, minutes = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}:{frames:02}"


def frames(script: Script, mix: Mix, font: Path) -> Iterator[tuple[NDArray[np.uint8], bool]]:
    """Every frame as RGB rows of 640 by 360, and whether a shot begins with it."""
    starts = {cut.frame: cut.shot for cut in cuts(script, mix)}
    face = ImageFont.truetype(str(font), 15)
    still = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    glow = np.zeros((HEIGHT, WIDTH, 1), np.float32)
    turn = 1.0
    for number in range(frame_count(script, mix)):
        shot = starts.get(number)
        if shot is not None:
            still = _still(shot, font)
            glow, turn = _glow(shot.scene)
        seconds = float(number / script.frame_rate)
        # The light changes in steps of a quarter second: still pictures cost next to nothing.
        phase = math.floor(seconds * 4) / 4 / turn
        strength = 20 * (0.5 + 0.5 * math.sin(math.tau * phase))
        lit = np.clip(still + glow * strength, 0, 255).astype(np.uint8)
        image = Image.fromarray(lit)
        pen = ImageDraw.Draw(image)
        pen.rectangle((WIDTH - 116, 8, WIDTH - 8, 28), fill=(0, 0, 0))
        code = timecode(number, script.frame_rate, script.start_timecode)
        pen.text((WIDTH - 62, 18), code, font=face, fill=(220, 220, 220), anchor="mm")
        yield np.asarray(image), shot is not None


def _still(shot: Shot, font: Path) -> NDArray[np.float32]:
    canvas = Canvas(font)
    SCENES[shot.scene](canvas)
    for text, (x, y, size) in zip(shot.sign, _SIGN_PLACES.get(shot.scene, ()), strict=False):
        canvas.text(x, y, text, size, (32, 34, 40))
    return np.asarray(canvas.finished(), np.float32)


def _glow(scene: str) -> tuple[NDArray[np.float32], float]:
    x, y, radius, turn = _LIGHTS.get(scene, (0, 0, 0, 1.0))
    if not radius:
        return np.zeros((HEIGHT, WIDTH, 1), np.float32), turn
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH]
    distance = ((across - x) ** 2 + (down - y) ** 2) / radius**2
    return np.exp(-distance * 2)[..., None].astype(np.float32), turn
