"""An episode's shot changes as they are kept: a machine's marks under people's."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class SaidShots:
    """What people said of an episode's shot changes.

    Attributes:
        there: ms at which a shot begins, ascending.
        none: ms at which none does, ascending.
    """

    there: tuple[int, ...] = ()
    none: tuple[int, ...] = ()

    def beside(self, found: Iterable[int]) -> set[int]:
        """Of a machine's marks (ms) those that people said nothing of."""
        said = (*self.there, *self.none)
        return {time for time in found if all(abs(time - one) > NEAR for one in said)}

    def over(self, found: Iterable[int]) -> tuple[int, ...]:
        """A machine's marks (ms) with what people said laid over them, ascending."""
        return tuple(sorted(self.beside(found) | set(self.there)))


def said_of(session: Session, episode_id: int) -> SaidShots:
    """What people said of an episode's shot changes."""
    query = (
        select(ShotRow.time, ShotRow.shot)
        .where(ShotRow.episode_id == episode_id, ShotRow.person_id.is_not(None))
        .order_by(ShotRow.time)
    )
    rows = session.execute(query).all()
    return SaidShots(
        tuple(time for time, shot in rows if shot), tuple(time for time, shot in rows if not shot)
    )


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
    wanted = said_of(session, episode_id).beside(times)
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
