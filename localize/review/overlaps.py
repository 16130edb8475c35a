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
        lanes: dict[int, list[int]] = {}
        for place, (start, end) in enumerate(spans):
            lanes.setdefault((end - start).bit_length() // 2, []).append(place)
        self._lanes = [_Lane(spans, places) for places in lanes.values()]

    def find(self, start: int, end: int) -> tuple[int, ...]:
        """Places of the spans that a cue stands over, in order."""
        found = []
        for lane in self._lanes:
            for place in lane.near(start, end):
                begin, until = self._spans[place]
                shared = min(until, end) - max(begin, start)
                if 2 * shared >= max(1, min(until - begin, end - start)):
                    found.append(place)
        found.sort()
        return tuple(found)


class _Lane:
    """Spans of about one length: a search goes back by no more than the longest of them.

    A cue as long as the programme, such as a watermark, is in another than the lines, which would
    else all be looked through from the first one on.

    Args:
        spans: (start, end), ms, in order of their starts.
        places: of those in it, ascending.
    """

    def __init__(self, spans: Sequence[tuple[int, int]], places: Sequence[int]) -> None:
        self._places = places
        self._starts = [spans[place][0] for place in places]
        self._longest = max(spans[place][1] - spans[place][0] for place in places)

    def near(self, start: int, end: int) -> Sequence[int]:
        """Places of all that share time with another span, and of some beside it."""
        first = bisect_left(self._starts, start - self._longest)
        return self._places[first : bisect_left(self._starts, end)]


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
        """Place of the one among them whose time is most the cue's; empty for none.

        What they share is seen beside what both take: a cue as long as the programme (a logo)
        shares all time with every cue, and is none of them.
        """
        found = self._times.find(cue.start, cue.end)
        return (max(found, key=lambda place: self._likeness(place, cue)),) if found else ()

    def _likeness(self, place: int, cue: Cue) -> float:
        other = self._cues[place]
        shared = min(other.end, cue.end) - max(other.start, cue.start)
        return shared / max(1, max(other.end, cue.end) - min(other.start, cue.start))
