"""Episodes from a person's own machine."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from localize.memory.rules import see_role
from localize.review.acts import ActKind
from localize_ui.api.identity import Asks, Place
from localize_ui.api.receiving import Received, Reception

router = APIRouter(tags=["runs"])


@router.post("/uploads", status_code=201)
async def take(
    request: Request,
    place: Place,
    caller: Asks,
    name: Annotated[str, Query(min_length=1, max_length=500)],
) -> Received:
    """Take a media file into the project's folder; the body is the file itself, as it is."""
    see_role(caller.actor, ActKind.IMPORT, "add episodes")
    declared = request.headers.get("content-length", "")
    return await Reception(place.project).take(
        name, request.stream(), int(declared) if declared.isdecimal() else 0
    )
