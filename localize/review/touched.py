"""A market's cues with what people did to each: what a template or a machine may still change."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from localize.review.outcome import MarketCue
from localize.store.cues import cues_of
from localize.store.kinds import CueState
from localize.store.mapping import cue_of
from localize.store.tables import CueRow, RevisionRow, StepRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: The action of every step that follows from a template; its ``detail["act"]`` says which
#: (`Follow`). A person set it off, but decided on no single cue: it is no work on the cue, no
#: translation, and no part of anybody's undo.
TEMPLATE: Final = "template"

#: The same as a set, for whoever leaves such steps out.
TEMPLATE_ACTIONS: Final = frozenset({TEMPLATE})

#: Steps that write cues as a machine or a template would, whoever set them off.
_NOBODYS: Final = TEMPLATE_ACTIONS | {"rerun", "stale"}

#: How far a cue has come of which somebody has said that it is right.
_JUDGED: Final = frozenset({CueState.REVIEWED.value, CueState.APPROVED.value})


class Follow(enum.StrEnum):
    """What a step of action ``template`` was."""

    START = "start"  # a template was begun from a transcript or a subtitle track
    PUBLISH = "publish"  # a version was published; on a market, it reached it
    HANG = "hang"  # a market's track was hung on a version, or made for it


def market_cues(session: Session, track_id: int) -> list[MarketCue]:
    """A track's cues in programme order, with what people changed of each."""
    texts, times = _touched(session, track_id)
    return [
        MarketCue(
            cue=cue_of(row),
            state=CueState(row.state),
            text_touched=row.cue_id in texts and not _is_draft(row),
            times_touched=row.cue_id in times,
            locked=row.locked,
        )
        for row in cues_of(session, track_id)
    ]


def _is_draft(row: CueRow) -> bool:
    """Whether the text is the machine's own (again)."""
    return row.machine is not None and row.machine.get("lines") == row.lines


def is_left(row: CueRow) -> bool:
    """Whether a cue has the machine's words and nobody has said of them that they are right.

    Who moves a cue, or says who speaks, has changed it and need not have read it.
    """
    return row.state not in _JUDGED and _is_draft(row)


def _touched(session: Session, track_id: int) -> tuple[set[str], set[str]]:
    """Ids of the cues of which a person changed the text, and of which the times."""
    query = (
        select(CueRow.cue_id, RevisionRow.before, RevisionRow.after)
        .join(RevisionRow, RevisionRow.cue_row_id == CueRow.id)
        .join(StepRow, RevisionRow.step_id == StepRow.id)
        .where(
            CueRow.track_id == track_id,
            StepRow.person_id.is_not(None),
            StepRow.action.not_in(_NOBODYS),
        )
    )
    texts: set[str] = set()
    times: set[str] = set()
    for cue_id, before, after in session.execute(query):
        old = before or {}
        if old.get("lines") != after["lines"]:
            texts.add(cue_id)
        if (old.get("start"), old.get("end")) != (after["start"], after["end"]):
            times.add(cue_id)
    return texts, times
