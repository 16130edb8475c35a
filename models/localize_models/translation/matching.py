"""Which piece of the English renders which unit: by time, in order, all at once.

Whisper translates a passage as it pleases: two sentences may become one, one may become two. Both
sides have times, so the cheapest way of pairing runs of units with runs of pieces is found by
dynamic programming (as Gale and Church did for sentences by their lengths, 1993).
"""

from __future__ import annotations

from dataclasses import dataclass
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
    """What may come next after ``i`` units and ``j`` pieces: (units, pieces, cost)."""
    steps = []
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
    """How far apart the starts and the ends are, seconds."""
    start = abs(spans[0].start - english[0].span.start)
    end = abs(spans[-1].end - max(piece.span.end for piece in english))
    return (start + end) / 1000
