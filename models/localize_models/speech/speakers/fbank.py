"""Log-mel filter banks as Kaldi computes them, which models of voices are trained on.

Source: Kaldi's feature-window.cc, mel-computations.cc and feature-fbank.cc with their defaults (25
ms every 10 ms, pre-emphasis 0.97, Povey's window, 512 points, power, no dither), 80 banks from 20
Hz to half the sample rate.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from localize.media import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Banks of the features.
BANKS: Final = 80
#: A frame and the step to the next, samples.
_FRAME: Final = 25 * SAMPLE_RATE // 1000
_STEP: Final = 10 * SAMPLE_RATE // 1000
_POINTS: Final = 512
_LOWEST: Final = 20.0
_EMPHASIS: Final = 0.97
#: Kaldi reads 16-bit samples as they are, so that its floor under the logarithm is far below them.
_SCALE: Final = 32768.0
_FLOOR: Final = np.float32(np.finfo(np.float32).eps)


def filter_banks(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The features of a stretch of sound, its own mean taken off each bank.

    Args:
        samples: 16 kHz, between -1 and 1.

    Returns:
        Shape (frames, 80); no frame for less than 25 ms.
    """
    if len(samples) < _FRAME:
        return np.zeros((0, BANKS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples * np.float32(_SCALE), _FRAME)[::_STEP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate((frames[:, :1], frames[:, :-1]), axis=1)
    windowed = (frames - np.float32(_EMPHASIS) * before) * _window()
    power = np.abs(np.fft.rfft(windowed, _POINTS)) ** 2
    found = np.log(np.maximum(power[:, : _POINTS // 2] @ _banks(), _FLOOR)).astype(np.float32)
    centred: NDArray[np.float32] = found - found.mean(axis=0)
    return centred


@lru_cache(maxsize=1)
def _window() -> NDArray[np.float32]:
    angles = 2 * np.pi * np.arange(_FRAME) / (_FRAME - 1)
    return ((0.5 - 0.5 * np.cos(angles)) ** 0.85).astype(np.float32)


@lru_cache(maxsize=1)
def _banks() -> NDArray[np.float32]:
    """Weights of each point of the spectrum in each bank: triangles, even on the mel scale."""
    edges = np.linspace(_mel(_LOWEST), _mel(SAMPLE_RATE / 2), BANKS + 2)
    points = _mel(np.arange(_POINTS // 2) * SAMPLE_RATE / _POINTS)[:, None]
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (points - low) / (middle - low), (high - points) / (high - middle)
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


def _mel(hertz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1127.0 * np.log(1.0 + np.asarray(hertz) / 700.0))
