"""The approved lines of a season as a memory that files are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from localize.markup import strip
from localize.memory.exchange.values import Line
from localize.memory.shelf import Book
from localize.review.bench import season_row
from localize.review.evidence import evidence_of
from localize.review.views import names_of
from localize.script import TrackRole
from localize.store.kinds import CueState
from localize.store.seasons import tracks_of_season
from localize.store.tables import CueRow, MemoryLineRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy.orm import Session

    from localize.season import Season
    from localize.store.tables import EpisodeRow, TrackRow


def give_lines(
    session: Session, season: Season, wanted: Collection[str] = (), *, others: bool = False
) -> tuple[Line, ...]:
    """The approved lines of a season's markets, with their sources; none whose source moved on.

    Args:
        session: any.
        season: its settings.
        wanted: markets; all if empty.
        others: with the lines that were brought in.

    Raises:
        UnknownNameError: nothing of the season is kept yet.
    """
    row = season_row(session, season)
    found: list[Line] = []
    for episode, track in tracks_of_season(session, row.id):
        if track.role == TrackRole.SUBTITLE.value and (not wanted or track.locale in wanted):
            found += _of_track(session, episode, track)
    if others:
        brought = select(MemoryLineRow).where(MemoryLineRow.season_id == row.id)
        names = dict(names_of(session, session.scalars(select(MemoryLineRow.by).distinct())))
        found += [
            Line(
                one.source_locale,
                one.locale,
                one.source,
                one.target,
                one.before,
                one.after,
                one.origin,
                names.get(one.by, ""),
                one.at,
            )
            for one in session.scalars(brought.order_by(MemoryLineRow.id))
            if not wanted or one.locale in wanted
        ]
    return tuple(found)


def _of_track(session: Session, episode: EpisodeRow, track: TrackRow) -> Iterator[Line]:
    beside = evidence_of(session, track, episode)
    if not beside.source:
        return
    book = Book.of([(cue.id, cue.start, cue.end, cue.lines) for cue in beside.source])
    ordered = sorted(beside.source, key=lambda cue: (cue.start, cue.end))
    rows = session.scalars(
        select(CueRow)
        .where(
            CueRow.track_id == track.id,
            CueRow.state == CueState.APPROVED.value,
            CueRow.stale == "",
            CueRow.deleted.is_(False),
        )
        .order_by(CueRow.start, CueRow.end, CueRow.id)
    ).all()
    names = dict(names_of(session, [row.approved_by for row in rows]))
    for row in rows:
        places = book.stood_for(row.source_ids, row.start, row.end)
        source = "\n".join(line for place in places for line in ordered[place].lines)
        target = "\n".join(row.lines)
        if not strip(source).strip() or not strip(target).strip():
            continue
        first, last = places[0], places[-1]
        yield Line(
            beside.source_locale,
            track.locale,
            source,
            target,
            " ".join(ordered[first - 1].lines) if first else "",
            " ".join(ordered[last + 1].lines) if last + 1 < len(ordered) else "",
            f"{episode.name} {row.cue_id}",
            "" if row.approved_by is None else names.get(row.approved_by, ""),
            row.approved_at,
        )
