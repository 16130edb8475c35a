"""A scene as written: who says what, after how long a pause, in which shot."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Speaker:
    """A voice.

    Attributes:
        name: as the reference names the person.
        blend: the shares of the model's voices that make this one.
        pace: speed of speech; 1 is the model's own.
        pitch: factor on the pitch, made by resampling; the pace is kept.
        pan: -1 is left, 1 is right, 0 the middle.
    """

    name: str
    blend: dict[str, float]
    pace: float
    pitch: float
    pan: float


@dataclass(frozen=True)
class Line:
    """One line of dialogue; `gap` is in ms from the end of the line before it."""

    id: str
    speaker: str
    language: str
    text: str
    english: str | None
    gap: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Anchor:
    """A point in the scene: `offset` ms from a line's start, or from the scene's without one."""

    line: str | None
    offset: int


@dataclass(frozen=True)
class Shot:
    """What the picture shows from its anchor on; `sign` is the text to be read in it, if any."""

    scene: str
    at: Anchor
    sign: tuple[str, ...]
    english: str | None


@dataclass(frozen=True)
class Music:
    """Music under the lines `first` to `last`, with `lead` and `tail` ms around them."""

    kind: str
    first: str
    last: str
    lead: int
    tail: int


@dataclass(frozen=True)
class Noise:
    """A single sound that nobody says."""

    kind: str
    at: Anchor


@dataclass(frozen=True)
class Script:
    """A whole scene; times in ms, the bit rate in bits a second."""

    episode: str
    title: str
    language: str
    frame_rate: Fraction
    start_timecode: str | None
    channels: int
    audio_bit_rate: int
    seed: int
    lead_in: int
    tail: int
    speakers: dict[str, Speaker]
    lines: tuple[Line, ...]
    music: tuple[Music, ...]
    noises: tuple[Noise, ...]
    shots: tuple[Shot, ...]


def read(path: Path) -> Script:
    """The scene in a TOML file of `scripts/`.

    Raises:
        KeyError: a field is missing.
        tomllib.TOMLDecodeError: the file is not TOML.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Script(
        episode=data["episode"],
        title=data["title"],
        language=data["language"],
        frame_rate=Fraction(data["frame_rate"]),
        start_timecode=data.get("start_timecode"),
        channels=data["channels"],
        audio_bit_rate=data["audio_bit_rate"],
        seed=data["seed"],
        lead_in=data["lead_in"],
        tail=data["tail"],
        speakers={key: Speaker(**value) for key, value in data["speakers"].items()},
        lines=tuple(_line(item, data["language"]) for item in data["lines"]),
        music=tuple(
            Music(item["kind"], item["from"], item["to"], item["lead"], item["tail"])
            for item in data["music"]
        ),
        noises=tuple(Noise(item["kind"], _anchor(item)) for item in data["noises"]),
        shots=tuple(
            Shot(item["scene"], _anchor(item), tuple(item.get("sign", ())), item.get("english"))
            for item in data["shots"]
        ),
    )


def _line(item: dict[str, Any], language: str) -> Line:
    return Line(
        id=item["id"],
        speaker=item["speaker"],
        language=item.get("language", language),
        text=item["text"],
        english=item.get("english"),
        gap=item.get("gap", 0),
        notes=tuple(item.get("notes", ())),
    )


def _anchor(item: dict[str, Any]) -> Anchor:
    return Anchor(item.get("line"), item.get("offset", 0))
