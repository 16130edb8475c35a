"""Episodes from a person's own machine."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from localize.review.acts import ROLES_OF, ActKind
from localize.review.errors import RefusedError
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
    allowed = ROLES_OF[ActKind.IMPORT]
    if not caller.actor.roles & allowed:
        named = " or ".join(sorted(role.value for role in allowed))
        raise RefusedError(f"Only a {named} may add episodes.", f"Ask a {named}.")
    declared = request.headers.get("content-length", "")
    return await Reception(place.project).take(
        name, request.stream(), int(declared) if declared.isdecimal() else 0
    )
