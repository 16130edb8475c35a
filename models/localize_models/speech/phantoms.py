"""Phrases that Whisper writes where nobody says them (`phantoms.toml`), and when not to believe."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from localize import locales

#: What the section for every language is called.
_ANY: Final = "any"
#: A farewell is believed where its words have at least this probability on average …
_LIKELY: Final = 0.5
#: … and voice activity hears somebody for at least this part of it.
_VOICED: Final = 0.5
#: The same for a credit, which hardly anybody says: it stays with a doubt, or goes.
_LIKELY_CREDIT: Final = 0.85
_VOICED_CREDIT: Final = 0.8


@dataclass(frozen=True, slots=True)
class Phantoms:
    """The phrases of one language, as they are compared.

    Attributes:
        credits: how sentences begin that nobody says.
        anywhere: what stands somewhere in such a sentence.
        farewells: whole sentences that people do say, and Whisper without them.
    """

    credits: tuple[str, ...]
    anywhere: tuple[str, ...]
    farewells: frozenset[str]

    def is_credit(self, sentence: str) -> bool:
        """Whether a sentence (`folded`) is a subtitler's credit."""
        return sentence.startswith(self.credits) or any(one in sentence for one in self.anywhere)

    def is_farewell(self, sentence: str) -> bool:
        """Whether a sentence (`folded`) is a video maker's goodbye."""
        return sentence in self.farewells


@lru_cache(maxsize=64)
def phantoms(locale: str) -> Phantoms:
    """The phrases of a language, those of every language among them."""
    data = _data()
    unspaced = locales.is_unspaced(locale)
    language = {"nb": "no", "nn": "no"}.get(locales.language(locale), locales.language(locale))
    own = data.get(language, {})
    return Phantoms(
        credits=tuple(folded(one, unspaced=unspaced) for one in own.get("credits", ())),
        anywhere=tuple(folded(one, unspaced=unspaced) for one in data[_ANY]["credits"]),
        farewells=frozenset(folded(one, unspaced=unspaced) for one in own.get("farewells", ())),
    )


@lru_cache(maxsize=1)
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("phantoms.toml").read_text("utf-8"))


def folded(text: str, *, unspaced: bool = False) -> str:
    """Text as it is compared: no case, no punctuation, single spaces or none."""
    plain = unicodedata.normalize("NFC", text).casefold()
    kept = "".join(
        one if unicodedata.category(one)[0] in "LMN" or one == "." else " " for one in plain
    )
    # Stops stay inside words alone: "amara.org", and not "bye."
    words = [word.strip(".") for word in kept.split()]
    return ("" if unspaced else " ").join(word for word in words if word)


def believed(*, credit: bool, probability: float, voiced: float) -> bool:
    """Whether a phantom phrase is said after all.

    Args:
        credit: a credit; else a farewell.
        probability: mean of its words, 0 to 1.
        voiced: part of its time in which somebody speaks, 0 to 1.
    """
    if credit:
        return probability >= _LIKELY_CREDIT and voiced >= _VOICED_CREDIT
    return probability >= _LIKELY and voiced >= _VOICED
