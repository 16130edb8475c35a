"""Reading a track's cues, and ids for new ones. Changing them is `localize.store.steps`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from sqlalchemy import bindparam, func, select

from localize.store.locks import is_locked
from localize.store.mapping import cue_of
from localize.store.tables import CueRow, RevisionRow, StepRow, TrackRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy.orm import Session

    from localize.script import Cue


_Key = TypeVar("_Key")

#: Made once: putting a query together takes as long as asking it.
_ONE: Final = select(CueRow).where(
    CueRow.track_id == bindparam("track"), CueRow.cue_id == bindparam("cue")
)


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


def live_cues(session: Session, track_id: int) -> tuple[Cue, ...]:
    """A track's cues as values, in programme order, without what the store knows about them.

    For whoever only reads a source: half the time that making the rows takes.
    """
    query = (
        select(
            CueRow.cue_id.label("id"),
            CueRow.start,
            CueRow.end,
            CueRow.lines,
            CueRow.kind,
            CueRow.translate,
            CueRow.speaker,
            CueRow.placement,
            CueRow.source_ids,
        )
        .where(CueRow.track_id == track_id, CueRow.deleted.is_(False))
        .order_by(CueRow.start, CueRow.end, CueRow.id)
    )
    return tuple(cue_of(row._asdict()) for row in session.execute(query))


def texts_of(session: Session, track_id: int) -> list[tuple[int, str]]:
    """Row ids and texts of a track's cues, in programme order, for a search through all of them.

    Plain values: making the rows of a whole season takes seconds in which no thread does more.
    """
    query = (
        select(CueRow.id, CueRow.lines)
        .where(CueRow.track_id == track_id, CueRow.deleted.is_(False))
        .order_by(CueRow.start, CueRow.end, CueRow.id)
    )
    return [(row_id, "\n".join(lines)) for row_id, lines in session.execute(query)]


def rows_with_ids(session: Session, row_ids: Collection[int]) -> dict[int, CueRow]:
    """Cues of any tracks by the ids of their rows; those that do not exist are not in it."""
    found: dict[int, CueRow] = {}
    for part in _in_parts(row_ids):
        query = select(CueRow).where(CueRow.id.in_(part))
        found.update((row.id, row) for row in session.scalars(query))
    return found


def revisions_now(session: Session, row_ids: Collection[int]) -> dict[int, int]:
    """At which revision cues are, by the ids of their rows."""
    found: dict[int, int] = {}
    for part in _in_parts(row_ids):
        query = select(CueRow.id, CueRow.revision).where(CueRow.id.in_(part))
        found.update((row_id, revision) for row_id, revision in session.execute(query))
    return found


def find_cue(session: Session, track_id: int, cue_id: str) -> CueRow | None:
    """The cue with an id, also one that was taken out; None where there never was one."""
    return session.scalar(_ONE, {"track": track_id, "cue": cue_id})


def find_cues(session: Session, track_id: int, cue_ids: Collection[str]) -> dict[str, CueRow]:
    """The cues with these ids, by id; those that do not exist are not in it."""
    found: dict[str, CueRow] = {}
    for part in _in_parts(cue_ids):
        query = select(CueRow).where(CueRow.track_id == track_id, CueRow.cue_id.in_(part))
        found.update((row.cue_id, row) for row in session.scalars(query))
    return found


def _in_parts(keys: Collection[_Key]) -> Iterator[list[_Key]]:
    """Each key once, in lists as long as every database takes.

    SQLite before 3.32 takes 999 parameters; a long season-wide list is asked for in parts.
    """
    wanted = list(dict.fromkeys(keys))
    for first in range(0, len(wanted), 500):
        yield wanted[first : first + 500]


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
