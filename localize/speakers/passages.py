"""Words in passages that belong together: up to a sentence's end, or a pause."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from localize.syntax.borders import Level, syntax_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.script import Word
    from localize.syntax.borders import Syntax


def parts_here(before: Word, after: Word, syntax: Syntax, pause: int) -> bool:
    """Whether a passage ends between two words.

    Args:
        before: the one word.
        after: the next.
        syntax: of their language.
        pause: the shortest silence between them that parts them, ms.
    """
    if after.start - before.end >= pause:
        return True
    return syntax.border(before.text, after.text, spaced=after.spaced).level is Level.SENTENCE


def passages(words: Sequence[Word], locale: str, pause: int) -> Iterator[tuple[Word, ...]]:
    """The words in passages; each word is in one.

    Args:
        words: in order.
        locale: of the words.
        pause: as `parts_here`.
    """
    if not words:
        return
    syntax = syntax_of(locale)
    first = 0
    for index, (before, after) in enumerate(pairwise(words), 1):
        if parts_here(before, after, syntax, pause):
            yield tuple(words[first:index])
            first = index
    yield tuple(words[first:])
