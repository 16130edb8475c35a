"""Sentences out of words and cues: the least that is translated by itself.

A cue is cut for reading, so one often holds half a sentence; translating it alone is the commonest
reason why machines' subtitles go wrong. Units follow the sentence across cue borders, and say
which cues they come from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize import locales
from localize.engines import TranslationUnit
from localize.segmentation.syntax import Level, Syntax, syntax_of
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.script import Word

#: A pause that ends a unit whatever the punctuation, ms: nobody holds a sentence so long, and a
#: recogniser that gives no punctuation must not make one unit of a whole scene.
_LONG_PAUSE: Final = 2_000
#: A unit longer than this is ended at the next pause of `_SHORT_PAUSE`, ms: engines that work from
#: sound hear 30 s at once.
_LONG_UNIT: Final = 20_000
_SHORT_PAUSE: Final = 300


def translation_units(
    words: Sequence[Word], words_of: Mapping[str, tuple[int, int]], *, locale: str
) -> tuple[TranslationUnit, ...]:
    """The sentences of a transcript.

    Args:
        words: of the transcript, in order.
        locale: of the words; says what ends a sentence.
        words_of: cue id → indices of its first and its last word.

    Returns:
        Units in programme order; every word is in exactly one.
    """
    syntax = syntax_of(locale)
    unspaced = locales.is_unspaced(locale)
    cue_of = {i: cue for cue, (first, last) in words_of.items() for i in range(first, last + 1)}
    units: list[TranslationUnit] = []
    first = 0
    for i, word in enumerate(words):
        following = words[i + 1] if i + 1 < len(words) else None
        if following is not None and not (
            _ends(words[first], word, following, syntax)
            or (unspaced and _stands_apart(word, following))
        ):
            continue
        cues = tuple(dict.fromkeys(cue_of[k] for k in range(first, i + 1) if k in cue_of))
        if cues:
            units.append(_unit(len(units), words[first : i + 1], cues))
        first = i + 1
    return tuple(units)


def _ends(begin: Word, word: Word, following: Word, syntax: Syntax) -> bool:
    """Whether a unit that began with ``begin`` ends between two words."""
    pause = following.start - word.end
    return (
        pause >= _LONG_PAUSE
        or following.speaker != word.speaker
        or syntax.border(word.text, following.text).level is Level.SENTENCE
        or (word.end - begin.start >= _LONG_UNIT and pause >= _SHORT_PAUSE)
    )


def _stands_apart(word: Word, following: Word) -> bool:
    """Whether a space parts two words of a script that has none between words.

    Recognisers that give little punctuation there put one where a sentence may end. Latin words
    and figures inside such text have spaces of their own.
    """
    return following.spaced and not (word.text[-1].isascii() or following.text[0].isascii())


def _unit(number: int, words: Sequence[Word], cues: tuple[str, ...]) -> TranslationUnit:
    text = "".join((" " if word.spaced and i else "") + word.text for i, word in enumerate(words))
    span = Span(words[0].start, max(word.end for word in words))
    return TranslationUnit(f"u{number + 1:04}", text, span, cues, words[0].speaker)
