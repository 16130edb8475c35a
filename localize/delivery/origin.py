"""Whose words a cue has: a machine's as drafted, a machine's corrected by people, or people's.

A person who splits, merges or pushes a word over a border moves a machine's words without writing
any. So words are compared, not rows: a text that stands word for word among the drafts around it
is a machine's. In doubt that says "machine" of a short line that a person wrote alike, never the
other way round: the record must not call a machine's words a person's.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize import markup
from localize.delivery.variants import has_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.delivery.snapshot import CueFacts

#: How many cues before and after one are looked at for its words.
_AROUND: Final = 3


class Words(enum.StrEnum):
    """How the words of a cue came about."""

    AS_DRAFTED = "as-drafted"  # a machine's draft, text and times untouched
    LAID_OUT = "laid-out-anew"  # a machine's words; people changed times, breaks or borders
    EDITED = "edited"  # a machine's draft whose words people changed
    WRITTEN = "written"  # by people, or imported by them


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a cue is from.

    Attributes:
        words: how its words came about.
        machines: ids of the machines that drafted it (`store.tables.MachineRow`); empty for none.
    """

    words: Words
    machines: tuple[int, ...] = ()


def origins(cues: Sequence[CueFacts]) -> dict[str, Origin]:
    """The origin of every cue that is in a track and shows something, by id.

    Args:
        cues: all of the track in programme order, those that were taken out too.
    """
    return {
        facts.cue.id: _origin(facts, cues[max(0, at - _AROUND) : at + _AROUND + 1])
        for at, facts in enumerate(cues)
        if not facts.deleted and has_text(facts.cue)
    }


def _origin(facts: CueFacts, around: Sequence[CueFacts]) -> Origin:
    cue, draft = facts.cue, facts.draft
    own = _squeezed(draft.lines) if draft is not None else ""
    words = _squeezed(cue.lines)
    machines = draft.machines if draft is not None and own else ()
    if draft is not None and own:
        if (cue.lines, cue.start, cue.end) == (draft.lines, draft.start, draft.end):
            return Origin(Words.AS_DRAFTED, machines)
        if words == own:
            return Origin(Words.LAID_OUT, machines)
    drafts = sorted(
        (one.draft for one in around if one.draft is not None),
        key=lambda one: (one.start, one.end),
    )
    if words and words in "".join(_squeezed(one.lines) for one in drafts):
        near = [
            one for one in drafts if _squeezed(one.lines) in words or words in _squeezed(one.lines)
        ]
        found = (machine for one in near or drafts for machine in one.machines)
        return Origin(Words.LAID_OUT, tuple(dict.fromkeys((*machines, *found))))
    return Origin(Words.EDITED if own else Words.WRITTEN, machines)


def _squeezed(lines: Sequence[str]) -> str:
    """Text without tags, blanks and line breaks: what is left is what was written."""
    return "".join("".join(markup.strip(line).split()) for line in lines)
