"""Speech into windows: as few as there can be, of about equal length, cut where it is quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from localize.timeline import Span
from localize_models.speech.sections import Collected
from localize_models.speech.voice import WINDOW_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Longest window, ms of speech. Whisper takes 30 s, and wants to hear that somebody has ended.
LONGEST_MS: Final = 28_000
#: A cut is as quiet as this much of the sound around it, ms.
_BREATH_MS: Final = 384
#: A window may be this part of the length that all would have if they were equal.
_LEAST_PART: Final = 0.6
#: How much likelier speech may be at a cut that lies where an equal share ends than at one that
#: lies as far from it as may be.
_EVEN: Final = 0.3
#: How much better a cut is where a silence was taken out.
_BORDER: Final = 0.5


def windows(
    spans: Sequence[Span], probabilities: NDArray[np.float32], longest: int = LONGEST_MS
) -> tuple[Collected, ...]:
    """Speech put end to end and cut into windows.

    Args:
        spans: speech, in order and apart, ms.
        probabilities: of voice activity, as `voice.speech_probabilities` gives them.
        longest: longest window, ms of speech.

    Returns:
        Windows in order; together they hold exactly ``spans``.
    """
    rest = [span for span in spans if span.duration]
    quiet = _smoothed(probabilities)
    found: list[Collected] = []
    while (total := sum(span.duration for span in rest)) > longest:
        share = total / -(-total // longest)
        window, rest = _split(rest, _cut(rest, quiet, share, longest))
        found.append(Collected(tuple(window)))
    return (*found, Collected(tuple(rest))) if rest else tuple(found)


def _cut(spans: Sequence[Span], quiet: NDArray[np.float32], share: float, longest: int) -> int:
    """Where the next window ends, ms of speech put end to end."""
    low, high = round(share * _LEAST_PART), longest
    reach = max(share - low, high - share, 1)
    best, least = min(round(share), high), np.inf
    before = 0
    for span in spans:
        if before >= high:
            break
        first, last = max(0, low - before), min(span.duration, high - before)
        for offset in range(-(-first // WINDOW_MS) * WINDOW_MS, last, WINDOW_MS):
            index = min((span.start + offset) // WINDOW_MS, len(quiet) - 1)
            cost = float(quiet[index]) + _EVEN * abs(before + offset - share) / reach
            if offset > 0 and cost < least:
                best, least = before + offset, cost
        before += span.duration
        if low <= before <= high:
            cost = _EVEN * abs(before - share) / reach - _BORDER
            if cost < least:
                best, least = before, cost
    return best


def _smoothed(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each window of voice activity the mean of the breath around it."""
    width = _BREATH_MS // WINDOW_MS
    if not len(probabilities):
        return np.zeros(1, np.float32)
    totals = np.convolve(probabilities, np.full(width, 1 / width, np.float32), mode="full")
    return totals[width // 2 : width // 2 + len(probabilities)].astype(np.float32)


def _split(spans: Sequence[Span], at: int) -> tuple[list[Span], list[Span]]:
    """The speech before and after a time of it, ms."""
    head: list[Span] = []
    tail: list[Span] = []
    for span in spans:
        if at >= span.duration:
            head.append(span)
        elif at > 0:
            head.append(Span(span.start, span.start + at))
            tail.append(Span(span.start + at, span.end))
        else:
            tail.append(span)
        at -= span.duration
    return head, tail
