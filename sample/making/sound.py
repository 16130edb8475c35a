"""Signal processing at 48 kHz on one channel of float32: filters, whisper, rooms and noises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

#: Samples a second of every sound in this folder.
RATE: Final = 48_000


def resample(sound: NDArray[np.float32], source: int, target: int) -> NDArray[np.float32]:
    """The sound at another rate, through its spectrum; right for whole lines, not for streams."""
    length = round(len(sound) * target / source)
    spectrum = np.fft.rfft(sound)
    resized = np.zeros(length // 2 + 1, np.complex128)
    shared = min(len(spectrum), len(resized))
    resized[:shared] = spectrum[:shared]
    return (np.fft.irfft(resized, length) * (length / len(sound))).astype(np.float32)


def shape(
    sound: NDArray[np.float32], gain: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> NDArray[np.float32]:
    """The sound with each frequency (Hz) multiplied by `gain` of it."""
    spectrum = np.fft.rfft(sound) * gain(np.fft.rfftfreq(len(sound), 1 / RATE).astype(np.float64))
    return np.fft.irfft(spectrum, len(sound)).astype(np.float32)


def band(
    sound: NDArray[np.float32], low: float, high: float, order: int = 2
) -> NDArray[np.float32]:
    """What lies between two frequencies (Hz), with Butterworth slopes and no delay."""
    return shape(
        sound,
        lambda hz: (
            1
            / np.sqrt(1 + (low / np.maximum(hz, 1e-3)) ** (2 * order))
            / np.sqrt(1 + (hz / high) ** (2 * order))
        ),
    )


def level(sound: NDArray[np.float32]) -> float:
    """RMS in dB under full scale of the parts that sound (20 ms blocks within 30 dB)."""
    block = RATE // 50
    power = (sound[: len(sound) // block * block].reshape(-1, block) ** 2).mean(axis=1)
    return float(10 * np.log10(power[power > power.max() * 1e-3].mean()))


def at_level(sound: NDArray[np.float32], decibels: float) -> NDArray[np.float32]:
    """The sound scaled to a `level`."""
    return (sound * 10 ** ((decibels - level(sound)) / 20)).astype(np.float32)


def whisper(voice: NDArray[np.float32], dice: np.random.Generator) -> NDArray[np.float32]:
    """The same words without the vocal cords.

    Every 5 ms the resonances of the mouth are found by linear prediction (autocorrelation,
    Levinson-Durbin) and breath noise is sent through them instead of the voice's own pulses.
    """
    window, hop, order = 960, 240, 52
    taper = np.hanning(window)
    flat = np.append(voice[:1], voice[1:] - 0.97 * voice[:-1]).astype(np.float64)
    flat = np.pad(flat, window)
    breath = dice.standard_normal(len(flat))
    out = np.zeros(len(flat))
    bins = window * 2
    for start in range(0, len(flat) - window, hop):
        frame = flat[start : start + window] * taper
        correlation = np.fft.irfft(np.abs(np.fft.rfft(frame, bins)) ** 2)[: order + 1]
        if correlation[0] < 1e-9:
            continue
        correlation[0] *= 1.0001
        filter_, power = _levinson(correlation, order)
        excitation = np.fft.rfft(breath[start : start + window] * taper, bins)
        sounded = np.fft.irfft(excitation / np.fft.rfft(filter_, bins))[:window]
        out[start : start + window] += sounded * np.sqrt(power / window) * taper
    # Less of the pre-emphasis is undone than was done: whispers have little below 500 Hz.
    for index in range(1, len(out)):
        out[index] += 0.8 * out[index - 1]
    return band(out[window : window + len(voice)].astype(np.float32), 350, 9_000)


def _levinson(correlation: NDArray[np.float64], order: int) -> tuple[NDArray[np.float64], float]:
    coefficients = np.zeros(order + 1)
    coefficients[0] = 1.0
    error = float(correlation[0])
    for step in range(1, order + 1):
        reflection = -float(coefficients[:step] @ correlation[step:0:-1]) / error
        coefficients[1 : step + 1] += reflection * coefficients[step - 1 :: -1][:step]
        error *= 1 - reflection * reflection
    return coefficients, error


def in_room(voice: NDArray[np.float32], dice: np.random.Generator) -> NDArray[np.float32]:
    """The voice and 160 ms of a small room's echo, 20 dB under it; longer than the voice."""
    length = RATE * 160 // 1000
    echo = dice.standard_normal(length) * np.exp(-np.linspace(0, 6.5, length))
    echo[: RATE * 8 // 1000] = 0
    echo *= 0.1 / np.sqrt((echo**2).sum())
    echo[0] = 1.0
    size = len(voice) + length
    spectrum = np.fft.rfft(voice, size) * np.fft.rfft(echo, size)
    return np.fft.irfft(spectrum, size).astype(np.float32)


def room_tone(
    samples: int, dice: np.random.Generator, decibels: float = -63.0
) -> NDArray[np.float32]:
    """Air: noise that falls by 4 dB an octave above 120 Hz, with nothing below 50 Hz."""
    noise = dice.standard_normal(samples).astype(np.float32)
    tone = shape(noise, lambda hz: (hz > 50) / np.maximum(hz, 120.0) ** 0.67)
    gain = 10 ** (decibels / 20) / float(np.sqrt((tone**2).mean()))
    return (tone * np.float32(gain)).astype(np.float32)


def paper(dice: np.random.Generator) -> NDArray[np.float32]:
    """A sheet of paper unfolded: 1.4 s of short dry bursts."""
    samples = RATE * 14 // 10
    strength = np.zeros(samples)
    for start in dice.integers(0, samples - RATE // 10, 26):
        length = int(dice.integers(300, 2_400))
        strength[start : start + length] += dice.random() * np.hanning(length)
    noise = (dice.standard_normal(samples) * strength).astype(np.float32)
    return at_level(band(noise, 1_800, 9_000), -50)


def static(dice: np.random.Generator) -> NDArray[np.float32]:
    """A radio that finds no voice: 1.8 s of narrow noise that comes and goes."""
    samples = RATE * 18 // 10
    time = np.arange(samples) / RATE
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 3.1 * time + 1) * np.sin(2 * np.pi * 1.3 * time)
    ends = np.minimum(1, np.minimum(time, time[::-1]) / 0.05)
    noise = (dice.standard_normal(samples) * swell * ends).astype(np.float32)
    return at_level(band(noise, 700, 2_600), -46)
