"""Italics and the like: what all of a draft's source stands in, all of the draft does.

Italics tell a narrator, a voice on the telephone, a song. Engines render plain text, so a style of
some words is lost, and said to be (the check ``source-tags``); one of a whole sentence is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize import markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from localize.guides.model import Habits
    from localize.script import Cue


def styles_of(draft: Iterable[str], cues: Sequence[Cue], habits: Habits) -> tuple[str, ...]:
    """The tags that a draft stands in as a whole, as its source does.

    None where the draft has tags of its own; no italics where the market's guide has none.

    Args:
        draft: its text, or its lines.
        cues: that it comes from.
        habits: of the guide, for the market.
    """
    if any(markup.TAG.search(text) for text in draft):
        return ()
    found = markup.whole_styles([line for cue in cues for line in cue.lines])
    return tuple(tag for tag in found if tag != "i" or habits.italics is not False)


def styled(lines: Sequence[str], styles: Sequence[str]) -> tuple[str, ...]:
    """Lines inside tags."""
    found = tuple(lines)
    for tag in reversed(styles):
        found = tuple(markup.wrapped(line, tag) for line in found)
    return found
