"""What checks know of languages' words (``words.toml`` beside this module), and of scripts."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from localize import locales

_DATA: Final = Path(__file__).with_name("words.toml")

#: A word: letters with their marks, apostrophes and hyphens within.
WORD: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u200c\u200d]|['’\-‐‑](?=[^\W\d_]))*")

#: The script of a language's usual writing, as the first word of its letters' Unicode names.
_SCRIPTS: Final = {
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk", "sr", "kk", "mn", "ky"), ("CYRILLIC",)),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "sd", "ug"), ("ARABIC",)),
    **dict.fromkeys(("he", "yi"), ("HEBREW",)),
    **dict.fromkeys(("hi", "mr", "ne"), ("DEVANAGARI",)),
    **dict.fromkeys(("zh", "yue"), ("CJK",)),
    "ja": ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"),
    "ko": ("HANGUL", "CJK"),
    "el": ("GREEK",),
    "th": ("THAI",),
    "bn": ("BENGALI",),
    "ta": ("TAMIL",),
    "te": ("TELUGU",),
    "kn": ("KANNADA",),
    "ml": ("MALAYALAM",),
    "gu": ("GUJARATI",),
    "pa": ("GURMUKHI",),
    "hy": ("ARMENIAN",),
    "ka": ("GEORGIAN",),
    "km": ("KHMER",),
    "lo": ("LAO",),
    "my": ("MYANMAR",),
    "am": ("ETHIOPIC",),
    "si": ("SINHALA",),
}
_NAMED: Final = {"Cyrl": ("CYRILLIC",), "Latn": ("LATIN",), "Arab": ("ARABIC",)}
_LATIN: Final = ("LATIN",)


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of a language's words.

    Attributes:
        length: characters of a translation for each of an English original.
        common: frequent words.
        sounds: interjections and colloquial forms that dictionaries lack.
        elisions: what may stand before an apostrophe and a word of its own.
    """

    length: float = 1.0
    common: frozenset[str] = frozenset()
    sounds: frozenset[str] = frozenset()
    elisions: frozenset[str] = frozenset()


@lru_cache(maxsize=64)
def words_of(locale: str) -> Words:
    """What is known of a locale's language; nothing for one that is not in the data."""
    data: dict[str, Any] = _data().get(locales.language(locale), {})
    return Words(
        length=float(data.get("length", 1.0)),
        common=frozenset(str(data.get("common", "")).split()),
        sounds=frozenset(str(data.get("sounds", "")).split()),
        elisions=frozenset(data.get("elisions", ())),
    )


@lru_cache(maxsize=64)
def scripts_of(locale: str) -> tuple[str, ...]:
    """The scripts that a locale is written in, as the first words of Unicode names."""
    named = locales.script(locale)
    if named in _NAMED:
        return _NAMED[named]
    return _SCRIPTS.get(locales.language(locale), _LATIN)


def is_latin(locale: str) -> bool:
    """Whether a locale is written in Latin letters."""
    return scripts_of(locale) == _LATIN


def share_in(text: str, scripts: tuple[str, ...]) -> float:
    """The part of a text's letters that are of some scripts, 0 to 1; 1 where it has none."""
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return 1.0
    return sum(_script(char) in scripts for char in letters) / len(letters)


@lru_cache(maxsize=8192)
def _script(char: str) -> str:
    return unicodedata.name(char, "?").partition(" ")[0]


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, with straight apostrophes."""
    return [word.casefold() for word in WORD.findall(text.replace("’", "'"))]


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
