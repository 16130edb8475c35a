"""The lines of one cue: as few as hold it, broken at the best places, of a good shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localize.segmentation.costs import Passage
    from localize.segmentation.weights import Weights


class Shaper:
    """Sets stretches of one passage on lines."""

    def __init__(self, passage: Passage, weights: Weights) -> None:
        self.p = passage
        self.w = weights

    def lines(self, i: int, j: int) -> tuple[float, tuple[int, ...]] | None:
        """Cost and breaks of the fewest lines that hold pieces ``i`` up to ``j``.

        None where the guide's lines do not hold them.
        """
        p = self.p
        wide = p.wide(i, j)
        if wide <= p.longest or j == i + 1:
            return 0.0, ()
        if wide > p.widest:
            return None
        for lines in range(2, p.lines + 1):
            if wide <= p.longest * lines + p.space * (lines - 1):
                laid = self._two(i, j, wide) if lines == 2 else self._lay(i, j, lines, 1, wide)
                if laid is not None:
                    return laid
        return None

    def dialogue(self, i: int, turn: int, j: int) -> tuple[float, tuple[int, ...]] | None:
        """Cost and breaks of two speakers' lines; None where either is longer than a line."""
        p = self.p
        first, second = p.dashes
        if p.lines < 2 or p.wide(i, turn) + first > p.longest:
            return None
        return None if p.wide(turn, j) + second > p.longest else (0.0, (turn,))

    def _two(self, i: int, j: int, wide: float) -> tuple[float, tuple[int, ...]] | None:
        """The best of two lines."""
        p, w = self.p, self.w
        width, lead, longest = p.width, p.lead, p.longest
        upper, lower = wide / 2 * (1 - p.pyramid / 2), wide / 2 * (1 + p.pyramid / 2)
        low, high = width[i] + lead[i], width[j]
        short = w.short_share * longest
        best, at = float("inf"), 0
        for k in range(j - 1, i, -1):
            below = high - width[k] - lead[k]
            if below > longest:
                if k < j - 1:
                    break
                continue  # a single piece longer than a line is a cue of its own
            above = width[k] - low
            if above > longest:
                continue
            cost = p.line[k] + w.balance * (
                ((above - upper) / longest) ** 2 + ((below - lower) / longest) ** 2
            )
            if k == i + 1 and above < short:
                cost += w.orphan_line
            if k == j - 1 and below < short:
                cost += w.orphan_line
            if min(above, below) < p.least_share * max(above, below):
                cost += w.lopsided
            if cost < best:
                best, at = cost, k
        return (best + w.line, (at,)) if at else None

    def _lay(
        self, i: int, j: int, lines: int, number: int, whole: float
    ) -> tuple[float, tuple[int, ...]] | None:
        """Cost and breaks of line ``number`` of ``lines`` and those after it."""
        p, w = self.p, self.w
        wish = whole / lines * (1 + p.pyramid * ((number - 1) / (lines - 1) - 0.5))
        if number == lines:
            wide = p.wide(i, j)
            if wide > p.longest:
                return None
            return self._length(wide, wish, alone=j == i + 1), ()
        best: tuple[float, tuple[int, ...]] | None = None
        held = (p.longest + p.space) * (lines - number)
        for k in range(j - 1, i, -1):
            if p.wide(k, j) > held:
                break
            wide = p.wide(i, k)
            if wide > p.longest:
                continue
            rest = self._lay(k, j, lines, number + 1, whole)
            if rest is None:
                continue
            cost = rest[0] + p.line[k] + self._length(wide, wish, alone=k == i + 1) + w.line
            if best is None or cost < best[0]:
                best = cost, (k, *rest[1])
        return best

    def _length(self, wide: float, wish: float, *, alone: bool) -> float:
        """Cost of a line's length."""
        away = (wide - wish) / self.p.longest
        orphan = alone and wide < self.w.short_share * self.p.longest
        return self.w.balance * away * away + (self.w.orphan_line if orphan else 0.0)
