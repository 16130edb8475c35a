"""What becomes of a market when the source that it follows is changed under it.

A track hangs on a template's version (`localize.review.templates` moves it on), or it follows a
transcript or template as it is now. Only the latter is done here: when a source's words change, the
cues that stand for it are told so; none of their text changes, and where a line was split or merged
they stand for its parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.review.changes import difference
from localize.review.pieces import letters_of, plain
from localize.store.cues import cues_of
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


def stale_notes(made: Edit) -> dict[str, tuple[str, str]]:
    """What to tell whoever stands for a source cue, by its id, with what takes it back.

    Nothing is said where only times, line breaks or borders changed.
    """
    before = sorted((c.before for c in made.changes if c.before), key=lambda cue: cue.start)
    after = sorted((c.after for c in made.changes if c.after), key=lambda cue: cue.start)
    structural = len(before) != len(after)
    if structural and before and after and _letters(before) == _letters(after):
        return {}
    notes = {}
    for change in made.changes:
        old, new = change.before, change.after
        if old is None:
            if new is not None:  # a line that came back: whoever was told it went is told so
                notes[change.cue_id] = (f"Back: {_flow(new)}", gone(new))
        elif new is None:
            notes[change.cue_id] = (gone(old), f"Back: {_flow(old)}")
        elif (
            _letters([old]) != _letters([new]) or plain(old.text).split() != plain(new.text).split()
        ):
            notes[change.cue_id] = (difference(old, new), difference(new, old))
    return notes


def gone(cue: Cue) -> str:
    """What to tell whoever stands for a source cue that was taken out."""
    return f"Taken out: {_flow(cue)}"


def _flow(cue: Cue) -> str:
    return f"“{' / '.join(plain(line) for line in cue.lines)}”"


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
    for track in followers:
        changes = [
            change
            for row in cues_of(session, track.id)
            if concerned & set(row.source_ids) and (track.id, row.cue_id) not in spare
            for change in [_told(row, notes, mapping)]
            if change.before != change.after
        ]
        if changes:
            detail = {"stage": track.stage, "note": "The source was changed."}
            record_step(session, track, person_id, "stale", changes, detail=detail, group=group)


def _told(
    row: CueRow, notes: Mapping[str, tuple[str, str]], mapping: Mapping[str, tuple[str, ...]]
) -> StoreChange:
    stale = row.stale.split("; ") if row.stale else []
    for source in row.source_ids:
        if source in notes:
            told, inverse = notes[source]
            if inverse in stale:
                stale.remove(inverse)  # the source is again what this was made from
            elif not told.startswith("Back: "):
                stale.append(told)
    change = edit(row, stale="; ".join(stale))
    sources = [new for old in row.source_ids for new in mapping.get(old, (old,))]
    change.after["source_ids"] = list(dict.fromkeys(sources))
    return change
