"""The one way to change cues: a step, with the revision of every cue that it touched.

    track = lock_track(session, track_id)
    row = find_cue(session, track_id, "12")
    change = edit(row, replace(cue_of(row), lines=("Hello.",)), state="edited", edited_by=7)
    step = record_step(session, track, 7, "text", [change])

`edit` and `create` say what is to become of a cue; `record_step` does it. Nothing else writes to
a `CueRow`, so every change is a revision, and undo and the record can rely on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Unpack

from sqlalchemy import Select, select

from localize.store.locks import is_locked
from localize.store.mapping import CueFields, cue_data, fields_data, fill, snapshot
from localize.store.tables import CueRow, PersonRow, RevisionRow, StepRow, TrackRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from localize.script import Cue


@dataclass(frozen=True, slots=True)
class Change:
    """What a step is to do to one cue; made by `edit`, `create` or `restore`.

    Attributes:
        row: the cue's row; not yet in the database where ``before`` is None.
        before: the cue as the caller saw it (`mapping.snapshot`); None where the step makes it.
        after: the whole cue as it is to be.
    """

    row: CueRow
    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Revision:
    """One entry of a cue's history.

    Attributes:
        number: of the revision, from 1.
        step: the id of the step that made it.
        action: what the step did.
        at: when.
        person_id: who; None for a machine.
        person: the name to show; empty for a machine.
        before: the cue as data; None where this made it.
        after: the cue as data; `mapping.cue_of` reads both.
        detail: of the step.
    """

    number: int
    step: int
    action: str
    at: datetime
    person_id: int | None
    person: str
    before: dict[str, Any] | None
    after: dict[str, Any]
    detail: dict[str, Any] = field(default_factory=dict)


def edit(row: CueRow, cue: Cue | None = None, **fields: Unpack[CueFields]) -> Change:
    """A change of a cue that is kept: what is not given stays as it is.

    Raises:
        ValueError: the new cue has another id.
        InputError: the cue holds what no database keeps.
    """
    before = snapshot(row)
    after = {**before, **(cue_data(cue) if cue else {}), **fields_data(fields)}
    return _checked(Change(row, before, after))


def restore(row: CueRow, data: dict[str, Any]) -> Change:
    """A change back to how a cue once was (``before`` or ``after`` of a revision).

    Raises:
        ValueError: the data is another cue's.
    """
    before = snapshot(row)
    return _checked(Change(row, before, {**before, **data}))


def create(track_id: int, cue: Cue, **fields: Unpack[CueFields]) -> Change:
    """A new cue; its id must not be in the track, deleted cues included.

    Raises:
        InputError: the cue holds what no database keeps.
    """
    row = CueRow(
        track_id=track_id,
        annotations=[],
        revision=1,
        state="machine",
        stale="",
        locked=False,
        deleted=False,
        approved_bulk=False,
    )
    fill(row, cue_data(cue))
    return Change(row, None, {**snapshot(row), **fields_data(fields)})


def _checked(change: Change) -> Change:
    if change.after["id"] != change.row.cue_id:
        raise ValueError(f"cue {change.row.cue_id} cannot become cue {change.after['id']}")
    return change


def record_step(
    session: Session,
    track: TrackRow,
    person_id: int | None,
    action: str,
    changes: Sequence[Change] = (),
    *,
    detail: dict[str, Any] | None = None,
    group: str = "",
    at: datetime | None = None,
    undoes: StepRow | None = None,
) -> StepRow:
    """Do what the changes say and record it, as one step of the track.

    Each cue that changes gets a revision and its ``revision`` goes up by one; a change that
    changes nothing is left out. A step may be without changes (a waiver, a note). The track's
    ``changed`` becomes the step's number.

    Args:
        session: of `Database.begin`, with the track taken by `lock_track`.
        track: the track.
        person_id: who does it; None for a machine.
        action: what is done, a word.
        changes: of this track's cues, at most one a cue.
        detail: whatever the action wants to remember.
        group: joins the steps of one act on several tracks.
        at: when; now by default.
        undoes: the step of this track that this one takes back; it is marked so.

    Returns:
        The step, with its id and number.

    Raises:
        RuntimeError: the track was not taken for writing, or a cue is no longer as the caller saw
            it: a mistake in the calling service, which would lose somebody's change.
        ValueError: two changes of one cue, or a change of another track's cue.
    """
    if not is_locked(session, track.id):
        raise RuntimeError(f"track {track.id} must be taken by lock_track before it is changed")
    real = [change for change in changes if change.before != change.after]
    check(track, real)
    for change in real:
        if change.before is not None and snapshot(change.row) != change.before:
            raise RuntimeError(f"cue {change.row.cue_id} has changed since the change was prepared")
    track.changed += 1
    step = StepRow(
        track_id=track.id,
        number=track.changed,
        person_id=person_id,
        at=at or datetime.now(UTC),
        action=action,
        detail=detail or {},
        group=group,
        undoes=undoes.id if undoes else None,
    )
    session.add(step)
    for change in real:
        fill(change.row, change.after)
        if change.before is not None:
            change.row.revision += 1
    session.add_all(change.row for change in real)
    session.flush()
    if undoes is not None:
        undoes.undone_by = step.id
    session.add_all(
        RevisionRow(
            step_id=step.id,
            cue_row_id=change.row.id,
            number=change.row.revision,
            before=change.before,
            after=change.after,
        )
        for change in real
    )
    session.flush()
    return step


def check(track: TrackRow, changes: Sequence[Change]) -> None:
    """See that all changes are of one track's cues, and each of another cue.

    Raises:
        ValueError: they are not.
    """
    seen: set[str] = set()
    for change in changes:
        row = change.row
        if row.track_id != track.id:
            raise ValueError(f"cue {row.cue_id} is not of track {track.id}")
        if row.cue_id in seen:
            raise ValueError(f"one step changes cue {row.cue_id} twice")
        seen.add(row.cue_id)


# --- What was done --------------------------------------------------------------------------------


def history(session: Session, cue_row_id: int) -> list[Revision]:
    """Every revision of a cue, oldest first."""
    query = _history(cue_row_id).order_by(RevisionRow.number)
    return [_revision(one, step, display) for one, step, display in session.execute(query)]


def find_revision(session: Session, cue_row_id: int, number: int) -> Revision | None:
    """One revision of a cue; None where it has none of that number.

    A cue that twenty people save at once has a long history, of which a conflict shows two.
    """
    query = _history(cue_row_id).where(RevisionRow.number == number)
    for one, step, display in session.execute(query):
        return _revision(one, step, display)
    return None


def _history(cue_row_id: int) -> Select[RevisionRow, StepRow, str]:
    return (
        select(RevisionRow, StepRow, PersonRow.display)
        .join(StepRow, RevisionRow.step_id == StepRow.id)
        .join(PersonRow, StepRow.person_id == PersonRow.id, isouter=True)
        .where(RevisionRow.cue_row_id == cue_row_id)
    )


def _revision(revision: RevisionRow, step: StepRow, display: str | None) -> Revision:
    return Revision(
        number=revision.number,
        step=step.id,
        action=step.action,
        at=step.at,
        person_id=step.person_id,
        person=display or "",
        before=revision.before,
        after=revision.after,
        detail=step.detail,
    )


def steps_of(
    session: Session,
    track_id: int,
    *,
    after: int = 0,
    person_id: int | None = None,
    newest_first: bool = False,
    limit: int | None = None,
) -> list[StepRow]:
    """Steps of a track with a number over ``after``, of everybody or of one person."""
    query = select(StepRow).where(StepRow.track_id == track_id, StepRow.number > after)
    if person_id is not None:
        query = query.where(StepRow.person_id == person_id)
    order = StepRow.number.desc() if newest_first else StepRow.number
    return list(session.scalars(query.order_by(order).limit(limit)))


def steps_of_group(session: Session, group: str) -> list[StepRow]:
    """The steps of one act on several tracks, by track."""
    query = select(StepRow).where(StepRow.group == group).order_by(StepRow.track_id, StepRow.number)
    return list(session.scalars(query))


def revisions_of(session: Session, step_id: int) -> list[tuple[RevisionRow, CueRow]]:
    """What a step did, with the cues as they are now, in programme order."""
    query = (
        select(RevisionRow, CueRow)
        .join(CueRow, RevisionRow.cue_row_id == CueRow.id)
        .where(RevisionRow.step_id == step_id)
        .order_by(CueRow.start, CueRow.end, CueRow.id)
    )
    return [(revision, row) for revision, row in session.execute(query)]
