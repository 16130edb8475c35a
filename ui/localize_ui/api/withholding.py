"""Drafts that a person is not shown: control scenes, on which the machine's saving is measured.

The page must not have such a draft at all, so it is taken out of every answer about the track's
cues. It stays where it is, and comes once the person has written the cue.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from localize.effort import withheld
from localize.review.approving import Approved
from localize.review.bordering import Shifted
from localize.review.errors import ConflictError, RefusedError
from localize.review.syncing import SyncPreview
from localize.review.views import Edited
from localize.store.kinds import CueState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.review.actor import Actor
    from localize.review.replace import Hit
    from localize.review.replacing import ReplacePreview
    from localize.review.views import CueView
    from localize.script import Cue
    from localize.store.steps import Revision
    from localize_ui.api.workplace import Workplace

#: Answers of acts on one track that show its cues.
AboutCues = Edited | Shifted | Approved | SyncPreview


def withheld_here(place: Workplace, actor: Actor, track_id: int) -> frozenset[str]:
    """Ids of the cues whose draft a person is not shown; none where the season measures nothing.

    Raises:
        SettingsError: there is no such track.
        UnknownNameError: the track is at a stage that the season does not have.
    """
    season = place.season
    if season.effort.control_share <= 0:
        return frozenset()
    return withheld(place.database, actor, season, track_id)


def without_drafts(views: Iterable[CueView], hidden: frozenset[str]) -> tuple[CueView, ...]:
    """Cues as a person may see them: those withheld are empty while they are the machine's."""
    return tuple(
        replace(view, cue=_empty(view.cue), machine=None, risk=None)
        if view.cue.id in hidden and _is_drafted(view)
        else view
        for view in views
    )


def _is_drafted(view: CueView) -> bool:
    """Whether a cue has the machine's words: what was written since it was looked for is shown."""
    if view.state is CueState.EDITED:
        return view.machine is not None and view.machine.lines == view.cue.lines
    return view.state is CueState.MACHINE


def _empty(cue: Cue) -> Cue:
    return replace(cue, lines=())


def shown_here(place: Workplace, actor: Actor, track_id: int, done: AboutCues) -> AboutCues:
    """What an act on a track did or would do, as the person may see it."""
    if isinstance(done, Edited):
        return edited_here(place, actor, track_id, done)
    if isinstance(done, SyncPreview):
        return moves_here(place, actor, track_id, done)
    return replace(done, edited=edited_here(place, actor, track_id, done.edited))


def edited_here(place: Workplace, actor: Actor, track_id: int, done: Edited) -> Edited:
    """What an act did, as the person may see it: who moves a cue is not shown its draft."""
    hidden = withheld_here(place, actor, track_id)
    return replace(done, cues=without_drafts(done.cues, hidden)) if hidden else done


def conflict_here(
    place: Workplace, actor: Actor, track_id: int, found: ConflictError
) -> ConflictError:
    """Two versions of a cue, as the person may see them: what they wrote themselves stays."""
    mine, theirs = found.mine, found.theirs
    cue = mine or theirs
    if cue is None or cue.id not in withheld_here(place, actor, track_id):
        return found
    if mine and (theirs is None or mine.lines == theirs.lines):
        mine = _empty(mine)
    return type(found)(
        mine,
        _empty(theirs) if theirs else None,
        found.revision,
        found.by,
        found.at,
        action=found.action,
        yours=found.yours,
    )


def moves_here(place: Workplace, actor: Actor, track_id: int, found: SyncPreview) -> SyncPreview:
    """What a sync would do, without the words of the cues whose draft is withheld."""
    hidden = withheld_here(place, actor, track_id)
    if not hidden:
        return found
    gone, shown = (
        tuple(replace(one, text="") if one.cue_id in hidden else one for one in moved)
        for moved in (found.gone, found.shown)
    )
    return replace(found, gone=gone, shown=shown)


def found_here(place: Workplace, actor: Actor, seen: ReplacePreview) -> ReplacePreview:
    """What replacing would do, without the words of the cues whose draft is withheld.

    They are named all the same: a name that is replaced in a season is replaced in them too.
    """
    hidden = {
        track_id: withheld_here(place, actor, track_id)
        for track_id in dict.fromkeys(one.track_id for one in seen.found)
    }
    found = (
        replace(one, hit=_without_words(one.hit)) if one.hit.cue_id in hidden[one.track_id] else one
        for one in seen.found
    )
    return replace(seen, found=tuple(found))


def _without_words(hit: Hit) -> Hit:
    return replace(hit, before=_empty(hit.before), after=_empty(hit.after), spans=())


def see_written(place: Workplace, actor: Actor, track_id: int, cue_id: str) -> None:
    """See that nobody confirms a draft that they have not been shown.

    Raises:
        RefusedError: the cue's draft is withheld from this person.
    """
    if cue_id in withheld_here(place, actor, track_id):
        raise RefusedError(
            "This cue comes without its draft, so it cannot be confirmed before it is written.",
            "Write it, or mark it as not to be translated.",
        )


def without_past(past: Iterable[Revision]) -> list[Revision]:
    """The history of a cue whose draft is withheld, without what any revision says."""
    return [
        replace(one, before=None if one.before is None else _blank(one.before),
                after=_blank(one.after))
        for one in past
    ]  # fmt: skip


def _blank(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "lines": [], "machine": None}
