"""A track on somebody's desk: all at once to begin with, its findings as it changes."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import TypeAdapter

from localize.delivery.findings import TrackFinding, findings_of
from localize.errors import SettingsError
from localize_ui.api.answers import as_json
from localize_ui.api.bodies import Body, CueId, Id, Lines
from localize_ui.api.desk import Desk, desk_of
from localize_ui.api.identity import Asks, Place
from localize_ui.api.withholding import withheld_here

#: Built once: building them takes longer than writing a desk.
_DESK: Final = TypeAdapter(Desk)
_FINDINGS: Final = TypeAdapter(tuple[TrackFinding, ...])

#: As many as a long film has: a range that was moved is asked about cue by cue.
_Cues = Annotated[list[CueId] | None, Query(max_length=10_000)]


class Typed(Body):
    """A cue's lines as somebody has them before them; nothing is written."""

    cue_id: CueId
    lines: Lines


router = APIRouter(tags=["desk"])


@router.get("/tracks/{track_id}/desk", response_model=Desk)
def desk(request: Request, place: Place, caller: Asks, track_id: Id) -> Response:
    """A track with all that an editor needs to open it."""
    return as_json(request, _DESK, desk_of(place, caller, track_id))


@router.get("/tracks/{track_id}/findings", response_model=tuple[TrackFinding, ...])
def findings(
    request: Request,
    place: Place,
    caller: Asks,
    track_id: Id,
    *,
    cue_id: _Cues = None,
    whole: bool = False,
) -> Response:
    """What a track's files break, and what its texts leave to be done; of some cues where named.

    Errors are what keeps it from being final. Nothing is said of a draft that is withheld. With
    `whole`, those rules alone that look at the whole track: they are not asked about single cues.
    """
    found = findings_of(
        place.database,
        caller.actor,
        place.season,
        track_id,
        project=place.project,
        cue_ids=None if cue_id is None else frozenset(cue_id),
        whole=whole,
    )
    hidden = withheld_here(place, caller.actor, track_id) if found else frozenset()
    return as_json(request, _FINDINGS, tuple(one for one in found if one.cue_id not in hidden))


@router.post("/tracks/{track_id}/findings", response_model=tuple[TrackFinding, ...])
def findings_of_typed(
    request: Request, place: Place, caller: Asks, track_id: Id, body: Typed
) -> Response:
    """What would be found on a cue if it had these lines. Nothing is saved, and nothing kept.

    Asked while somebody types. Of rules that look at the whole track nothing is said.
    """
    try:
        found = findings_of(
            place.database,
            caller.actor,
            place.season,
            track_id,
            project=place.project,
            cue_ids=frozenset({body.cue_id}),
            typed={body.cue_id: body.lines},
        )
    except ValueError as error:  # a line break inside a line
        raise SettingsError(f"These lines cannot be checked: {error}.") from error
    return as_json(request, _FINDINGS, found)
