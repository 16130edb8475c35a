"""Approved lines of a track, each with the source that it stands for: read once a change.

Only what is needed to find a line is kept (of a season of 50 episodes with 800 cues, some ten
megabytes a market); the lines themselves are read when they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from localize.locales import language
from localize.memory.likeness import normal
from localize.review.overlaps import Overlaps
from localize.store.kinds import CueState
from localize.store.seasons import find_version
from localize.store.tables import CueRow, MemoryLineRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Book:
    """The text that a track was translated from, in programme order.

    Attributes:
        places: id of a cue → its place.
        lines: of each.
        texts: of each, as they are compared.
        times: of all, to be found by.
    """

    places: dict[str, int]
    lines: tuple[tuple[str, ...], ...]
    texts: tuple[str, ...]
    times: Overlaps

    @classmethod
    def of(cls, cues: Sequence[tuple[str, int, int, Sequence[str]]]) -> Book:
        """From (id, start, end, lines) of every cue."""
        ordered = sorted(cues, key=lambda cue: (cue[1], cue[2]))
        return cls(
            {cue_id: place for place, (cue_id, _, _, _) in enumerate(ordered)},
            tuple(tuple(lines) for _, _, _, lines in ordered),
            tuple(normal(lines) for _, _, _, lines in ordered),
            Overlaps([(start, end) for _, start, end, _ in ordered]),
        )

    def stood_for(self, source_ids: Sequence[str], start: int, end: int) -> tuple[int, ...]:
        """Places that a cue stands for: those it names, else those at its time."""
        named = sorted({self.places[one] for one in source_ids if one in self.places})
        if named:
            return tuple(named)
        return self.times.find(start, end)

    def text(self, places: Sequence[int]) -> str:
        """The text of some places, as it is compared."""
        if len(places) == 1:
            return self.texts[places[0]]  # the same string for every market
        return " ".join(self.texts[place] for place in places if self.texts[place])

    def around(self, places: Sequence[int]) -> tuple[str, str]:
        """The texts before and after some places; empty at either end."""
        if not places:
            return "", ""
        before, after = places[0] - 1, places[-1] + 1
        return (
            self.texts[before] if before >= 0 else "",
            self.texts[after] if after < len(self.texts) else "",
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """An approved line, or one that was brought in, as it is found.

    Attributes:
        row_id: of the cue, or of the line that was brought in.
        text: of its source, as it is compared.
        before: of the source before that.
        after: of the source after that.
        brought: whether somebody brought it in from another memory.
        language: of its source, where it is one of those; empty for a cue.
    """

    row_id: int
    text: str
    before: str
    after: str
    brought: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """A market's lines of other memories.

    Attributes:
        state: how many there are, and the last: what is kept holds for both.
        entries: they.
    """

    state: tuple[int, int]
    entries: tuple[Entry, ...] = ()


def read_book(session: Session, track_id: int, version: int | None) -> Book:
    """The text of a source track: of a version, or as it is."""
    if version is not None:
        kept = find_version(session, track_id, version)
        if kept is not None:
            return Book.of([_of_data(data) for data in kept.cues])
    query = select(CueRow.cue_id, CueRow.start, CueRow.end, CueRow.lines).where(
        CueRow.track_id == track_id, CueRow.deleted.is_(False)
    )
    return Book.of([tuple(row) for row in session.execute(query)])


def read_shelf(session: Session, track_id: int, book: Book) -> tuple[Entry, ...]:
    """A track's approved lines that say something, for a source that says something.

    A line whose source has moved on was approved for another text than the book has now.
    """
    query = select(
        CueRow.id, CueRow.start, CueRow.end, CueRow.source_ids, CueRow.lines
    ).where(
        CueRow.track_id == track_id,
        CueRow.state == CueState.APPROVED.value,
        CueRow.stale == "",
        CueRow.deleted.is_(False),
    )  # fmt: skip
    entries = []
    for row_id, start, end, source_ids, lines in session.execute(query):
        places = book.stood_for(source_ids, start, end)
        text = book.text(places)
        if text and any(line.strip() for line in lines):
            entries.append(Entry(row_id, text, *book.around(places)))
    return tuple(entries)


def read_brought(session: Session, locale: str, kept: Brought | None = None) -> Brought:
    """A market's lines of other memories; what is kept where none came or went since.

    Lines are never changed in place, so their number and the last one's tell.
    """
    count, last = session.execute(
        select(func.count(), func.max(MemoryLineRow.id)).where(MemoryLineRow.locale == locale)
    ).one()
    state = (count, last or 0)
    if kept is not None and kept.state == state:
        return kept
    query = (
        select(
            MemoryLineRow.id,
            MemoryLineRow.source,
            MemoryLineRow.before,
            MemoryLineRow.after,
            MemoryLineRow.source_locale,
        )
        .where(MemoryLineRow.locale == locale)
        .order_by(MemoryLineRow.id)
    )
    entries = tuple(
        Entry(
            row_id,
            normal(source.splitlines()),
            normal(before.splitlines()),
            normal(after.splitlines()),
            brought=True,
            language=language(spoken),
        )
        for row_id, source, before, after, spoken in session.execute(query)
        if source.strip()
    )
    return Brought(state, entries)


def _of_data(data: dict[str, Any]) -> tuple[str, int, int, list[str]]:
    return data["id"], data["start"], data["end"], data["lines"]
