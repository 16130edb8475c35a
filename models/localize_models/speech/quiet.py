"""Quiet voices after loud ones: voice activity that has listened afresh.

Silero VAD carries a state along, and with it gets used to a loud voice: of somebody ten times as
quiet in the next scene it then hears next to nothing, though it hears them well when it begins
there. So wherever it is silent and the sound is not, it is asked once more, without memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from localize.media import Sound
from localize_models.speech.voice import (
    WINDOW,
    WINDOW_MS,
    VoiceOptions,
    speech_probabilities,
    speech_spans,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from localize.timeline import Span

#: What was heard well enough the first time.
_HEARD: Final = VoiceOptions(min_silence=1_000, pad=200)
#: A silence is listened to again from this length on, ms.
_LEAST_MS: Final = 1_500
#: It is forgotten anew after so long, ms.
_FRESH_MS: Final = 30_000
#: What it finds then counts from so much voice on, ms: without memory, the first chord of a tune is
#: taken for one, too.
_FOUND: Final = VoiceOptions(min_silence=300, pad=0)
_ENOUGH_MS: Final = 3_000
#: A silence is one where so much of it is under this level (RMS of a window, full scale 1): the
#: noise of a good microphone, −60 dB.
_SILENT: Final = 0.001
_LOUD_PART: Final = 0.1


def voice_probabilities(sound: Sound) -> NDArray[np.float32]:
    """How likely somebody speaks, for each 512 samples (32 ms) of a sound.

    Those of `speech_probabilities`, and where these are low and the sound is not silent the higher
    ones of listening afresh.

    Args:
        sound: any length.

    Returns:
        One number from 0 to 1 a window, shape (windows,).
    """
    found = speech_probabilities(sound)
    for first, last in _silences(found, sound.duration):
        piece = Sound(sound.samples[first * WINDOW : last * WINDOW])
        if _is_silent(piece):
            continue
        again = speech_probabilities(piece)
        voices = speech_spans(again, piece.duration, _FOUND)
        if sum(span.duration for span in voices) >= _ENOUGH_MS:
            found[first:last] = np.maximum(found[first:last], again[: last - first])
    return found


def _silences(probabilities: NDArray[np.float32], duration: int) -> Iterator[tuple[int, int]]:
    """Where nobody was heard, as windows from the first to after the last, in bounded parts."""
    spoken = speech_spans(probabilities, duration, _HEARD)
    for start, end in _between(spoken, duration):
        if end - start < _LEAST_MS:
            continue
        parts = -(-(end - start) // _FRESH_MS)
        for n in range(parts):
            first = (start + (end - start) * n // parts) // WINDOW_MS
            last = (start + (end - start) * (n + 1) // parts) // WINDOW_MS
            yield first, min(last, len(probabilities))


def _between(spoken: tuple[Span, ...], duration: int) -> Iterator[tuple[int, int]]:
    at = 0
    for span in spoken:
        yield at, span.start
        at = span.end
    yield at, duration


def _is_silent(piece: Sound) -> bool:
    samples = piece.read(0, piece.duration)
    windows = samples[: len(samples) // WINDOW * WINDOW].reshape(-1, WINDOW)
    loud = np.sqrt((windows**2).mean(axis=1)) > _SILENT
    return not len(loud) or float(loud.mean()) < _LOUD_PART
