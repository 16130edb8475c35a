"""What a person would take back or do again next on a track.

A step whose cues are no longer as it left them was overtaken: to take it back would undo another's
work. It is passed over, or nothing before it could ever be reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from localize.review.errors import RefusedError
from localize.store.mapping import cue_of, snapshot
from localize.store.steps import find_revision, steps_of_group
from localize.store.tables import CueRow, RevisionRow, StepRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor

#: What can be taken back: what is in cues. How far a cue has come is taken back by returning or
#: reopening it, which others see.
UNDOABLE: Final = frozenset(
    {
        "text",
        "times",
        "speaker",
        "kind",
        "translate",
        "placement",
        "annotate",
        "split",
        "merge",
        "insert",
        "delete",
        "restore",
        "push-word",
        "pull-word",
        "shift",
        "sync",
        "replace",
        "import",
        "import-file",
    }
)

#: Where a step keeps the ids of those that were passed over for it, so that it is said once.
_PASSED: Final = "passed"
#: Steps that are read at once, at most.
_AT_ONCE: Final = 50
#: Cues that are named at most where several were passed over.
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Chosen:
    """A step that is to be taken back.

    Attributes:
        step: which.
        passed: newer steps of the same person that were overtaken, by id.
        said: the same in words, as far as the person has not been told before; may be empty.
    """

    step: StepRow
    passed: tuple[int, ...] = ()
    said: str = ""

    @property
    def detail(self) -> dict[str, Any]:
        """What is to be remembered of it with the step that takes it back."""
        return {_PASSED: list(self.passed)} if self.passed else {}


def named(session: Session, track_id: int, step: int) -> Chosen:
    """The step of an id.

    Raises:
        RefusedError: the track has no such step, or it is none that undo takes back.
    """
    found = session.get(StepRow, step)
    if found is None or found.track_id != track_id:
        raise RefusedError("There is no such step on this track.", "Load the track again.")
    if found.person_id is None or found.action not in UNDOABLE | {"redo"}:
        raise RefusedError(
            f"A step of the kind {found.action!r} is not taken back by undo.",
            "Return or reopen a cue, or withdraw what was said.",
        )
    return Chosen(found)


def top(session: Session, actor: Actor, track_id: int, action: str) -> Chosen:
    """The newest step of a person's stack whose cues are as it left them.

    Where all were overtaken it is the newest of all, and taking it back says why it is not.

    Args:
        session: any.
        actor: whose stack.
        track_id: of which track.
        action: undo or redo.

    Raises:
        RefusedError: the stack is empty.
    """
    first = None
    overtaken: dict[int, list[CueRow]] = {}
    touched: set[int] = set()
    for steps in _stack(session, actor, track_id, action):
        first = first or steps[0]
        for step, pairs in _with_revisions(session, steps):
            rows = {row.id for _, row in pairs}
            changed = [row for one, row in pairs if content(snapshot(row)) != content(one.after)]
            # What came before an overtaken step on the same cue is beneath another's work, even
            # where the cue happens to read as it did then.
            if not changed and not rows & touched:
                said = _said(session, actor, step, overtaken)
                return Chosen(step, tuple(overtaken), said)
            overtaken[step.id] = changed
            touched |= rows
    if first is None:
        again = "do again" if action == "redo" else "undo"
        raise RefusedError(f"There is nothing to {again} on this track.")
    return Chosen(first)


def act_of(session: Session, step: StepRow) -> list[StepRow]:
    """A step with those of the same act on other tracks."""
    if not step.group:
        return [step]
    group = steps_of_group(session, step.group)
    return list({one.track_id: one for one in group if one.action == step.action}.values())


def content(data: dict[str, Any]) -> tuple[object, ...]:
    """What undo restores and therefore what must not have been changed since, of a snapshot."""
    cue = None if data["deleted"] else cue_of(data)
    return cue, data["annotations"] if cue is not None else None


def _stack(session: Session, actor: Actor, track_id: int, action: str) -> Iterator[list[StepRow]]:
    """A person's steps that can be taken back, or done again, newest first.

    They come by ones, twos, fours …: nearly always the first is the one, and where somebody has
    changed a whole track since, there may be a thousand to look at.
    """
    own = select(StepRow).where(StepRow.track_id == track_id, StepRow.person_id == actor.person_id)
    changes = StepRow.action.in_(UNDOABLE)
    newest = StepRow.number.desc()
    if action == "undo":
        query = own.where(changes | (StepRow.action == "redo"), StepRow.undone_by.is_(None))
    else:
        query = own.where(StepRow.action == "undo", StepRow.undone_by.is_(None))
        later = session.scalar(own.where(changes).order_by(newest).limit(1))
        if later is not None:
            query = query.where(StepRow.number > later.number)
    many = 1
    while steps := list(session.scalars(query.order_by(newest).limit(many))):
        yield steps
        query = query.where(StepRow.number < steps[-1].number)
        many = min(2 * many, _AT_ONCE)


def _with_revisions(
    session: Session, steps: Sequence[StepRow]
) -> Iterator[tuple[StepRow, list[tuple[RevisionRow, CueRow]]]]:
    """Steps with what their acts did on whatever tracks, and the cues as they are now."""
    act = {part.id: step.id for step in steps for part in act_of(session, step)}
    query = (
        select(RevisionRow, CueRow)
        .join(CueRow, RevisionRow.cue_row_id == CueRow.id)
        .where(RevisionRow.step_id.in_(act))
        .order_by(CueRow.start, CueRow.end, CueRow.id)
    )
    found: dict[int, list[tuple[RevisionRow, CueRow]]] = {step.id: [] for step in steps}
    for revision, row in session.execute(query):
        found[act[revision.step_id]].append((revision, row))
    return ((step, found[step.id]) for step in steps)


def _said(
    session: Session, actor: Actor, step: StepRow, overtaken: Mapping[int, Sequence[CueRow]]
) -> str:
    """Which cues were changed of the steps that are passed over for one, if that is news."""
    if not overtaken:
        return ""
    before = select(StepRow.detail).where(
        StepRow.track_id == step.track_id,
        StepRow.person_id == actor.person_id,
        StepRow.action.in_(("undo", "redo")),
        StepRow.number > step.number,
    )
    told = {one for detail in session.scalars(before) for one in detail.get(_PASSED, ())}
    fresh = (row for one, rows in overtaken.items() if one not in told for row in rows)
    cues = {row.id: row for row in fresh}
    if not cues:
        return ""
    row = next(iter(cues.values()))
    last = find_revision(session, row.id, row.revision)
    if len(cues) > 1 or last is None:
        names = ", ".join(row.cue_id for row in list(cues.values())[:_NAMED])
        more = f" and {len(cues) - _NAMED} more" if len(cues) > _NAMED else ""
        return f"Passed over: cues {names}{more} were changed by others since."
    when = f"{last.at:%Y-%m-%d %H:%M:%S %Z}".strip()
    return f"Passed over: cue {row.cue_id} was changed by {last.person or 'a new run'} at {when}."
