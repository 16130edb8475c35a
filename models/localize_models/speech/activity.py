"""Voice activity at its best: of quiet voices after loud ones, and of voices in noise.

Where the sound is good this is what `quiet` hears, number for number; only where noise is nearly
as loud as the voices is it listened to once more, with the noise turned down.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from localize.media import Sound
from localize_models.speech import quiet
from localize_models.speech.hushed import hushed
from localize_models.speech.noise import noisy_spans
from localize_models.speech.voice import WINDOW, WINDOW_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from localize.timeline import Span

#: Noise is listened to with this much of the sound before it, ms, and in parts of at most this.
_BEFORE_MS: Final = 1_024
_LONGEST_MS: Final = 60_000


def voice_probabilities(sound: Sound) -> NDArray[np.float32]:
    """How likely somebody speaks, for each 512 samples (32 ms) of a sound.

    Args:
        sound: any length.

    Returns:
        One number from 0 to 1 a window, shape (windows,).
    """
    found = quiet.voice_probabilities(sound)
    for first, last in _parts(noisy_spans(sound, found)):
        begin = max(0, first - _BEFORE_MS // WINDOW_MS)
        samples = sound.samples[begin * WINDOW : last * WINDOW].astype(np.float32)
        piece = Sound(np.round(hushed(samples)).clip(-32768, 32767).astype(np.int16))
        again = quiet.voice_probabilities(piece)[first - begin :]
        found[first:last] = np.maximum(found[first:last], again[: len(found[first:last])])
    return found


def _parts(spans: tuple[Span, ...]) -> Iterator[tuple[int, int]]:
    """Spans as windows from the first to after the last, in bounded parts."""
    for span in spans:
        count = -(-span.duration // _LONGEST_MS)
        edges = [
            -(-(span.start + span.duration * n // count) // WINDOW_MS) for n in range(count + 1)
        ]
        yield from pairwise(edges)
