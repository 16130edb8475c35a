"""What a market is drafted from, as far as people have made it: a template, or corrected words.

The words that were heard are the machine's. Where a person has published a template of them, or
corrected a cue, the drafts are to be of what the person wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localize import locales
from localize.review.bench import is_touched
from localize.review.versions import Content
from localize.script import Cue, TrackRole
from localize.store.cues import cues_of
from localize.store.kinds import CueState, NoteKind, NoteScope
from localize.store.seasons import (
    find_episode,
    find_season,
    find_track,
    find_version,
    latest_version,
    tracks_of,
)
from localize.store.tables import TrackRow
from localize.store.work import notes_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.review.changes import Annotations
    from localize.store.tables import EpisodeRow


@dataclass(frozen=True, slots=True)
class SourceText:
    """What people made of a source.

    Attributes:
        track_id: its track.
        version: the template's version; 0 for the track as it is now.
        locale: of the text.
        cues: in programme order.
        notes: cue id → what is said of it for those who translate.
    """

    track_id: int
    version: int
    locale: str
    cues: tuple[Cue, ...]
    notes: Mapping[str, str] = field(default_factory=dict)


def source_text(
    session: Session, season: str, episode: str, locale: str, market: str
) -> SourceText | None:
    """What people made of an episode's source, for one market; None where it is as it was heard.

    A market that hangs on a template's version is drafted from that version. One that does not yet
    is drafted from the newest version of the template in the language that is spoken, else from the
    transcript, if somebody has changed any of it.

    Args:
        session: any.
        season: its name.
        episode: its name.
        locale: what is spoken.
        market: locale of the market.
    """
    row = _episode(session, season, episode)
    if row is None:
        return None
    track = find_track(session, row.id, market, TrackRole.SUBTITLE)
    if track is not None and track.based_on_id is not None:
        based = session.get(TrackRow, track.based_on_id)
        if based is not None and track.based_on_version is not None:
            return _version(session, based, track.based_on_version)
        if based is not None:
            return _as_it_is(session, based)
    for template in _templates(session, row, locale):
        newest = latest_version(session, template.id)
        if newest is not None:
            return _version(session, template, newest.number)
    transcript = find_track(session, row.id, locale, TrackRole.TRANSCRIPT)
    return None if transcript is None else _as_it_is(session, transcript)


def source_approved(session: Session, season: str, episode: str) -> bool:
    """Whether people have settled an episode's source: a version is out, or every cue approved."""
    row = _episode(session, season, episode)
    if row is None:
        return False
    tracks = tracks_of(session, row.id)
    transcripts = [one for one in tracks if one.role == TrackRole.TRANSCRIPT.value]
    spoken = {locales.language(one.locale) for one in transcripts}
    templates = [
        track
        for track in tracks
        if track.role == TrackRole.TEMPLATE.value and locales.language(track.locale) in spoken
    ]
    if any(latest_version(session, template.id) is not None for template in templates):
        return True
    cues = [cue for track in transcripts for cue in cues_of(session, track.id)]
    return bool(cues) and all(cue.state == CueState.APPROVED.value for cue in cues)


def _episode(session: Session, season: str, episode: str) -> EpisodeRow | None:
    kept = find_season(session, season)
    return None if kept is None else find_episode(session, kept.id, episode)


def _templates(session: Session, episode: EpisodeRow, locale: str) -> list[TrackRow]:
    """Templates in the language that is spoken; drafting over a pivot is somebody's decision."""
    return [
        track
        for track in tracks_of(session, episode.id, TrackRole.TEMPLATE)
        if locales.same_writing(track.locale, locale)
    ]


def _version(session: Session, template: TrackRow, number: int) -> SourceText | None:
    version = find_version(session, template.id, number)
    if version is None:
        return None
    content = Content.of_version(version)
    notes = _notes(session, template, content.annotations or {})
    return SourceText(template.id, number, template.locale, content.cues, notes)


def _as_it_is(session: Session, track: TrackRow) -> SourceText | None:
    rows = cues_of(session, track.id, deleted=True)
    if not any(is_touched(row) or row.annotations for row in rows):
        return None
    content = Content.of_rows([row for row in rows if not row.deleted])
    notes = _notes(session, track, content.annotations or {})
    return SourceText(track.id, 0, track.locale, content.cues, notes)


def _notes(
    session: Session, track: TrackRow, annotations: Mapping[str, Annotations]
) -> dict[str, str]:
    """What is said of each cue: the template's annotations, then notes for every market."""
    found = {
        cue_id: [f"{category}: {text}" if category else text for category, text in own]
        for cue_id, own in annotations.items()
    }
    for note in notes_of(session, track):
        every = note.scope == NoteScope.ALL_MARKETS.value
        if every and note.kind == NoteKind.NOTE.value and note.cue_id:
            found.setdefault(note.cue_id, []).append(note.text)
    return {cue_id: " / ".join(own) for cue_id, own in found.items() if own}
