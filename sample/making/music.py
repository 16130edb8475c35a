"""Two short pieces of our own, made of decaying sines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from making.sound import RATE, at_level, band

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The bars of a tune, each a bass, a chord and a melody of one note a beat, as MIDI numbers
#: (69 is A4, 440 Hz).
Tune = tuple[tuple[int, tuple[int, ...], tuple[int, ...]], ...]

_WALTZ: Final[Tune] = (
    (45, (57, 60, 64), (76, 72, 71)),
    (41, (57, 60, 65), (72, 69, 72)),
    (48, (55, 60, 64), (79, 76, 72)),
    (43, (55, 59, 62), (74, 71, 67)),
    (45, (57, 60, 64), (72, 76, 81)),
    (50, (57, 62, 65), (77, 74, 69)),
    (40, (56, 59, 64), (71, 76, 68)),
)
_SLOW: Final[Tune] = (
    (38, (57, 62, 66), (74, 69)),
    (43, (59, 62, 67), (71, 74)),
    (40, (59, 64, 67), (76, 71)),
    (45, (57, 61, 64), (73, 69)),
    (47, (59, 62, 66), (78, 74)),
    (43, (59, 62, 67), (71, 67)),
)


def play(kind: str, samples: int, dice: np.random.Generator) -> NDArray[np.float32]:
    """Music of a length: a waltz on a table radio, or a slow tune on an old record.

    Raises:
        ValueError: there is no such music.
    """
    if kind == "radio":
        tune, beat, low, high = _WALTZ, 0.46, 250.0, 3_800.0
    elif kind == "record":
        tune, beat, low, high = _SLOW, 0.62, 120.0, 3_200.0
    else:
        raise ValueError(f"there is no music called {kind!r}")
    sound = np.zeros(samples + 4 * RATE, np.float32)
    time = 0.0
    bar = 0
    while time < samples / RATE:
        bass, chord, melody = tune[bar % len(tune)]
        _strike(sound, time, bass, 0.5)
        for beat_in_bar, note in enumerate(melody):
            when = time + beat_in_bar * beat
            _strike(sound, when, note, 0.42)
            for part in chord if beat_in_bar else ():
                _strike(sound, when, part, 0.16)
        time += beat * len(melody)
        bar += 1
    sound = band(sound[:samples], low, high)
    if kind == "record":
        clicks = (dice.random(samples) < 18 / RATE) * dice.standard_normal(samples)
        sound += band(clicks.astype(np.float32), 900, 6_000) * 0.8
    fade = np.minimum(1, np.arange(samples) / (0.7 * RATE)).astype(np.float32)
    return at_level(sound * fade * fade[::-1], -37.5)


def _strike(sound: NDArray[np.float32], when: float, note: int, strength: float) -> None:
    """Add one note: a few harmonics, 8 ms of attack, higher ones dying sooner."""
    start = int(when * RATE)
    time = np.arange(min(len(sound) - start, int(2.2 * RATE))) / RATE
    if not len(time):
        return
    pitch = 440 * 2 ** ((note - 69) / 12)
    tone = sum(
        np.sin(2 * np.pi * pitch * number * time)
        * np.exp(-time * (1.6 + 0.9 * number))
        / number**1.4
        for number in range(1, 6)
    )
    sound[start : start + len(time)] += strength * np.minimum(1, time / 0.008) * tone
