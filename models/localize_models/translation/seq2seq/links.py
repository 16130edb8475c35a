"""Which words of a draft render which of its source, by where its decoder looked.

While a decoder writes a piece of the draft it attends to pieces of the source. That attention is no
proof, but summed over the pieces of words it tells the two sides of a sentence apart, which is what
a layout over cues asks of it.
"""

from __future__ import annotations

import unicodedata
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from localize.syntax.phrases import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

#: How sentencepiece writes a space.
SPACE: Final = "\u2581"
#: A word looks at a word of the source if it gives it this part of its whole attention, language
#: marks and the end of the text counted: many decoders rest on those where they need nothing.
_LEAST: Final = 0.1
#: Of several words of the source, those that it looks at nearly as much as at the first.
_BESIDE: Final = 0.7


def links_of(
    attention: ArrayLike,
    source_pieces: Sequence[str],
    source: str,
    pieces: Sequence[str],
    text: str,
) -> tuple[tuple[int, int], ...]:
    """The links of a draft (`localize.engines.TranslatedUnit.links`).

    Args:
        attention: a row for each piece of the draft, a column for each piece of the source's text;
            what is given to marks and the end is left out, so that rows sum to 1 at the most.
        source_pieces: of the source's text, marks and the end left out.
        source: the text.
        pieces: of the draft, marks left out.
        text: the draft.

    Returns:
        Links in order of the draft; none where the pieces do not spell their text.
    """
    rows, columns = _words_of(pieces, text), _words_of(source_pieces, source)
    if not rows or not columns:
        return ()
    looked = _summed(np.asarray(attention, np.float64), rows, columns)
    links: list[tuple[int, int]] = []
    for row, place in enumerate(dict.fromkeys(rows)):
        best = float(looked[row].max())
        if best >= _LEAST:
            beside = looked[row] >= _BESIDE * best
            links += [
                (source_place, place)
                for source_place, near in zip(dict.fromkeys(columns), beside, strict=True)
                if near
            ]
    return tuple(links)


def _summed(
    attention: NDArray[np.float64], rows: Sequence[int], columns: Sequence[int]
) -> NDArray[np.float64]:
    """Attention of words to words: the mean over a word's own pieces, the sum over the other's."""
    by_column = np.add.reduceat(attention, _firsts(columns), axis=1)
    firsts = _firsts(rows)
    sizes = np.diff([*firsts, len(rows)])
    by_row: NDArray[np.float64] = np.add.reduceat(by_column, firsts, axis=0) / sizes[:, None]
    return by_row


def _firsts(words: Sequence[int]) -> list[int]:
    """Where words begin among their pieces."""
    return [0, *(n for n, (one, other) in enumerate(pairwise(words), start=1) if one != other)]


def _words_of(pieces: Sequence[str], text: str) -> list[int]:
    """For each piece the place of its word: its first character, white space not counted.

    Where a script has no spaces a piece is a word. None where the pieces do not spell the text.
    """
    written = "".join(text.split())
    spelt = [len("".join(piece.replace(SPACE, " ").split())) for piece in pieces]
    places = [*accumulate(spelt, initial=0)]
    if places[-1] != len(written):
        # Sentencepiece's models bring text into the form NFKC, where some characters become many.
        forms = [len(unicodedata.normalize("NFKC", char)) for char in written]
        if places[-1] != sum(forms):
            return []
        place_of = [n for n, size in enumerate(forms) for _ in range(size)]
        places = [place_of[min(at, len(place_of) - 1)] for at in places]
    begins = _begins(text)
    words: list[int] = []
    for place in places[:-1]:
        words.append(place if place in begins or not words else words[-1])
    return words


def _begins(text: str) -> frozenset[int]:
    """Where words may begin, white space not counted: after it, and beside unspaced characters."""
    begins: set[int] = set()
    at = 0
    for chunk in text.split():
        begins.add(at)
        begins |= {
            at + n
            for n, (before, after) in enumerate(pairwise(chunk), start=1)
            if is_unspaced(before) or is_unspaced(after)
        }
        at += len(chunk)
    return frozenset(begins)
