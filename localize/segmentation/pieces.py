"""Words → pieces: the least that a cue or line may be made of.

A piece is one or more words that stand together: a word of a spaced script with the punctuation
around it; a phrase of an unspaced one. A word is never cut.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from localize.syntax import phrases
from localize.syntax.turns import begins_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from localize.script import Word

#: Marks that stand with the word before them even after a space, as in French (« Quoi ? »), and a
#: hyphen by itself that is no speaker's.
_CLOSES: Final = re.compile(r"[^\w\s¿¡«‹“‘„‚(\[{（［「『《〈【#$€£@&+♪♫<-]+|-+")
#: Marks that stand with the word after them even before a space.
_OPENING: Final = re.compile(r"[¿¡«‹“‘„‚(\[{（［「『《〈【#$€£@-]+")
#: A dash by itself: a speaker's stands with the word after it; else it sets a clause apart, and
#: would be read as a speaker's if it began a line.
_DASH: Final = re.compile("-+|[‐‑–—―]")
#: The same dash before a word, which is neither a figure (a negative number) nor another dash.
_DASHED: Final = re.compile(r"(-+|[‐‑–—―])($|[^\d‐‑–—―-].*)")
_LINE_ENDS: Final = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")

#: The longest time that a word is taken to sound: so much and so much more a character, ms.
#: Recognisers let the last word before a silence hang into it. Our own figures, well above slow
#: speech, which takes about 100 ms a Latin letter and 250 ms a kana.
_WORD_BASE: Final = 700
_WORD_LETTER: Final = 100
_WORD_FULL_WIDTH: Final = 250


class Join(enum.Enum):
    """How a word stands to the one before it."""

    GLUED = "glued"  # never parted
    PHRASE = "phrase"  # parted only where the phrase is longer than a line
    OPEN = "open"  # a cue or line may begin here


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are never parted.

    Attributes:
        text: as it is read.
        spaced: whether a space stands before it when it does not begin a line.
        start: of its first word, ms.
        end: of its last word, ms; never further from the word's start than a word can sound.
        first: index of its first word.
        last: index of its last word.
        speaker: who says it; empty where unknown.
        language: BCP 47, where it is another than the programme's; else empty.
        sung: whether it is sung.
        inside: whether it begins inside a phrase that is longer than a line.
        answers: whether it begins with the dash of another speaker than the one before it.
    """

    text: str
    spaced: bool
    start: int
    end: int
    first: int
    last: int
    speaker: str
    language: str = ""
    sung: bool = False
    inside: bool = False
    answers: bool = False


def pieces_of(
    words: Sequence[Word],
    locale: str,
    *,
    longest: float,
    measure: Callable[[str], float],
    pause_certain: int,
) -> list[Piece]:
    """Gather words into pieces.

    Args:
        words: in order.
        locale: of the words.
        longest: how much one line holds; longer phrases are offered in parts.
        measure: counts the characters of a text as the guide does.
        pause_certain: a pause (ms) that parts words of an unspaced script whatever phrase they
            seem to make.

    Returns:
        The pieces, which hold every word exactly once, in order.
    """
    texts = [_LINE_ENDS.sub(" ", word.text).strip() for word in words]
    joins = _joins(words, texts, locale, pause_certain)
    result: list[Piece] = []
    first = 0
    for index in range(1, len(words) + 1):
        if index < len(words) and joins[index] is not Join.OPEN:
            continue
        text = _text(words, texts, first, index)
        cuts = [at for at in range(first + 1, index) if joins[at] is Join.PHRASE]
        if not cuts or measure(text) <= longest:
            cuts = []
        for start, stop in pairwise([first, *cuts, index]):
            piece = _piece(words, texts, start, stop, inside=start != first)
            result.append(replace(piece, answers=_answers(texts, start, locale)))
        first = index
    return result


def sounding_end(word: Word) -> int:
    """When a word ends, ms, with the silence that a recogniser let it hang into taken off."""
    wide = sum(map(phrases.is_unspaced, word.text))
    most = _WORD_BASE + _WORD_FULL_WIDTH * wide + _WORD_LETTER * (len(word.text) - wide)
    return min(word.end, word.start + most)


def _piece(
    words: Sequence[Word], texts: Sequence[str], first: int, stop: int, *, inside: bool
) -> Piece:
    head = words[first]
    end = max(sounding_end(word) for word in words[first:stop])
    text = _text(words, texts, first, stop)
    speaker = next((word.speaker for word in words[first:stop] if word.speaker), "")
    return Piece(
        text,
        head.spaced,
        head.start,
        end,
        first,
        stop - 1,
        speaker,
        language=head.language,
        sung=head.sung,
        inside=inside,
    )


def _text(words: Sequence[Word], texts: Sequence[str], first: int, stop: int) -> str:
    if stop - first == 1:
        return texts[first]
    rest = (f" {texts[k]}" if words[k].spaced else texts[k] for k in range(first + 1, stop))
    return texts[first] + "".join(rest)


def _joins(
    words: Sequence[Word], texts: Sequence[str], locale: str, pause_certain: int
) -> list[Join]:
    """How each word stands to the one before it; the first is open."""
    joins = [Join.OPEN] * len(words)
    run = 0
    for index in range(1, len(words) + 1):
        if index < len(words) and not words[index].spaced:
            continue
        if index - run > 1:
            _join_run(texts, joins, run, index, locale)
        run = index
    speaking = ""
    closes = False
    begins = bool(words) and _speaks(texts, 0, locale)
    for index in range(1, len(words)):
        before, word = words[index - 1], words[index]
        speaking = before.speaker or speaking
        turns = bool(speaking and word.speaker and word.speaker != speaking)
        apart = turns or (before.language, before.sung) != (word.language, word.sung)
        opened = begins or (not closes and _OPENING.fullmatch(texts[index - 1]))
        begins = _speaks(texts, index, locale)
        closes = not apart and not begins and bool(_CLOSES.fullmatch(texts[index]))
        if word.spaced and (closes or opened):
            joins[index] = Join.GLUED
        pause = word.start - sounding_end(before)
        if apart or (joins[index] is Join.PHRASE and pause >= pause_certain):
            joins[index] = Join.OPEN
    return joins


def _speaks(texts: Sequence[str], index: int, locale: str) -> bool:
    """Whether a text is a dash by itself and a speaker's.

    A colon ends nobody's turn, but what follows a hyphen after it is said by somebody.
    """
    if not _DASH.fullmatch(texts[index]):
        return False
    quotes = texts[index - 1].endswith(":") and texts[index].startswith("-")
    return index == 0 or quotes or _answers(texts, index, locale)


def _answers(texts: Sequence[str], index: int, locale: str) -> bool:
    """Whether a text is, or begins with, the dash of another speaker than the one before it."""
    found = _DASHED.match(texts[index])
    if index == 0 or found is None:
        return False
    dash, word = found.groups()
    own = texts[0].startswith(dash)
    after = word or " ".join(texts[index + 1 : index + 2])
    if not after or (not own and (word or not dash.startswith("-"))):
        return False
    return begins_turn(" ".join(texts[max(0, index - 2) : index]), after, locale, own=own)


def _join_run(texts: Sequence[str], joins: list[Join], run: int, stop: int, locale: str) -> None:
    """Set how words ``run`` to ``stop``, written without spaces, stand to each other."""
    text = "".join(texts[run:stop])
    found = phrases.borders(text, locale)
    at = 0
    for index in range(run + 1, stop):
        at += len(texts[index - 1])
        if at in found:
            joins[index] = Join.OPEN
        elif phrases.is_marked(text[at - 1], text[at]) or (
            phrases.may_part(text[at - 1], text[at])
            and (phrases.is_unspaced(text[at - 1]) or phrases.is_unspaced(text[at]))
        ):
            joins[index] = Join.PHRASE
        else:
            joins[index] = Join.GLUED
