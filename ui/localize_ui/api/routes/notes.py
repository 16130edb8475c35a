"""Notes, queries, flags, and requests to templates."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from localize.review.requests import MOST_FRAMES, ChangeRequest
from localize.review.views import NoteView
from localize.store.kinds import NoteKind, NoteScope
from localize_ui.api.bodies import (
    Body,
    CueId,
    CueIdOrTrack,
    Id,
    Prose,
    ProseOrNone,
    WordOrNone,
)
from localize_ui.api.identity import Asks, Place

_Cue = Annotated[str | None, Query(max_length=100)]
_Frames = Annotated[int, Field(ge=-MOST_FRAMES, le=MOST_FRAMES)]


class NewNote(Body):
    """What is said, about which cue, and who is to see it."""

    cue_id: CueIdOrTrack = ""
    kind: NoteKind = NoteKind.NOTE
    text: Prose
    scope: NoteScope = NoteScope.HERE
    category: WordOrNone = ""
    severity: WordOrNone = ""


class Answer(Body):
    """An answer."""

    text: Prose


class NewRequest(Body):
    """What a market asks of its template, in words or in frames."""

    cue_id: CueId
    text: ProseOrNone = ""
    start_frames: _Frames = 0
    end_frames: _Frames = 0


class Grant(Body):
    """What to say to a request that is granted."""

    text: ProseOrNone = ""


router = APIRouter(tags=["notes"])


@router.get("/tracks/{track_id}/notes")
def notes(
    place: Place, caller: Asks, track_id: Id, cue_id: _Cue = None, unanswered: bool = False
) -> list[NoteView]:
    """Notes of a track or of a cue, oldest first."""
    return list(place.review.notes(caller.actor, track_id, cue_id, unanswered=unanswered))


@router.post("/tracks/{track_id}/notes", status_code=201)
def note(place: Place, caller: Asks, track_id: Id, body: NewNote) -> NoteView:
    """Say something about a cue or the track."""
    return place.review.note(
        caller.actor,
        track_id,
        body.cue_id,
        body.kind,
        body.text,
        scope=body.scope,
        category=body.category,
        severity=body.severity,
    )


@router.post("/notes/{note_id}/answer")
def answer(place: Place, caller: Asks, note_id: Id, body: Answer) -> NoteView:
    """Answer a note, once."""
    return place.review.answer(caller.actor, note_id, body.text)


@router.get("/tracks/{track_id}/requests")
def requests(
    place: Place, caller: Asks, track_id: Id, answered: bool = False
) -> list[ChangeRequest]:
    """Requests to a template that are open, or all."""
    return place.requests.of(caller.actor, track_id, answered=answered)


@router.post("/tracks/{track_id}/requests", status_code=201)
def ask(place: Place, caller: Asks, track_id: Id, body: NewRequest) -> dict[str, Any]:
    """Ask for a change of the template's line that a market's cue stands for."""
    note_id = place.requests.ask(
        caller.actor,
        track_id,
        body.cue_id,
        body.text,
        start_frames=body.start_frames,
        end_frames=body.end_frames,
    )
    return {"note_id": note_id}


@router.post("/requests/{note_id}/grant")
def grant(place: Place, caller: Asks, note_id: Id, body: Grant) -> ChangeRequest:
    """Grant a request; its frames are given now."""
    return place.requests.grant(caller.actor, note_id, body.text)


@router.post("/requests/{note_id}/decline")
def decline(place: Place, caller: Asks, note_id: Id, body: Answer) -> ChangeRequest:
    """Decline a request with a reason."""
    return place.requests.decline(caller.actor, note_id, body.text)
