"""A text on the lines of one cue, the best way; the lines that the optimiser chooses."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from localize.guides.counting import count
from localize.script import Word
from localize.segmentation.costs import Extra, passage_of
from localize.segmentation.optimise import best_lines
from localize.segmentation.pieces import pieces_of
from localize.segmentation.weights import DEFAULT, Weights
from localize.syntax.phrases import tokens_of
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.guides.model import Limits
    from localize.segmentation.costs import Passage
    from localize.segmentation.pieces import Piece

#: Lines have no time; any rate does.
_RATE = FrameRate.parse("24")


def break_lines(
    text: str, locale: str, limits: Limits, weights: Weights = DEFAULT
) -> tuple[str, ...]:
    """The text on as few lines as hold it, broken where the language lets it be.

    A phrase of an unspaced script is parted only where the lines do not hold it otherwise. Text
    that the guide's lines cannot hold stands on as many as the guide allows, of lengths as
    even as can be: that is a finding, not ours to cure.

    Args:
        text: without tags; white space other than no-break spaces becomes one space.
        locale: of the text.
        limits: of the guide.
        weights: what costs how much.
    """
    words = [Word(token, 0, 0, spaced=spaced) for token, spaced in tokens_of(text, locale)]
    if not words:
        return ()
    pieces, passage = _passage(words, locale, limits, weights, limits.max_line_length)
    breaks = best_lines(passage, weights)
    if breaks is None:
        parts, finer = _passage(words, locale, limits, weights, 0.0)
        breaks = best_lines(finer, weights) if len(parts) > len(pieces) else None
        pieces = pieces if breaks is None else parts
    if breaks is None:
        breaks = _even(passage.width, limits.max_lines)
    marks = (0, *breaks, len(pieces))
    return tuple(_joined(pieces[first:stop]) for first, stop in itertools.pairwise(marks))


def _passage(
    words: Sequence[Word], locale: str, limits: Limits, weights: Weights, longest: float
) -> tuple[list[Piece], Passage]:
    """Words as pieces and as figures; phrases of more than ``longest`` characters in parts."""
    pieces = pieces_of(
        words,
        locale,
        longest=longest,
        measure=lambda part: count(part, limits.counting),
        pause_certain=weights.pause_certain,
    )
    extras = [Extra()] * len(pieces)
    passage = passage_of(pieces, extras, limits, _RATE, weights, locale=locale, duration=None)
    return pieces, passage


def _even(width: Sequence[float], lines: int) -> tuple[int, ...]:
    """Breaks that make the longest of so many lines as short as it can be."""
    size = len(width) - 1
    lines = min(lines, size)
    best = [[math.inf] * (size + 1) for _ in range(lines + 1)]
    came = [[0] * (size + 1) for _ in range(lines + 1)]
    best[0][0] = 0.0
    for n in range(1, lines + 1):
        for j in range(n, size + 1):
            for i in range(n - 1, j):
                longest = max(best[n - 1][i], width[j] - width[i])
                if longest < best[n][j]:
                    best[n][j], came[n][j] = longest, i
    marks, at = [], size
    for n in range(lines, 1, -1):
        at = came[n][at]
        marks.append(at)
    return tuple(reversed(marks))


def _joined(pieces: Sequence[Piece]) -> str:
    return "".join(
        (" " if piece.spaced and n else "") + piece.text for n, piece in enumerate(pieces)
    )
