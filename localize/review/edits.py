"""Changes of cues as values: made from an ordered track, applied, taken back.

An edit says for every cue that it touches what it was and what it becomes. It decides nothing about
who may make it (`localize.review.policy`) and writes nothing (the service does).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from localize.review.errors import RefusedError
from localize.script import Cue, CueKind, Placement

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from localize.timeline import FrameRate


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit does to one cue.

    Attributes:
        cue_id: the cue.
        before: what it was; None where the edit makes it.
        after: what it becomes; None where the edit takes it out (it is marked, never erased).
    """

    cue_id: str
    before: Cue | None
    after: Cue | None


@dataclass(frozen=True, slots=True)
class Edit:
    """One act on one track, the unit of undo.

    Attributes:
        changes: one a cue, in programme order of what they were.
        note: what was done, for the list of steps and for the person.
    """

    changes: tuple[Change, ...] = ()
    note: str = ""

    @property
    def cue_ids(self) -> tuple[str, ...]:
        """The cues that it touches."""
        return tuple(change.cue_id for change in self.changes)

    def __bool__(self) -> bool:
        return bool(self.changes)


def in_order(cues: Collection[Cue]) -> tuple[Cue, ...]:
    """Cues in programme order, as `localize.script.Track` keeps them."""
    return tuple(sorted(cues, key=lambda cue: (cue.start, cue.end)))


def apply(cues: Sequence[Cue], edit: Edit) -> tuple[Cue, ...]:
    """The track after an edit, in programme order.

    Raises:
        ValueError: a cue is not what the edit was made on.
    """
    kept = {cue.id: cue for cue in cues}
    for change in edit.changes:
        if kept.get(change.cue_id) != change.before:
            raise ValueError(f"cue {change.cue_id} is not what the edit was made on")
        if change.after is None:
            del kept[change.cue_id]
        else:
            kept[change.cue_id] = change.after
    return in_order(kept.values())


def inverse(edit: Edit, note: str = "") -> Edit:
    """The edit that takes another one back."""
    changes = tuple(Change(change.cue_id, change.after, change.before) for change in edit.changes)
    return Edit(changes, note or f"Undone: {edit.note}")


def find(cues: Sequence[Cue], cue_id: str) -> int:
    """Where a cue stands in its track.

    Raises:
        RefusedError: it is not there (any more).
    """
    for index, cue in enumerate(cues):
        if cue.id == cue_id:
            return index
    raise RefusedError(f"There is no cue {cue_id} in this track.", "Load the track again.")


def _changed(before: Cue, after: Cue, note: str) -> Edit:
    if before == after:
        return Edit((), note)
    return Edit((Change(before.id, before, after),), note)


# --- One cue --------------------------------------------------------------------------------------


def set_text(cues: Sequence[Cue], cue_id: str, text: str | Sequence[str]) -> Edit:
    """Give a cue another text.

    Args:
        cues: the track.
        cue_id: the cue.
        text: its lines, or one text whose line breaks (of any kind) part them. Empty lines at the
            end go; a cue without text stays, as a cue without lines.

    Raises:
        RefusedError: there is no such cue.
    """
    cue = cues[find(cues, cue_id)]
    lines = text.splitlines() if isinstance(text, str) else [*text]
    while lines and not lines[-1].strip():
        lines.pop()
    return _changed(cue, replace(cue, lines=tuple(lines)), "Text")


def set_speaker(cues: Sequence[Cue], cue_id: str, speaker: str) -> Edit:
    """Say who speaks; empty for unknown.

    Raises:
        RefusedError: there is no such cue.
    """
    cue = cues[find(cues, cue_id)]
    return _changed(cue, replace(cue, speaker=" ".join(speaker.split())), "Speaker")


def set_kind(cues: Sequence[Cue], cue_id: str, kind: CueKind) -> Edit:
    """Say what a cue stands for.

    Raises:
        RefusedError: there is no such cue.
    """
    cue = cues[find(cues, cue_id)]
    return _changed(cue, replace(cue, kind=kind), f"Kind: {kind}")


def set_translate(cues: Sequence[Cue], cue_id: str, translate: bool) -> Edit:
    """Say whether markets translate a cue.

    Raises:
        RefusedError: there is no such cue.
    """
    cue = cues[find(cues, cue_id)]
    note = "To be translated" if translate else "Not to be translated"
    return _changed(cue, replace(cue, translate=translate), note)


def set_placement(cues: Sequence[Cue], cue_id: str, placement: Placement) -> Edit:
    """Move a cue in the picture.

    Raises:
        RefusedError: there is no such cue.
    """
    cue = cues[find(cues, cue_id)]
    return _changed(cue, replace(cue, placement=placement), "Placement")


def set_times(
    cues: Sequence[Cue], cue_id: str, *, start: int | None = None, end: int | None = None
) -> Edit:
    """Give a cue another in- or out-time, ms; None keeps it.

    Raises:
        RefusedError: there is no such cue, the time is negative, or the cue would not last.
    """
    cue = cues[find(cues, cue_id)]
    new_start = cue.start if start is None else start
    new_end = cue.end if end is None else end
    if new_start < 0:
        raise RefusedError("The in-time would lie before the start of the programme.")
    if new_end <= new_start:
        raise RefusedError(
            "The out-time must come after the in-time.", "Move the other edge first."
        )
    return _changed(cue, replace(cue, start=new_start, end=new_end), "Times")


def set_edges(cues: Sequence[Cue], times: Mapping[str, tuple[int, int]]) -> Edit:
    """Give several cues other in- and out-times, ms, as one edit: an edge that neighbours share.

    Args:
        cues: the track, in programme order.
        times: id → (in-time, out-time) of each.

    Raises:
        RefusedError: as `set_times`, for the first that cannot be.
    """
    made = [set_times(cues, one, start=start, end=end) for one, (start, end) in times.items()]
    changes = {change.cue_id: change for edit in made for change in edit.changes}
    ordered = tuple(changes[cue.id] for cue in cues if cue.id in changes)
    return Edit(ordered, "Times" if len(ordered) < 2 else f"Times of {len(ordered)} cues")


def set_frames(
    cues: Sequence[Cue],
    cue_id: str,
    rate: FrameRate,
    *,
    start: int | None = None,
    end: int | None = None,
) -> Edit:
    """Give a cue another in- or out-time, as frames from the start of the picture; None keeps it.

    Raises:
        RefusedError: there is no such cue, the frame is negative, or the cue would not last.
    """
    return set_times(
        cues,
        cue_id,
        start=None if start is None else rate.time_of(start),
        end=None if end is None else rate.time_of(end),
    )


# --- Many cues ------------------------------------------------------------------------------------


def shift(
    cues: Sequence[Cue],
    *,
    first: str,
    last: str = "",
    by: int | None = None,
    frames: int | None = None,
    rate: FrameRate | None = None,
    confirmed: Collection[str] = (),
) -> Edit:
    """Move a range of cues in time, by ms or by whole frames.

    By frames every edge moves from its nearest frame, so that all stay on frames and none drifts.

    Args:
        cues: the track, in programme order.
        first: id of the first cue to move.
        last: id of the last; empty for all that follow.
        by: ms, negative for earlier.
        frames: instead of ``by``.
        rate: with ``frames``.
        confirmed: ids of cues that a person has confirmed or approved, to be counted in the note.

    Returns:
        The edit; its note says how many cues, how far, and how many confirmed among them.

    Raises:
        RefusedError: no such cue, the range is turned round, or a time would be negative.
        ValueError: not exactly one of ``by`` and ``frames``, or ``frames`` without a rate.
    """
    if (by is None) == (frames is None) or (frames is not None and rate is None):
        raise ValueError("a shift needs either ms, or frames and their rate")
    begin = find(cues, first)
    until = find(cues, last) if last else len(cues) - 1
    if until < begin:
        raise RefusedError("The range ends before it begins.", "Choose the earlier cue first.")

    def moved(time: int) -> int:
        if frames is not None and rate is not None:
            # The nearest frame of a negative time does not matter: it is refused below.
            return rate.time_of(rate.nearest_frame(time) + frames)
        return time + (by or 0)

    chosen = cues[begin : until + 1]
    early = next((cue for cue in chosen if moved(cue.start) < 0), None)
    if early is not None:
        raise RefusedError(
            f"Cue {early.id} would begin before the start of the programme.",
            "Move by less, or begin the range later.",
        )
    changes = tuple(
        Change(cue.id, cue, replace(cue, start=moved(cue.start), end=moved(cue.end)))
        for cue in chosen
    )
    changes = tuple(change for change in changes if change.before != change.after)
    done = sum(change.cue_id in confirmed for change in changes)
    amount = f"{frames:+d} frames" if frames is not None else f"{by:+d} ms"
    plural = "cue" if len(changes) == 1 else "cues"
    return Edit(changes, f"{len(changes)} {plural} {amount}, {done} confirmed among them")
