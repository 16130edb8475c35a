"""Terms of the show in a text: which it says, and whether a translation renders them.

A term counts as said where its words stand in the source, and as rendered where the market's words
stand in the translation, inflected or not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from localize import locales

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import Term

#: Letters at a word's end that inflection may change (Slavic and Finnic case endings are as long),
#: and those at its beginning that must stay.
_ENDING: Final = 3
_STEM: Final = 3

#: Languages in which a rendering inside another word (lobo, globo) is none. Others write compounds
#: (Nachtwache) or little words (Hebrew and Arabic "the", "and", "in") together with it.
_APART: Final = frozenset(
    {"en", "es", "fr", "it", "pt", "ca", "gl", "ro", "el", "tr", "ru", "uk", "be", "pl", "cs"}
    | {"sk", "bg", "mk", "sr", "hr", "bs", "sl"}
)


def said_in(source: str, terms: Sequence[Term], locale: str) -> tuple[Term, ...]:
    """The terms that a text says, the longest first; a term inside another's words is not said.

    Terms with a capital are looked for as they are written, others whatever the case.

    Args:
        source: the text.
        terms: of the show, with the market's renderings; those without one are passed over.
        locale: of the text.
    """
    found: list[Term] = []
    left = source
    for term in sorted(terms, key=lambda one: -len(one.source)):
        if not term.source.strip() or not term.target.strip():
            continue
        pattern = pattern_of(term.source, locales.is_unspaced(locale))
        if pattern.search(left):
            found.append(term)
            left = pattern.sub("\N{OBJECT REPLACEMENT CHARACTER}", left)
    return tuple(found)


def missed(draft: str, said: Sequence[Term], locale: str) -> tuple[Term, ...]:
    """The terms whose rendering is not in the draft.

    Args:
        draft: the draft.
        said: terms that its source says.
        locale: of the draft.
    """
    return tuple(term for term in said if not renders(draft, term.target, locale))


@lru_cache(maxsize=4096)
def pattern_of(words: str, unspaced: bool) -> re.Pattern[str]:
    """Finds a term as whole words; in scripts without spaces between words, anywhere.

    Args:
        words: the term; with a capital it is looked for as it is written, else whatever the case.
        unspaced: whether the text's words have no spaces between them (`locales.is_unspaced`).
    """
    spaced = r"\s+".join(re.escape(word) for word in words.split())
    flags = 0 if any(char.isupper() for char in words) else re.IGNORECASE
    # Latin names in Japanese have no spaces round them, so letters alone part words there.
    edge = r"[A-Za-z0-9]" if unspaced else r"\w"
    return re.compile(rf"(?<!{edge}){spaced}(?!{edge})", flags)


def renders(draft: str, rendering: str, locale: str) -> bool:
    """Whether a rendering stands in a draft, each of its words inflected or not, in order."""
    text = draft.casefold()
    whole = rendering.casefold()
    inside = locales.language(locale) not in _APART or not whole[:1].isalnum()
    if re.search(("" if inside else r"(?<!\w)") + re.escape(whole), text):
        return True
    if locales.is_unspaced(locale):
        return False
    at = 0
    words = re.findall(r"\w+", text)
    for wanted in re.findall(r"\w+", rendering.casefold()):
        stem = wanted[: max(_STEM, len(wanted) - _ENDING)]
        at = next((n + 1 for n in range(at, len(words)) if words[n].startswith(stem)), 0)
        if not at:
            return False
    return True
