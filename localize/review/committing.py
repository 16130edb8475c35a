"""Where every change of a cue's content is judged, kept and told to those who follow it.

Whatever way it came in by, an edit is a value here (`localize.review.edits.Edit`): it is asked of
the policy by what it does, then written as one step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localize.review.acts import Act, ActKind
from localize.review.content import acts_of
from localize.review.errors import ConflictError, RefusedError
from localize.review.following import tell_followers
from localize.review.policy import Decision, decide, decide_all
from localize.review.views import Edited, cue_views
from localize.script import TrackRole
from localize.store.kinds import CueState
from localize.store.mapping import cue_of
from localize.store.steps import Change as StoreChange
from localize.store.steps import create, edit, find_revision, record_step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from localize.review.bench import Bench
    from localize.review.content import Setting
    from localize.review.edits import Change, Edit
    from localize.script import Cue
    from localize.store.tables import CueRow, StepRow


# --- Seen as it is --------------------------------------------------------------------------------


def live(row: CueRow | None) -> Cue | None:
    """A cue as it is; None where it was taken out, or never was."""
    return None if row is None or row.deleted else cue_of(row)


def see(
    bench: Bench,
    row: CueRow | None,
    cue_id: str,
    revision: int,
    wish: Callable[[Sequence[Cue]], Edit] | None = None,
    *,
    deleted: bool = False,
) -> CueRow:
    """The cue's row, if it is what the person saw.

    Args:
        bench: the track, taken for writing.
        row: the row; None where there is none.
        cue_id: the cue.
        revision: that the person saw.
        wish: what they want done to it, for the conflict to show.
        deleted: whether a cue that was taken out is wanted.

    Raises:
        ConflictError: it was changed since; carries both versions.
        RefusedError: there is no such cue.
    """
    if row is None or (row.revision == revision and row.deleted and not deleted):
        raise RefusedError(f"There is no cue {cue_id} in this track.", "Load the track again.")
    if row.revision != revision:
        raise conflict(bench, row, wished(bench, row, revision, wish))
    return row


def wished(
    bench: Bench, row: CueRow, revision: int, wish: Callable[[Sequence[Cue]], Edit] | None
) -> Cue | None:
    """The cue as a person wanted it, made on the revision that they saw."""
    past = find_revision(bench.session, row.id, revision)
    base = cue_of(past.after if past else row)
    if wish is None:
        return base
    try:
        made = wish((base,))
    except RefusedError:
        return base  # it takes more than one cue to show: a merge, a word pushed
    return next((change.after for change in made.changes if change.cue_id == base.id), base)


def conflict(
    bench: Bench, row: CueRow, mine: Cue | None, kind: type[ConflictError] = ConflictError
) -> ConflictError:
    """Both versions of a cue, with who made the one that is kept."""
    last = find_revision(bench.session, row.id, row.revision)
    if last is None:
        raise RuntimeError(f"cue {row.cue_id} has no revision {row.revision}")
    by = last.person or "a new run"
    theirs = live(row)
    return kind(
        mine,
        theirs,
        row.revision,
        by,
        last.at,
        action=last.action,
        yours=last.person_id == bench.actor.person_id and mine == theirs,
    )


def moves(made: Edit) -> bool:
    """Whether an edit touches times or borders, which a template may hold."""
    return any(
        change.before is None or change.after is None or change.before.span != change.after.span
        for change in made.changes
    )


# --- Judged ---------------------------------------------------------------------------------------


def refuse_unless(decision: Decision) -> None:
    """Let an allowed act pass.

    Raises:
        RefusedError: it is not allowed.
    """
    if not decision.allowed:
        raise RefusedError(decision.reason, decision.ask)


def ask(
    bench: Bench, kind: ActKind, row: CueRow | None = None, *, translated: bool = False
) -> None:
    """Let an act pass that changes no content.

    Raises:
        RefusedError: it is not allowed.
    """
    facts = bench.facts(row, translated=translated) if row is not None else None
    refuse_unless(decide(Act(kind), bench.desk, facts))


def judgements(
    bench: Bench, made: Edit, rows: Mapping[str, CueRow], setting: Setting
) -> dict[str, Decision]:
    """What the policy says about an edit, for each cue that it touches."""
    acts = acts_of(made, setting)
    found = {}
    for change in made.changes:
        # What changes nothing that is read (only what a cue stands for) is judged as a mark on it.
        wanted = acts.get(change.cue_id) or (Act(ActKind.ANNOTATION),)
        facts = bench.facts(rows.get(change.cue_id))
        found[change.cue_id] = decide_all(wanted, bench.desk, facts)
    return found


def judge(bench: Bench, made: Edit, rows: Mapping[str, CueRow], setting: Setting) -> None:
    """Let an edit pass.

    Raises:
        RefusedError: the policy has something against it; the first reason, with how many cues.
    """
    against = {
        cue_id: decision
        for cue_id, decision in judgements(bench, made, rows, setting).items()
        if not decision.allowed
    }
    if not against:
        return
    cue_id, first = next(iter(against.items()))
    if len(made.changes) == 1:
        raise RefusedError(first.reason, first.ask)
    others = f" So for {len(against) - 1} more of its cues." if len(against) > 1 else ""
    raise RefusedError(f"Cue {cue_id}: {first.reason}{others}", first.ask)


# --- Kept -----------------------------------------------------------------------------------------


def store_change(bench: Bench, change: Change, row: CueRow | None) -> StoreChange:
    """What a change of content writes: a changed text is no longer confirmed, nor stale."""
    person = bench.actor.person_id
    if change.after is None:
        if row is None:
            raise ValueError(f"cue {change.cue_id} cannot be taken out: it is not there")
        return edit(row, deleted=True, edited_by=person)
    if row is None:
        return create(bench.track.id, change.after, state=CueState.EDITED.value, edited_by=person)
    only_times = (
        change.before is not None
        and change.before.span != change.after.span
        and _without_times(change.before) == _without_times(change.after)
    )
    if only_times and row.state == CueState.REVIEWED.value:
        return edit(row, change.after, edited_by=person)
    rewritten = change.before is not None and change.before.lines != change.after.lines
    return edit(
        row,
        change.after,
        deleted=False,
        state=CueState.EDITED.value,
        edited_by=person,
        reviewed_by=None,
        stale="" if rewritten else row.stale,
    )


def _without_times(cue: Cue) -> tuple[object, ...]:
    return (cue.lines, cue.kind, cue.translate, cue.speaker, cue.placement, cue.source_ids)


def commit(
    bench: Bench,
    made: Edit,
    rows: Mapping[str, CueRow],
    setting: Setting,
    action: str,
    *,
    group: str = "",
    detail: dict[str, Any] | None = None,
) -> Edited:
    """Judge an edit and keep it, as one step.

    Args:
        bench: the track, taken for writing.
        made: what to do.
        rows: of every cue that is there, by id.
        setting: what holds it.
        action: what it is called.
        group: joins it to steps on other tracks.
        detail: more to remember.

    Raises:
        RefusedError: the policy has something against it.
    """
    if not made:
        return Edited(0, (), note=made.note)
    judge(bench, made, rows, setting)
    changes = [store_change(bench, change, rows.get(change.cue_id)) for change in made.changes]
    return keep(bench, made, changes, action, group=group, detail=detail)


def keep(
    bench: Bench,
    made: Edit,
    changes: Sequence[StoreChange],
    action: str,
    *,
    group: str = "",
    detail: dict[str, Any] | None = None,
    undoes: StepRow | None = None,
) -> Edited:
    """Write what was judged, as one step, and tell the tracks that follow this one."""
    step = write_step(
        bench, changes, action, note=made.note, group=group, detail=detail, undoes=undoes
    )
    tell(bench, made, group=group)
    return edited(bench, step, [change.row for change in changes], made.note)


def write_step(
    bench: Bench,
    changes: Sequence[StoreChange],
    action: str,
    *,
    note: str = "",
    group: str = "",
    detail: dict[str, Any] | None = None,
    undoes: StepRow | None = None,
) -> StepRow:
    """Record a step of this person; it remembers the stage that the track was at."""
    return record_step(
        bench.session,
        bench.track,
        bench.actor.person_id,
        action,
        changes,
        detail=remembered(bench, note) | (detail or {}),
        group=group,
        undoes=undoes,
    )


def remembered(bench: Bench, note: str = "") -> dict[str, Any]:
    """What every step of a person remembers: where the track was, and what was done."""
    return {"stage": bench.track.stage, **({"note": note} if note else {})}


def tell(bench: Bench, made: Edit, *, group: str = "") -> None:
    """Tell the tracks that follow this one what was done to it."""
    if bench.role is not TrackRole.SUBTITLE and bench.followers:
        tell_followers(bench.session, bench.followers, made, bench.actor.person_id, group=group)


def edited(bench: Bench, step: StepRow, rows: Iterable[CueRow], note: str = "") -> Edited:
    """What a step did, for the person."""
    views = cue_views(bench.session, bench.track.id, rows)
    return Edited(step.id, views, step.number, note)
