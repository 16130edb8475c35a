"""One writer a track, on both databases.

SQLite lets one transaction write at a time, so there it is so already. PostgreSQL lets many, and
two that read the same cue before either writes would lose one of the changes; each therefore
takes its track's row first and holds it until its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import BindParameter, Select, bindparam, or_, select

from localize.errors import SettingsError
from localize.store.tables import TrackRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

_LOCKED = "localize.locked_tracks"
_Query = TypeVar("_Query", bound=Select[Any])


class NoTrackError(SettingsError):
    """A track is not there.

    Attributes:
        track_id: which.
    """

    def __init__(self, track_id: int) -> None:
        super().__init__(f"There is no track {track_id}.")
        self.track_id = track_id


def lock_track(session: Session, track_id: int) -> TrackRow:
    """Take a track for writing, before anything of it is read; held until the transaction ends.

    Rows that the session had loaded before are read anew, since others may have changed them
    while this waited.

    Raises:
        NoTrackError: there is no such track.
        BusyError: another has held it for too long.
    """
    return lock_tracks(session, (track_id,))[0]


def lock_tracks(
    session: Session, track_ids: Iterable[int], *, followers: bool = False
) -> list[TrackRow]:
    """Take several tracks for writing, in the order of their ids; returned in that order.

    Whoever takes more than one takes them by one call, so that two never wait for each other.

    Args:
        session: of `Database.begin`.
        track_ids: the tracks.
        followers: whether those that stand for one of them as it is now (not for a version of it)
            are taken, too.

    Raises:
        NoTrackError: there is no such track.
        BusyError: another has held one for too long.
    """
    wanted = sorted(set(track_ids))
    session.flush()
    session.expire_all()
    rows = list(session.scalars(_WITH_FOLLOWERS if followers else _THESE, {"ids": wanted}))
    missing = set(wanted) - {row.id for row in rows}
    if missing:
        raise NoTrackError(min(missing))
    session.info.setdefault(_LOCKED, set()).update(row.id for row in rows)
    return rows


def is_locked(session: Session, track_id: int) -> bool:
    """Whether this transaction has taken the track for writing."""
    return track_id in session.info.get(_LOCKED, ())


def for_update(query: _Query) -> _Query:
    """The query, its rows held until the transaction ends; on SQLite they are anyway.

    FOR NO KEY UPDATE: rows that only refer to the held ones (notes, visits) can still be added.
    """
    return query.with_for_update(key_share=True).execution_options(populate_existing=True)


# Made once: putting a query together takes as long as asking it, and every save asks one of these.
_IDS: Final[BindParameter[Any]] = bindparam("ids", expanding=True)
_THESE: Final = for_update(select(TrackRow).where(TrackRow.id.in_(_IDS)).order_by(TrackRow.id))
_WITH_FOLLOWERS: Final = for_update(
    select(TrackRow)
    .where(
        or_(
            TrackRow.id.in_(_IDS),
            TrackRow.based_on_id.in_(_IDS) & TrackRow.based_on_version.is_(None),
        )
    )
    .order_by(TrackRow.id)
)
