"""How languages write numbers: data (``numbers.toml`` beside this module)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from localize import locales

_DATA: Final = Path(__file__).with_name("numbers.toml")


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language writes numbers.

    Attributes:
        decimal: marks before decimals; several where usage differs within the language.
        group: marks between thousands, likewise.
        space: whether a space stands between thousands too.
        signs: whether kanji and the like write numbers.
        compound: whether a number is one word.
        values: words of one value.
        weak: those that mean something else as often.
        times: words that multiply what is before them.
        scales: words that multiply what is before them and begin anew.
        joiners: words between the parts of a number.
        clock: words after an hour.
    """

    decimal: str
    group: str
    space: bool
    signs: bool
    compound: bool
    values: dict[str, int]
    weak: dict[str, int]
    times: dict[str, int]
    scales: dict[str, int]
    joiners: frozenset[str]
    clock: frozenset[str]

    @property
    def has_words(self) -> bool:
        """Whether words of the language can be read as numbers."""
        return bool(self.values)

    def value_of(self, word: str) -> int | None:
        """The value of a number word; None where it is none."""
        for table in (self.values, self.weak, self.times, self.scales):
            if word in table:
                return table[word]
        return None


@lru_cache(maxsize=64)
def writing_of(locale: str) -> Writing:
    """How a locale writes numbers; for a language that is not in the data, by digits alone."""
    data = _data()
    names = [tag for tag in locales.chain(locale) if tag in data] or ["und"]
    own: dict[str, Any] = {}
    for name in reversed(names):
        own |= data[name]
    return Writing(
        decimal=own["decimal"],
        group=own["group"],
        space=own.get("space", False),
        signs=own.get("signs", False),
        compound=own.get("compound", False),
        values=own.get("values", {}),
        weak=own.get("weak", {}),
        times=own.get("times", {}),
        scales=own.get("scales", {}),
        joiners=frozenset(own.get("joiners", ())),
        clock=frozenset(own.get("clock", ())),
    )


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
