"""Drafts that are lines which people approved before: what a cue remembers of that, and its lock.

A run locks such a cue, a run may replace it again, and a person's word about the lock is the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from localize.review.acts import ActKind
from localize.store.kinds import CueState
from localize.store.tables import CueRow, RevisionRow, StepRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from localize.drafting.fitting import KnownLine
    from localize.script import Cue

#: Where `CueRow.machine` says which approved line a draft is.
MEMORY: Final = "memory"


@dataclass(frozen=True, slots=True)
class Remembered:
    """Which approved line a draft is.

    Attributes:
        episode: where it is from.
        season: the same.
        cue_ids: the same.
        by: names of the people who approved it.
        at: when, ISO 8601.
        locked: whether it was taken as it stands, and the cue closed to changes.
        doubt: why it was not; empty where it was.
    """

    episode: str
    season: str
    cue_ids: tuple[str, ...]
    by: tuple[str, ...]
    at: str
    locked: bool
    doubt: str = ""


def memory_data(line: KnownLine) -> dict[str, Any]:
    """A known line as a cue's draft remembers it."""
    return {
        "episode": line.episode,
        "season": line.season,
        "cues": list(line.cue_ids),
        "by": list(line.by),
        "at": line.at,
        "locked": line.locked,
        "doubt": line.doubt,
    }


def remembered(machine: Mapping[str, Any] | None) -> Remembered | None:
    """What the data of a draft remembers; None where it is a machine's own."""
    data = (machine or {}).get(MEMORY)
    if not data:
        return None
    return Remembered(
        data["episode"],
        data["season"],
        tuple(data["cues"]),
        tuple(data["by"]),
        data["at"],
        data["locked"],
        data["doubt"],
    )


class Locks:
    """Who locked the cues of a track, a run or a person.

    Args:
        session: any.
        track_id: the track.
    """

    def __init__(self, session: Session, track_id: int) -> None:
        query = (
            select(RevisionRow.cue_row_id, StepRow.action)
            .join(StepRow, RevisionRow.step_id == StepRow.id)
            .where(
                StepRow.track_id == track_id,
                StepRow.action.in_((ActKind.LOCK.value, ActKind.UNLOCK.value)),
                StepRow.undone_by.is_(None),
            )
            .order_by(StepRow.number)
        )
        found = session.execute(query)
        self._last: dict[int, str] = {one.cue_row_id: one.action for one in found}

    def by_run(self, row: CueRow) -> bool:
        """Whether a cue is closed only because a run took an approved line for it."""
        known = remembered(row.machine)
        untouched = row.edited_by is None and row.state == CueState.MACHINE.value
        closed = row.locked and known is not None and known.locked
        return closed and untouched and row.id not in self._last

    def wanted(self, row: CueRow | None, line: KnownLine | None) -> bool:
        """Whether a cue is to be closed that a run drafts anew.

        Args:
            row: the cue as it was; None for one that is new.
            line: what is known of its draft; None for nothing.
        """
        if row is not None and row.id in self._last:
            return row.locked
        return line is not None and line.locked


def held_by(
    cue: Cue, drafts: Sequence[Cue], line_of: Callable[[Cue], KnownLine | None]
) -> KnownLine | None:
    """The known line that a market's cue holds, where its borders are a template's.

    Args:
        cue: of the market, with its text as it is to be.
        drafts: the cues of the new draft that stand for the same.
        line_of: what is known of a cue of the draft.
    """
    if len(drafts) != 1:
        return None
    (draft,) = drafts
    same = draft.lines == cue.lines and cue.duration >= draft.duration
    return line_of(draft) if same else None
