"""Cues that were sent back and wait, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from localize.store.tables import NoteRow, StepRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: Category of the flag that a returned cue carries.
RETURNED: Final = "returned"
#: Action of the step that returned it; its detail holds ``cue``, ``to`` and ``by``.
ACTION: Final = "return"

#: Made once: putting a query together takes as long as asking it.
_FLAGS: Final = select(NoteRow.cue_id, NoteRow.by).where(
    NoteRow.track_id == bindparam("track"),
    NoteRow.category == RETURNED,
    NoteRow.answered_at.is_(None),
)
_STEPS: Final = (
    select(StepRow.detail)
    .where(
        StepRow.track_id == bindparam("track"),
        StepRow.action == ACTION,
        StepRow.undone_by.is_(None),
    )
    .order_by(StepRow.number)
)


def sent_back(session: Session, track_id: int) -> dict[str, int | None]:
    """To whom each cue of a track was last sent back, while its flag is not answered.

    None stands for nobody in particular. A flag that is only called so, of somebody who returned
    nothing, opens no cue.
    """
    waiting = {(cue_id, by) for cue_id, by in session.execute(_FLAGS, {"track": track_id})}
    if not waiting:
        return {}
    found: dict[str, int | None] = {}
    for detail in session.scalars(_STEPS, {"track": track_id}):
        if (detail.get("cue"), detail.get("by")) in waiting:
            found[detail["cue"]] = detail.get("to")
    return found
