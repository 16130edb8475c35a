"""Numbers that are written in words, each a number of its own or composed of several."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from localize.checks.numeral_writing import Writing

#: A word with its inner apostrophes, dots and hyphens; anything else that is no space by itself.
TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?|\S")

#: Words of so much or more are asked for; smaller ones are as often said in another way.
_FIRM_FROM: Final = 13


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text.

    Attributes:
        text: as it is written.
        values: what it may mean; the first is what it means in its language.
        firm: whether the other side must have it; the rest only answer for one there.
        loose: what its digits would mean with the separators of another language.
        at: where it stands in the text, normalised.
    """

    text: str
    values: tuple[Fraction, ...]
    firm: bool
    loose: tuple[Fraction, ...] = ()
    at: int = 0


def words_in(text: str, writing: Writing, offset: int) -> list[Number]:
    """Number words of a stretch without digits, composed where they follow each other."""
    if not (writing.values or writing.scales):
        return []
    found: list[Number] = []
    run: list[str] = []
    said: list[str] = []
    start = 0
    for match in (*TOKEN.finditer(text), None):
        word = match[0].casefold().rstrip(".") if match else ""
        pieces = _pieces(word, writing) if word else None
        joins = word in writing.joiners and bool(run)
        if pieces or joins:
            if not run and match:
                start = offset + match.start()
            run += pieces or [word]
            said.append(match[0] if match else "")
            continue
        if word == "-" and run:
            continue
        if run:
            found += _composed(run, " ".join(said), start, writing)
            run, said = [], []
    return found


def _pieces(word: str, writing: Writing) -> list[str] | None:
    """The number words that a word is made of; None where it is none."""
    if writing.value_of(word) is not None:
        return [word]
    if "-" in word:
        parts: list[str] = []
        for part in word.split("-"):
            inner = [part] if part in writing.joiners and parts else _pieces(part, writing)
            if inner is None:
                return None
            parts += inner
        return parts
    return list(_split(word, writing)) or None if writing.compound else None


_SPLITS: Final[dict[tuple[int, str], tuple[str, ...]]] = {}
_MOST_SPLITS: Final = 50_000


def _split(word: str, writing: Writing) -> tuple[str, ...]:
    """The parts of a number written as one word (dreiundzwanzig); empty where it is none."""
    key = (id(writing), word)
    if key not in _SPLITS:
        if len(_SPLITS) > _MOST_SPLITS:
            _SPLITS.clear()
        _SPLITS[key] = tuple(_try_split(word, writing, first=True) or ())
    return _SPLITS[key]


def _try_split(word: str, writing: Writing, *, first: bool = False) -> list[str] | None:
    if not word:
        return []
    for length in range(min(len(word), 14), 1, -1):
        piece = word[:length]
        known = writing.value_of(piece) is not None and (length < len(word) or not first)
        if known or (not first and piece in writing.joiners):
            rest = _try_split(word[length:], writing)
            if rest is not None and (rest or piece not in writing.joiners):
                return [piece, *rest]
    return None


def _composed(run: list[str], said: str, at: int, writing: Writing) -> list[Number]:
    """What a run of number words means: the whole, and its parts as further answers."""
    while run and run[-1] in writing.joiners:
        run.pop()
    totals: list[Fraction] = []
    total = current = 0
    parts: list[int] = []
    weak = True
    previous = ""
    for word in run:
        value = writing.value_of(word)
        if value is None:
            previous = word
            continue
        parts.append(value)
        weak = weak and word not in writing.values
        if word in writing.scales:
            total += max(1, current) * value
            current = 0
        elif word in writing.times:
            current = max(1, current) * value
        elif value == 20 and current % 100 == 4 and previous not in writing.joiners:
            current += 76  # quatre-vingt
        elif value >= 20 and 0 < current % 100 < 10 and previous in writing.joiners:
            current += value  # dreiundzwanzig
        elif _fits(current, value):
            current += value
        else:
            totals.append(Fraction(total + current))
            total, current = 0, value
        previous = word
    totals.append(Fraction(total + current))
    firm = not weak and len(totals) == 1 and totals[0] >= _FIRM_FROM
    # Two million to three million: the other side may say the scale once.
    scale = writing.scales.get(run[-1], 1)
    numbers = [
        Number(said, (value, value / scale) if scale > 1 else (value,), firm=firm, at=at)
        for value in totals
    ]
    return numbers + [Number(said, (Fraction(part),), firm=False, at=at) for part in parts]


def _fits(current: int, value: int) -> bool:
    """Whether a value goes on from what is before it, as a unit does from tens."""
    rest = current % 100
    if current == 0:
        return True
    if value >= 100:
        return False
    if rest == 0:
        return True
    return (rest % 10 == 0 and value < 10) or (rest in (60, 80) and value < 20)
