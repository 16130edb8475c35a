"""Who speaks in the sources, and is no character of the show yet: for a person to add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from localize.memory.characters import kept_characters
from localize.memory.exchange.giving import source_tracks
from localize.review.bench import season_row
from localize.store.tables import CueRow

if TYPE_CHECKING:
    from localize.season import Season
    from localize.store import Database


@dataclass(frozen=True, slots=True)
class Speaker:
    """A name that cues have as their speaker.

    Attributes:
        name: as the first of them writes it.
        cues: of the sources that have it.
    """

    name: str
    cues: int


class Speakers:
    """Who speaks in one season.

    Args:
        database: brought up to date.
        season: its settings.
    """

    def __init__(self, database: Database, season: Season) -> None:
        self._database = database
        self._season = season

    def unlisted(self) -> tuple[Speaker, ...]:
        """Those who are no character, who speaks most first; letters' case tells nobody apart.

        Raises:
            UnknownNameError: nothing of the season is kept yet.
        """
        with self._database.read() as session:
            season = season_row(session, self._season)
            known = {one.name.casefold() for one in kept_characters(session, season.id)}
            tracks = [one.id for one in source_tracks(session, season.id)]
            counted = session.execute(
                select(CueRow.speaker, func.count())
                .where(CueRow.track_id.in_(tracks), CueRow.deleted.is_(False), CueRow.speaker != "")
                .group_by(CueRow.speaker)
                .order_by(CueRow.speaker)
            ).all()
        found: dict[str, Speaker] = {}
        for name, cues in counted:
            key = name.casefold()
            if key not in known:
                before = found.get(key, Speaker(name, 0))
                found[key] = Speaker(before.name, before.cues + cues)
        return tuple(sorted(found.values(), key=lambda one: (-one.cues, one.name)))
