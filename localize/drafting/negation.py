"""Whether a line denies something. Pure."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final

from localize import locales

_FILE: Final = Path(__file__).with_name("negation.toml")
_APOSTROPHES: Final = str.maketrans("’ʼ", "''")


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[str]]:
    data: dict[str, list[str]] = tomllib.loads(_FILE.read_text("utf-8"))
    return data


def negations(text: str, locale: str) -> int | None:
    """How many words of a text deny; None for a language whose words we do not know.

    Args:
        text: one line, tags gone.
        locale: of the text.
    """
    known = _lists().get(locales.language(locale))
    if known is None:
        return None
    plain = text.casefold().translate(_APOSTROPHES)
    if locales.is_unspaced(locale) or locales.language(locale) == "ko":
        return sum(plain.count(word) for word in known)
    kept = "".join(c if c.isalnum() or c in "'-" or _is_mark(c) else " " for c in plain)
    return sum(_denies(word, known) for word in kept.split())


def _is_mark(char: str) -> bool:
    """Vowel signs and the like belong to their words (Devanagari, Arabic with its points)."""
    import unicodedata  # noqa: PLC0415 -- asked for few characters

    return unicodedata.category(char).startswith("M")


def _denies(word: str, known: list[str]) -> bool:
    word = word.strip("-")
    for one in known:
        sign = one.translate(_APOSTROPHES)
        if sign.startswith("-"):
            if word.endswith(sign[1:]):
                return True
        elif sign.endswith("-"):
            if word.startswith(sign[:-1]) and len(word) > len(sign):
                return True
        elif word == sign:
            return True
    return False
