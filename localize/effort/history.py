"""What became of a track's cues, step by step, and which of them belong together.

After a split or a merge a draft can no longer be compared with what was made of it cue by cue, so
the cues that one step parted or joined are taken together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, or_, select

from localize.markup import strip
from localize.store.kinds import CueState
from localize.store.tables import CueRow, RevisionRow, StepRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.orm import Session

#: Steps that follow from a file, a run or a template: nobody decided on a single cue.
NOT_BY_HAND: Final = frozenset({"import", "rerun", "stale", "template"})


@dataclass(frozen=True, slots=True)
class Version:
    """One revision of a cue.

    Attributes:
        step: number of the step on the track.
        revision: of the cue.
        person_id: who decided it; None for a machine, an import, a template.
        stage: where the track was; empty where the step does not say.
        before: the cue as data; None where this made it.
        after: the cue as data.
    """

    step: int
    revision: int
    person_id: int | None
    stage: str
    before: dict[str, Any] | None
    after: dict[str, Any]

    @property
    def appears(self) -> bool:
        """Whether the cue was not there before and is after."""
        return (self.before is None or self.before["deleted"]) and not self.after["deleted"]

    @property
    def vanishes(self) -> bool:
        """Whether the cue was there before and is not after."""
        return self.before is not None and not self.before["deleted"] and self.after["deleted"]


@dataclass(frozen=True, slots=True)
class CueHistory:
    """A cue with all that happened to it.

    Attributes:
        cue_id: the cue.
        state: how far it has come.
        translate: whether markets translate it.
        machine: the draft as it was imported (start, end, lines, machines); None for none.
        versions: oldest first.
    """

    cue_id: str
    state: CueState
    translate: bool
    machine: dict[str, Any] | None
    versions: tuple[Version, ...]

    def at(self, step: int | None = None) -> dict[str, Any] | None:
        """The cue as it was after a step (None: as it is now); None where it was not there."""
        data = None
        for version in self.versions:
            if step is None or version.step <= step:
                data = version.after
        return None if data is None or data["deleted"] else data


def is_worked_on(session: Session, track_id: int) -> bool:
    """Whether a person had to do with a cue of a track: if not, its drafts are not judged yet."""
    by_hand = exists().where(
        StepRow.track_id == track_id,
        StepRow.person_id.is_not(None),
        StepRow.action.not_in(NOT_BY_HAND),
    )
    # A track that was made of another's cues has their states without their steps.
    passed = exists().where(CueRow.track_id == track_id, CueRow.state != CueState.MACHINE.value)
    return bool(session.scalar(select(or_(by_hand, passed))))


def is_drafted(session: Session, track_id: int) -> bool:
    """Whether a machine drafted any cue that a track ever had."""
    drafted = exists().where(CueRow.track_id == track_id, CueRow.machine.is_not(None))
    return bool(session.scalar(select(drafted)))


def histories(session: Session, track_id: int) -> list[CueHistory]:
    """Every cue that a track ever had, in programme order."""
    versions: dict[int, list[Version]] = {}
    query = (
        select(RevisionRow, StepRow)
        .join(StepRow, RevisionRow.step_id == StepRow.id)
        .where(StepRow.track_id == track_id)
        .order_by(RevisionRow.number)
    )
    for revision, step in session.execute(query):
        versions.setdefault(revision.cue_row_id, []).append(version_of(revision, step))
    rows = session.scalars(
        select(CueRow)
        .where(CueRow.track_id == track_id)
        .order_by(CueRow.start, CueRow.end, CueRow.id)
    )
    return [
        CueHistory(
            row.cue_id,
            CueState(row.state),
            row.translate,
            row.machine,
            tuple(versions.get(row.id, ())),
        )
        for row in rows
    ]


def version_of(revision: RevisionRow, step: StepRow) -> Version:
    """A version from its rows."""
    return Version(
        step=step.number,
        revision=revision.number,
        person_id=None if step.action in NOT_BY_HAND else step.person_id,
        stage=str(step.detail.get("stage", "")),
        before=revision.before,
        after=revision.after,
    )


# --- What a step did to the borders ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Structure:
    """What one step did to the borders between cues.

    Attributes:
        joined: pairs of ids that belong together from then on.
        split: cues that were parted off another.
        merged: cues that went into another.
        inserted: cues that stand for themselves.
        deleted: cues that went with their text.
    """

    joined: tuple[tuple[str, str], ...] = ()
    split: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    inserted: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


def structure(step: Sequence[Version]) -> Structure:
    """Read what a step did off the cues that it touched; undo and redo come out as what they do.

    A cue that appears in the time that another had before was split off it; one that vanishes into
    the time that another has after was merged into it; two cues whose text only moved from one to
    the other had a word pushed over their border.
    """
    stayed = [one for one in step if not one.appears and not one.vanishes]
    joined: list[tuple[str, str]] = []
    kinds: dict[str, list[str]] = {"split": [], "merged": [], "inserted": [], "deleted": []}
    for one in step:
        cue_id = one.after["id"]
        if one.appears:
            other = _holder(one.after, stayed, lambda version: version.before)
            kinds["inserted" if other is None else "split"].append(cue_id)
        elif one.vanishes:
            other = _holder(one.after, stayed, lambda version: version.after)
            kinds["deleted" if other is None else "merged"].append(cue_id)
        else:
            continue
        if other is not None:
            joined.append((other, cue_id))
    if len(step) == len(stayed) == 2 and _text_moved(stayed):
        joined.append((stayed[0].after["id"], stayed[1].after["id"]))
    return Structure(tuple(joined), **{name: tuple(ids) for name, ids in kinds.items()})


def _holder(
    cue: dict[str, Any],
    others: Iterable[Version],
    when: Callable[[Version], dict[str, Any] | None],
) -> str | None:
    """The cue whose time, before or after, holds the middle of another's and changed for it."""
    middle = (cue["start"] + cue["end"]) // 2
    for other in others:
        data = when(other)
        changed = other.before is not None and (
            (other.before["start"], other.before["end"], other.before["lines"])
            != (other.after["start"], other.after["end"], other.after["lines"])
        )
        if data is not None and changed and data["start"] <= middle <= data["end"]:
            return str(data["id"])
    return None


def _text_moved(pair: Sequence[Version]) -> bool:
    ordered = sorted(pair, key=lambda one: (one.after["start"], one.after["end"]))
    before = [_letters((one.before or {}).get("lines", ())) for one in ordered]
    after = [_letters(one.after["lines"]) for one in ordered]
    return before != after and "".join(before) == "".join(after)


def _letters(lines: Iterable[str]) -> str:
    return "".join("".join(strip(line).split()) for line in lines)


def groups(cues: Sequence[CueHistory]) -> list[tuple[CueHistory, ...]]:
    """Cues in the smallest groups that no person's split, merge or pushed word reached across."""
    steps: dict[int, list[Version]] = {}
    for cue in cues:
        for version in cue.versions:
            if version.person_id is not None:
                steps.setdefault(version.step, []).append(version)
    root = {cue.cue_id: cue.cue_id for cue in cues}

    def find(cue_id: str) -> str:
        while root[cue_id] != cue_id:
            root[cue_id] = root[root[cue_id]]
            cue_id = root[cue_id]
        return cue_id

    for step in steps.values():
        for one, other in structure(step).joined:
            root[find(other)] = find(one)
    found: dict[str, list[CueHistory]] = {}
    for cue in cues:
        found.setdefault(find(cue.cue_id), []).append(cue)
    return [tuple(group) for group in found.values()]
