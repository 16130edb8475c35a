"""Synthetic programmes with known shot changes, for `shots.py`: pictures, movement, transitions.

Everything comes from one seed. A picture is a texture, a cartoon, a face, a dark room, or a frame
of the sample; it is seen by a camera that stands, pans, zooms, shakes or whips, through noise. A
programme joins shots by cuts, fades through black and dissolves, and has things that are no
change of shot: flashes, a lamp that is switched, somebody who walks close past the camera.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import av
import numpy as np

from localize.demo import sample_episodes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

WIDTH, HEIGHT = 320, 180

#: The picture that a camera may look at is so much larger than what it sees.
ROOM = 2


@dataclass(frozen=True)
class Change:
    """A change of shot as it was made.

    Attributes:
        kind: cut, fade or dissolve.
        frame: first of the new shot; of a fade the first that is not black, of a dissolve the
            middle one.
        first: first frame of the transition.
        last: frame after it.
    """

    kind: str
    frame: int
    first: int
    last: int


@dataclass
class Programme:
    """What was made.

    Attributes:
        rate: frames a second.
        changes: in order.
        events: (frame, what) of what is no change.
        frames: how many.
    """

    rate: Fraction
    changes: list[Change] = field(default_factory=list)
    events: list[tuple[int, str]] = field(default_factory=list)
    frames: int = 0


def _soft(
    random: np.random.Generator, height: int, width: int, scale: float
) -> NDArray[np.float32]:
    """A random field whose details are about ``scale`` pixels, from 0 to 1."""
    spectrum = np.fft.rfft2(random.normal(size=(height, width)))
    down = np.fft.fftfreq(height)[:, None]
    along = np.fft.rfftfreq(width)[None, :]
    spectrum *= 1 / (1 + ((down**2 + along**2) * scale**2) ** random.uniform(0.7, 1.3))
    made = np.fft.irfft2(spectrum, (height, width))
    made -= made.min()
    return (made / max(1e-9, made.max())).astype(np.float32)


def _texture(random: np.random.Generator) -> NDArray[np.float32]:
    size = HEIGHT * ROOM, WIDTH * ROOM
    bright = _soft(random, *size, scale=random.uniform(15, 120))
    colour = [_soft(random, *size, scale=200.0) for _ in range(3)]
    low, high = sorted(random.uniform(0, 255, 2))
    if high - low < 50:
        low, high = max(0.0, low - 60), min(255.0, high + 60)
    tint = random.uniform(0, 60)
    return np.stack([low + (high - low) * bright + tint * (c - 0.5) for c in colour], axis=2)


def _cartoon(random: np.random.Generator) -> NDArray[np.float32]:
    """Flat shapes on a flat ground."""
    height, width = HEIGHT * ROOM, WIDTH * ROOM
    made = np.empty((height, width, 3), np.float32)
    made[:] = random.uniform(20, 235, 3)
    rows, columns = np.mgrid[:height, :width]
    for _ in range(random.integers(6, 25)):
        y, x = random.uniform(0, height), random.uniform(0, width)
        a, b = random.uniform(10, height / 2), random.uniform(10, width / 2)
        if random.random() < 0.5:
            inside = (abs(rows - y) < a) & (abs(columns - x) < b)
        else:
            inside = ((rows - y) / a) ** 2 + ((columns - x) / b) ** 2 < 1
        made[inside] = random.uniform(0, 255, 3)
    return made


def _face(random: np.random.Generator) -> NDArray[np.float32]:
    """An oval before a soft ground: every such shot is composed alike."""
    made = _texture(random) * 0.4 + random.uniform(20, 120)
    height, width = made.shape[:2]
    rows, columns = np.mgrid[:height, :width]
    y, x = height * random.uniform(0.45, 0.55), width * random.uniform(0.4, 0.6)
    oval = ((rows - y) / (height * 0.18)) ** 2 + ((columns - x) / (width * 0.1)) ** 2
    made[oval < 1] = random.uniform(120, 220) * np.array([1, 0.8, 0.7], np.float32)
    made[(oval < 1.6) & (rows < y - height * 0.08)] = random.uniform(10, 90)
    return made


def _dark(random: np.random.Generator) -> NDArray[np.float32]:
    """A room at night: all within a few levels of black, but for a light or two."""
    made = 16 + (_texture(random) - 100) * 0.08
    height, width = made.shape[:2]
    rows, columns = np.mgrid[:height, :width]
    for _ in range(random.integers(1, 4)):
        y, x = random.uniform(0.25, 0.75) * height, random.uniform(0.25, 0.75) * width
        light = np.exp(-((rows - y) ** 2 + (columns - x) ** 2) / random.uniform(200, 4000))
        made += (random.uniform(30, 120) * light)[..., None]
    return made.astype(np.float32)


def sample_pictures() -> list[NDArray[np.float32]]:
    """Stills of the sample's episodes, one every three seconds, larger than they were."""
    found = []
    for episode in sample_episodes():
        with av.open(str(episode)) as container:
            every = 72
            for number, frame in enumerate(container.decode(video=0)):
                if number % every == every // 2:
                    large = frame.reformat(WIDTH * ROOM, HEIGHT * ROOM, "rgb24")
                    found.append(large.to_ndarray().astype(np.float32))
    return found


class Scene:
    """One place, seen by one camera after another."""

    def __init__(self, random: np.random.Generator, stills: list[NDArray[np.float32]]) -> None:
        kinds = (_texture, _texture, _cartoon, _face, _dark)
        choice = random.integers(len(kinds) + 2)
        if choice >= len(kinds) and stills:
            self.picture = stills[random.integers(len(stills))]
        else:
            self.picture = kinds[choice % len(kinds)](random)


class Shot:
    """A camera before a scene."""

    def __init__(self, random: np.random.Generator, scene: Scene, frames: int, rate: float) -> None:
        self.picture = scene.picture
        height, width = self.picture.shape[:2]
        self.frames = frames
        self.zoom = random.uniform(0.6, 1.6, 2)
        self.at = np.array([random.uniform(0.3, 0.7) * height, random.uniform(0.3, 0.7) * width])
        moves = ("still", "still", "pan", "pan", "zoom", "shake", "whip")
        self.move = str(random.choice(moves))
        second = frames / rate
        speed = {"pan": random.uniform(10, 160), "whip": 40.0}.get(self.move, 0.0)
        angle = random.uniform(0, 2 * np.pi)
        self.speed = speed / rate * np.array([np.sin(angle) * 0.5, np.cos(angle)])
        self.grow = random.uniform(0.85, 1.2) ** second if self.move == "zoom" else 1.0
        self.shake = random.uniform(1, 5) if self.move == "shake" else 0.0
        self.whip = random.integers(frames // 3, max(frames // 3 + 1, frames * 2 // 3))
        self.rate = rate
        self.noise = float(random.choice([0, 2, 5, 10]))
        self.hold = 1 if self.move == "whip" else int(random.choice([1, 1, 1, 2, 3]))
        self.random = random
        self.walker: tuple[int, float] | None = None
        self.held: tuple[int, NDArray[np.float32]] | None = None
        body = random.uniform(0, 255, 3)
        self.body = tuple(float(part) for part in body)

    def frame(self, number: int) -> NDArray[np.float32]:
        """Its picture; drawn ones stay for two or three frames."""
        drawn = number // self.hold
        if self.held is None or self.held[0] != drawn:
            self.held = drawn, self._seen(drawn * self.hold)
        made = self.held[1]
        if self.noise:
            made = made + self.random.normal(0, self.noise, made.shape[:2])[..., None]
        return made

    def _seen(self, number: int) -> NDArray[np.float32]:
        if self.move != "whip" or not 0 <= number - self.whip < self.rate / 4:
            return self._at(number)
        # The shutter is open for half a frame: what moves fast is blurred.
        return np.mean([self._at(number + part / 16) for part in range(8)], axis=0)

    def _at(self, number: float) -> NDArray[np.float32]:
        height, width = self.picture.shape[:2]
        zoom = self.zoom[0] * self.grow ** (number / max(1, self.frames))
        at = self.at + self.speed * (number - self.frames / 2)
        if self.move == "whip":  # most of the picture in a quarter of a second
            share = np.clip((number - self.whip) / (self.rate / 4), 0, 1)
            at = at + np.array([0.0, WIDTH * 0.8 * share])
        if self.shake:
            at = at + self.random.normal(0, self.shake, 2)
        rows = (at[0] + (np.arange(HEIGHT) - HEIGHT / 2) * zoom).astype(int)
        columns = (at[1] + (np.arange(WIDTH) - WIDTH / 2) * zoom).astype(int)
        # What lies beyond the picture is its mirror image: no seam.
        rows = np.abs((rows + height) % (2 * height) - height).clip(0, height - 1)
        columns = np.abs((columns + width) % (2 * width) - width).clip(0, width - 1)
        made = self.picture[rows[:, None], columns[None, :]]
        if self.walker is not None:
            since, length = number - self.walker[0], self.walker[1] * self.rate
            if 0 <= since < length:
                middle = (since / length * 1.6 - 0.3) * WIDTH
                x = np.arange(WIDTH)
                body = np.abs(x - middle) < WIDTH * 0.2
                made = made.copy()
                made[int(HEIGHT * 0.1) :, body] = self.body
        return made


class Maker:
    """One programme, frame by frame.

    Args:
        seed: of all that is random.
        rate: frames a second.
        seconds: about how long.
        stills: pictures of the sample.
    """

    def __init__(
        self, seed: int, rate: Fraction, seconds: float, stills: list[NDArray[np.float32]]
    ) -> None:
        self.random = np.random.default_rng(seed)
        self.rate = rate
        self.programme = Programme(rate)
        self.stills = stills
        self.length = round(seconds * rate)

    def _frames(self, seconds: float) -> int:
        return max(1, round(seconds * float(self.rate)))

    def _shots(self) -> list[tuple[Shot, int]]:
        random, made, total = self.random, [], 0
        scene = Scene(random, self.stills)
        while total < self.length:
            if random.random() < 0.75:
                scene = Scene(random, self.stills)
            frames = self._frames(random.choice([random.uniform(0.6, 1.5), random.uniform(2, 6)]))
            made.append((Shot(random, scene, frames, float(self.rate)), frames))
            total += frames
        return made

    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """Every frame, RGB."""
        shots, random = self._shots(), self.random
        programme = self.programme
        at, skip = 0, 0
        for (shot, frames), (following, next_frames) in pairwise([*shots, (shots[0][0], 0)]):
            last = next_frames == 0
            kind = str(random.choice(["cut"] * 7 + ["fade", "dissolve"]))
            length = self._frames(random.uniform(0.4, 1.6))
            if kind == "dissolve" and (frames - skip < length + 8 or next_frames < length + 8):
                kind = "cut"
            if kind == "fade" and frames - skip < length + 8:
                kind = "cut"
            own = frames - (length if kind != "cut" and not last else 0)
            lights = self._events(shot, at, skip, own)
            for number in range(skip, own):
                yield _byte(lights(number, shot.frame(number)))
            at += max(0, own - skip)
            skip = 0
            if last:
                break
            if kind == "cut":
                programme.changes.append(Change("cut", at, at, at))
            elif kind == "dissolve":
                for number in range(length):
                    share = (number + 1) / (length + 1)
                    old, new = shot.frame(own + number), following.frame(number)
                    yield _byte(old * (1 - share) + new * share)
                middle = at + length // 2
                programme.changes.append(Change(kind, middle, at, at + length))
                at += length
                skip = length
            else:
                skip = min(self._frames(random.uniform(0.3, 1.0)), next_frames - 1)
                yield from self._fade(shot, own, length, following, skip, at)
                at += length + skip + self.black
        programme.frames = at

    def _fade(
        self, shot: Shot, own: int, length: int, following: Shot, rising: int, at: int
    ) -> Iterator[NDArray[np.uint8]]:
        self.black = self._frames(self.random.uniform(0.05, 0.8))
        for number in range(length):
            share = 1 - (number + 1) / (length + 1)
            yield _byte(16 + (shot.frame(own + number) - 16) * share)
        for _ in range(self.black):
            yield _byte(np.full((HEIGHT, WIDTH, 3), 16, np.float32))
        for number in range(rising):
            share = (number + 1) / (rising + 1)
            yield _byte(16 + (following.frame(number) - 16) * share)
        first = at + length + self.black
        self.programme.changes.append(Change("fade", first, at, first + rising))

    def _events(self, shot: Shot, at: int, first: int, last: int):  # noqa: ANN202 -- a local function
        """What happens in a shot's light: a function of number and picture."""
        random, rate = self.random, float(self.rate)
        room = last - first
        what = str(random.choice(["", "", "", "flash", "lightning", "lamp", "walker"]))
        if room < 1.5 * rate or not what:
            return lambda _, picture: picture
        when = first + int(random.integers(int(0.5 * rate), int(room - 0.7 * rate)))
        self.programme.events.append((at + when - first, what))
        long = int(random.integers(1, max(2, round(rate / 8))))
        factor = random.uniform(0.4, 0.75) if random.random() < 0.5 else random.uniform(1.3, 1.8)
        if what == "walker":
            shot.walker = (when, random.uniform(0.6, 1.5))
            return lambda _, picture: picture

        def lit(number: int, picture: NDArray[np.float32]) -> NDArray[np.float32]:
            since = number - when
            if since < 0:
                return picture
            if what == "lamp":  # the brightest is not clipped: no camera is set so
                return picture * min(factor, 250 / max(1.0, float(picture.max())))
            if since < long:
                return picture * 0.1 + 225
            if what == "lightning":  # dies away over half a second
                return picture + 150 * np.exp(-(since - long) / (rate / 6))
            return picture

        return lit


def _byte(picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.clip(picture, 0, 255).astype(np.uint8)


def write(path: Path, maker: Maker, codec: str, options: dict[str, str]) -> Programme:
    """Encode a programme; it has no sound."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=maker.rate, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for picture in maker.frames():
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return maker.programme
