"""What every part of the review service stands on: the database, the season, the guides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from localize.review.bench import Bench, market_of, open_bench, take_bench
from localize.season.model import style_guide

if TYPE_CHECKING:
    from collections.abc import Callable

    from localize.guides.model import Limits
    from localize.guides.style import StyleGuide
    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database

_T = TypeVar("_T")


class Office:
    """The part of the service that its subjects share.

    Args:
        database: what is kept; brought up to date (`Database.upgrade`).
        season: the settings.
        project: the project's folder: guides that are files are seen from there.
    """

    def __init__(self, database: Database, season: Season, project: Path | None = None) -> None:
        self.database = database
        self.season = season
        self.project = project or Path()
        self._guides: dict[str, StyleGuide] = {}

    def _guide(self, name: str) -> StyleGuide:
        if name not in self._guides:
            self._guides[name] = style_guide(name, self.project)
        return self._guides[name]

    def _limits(self, bench: Bench) -> Limits:
        """The guide's limits for a track; the market's guide, or the season's for its source."""
        market = market_of(self.season, bench.track.locale)
        guide = self._guide(market.guide)
        return guide.limits(market.locale, audience=market.audience, role=bench.role)

    def _min_gap(self, bench: Bench) -> int:
        """The least gap between two cues, ms; asked only where a template holds the times."""
        if bench.track.based_on_version is None:
            return 0
        return self._limits(bench).min_gap(bench.rate)

    def _write(self, actor: Actor, track_id: int, work: Callable[[Bench], _T]) -> _T:
        """Do work on one track, in one transaction; it may run more than once."""
        return self.database.write(
            lambda session: work(take_bench(session, actor, self.season, track_id))
        )

    def _read(self, actor: Actor, track_id: int, work: Callable[[Bench], _T]) -> _T:
        """Look at one track, in one snapshot."""
        with self.database.read() as session:
            return work(open_bench(session, actor, self.season, track_id))
