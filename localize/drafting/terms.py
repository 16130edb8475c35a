"""The show's own words in drafts: which a sentence says, and whether the draft says them right.

A term counts as said where its words stand in the source, and as rendered where the market's words
stand in the draft, inflected or not. What an engine left in the source's form is put right; what
is neither there nor safe to put right is told.
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
        pattern = _pattern(term.source, locales.is_unspaced(locale))
        if pattern.search(left):
            found.append(term)
            left = pattern.sub("\N{OBJECT REPLACEMENT CHARACTER}", left)
    return tuple(found)


def repaired(draft: str, said: Sequence[Term], locale: str) -> str:
    """The draft with what was left in the source's form put into the market's.

    Only where that is safe: the source's words stand in the draft as they are, and the rendering
    does not stand there already.

    Args:
        draft: the draft.
        said: terms that its source says.
        locale: of the draft.
    """
    for term in said:
        if term.source != term.target and not _renders(draft, term.target, locale):
            pattern = _pattern(term.source, locales.is_unspaced(locale))
            draft = pattern.sub(term.target.replace("\\", r"\\"), draft)
    return draft


def missed(draft: str, said: Sequence[Term], locale: str) -> tuple[Term, ...]:
    """The terms whose rendering is not in the draft.

    Args:
        draft: the draft.
        said: terms that its source says.
        locale: of the draft.
    """
    return tuple(term for term in said if not _renders(draft, term.target, locale))


@lru_cache(maxsize=4096)
def _pattern(words: str, unspaced: bool) -> re.Pattern[str]:
    """Finds a term as whole words; in scripts without spaces between words, anywhere."""
    spaced = r"\s+".join(re.escape(word) for word in words.split())
    flags = 0 if any(char.isupper() for char in words) else re.IGNORECASE
    # Latin names in Japanese have no spaces round them, so letters alone part words there.
    edge = r"[A-Za-z0-9]" if unspaced else r"\w"
    return re.compile(rf"(?<!{edge}){spaced}(?!{edge})", flags)


def _renders(draft: str, rendering: str, locale: str) -> bool:
    """Whether a rendering stands in a draft, each of its words inflected or not, in order."""
    text = draft.casefold()
    if rendering.casefold() in text:
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
