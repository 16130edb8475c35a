"""Picture and sound of a track's episode, and marks of shot changes."""

from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from localize.review.errors import RefusedError
from localize_ui.api.bodies import Body, Id, Time
from localize_ui.api.identity import Asks, Place
from localize_ui.api.media import MediaOut, file_of, import_shots, make_media, mark_shot, media_of
from localize_ui.api.ranges import FilePart

#: What a browser fetches for a picture, a sound, or a script (Fetch Metadata, W3C). A tab, a frame
#: or a download says something else.
_FOR: Final = frozenset({"video", "audio", "empty"})
#: How a script of ours fetches; what saves a file does it otherwise.
_MODES: Final = frozenset({"cors", "same-origin", ""})

_KINDS: Final = {".mp4": "video/mp4", ".m4a": "audio/mp4", ".bin": "application/octet-stream"}

#: Of what a session alone may see: not kept by what stands between, asked anew each time.
_HEADERS: Final = {"cache-control": "private, no-cache", "content-disposition": "inline"}

_Key = Annotated[str, Query(max_length=200)]


class Shot(Body):
    """A mark: `shot` is false where there is none."""

    time: Time
    shot: bool


class ShotList(Body):
    """Times, one a line; with `replace` there are no others."""

    text: Annotated[str, Field(min_length=1, max_length=2_000_000)]
    replace: bool = False


router = APIRouter(tags=["media"])


@router.get("/tracks/{track_id}/media")
def media(place: Place, caller: Asks, track_id: Id) -> MediaOut:
    """The working copy of the track's episode, as it is now."""
    return media_of(place, caller, track_id)


@router.post("/tracks/{track_id}/media")
def make(place: Place, caller: Asks, track_id: Id) -> MediaOut:
    """Have the working copy made; asking again changes nothing."""
    return make_media(place, caller, track_id)


@router.head("/tracks/{track_id}/media/file", include_in_schema=False)
@router.get("/tracks/{track_id}/media/file")
def file(request: Request, place: Place, caller: Asks, track_id: Id, key: _Key = "") -> Response:
    """The working copy, or a part of it; for the session alone that was given the key."""
    _see_use(request)
    return _part(file_of(place, caller, track_id, key, peaks=False))


@router.head("/tracks/{track_id}/media/peaks", include_in_schema=False)
@router.get("/tracks/{track_id}/media/peaks")
def peaks(request: Request, place: Place, caller: Asks, track_id: Id, key: _Key = "") -> Response:
    """Peaks of the waveform: signed bytes, least and greatest in turn."""
    _see_use(request, small=True)
    return _part(file_of(place, caller, track_id, key, peaks=True))


@router.post("/tracks/{track_id}/shots")
def shots(place: Place, caller: Asks, track_id: Id, body: Shot) -> dict[str, Any]:
    """Mark a shot change, or say that there is none; all of the episode then."""
    found = mark_shot(place, caller, track_id, body.time, shot=body.shot)
    return {"shots": found}


@router.post("/tracks/{track_id}/shots/import")
def shot_list(place: Place, caller: Asks, track_id: Id, body: ShotList) -> dict[str, Any]:
    """Take in a list of shot changes (lines, a table, an EDL); all of the episode then."""
    found = import_shots(place, caller, track_id, body.text, replace=body.replace)
    return {"shots": found}


def _see_use(request: Request, *, small: bool = False) -> None:
    """Refuse what is not a picture or sound on a page of ours: a tab, a frame, a download.

    Where the browser does not say what it is for (it does on this machine and over TLS alone), a
    media element is known by asking for a range; what is ``small`` is asked for as a whole.

    Raises:
        RefusedError: it is something else.
    """
    headers = request.headers
    said = headers.get("sec-fetch-dest")
    if said is None:
        fits = small or "range" in headers or request.method == "HEAD"
    else:
        fits = said in _FOR and (said != "empty" or headers.get("sec-fetch-mode", "") in _MODES)
    if not fits:
        raise RefusedError("The media is shown on the review page alone.", "Open the page.")


def _part(path: Path) -> Response:
    return FilePart(path, _KINDS[path.suffix], _HEADERS)
