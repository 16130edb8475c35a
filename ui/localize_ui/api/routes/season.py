"""The season, its tracks, and what was done on them: reading."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse

from localize.effort import withheld
from localize.review.noting import Quality, quality
from localize.review.reading import SeasonOverview
from localize.review.views import Changes, TrackView
from localize.season import season_text
from localize.store.steps import Revision
from localize_ui.api.bodies import Id
from localize_ui.api.identity import Asks, Place
from localize_ui.api.withholding import withheld_here, without_drafts, without_past

_Cue = Annotated[str, Query(min_length=1, max_length=100)]


router = APIRouter(tags=["season"])


@router.get("/season")
def overview(place: Place, caller: Asks, findings: bool = False) -> SeasonOverview:
    """The season at a glance; with `findings` every track is checked, which takes a while."""
    return place.review.overview(caller.actor, findings=findings)


@router.get("/season/settings", response_class=PlainTextResponse)
def settings(place: Place) -> str:
    """The season's settings, as `localize.toml` would say them."""
    return season_text(place.season)


@router.get("/quality")
def categories() -> Quality:
    """What a reviewer's finding may be called."""
    return quality()


@router.get("/tracks/{track_id}")
def track(place: Place, caller: Asks, track_id: Id) -> TrackView:
    """A track with all its cues, and those of its source."""
    found = place.review.track(caller.actor, track_id)
    hidden = withheld_here(place, caller.actor, track_id)
    return replace(found, cues=without_drafts(found.cues, hidden)) if hidden else found


@router.get("/tracks/{track_id}/history")
def history(place: Place, caller: Asks, track_id: Id, cue_id: _Cue) -> list[Revision]:
    """Every revision of a cue, oldest first."""
    past = place.review.history(caller.actor, track_id, cue_id)
    if cue_id in withheld_here(place, caller.actor, track_id):
        return without_past(past)
    return list(past)


@router.get("/tracks/{track_id}/changes")
def changes(
    place: Place, caller: Asks, track_id: Id, since: Annotated[int, Query(ge=0, le=2**31 - 1)]
) -> Changes:
    """What came after step `since` of a track, of everybody."""
    found = place.review.changes_since(caller.actor, track_id, since)
    if not found.cues:
        return found
    hidden = withheld_here(place, caller.actor, track_id)
    return replace(found, cues=without_drafts(found.cues, hidden)) if hidden else found


@router.get("/tracks/{track_id}/withheld")
def without_draft(place: Place, caller: Asks, track_id: Id) -> dict[str, Any]:
    """Cues whose draft this person is not shown, so that the saving can be measured."""
    place.review.number(caller.actor, track_id)  # only a track that the season has
    found = withheld(place.database, caller.actor, place.season, track_id)
    return {"cue_ids": sorted(found)}
