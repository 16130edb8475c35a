"""What changed between two versions of a template, told by ids that stay.

A cue keeps its id when it is edited, so most changes are read off it. Splits and merges are told by
ids that come or go over the same time, out of the same source, with the same words.
"""

from __future__ import annotations

import difflib
import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.review.edits import in_order
from localize.review.pieces import letters_of, plain
from localize.review.stale_marks import flow, turned
from localize.script import Cue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: How much of the words two texts must share to be the same text in other pieces, 0 to 1: more than
#: half, so that a correction made along with a split does not hide it.
_SAME_TEXT: Final = 0.6

_SPACE: Final = re.compile(r"\s+")

#: Category and text of each annotation of a cue.
Annotations = tuple[tuple[str, str], ...]


class ChangeKind(enum.StrEnum):
    """One sort of change of a template's cue."""

    RETIME = "retime"
    TEXT = "text"
    SPLIT = "split"
    MERGE = "merge"
    NEW = "new"
    DELETED = "deleted"
    ANNOTATION = "annotation"
    SPEAKER = "speaker"
    KIND = "kind"  # what it stands for, or whether it is translated
    PLACEMENT = "placement"
    LAYOUT = "layout"  # line breaks alone: the words are the same


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """One change from a template's version to the next.

    Attributes:
        kind: which.
        old_ids: cues of the older version concerned, in programme order; none for a new one.
        new_ids: cues of the newer version; none for a deleted one.
        before: the older cues themselves.
        after: the newer ones.
        detail: what changed, in words.
    """

    kind: ChangeKind
    old_ids: tuple[str, ...]
    new_ids: tuple[str, ...]
    before: tuple[Cue, ...]
    after: tuple[Cue, ...]
    detail: str = ""


def changes(
    old: Iterable[Cue],
    new: Iterable[Cue],
    *,
    old_annotations: Mapping[str, Annotations] | None = None,
    new_annotations: Mapping[str, Annotations] | None = None,
) -> tuple[TemplateChange, ...]:
    """Everything that changed, in programme order.

    Args:
        old: cues of the version before.
        new: cues of the version after.
        old_annotations: by cue id; None for no annotations.
        new_annotations: by cue id; None for no annotations.
    """
    before = {cue.id: cue for cue in in_order(tuple(old))}
    after = {cue.id: cue for cue in in_order(tuple(new))}
    splits = _splits(before, after)
    merges = _merges(before, after, splits)
    found = [*splits, *merges]
    involved_old = {cue_id for change in found for cue_id in change.old_ids}
    involved_new = {cue_id for change in found for cue_id in change.new_ids}
    found += [
        _change(ChangeKind.DELETED, (cue,), ())
        for cue in before.values()
        if cue.id not in after and cue.id not in involved_old
    ]
    for cue in after.values():
        if cue.id not in before and cue.id not in involved_new:
            found.append(_change(ChangeKind.NEW, (), (cue,)))
        elif cue.id in before and cue.id not in involved_old:
            found += _of_one(before[cue.id], cue)
    notes, newer_notes = old_annotations or {}, new_annotations or {}
    for cue in after.values():
        if cue.id in before and notes.get(cue.id, ()) != newer_notes.get(cue.id, ()):
            found.append(_change(ChangeKind.ANNOTATION, (before[cue.id],), (cue,)))
    order = {kind: number for number, kind in enumerate(ChangeKind)}
    return tuple(
        sorted(found, key=lambda change: ((change.after or change.before)[0].start,
                                          (change.after or change.before)[0].id,
                                          order[change.kind]))
    )  # fmt: skip


def _change(
    kind: ChangeKind, before: Sequence[Cue], after: Sequence[Cue], detail: str = ""
) -> TemplateChange:
    old, new = in_order(tuple(before)), in_order(tuple(after))
    return TemplateChange(
        kind, tuple(cue.id for cue in old), tuple(cue.id for cue in new), old, new, detail
    )


def _of_one(old: Cue, new: Cue) -> list[TemplateChange]:
    found = []
    if old.span != new.span:
        detail = f"in {new.start - old.start:+d} ms, out {new.end - old.end:+d} ms"
        found.append(_change(ChangeKind.RETIME, (old,), (new,), detail))
    if old.lines != new.lines:
        same = _SPACE.sub("", old.text) == _SPACE.sub("", new.text)
        kind = ChangeKind.LAYOUT if same else ChangeKind.TEXT
        found.append(_change(kind, (old,), (new,), "" if same else difference(old, new)))
    if old.speaker != new.speaker:
        detail = f"{old.speaker or 'nobody named'} → {new.speaker or 'nobody named'}"
        found.append(_change(ChangeKind.SPEAKER, (old,), (new,), detail))
    if (old.kind, old.translate) != (new.kind, new.translate):
        detail = f"{_kind(old)} → {_kind(new)}"
        found.append(_change(ChangeKind.KIND, (old,), (new,), detail))
    if old.placement != new.placement:
        found.append(_change(ChangeKind.PLACEMENT, (old,), (new,)))
    return found


def _kind(cue: Cue) -> str:
    return f"{cue.kind}" if cue.translate else f"{cue.kind}, not translated"


def difference(old: Cue, new: Cue) -> str:
    """What changed in a source text, for the person whose translation hangs on it."""
    return turned(flow(old), flow(new))


# --- Splits and merges ----------------------------------------------------------------------------


def _splits(before: Mapping[str, Cue], after: Mapping[str, Cue]) -> list[TemplateChange]:
    children: dict[str, list[Cue]] = {}
    for cue in after.values():
        if cue.id in before:
            continue
        parent = _home(cue, before, after)
        if parent is not None:
            children.setdefault(parent.id, []).append(cue)
    found = []
    for cue_id, pieces in children.items():
        whole = before[cue_id]
        parts = in_order((*pieces, *([after[cue_id]] if cue_id in after else [])))
        if len(parts) > 1 and _same_text([whole], parts):
            found.append(_change(ChangeKind.SPLIT, (whole,), parts))
    return found


def _merges(
    before: Mapping[str, Cue], after: Mapping[str, Cue], splits: Sequence[TemplateChange]
) -> list[TemplateChange]:
    used = {cue_id for change in splits for cue_id in (*change.old_ids, *change.new_ids)}
    parts: dict[str, list[Cue]] = {}
    for cue in before.values():
        if cue.id in after or cue.id in used:
            continue
        whole = _home(cue, after, before)
        if whole is not None and whole.id not in used:
            parts.setdefault(whole.id, []).append(cue)
    found = []
    for cue_id, pieces in parts.items():
        old = in_order((*pieces, *([before[cue_id]] if cue_id in before else [])))
        if len(old) > 1 and _same_text(old, [after[cue_id]]):
            found.append(_change(ChangeKind.MERGE, old, (after[cue_id],)))
    return found


def _home(piece: Cue, wholes: Mapping[str, Cue], others: Mapping[str, Cue]) -> Cue | None:
    """The cue of the other version that a piece lies in for the most part.

    It is no home where, in the piece's own version, the same cue still takes up that time.
    """
    best, most = None, 0
    for whole in wholes.values():
        shared = whole.span.overlap(piece.span)
        still = others.get(whole.id)
        taken = still is not None and 2 * still.span.overlap(piece.span) >= piece.duration
        if shared > most and 2 * shared >= piece.duration and not taken and _kin(whole, piece):
            best, most = whole, shared
    return best


def _kin(one: Cue, other: Cue) -> bool:
    """Whether two cues may come from the same source: nothing speaks against it."""
    sources, others = set(one.source_ids), set(other.source_ids)
    return not sources or not others or bool(sources & others)


def _same_text(old: Sequence[Cue], new: Sequence[Cue]) -> bool:
    one = letters_of(plain(cue.text) for cue in old)
    other = letters_of(plain(cue.text) for cue in new)
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() >= _SAME_TEXT
