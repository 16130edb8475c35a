"""How a template begins: as a copy of a transcript or of a subtitle track."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localize.review.errors import RefusedError
from localize.review.touched import TEMPLATE, Follow
from localize.script import Cue, TrackRole
from localize.store.cues import cues_of
from localize.store.locks import lock_tracks
from localize.store.mapping import cue_of
from localize.store.seasons import put_track
from localize.store.steps import create, record_step

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.store.mapping import CueFields
    from localize.store.tables import CueRow, TrackRow


def start_template(session: Session, origin: TrackRow, person_id: int, stage: str) -> int:
    """Copy a track into a new template of its locale; returns the template's track.

    The cues keep their ids. Those of a transcript's template have the transcript's as sources;
    those of a pivot what the subtitles stand for, so that the original stays in sight. How far
    each cue has come is copied too: what a person has approved in English is approved.

    Raises:
        RefusedError: the track is a template, it has no cues, or its locale has a template.
    """
    track_id = origin.id
    if origin.role == TrackRole.TEMPLATE.value:
        raise RefusedError(f"The {origin.locale} track is a template already.", "Publish it.")
    made = put_track(session, origin.episode_id, origin.locale, TrackRole.TEMPLATE, stage=stage).id
    taken = {row.id: row for row in lock_tracks(session, (track_id, made))}
    origin, template = taken[track_id], taken[made]
    if cues_of(session, made, deleted=True):
        raise RefusedError(
            f"There is a template in {origin.locale} already.", "Edit it, and publish it."
        )
    rows = cues_of(session, track_id)
    if not rows:
        raise RefusedError("The track has no cues to make a template of.")
    pivot = origin.role == TrackRole.SUBTITLE.value
    changes = [create(made, _copied(row, pivot=pivot), **_fields(row)) for row in rows]
    template.based_on_id = origin.based_on_id if pivot else origin.id
    template.based_on_version = origin.based_on_version if pivot else None
    detail = {"act": Follow.START.value, "stage": stage, "from": track_id}
    record_step(session, template, person_id, TEMPLATE, changes, detail=detail)
    return made


def _copied(row: CueRow, *, pivot: bool) -> Cue:
    cue = cue_of(row)
    return cue if pivot else replace(cue, source_ids=(cue.id,))


def _fields(row: CueRow) -> CueFields:
    return {
        "annotations": row.annotations,
        "state": row.state,
        "stale": row.stale,
        "machine": row.machine,
        "edited_by": row.edited_by,
        "reviewed_by": row.reviewed_by,
        "approved_by": row.approved_by,
        "approved_at": row.approved_at,
        "approved_bulk": row.approved_bulk,
    }
