"""The steps of one act on many tracks, written with a few statements.

`localize.store.steps` writes a step by its rows, which for a replacement in a thousand cues takes
half a second, and on SQLite nobody else writes meanwhile. Here the rows were read and the changes
prepared before the transaction, and each is written only if its cue is still at the revision that
was read then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, update

from localize.store.locks import is_locked
from localize.store.mapping import column_values, fill
from localize.store.steps import Change, check
from localize.store.tables import CueRow, RevisionRow, StepRow, TrackRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Part:
    """What an act does to one track.

    Attributes:
        track: the track.
        changes: of its cues, by `steps.edit` or `steps.restore`; their rows may be of a session
            that is over, as long as they are as that session read them.
        detail: what the step remembers.
    """

    track: TrackRow
    changes: Sequence[Change]
    detail: dict[str, Any] = field(default_factory=dict)


def record_steps(
    session: Session, person_id: int | None, action: str, parts: Sequence[Part], *, group: str = ""
) -> list[StepRow]:
    """Do what all parts say, as one step a track; as `steps.record_step`.

    The rows of the changes stay as they were read, and are no longer the session's; `settle`
    brings them up to date once the transaction is kept.

    Args:
        session: of `Database.begin`, with the tracks taken by `lock_tracks`.
        person_id: who does it; None for a machine.
        action: what is done, a word.
        parts: one a track.
        group: joins the steps.

    Returns:
        The steps, with their ids and numbers, in the order of the parts.

    Raises:
        RuntimeError: a track was not taken for writing, or a cue is no longer at the revision that
            its row was read at: a mistake in the calling service, which would lose a change.
        ValueError: two parts of one track, two changes of one cue, or a change of another
            track's cue or of a cue that is not there yet.
    """
    if not parts:
        return []
    _check(session, parts)
    now = datetime.now(UTC)
    steps = []
    for part in parts:
        part.track.changed += 1
        steps.append(
            StepRow(
                track_id=part.track.id,
                number=part.track.changed,
                person_id=person_id,
                at=now,
                action=action,
                detail=part.detail,
                group=group,
            )
        )
    session.add_all(steps)
    session.flush()
    pairs = [
        (step, change)
        for step, part in zip(steps, parts, strict=True)
        for change in part.changes
        if change.before != change.after
    ]
    if pairs:
        _write(session, [change for _, change in pairs])
        session.connection().execute(
            insert(RevisionRow),
            [
                {
                    "step_id": step.id,
                    "cue_row_id": change.row.id,
                    "number": change.row.revision + 1,
                    "before": change.before,
                    "after": change.after,
                }
                for step, change in pairs
            ],
        )
    return steps


def settle(changes: Sequence[Change]) -> None:
    """Bring rows up to what `record_steps` wrote of them, after its transaction was kept."""
    for change in changes:
        if change.before != change.after:
            fill(change.row, change.after)
            change.row.revision += 1


def _check(session: Session, parts: Sequence[Part]) -> None:
    if len({part.track.id for part in parts}) < len(parts):
        raise ValueError("two parts of one act are of the same track")
    for part in parts:
        if not is_locked(session, part.track.id):
            raise RuntimeError(f"track {part.track.id} must be taken before it is changed")
        check(part.track, part.changes)
        if any(change.before is None for change in part.changes):
            raise ValueError("a cue that is not there yet is made by record_step")


def _write(session: Session, changes: Sequence[Change]) -> None:
    # One statement for all: every column that changes in any of them.
    names = sorted(
        {
            name
            for change in changes
            for name, value in change.after.items()
            if change.before is None or value != change.before[name]
        }
    )
    statement = (
        update(CueRow)
        .where(CueRow.id == bindparam("row_id"), CueRow.revision == bindparam("seen"))
        .values(
            revision=bindparam("seen") + 1, **{name: bindparam(f"new_{name}") for name in names}
        )
    )
    rows = [
        {
            "row_id": change.row.id,
            "seen": change.row.revision,
            **{f"new_{name}": value for name, value in column_values(change.after, names).items()},
        }
        for change in changes
    ]
    done = session.connection().execute(statement, rows)
    if done.rowcount != len(rows):
        raise RuntimeError("a cue has changed since its change was prepared")
    for change in changes:
        # What is loaded of it from now on must be what was written.
        if change.row in session:
            session.expunge(change.row)
