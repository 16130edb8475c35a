"""Seasons, episodes, tracks, template versions and machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from localize.store.mapping import machine_key, provenance_data
from localize.store.tables import (
    Base,
    EpisodeRow,
    MachineRow,
    SeasonRow,
    TemplateVersionRow,
    TrackRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from localize.script import Provenance, TrackRole


def add_if_missing(session: Session, table: type[Base], **values: Any) -> bool:  # noqa: ANN401 -- columns of any type
    """Insert a row unless one with its unique name is there; whether it was inserted.

    Two that add the same at once both succeed, and one row is kept.
    """
    return add_missing(session, table, [values]) == 1


def add_missing(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> int:
    """Insert those rows whose unique names are not there yet; how many were inserted."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    session.flush()
    added = 0
    # SQLite takes 32,766 parameters in one statement.
    for first in range(0, len(rows), 500):
        statement = insert(table).values(rows[first : first + 500]).on_conflict_do_nothing()
        added += len(session.execute(statement.returning(table.__table__.c.id)).all())
    return added


# --- Seasons and episodes -------------------------------------------------------------------------


def put_season(session: Session, name: str, settings: dict[str, Any] | None = None) -> SeasonRow:
    """The season of a name, made if need be; its settings replaced where some are given."""
    add_if_missing(session, SeasonRow, name=name, settings=settings or {})
    row = session.scalars(select(SeasonRow).where(SeasonRow.name == name)).one()
    if settings is not None and row.settings != settings:
        row.settings = settings
    return row


def find_season(session: Session, name: str) -> SeasonRow | None:
    """The season of a name."""
    return session.scalar(select(SeasonRow).where(SeasonRow.name == name))


def seasons(session: Session) -> list[SeasonRow]:
    """Every season, as they were made."""
    return list(session.scalars(select(SeasonRow).order_by(SeasonRow.id)))


def put_episode(
    session: Session,
    season_id: int,
    name: str,
    *,
    media_path: str | None = None,
    media_hash: str | None = None,
    duration: int | None = None,
    frame_rate: str | None = None,
    start_timecode: str | None = None,
    transcript: str | None = None,
    coverage: dict[str, Any] | None = None,
) -> EpisodeRow:
    """The episode of a name, made if need be; what is given replaces what was kept.

    Args:
        session: of `Database.begin`.
        season_id: its season.
        name: relative to the output folder, with ``/`` between folders.
        media_path: where its media lies.
        media_hash: content key of the media.
        duration: ms.
        frame_rate: ``FrameRate.label``; empty for sound alone.
        start_timecode: of the first frame.
        transcript: content key of what was heard.
        coverage: how well it was heard, as data.
    """
    add_if_missing(session, EpisodeRow, season_id=season_id, name=name)
    row = session.scalars(
        select(EpisodeRow).where(EpisodeRow.season_id == season_id, EpisodeRow.name == name)
    ).one()
    given = {
        "media_path": media_path,
        "media_hash": media_hash,
        "duration": duration,
        "frame_rate": frame_rate,
        "start_timecode": start_timecode,
        "transcript": transcript,
        "coverage": coverage,
    }
    for column, value in given.items():
        if value is not None and getattr(row, column) != value:
            setattr(row, column, value)
    return row


def find_episode(session: Session, season_id: int, name: str) -> EpisodeRow | None:
    """The episode of a name."""
    query = select(EpisodeRow).where(EpisodeRow.season_id == season_id, EpisodeRow.name == name)
    return session.scalar(query)


def episodes_of(session: Session, season_id: int) -> list[EpisodeRow]:
    """A season's episodes, as they were made; names sort differently on each database."""
    query = select(EpisodeRow).where(EpisodeRow.season_id == season_id).order_by(EpisodeRow.id)
    return list(session.scalars(query))


# --- Tracks ---------------------------------------------------------------------------------------


def put_track(
    session: Session, episode_id: int, locale: str, role: TrackRole, *, stage: str = "translate"
) -> TrackRow:
    """The track of an episode in a locale and role, made at ``stage`` if need be.

    Take it with `lock_track` before you change it, as any other.
    """
    add_if_missing(
        session, TrackRow, episode_id=episode_id, locale=locale, role=role.value, stage=stage
    )
    found = find_track(session, episode_id, locale, role)
    if found is None:
        raise LookupError(f"track {locale} of episode {episode_id} was put and is not there")
    return found


def find_track(session: Session, episode_id: int, locale: str, role: TrackRole) -> TrackRow | None:
    """The track of an episode in a locale and role."""
    return session.scalar(
        select(TrackRow).where(
            TrackRow.episode_id == episode_id,
            TrackRow.locale == locale,
            TrackRow.role == role.value,
        )
    )


def tracks_of(session: Session, episode_id: int, role: TrackRole | None = None) -> list[TrackRow]:
    """An episode's tracks, of any or one role, as they were made."""
    query = select(TrackRow).where(TrackRow.episode_id == episode_id)
    if role is not None:
        query = query.where(TrackRow.role == role.value)
    return list(session.scalars(query.order_by(TrackRow.id)))


def tracks_of_season(
    session: Session, season_id: int, locale: str | None = None
) -> list[tuple[EpisodeRow, TrackRow]]:
    """Every track of a season with its episode, in all locales or one."""
    query = (
        select(EpisodeRow, TrackRow)
        .join(TrackRow, TrackRow.episode_id == EpisodeRow.id)
        .where(EpisodeRow.season_id == season_id)
        .order_by(EpisodeRow.id, TrackRow.id)
    )
    if locale is not None:
        query = query.where(TrackRow.locale == locale)
    return [(episode, track) for episode, track in session.execute(query)]


def market_tracks(session: Session, template_track_id: int) -> list[TrackRow]:
    """The tracks that hang on a template (or on any other track), as they were made."""
    query = select(TrackRow).where(TrackRow.based_on_id == template_track_id).order_by(TrackRow.id)
    return list(session.scalars(query))


# --- Template versions ----------------------------------------------------------------------------


def add_version(
    session: Session,
    track: TrackRow,
    *,
    by: int,
    at: datetime,
    cues: list[dict[str, Any]],
    changes: list[Any],
    note: str = "",
    machine_pivot: bool = False,
) -> TemplateVersionRow:
    """Keep the next version of a template; take the track with `lock_track` first.

    ``cues`` are `mapping.cue_data`, in programme order.
    """
    newest = latest_version(session, track.id)
    row = TemplateVersionRow(
        track_id=track.id,
        number=newest.number + 1 if newest else 1,
        by=by,
        at=at,
        note=note,
        cues=cues,
        changes=changes,
        machine_pivot=machine_pivot,
    )
    session.add(row)
    session.flush()
    return row


def find_version(session: Session, track_id: int, number: int) -> TemplateVersionRow | None:
    """One published version of a template."""
    return session.scalar(
        select(TemplateVersionRow).where(
            TemplateVersionRow.track_id == track_id, TemplateVersionRow.number == number
        )
    )


def latest_version(session: Session, track_id: int) -> TemplateVersionRow | None:
    """The newest published version of a template; None where none was published."""
    return next(iter(versions_of(session, track_id, limit=1)), None)


def versions_of(
    session: Session, track_id: int, *, limit: int | None = None
) -> list[TemplateVersionRow]:
    """A template's published versions, newest first."""
    query = select(TemplateVersionRow).where(TemplateVersionRow.track_id == track_id)
    return list(session.scalars(query.order_by(TemplateVersionRow.number.desc()).limit(limit)))


# --- Machines -------------------------------------------------------------------------------------


def put_machine(session: Session, provenance: Provenance) -> MachineRow:
    """The machine that made a draft, kept once."""
    key = machine_key(provenance)
    add_if_missing(session, MachineRow, key=key, provenance=provenance_data(provenance))
    return session.scalars(select(MachineRow).where(MachineRow.key == key)).one()
