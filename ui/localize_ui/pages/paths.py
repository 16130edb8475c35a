"""Addresses of the pages."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

SEASON: Final = "/"
REVIEW: Final = "/review"
TEMPLATE: Final = "/template"
NAMES: Final = "/names"
DELIVER: Final = "/deliver"
EFFORT: Final = "/effort"
PEOPLE: Final = "/people"
OUTPUT: Final = "/output"

#: Every page; `localize_ui.gradio_routes` opens these, `localize_ui.api.gate` sends whoever is not
#: signed in from them to the form.
ALL: Final = (SEASON, REVIEW, TEMPLATE, NAMES, DELIVER, EFFORT, PEOPLE, OUTPUT)


def address(page: str, **query: object) -> str:
    """A page's address; what is empty is left out of the query."""
    given = {key: str(value) for key, value in query.items() if value not in (None, "")}
    return f"{page}?{urlencode(given)}" if given else page


def review(track_id: int, cue_id: str = "") -> str:
    """Where a track is worked on, at a cue where one is named."""
    return address(REVIEW, track=track_id, cue=cue_id)
