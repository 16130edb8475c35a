"""Templates: begin one, see what its next version would do, publish it, hang markets on it."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from localize import locales
from localize.review.plans import TrackImpact
from localize.review.publishing import Publication
from localize.review.versions import Version
from localize_ui.api.bodies import Body, Id, Number, ProseOrNone
from localize_ui.api.identity import Asks, Place

_Tag = Annotated[str, Field(max_length=60)]


class Publish(Body):
    """What to say about a version, and the newest one that was seen (0 for none)."""

    note: ProseOrNone = ""
    dry_run: bool = False
    after: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class Hang(Body):
    """A template's track, and which of its versions."""

    template: Number
    version: Number | None = None
    dry_run: bool = False


class Markets(Body):
    """Which markets; all of the season where none is named."""

    locales: Annotated[list[_Tag], Field(default_factory=list, max_length=100)]
    version: Number | None = None


class PublicationOut(Body):
    """A publication, with its lines of summary."""

    publication: Publication
    summary: list[str]
    machine_pivot: bool


router = APIRouter(prefix="/tracks/{track_id}", tags=["templates"])


@router.post("/template", status_code=201)
def start(place: Place, caller: Asks, track_id: Id) -> dict[str, Any]:
    """Begin a template as a copy of a track."""
    return {"track_id": place.templates.start(caller.actor, track_id)}


@router.get("/versions")
def log(place: Place, caller: Asks, track_id: Id) -> list[Version]:
    """A template's published versions, newest first."""
    return list(place.templates.log(caller.actor, track_id))


@router.get("/impact")
def impact(place: Place, caller: Asks, track_id: Id) -> PublicationOut:
    """What the next version would do to each market; changes nothing."""
    return _out(place.templates.impact(caller.actor, track_id))


@router.post("/publish")
def publish(place: Place, caller: Asks, track_id: Id, body: Publish) -> PublicationOut:
    """Publish a template as it is now, and take along what hangs on it."""
    done = place.templates.publish(
        caller.actor, track_id, body.note, dry_run=body.dry_run, after=body.after
    )
    return _out(done)


@router.post("/hang")
def hang(place: Place, caller: Asks, track_id: Id, body: Hang) -> TrackImpact:
    """Hang a market's track on a version of a template."""
    return place.templates.hang(
        caller.actor, track_id, body.template, body.version, dry_run=body.dry_run
    )


@router.post("/markets")
def markets(place: Place, caller: Asks, track_id: Id, body: Markets) -> list[TrackImpact]:
    """Give each market its track, hung on a version of this template."""
    wanted = [locales.normalize(one) for one in body.locales]
    made = place.templates.draft_markets(caller.actor, track_id, wanted, body.version)
    return list(made)


def _out(made: Publication) -> PublicationOut:
    return PublicationOut(
        publication=made, summary=list(made.summary), machine_pivot=made.machine_pivot
    )
