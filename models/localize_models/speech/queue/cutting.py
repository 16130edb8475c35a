"""Speech into windows of about equal length, cut where it is quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from localize.timeline import Span
from localize_models.speech.sections import Collected
from localize_models.speech.voice import WINDOW_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Longest window, ms of speech. Whisper takes 30 s, and wants to hear that somebody has ended.
LONGEST_MS: Final = 28_000
#: Longest window that is cut at a pause where padding can be short, as on a CPU, ms of speech. The
#: encoder's time grows faster than its input there, and the decoder's with it. (Tried with base,
#: one run each, processor time and errors. 38 recordings end to end by language, 1,013 s: 28 s 82 s
#: and 13.0 %; 22 s 64 s, 13.7 %; 20 s 57 s, 13.2 %; 15 s 56 s, 12.7 %; 12 s 75 s, 12.4 %. Each by
#: itself, as here: 28 s 75 s, 11.8 %; 15 s 63 s, 11.8 %; whole up to 28 s 65 s, 11.8 %.)
SHORT_MS: Final = 15_000
#: A cut is as quiet as this much of the sound around it, ms.
_BREATH_MS: Final = 384
#: A window may be this part of the length that all would have if they were equal.
_LEAST_PART: Final = 0.6
#: Speech no likelier than this at a cut is a pause.
_PAUSE: Final = 0.2
#: How much likelier speech may be at a cut that lies where an equal share ends than at one that
#: lies as far from it as may be.
_EVEN: Final = 0.3
#: How much better a cut is where a silence was taken out.
_BORDER: Final = 0.5


def windows(
    spans: Sequence[Span], probabilities: NDArray[np.float32], usual: int = LONGEST_MS
) -> tuple[Collected, ...]:
    """Speech put end to end and cut into windows.

    Args:
        spans: speech, in order and apart, ms.
        probabilities: of voice activity, as `voice.speech_probabilities` gives them.
        usual: longest window, ms of speech, where there is a pause to end it; without one it goes
            on to the next, for `LONGEST_MS` at most.

    Returns:
        Windows in order; together they hold exactly ``spans``.
    """
    rest = [span for span in spans if span.duration]
    quiet = _smoothed(probabilities)
    found: list[Collected] = []
    while (at := _next_cut(rest, quiet, usual)) is not None:
        window, rest = _split(rest, at)
        found.append(Collected(tuple(window)))
    return (*found, Collected(tuple(rest))) if rest else tuple(found)


class _Cut(NamedTuple):
    """Where a window may end.

    Attributes:
        at: ms of speech put end to end.
        voice: how likely there is speech; 0 where a silence was taken out.
    """

    at: int
    voice: float


def _next_cut(spans: Sequence[Span], quiet: NDArray[np.float32], usual: int) -> int | None:
    """Where the next window ends, ms of speech put end to end; None where it is the last."""
    total = sum(span.duration for span in spans)
    if total <= usual:
        return None
    if usual < LONGEST_MS:
        share = total / -(-total // usual)
        cut = _cut(spans, quiet, share, round(share * _LEAST_PART), usual)
        if cut.voice <= _PAUSE:
            return cut.at
        # What is left is worth a window.
        last = min(LONGEST_MS, total - round(usual * _LEAST_PART))
        if last > usual:
            cut = _cut(spans, quiet, usual, usual, last)
            if cut.voice <= _PAUSE:
                return cut.at
        if total <= LONGEST_MS:
            return None
    share = total / -(-total // LONGEST_MS)
    return _cut(spans, quiet, share, round(share * _LEAST_PART), LONGEST_MS).at


def _cut(
    spans: Sequence[Span], quiet: NDArray[np.float32], wanted: float, low: int, high: int
) -> _Cut:
    """The best place between two, ms of speech put end to end: quiet, and near the wanted one."""
    reach = max(wanted - low, high - wanted, 1)
    best, least = _Cut(min(round(wanted), high), 1.0), np.inf
    before = 0
    for span in spans:
        if before >= high:
            break
        first, last = max(0, low - before), min(span.duration, high - before)
        for offset in range(-(-first // WINDOW_MS) * WINDOW_MS, last, WINDOW_MS):
            index = min((span.start + offset) // WINDOW_MS, len(quiet) - 1)
            voice = float(quiet[index])
            cost = voice + _EVEN * abs(before + offset - wanted) / reach
            if offset > 0 and cost < least:
                best, least = _Cut(before + offset, voice), cost
        before += span.duration
        if low <= before <= high:
            cost = _EVEN * abs(before - wanted) / reach - _BORDER
            if cost < least:
                best, least = _Cut(before, 0.0), cost
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
