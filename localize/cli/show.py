"""The show that files belong to: names, terms and characters that its people confirmed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from localize.errors import UnknownNameError
from localize.pipeline.show_words import ShowWords

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(slots=True)
class Show:
    """The kept work of a project, read once for each language.

    Attributes:
        project: its folder, with `localize.toml`; None for none, which knows nothing.
    """

    project: Path | None
    _words: dict[str, ShowWords] = field(default_factory=dict)

    @classmethod
    def at(cls, folder: Path) -> Show:
        """That of a folder, if it keeps work."""
        from localize.cli.kept import is_kept  # noqa: PLC0415 -- the database's libraries

        return cls(folder if is_kept(folder) else None)

    @classmethod
    def of(cls, named: Path | None) -> Show:
        """That of the folder that was named; else that of the current folder, if it keeps work.

        Raises:
            SettingsError: the folder that was named keeps none.
        """
        from localize.cli.kept import kept  # noqa: PLC0415 -- the database's libraries

        if named is None:
            return cls.at(Path())
        with kept(named):  # what is wrong with it is said before any file is checked
            return cls(named)

    def words_in(self, locale: str) -> ShowWords:
        """What the show has settled for a language; nothing before its first run.

        Raises:
            SettingsError: the season's settings cannot be read.
            FetchError: the database cannot be reached.
        """
        if self.project is None:
            return ShowWords()
        if locale not in self._words:
            self._words[locale] = _read(self.project, locale)
        return self._words[locale]


def _read(project: Path, locale: str) -> ShowWords:
    from localize.cli.kept import kept  # noqa: PLC0415 -- the database's libraries
    from localize.review.bench import season_row  # noqa: PLC0415 -- as above
    from localize.review.own_words import (  # noqa: PLC0415 -- as above
        addresses_of,
        characters_of,
        names_of,
        terms_of,
    )

    with kept(project) as work, work.database.read() as session:
        try:
            season = season_row(session, work.season)
        except UnknownNameError:
            return ShowWords()
        return ShowWords(
            known=names_of(session, season.id, locale) | _speakers(session, season.id),
            terms=terms_of(session, season.id, locale),
            characters=characters_of(session, season.id),
            addresses=addresses_of(session, season.id, locale),
        )


def _speakers(session: Session, season_id: int) -> frozenset[str]:
    """Who speaks in any track of a season."""
    from sqlalchemy import select  # noqa: PLC0415 -- as in `_read`

    from localize.store.tables import CueRow, EpisodeRow, TrackRow  # noqa: PLC0415 -- as above

    query = (
        select(CueRow.speaker)
        .join(TrackRow, TrackRow.id == CueRow.track_id)
        .join(EpisodeRow, EpisodeRow.id == TrackRow.episode_id)
        .where(EpisodeRow.season_id == season_id, CueRow.speaker != "")
    )
    return frozenset(session.scalars(query.distinct()))
