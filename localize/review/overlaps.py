"""Finding the cues at a cue's time among thousands."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.script import Cue


class Overlaps:
    """Spans of time, to be asked which of them share most of their own time, or of another's.

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


class CueTimes:
    """Cues in programme order, to be asked which of them a cue of another track stands for.

    Args:
        cues: in order of their starts.
    """

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._cues = cues
        self._times = Overlaps([(cue.start, cue.end) for cue in cues])

    def over(self, cue: Cue) -> tuple[str, ...]:
        """Ids of those that share most of their own time, or of the cue's, with it."""
        return tuple(self._cues[place].id for place in self._times.find(cue.start, cue.end))

    def nearest(self, cue: Cue) -> tuple[int, ...]:
        """Place of the one among them that shares most time with the cue; empty for none."""
        found = self._times.find(cue.start, cue.end)
        return (max(found, key=lambda place: self._shared(place, cue)),) if found else ()

    def _shared(self, place: int, cue: Cue) -> int:
        other = self._cues[place]
        return min(other.end, cue.end) - max(other.start, cue.start)
