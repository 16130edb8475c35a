"""Names in text: what they are, and which word of a translation stands for one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import DamerauLevenshtein

from localize.checks.words import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable

#: After these a capital begins a sentence, and tells nothing.
_OPENING: Final = re.compile(r"(?:^|[.!?…:;。！？♪#\-–—\"“”„«»‹›'‘’()\[\]¿¡/|])\s*$")

#: Endings that a name takes in another grammar, such as a genitive.
_ENDING: Final = 3
_VOWELS: Final = frozenset("aeiouyáéíóúąęěůäöüаеёиоуыэюя")


@dataclass(frozen=True, slots=True)
class Capital:
    """A word with a capital.

    Attributes:
        word: without a possessive.
        initial: whether it begins a sentence, or may.
    """

    word: str
    initial: bool


@lru_cache(maxsize=32_768)
def capitals(text: str) -> tuple[Capital, ...]:
    """The capitalised words of a text, tags gone, in order."""
    found = []
    for match in WORD.finditer(text):
        word = match[0]
        if word[0].isupper() and word[0].lower() != word[0]:
            initial = bool(_OPENING.search(text, 0, match.start()))
            found.append(Capital(without_possessive(word), initial))
    return tuple(found)


def without_possessive(word: str) -> str:
    """``Sintel's`` → ``Sintel``."""
    return re.sub(r"['’]s?$", "", word)


def says(words: Iterable[str], name: str) -> bool:
    """Whether some words in lower case say a name: as it is, or with an ending of the grammar."""
    bare = without_possessive(name).casefold()
    if " " in bare or not bare:
        return False
    return any(_is_form(word, bare) for word in words)


@lru_cache(maxsize=65_536)
def _is_form(word: str, name: str) -> bool:
    if word == name:
        return True
    head = re.split(r"['’\-‐‑]", word)
    if name in head:
        return True
    if len(name) <= 2 or len(word) - len(name) > _ENDING:
        return False
    if word.startswith(name):
        return word[len(name)] != name[-1]  # Sintels; but Sintell is a slip
    # Anna, Anny, Annę: a last vowel that gives way to another.
    stem, rest = name[:-1], word[len(name) - 1 :]
    return len(name) > 3 and name[-1] in _VOWELS and word.startswith(stem) and rest[:1] in _VOWELS


def is_like(word: str, name: str, most: int = 2, least: int = 4) -> bool:
    """Whether a word is likely a slip of the keyboard for a name.

    Args:
        word: what is written.
        name: what may be meant.
        most: slips in a long name; in one of up to six letters, one.
        least: letters of the shorter one; in fewer, one slip makes any word of any other.
    """
    first, second = word.casefold(), name.casefold()
    if first == second or min(len(first), len(second)) < least:
        return False
    allowed = 1 if len(second) < 7 else most
    return DamerauLevenshtein.distance(first, second, score_cutoff=allowed) <= allowed
