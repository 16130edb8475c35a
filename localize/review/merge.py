"""When the pipeline runs again: what of its new draft may be taken.

Cues that nobody touched are drafted anew; what a person has touched stays as it is, and where the
machine now says otherwise both versions are shown. Ids of a new run need not be those of the old,
so cues are matched by what they stand for and by time. Where a person touched part of a sentence,
the whole of it stays: half an old sentence and half a new one are no text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from localize.review.edits import Change, Edit, in_order
from localize.review.overlaps import CueTimes
from localize.script import Cue
from localize.store.kinds import CueState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: How far apart two cues of one source may lie and still be the same, ms. Ids are counted, so a
#: new transcript's ``c7`` may well be another line than the old one's.
_NEAR: Final = 2_000


@dataclass(frozen=True, slots=True)
class KeptCue:
    """A cue as it is now.

    Attributes:
        cue: the cue.
        state: how far it has come.
        touched: whether a person changed anything of it.
        locked: whether it is locked.
    """

    cue: Cue
    state: CueState = CueState.MACHINE
    touched: bool = False
    locked: bool = False

    @property
    def stays(self) -> bool:
        """Whether no machine may change it."""
        return self.touched or self.locked or self.state is not CueState.MACHINE


@dataclass(frozen=True, slots=True)
class RerunConflict:
    """Where people's work and the new draft differ; people's work stays.

    Attributes:
        kept: cues of the track concerned, at least one of them a person's.
        offered: what the new run has in their place.
    """

    kept: tuple[Cue, ...]
    offered: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class RerunPlan:
    """What taking a new draft does.

    Attributes:
        edit: the changes: cues drafted anew, added, taken out.
        kept: ids of cues that stay because of a person, or because of one beside them.
        conflicts: where the new draft says otherwise than what stays.
        machine: for every cue that the edit leaves in the track, the cue of the new draft that it
            comes from: (id in the track, id in the draft).
    """

    edit: Edit
    kept: tuple[str, ...]
    conflicts: tuple[RerunConflict, ...]
    machine: tuple[tuple[str, str], ...]


def merge_rerun(
    current: Sequence[KeptCue], draft: Sequence[Cue], next_id: Callable[[], str]
) -> RerunPlan:
    """Plan what of a new draft is taken.

    Args:
        current: the track as it is.
        draft: the new machine draft of the same track.
        next_id: gives ids that the track has never had.

    Returns:
        The plan. Whatever a person touched, confirmed, approved or locked is in the result
        unchanged. A cue keeps its id where the new draft has one in its place.
    """
    known = {kept.cue.id: kept for kept in current}
    changes: list[Change] = []
    machine: list[tuple[str, str]] = []
    stay: list[str] = []
    conflicts: list[RerunConflict] = []
    added = removed = 0
    for old, new in _groups([kept.cue for kept in current], draft):
        if any(known[cue.id].stays for cue in old):
            stay += [cue.id for cue in old]
            if new and _reads(old) != _reads(new):
                conflicts.append(RerunConflict(old, new))
            continue
        for before, after in zip(old, new, strict=False):
            changes.append(Change(before.id, before, replace(after, id=before.id)))
            machine.append((before.id, after.id))
        for after in new[len(old) :]:
            cue = replace(after, id=next_id())
            changes.append(Change(cue.id, None, cue))
            machine.append((cue.id, after.id))
            added += 1
        for before in old[len(new) :]:
            changes.append(Change(before.id, before, None))
            removed += 1
    changed = tuple(change for change in changes if change.before != change.after)
    redrafted = len(changed) - added - removed
    note = (
        f"New draft: {redrafted} redrafted, {added} added, {removed} taken out, "
        f"{len(stay)} kept, {_many(len(conflicts), 'conflict')}"
    )
    return RerunPlan(Edit(changed, note), tuple(stay), tuple(conflicts), tuple(machine))


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _reads(cues: Sequence[Cue]) -> list[tuple[int, int, tuple[str, ...]]]:
    return [(cue.start, cue.end, cue.lines) for cue in cues]


def _groups(
    old: Sequence[Cue], new: Sequence[Cue]
) -> list[tuple[tuple[Cue, ...], tuple[Cue, ...]]]:
    """Cues that stand for the same, old and new, in programme order."""
    olds, news = in_order(tuple(old)), in_order(tuple(new))
    root = list(range(len(olds) + len(news)))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for i, j in _pairs(olds, news):
        root[find(len(olds) + j)] = find(i)
    # What was translated as one is taken, or kept, as one.
    for cues, shift in ((olds, 0), (news, len(olds))):
        for i, k in _of_one_source(cues, cues):
            root[find(shift + k)] = find(shift + i)
    groups: dict[int, tuple[list[Cue], list[Cue]]] = {}
    for i, cue in enumerate(olds):
        groups.setdefault(find(i), ([], []))[0].append(cue)
    for j, cue in enumerate(news):
        groups.setdefault(find(len(olds) + j), ([], []))[1].append(cue)
    made = [(tuple(before), tuple(after)) for before, after in groups.values()]
    return sorted(made, key=lambda group: min(cue.start for cue in (*group[0], *group[1])))


def _pairs(olds: Sequence[Cue], news: Sequence[Cue]) -> list[tuple[int, int]]:
    """Which old and new cues belong together, as places in each.

    First those of one source that share time, then those that share most of it, whatever their
    sources are called; of what is left, those of one source nearby (moved by a retime).
    """
    pairs = {(i, j) for i, j in _of_one_source(olds, news) if olds[i].span.overlap(news[j].span)}
    matched_old, matched_new = {i for i, _ in pairs}, {j for _, j in pairs}
    old_times, new_times = CueTimes(olds), CueTimes(news)
    for j, cue in enumerate(news):
        if j not in matched_new:
            pairs |= {(place, j) for place in old_times.nearest(cue)}
    for i, cue in enumerate(olds):
        if i not in matched_old:
            pairs |= {(i, place) for place in new_times.nearest(cue)}
    matched_old, matched_new = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, j in _of_one_source(olds, news):
        if i not in matched_old and j not in matched_new:
            pairs.add((i, j))
    return sorted(pairs)


def _of_one_source(ones: Sequence[Cue], others: Sequence[Cue]) -> list[tuple[int, int]]:
    """Places of cues that share a source and lie near each other."""
    by_source: dict[str, list[int]] = {}
    for i, cue in enumerate(ones):
        for source in cue.source_ids:
            by_source.setdefault(source, []).append(i)
    found = {
        (i, j)
        for j, cue in enumerate(others)
        for source in cue.source_ids
        for i in by_source.get(source, ())
        if _apart(ones[i], cue) <= _NEAR
    }
    return sorted(found)


def _apart(one: Cue, other: Cue) -> int:
    return max(0, one.start - other.end, other.start - one.end)
