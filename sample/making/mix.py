"""Lines, music, noises and room tone laid over one another, and the times at which they lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from making.music import play
from making.sound import RATE, at_level, in_room, paper, room_tone, static, whisper
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

    from making.script import Anchor, Script

#: Levels of what sounds, dB under full scale.
SPEECH: Final = -23.0
WHISPER: Final = -34.0

_NOISES: Final = {"paper": paper, "static": static}


@dataclass(frozen=True)
class Span:
    """From `start` to `end`, ms."""

    start: int
    end: int


@dataclass(frozen=True)
class Mix:
    """The scene's sound.

    Attributes:
        samples: float32, one row a channel, 48 kHz.
        lines: where each line lies, by its id.
        music: where the music lies.
    """

    samples: NDArray[np.float32]
    lines: dict[str, Span]
    music: tuple[Span, ...]

    @property
    def duration(self) -> int:
        """Length in ms."""
        return int(self.samples.shape[1]) * 1000 // RATE

    def at(self, anchor: Anchor) -> int:
        """The time of an anchor, ms."""
        return (self.lines[anchor.line].start if anchor.line else 0) + anchor.offset


def place(script: Script, voices: Mapping[str, NDArray[np.float32]]) -> dict[str, Span]:
    """Where each line lies; every line starts on a whole ms, so the times are exact."""
    spans: dict[str, Span] = {}
    end = script.lead_in
    for line in script.lines:
        start = end + line.gap
        end = start + -(-len(voices[line.id]) * 1000 // RATE)
        spans[line.id] = Span(start, end)
    return spans


def mix(script: Script, voices: Mapping[str, NDArray[np.float32]]) -> Mix:
    """Lay the whole scene out and mix it."""
    dice = np.random.default_rng(script.seed)
    spans = place(script, voices)
    # Whole seconds of picture and sound at once, so both streams end together.
    seconds = -(-(max(span.end for span in spans.values()) + script.tail) // 1000)
    samples = seconds * RATE
    out = np.stack([room_tone(samples, dice) for _ in range(script.channels)])

    for line in script.lines:
        voice = voices[line.id]
        speaker = script.speakers[line.speaker]
        if "whisper" in line.notes:
            dry = at_level(whisper(voice, dice), WHISPER)
        else:
            dry = at_level(voice, SPEECH)
        _add(out, in_room(dry, dice), spans[line.id].start, speaker.pan)

    music: list[Span] = []
    for piece in script.music:
        start = spans[piece.first].start - piece.lead
        end = spans[piece.last].end + piece.tail
        _add(out, play(piece.kind, (end - start) * RATE // 1000, dice), start, 0.0)
        music.append(Span(start, end))

    result = Mix(out, spans, tuple(music))
    for noise in script.noises:
        _add(out, _NOISES[noise.kind](dice), result.at(noise.at), 0.0)
    # Peaks above -4 dB are rounded off, so that the encoder has no reason to clip.
    loud = np.abs(out) > 0.6
    out[loud] = np.sign(out[loud]) * (0.6 + 0.25 * np.tanh((np.abs(out[loud]) - 0.6) / 0.25))
    return result


def _add(out: NDArray[np.float32], sound: NDArray[np.float32], start: int, pan: float) -> None:
    first = start * RATE // 1000
    angle = (pan + 1) * np.pi / 4
    gains = (np.cos(angle) * 2**0.5, np.sin(angle) * 2**0.5) if len(out) == 2 else (1.0,)
    for channel, gain in enumerate(gains):
        out[channel, first : first + len(sound)] += sound[: out.shape[1] - first] * gain
