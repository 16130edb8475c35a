"""Nets under Whisper's English: text that is no draft at all must not pass for one."""

from __future__ import annotations

import unicodedata
import zlib
from difflib import SequenceMatcher
from typing import Final

#: So many letters that are not Latin are no English: the source, copied, if only in part. A single
#: one may be a Greek letter in a formula.
_FOREIGN_LETTERS: Final = 2
#: Words that a draft and its source must have before likeness means a copy; names alone are
#: rightly the same in both.
_FEWEST_WORDS: Final = 4
_MOST_ALIKE: Final = 0.8
#: Text over its deflated size, from which on it is a loop (OpenAI's limit for a window), and the
#: length from which on that is telling.
_MOST_COMPRESSION: Final = 2.4
_TELLING: Final = 80
#: So many times one after the other is a loop at any length; people do say "no" four times.
_MOST_TURNS: Final = 5
_LONGEST_PHRASE: Final = 12


def defect(english: str, source: str) -> str:
    """What makes a text no draft of its source; empty where nothing does.

    Args:
        english: the text to be judged.
        source: the source, line breaks and tags gone.

    Returns:
        Words for the person, to follow "Whisper": ``gave no text``, ``copied the source`` or
        ``fell into a loop``.
    """
    if not any(character.isalnum() for character in english):
        return "gave no text"
    if _foreign_letters(english) >= _FOREIGN_LETTERS or _copied(english, source):
        return "copied the source"
    if _loops(english) and not _loops(source):
        return "fell into a loop"
    return ""


def _foreign_letters(text: str) -> int:
    letters = (character for character in text if character.isalpha())
    return sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)


def _words(text: str) -> list[str]:
    kept = (c if c.isalnum() else " " for c in text.casefold())
    return "".join(kept).split()


def _copied(english: str, source: str) -> bool:
    ours, theirs = _words(english), _words(source)
    if min(len(ours), len(theirs)) < _FEWEST_WORDS:
        return False
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _MOST_ALIKE


def _loops(text: str) -> bool:
    data = text.encode()
    if len(text) >= _TELLING and len(data) / len(zlib.compress(data)) > _MOST_COMPRESSION:
        return True
    words = _words(text)
    for size in range(1, _LONGEST_PHRASE + 1):
        same = 0
        for word, earlier in zip(words[size:], words, strict=False):
            same = same + 1 if word == earlier else 0
            if same >= (_MOST_TURNS - 1) * size:
                return True
    return False
