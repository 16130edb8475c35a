"""Finding the cues at a cue's time among thousands."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Overlaps:
    """Spans of time, to be asked which of them share most of their own time, or of another's.

    The rule is that of `localize.review.importing.over`, which asks it of few cues.

    Args:
        spans: (start, end), ms, in order of their starts.
    """

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = spans
        self._starts = [start for start, _ in spans]
        self._longest = max((end - start for start, end in spans), default=0)

    def find(self, start: int, end: int) -> tuple[int, ...]:
        """Places of the spans that a cue stands over, in order."""
        first = bisect_left(self._starts, start - self._longest)
        found = []
        for place in range(first, bisect_left(self._starts, end)):
            begin, until = self._spans[place]
            shared = min(until, end) - max(begin, start)
            if 2 * shared >= max(1, min(until - begin, end - start)):
                found.append(place)
        return tuple(found)
