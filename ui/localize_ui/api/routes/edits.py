"""Changes of cues. Each names the revision that the person saw; the answer has the new ones."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from localize.errors import SettingsError
from localize.review.bordering import Shifted
from localize.review.pieces import Join
from localize.review.syncing import SyncPreview
from localize.review.views import Edited
from localize.script import CueKind, Placement
from localize_ui.api.act_route import ActRoute
from localize_ui.api.bodies import (
    LATEST,
    Body,
    CueId,
    CueIdOrTrack,
    Id,
    Lines,
    Number,
    OfCue,
    ProseOrNone,
    Revision,
    Time,
    Word,
)
from localize_ui.api.identity import Asks, Place
from localize_ui.api.media import voices_of

_Setting = tuple[
    Annotated[str, Field(min_length=1, max_length=60)], Annotated[str, Field(max_length=200)]
]


class NewText(OfCue):
    """A cue's lines."""

    lines: Lines


class NewTimes(OfCue):
    """A cue's times, ms; what is not given stays."""

    start: Time | None = None
    end: Time | None = None


class Edges(OfCue):
    """A cue's new times, ms."""

    start: Time
    end: Time


class NewEdges(Body):
    """A cue and its neighbour, whose edges move together."""

    cues: Annotated[list[Edges], Field(min_length=1, max_length=2)]


class NewSpeaker(OfCue):
    """Who speaks; empty for unknown."""

    speaker: Annotated[str, Field(max_length=200)]


class NewKind(OfCue):
    """What a cue stands for."""

    kind: CueKind


class NewTranslate(OfCue):
    """Whether markets translate it."""

    translate: bool


class NewPlacement(OfCue):
    """Where it stands in the picture."""

    anchor: Annotated[int, Field(ge=1, le=9)] = 2
    vertical: Annotated[str, Field(pattern="^(rl|lr)?$")] = ""
    settings: Annotated[list[_Setting], Field(default_factory=list, max_length=20)]


class NewAnnotations(OfCue):
    """What translators should know: (category, text), instead of what there is."""

    annotations: Annotated[list[tuple[Word, ProseOrNone]], Field(max_length=50)]


class Split(OfCue):
    """Where to part a cue: before a place of its text (code points), at a time (ms)."""

    at: Annotated[int, Field(ge=0, le=50_000)]
    time: Time | None = None


class WithNext(OfCue):
    """A cue and the next one; its revision, too, where the person saw it."""

    next_revision: Revision | None = None


class Merge(WithNext):
    """How the texts become one."""

    how: Join = Join.LINES


class Insert(Body):
    """A new cue."""

    at: Time
    lines: Annotated[Lines, Field(default_factory=list)]
    duration: Annotated[int, Field(ge=1, le=60_000)] | None = None
    kind: CueKind = CueKind.DIALOGUE
    source_ids: Annotated[list[CueId], Field(default_factory=list, max_length=100)]


class Restore(OfCue):
    """A cue that was taken out, or its revision `to`."""

    to: Revision | None = None


class Shift(Body):
    """A range of cues to be moved, by ms or by frames; without `last`, all that follow."""

    first: CueId
    last: CueIdOrTrack = ""
    ms: Annotated[int, Field(ge=-LATEST, le=LATEST)] | None = None
    frames: Annotated[int, Field(ge=-10_000_000, le=10_000_000)] | None = None
    preview: bool = False


class AsSeen(Body):
    """A track as a preview showed it: the number of its last step."""

    number: Annotated[int, Field(ge=0, le=2**31 - 1)]


class Undo(Body):
    """A step to take back; one's own last where none is named."""

    step: Number | None = None


router = APIRouter(prefix="/tracks/{track_id}", tags=["edits"], route_class=ActRoute)


@router.post("/text")
def text(place: Place, caller: Asks, track_id: Id, body: NewText) -> Edited:
    """Give a cue another text."""
    seen = (track_id, body.cue_id, body.revision)
    return place.review.set_text(caller.actor, *seen, body.lines)


@router.post("/times")
def times(place: Place, caller: Asks, track_id: Id, body: NewTimes) -> Edited:
    """Give a cue other times."""
    start, end = body.start, body.end
    if start is not None and end is not None and end < start:
        raise SettingsError("A cue cannot end before it starts.")
    seen = (track_id, body.cue_id, body.revision)
    return place.review.set_times(caller.actor, *seen, start=start, end=end)


@router.post("/edges")
def edges(place: Place, caller: Asks, track_id: Id, body: NewEdges) -> Edited:
    """Give two neighbours other times, as one step."""
    cues = {one.cue_id: (one.revision, one.start, one.end) for one in body.cues}
    if len(cues) < len(body.cues):
        raise SettingsError("A cue is named twice.")
    return place.review.set_edges(caller.actor, track_id, cues)


@router.post("/speaker")
def speaker(place: Place, caller: Asks, track_id: Id, body: NewSpeaker) -> Edited:
    """Say who speaks."""
    seen = (track_id, body.cue_id, body.revision)
    return place.review.set_speaker(caller.actor, *seen, body.speaker)


@router.post("/kind")
def kind(place: Place, caller: Asks, track_id: Id, body: NewKind) -> Edited:
    """Say what a cue stands for."""
    seen = (track_id, body.cue_id, body.revision)
    return place.review.set_kind(caller.actor, *seen, body.kind)


@router.post("/translate")
def translate(place: Place, caller: Asks, track_id: Id, body: NewTranslate) -> Edited:
    """Say whether markets translate a cue."""
    seen = (track_id, body.cue_id, body.revision)
    return place.review.set_translate(caller.actor, *seen, body.translate)


@router.post("/placement")
def placement(place: Place, caller: Asks, track_id: Id, body: NewPlacement) -> Edited:
    """Move a cue in the picture."""
    seen = (track_id, body.cue_id, body.revision)
    where = Placement(body.anchor, body.vertical, tuple(body.settings))
    return place.review.set_placement(caller.actor, *seen, where)


@router.post("/annotations")
def annotations(place: Place, caller: Asks, track_id: Id, body: NewAnnotations) -> Edited:
    """Say about a cue what translators should know."""
    seen = (track_id, body.cue_id, body.revision)
    return place.review.annotate(caller.actor, *seen, body.annotations)


@router.post("/split")
def split(place: Place, caller: Asks, track_id: Id, body: Split) -> Edited:
    """Part a cue in two."""
    seen = (track_id, body.cue_id, body.revision)
    return place.review.split(caller.actor, *seen, body.at, time=body.time)


@router.post("/merge")
def merge(place: Place, caller: Asks, track_id: Id, body: Merge) -> Edited:
    """Join a cue with the next."""
    seen = (track_id, body.cue_id, body.revision)
    return place.review.merge(caller.actor, *seen, how=body.how, next_revision=body.next_revision)


@router.post("/push-word")
def push_word(place: Place, caller: Asks, track_id: Id, body: WithNext) -> Edited:
    """Move a cue's last word to the start of the next."""
    seen = (track_id, body.cue_id, body.revision)
    return place.review.push_word(caller.actor, *seen, next_revision=body.next_revision)


@router.post("/pull-word")
def pull_word(place: Place, caller: Asks, track_id: Id, body: WithNext) -> Edited:
    """Move the next cue's first word to a cue's end."""
    seen = (track_id, body.cue_id, body.revision)
    return place.review.pull_word(caller.actor, *seen, next_revision=body.next_revision)


@router.post("/insert")
def insert(place: Place, caller: Asks, track_id: Id, body: Insert) -> Edited:
    """Add a cue."""
    length = {} if body.duration is None else {"duration": body.duration}
    return place.review.insert(
        caller.actor,
        track_id,
        body.at,
        body.lines,
        kind=body.kind,
        source_ids=body.source_ids,
        **length,
    )


@router.post("/delete")
def delete(place: Place, caller: Asks, track_id: Id, body: OfCue) -> Edited:
    """Take a cue out."""
    return place.review.delete(caller.actor, track_id, body.cue_id, body.revision)


@router.post("/restore")
def restore(place: Place, caller: Asks, track_id: Id, body: Restore) -> Edited:
    """Bring back a cue, or what it once was."""
    return place.review.restore(caller.actor, track_id, body.cue_id, body.revision, to=body.to)


@router.post("/shift")
def shift(place: Place, caller: Asks, track_id: Id, body: Shift) -> Shifted:
    """Move a range of cues, or see how many that would be."""
    return place.review.shift(
        caller.actor,
        track_id,
        body.first,
        body.last,
        body.ms,
        frames=body.frames,
        preview=body.preview,
    )


@router.post("/sync/preview")
def sync_preview(place: Place, caller: Asks, track_id: Id) -> SyncPreview:
    """How the whole track would be moved to come with the voices; changes nothing."""
    voices = voices_of(place, caller, track_id)
    return place.review.sync_preview(caller.actor, track_id, voices)


@router.post("/sync")
def sync(place: Place, caller: Asks, track_id: Id, body: AsSeen) -> Edited:
    """Move it so, as one step, if nobody has changed the track since the preview."""
    voices = voices_of(place, caller, track_id)
    return place.review.sync(caller.actor, track_id, voices, body.number)


@router.post("/undo")
def undo(place: Place, caller: Asks, track_id: Id, body: Undo) -> Edited:
    """Take back one's own last change, or the step that is named."""
    return place.review.undo(caller.actor, track_id, body.step)


@router.post("/redo")
def redo(place: Place, caller: Asks, track_id: Id) -> Edited:
    """Do again what one took back last."""
    return place.review.redo(caller.actor, track_id)
