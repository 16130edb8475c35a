"""What a template's new version comes to for a market, as values."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from typing import Final

from localize.review.edits import Change, Edit
from localize.script import Cue
from localize.store.kinds import CueState


class Outcome(enum.StrEnum):
    """What a template's change comes to for a market's cue."""

    RETIMED = "retimed"  # it follows the template's times
    UPDATED = "updated"  # it follows a change of speaker, kind or placement
    STALE = "stale"  # its source text changed
    FLAGGED = "flagged"  # somebody must look
    NEW = "new"  # an empty cue for a new line; blocks final
    PART = "part"  # an empty cue for a later part of a split line; blocks final
    REMOVED = "removed"  # its text is in the cue that it was merged into
    MAPPED = "mapped"  # only what it stands for was brought up to date
    REOPEN = "reopen"  # approved, so left as it is: the lead would have to reopen it


@dataclass(frozen=True, slots=True)
class MarketCue:
    """A cue of a market, with what is known about it.

    Attributes:
        cue: as it is; its ``source_ids`` are cues of the template.
        state: how far it has come.
        text_touched: whether a person changed its text.
        times_touched: whether a person changed its times.
        locked: whether it is locked; it is then left as it is, and flagged.
    """

    cue: Cue
    state: CueState = CueState.MACHINE
    text_touched: bool = False
    times_touched: bool = False
    locked: bool = False

    @property
    def frozen(self) -> bool:
        """Whether nothing but its mapping may change."""
        return self.locked or self.state is CueState.APPROVED


@dataclass(frozen=True, slots=True)
class CueAction:
    """What is done to one cue of a market.

    Attributes:
        cue_id: the cue.
        before: as it is; None for a new one.
        after: as it will be; None where it is taken out.
        outcomes: what the changes come to for it.
        stale: how the source differs; empty where it does not.
        flag: what somebody should look at; empty for nothing.
        redraft: whether it is a machine's draft that nobody touched and whose source changed, so
            that the machine may draft it again.
    """

    cue_id: str
    before: Cue | None
    after: Cue | None
    outcomes: tuple[Outcome, ...]
    stale: str = ""
    flag: str = ""
    redraft: bool = False


#: How the summary says each outcome, one and many, in the order in which it says them.
_SAYINGS: Final = {
    Outcome.RETIMED: ("retime follows", "retimes follow"),
    Outcome.UPDATED: ("speaker, kind or place follows", "speakers, kinds or places follow"),
    Outcome.STALE: ("text stale", "texts stale"),
    Outcome.FLAGGED: ("flagged", "flagged"),
    Outcome.NEW: ("new", "new"),
    Outcome.PART: ("empty part of a split", "empty parts of splits"),
    Outcome.REMOVED: ("merged into another", "merged into others"),
    Outcome.REOPEN: ("approved would reopen", "approved would reopen"),
}


@dataclass(frozen=True, slots=True)
class MarketImpact:
    """What a new version does to one market.

    Attributes:
        locale: of the market.
        actions: one a cue concerned, in programme order.
    """

    locale: str
    actions: tuple[CueAction, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """How many cues a change comes to that for."""
        return sum(outcome in action.outcomes for action in self.actions)

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many cues, by outcome; outcomes that none has are left out."""
        return dict(Counter(outcome for action in self.actions for outcome in action.outcomes))

    @property
    def summary(self) -> str:
        """One line: ``es-419: 3 retimes follow, 2 texts stale, 1 new, 1 approved would reopen``."""
        counts = self.counts
        said = [
            f"{counts[outcome]} {one if counts[outcome] == 1 else many}"
            for outcome, (one, many) in _SAYINGS.items()
            if outcome in counts
        ]
        return f"{self.locale}: {', '.join(said) or 'nothing changes'}"

    @property
    def edit(self) -> Edit:
        """The changes of cues that it makes; states, stale marks and flags are in the actions."""
        changes = tuple(
            Change(action.cue_id, action.before, action.after)
            for action in self.actions
            if action.before != action.after
        )
        return Edit(changes, self.summary)
