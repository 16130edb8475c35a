"""Find and replace over a track, an episode, a locale or the season."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field, TypeAdapter

from localize import locales
from localize.review.replace import Query
from localize.review.replacing import ReplacePreview, Scope
from localize.review.views import Edited
from localize.script import TrackRole
from localize_ui.api.answers import as_json
from localize_ui.api.bodies import Body, CueId, Number, Revision
from localize_ui.api.errors import conflict_data
from localize_ui.api.identity import Asks, Place
from localize_ui.api.withholding import conflict_here, edited_here, found_here

_Text = Annotated[str, Field(max_length=2_000)]


class Where(Body):
    """Where to look: everywhere, unless a field says less."""

    track_id: Number | None = None
    episode: Annotated[str, Field(max_length=500)] | None = None
    locale: Annotated[str, Field(max_length=60)] | None = None
    role: TrackRole | None = None


class What(Body):
    """What to look for, and what to put in its place."""

    find: Annotated[str, Field(min_length=1, max_length=2_000)]
    replace: _Text = ""
    regex: bool = False
    case: bool = False
    whole_word: bool = False
    over_lines: bool = False


class Look(Body):
    """A search."""

    scope: Where = Where()
    query: What


class Chosen(Body):
    """A cue of a preview, as the person saw it."""

    track_id: Number
    cue_id: CueId
    revision: Revision


class Replace(Look):
    """A search, and the cues that were chosen from its preview."""

    expected: Annotated[list[Chosen], Field(min_length=1, max_length=10_000)]


class TrackEdited(Body):
    """What was done on a track."""

    track_id: int
    edited: Edited


class ReplacedOut(Body):
    """What replacing did; see `localize.review.replacing.Replaced`."""

    group: str
    tracks: list[TrackEdited]
    refused: list[dict[str, Any]]
    conflicts: list[dict[str, Any]]


# Over a season both answers are long. Written here they are the work of a thread; FastAPI would
# write them between the requests of everybody else, whose saves would wait.
_PREVIEW: Final = TypeAdapter(ReplacePreview)
_REPLACED: Final = TypeAdapter(ReplacedOut)

router = APIRouter(prefix="/replace", tags=["replace"])


@router.post("/preview", response_model=ReplacePreview)
def preview(request: Request, place: Place, caller: Asks, body: Look) -> Response:
    """What would be replaced, and where one may not; changes nothing."""
    found = place.review.replace_preview(caller.actor, _scope(body), _query(body))
    return as_json(request, _PREVIEW, found_here(place, caller.actor, found))


@router.post("", response_model=ReplacedOut)
def replace(request: Request, place: Place, caller: Asks, body: Replace) -> Response:
    """Replace in the cues that were chosen; undone as one."""
    expected = {(one.track_id, one.cue_id): one.revision for one in body.expected}
    done = place.review.replace(caller.actor, _scope(body), _query(body), expected)
    answer = ReplacedOut(
        group=done.group,
        tracks=[
            TrackEdited(track_id=track, edited=edited_here(place, caller.actor, track, edited))
            for track, edited in done.tracks
        ],
        refused=[
            {"track_id": track, "cue_id": one.cue_id, "reason": one.reason, "ask": one.ask}
            for track, one in done.refused
        ],
        conflicts=[
            {
                "track_id": track,
                "message": one.message,
                **conflict_data(conflict_here(place, caller.actor, track, one)),
            }
            for track, one in done.conflicts
        ],
    )
    return as_json(request, _REPLACED, answer)


def _scope(body: Look) -> Scope:
    where = body.scope
    locale = locales.normalize(where.locale) if where.locale else None
    return Scope(where.track_id, where.episode, locale, where.role)


def _query(body: Look) -> Query:
    return Query(**body.query.model_dump())
