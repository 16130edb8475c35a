"""What a model writes of sounds and songs among the words: ``[Applause]``, ``ha ha ha``, ``♪ … ♪``.

Those are no words of anybody's: a sound is told and left out; what stands between notes is sung.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faster_whisper.tokenizer import Tokenizer

    from localize_models.speech.words import RawWord

#: What opens the name of a sound, and what closes it.
_BRACKETS: Final = {"[": "]", "(": ")", "（": "）", "［": "］", "【": "】", "*": "*"}
#: Marks that may stand after the bracket.
_AFTER: Final = ".,!?。、 "
#: Notes, which models write before and after what is sung.
NOTES: Final = "♪♫♬🎵🎶"
#: What no word is made of: notes, and what is left of one where a text was broken off.
_NO_LETTERS: Final = frozenset(NOTES) | {"\ufffd"}
#: Laughter as it is written, a word or part of one; a syllable is a group that repeats. Left aside
#: is what is a word by itself: "he", "hi", "ja".
_LAUGHS: Final = re.compile(
    r"(?:ha+|ho+)+h?|(?:h[aeiou]|j[aeiou]|х[аеиоэ]){3,}[hjх]?|[哈呵嘿嘻하호히헤후흐ㅋㅎハヘフヒホはへふひほ]+[っッー]*"
)
#: Laughter has so many syllables, in as many words as it likes: "ha ha" may be said.
_LEAST_LAUGH: Final = 3
#: Syllables of other writings; in hiragana "ははは" may yet be somebody's mother.
_SYLLABLES: Final = re.compile(r"h[aeiou]|j[aeiou]|х[аеиоэ]|[哈呵嘿嘻하호히헤후흐ㅋㅎハヘフヒホ]")
_HIRAGANA: Final = re.compile("[はへふひほ]{4,}")
#: What a model may write although it is nothing that is said.
_MARKS: Final = frozenset(NOTES) | frozenset("()[]（）［］【】")
#: A bracket that closes after more words than these holds no sound's name.
_MOST_WORDS: Final = 6


def silenced(tokenizer: Tokenizer) -> list[int]:
    """Tokens that a model is not to write: OpenAI's, without the marks of sounds and songs.

    With those forbidden, as is usual, it writes words over music, and songs as speech.

    Args:
        tokenizer: of the model.
    """
    from faster_whisper.transcribe import get_suppressed_tokens  # noqa: PLC0415 -- loads PyAV

    never = get_suppressed_tokens(tokenizer, [-1]) or ()
    return [one for one in never if not _MARKS.intersection(tokenizer.decode([one]))]


class Part(NamedTuple):
    """Words after each other.

    Attributes:
        first: index of the first.
        stop: index after the last.
    """

    first: int
    stop: int


def sounds_among(words: Sequence[RawWord]) -> Iterator[Part]:
    """The names of sounds among words, brackets and all."""
    at = 0
    while at < len(words):
        stop = _closed(words, at)
        if stop:
            yield Part(at, stop)
        at = stop or at + 1


def _closed(words: Sequence[RawWord], first: int) -> int:
    """Index after the word that closes the bracket that a word opens; 0 where it opens none."""
    text = words[first].text.strip()
    closing = _BRACKETS.get(text[:1])
    if closing is None:
        return 0
    text = text[1:]
    for n in range(first, min(len(words), first + _MOST_WORDS)):
        if n > first:
            text = words[n].text.strip()
        if text.rstrip(_AFTER).endswith(closing):
            return n + 1
    return 0


def laughs_among(words: Sequence[RawWord]) -> Iterator[Part]:
    """Laughter that is written as words: ``Ha ha ha!``, ``jajaja``, ``ハハハ``."""
    first = 0
    for n in range(len(words) + 1):
        if n < len(words) and _LAUGHS.fullmatch(_letters(words[n])):
            continue
        said = "".join(_letters(word) for word in words[first:n])
        if len(_SYLLABLES.findall(said)) >= _LEAST_LAUGH or _HIRAGANA.search(said):
            yield Part(first, n)
        first = n + 1


def _letters(word: RawWord) -> str:
    return "".join(filter(str.isalpha, word.text.casefold()))


def sung_among(words: Sequence[RawWord]) -> Iterator[Part]:
    """What stands between notes; after a note without another to the end."""
    first = -1
    for n, word in enumerate(words):
        text = word.text.strip()
        notes = sum(text.count(note) for note in NOTES)
        if not notes:
            continue
        if first < 0:
            first = n
            if notes >= 2 and bare(word).text.strip():  # one word with a note on either side
                yield Part(n, n + 1)
                first = -1
        else:
            yield Part(first, n + 1)
            first = -1
    if first >= 0:
        yield Part(first, len(words))


def bare(word: RawWord) -> RawWord:
    """A word without notes; nor with what a note that was cut off in its middle leaves."""
    if not any(note in word.text for note in NOTES):
        return word
    space = word.text[: len(word.text) - len(word.text.lstrip())]
    text = "".join(letter for letter in word.text if letter not in _NO_LETTERS).strip()
    return word._replace(text=f"{space}{text}")
