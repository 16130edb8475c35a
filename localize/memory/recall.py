"""What this market said before for a source like this one."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import or_, select

from localize.locales import language
from localize.memory.likeness import SAME, likest
from localize.memory.shelf import Book, Brought, Entry, read_book, read_brought, read_shelf
from localize.review.bench import open_bench
from localize.review.errors import RefusedError
from localize.review.evidence import origin_of
from localize.script import TrackRole
from localize.store.cues import find_cue
from localize.store.tables import (
    CueRow,
    EpisodeRow,
    MemoryLineRow,
    PersonRow,
    SeasonRow,
    TrackRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database

#: Hits that are shown: as many as there are number keys.
MOST: Final = 9
#: Different source texts, and lines for them, that are looked at for those nine: most of them are
#: the same line again.
_TEXTS: Final = 30
_LINES: Final = 90


@dataclass(frozen=True, slots=True)
class MemoryHit:
    """A line of this market that a person approved, for a source like this one.

    Attributes:
        score: 70 to 100; 100 for the same text, and for no other.
        source: lines that it stands for.
        target: its lines.
        episode: where it is from; empty for a line that somebody brought in.
        track_id: the track; 0 for a line that was brought in.
        cue_id: the cue; empty for a line that was brought in.
        season: the season, where it is another than the cue's own.
        origin: what a line that was brought in says of where it is from; empty for all others.
        by: name of the person who approved it, or brought it in.
    """

    score: int
    source: tuple[str, ...]
    target: tuple[str, ...]
    episode: str
    track_id: int
    cue_id: str
    season: str = ""
    origin: str = ""
    by: str = ""


class _Place(NamedTuple):
    """A track of the market, and the state of it and of its source: what is kept holds for both."""

    track_id: int
    changed: int
    source_id: int | None
    version: int | None
    source_changed: int


class _Index(NamedTuple):
    """A market's approved lines, by the text of their source."""

    shelves: dict[int, tuple[_Place, tuple[Entry, ...]]]
    brought: Brought
    texts: list[str]
    entries: list[list[Entry]]


class Memory:
    """Translation memory over the approved cues of every season; one for a whole server.

    Lines that somebody brought in from another memory are in it too. Safe between threads. What it
    has read is read anew when a track's change number says so, so a hit is never older than the
    track.

    Args:
        database: brought up to date.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._books: dict[tuple[int, int | None, int], Book] = {}
        self._indexes: dict[str, _Index] = {}

    def hits(
        self, actor: Actor, season: Season, track_id: int, cue_id: str
    ) -> tuple[MemoryHit, ...]:
        """At most nine lines, the same source text first, and among those the same neighbours.

        The same line for the same source text comes once, the show's own before those that were
        brought in. None where the track has no source.

        Raises:
            UnknownNameError: the season has no such track.
            RefusedError: the track has no such cue.
        """
        with self._database.read() as session:
            bench = open_bench(session, actor, season, track_id)
            row = find_cue(session, track_id, cue_id)
            if row is None:
                raise RefusedError(f"There is no cue {cue_id} in this track.")
            if bench.role is not TrackRole.SUBTITLE:
                return ()
            locale = bench.track.locale
            places = _places(session, locale)
            with self._lock:
                index = self._index(session, locale, places)
                books = {place.track_id: self._book(session, place) for place in places}
            book = books[track_id]
            stood_for = book.stood_for(row.source_ids, row.start, row.end)
            text = book.text(stood_for)
            if not text:
                return ()
            around = book.around(stood_for)
            origin = origin_of(session, bench.track)
            spoken = language(origin.locale) if origin is not None else ""
            found = []
            for place, score in likest(text, index.texts, _TEXTS):
                for entry in index.entries[place]:
                    itself = entry.row_id == row.id and not entry.brought
                    if not itself and entry.language in ("", spoken):
                        near = (entry.before == around[0]) + (entry.after == around[1])
                        found.append((score, near if score == SAME else 0, entry))
            found.sort(key=lambda one: (-one[0], -one[1], one[2].brought, -one[2].row_id))
            chosen = [(one[0], one[2]) for one in found[:_LINES]]
            return _Shown(session, books, bench.episode.season_id).hits(chosen)

    # --- What is kept -----------------------------------------------------------------------------

    def _book(self, session: Session, place: _Place) -> Book:
        if place.source_id is None:
            return Book.of(())
        key = (place.source_id, place.version, place.source_changed)
        if key not in self._books:
            stale = [one for one in self._books if one[:2] == key[:2]]
            for one in stale:
                del self._books[one]
            self._books[key] = read_book(session, place.source_id, place.version)
        return self._books[key]

    def _index(self, session: Session, locale: str, places: Sequence[_Place]) -> _Index:
        """The market's lines as they are in this snapshot; what did not change is not read."""
        before = self._indexes.get(locale)
        kept = before.shelves if before else {}
        brought = read_brought(session, locale, before.brought if before else None)
        shelves: dict[int, tuple[_Place, tuple[Entry, ...]]] = {}
        same = before is not None and kept.keys() == {place.track_id for place in places}
        for place in places:
            old = kept.get(place.track_id)
            if old is not None and old[0] == place:
                shelves[place.track_id] = old
                continue
            entries = read_shelf(session, place.track_id, self._book(session, place))
            if old is not None and old[1] == entries:
                entries = old[1]  # most changes are of cues that are not approved yet
            else:
                same = False
            shelves[place.track_id] = (place, entries)
        if before is not None and same and brought is before.brought:
            index = before._replace(shelves=shelves)
        else:
            index = _arranged(shelves, brought)
        self._indexes[locale] = index
        return index


class _Shown:
    """Entries of an index as they are shown to somebody.

    Args:
        session: any.
        books: the source of each track, by its id.
        season_id: of the cue that they are shown for.
    """

    def __init__(self, session: Session, books: dict[int, Book], season_id: int) -> None:
        self._session = session
        self._books = books
        self._season_id = season_id

    def hits(self, found: Sequence[tuple[int, Entry]]) -> tuple[MemoryHit, ...]:
        """At most nine, each line for each source text once."""
        approved = self._approved([one.row_id for _, one in found if not one.brought])
        brought = self._brought([one.row_id for _, one in found if one.brought])
        told: set[tuple[str, tuple[str, ...]]] = set()
        hits = []
        for score, entry in found:
            hit = (brought if entry.brought else approved)[entry.row_id]
            if (entry.text, hit.target) in told:
                continue
            told.add((entry.text, hit.target))
            hits.append(replace(hit, score=score))
            if len(hits) == MOST:
                break
        return tuple(hits)

    def _approved(self, ids: Sequence[int]) -> dict[int, MemoryHit]:
        query = (
            select(CueRow, EpisodeRow.name, SeasonRow.id, SeasonRow.name, PersonRow.display)
            .join(TrackRow, CueRow.track_id == TrackRow.id)
            .join(EpisodeRow, TrackRow.episode_id == EpisodeRow.id)
            .join(SeasonRow, EpisodeRow.season_id == SeasonRow.id)
            .outerjoin(PersonRow, CueRow.approved_by == PersonRow.id)
            .where(CueRow.id.in_(ids))
        )
        found = {}
        for row, episode, season_id, season, person in self._session.execute(query):
            book = self._books[row.track_id]
            source = tuple(
                line
                for place in book.stood_for(row.source_ids, row.start, row.end)
                for line in book.lines[place]
            )
            found[row.id] = MemoryHit(
                SAME,
                source,
                tuple(row.lines),
                episode,
                row.track_id,
                row.cue_id,
                season="" if season_id == self._season_id else season,
                by=person or "",
            )
        return found

    def _brought(self, ids: Sequence[int]) -> dict[int, MemoryHit]:
        query = (
            select(MemoryLineRow, PersonRow.display)
            .outerjoin(PersonRow, MemoryLineRow.by == PersonRow.id)
            .where(MemoryLineRow.id.in_(ids))
        )
        return {
            row.id: MemoryHit(
                SAME,
                tuple(row.source.splitlines()),
                tuple(row.target.splitlines()),
                "",
                0,
                "",
                origin=row.origin,
                by=person or "",
            )
            for row, person in self._session.execute(query)
        }


def _arranged(shelves: dict[int, tuple[_Place, tuple[Entry, ...]]], brought: Brought) -> _Index:
    by_text: defaultdict[str, list[Entry]] = defaultdict(list)
    for entries in (*(own for _, own in shelves.values()), brought.entries):
        for entry in entries:
            by_text[entry.text].append(entry)
    return _Index(shelves, brought, list(by_text), list(by_text.values()))


def _places(session: Session, locale: str) -> list[_Place]:
    """A market's tracks, each with what it was translated from: see `review.reading.source_of`."""
    sources = select(TrackRow.based_on_id).where(
        TrackRow.locale == locale, TrackRow.based_on_id.is_not(None)
    )
    query = (
        select(
            TrackRow.id,
            TrackRow.episode_id,
            TrackRow.locale,
            TrackRow.role,
            TrackRow.changed,
            TrackRow.based_on_id,
            TrackRow.based_on_version,
        )
        .where(
            or_(
                TrackRow.locale == locale,
                TrackRow.role == TrackRole.TRANSCRIPT.value,
                TrackRow.id.in_(sources),
            )
        )
        .order_by(TrackRow.id)
    )
    tracks = session.execute(query).all()
    changed = {track.id: track.changed for track in tracks}
    heard: dict[int, int] = {}
    for track in tracks:
        if track.role == TrackRole.TRANSCRIPT.value:
            heard.setdefault(track.episode_id, track.id)
    places = []
    for track in tracks:
        if (track.locale, track.role) != (locale, TrackRole.SUBTITLE.value):
            continue
        source = track.based_on_id or heard.get(track.episode_id)
        version = track.based_on_version if track.based_on_id else None
        # A version never changes.
        moves = changed[source] if source is not None and version is None else 0
        places.append(_Place(track.id, track.changed, source, version, moves))
    return places
