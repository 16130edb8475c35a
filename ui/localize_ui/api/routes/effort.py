"""Visits of cues in, figures of effort out."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from localize.effort import Figures, figures, log_visits, own_figures, report_of
from localize_ui.api.bodies import Body, Number
from localize_ui.api.identity import Asks, Place

_Tracks = Annotated[list[Number] | None, Query(max_length=1_000)]


class Visits(Body):
    """Visits; the fields of each are those of `localize.effort.VisitReport`, and no others."""

    visits: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=500)]


router = APIRouter(tags=["effort"])


@router.post("/visits")
def visits(place: Place, caller: Asks, body: Visits) -> dict[str, int]:
    """Keep one's own visits, all or none; one that was sent before counts once."""
    reports = [report_of(one) for one in body.visits]
    return {"new": log_visits(place.database, caller.actor, reports, place.season)}


@router.get("/effort")
def season(place: Place, caller: Asks, track: _Tracks = None) -> Figures:
    """A season's figures by track, for the lead."""
    return figures(place.database, caller.actor, place.season, tracks=track)


@router.get("/effort/mine")
def mine(place: Place, caller: Asks, track: _Tracks = None) -> Figures:
    """One's own figures."""
    return own_figures(place.database, caller.actor, place.season, tracks=track)
