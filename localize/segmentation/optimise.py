"""One dynamic programme over all cue and line borders of a passage.

``best[j]`` is the least cost of cutting pieces 0 to ``j`` into cues; a cue of pieces ``i`` to ``j``
costs what its border, its lines and its time cost. A cue holds few pieces, so the whole is linear
in their number.

Hard limits come first. Lines and characters are never broken (but by a single piece longer than a
line). Time may run short: then the sum of the time that cues lack is made as small as it can be,
and that is nothing wherever a cut exists that gives every cue its time. Only the stretches that
still lack time, with a cue on either side, are cut once more with that lack as a cost among
others, because saving a few frames is no reason to cut speech in a bad place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.segmentation.costs import Passage
    from localize.segmentation.weights import Weights

#: Cost of a ms that a cue lacks while hard limits come first: more than any other sum.
_HARD: Final = 1e4


@dataclass(frozen=True, slots=True)
class Cut:
    """One cue: pieces ``first`` up to ``stop``, its lines beginning at ``first`` and ``breaks``."""

    first: int
    stop: int
    breaks: tuple[int, ...]

    @property
    def lines(self) -> list[tuple[int, int]]:
        """First piece and the one after the last, line by line."""
        marks = (self.first, *self.breaks, self.stop)
        return [(marks[n], marks[n + 1]) for n in range(len(marks) - 1)]


def cut(passage: Passage, weights: Weights) -> list[Cut]:
    """The best cut of a whole passage.

    Args:
        passage: at least one piece.
        weights: what costs how much.
    """
    search = _Search(passage, weights)
    cuts = search.run(0, len(passage), strict=True)
    short = [search.lack(found) > 0 for found in cuts]
    if not any(short):
        return cuts
    result: list[Cut] = []
    n = 0
    while n < len(cuts):
        m = n
        while m < len(cuts) and any(short[max(0, m - 1) : m + 2]):
            m += 1
        if m > n:
            result += search.run(cuts[n].first, cuts[m - 1].stop, strict=False)
            n = m
        else:
            result.append(cuts[n])
            n += 1
    return result


def best_lines(passage: Passage, weights: Weights) -> tuple[int, ...] | None:
    """Where lines after the first begin if the whole passage is one cue; None if it is too much.

    Args:
        passage: at least one piece.
        weights: what costs how much.
    """
    size = len(passage)
    found = _Search(passage, weights).lines(0, size, passage.wide(0, size))
    return None if found is None else found[1]


class _Search:
    """The programme over one passage."""

    def __init__(self, passage: Passage, weights: Weights) -> None:
        self.p = passage
        self.w = weights

    def run(self, first: int, stop: int, *, strict: bool) -> list[Cut]:
        """The best cut of pieces ``first`` up to ``stop``, both of them cue borders."""
        size = stop - first
        best = [math.inf] * (size + 1)
        best[0] = 0.0
        chosen: list[Cut | None] = [None] * (size + 1)
        for i in range(first, stop):
            base = best[i - first]
            for found, cost in self._cues(i, stop, strict=strict):
                at = found.stop - first
                if base + cost < best[at]:
                    best[at] = base + cost
                    chosen[at] = found
        cuts = []
        at = size
        while at > 0:
            cue = chosen[at]
            assert cue is not None  # noqa: S101 -- a cue of one piece is always offered
            cuts.append(cue)
            at = cue.first - first
        return cuts[::-1]

    def lack(self, found: Cut) -> float:
        """Time (ms) that a cue lacks to be read or to be long enough, or has too much.

        The space that a line break stands for is not read.
        """
        p = self.p
        i, j = found.first, found.stop
        read = p.wide(i, j) - sum(p.lead[k] for k in found.breaks)
        need = max(read * p.per_character, p.shortest)
        over = max(0, p.spoken[j - 1] - p.start[i] - p.most)
        return over + max(0.0, need - min(p.room[j] - p.start[i], p.most))

    def _cues(self, i: int, stop: int, *, strict: bool) -> Iterator[tuple[Cut, float]]:
        """Every cue that can begin with piece ``i``, and its cost."""
        p = self.p
        widest = p.longest * p.lines + p.space * (p.lines - 1)
        for j in range(i + 1, stop + 1):
            wide = p.wide(i, j)
            if j > i + 1 and (
                wide > widest or p.spoken[j - 1] - p.start[i] > p.most or p.certain[j - 1]
            ):
                return
            laid = self.lines(i, j, wide)
            if laid is None:
                continue
            found = Cut(i, j, laid[1])
            cost = laid[0] + self._cue(i, j, wide)
            lack = self.lack(found)
            if lack > 0:
                cost += lack * _HARD if strict else self._short_of_time(i, j, lack)
            yield found, cost

    def _cue(self, i: int, j: int, wide: float) -> float:
        """Cost of a cue but for its lines and the time that it lacks."""
        p, w = self.p, self.w
        cost = w.cue + p.end[j] + p.inner[j - 1] - p.inner[i]
        whole = p.whole[i] and p.whole[j]
        if not whole:
            share = wide / p.longest
            if share < w.short_share:
                cost += w.short * (1 - share / w.short_share)
                cost += w.orphan_cue if j == i + 1 else 0.0
            if p.sentences[j - 1] > p.sentences[i]:
                cost += w.inner_fragment
        seen = p.room[j] - p.start[i]
        if seen < w.brief_time:
            cost += w.brief * (1 - seen / w.brief_time)
        return cost

    def _short_of_time(self, i: int, j: int, lack: float) -> float:
        """Cost of the time that a cue lacks, where some cue must."""
        p, w = self.p, self.w
        flash = max(0.0, p.shortest - (p.room[j] - p.start[i]))
        return w.broken + (lack * w.missing + flash * w.flash) / 1000

    def lines(self, i: int, j: int, wide: float) -> tuple[float, tuple[int, ...]] | None:
        """Cost and breaks of the fewest lines that hold pieces ``i`` up to ``j``."""
        p = self.p
        if wide <= p.longest or j == i + 1:
            return 0.0, ()
        for lines in range(2, p.lines + 1):
            if wide <= p.longest * lines + p.space * (lines - 1):
                laid = self._lay(i, j, lines, 1, wide / lines)
                if laid is not None:
                    return laid
        return None

    def _lay(
        self, i: int, j: int, lines: int, number: int, even: float
    ) -> tuple[float, tuple[int, ...]] | None:
        """Cost and breaks of line ``number`` and those after it, for pieces ``i`` up to ``j``."""
        p, w = self.p, self.w
        wish = even * (1 + w.pyramid * ((number - 1) / (lines - 1) - 0.5))
        if number == lines:
            wide = p.wide(i, j)
            if wide > p.longest and j > i + 1:
                return None
            return self._shape(wide, wish, alone=j == i + 1), ()
        best: tuple[float, tuple[int, ...]] | None = None
        held = p.longest * (lines - number)
        for k in range(j - 1, i, -1):
            if p.wide(k, j) > held and k < j - 1:
                break
            wide = p.wide(i, k)
            if wide > p.longest and k > i + 1:
                continue
            rest = self._lay(k, j, lines, number + 1, even)
            if rest is None:
                continue
            cost = rest[0] + p.line[k] + self._shape(wide, wish, alone=k == i + 1) + w.line
            if best is None or cost < best[0]:
                best = cost, (k, *rest[1])
        return best

    def _shape(self, wide: float, wish: float, *, alone: bool) -> float:
        """Cost of a line's length."""
        away = (wide - wish) / self.p.longest
        orphan = alone and wide < self.w.short_share * self.p.longest
        return self.w.balance * away * away + (self.w.orphan_line if orphan else 0.0)
