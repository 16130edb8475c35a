"""An episode's shot changes as they are kept: a machine's marks under people's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select

from localize.store.seasons import add_if_missing, add_missing
from localize.store.tables import ShotRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.orm import Session

#: A machine's mark so near (ms) to one that a person set or took out is the same change: another
#: version of the detector may be a frame or two off, and no shot is as short.
NEAR: Final = 100


def shots_of(session: Session, episode_id: int) -> tuple[int, ...]:
    """The shot changes of an episode, ms, ascending; those that a person took out are none."""
    query = (
        select(ShotRow.time)
        .where(ShotRow.episode_id == episode_id, ShotRow.shot)
        .order_by(ShotRow.time)
    )
    return tuple(session.scalars(query))


def put_detected(session: Session, episode_id: int, times: Collection[int]) -> None:
    """Take in what a machine found: its own marks are replaced, people's stay and win.

    Args:
        session: of `Database.begin`.
        episode_id: the episode.
        times: ms of the first frame of each shot but the first.
    """
    rows = session.scalars(select(ShotRow).where(ShotRow.episode_id == episode_id)).all()
    people = [row.time for row in rows if row.person_id is not None]
    wanted = {time for time in times if all(abs(time - said) > NEAR for said in people)}
    mine = {row.time for row in rows if row.person_id is None}
    _remove(session, [row.id for row in rows if row.person_id is None and row.time not in wanted])
    at = datetime.now(UTC)
    new = [
        {"episode_id": episode_id, "time": time, "shot": True, "person_id": None, "at": at}
        for time in sorted(wanted - mine)
    ]
    add_missing(session, ShotRow, new)


def put_said(
    session: Session, episode_id: int, times: Iterable[int], person_id: int, *, shot: bool
) -> None:
    """Take in what a person said: there is a change at each of these times (ms), or none."""
    said = {"shot": shot, "person_id": person_id, "at": datetime.now(UTC)}
    for time in times:
        if add_if_missing(session, ShotRow, episode_id=episode_id, time=time, **said):
            continue
        row = session.scalars(
            select(ShotRow).where(ShotRow.episode_id == episode_id, ShotRow.time == time)
        ).one()
        for column, value in said.items():
            setattr(row, column, value)
    session.flush()


def mark_near(session: Session, episode_id: int, time: int, within: float) -> int | None:
    """The time of the mark that is nearest, no more than ``within`` ms away; None for none."""
    query = select(ShotRow.time).where(
        ShotRow.episode_id == episode_id, ShotRow.time.between(time - within, time + within)
    )
    return min(session.scalars(query), key=lambda found: abs(found - time), default=None)


def _remove(session: Session, ids: list[int]) -> None:
    for first in range(0, len(ids), 500):
        session.execute(delete(ShotRow).where(ShotRow.id.in_(ids[first : first + 500])))
