"""What lies under a voice in the damage benchmark: hiss, other people, music. Seeded.

Each maker gives so many samples at 16 kHz, of any level: `under` sets it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from localize.media import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
    Dice = np.random.Generator

#: People who talk at once in a babble.
VOICES = 6
#: Quieter samples than this (full scale 1) are no voice, for its level.
_SOUNDING = 0.01
#: Chords of a tune, semitones over its root.
_CHORDS = ((0, 4, 7), (5, 9, 12), (7, 11, 14), (9, 12, 16), (2, 5, 9))
#: Partials of an instrument, and how long one of its tones rings, s.
_PARTIALS = 8
_RINGING = 3


def under(voice: Samples, noise: Samples, decibels: float) -> Samples:
    """A voice with noise so many dB below the level of what sounds of it."""
    sounding = voice[np.abs(voice) > _SOUNDING]
    wanted = np.sqrt(np.mean(sounding**2)) * 10 ** (-decibels / 20)
    return (voice + noise * wanted / np.sqrt(np.mean(noise**2))).astype(np.float32)


def pink(count: int, dice: Dice) -> Samples:
    """Hiss as of an old recording: power falls with frequency."""
    spectrum = np.fft.rfft(dice.normal(size=count))
    spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum))))
    return np.fft.irfft(spectrum, count).astype(np.float32)


def white(count: int, dice: Dice) -> Samples:
    """As of a waterfall: every frequency as strong."""
    return dice.normal(size=count).astype(np.float32)


def babble(count: int, dice: Dice, recordings: Sequence[Samples]) -> Samples:
    """Many people at once, each going through the recordings in an order of their own."""
    heard = np.zeros(count, np.float32)
    length = sum(len(one) for one in recordings)
    for _ in range(VOICES):
        turns = range(2 + count // length)
        talk = np.concatenate(
            [recordings[n] for _ in turns for n in dice.permutation(len(recordings))]
        )
        first = int(dice.integers(0, len(talk) - count))
        heard += talk[first : first + count]
    return heard


def music(count: int, dice: Dice) -> Samples:
    """A made band: chords, a melody, a drum, a snare and a hi-hat."""
    beat = 60 / dice.uniform(80, 140)
    root = int(dice.integers(45, 57))
    played = np.zeros(count + (_RINGING + 1) * SAMPLE_RATE, np.float32)

    def play(sound: NDArray[np.float64], at: float, loud: float) -> None:
        first = round(at * SAMPLE_RATE)
        played[first : first + len(sound)] += loud * sound

    chord = _CHORDS[0]
    for n in range(int(count / SAMPLE_RATE / beat) + 1):
        at = n * beat
        if n % 4 == 0:
            chord = _CHORDS[dice.integers(len(_CHORDS))]
        for key in chord:
            if dice.random() < 0.7:
                play(_tone(root + key, dice.uniform(1, 4)), at, 0.4)
        if dice.random() < 0.7:
            play(_tone(root + 12 + chord[dice.integers(3)], 3), at + beat / 2, 0.5)
        play(_drum(), at, 1.2)
        if n % 2:
            play(_rattle(dice, 20), at, 0.7)
        for half in (0.0, 0.5):
            play(np.diff(_rattle(dice, 60), prepend=0.0), at + half * beat, 0.25)
    return played[:count]


def _tone(key: int, fading: float) -> NDArray[np.float64]:
    """A plucked string; ``key`` as MIDI counts them."""
    time = np.arange(_RINGING * SAMPLE_RATE) / SAMPLE_RATE
    hertz = 440 * 2 ** ((key - 69) / 12)
    partials = (
        np.sin(2 * np.pi * hertz * n * time) / n**1.2
        for n in range(1, _PARTIALS + 1)
        if hertz * n < SAMPLE_RATE / 2
    )
    return np.asarray(sum(partials) * np.exp(-fading * time) * np.minimum(1, time / 0.01))


def _drum() -> NDArray[np.float64]:
    time = np.arange(SAMPLE_RATE // 5) / SAMPLE_RATE
    return np.sin(2 * np.pi * (50 + 80 * np.exp(-30 * time)) * time) * np.exp(-15 * time)


def _rattle(dice: Dice, fading: float) -> NDArray[np.float64]:
    time = np.arange(SAMPLE_RATE // 5) / SAMPLE_RATE
    return dice.normal(size=len(time)) * np.exp(-fading * time)
