"""What goes with a track: notes, assignments, waivers, watch-throughs, visits, deliveries.

Adding one is ``session.add(NoteRow(...))``; here are the reads, and the writes that need care.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, or_, select

from localize.store.kinds import NoteScope
from localize.store.seasons import add_missing
from localize.store.tables import (
    AssignmentRow,
    CueRow,
    DeliveryRow,
    NoteRow,
    TrackRow,
    VisitRow,
    WaiverRow,
    WatchedRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session


#: Made once: putting a query together takes as long as asking it, and every save asks this one.
_IN_FORCE: Final = (
    select(AssignmentRow)
    .where(
        AssignmentRow.track_id.in_(bindparam("tracks", expanding=True)),
        AssignmentRow.withdrawn.is_(None),
    )
    .order_by(AssignmentRow.id)
)


def notes_of(
    session: Session, track: TrackRow, *, cue_id: str | None = None, unanswered: bool = False
) -> list[NoteRow]:
    """Notes of a track, oldest first, with those for all markets of the track it is based on.

    Args:
        session: any.
        track: the track.
        cue_id: only of this cue of the track itself.
        unanswered: only those that are open.
    """
    own = NoteRow.track_id == track.id
    if cue_id is not None:
        query = select(NoteRow).where(own, NoteRow.cue_id == cue_id)
    elif track.based_on_id is not None:
        of_template = (NoteRow.track_id == track.based_on_id) & (
            NoteRow.scope == NoteScope.ALL_MARKETS.value
        )
        query = select(NoteRow).where(or_(own, of_template))
    else:
        query = select(NoteRow).where(own)
    if unanswered:
        query = query.where(NoteRow.answered_at.is_(None))
    return list(session.scalars(query.order_by(NoteRow.id)))


def assignments_of(session: Session, track_ids: Collection[int]) -> list[AssignmentRow]:
    """Assignments in force on these tracks, those that are done included."""
    return list(session.scalars(_IN_FORCE, {"tracks": list(track_ids)}))


def assignments_for(session: Session, person_id: int, *, done: bool = False) -> list[AssignmentRow]:
    """What somebody has to do, what is due soonest first, what has no date last."""
    query = select(AssignmentRow).where(
        AssignmentRow.person_id == person_id, AssignmentRow.withdrawn.is_(None)
    )
    if not done:
        query = query.where(AssignmentRow.done.is_(None))
    # The two databases sort NULL at opposite ends unless told.
    return list(
        session.scalars(query.order_by(AssignmentRow.due.asc().nulls_last(), AssignmentRow.id))
    )


def waivers_of(session: Session, track_id: int, *, withdrawn: bool = False) -> list[WaiverRow]:
    """A track's waivers in force, oldest first; with ``withdrawn``, all there ever were."""
    query = select(WaiverRow).where(WaiverRow.track_id == track_id)
    if not withdrawn:
        query = query.where(WaiverRow.withdrawn.is_(None))
    return list(session.scalars(query.order_by(WaiverRow.id)))


def find_waiver(session: Session, track_id: int, cue_id: str, rule: str) -> WaiverRow | None:
    """The waiver in force of a rule, on a cue or (``cue_id`` empty) on the track."""
    return session.scalar(
        select(WaiverRow).where(
            WaiverRow.track_id == track_id,
            WaiverRow.cue_id == cue_id,
            WaiverRow.rule == rule,
            WaiverRow.withdrawn.is_(None),
        )
    )


def mark_watched(
    session: Session, rows: Iterable[CueRow], person_id: int, at: datetime, speed: float = 1.0
) -> int:
    """Keep that somebody watched these cues as they are now; how many were not yet marked so."""
    watched = [
        {
            "cue_row_id": row.id,
            "revision": row.revision,
            "person_id": person_id,
            "at": at,
            "speed": speed,
        }
        for row in rows
    ]
    return add_missing(session, WatchedRow, watched)


def unwatched(session: Session, track_id: int) -> list[CueRow]:
    """Cues that nobody has watched since their last revision, in programme order."""
    watched = (
        select(WatchedRow.id)
        .where(WatchedRow.cue_row_id == CueRow.id, WatchedRow.revision == CueRow.revision)
        .exists()
    )
    query = select(CueRow).where(CueRow.track_id == track_id, CueRow.deleted.is_(False), ~watched)
    return list(session.scalars(query.order_by(CueRow.start, CueRow.end, CueRow.id)))


def watched_of(session: Session, track_id: int) -> list[WatchedRow]:
    """Every watching of a track's cues, at whichever revision, in the order it happened."""
    query = (
        select(WatchedRow)
        .join(CueRow, WatchedRow.cue_row_id == CueRow.id)
        .where(CueRow.track_id == track_id)
        .order_by(WatchedRow.id)
    )
    return list(session.scalars(query))


def visits_of(
    session: Session, track_id: int | None = None, person_id: int | None = None
) -> list[VisitRow]:
    """Visits on a track, of a person, or both, in the order they were opened."""
    query = select(VisitRow)
    if track_id is not None:
        query = query.where(VisitRow.track_id == track_id)
    if person_id is not None:
        query = query.where(VisitRow.person_id == person_id)
    return list(session.scalars(query.order_by(VisitRow.opened, VisitRow.id)))


def deliveries_of(session: Session, track_id: int) -> list[DeliveryRow]:
    """What left of a track, oldest first."""
    query = select(DeliveryRow).where(DeliveryRow.track_id == track_id).order_by(DeliveryRow.id)
    return list(session.scalars(query))
