"""Judgements on cues, stages, assignments, waivers and watch-throughs."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from localize.review.approving import Approved
from localize.review.views import AssignmentView, Edited, WaiverView
from localize.review.waiving import Watched
from localize_ui.api.act_route import ActRoute
from localize_ui.api.bodies import (
    Body,
    CueIdOrTrack,
    Id,
    Number,
    OfCue,
    Prose,
    ProseOrNone,
    Word,
)
from localize_ui.api.identity import Asks, Place
from localize_ui.api.withholding import see_written

_Seen = Annotated[list[OfCue], Field(min_length=1, max_length=10_000)]


class Reopen(OfCue):
    """Why an approval is taken back."""

    reason: ProseOrNone = ""


class SendBack(OfCue):
    """Why a cue is returned, and to whom."""

    reason: Prose
    to: Number | None = None


class Several(Body):
    """Cues as the person saw them."""

    cues: _Seen


class Stage(Body):
    """A stage of the season."""

    stage: Word


class Assign(Body):
    """Who does which stage, over which cues, by when."""

    person: Number
    stage: Word
    first: CueIdOrTrack = ""
    last: CueIdOrTrack = ""
    due: datetime | None = None


class Waive(Body):
    """Which rule may be broken, where, and why."""

    cue_id: CueIdOrTrack = ""
    rule: Word
    reason: Prose


class Watch(Body):
    """Cues that were watched, as they were on the screen, and how fast."""

    cues: _Seen
    speed: Annotated[float, Field(gt=0, le=16, allow_inf_nan=False)] = 1.0


router = APIRouter(tags=["states"], route_class=ActRoute)


@router.post("/tracks/{track_id}/confirm")
def confirm(place: Place, caller: Asks, track_id: Id, body: OfCue) -> Edited:
    """Say that a cue is right as it stands."""
    see_written(place, caller.actor, track_id, body.cue_id)
    return place.review.confirm(caller.actor, track_id, body.cue_id, body.revision)


@router.post("/tracks/{track_id}/send-back")
def send_back(place: Place, caller: Asks, track_id: Id, body: SendBack) -> Edited:
    """Return a cue with a reason."""
    seen = (track_id, body.cue_id, body.revision)
    return place.review.send_back(caller.actor, *seen, body.reason, to=body.to)


@router.post("/tracks/{track_id}/approve")
def approve(place: Place, caller: Asks, track_id: Id, body: OfCue) -> Edited:
    """Approve one cue."""
    return place.review.approve(caller.actor, track_id, body.cue_id, body.revision)


@router.post("/tracks/{track_id}/approve-many")
def approve_many(place: Place, caller: Asks, track_id: Id, body: Several) -> Approved:
    """Approve several at once; it is recorded as in bulk."""
    seen = {one.cue_id: one.revision for one in body.cues}
    return place.review.approve_many(caller.actor, track_id, seen)


@router.post("/tracks/{track_id}/reopen")
def reopen(place: Place, caller: Asks, track_id: Id, body: Reopen) -> Edited:
    """Take an approval back."""
    seen = (track_id, body.cue_id, body.revision)
    return place.review.reopen(caller.actor, *seen, body.reason)


@router.post("/tracks/{track_id}/lock")
def lock(place: Place, caller: Asks, track_id: Id, body: OfCue) -> Edited:
    """Close a cue to changes."""
    return place.review.lock(caller.actor, track_id, body.cue_id, body.revision)


@router.post("/tracks/{track_id}/unlock")
def unlock(place: Place, caller: Asks, track_id: Id, body: OfCue) -> Edited:
    """Open a locked cue."""
    return place.review.unlock(caller.actor, track_id, body.cue_id, body.revision)


@router.post("/tracks/{track_id}/stage")
def stage(place: Place, caller: Asks, track_id: Id, body: Stage) -> dict[str, Any]:
    """Move a track to another stage."""
    return {"number": place.review.set_stage(caller.actor, track_id, body.stage)}


@router.post("/tracks/{track_id}/assignments", status_code=201)
def assign(place: Place, caller: Asks, track_id: Id, body: Assign) -> AssignmentView:
    """Give somebody a stage of a track."""
    return place.review.assign(
        caller.actor,
        track_id,
        body.person,
        body.stage,
        first=body.first,
        last=body.last,
        due=body.due,
    )


@router.post("/assignments/{assignment_id}/done")
def finish(place: Place, caller: Asks, assignment_id: Id) -> AssignmentView:
    """Say that an assignment is done."""
    return place.review.finish(caller.actor, assignment_id)


@router.delete("/assignments/{assignment_id}")
def unassign(place: Place, caller: Asks, assignment_id: Id) -> AssignmentView:
    """Take an assignment back."""
    return place.review.unassign(caller.actor, assignment_id)


@router.get("/tracks/{track_id}/waivers")
def waivers(place: Place, caller: Asks, track_id: Id, withdrawn: bool = False) -> list[WaiverView]:
    """A track's waivers in force; with `withdrawn` all there ever were."""
    return list(place.review.waivers(caller.actor, track_id, withdrawn=withdrawn))


@router.post("/tracks/{track_id}/waivers", status_code=201)
def waive(place: Place, caller: Asks, track_id: Id, body: Waive) -> WaiverView:
    """Let a rule be broken."""
    return place.review.waive(caller.actor, track_id, body.cue_id, body.rule, body.reason)


@router.delete("/waivers/{waiver_id}")
def withdraw(place: Place, caller: Asks, waiver_id: Id) -> WaiverView:
    """Let a rule hold again."""
    return place.review.withdraw_waiver(caller.actor, waiver_id)


@router.post("/tracks/{track_id}/watched")
def watched(place: Place, caller: Asks, track_id: Id, body: Watch) -> Watched:
    """Keep that one watched cues."""
    seen = [(one.cue_id, one.revision) for one in body.cues]
    return place.review.watched(caller.actor, track_id, seen, body.speed)
