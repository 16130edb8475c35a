"""Whether two texts are the same, or nearly: however they are set, wherever sentences end. Pure."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from localize import locales, markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The least words of a source (characters, in scripts without spaces) that are known without a
#: neighbour in common: "Right." is said in many senses, and a recap is never a word alone. Our own
#: figures.
_ALONE: Final = 4
_ALONE_UNSPACED: Final = 8
#: Quotation marks and apostrophes that guides set one way and recognisers another.
_MARKS: Final = str.maketrans(
    dict.fromkeys("‘’ʼ", "'")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("？؟", "?")
    | {"！": "!"}
)
#: Marks without which two texts would be one ("were" and "we're").
_TELLING: Final = frozenset("?!'%&#@*/")
#: Marks after which a sentence begins.
_ENDS: Final = frozenset('.?!:;")')
#: The least letters of a neighbour of which it is enough that one holds the other.
_CONTEXT: Final = 8


def comparable(texts: Iterable[str], locale: str) -> str:
    """Sentences as they are compared for likeness: without tags, letters' case and line breaks.

    Where words are written without spaces, a space is a habit of whoever wrote it.
    """
    words = _plain(texts).casefold().split()
    return ("" if locales.is_unspaced(locale) else " ").join(words)


def key(texts: Iterable[str]) -> str:
    """Sentences as they are found: the letters, and what makes a question of them.

    Commas and full stops are a recogniser's guess, and it guesses anew in every cut of a programme.
    """
    return "".join(char for char in _plain(texts).casefold() if _counts(char))


def _counts(char: str) -> bool:
    """Whether a character tells two texts apart: letters, figures, symbols, and a few marks."""
    return (
        char in _TELLING
        or unicodedata.category(char)[0] in "LNM"
        or (unicodedata.category(char) in ("Sc", "Sm"))
    )


def _plain(texts: Iterable[str]) -> str:
    """Sentences without tags; marks as a keyboard has them, whatever a guide makes of them."""
    text = unicodedata.normalize("NFC", " ".join(markup.strip(one) for one in texts))
    return text.translate(_MARKS).replace("…", "...")


def ends_alike(one: str, other: str) -> bool:
    """Whether two keys end with the same sentence, wherever it begins."""
    if min(len(one), len(other)) < _CONTEXT:
        return bool(one) and one == other
    return one.endswith(other) or other.endswith(one)


def begins_alike(one: str, other: str) -> bool:
    """Whether two keys begin with the same sentence, wherever it ends."""
    return ends_alike(one[::-1], other[::-1])


def alone(texts: Sequence[str], source: str, near: int) -> str:
    """Why a text may be said in another sense here; empty where it may not.

    Args:
        texts: its sentences.
        source: locale of them.
        near: how many neighbours are the same.
    """
    text = " ".join(texts)
    unspaced = locales.is_unspaced(source)
    long = len(key([text])) >= _ALONE_UNSPACED if unspaced else len(text.split()) >= _ALONE
    return "" if near or long else "it is short, and other lines stood around it"


def written_otherwise(new: Sequence[str], old: Sequence[str], near: int) -> str:
    """Why texts of one key may be two: other capitals, or other marks alone; else empty.

    Args:
        new: the sentences of one.
        old: those of the other.
        near: how many neighbours are the same.
    """
    one, other = _plain(new).split(), _plain(old).split()
    if len(one) == len(other):
        starts = [_starts(new), _starts(old)]
        for place, (this, that) in enumerate(zip(one, other, strict=True)):
            bare, bare_old = _letters(this), _letters(that)
            if bare == bare_old:
                continue
            capital = 0 if bare[:1].isupper() else 1
            loud = any(len(text) > 1 and text.isupper() for text in (bare, bare_old))
            if loud or place not in starts[capital]:
                return "its source is written with other capitals there"
    if not near and "".join(one).casefold() != "".join(other).casefold():
        return "its source has other marks there"
    return ""


def _starts(texts: Sequence[str]) -> set[int]:
    """Places of the words that begin a sentence."""
    found, place = set(), 0
    for text in texts:
        found.add(place)
        for word in _plain([text]).split():
            place += 1
            if word[-1] in _ENDS:
                found.add(place)
    return found


def _letters(word: str) -> str:
    return "".join(char for char in word if _counts(char))
