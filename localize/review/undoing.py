"""One stack a person and track for text, time and structure, read off the steps themselves.

A step that was taken back is marked so; taking back is a step too, and so is doing it again. What
is on the stack is therefore what the steps say, whichever window or program they came from.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from localize.review import stack
from localize.review.acts import ActKind
from localize.review.bench import Bench, followers_first, take_benches
from localize.review.committing import ask, conflict, judge, keep, live, moves, store_change
from localize.review.edits import Change, Edit
from localize.review.errors import OvertakenError, RefusedError
from localize.review.office import Office
from localize.store.cues import cues_of
from localize.store.mapping import cue_of, snapshot
from localize.store.steps import edit, restore, revisions_of
from localize.store.tables import StepRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.review.content import Setting
    from localize.review.views import Edited
    from localize.script import Cue
    from localize.store.steps import Change as StoreChange
    from localize.store.tables import CueRow, RevisionRow


class Undoing(Office):
    """Undo and redo."""

    def undo(self, actor: Actor, track_id: int, step: int | None = None) -> Edited:
        """Take back this person's last change of the track, or the step of an id.

        A step that was one act on several tracks (find and replace over a season) is taken back on
        all of them. A change that somebody else made to another cue in the meantime stays. A last
        change whose own cue was changed since is passed over for the one before; the note says so,
        once.

        Raises:
            RefusedError: there is nothing to take back, it is another's and the person may not, or
                the policy forbids what it would do.
            OvertakenError: the cues of the step that is named, or of every last change there is,
                were changed since by other steps; nothing is taken back.
        """
        return self._take_back(actor, track_id, "undo", step)

    def redo(self, actor: Actor, track_id: int) -> Edited:
        """Do again what this person took back last, unless they have changed something since.

        What was overtaken is passed over, as by `undo`.

        Raises:
            RefusedError: there is nothing to do again, or the policy forbids it.
            OvertakenError: the cues of all of it were changed since.
        """
        return self._take_back(actor, track_id, "redo", None)

    def _take_back(self, actor: Actor, track_id: int, action: str, step: int | None) -> Edited:
        def work(session: Session) -> Edited:
            if step is None:
                chosen = stack.top(session, actor, track_id, action)
            else:
                chosen = stack.named(session, track_id, step)
            wanted = {one.track_id: one.id for one in stack.act_of(session, chosen.step)}
            benches = followers_first(take_benches(session, actor, self.season, wanted))
            if action == "undo":
                benches.reverse()  # the other way round: a mark of the source goes first
            group = uuid.uuid4().hex if len(benches) > 1 else ""
            done = {}
            for bench in benches:
                taken = session.get_one(StepRow, wanted[bench.track.id], populate_existing=True)
                if taken.undone_by is not None:
                    raise RefusedError("That has been taken back already.", "Load the track again.")
                own = taken.person_id == actor.person_id
                ask(bench, ActKind.UNDO_OWN if own else ActKind.UNDO_OTHER)
                passed = chosen.detail if bench.track.id == track_id else {}
                done[bench.track.id] = self._invert(bench, taken, action, group, passed)
            here = done[track_id]
            # Only the answer says it: what is kept of a step is said again with the next.
            return replace(here, note=f"{here.note}. {chosen.said}") if chosen.said else here

        return self.database.write(work)

    def _invert(
        self, bench: Bench, taken: StepRow, action: str, group: str, passed: dict[str, Any]
    ) -> Edited:
        pairs = revisions_of(bench.session, taken.id)
        changes = []
        for revision, row in pairs:
            before = None if revision.before is None else _live(revision.before)
            if stack.content(snapshot(row)) != stack.content(revision.after):
                raise conflict(bench, row, before, OvertakenError)
            changes.append(Change(row.cue_id, live(row), before))
        real = tuple(change for change in changes if change.before != change.after)
        verb = "Undone" if action == "undo" else "Done again"
        made = Edit(real, f"{verb}: {taken.detail.get('note') or taken.action}")
        rows = {row.cue_id: row for _, row in pairs}
        judge(bench, made, rows, self._setting_of(bench, made, rows))
        for revision, row in pairs:
            # Annotations are no part of a cue as a value, so no change of `made` shows them.
            if _annotates(revision):
                ask(bench, ActKind.ANNOTATION, row)
        writes = [_back(bench, revision, row, made) for revision, row in pairs]
        detail = {"of": taken.id, "person": taken.person_id, **passed}
        return keep(bench, made, writes, action, group=group, detail=detail, undoes=taken)

    def _setting_of(self, bench: Bench, made: Edit, rows: dict[str, CueRow]) -> Setting:
        hung = moves(made) and bench.track.based_on_version is not None
        around = cues_of(bench.session, bench.track.id) if hung else rows.values()
        cues = [cue for row in around if (cue := live(row)) is not None]
        return bench.setting(cues, self._min_gap(bench) if hung else 0, hung=hung)


def _live(data: dict[str, Any]) -> Cue | None:
    return None if data["deleted"] else cue_of(data)


def _annotates(revision: RevisionRow) -> bool:
    """Whether a revision changed what is said to translators about a cue that was there."""
    before, after = revision.before, revision.after
    return before is not None and before["annotations"] != after["annotations"]


def _back(bench: Bench, revision: RevisionRow, row: CueRow, made: Edit) -> StoreChange:
    """The write that takes a revision back: exactly, where nothing at all happened since."""
    if revision.before is None:
        return edit(row, deleted=True, edited_by=bench.actor.person_id)
    if snapshot(row) == revision.after:
        return restore(row, revision.before)
    # The cue was confirmed, flagged or the like in between: only the content goes back.
    annotations = revision.before["annotations"]
    for change in made.changes:
        if change.cue_id == row.cue_id:
            written = store_change(bench, change, row)
            written.after["annotations"] = annotations
            return written
    return edit(row, annotations=annotations)
