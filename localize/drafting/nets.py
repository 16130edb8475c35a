"""Nets under machines' drafts: text that is no draft at all must not pass for one. Pure.

Two grades. What is *unfit* is no rendering of its source (nothing, the source itself, a loop) and
never reaches a track. What is *doubtful* may be one (a number is missing, it is far too short) and
is kept where nothing better comes, with a finding.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from localize import locales
from localize.checks.numerals import has_number_words, numbers_in
from localize.syntax.borders import syntax_of

#: So many letters of another script are no draft: the source, copied, if only in part. A single
#: one may be a Greek letter in a formula.
_FOREIGN_LETTERS: Final = 2
#: Latin letters may stand in text of any script (names, brands); from this share of all letters on
#: they are the source.
_MOST_LATIN: Final = 0.6
#: Words that a draft and its source must have before likeness means a copy; names alone are
#: rightly the same in both.
_FEWEST_WORDS: Final = 4
_MOST_ALIKE: Final = 0.8
#: Function words of the source's language, and none of the target's, that make a text the source.
_FEWEST_FUNCTION_WORDS: Final = 3
#: Text over its deflated size, from which on it is a loop (OpenAI's limit for a window of Whisper),
#: and the length from which on that is telling.
_MOST_COMPRESSION: Final = 2.4
_TELLING: Final = 80
#: So many times one after the other is a loop at any length; people do say "no" four times.
_MOST_TURNS: Final = 5
_LONGEST_PHRASE: Final = 12
#: A draft this many times as long or as short as its source leaves something out or adds something,
#: letters weighed by script. Translations of dialogue lie within 0.5 and 2 of each other.
_MOST_LONGER: Final = 3.0
_LENGTH_TELLING: Final = 24
#: What a letter of a script says, in letters of the Latin script. From the characters a line that
#: guides allow for the same time: 42 Latin, 16 Chinese and Korean, 13 Japanese.
_WEIGHTS: Final = {"HIRAGANA": 1.8, "KATAKANA": 1.8, "CJK": 3.0, "HANGUL": 2.2}

#: No character up to here is of one of those.
_NARROW: Final = "\u2e7f"

#: Script subtag (ISO 15924) → how the names of its letters begin in Unicode.
_SCRIPTS: Final = {
    "Latn": ("LATIN",),
    "Cyrl": ("CYRILLIC",),
    "Grek": ("GREEK",),
    "Arab": ("ARABIC",),
    "Hebr": ("HEBREW",),
    "Deva": ("DEVANAGARI",),
    "Beng": ("BENGALI",),
    "Taml": ("TAMIL",),
    "Telu": ("TELUGU",),
    "Thai": ("THAI",),
    "Jpan": ("HIRAGANA", "KATAKANA", "CJK", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "FULLWIDTH"),
    "Kore": ("HANGUL", "CJK"),
    "Hans": ("CJK", "IDEOGRAPHIC"),
    "Hant": ("CJK", "IDEOGRAPHIC", "BOPOMOFO"),
    "Geor": ("GEORGIAN",),
    "Armn": ("ARMENIAN",),
}
#: Language → its script, where a tag does not say one and it is not Latin. Source: CLDR, likely
#: subtags.
_LIKELY: Final = {
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk", "sr", "kk", "ky", "mn", "tg"), "Cyrl"),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "ug", "sd"), "Arab"),
    **dict.fromkeys(("he", "yi"), "Hebr"),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), "Deva"),
    **dict.fromkeys(("bn", "as"), "Beng"),
    "el": "Grek",
    "ta": "Taml",
    "te": "Telu",
    "th": "Thai",
    "ja": "Jpan",
    "ko": "Kore",
    "zh": "Hans",
    "yue": "Hant",
    "ka": "Geor",
    "hy": "Armn",
}
#: Numbers up to here are articles and turns of phrase as often as numbers; and up to there may be
#: words in a language whose number words we do not read.
_SMALL: Final = 2
_MAYBE_A_WORD: Final = 20


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong with a draft.

    Attributes:
        fault: words for the person, to follow the engine's name: ``gave no text``.
        unfit: whether it is no draft at all.
    """

    fault: str
    unfit: bool


def defect(text: str, source: str, *, source_locale: str, target_locale: str) -> Defect | None:
    """What makes a text no draft of its source, or a doubtful one; None where nothing does.

    Args:
        text: the draft.
        source: what it renders, line breaks and tags gone.
        source_locale: of the source.
        target_locale: of the draft.
    """
    if not any(character.isalnum() for character in text):
        silent = text.strip() and not any(character.isalnum() for character in source)
        return None if silent else Defect("gave no text", unfit=True)
    if _is_source(text, source, source_locale, target_locale):
        return Defect("copied the source", unfit=True)
    if _loops(text) and not _loops(source):
        return Defect("fell into a loop", unfit=True)
    fault = _doubt(text, source, source_locale, target_locale)
    return Defect(fault, unfit=False) if fault else None


def _doubt(text: str, source: str, source_locale: str, target_locale: str) -> str:
    missing = _lost(text, source, source_locale, target_locale)
    if missing:
        return f"left out {', '.join(missing)}"
    ours, theirs = weight(text), weight(source)
    if theirs >= _LENGTH_TELLING and ours * _MOST_LONGER < theirs:
        return "said much less than the source"
    if ours >= _LENGTH_TELLING and theirs * _MOST_LONGER < ours:
        return "said much more than the source"
    return ""


# --- Another language -----------------------------------------------------------------------------


def _is_source(text: str, source: str, source_locale: str, target_locale: str) -> bool:
    return (
        _other_script(text, source, target_locale)
        or _copied(text, source)
        or _in_source_language(text, source_locale, target_locale)
    )


def script_of(locale: str) -> str:
    """The script (ISO 15924) that a locale is written in, where none is named the likely one."""
    return locales.script(locale) or _LIKELY.get(locales.language(locale), "Latn")


def _other_script(text: str, source: str, target_locale: str) -> bool:
    """Whether letters are not the target's; a source that has them in its own way excuses none."""
    script = script_of(target_locale)
    wanted = _SCRIPTS.get(script)
    if wanted is None:
        return False
    if script == "Latn" and text.isascii():
        return False
    letters = [_name(c) for c in text if c.isalpha()]
    foreign = [name for name in letters if not name.startswith(wanted)]
    if script == "Latn":
        return len(foreign) >= _FOREIGN_LETTERS
    latin = sum(name.startswith("LATIN") for name in foreign)
    if len(foreign) - latin >= _FOREIGN_LETTERS:
        return True
    # Latin words are at home in every script, as long as the source is not all of it.
    return len(_words(source)) >= _FEWEST_WORDS and latin > _MOST_LATIN * len(letters)


#: Letters and figures in a row.
_WORD: Final = re.compile(r"[^\W_]+")


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[str, ...]:
    """Words of a text; every net asks for those of the same two."""
    return tuple(_WORD.findall(text.casefold()))


@lru_cache(maxsize=8_192)
def _name(char: str) -> str:
    return unicodedata.name(char, "")


def _copied(text: str, source: str) -> bool:
    ours, theirs = _words(text), _words(source)
    if min(len(ours), len(theirs)) < _FEWEST_WORDS:
        return False
    # No more words can match than both have, and most texts are told apart by that alone.
    there = frozenset(theirs)
    common = min(sum(word in there for word in ours), len(theirs))
    if 2 * common < _MOST_ALIKE * (len(ours) + len(theirs)):
        return False
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _MOST_ALIKE


@lru_cache(maxsize=64)
def _function_words(locale: str) -> frozenset[str]:
    syntax = syntax_of(locale)
    return frozenset(word.casefold() for word in (*syntax.classes, *syntax.leads))


def _in_source_language(text: str, source_locale: str, target_locale: str) -> bool:
    """Whether its function words are the source's and none are the target's."""
    if locales.language(source_locale) == locales.language(target_locale):
        return False
    theirs, ours = _function_words(source_locale), _function_words(target_locale)
    if not theirs or not ours:
        return False
    words = _words(text)
    only_theirs = sum(word in theirs and word not in ours for word in words)
    return only_theirs >= _FEWEST_FUNCTION_WORDS and not any(word in ours for word in words)


# --- Loops, figures, length -----------------------------------------------------------------------


def _loops(text: str) -> bool:
    data = text.encode()
    if len(text) >= _TELLING and len(data) / len(zlib.compress(data)) > _MOST_COMPRESSION:
        return True
    words = _words(text)
    # Shorter texts have no room for the turns.
    for size in range(1, min(_LONGEST_PHRASE, len(words) // _MOST_TURNS) + 1):
        same = 0
        for word, earlier in zip(words[size:], words, strict=False):
            same = same + 1 if word == earlier else 0
            if same >= (_MOST_TURNS - 1) * size:
                return True
    return False


def _lost(text: str, source: str, source_locale: str, target_locale: str) -> list[str]:
    """Figures of the source that the draft says neither in figures nor in words.

    Small ones may be words where the target's number words are not known to us.
    """
    said = {value for number in numbers_in(text, target_locale) for value in number.values}
    least = _SMALL if has_number_words(target_locale) else _MAYBE_A_WORD
    return [
        number.text
        for number in numbers_in(source, source_locale)
        if number.firm and number.values[0] > least and said.isdisjoint(number.values)
    ]


def weight(text: str) -> float:
    """How much a text says, in letters of the Latin script."""
    if not text or max(text) <= _NARROW:
        return float(sum(map(len, _WORD.findall(text))))
    total = 0.0
    for char in text:
        total += _weight_of(char)
    return total


@lru_cache(maxsize=8_192)
def _weight_of(char: str) -> float:
    if not char.isalnum():
        return 0.0
    name = _name(char) if char > _NARROW else ""
    return _WEIGHTS.get(name.partition(" ")[0].partition("-")[0], 1.0)
