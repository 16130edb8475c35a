"""Which piece of the English renders which unit: by time, in order, all at once.

Whisper translates a passage as it pleases: two sentences may become one, one may become two. Both
sides have times, so the cheapest way of pairing runs of units with runs of pieces is found by
dynamic programming (as Gale and Church did for sentences by their lengths, 1993).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from localize.script import Word
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Most units that one piece may render, and most pieces that may render one unit.
_MOST_UNITS: Final = 4
_MOST_PIECES: Final = 6
#: Costs, in seconds of times that do not agree. A unit that is left out is translated by itself,
#: which costs a pass of the model but loses nothing; units that are merged can no longer be told
#: apart by whoever reviews them.
_MERGED_UNIT: Final = 1.2
_JOINED_PIECE: Final = 0.1
_CUT_SENTENCE: Final = 0.3
_LEFT_OUT: Final = 1.0
_LEFT_OUT_PER_SECOND: Final = 0.4
#: English that no unit accounts for is what Whisper made up, or the margin's speech.
_STRAY_PIECE: Final = 2.0

#: A unit's English may begin so long before it and end so long after it, ms.
_AROUND_MS: Final = 300
#: What lies further apart than this has nothing to do with each other, ms.
_APART_MS: Final = 15_000

_SENTENCE_ENDS: Final = ".!?…"
_CLOSERS: Final = "\"'”’)]"
#: Titles and the like, whose period ends no sentence.
_SHORT_FORMS: Final = frozenset(
    {"mr.", "mrs.", "ms.", "dr.", "st.", "jr.", "sr.", "prof.", "vs.", "no.", "etc."}
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of English that is not divided: a sentence, or what a segment holds of it.

    Attributes:
        words: with original times.
        score: mean log-probability a token of the window that it comes from.
    """

    words: tuple[Word, ...]
    score: float

    @property
    def span(self) -> Span:
        """When it is said."""
        return Span(self.words[0].start, max(word.end for word in self.words))

    @property
    def whole(self) -> bool:
        """Whether it ends where a sentence ends."""
        return ends_sentence(self.words[-1].text)


@dataclass(frozen=True, slots=True)
class Match:
    """Units and the words that render them.

    Attributes:
        first: index of the first unit.
        last: index after the last unit.
        pieces: what renders them; empty where nothing does.
    """

    first: int
    last: int
    pieces: tuple[Piece, ...]


def ends_sentence(text: str) -> bool:
    """Whether a word ends a sentence."""
    bare = text.rstrip(_CLOSERS)
    return bare[-1:] in _SENTENCE_ENDS and bare.lower() not in _SHORT_FORMS if bare else False


def pieces(words: Sequence[Word], score: float) -> tuple[Piece, ...]:
    """One segment of Whisper's divided where sentences end.

    Args:
        words: of the segment, in order.
        score: of the window, for every piece.
    """
    found: list[Piece] = []
    run: list[Word] = []
    for word in words:
        run.append(word)
        if ends_sentence(word.text):
            found.append(Piece(tuple(run), score))
            run = []
    if run:
        found.append(Piece(tuple(run), score))
    return tuple(found)


def within(spans: Sequence[Span], english: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces that are said where units are, at least half of each.

    What was heard may hold more than is asked for: sentences whose renderings are known, or what
    nobody takes for speech.

    Args:
        spans: of the units, in programme order; they may overlap.
        english: in order of time.
    """
    asked: list[Span] = []
    for span in spans:
        start, end = max(0, span.start - _AROUND_MS), span.end + _AROUND_MS
        if asked and start <= asked[-1].end:
            asked[-1] = Span(asked[-1].start, max(end, asked[-1].end))
        else:
            asked.append(Span(start, end))
    found: list[Piece] = []
    first = 0
    for piece in english:
        said = piece.span
        while first < len(asked) and asked[first].end <= said.start:
            first += 1
        inside = 0
        for span in asked[first:]:
            if span.start >= said.end:
                break
            inside += min(span.end, said.end) - max(span.start, said.start)
        if 2 * inside >= said.duration:
            found.append(piece)
    return tuple(found)


def match(spans: Sequence[Span], english: Sequence[Piece]) -> tuple[Match, ...]:
    """Pair units with pieces, each unit and each piece once, in order, at the least cost.

    Args:
        spans: of the units, in programme order.
        english: in order of time.

    Returns:
        Matches in programme order that name every unit once. Pieces that match no unit are left
        out.
    """
    units, parts = len(spans), len(english)
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for i in range(units + 1):
        for j in range(parts + 1):
            here = best.get((i, j))
            if here is None:
                continue
            for di, dj, cost in _steps(spans, english, i, j):
                total = here[0] + cost
                there = (i + di, j + dj)
                if there not in best or total < best[there][0]:
                    best[there] = (total, (di, dj))
    found = []
    i, j = units, parts
    while (i, j) != (0, 0):
        di, dj = best[i, j][1]
        if di:
            found.append(Match(i - di, i, tuple(english[j - dj : j])))
        i, j = i - di, j - dj
    return tuple(reversed(found))


def _steps(
    spans: Sequence[Span], english: Sequence[Piece], i: int, j: int
) -> list[tuple[int, int, float]]:
    """What may come next after ``i`` units and ``j`` pieces: (units, pieces, cost).

    Of a unit and a piece far apart the earlier is left out, so that the work grows with the length
    of a programme and not with its square.
    """
    steps = []
    unit = spans[i] if i < len(spans) else None
    piece = english[j].span if j < len(english) else None
    if unit is not None and piece is not None:
        if piece.start > unit.end + _APART_MS:
            return [(1, 0, _LEFT_OUT + _LEFT_OUT_PER_SECOND * unit.duration / 1000)]
        if unit.start > piece.end + _APART_MS:
            return [(0, 1, _STRAY_PIECE + piece.duration / 1000)]
    if i < len(spans):
        seconds = spans[i].duration / 1000
        steps.append((1, 0, _LEFT_OUT + _LEFT_OUT_PER_SECOND * seconds))
    if j < len(english):
        steps.append((0, 1, _STRAY_PIECE + english[j].span.duration / 1000))
    for di in range(1, min(_MOST_UNITS, len(spans) - i) + 1):
        for dj in range(1, min(_MOST_PIECES, len(english) - j) + 1):
            cost = _disagreement(spans[i : i + di], english[j : j + dj])
            cost += _MERGED_UNIT * (di - 1) + _JOINED_PIECE * (dj - 1)
            if not english[j + dj - 1].whole and j + dj < len(english):
                cost += _CUT_SENTENCE
            steps.append((di, dj, cost))
    return steps


def _disagreement(spans: Sequence[Span], english: Sequence[Piece]) -> float:
    """How far apart the starts and the ends are, and how much longer the English stops, seconds."""
    said = [piece.span for piece in english]
    start = abs(spans[0].start - said[0].start)
    end = abs(spans[-1].end - max(span.end for span in said))
    return (start + end + max(0, _stops(said) - _stops(spans))) / 1000


def _stops(spans: Sequence[Span]) -> int:
    """How long nothing is said between spans in order, ms."""
    return sum(max(0, after.start - before.end) for before, after in pairwise(spans))
