"""Words of a script and words that were heard, made comparable.

In languages that write no spaces a character is a word here (a run of Latin letters is one), since
a recogniser cuts such text where it likes.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import ScriptLine
    from localize.script import Word


@dataclass(frozen=True, slots=True)
class Token:
    """One word to be aligned.

    Attributes:
        key: its letters and digits, folded; two words with one key are the same.
        text: as it is written, with its punctuation.
        source: index of the line, or of the heard word, that it is from.
        spaced: whether a space stands before it.
        start: ms; -1 for a word of the script.
        end: ms; -1 for a word of the script.
    """

    key: str
    text: str
    source: int
    spaced: bool
    start: int = -1
    end: int = -1


@lru_cache(maxsize=65_536)
def key_of(text: str) -> str:
    """Letters and digits alone, folded, without accents: what both sides can be held to."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum())


def of_script(lines: Sequence[ScriptLine], *, unspaced: bool) -> list[Token]:
    """The words of a script; punctuation by itself belongs to the word before it."""
    tokens: list[Token] = []
    for index, line in enumerate(lines):
        opening = ""
        for text, spaced in _cut(line.text, unspaced=unspaced):
            if key_of(text):
                tokens.append(Token(key_of(text), opening + text, index, spaced or bool(opening)))
                opening = ""
            elif tokens and tokens[-1].source == index and not _opens(text):
                last = tokens[-1]
                tokens[-1] = replace(last, text=last.text + " " * spaced + text)
            else:
                opening += text + " " * (not unspaced)
    return tokens


def of_heard(words: Sequence[Word], *, unspaced: bool) -> list[Token]:
    """The words that were heard, those without letters left out.

    Pieces that follow without a space (``-in``, ``-law``) are part of the word before them, where
    words are spaced; where they are not, a word's characters share its time.
    """
    tokens: list[Token] = []
    taken = -1  # the last piece that is in the last token
    for index, word in enumerate(words):
        if unspaced:
            tokens += _shared(word, index)
        elif not word.spaced and taken == index - 1 >= 0 and _goes_on(words[index - 1], word):
            last, taken = tokens[-1], index
            tokens[-1] = replace(
                last, key=last.key + key_of(word.text), text=last.text + word.text, end=word.end
            )
        elif key_of(word.text):
            taken = index
            tokens.append(
                Token(key_of(word.text), word.text, index, word.spaced, word.start, word.end)
            )
    return tokens


def _goes_on(before: Word, word: Word) -> bool:
    """Whether a piece without a space before it is of the word before: not after a full stop."""
    same = before.speaker == word.speaker and before.language == word.language
    return same and (before.text[-1].isalnum() or before.text[-1] in "-'’")


def _cut(text: str, *, unspaced: bool) -> Iterator[tuple[str, bool]]:
    """Pieces of a line, and whether a space stands before each."""
    for part in text.split():
        if not unspaced:
            yield part, True
            continue
        first = True
        for latin, group in groupby(part, key=_is_latin):
            for piece in ["".join(group)] if latin else group:
                yield piece, first
                first = False


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _opens(text: str) -> bool:
    """Whether it is brackets or quotation marks that belong to what follows."""
    return all(unicodedata.category(c) in ("Ps", "Pi") or c in "¿¡" for c in text)


def _shared(word: Word, index: int) -> list[Token]:
    """A word's characters, each with its share of the time.

    What has no letter of its own (a vowel sign, a full stop) stays with the character before it.
    """
    pieces = [(text, key_of(text)) for text, _ in _cut(word.text, unspaced=True)]
    whole = sum(len(key) for _, key in pieces)
    tokens: list[Token] = []
    at, opening = 0, ""
    for text, key in pieces:
        if key:
            start = word.start + (word.end - word.start) * at // whole
            at += len(key)
            end = word.start + (word.end - word.start) * at // whole
            spaced = word.spaced and not tokens
            tokens.append(Token(key, opening + text, index, spaced, start, end))
            opening = ""
        elif tokens:
            tokens[-1] = replace(tokens[-1], text=tokens[-1].text + text)
        else:
            opening += text
    return tokens
