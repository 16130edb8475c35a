"""Reading a track's cues, and ids for new ones. Changing them is `localize.store.steps`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from localize.store.locks import is_locked
from localize.store.tables import CueRow, RevisionRow, StepRow, TrackRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy.orm import Session


def cues_of(session: Session, track_id: int, *, deleted: bool = False) -> list[CueRow]:
    """A track's cues in programme order (start, end, then as they were made).

    Args:
        session: any.
        track_id: the track.
        deleted: whether those that were taken out are wanted too.
    """
    query = select(CueRow).where(CueRow.track_id == track_id)
    if not deleted:
        query = query.where(CueRow.deleted.is_(False))
    return list(session.scalars(query.order_by(CueRow.start, CueRow.end, CueRow.id)))


def find_cue(session: Session, track_id: int, cue_id: str) -> CueRow | None:
    """The cue with an id, also one that was taken out; None where there never was one."""
    return session.scalar(
        select(CueRow).where(CueRow.track_id == track_id, CueRow.cue_id == cue_id)
    )


def find_cues(session: Session, track_id: int, cue_ids: Collection[str]) -> dict[str, CueRow]:
    """The cues with these ids, by id; those that do not exist are not in it."""
    found: dict[str, CueRow] = {}
    wanted = list(dict.fromkeys(cue_ids))
    # SQLite before 3.32 takes 999 parameters; a long season-wide list is asked for in parts.
    for first in range(0, len(wanted), 500):
        query = select(CueRow).where(
            CueRow.track_id == track_id, CueRow.cue_id.in_(wanted[first : first + 500])
        )
        found.update((row.cue_id, row) for row in session.scalars(query))
    return found


def cues_changed_since(session: Session, track_id: int, number: int) -> list[CueRow]:
    """Cues that a step after number ``number`` touched, those taken out included.

    In programme order: what a page that has seen ``TrackRow.changed == number`` needs.
    """
    touched = (
        select(RevisionRow.cue_row_id)
        .join(StepRow, RevisionRow.step_id == StepRow.id)
        .where(StepRow.track_id == track_id, StepRow.number > number)
    )
    query = select(CueRow).where(CueRow.id.in_(touched))
    return list(session.scalars(query.order_by(CueRow.start, CueRow.end, CueRow.id)))


def count_states(session: Session, track_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How many cues of each track are in each state, taken-out ones left out."""
    counts: dict[int, dict[str, int]] = {track_id: {} for track_id in track_ids}
    query = (
        select(CueRow.track_id, CueRow.state, func.count())
        .where(CueRow.track_id.in_(list(counts)), CueRow.deleted.is_(False))
        .group_by(CueRow.track_id, CueRow.state)
    )
    for track_id, state, count in session.execute(query):
        counts[track_id][state] = count
    return counts


def take_cue_ids(session: Session, track: TrackRow, count: int = 1) -> list[str]:
    """Ids for cues that a person makes: ``n1``, ``n2`` …, never given twice in a track.

    Ids that an imported file happens to use are passed over.

    Raises:
        RuntimeError: the track was not taken for writing (`lock_track`).
    """
    if not is_locked(session, track.id):
        raise RuntimeError(f"track {track.id} must be taken by lock_track before it is changed")
    taken = set(
        session.scalars(
            select(CueRow.cue_id).where(
                CueRow.track_id == track.id, CueRow.cue_id.startswith("n", autoescape=True)
            )
        )
    )
    ids = _unused(track, taken)
    return [next(ids) for _ in range(count)]


def _unused(track: TrackRow, taken: set[str]) -> Iterator[str]:
    while True:
        number, track.next_cue = track.next_cue, track.next_cue + 1
        if f"n{number}" not in taken:
            yield f"n{number}"
