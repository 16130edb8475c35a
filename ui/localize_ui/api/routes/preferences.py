"""What a person has set for their own page."""

from typing import Any

from fastapi import APIRouter

from localize.accounts.preferences import change_preferences, preferences, put_preferences
from localize_ui.api.bodies import Body
from localize_ui.api.identity import Asks, Place


class Preferences(Body):
    """What a person has set; at most 20 kB of JSON in all."""

    settings: dict[str, Any]


router = APIRouter(tags=["preferences"])


@router.get("/me/settings")
def settings(place: Place, caller: Asks) -> Preferences:
    """What one has set; empty at first."""
    return Preferences(settings=preferences(place.database, caller.actor))


@router.put("/me/settings")
def put_settings(place: Place, caller: Asks, body: Preferences) -> Preferences:
    """Keep what one has set, instead of what was kept."""
    return Preferences(settings=put_preferences(place.database, caller.actor, body.settings))


@router.patch("/me/settings")
def change_settings(place: Place, caller: Asks, body: Preferences) -> Preferences:
    """Keep what one has set anew, each name as a whole; the rest stays. The answer is all of it."""
    return Preferences(settings=change_preferences(place.database, caller.actor, body.settings))
