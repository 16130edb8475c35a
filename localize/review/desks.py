"""Finding templates and what hangs on them, and asking the policy about acts on a whole track."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.review.acts import Act
from localize.review.bench import open_bench
from localize.review.errors import RefusedError
from localize.review.policy import decide
from localize.script import TrackRole
from localize.store.locks import lock_tracks
from localize.store.seasons import market_tracks
from localize.store.tables import PersonRow, TrackRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.review.acts import ActKind
    from localize.season import Season


def find_template(session: Session, actor: Actor, season: Season, track_id: int) -> TrackRow:
    """The template of an id.

    Raises:
        UnknownNameError: the season has no such track.
        RefusedError: it is no template.
    """
    found = open_bench(session, actor, season, track_id).track
    if found.role != TrackRole.TEMPLATE.value:
        raise RefusedError(
            f"The {found.locale} track {track_id} is a {found.role}, not a template.",
            "Begin a template from it first: localize template start.",
        )
    return found


def take_template(session: Session, actor: Actor, season: Season, track_id: int) -> TrackRow:
    """A template, with every track that hangs on it, taken for writing.

    Raises:
        UnknownNameError, RefusedError: as `find_template`.
        BusyError: another has held one of them for too long.
    """
    find_template(session, actor, season, track_id)
    wanted = {track_id, *_hung(session, track_id)}
    taken = lock_tracks(session, wanted)
    # A market may have been hung on it while this waited; it is taken too.
    while missing := _hung(session, track_id) - wanted:
        wanted |= missing
        taken = lock_tracks(session, wanted)
    return next(row for row in taken if row.id == track_id)


def _hung(session: Session, track_id: int) -> set[int]:
    return {track.id for track in market_tracks(session, track_id)}


def allow(session: Session, actor: Actor, season: Season, track_id: int, kind: ActKind) -> None:
    """Let a person do something to a track as a whole.

    Raises:
        UnknownNameError: the season has no such track.
        RefusedError: they may not; it says why, and how to ask.
    """
    decision = decide(Act(kind), open_bench(session, actor, season, track_id).desk)
    if not decision.allowed:
        raise RefusedError(decision.reason, decision.ask)


def name_of(session: Session, person_id: int) -> str:
    """Somebody's name as it is shown."""
    person = session.get(PersonRow, person_id)
    return person.display if person is not None else "somebody"
