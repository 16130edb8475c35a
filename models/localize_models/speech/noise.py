"""Noise about as loud as the voices: where voice activity is not to be trusted.

Silero VAD misses a voice in noise, and the more so in music: at 0 dB a sixth of the speech in hiss
and half of it in music (`benchmarks/damage.py`). What it does not hear is never decoded, and
nothing else would tell that it is not there. So the sound is measured: where what never falls
silent is nearly as loud as the programme's voices, a voice may be there unheard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from localize.media import SAMPLE_RATE
from localize.timeline import Span
from localize_models.speech.voice import WINDOW, WINDOW_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from localize.media import Sound

#: What masks speech lies in this band, Hz: rumble and hiss beyond it do not.
_BAND: Final = (200, 4_000)
#: The floor of a sound is what this part of so many ms around is at most as loud as: a voice in a
#: quiet room pauses often enough to show the room.
_FLOOR: Final = 0.2
_AROUND_MS: Final = 4_000
#: Voices are as loud as this part of the windows in which somebody is heard.
_VOICE: Final = 0.75
_HEARD: Final = 0.5
#: A floor less than this under the voices is noise, dB. In the clean recordings of the test data,
#: breathless readers among them, it is 11 dB and more under them; in noise of 5 dB 8 to 10.
_CLEARANCE: Final = 10.0
#: Once there is noise it goes on while the floor is less than this under them, dB. (Music of 10 dB
#: was told in seven stretches with 35 % of its time, and is in one with 99 %; of 20 dB none.)
_GOING_ON: Final = 13.0
#: With less voice than this, ms, the programme shows no level of its own; then voices are taken to
#: be as loud as they are mixed: programmes are at −23 LUFS (EBU R 128), and in this band a little
#: under it.
_LEAST_VOICE_MS: Final = 1_000
_USUAL: Final = -25.0
#: Noise shorter than this is an effect, and two noises this close are one, ms.
_LEAST_MS: Final = 2_000
_JOINED_MS: Final = 3_000
#: Windows looked at in one go, 33 s.
_BLOCK: Final = 1024
#: Silence, dB.
_SILENCE: Final = -90.0


def noisy_spans(sound: Sound, probabilities: NDArray[np.float32]) -> tuple[Span, ...]:
    """Where noise or music is so loud that a voice might not be heard.

    Args:
        sound: any length, read in blocks.
        probabilities: of voice activity in it, as `voice.speech_probabilities` gives them.

    Returns:
        Spans in ms, in order and apart, each of two seconds or more.
    """
    levels = _levels(sound)
    heard = levels[probabilities[: len(levels)] >= _HEARD]
    known = len(heard) * WINDOW_MS >= _LEAST_VOICE_MS
    voices = float(np.quantile(heard, _VOICE)) if known else _USUAL
    floor = _floor(levels)
    begun = [run for run in _joined(_runs(floor > voices - _CLEARANCE)) if _lasts(run)]
    return tuple(
        Span(start, min(end, sound.duration))
        for start, end in _joined(_runs(floor > voices - _GOING_ON))
        if any(start <= first < end for first, _ in begun)
    )


def _levels(sound: Sound) -> NDArray[np.float32]:
    """Level of each window in the band, dB; 0 where the RMS is 1 (full scale)."""
    hertz = np.fft.rfftfreq(WINDOW, 1 / SAMPLE_RATE)
    inside = (hertz >= _BAND[0]) & (hertz <= _BAND[1])
    shape = np.hanning(WINDOW).astype(np.float32)
    full = WINDOW * float((shape**2).sum()) / 2  # of an RMS of 1, by Parseval
    found = []
    for samples in sound.blocks(_BLOCK * WINDOW):
        windows = np.pad(samples, (0, -len(samples) % WINDOW)).reshape(-1, WINDOW)
        spectrum = np.fft.rfft(windows * shape)[:, inside]
        power = (spectrum.real**2 + spectrum.imag**2).sum(axis=1) / full
        found.append(10 * np.log10(np.maximum(power, 10 ** (_SILENCE / 10))))
    return np.concatenate(found).astype(np.float32) if found else np.zeros(0, np.float32)


def _floor(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """The floor around each window, dB."""
    if not len(levels):
        return levels
    size = _AROUND_MS // WINDOW_MS | 1
    around = np.lib.stride_tricks.sliding_window_view(np.pad(levels, size // 2, "edge"), size)
    place = int(_FLOOR * size)
    blocks = (around[first : first + _BLOCK] for first in range(0, len(levels), _BLOCK))
    return np.concatenate([np.partition(block, place, axis=1)[:, place] for block in blocks])


def _runs(loud: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Runs of windows that are loud, as ms."""
    edges = np.flatnonzero(np.diff(loud.astype(np.int8), prepend=0, append=0)) * WINDOW_MS
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _lasts(run: tuple[int, int]) -> bool:
    start, end = run
    return end - start >= _LEAST_MS


def _joined(runs: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in runs:
        if found and start - found[-1][1] <= _JOINED_MS:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
