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

from localize.segmentation.shape import Shaper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.segmentation.costs import Passage
    from localize.segmentation.weights import Weights

#: Cost of a ms that a cue lacks while hard limits come first: more than any other sum.
_HARD: Final = 1e4


@dataclass(frozen=True, slots=True)
class Cut:
    """One cue: pieces ``first`` up to ``stop``, its lines beginning at ``first`` and ``breaks``.

    Attributes:
        first: its first piece.
        stop: the piece after its last.
        breaks: the pieces that begin its further lines.
        dialogue: whether its two lines are two speakers'.
    """

    first: int
    stop: int
    breaks: tuple[int, ...]
    dialogue: bool = False

    @property
    def lines(self) -> list[tuple[int, int]]:
        """First piece and the one after the last, line by line."""
        marks = (self.first, *self.breaks, self.stop)
        return [(marks[n], marks[n + 1]) for n in range(len(marks) - 1)]


def best_lines(passage: Passage, weights: Weights) -> tuple[int, ...] | None:
    """Where lines after the first begin if the whole passage is one cue; None if it is too much.

    Args:
        passage: at least one piece.
        weights: what costs how much.
    """
    found = Shaper(passage, weights).lines(0, len(passage))
    return None if found is None else found[1]


def cut(passage: Passage, weights: Weights) -> list[Cut]:
    """The best cut of a whole passage.

    Args:
        passage: at least one piece.
        weights: what costs how much.
    """
    search = _Search(passage, weights)
    cuts = search.run(0, len(passage), strict=True)
    short = [search.lack(c.first, c.stop, c.breaks, dialogue=c.dialogue) > 0 for c in cuts]
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


class _Search:
    """The programme over one passage."""

    def __init__(self, passage: Passage, weights: Weights) -> None:
        self.p = passage
        self.w = weights
        self.shaper = Shaper(passage, weights)
        # What lines can take off the cost of a cue at most; below that no lines are tried.
        self.gain = min(0.0, min(passage.line) + weights.line) * (passage.lines - 1)

    def run(self, first: int, stop: int, *, strict: bool) -> list[Cut]:
        """The best cut of pieces ``first`` up to ``stop``, both of them cue borders."""
        size = stop - first
        best = [math.inf] * (size + 1)
        best[0] = 0.0
        chosen: list[tuple[int, tuple[int, ...], bool]] = [(0, (), False)] * (size + 1)
        for i in range(first, stop):
            base = best[i - first]
            for j, turn in self._stops(i, stop):
                cost = base + self._cue(i, j, turn)
                at = j - first
                if cost + self.gain >= best[at]:
                    continue
                laid = self.shaper.dialogue(i, turn, j) if turn else self.shaper.lines(i, j)
                if laid is None:
                    continue
                cost += laid[0]
                if cost >= best[at]:
                    continue
                lack = self.lack(i, j, laid[1], dialogue=turn > 0)
                if lack > 0:
                    cost += lack * _HARD if strict else self._short_of_time(i, j, lack)
                    if cost >= best[at]:
                        continue
                best[at] = cost
                chosen[at] = (i, laid[1], turn > 0)
        cuts: list[Cut] = []
        at = stop
        while at > first:
            i, breaks, dialogue = chosen[at - first]
            cuts.append(Cut(i, at, breaks, dialogue))
            at = i
        return cuts[::-1]

    def lack(self, i: int, j: int, breaks: tuple[int, ...], *, dialogue: bool) -> float:
        """Time (ms) that a cue lacks to be read or to be long enough, or has too much.

        The space that a line break stands for is not read; the dashes of a dialogue are.
        """
        p = self.p
        over = max(0, p.spoken[j - 1] - p.start[i] - p.most)
        read = p.wide(i, j) - sum(p.lead[k] for k in breaks) + (sum(p.dashes) if dialogue else 0.0)
        return over + max(0.0, self._need(i, j, read) - min(p.room[j] - p.start[i], p.most))

    def _need(self, i: int, j: int, read: float) -> float:
        """How long a cue of so many characters must be seen, ms."""
        p = self.p
        return max(read * p.per_character, p.shortest, (p.words[j] - p.words[i]) * p.per_word)

    def _stops(self, i: int, stop: int) -> Iterator[tuple[int, int]]:
        """Every border that a cue from piece ``i`` can end at, and the turn inside it, or 0."""
        p = self.p
        widest = p.widest + sum(p.dashes)
        turn = 0
        for j in range(i + 1, stop + 1):
            if j > i + 1:
                if p.turn[j - 1]:
                    if turn or not p.dashes or not p.whole[i]:
                        return
                    turn = j - 1
                elif p.certain[j - 1]:
                    return
                if p.wide(i, j) > widest or p.spoken[j - 1] - p.start[i] > p.most:
                    return
            if not turn:
                yield j, 0
            elif p.whole[j]:
                yield j, turn

    def _cue(self, i: int, j: int, turn: int) -> float:
        """Cost of a cue but for its lines and the time that it lacks."""
        p, w = self.p, self.w
        cost = w.cue + p.end[j] + p.inner[j - 1] - p.inner[i]
        if turn:
            cost += w.dialogue
        elif not (p.whole[i] and p.whole[j]):
            share = p.wide(i, j) / p.longest
            if share < w.short_share:
                cost += w.short * (1 - share / w.short_share)
                cost += w.orphan_cue if j == i + 1 else 0.0
            if p.sentences[j - 1] > p.sentences[i]:
                cost += w.inner_fragment + self._stubs(i, j)
        seen = p.room[j] - p.start[i]
        if seen < w.brief_time:
            cost += w.brief * (1 - seen / w.brief_time)
        return cost + self._hanging(i, j, seen)

    def _stubs(self, i: int, j: int) -> float:
        """Cost of little bits of other sentences at either end of a cue."""
        p, w = self.p, self.w
        cost = 0.0
        if not p.whole[i] and p.until[i] < j:
            cost += max(0.0, 1 - p.wide(i, p.until[i]) / p.longest / w.short_share)
        if not p.whole[j] and p.since[j] > i:
            cost += max(0.0, 1 - p.wide(p.since[j], j) / p.longest / w.short_share)
        return w.stub * cost

    def _hanging(self, i: int, j: int, seen: float) -> float:
        """Cost of a cue that has to stand for long after its last sound to be read."""
        p, w = self.p, self.w
        need = self._need(i, j, p.wide(i, j))
        late = p.start[i] + need - p.spoken[j - 1] - p.tail
        if late <= 0 or seen - need < p.chain:
            return 0.0
        return w.hanging + late * w.late / 1000

    def _short_of_time(self, i: int, j: int, lack: float) -> float:
        """Cost of the time that a cue lacks, where some cue must."""
        p, w = self.p, self.w
        flash = max(0.0, p.shortest - (p.room[j] - p.start[i]))
        return w.broken + (lack * w.missing + flash * w.flash) / 1000
