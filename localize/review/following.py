"""What becomes of a market when the source that it follows is changed under it.

A track hangs on a template's version (`localize.review.templates` moves it on), or it follows a
transcript or template as it is now. Only the latter is done here: when a source's words change, the
cues that stand for it are told so; none of their text changes, and where a line was split or merged
they stand for its parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.review.pieces import letters_of, plain
from localize.review.stale_marks import SourceNote, mark_of, parts_of
from localize.store.cues import cues_of, find_cues
from localize.store.mapping import cue_of
from localize.store.steps import edit, record_step

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session

    from localize.review.edits import Edit
    from localize.script import Cue
    from localize.store.steps import Change as StoreChange
    from localize.store.tables import CueRow, TrackRow


def _letters(cues: Sequence[Cue]) -> str:
    return letters_of(plain(cue.text) for cue in cues)


def stale_notes(made: Edit) -> dict[str, SourceNote]:
    """What to tell whoever stands for a source cue, by its id.

    Nothing is said where only times, line breaks or borders changed.
    """
    before = sorted((c.before for c in made.changes if c.before), key=lambda cue: cue.start)
    after = sorted((c.after for c in made.changes if c.after), key=lambda cue: cue.start)
    structural = len(before) != len(after)
    if structural and before and after and _letters(before) == _letters(after):
        return {}
    return {
        change.cue_id: SourceNote(change.before, change.after)
        for change in made.changes
        if _words_of(change.before) != _words_of(change.after)
    }


def _words_of(cue: Cue | None) -> list[str] | None:
    return None if cue is None else plain(cue.text).split()


def mapping_of(made: Edit) -> dict[str, tuple[str, ...]]:
    """What stands in a source cue's place after a split or a merge, by its id."""
    coming = [c for c in made.changes if c.before is None and c.after]
    going = [c for c in made.changes if c.after is None]
    kept = [c for c in made.changes if c.before and c.after]
    if len(kept) != 1:
        return {}
    (stays,) = kept
    if coming and not going:
        return {stays.cue_id: (stays.cue_id, *(c.cue_id for c in coming))}
    if going and not coming:
        return {c.cue_id: (stays.cue_id,) for c in going}
    return {}


def tell_followers(
    session: Session,
    followers: Sequence[TrackRow],
    made: Edit,
    person_id: int | None,
    *,
    group: str = "",
    spare: Collection[tuple[int, str]] = (),
) -> None:
    """Mark what follows a changed source, one step a track that is concerned.

    Args:
        session: the transaction, with all the tracks taken.
        followers: the tracks.
        made: what was done to the source.
        person_id: who did it; None for a machine.
        group: joins it to the step on the source.
        spare: (track, cue) drafted anew from the changed source: nothing to tell.
    """
    notes, mapping = stale_notes(made), mapping_of(made)
    concerned = notes.keys() | mapping.keys()
    if not concerned:
        return
    before = {change.cue_id: change.before for change in made.changes}
    for track in followers:
        rows = [
            row
            for row in cues_of(session, track.id)
            if concerned & set(row.source_ids) and (track.id, row.cue_id) not in spare
        ]
        said = before | _said_beside(session, track, rows, before)
        changes = [
            change
            for row in rows
            for change in [_told(row, notes, mapping, said)]
            if change.before != change.after
        ]
        if changes:
            detail = {"stage": track.stage, "note": "The source was changed."}
            record_step(session, track, person_id, "stale", changes, detail=detail, group=group)


def _said_beside(
    session: Session, track: TrackRow, rows: Sequence[CueRow], known: Collection[str]
) -> dict[str, Cue | None]:
    """The other sources of cues that stand for several, by their ids."""
    ids = {one for row in rows if len(row.source_ids) > 1 for one in row.source_ids}
    ids -= set(known)
    if not ids or track.based_on_id is None:
        return {}
    found = find_cues(session, track.based_on_id, ids)
    return {cue_id: cue_of(one) for cue_id, one in found.items()}


def _told(
    row: CueRow,
    notes: Mapping[str, SourceNote],
    mapping: Mapping[str, tuple[str, ...]],
    said: Mapping[str, Cue | None],
) -> StoreChange:
    """What a cue is told.

    Args:
        row: the cue.
        notes: what happened to its sources.
        mapping: what stands in the place of each.
        said: its sources, as they were.
    """
    parts = parts_of(row.stale)
    texts = {one: _words_of(said.get(one)) for one in row.source_ids}
    for source in row.source_ids:
        if source in notes:
            own = texts.pop(source)
            parts = notes[source].told(parts, alone=own not in texts.values())
            texts[source] = _words_of(notes[source].after)
    change = edit(row, stale=mark_of(parts))
    sources = [new for old in row.source_ids for new in mapping.get(old, (old,))]
    change.after["source_ids"] = list(dict.fromkeys(sources))
    return change
