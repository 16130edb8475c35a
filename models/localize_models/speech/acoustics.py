"""What a moment of sound sounds like, in few numbers: mel cepstra and how they change.

The features of classical speech recognition (Davis and Mermelstein 1980; the figures are those of
HTK and Kaldi: 25 ms windows every 10 ms, 26 mel bands, 13 cepstra and their slopes over 5 frames).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from localize.media import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: From one frame to the next, ms.
FRAME_MS: Final = 10
#: Numbers a frame.
FEATURES: Final = 26
_HOP: Final = SAMPLE_RATE * FRAME_MS // 1000
_WINDOW: Final = 400
_TRANSFORM: Final = 512
_BANDS: Final = 26
_CEPSTRA: Final = 13
_LOWEST: Final = 80.0
_HIGHEST: Final = 7_600.0
_EMPHASIS: Final = 0.97
_FLOOR: Final = 1e-6
_SLOPE: Final = 2


def features(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Features of a sound, shape (frames, `FEATURES`); frame n is centred on its own 10 ms.

    Args:
        samples: 16 kHz.
    """
    count = len(samples) // _HOP
    before = (_WINDOW - _HOP) // 2
    padded: NDArray[np.float32] = np.pad(samples, (before, _WINDOW))
    padded[1:] = padded[1:] - np.float32(_EMPHASIS) * padded[:-1]
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP][:count]
    shape = np.hamming(_WINDOW).astype(np.float32)
    spectrum = np.fft.rfft(windows * shape, _TRANSFORM)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    cepstra = np.log(power @ _bank() + np.float32(_FLOOR)) @ _cosines()
    return np.concatenate((cepstra, _slopes(cepstra)), axis=1)


@lru_cache(maxsize=1)
def _bank() -> NDArray[np.float32]:
    """Triangles, evenly spread over the mel scale, shape (frequencies, bands)."""
    edges = np.linspace(_mel(_LOWEST), _mel(_HIGHEST), _BANDS + 2)
    hertz = 700.0 * np.expm1(edges / 1127.0)
    frequencies = np.fft.rfftfreq(_TRANSFORM, 1 / SAMPLE_RATE)
    low, centre, high = hertz[:-2, None], hertz[1:-1, None], hertz[2:, None]
    rising, falling = (frequencies - low) / (centre - low), (high - frequencies) / (high - centre)
    return np.asarray(np.maximum(np.minimum(rising, falling), 0.0).T, np.float32)


def _mel(hertz: float) -> float:
    return float(1127.0 * np.log1p(hertz / 700.0))


@lru_cache(maxsize=1)
def _cosines() -> NDArray[np.float32]:
    angles = np.arange(_CEPSTRA)[:, None] * (np.arange(_BANDS) + 0.5) * np.pi / _BANDS
    return np.asarray((np.cos(angles) * np.sqrt(2.0 / _BANDS)).T, np.float32)


def _slopes(values: NDArray[np.float32]) -> NDArray[np.float32]:
    if not len(values):
        return values
    padded = np.pad(values, ((_SLOPE, _SLOPE), (0, 0)), "edge")
    steps = range(1, _SLOPE + 1)
    total = sum(
        step * (padded[_SLOPE + step :][: len(values)] - padded[_SLOPE - step :][: len(values)])
        for step in steps
    )
    return np.asarray(total / (2 * sum(step * step for step in steps)), np.float32)
