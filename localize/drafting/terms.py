"""The show's own words in drafts: what an engine left in the source's form is put right.

Which terms a sentence says and which a draft lacks is told by `localize.checks.term_use`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize import locales
from localize.checks.term_use import missed, pattern_of, renders, said_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import Term

__all__ = ["missed", "repaired", "said_in"]


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
        if term.source != term.target and not renders(draft, term.target, locale):
            pattern = pattern_of(term.source, locales.is_unspaced(locale))
            draft = pattern.sub(term.target.replace("\\", r"\\"), draft)
    return draft
