"""Speech put end to end, in sections of bounded length, and the way back to the original times.

Whisper decodes windows of 30 s. With the silences taken out, as faster-whisper's `vad_filter` does,
fewer windows are needed and none of them is silent, which is where it would make up text.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from localize.timeline import Span
from localize_models.speech.voice import WINDOW_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from localize.media import Sound

#: A place to cut inside speech that knows no pause is looked for over this many ms.
_BREATH_MS: Final = 320


@dataclass(frozen=True)
class Collected:
    """Stretches of a sound put end to end; its time 0 is the start of the first.

    Attributes:
        spans: the stretches, in order and apart, ms of the original.
    """

    spans: tuple[Span, ...]

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        return tuple(accumulate(span.duration for span in self.spans))

    @property
    def duration(self) -> int:
        """Length with the silences taken out, ms."""
        return self._ends[-1] if self.spans else 0

    def index(self, time: float) -> int:
        """Which stretch a time (ms, silences taken out) falls into; the nearest beyond the ends."""
        return min(bisect_right(self._ends, time), len(self.spans) - 1)

    def original(self, time: float, index: int | None = None) -> int:
        """The original time of a time with the silences taken out, both ms.

        Args:
            time: ms from the start of the collected speech.
            index: the stretch that it belongs to; by default the one that it falls into. With an
                index a time outside the stretch becomes the stretch's nearer end, so that nothing
                reaches over a silence that was taken out.
        """
        index = self.index(time) if index is None else index
        span = self.spans[index]
        offset = round(time) - (self._ends[index] - span.duration)
        return max(span.start, min(span.end, span.start + offset))

    def read(self, sound: Sound, start: int = 0, end: int | None = None) -> NDArray[np.float32]:
        """The samples from ``start`` to ``end`` of the collected speech (ms), silences left out."""
        end = self.duration if end is None else end
        pieces = []
        for span, last in zip(self.spans, self._ends, strict=True):
            first = last - span.duration
            if first < end and last > start:
                skip, cut = max(0, start - first), max(0, last - end)
                pieces.append(sound.read(span.start + skip, span.end - cut))
        return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def sections(
    spans: Sequence[Span], probabilities: NDArray[np.float32], limit: int
) -> tuple[Collected, ...]:
    """Cut speech into sections of at most ``limit`` ms, each at the longest silence there is.

    A section is never shorter than half the limit, unless it is the last: it is cut at the longest
    silence between its half and its whole length. A stretch of speech that is longer than half the
    limit is first cut where voice activity is least sure of it.

    Args:
        spans: speech, in order and apart, ms.
        probabilities: of voice activity, as `speech_probabilities` gives them.
        limit: longest section, ms of speech.

    Returns:
        Sections in order; together they hold exactly ``spans``.
    """
    pieces = [piece for span in spans for piece in _halved(span, probabilities, limit // 2)]
    found: list[Collected] = []
    while pieces:
        count = _take(pieces, limit)
        found.append(Collected(tuple(_joined(pieces[:count]))))
        pieces = pieces[count:]
    return tuple(found)


def _halved(span: Span, probabilities: NDArray[np.float32], limit: int) -> list[Span]:
    """The span in pieces of at most ``limit`` ms, none much shorter than half of it."""
    pieces = []
    while span.duration > limit:
        cut = quietest(probabilities, span.start + limit // 2, span.start + limit)
        pieces.append(Span(span.start, cut))
        span = Span(cut, span.end)
    return [*pieces, span]


def quietest(probabilities: NDArray[np.float32], start: int, end: int) -> int:
    """The middle of the `_BREATH_MS` in which speech is least likely, ms."""
    breath = _BREATH_MS // WINDOW_MS
    part = probabilities[start // WINDOW_MS : end // WINDOW_MS]
    if len(part) <= breath:
        return (start + end) // 2
    totals = np.convolve(part, np.ones(breath, np.float32), mode="valid")
    return (start // WINDOW_MS + int(totals.argmin()) + breath // 2) * WINDOW_MS


def _take(pieces: list[Span], limit: int) -> int:
    """How many pieces the next section takes."""
    lengths = list(accumulate(piece.duration for piece in pieces))
    if lengths[-1] <= limit:
        return len(pieces)
    gaps = [after.start - before.end for before, after in pairwise(pieces)]
    # Pieces are at most half the limit long, so there is always a place after the half.
    places = [n for n, length in enumerate(lengths[:-1], 1) if limit // 2 <= length <= limit]
    return max(places, key=lambda n: (gaps[n - 1], n))


def _joined(pieces: list[Span]) -> list[Span]:
    """Pieces that touch made one again."""
    joined = pieces[:1]
    for piece in pieces[1:]:
        if piece.start == joined[-1].end:
            joined[-1] = Span(joined[-1].start, piece.end)
        else:
            joined.append(piece)
    return joined
