"""The season, its tracks, and what was done on them: reading."""

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
    return place.review.track(caller.actor, track_id)


@router.get("/tracks/{track_id}/history")
def history(place: Place, caller: Asks, track_id: Id, cue_id: _Cue) -> list[Revision]:
    """Every revision of a cue, oldest first."""
    return list(place.review.history(caller.actor, track_id, cue_id))


@router.get("/tracks/{track_id}/changes")
def changes(
    place: Place, caller: Asks, track_id: Id, since: Annotated[int, Query(ge=0, le=2**31 - 1)]
) -> Changes:
    """What came after step `since` of a track, of everybody."""
    return place.review.changes_since(caller.actor, track_id, since)


@router.get("/tracks/{track_id}/withheld")
def without_draft(place: Place, caller: Asks, track_id: Id) -> dict[str, Any]:
    """Cues whose draft this person is not shown, so that the saving can be measured."""
    found = withheld(place.database, caller.actor, place.season, track_id)
    return {"cue_ids": sorted(found)}
