"""Who else has a track open."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from localize_ui.api.bodies import Body, CueIdOrTrack, Id
from localize_ui.api.identity import Asks, Place
from localize_ui.api.presence import Other


class Here(Body):
    """Which window this is, and the cue that is open in it."""

    client: Annotated[str, Field(min_length=1, max_length=60)]
    cue_id: CueIdOrTrack = ""
    editing: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """Who else is there, and the number of the track's last step."""

    others: tuple[Other, ...]
    number: int


router = APIRouter(tags=["presence"])


@router.post("/tracks/{track_id}/presence")
def here(place: Place, caller: Asks, track_id: Id, body: Here) -> Seen:
    """Say where one is; it is forgotten after ten seconds."""
    number = place.review.number(caller.actor, track_id)  # only a track that the season has
    others = place.presence.here(
        caller.actor, track_id, body.client, body.cue_id, editing=body.editing
    )
    return Seen(others, number)
