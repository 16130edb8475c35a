"""What an editor needs of an episode's picture and sound: where they lie, and marks of shots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from localize.review.acts import ActKind
from localize.review.committing import ask
from localize.review.office import Office
from localize.store.seasons import add_if_missing
from localize.store.tables import ShotRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.review.bench import Bench


@dataclass(frozen=True, slots=True)
class EpisodeMedia:
    """Where an episode's media lies, as a run recorded it.

    Attributes:
        episode: its name.
        path: of the file; empty where no run has seen one.
        media_hash: SHA-256 that it had then.
        transcript: content key of what was heard in it; empty for none.
    """

    episode: str
    path: str
    media_hash: str
    transcript: str


class Screening(Office):
    """Picture and sound of the episode that a track belongs to."""

    def media(self, actor: Actor, track_id: int) -> EpisodeMedia:
        """Where the media lies.

        Raises:
            UnknownNameError: the season has no such track.
        """

        def work(bench: Bench) -> EpisodeMedia:
            episode = bench.episode
            return EpisodeMedia(
                episode.name, episode.media_path, episode.media_hash, episode.transcript
            )

        return self._read(actor, track_id, work)

    def shots(self, actor: Actor, track_id: int) -> tuple[int, ...]:
        """Shot changes that people marked, ms, in order.

        Raises:
            UnknownNameError: the season has no such track.
        """
        return self._read(actor, track_id, lambda bench: _shots(bench.session, bench.episode.id))

    def mark_shot(self, actor: Actor, track_id: int, time: int, *, shot: bool) -> tuple[int, ...]:
        """Say that there is a shot change, or none; all of them as they are then.

        Whoever may write in the track may mark; the mark is the whole episode's.

        Args:
            actor: the person.
            track_id: where they work.
            time: ms; the start of the frame that is nearest is taken.
            shot: whether there is one.

        Raises:
            RefusedError: the person may not.
            UnknownNameError: the season has no such track.
        """

        def work(bench: Bench) -> tuple[int, ...]:
            ask(bench, ActKind.TEXT)
            session, episode = bench.session, bench.episode.id
            at = bench.rate.time_of(bench.rate.nearest_frame(time))
            said = {"shot": shot, "person_id": actor.person_id, "at": datetime.now(UTC)}
            if not add_if_missing(session, ShotRow, episode_id=episode, time=at, **said):
                row = session.scalars(
                    select(ShotRow).where(ShotRow.episode_id == episode, ShotRow.time == at)
                ).one()
                for column, value in said.items():
                    setattr(row, column, value)
            session.flush()
            return _shots(session, episode)

        return self._write(actor, track_id, work)


def _shots(session: Session, episode_id: int) -> tuple[int, ...]:
    query = (
        select(ShotRow.time)
        .where(ShotRow.episode_id == episode_id, ShotRow.shot)
        .order_by(ShotRow.time)
    )
    return tuple(session.scalars(query))
