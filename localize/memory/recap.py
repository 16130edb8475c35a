"""All that a market approved, in every season of the database: what a run need not draft again.

Lines of memories that somebody brought in come with it, as examples.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import func, select

from localize.drafting import units_of_cues
from localize.drafting.known import ForeignLine, KnownLines, KnownPassage
from localize.memory.passages import Rendered, passages_of
from localize.memory.shelf import Book
from localize.review.evidence import origin_of
from localize.review.reading import source_of
from localize.script import TrackRole
from localize.store.cues import cues_of
from localize.store.kinds import CueState
from localize.store.mapping import cue_of
from localize.store.tables import (
    CueRow,
    EpisodeRow,
    MemoryLineRow,
    PersonRow,
    SeasonRow,
    TrackRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy.orm import Session

    from localize.engines import TranslationUnit
    from localize.script import Cue
    from localize.store import Database


#: Changes whenever other passages would be read of the same track.
METHOD: Final = "1"


@dataclass(frozen=True, slots=True)
class ApprovedTrack:
    """What a track's people approved, as it was read.

    Attributes:
        state: of the track and its source then; another one means that it is to be read again.
        passages: in programme order.
    """

    state: str
    passages: tuple[KnownPassage, ...]


class Shelf(Protocol):
    """Keeps what was read of tracks from one run to the next: reading a season takes a while."""

    def get(self, name: str) -> ApprovedTrack | None:
        """What was kept under a name."""

    def put(self, name: str, track: ApprovedTrack) -> None:
        """Keep it in the place of what was kept under that name."""


def known_lines(
    database: Database, locales: Iterable[str], shelf: Shelf | None = None
) -> dict[str, KnownLines]:
    """What markets approved, by locale; those that approved nothing are not in it.

    Args:
        database: brought up to date.
        locales: of the markets, normal form.
        shelf: keeps what is read; None reads everything.
    """
    found: dict[str, KnownLines] = {}
    with database.read() as session:
        reader = _Reader(session, shelf)
        for locale in locales:
            lines = KnownLines(tuple(reader.passages(locale)), tuple(_foreign(session, locale)))
            if lines.passages or lines.foreign:
                found[locale] = lines
    return found


class _Reader:
    """Reads tracks of one snapshot; a source that several markets share is read once."""

    def __init__(self, session: Session, shelf: Shelf | None) -> None:
        self._session = session
        self._shelf = shelf
        self._sources: dict[
            tuple[int, int | None], tuple[tuple[Cue, ...], tuple[TranslationUnit, ...]]
        ] = {}
        people = session.execute(select(PersonRow.id, PersonRow.display))
        self._people: Mapping[int, str] = {one.id: one.display for one in people}

    def passages(self, locale: str) -> Iterator[KnownPassage]:
        """The passages that a market approved, track by track as they were made."""
        approved = _approved(self._session, locale)
        query = (
            select(TrackRow, EpisodeRow.name, SeasonRow.name)
            .join(EpisodeRow, TrackRow.episode_id == EpisodeRow.id)
            .join(SeasonRow, EpisodeRow.season_id == SeasonRow.id)
            .where(TrackRow.locale == locale, TrackRow.role == TrackRole.SUBTITLE.value)
            .order_by(TrackRow.id)
        )
        for track, episode, season in self._session.execute(query).all():
            origin = origin_of(self._session, track)
            if origin is None or track.id not in approved:
                continue
            source = (origin.id, track.based_on_version, track.based_on_version or origin.changed)
            state = str((METHOD, approved[track.id], track.changed, source))
            name = f"{season}\x1f{episode}\x1f{track.id}\x1f{locale}"
            kept = None if self._shelf is None else self._shelf.get(name)
            if kept is None or kept.state != state:
                own = self._read(track, origin, episode, season)
                kept = ApprovedTrack(state, tuple(own))
                if self._shelf is not None:
                    self._shelf.put(name, kept)
            yield from kept.passages

    def _read(
        self, track: TrackRow, origin: TrackRow, episode: str, season: str
    ) -> Iterator[KnownPassage]:
        key = (origin.id, track.based_on_version)
        if key not in self._sources:
            _, lines = source_of(self._session, track)
            self._sources[key] = (lines, units_of_cues(lines, locale=origin.locale))
        sources, units = self._sources[key]
        yield from passages_of(
            sources,
            units,
            list(self._rendered(track, sources)),
            source_locale=origin.locale,
            episode=episode,
            season=season,
        )

    def _rendered(self, track: TrackRow, sources: tuple[Cue, ...]) -> Iterator[Rendered]:
        """A track's cues with all that each stands for: what it names, else what is at its time."""
        book = Book.of([(cue.id, cue.start, cue.end, cue.lines) for cue in sources])
        ids = {place: cue_id for cue_id, place in book.places.items()}
        for row in cues_of(self._session, track.id):
            places = book.stood_for(row.source_ids, row.start, row.end)
            at = row.approved_at
            yield Rendered(
                replace(cue_of(row), source_ids=tuple(ids[place] for place in places)),
                approved=row.state == CueState.APPROVED.value and not row.stale,
                by=self._people.get(row.approved_by or 0, ""),
                at=at.isoformat() if at is not None else "",
            )


def _approved(session: Session, locale: str) -> dict[int, str]:
    """For each track of a market with approved cues, how many, by whom, and when the last was."""
    query = (
        select(
            CueRow.track_id,
            func.count(),
            func.max(CueRow.approved_at),
            func.sum(CueRow.approved_by),
        )
        .join(TrackRow, CueRow.track_id == TrackRow.id)
        .where(
            TrackRow.locale == locale,
            TrackRow.role == TrackRole.SUBTITLE.value,
            CueRow.state == CueState.APPROVED.value,
            CueRow.deleted.is_(False),
        )
        .group_by(CueRow.track_id)
    )
    return {
        track_id: f"{count} {last} {by}" for track_id, count, last, by in session.execute(query)
    }


def _foreign(session: Session, locale: str) -> Iterator[ForeignLine]:
    query = select(MemoryLineRow).where(MemoryLineRow.locale == locale).order_by(MemoryLineRow.id)
    for row in session.scalars(query):
        yield ForeignLine(row.source, row.target, row.source_locale, row.origin)
