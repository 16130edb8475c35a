"""A sound with its noise turned down, for voice activity alone: no words are heard in it.

Spectral subtraction (Boll 1979) with a floor of noise left in, so that it makes no tones of its
own: what each frequency never falls under for some seconds is noise. Steady hiss and held chords
go down, voices stay. Whisper understands the untouched sound better; voice activity hears more in
this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from localize.media import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A frame and the step to the next, samples: 32 and 16 ms.
_FRAME: Final = 512
_STEP: Final = 256
#: A frequency's noise is what this part of the seconds around is at most as strong as, looked for
#: anew after so many frames.
_PART: Final = 0.2
_AROUND: Final = 8 * SAMPLE_RATE // _STEP
_ANEW: Final = 16
#: Noise fluctuates: its mean power is so many times that of its quiet moments, and twice as much is
#: taken away.
_MEAN: Final = 3.0
_TAKEN: Final = 2.0
#: The least of it that stays, of its amplitude.
_LEFT: Final = 0.2
_NOTHING: Final = 1e-12


def hushed(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same sound, as long, with less noise.

    Args:
        samples: 16 kHz; up to some minutes, since all of it lies in memory as spectra.
    """
    if not len(samples):
        return samples
    count = len(samples) // _STEP + 2
    padded = np.pad(samples, (_STEP, count * _STEP + _FRAME - _STEP - len(samples)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_STEP][:count]
    # A periodic Hann window: halves that overlap add up to one.
    shape = np.hanning(_FRAME + 1)[:_FRAME].astype(np.float32)
    spectra = np.fft.rfft(frames * shape).astype(np.complex64)
    power = _smoothed((spectra.real**2 + spectra.imag**2).astype(np.float32))
    kept = np.maximum(_LEFT, 1 - _TAKEN * _MEAN * _noise(power) / np.maximum(power, _NOTHING))
    pieces = np.fft.irfft(spectra * kept, _FRAME).astype(np.float32)
    whole = np.zeros((count + 1) * _STEP, np.float32)
    for half in (0, 1):
        own = pieces[half::2].reshape(-1)
        own = own[: len(whole) - half * _STEP]
        whole[half * _STEP : half * _STEP + len(own)] += own
    return whole[_STEP : _STEP + len(samples)]


def _smoothed(power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each frame with the one before and after it."""
    around = np.pad(power, ((1, 1), (0, 0)), "edge")
    return np.asarray((around[:-2] + around[1:-1] + around[2:]) / 3, np.float32)


def _noise(power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Power of the quiet moments around each frame, by frequency."""
    found = []
    for middle in range(_ANEW // 2, len(power) + _ANEW // 2, _ANEW):
        # Every other frame: neighbours share half of their samples.
        around = power[max(0, middle - _AROUND // 2) : middle + _AROUND // 2 : 2]
        place = int(_PART * (len(around) - 1))
        found.append(np.partition(around, place, axis=0)[place])
    return np.repeat(np.stack(found), _ANEW, axis=0)[: len(power)]
