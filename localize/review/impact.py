"""What a template's new version does to a market: shown before it is published, then done.

What nobody touched follows; the rest is flagged; approved text never changes; a new line is an
empty cue, which blocks *final*. An approved cue that a change concerns is left as it is, and
counted: reopening it is the lead's act.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from localize.review.changes import ChangeKind, TemplateChange
from localize.review.edges import HeldEdges, all_held_edges
from localize.review.edits import in_order
from localize.review.outcome import CueAction, MarketCue, MarketImpact, Outcome
from localize.review.pieces import Join, join
from localize.script import Cue
from localize.store.kinds import CueState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


__all__ = ["CueAction", "MarketCue", "MarketImpact", "Outcome", "impact"]


def impact(
    changes: Sequence[TemplateChange],
    cues: Sequence[MarketCue],
    *,
    locale: str,
    old: Sequence[Cue],
    new: Sequence[Cue],
    next_id: Callable[[], str],
) -> MarketImpact:
    """What a template's changes come to for one market.

    Args:
        changes: `localize.review.changes.changes` of the two versions.
        cues: the market's track.
        locale: of the market.
        old: cues of the version that the track is based on.
        new: cues of the version to come.
        next_id: gives ids that the track has never had; call with a throw-away counter to preview.
    """
    plan = _Plan(cues, old, new, next_id)
    for change in changes:
        plan.apply(change)
    return MarketImpact(locale, plan.actions())


@dataclass(slots=True)
class _Work:
    """A cue on its way; ``before`` is None for one that the plan makes."""

    known: MarketCue | None
    after: Cue | None
    outcomes: list[Outcome] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    redraft: bool = False

    def note(self, outcome: Outcome, flag: str = "") -> None:
        approved = self.known is not None and self.known.state is CueState.APPROVED
        # An approved cue is counted once, as such, whatever else there is to say.
        counted = Outcome.REOPEN if approved and outcome is not Outcome.MAPPED else outcome
        if counted not in self.outcomes:
            self.outcomes.append(counted)
        if flag and flag not in self.flags:
            self.flags.append(flag)

    @property
    def cue(self) -> Cue:
        if self.after is None:
            raise ValueError("a cue that was merged into another is asked for again")
        return self.after


class _Plan:
    """Gathers what is done to each cue of one market."""

    def __init__(
        self,
        cues: Sequence[MarketCue],
        old: Sequence[Cue],
        new: Sequence[Cue],
        next_id: Callable[[], str],
    ) -> None:
        self.next_id = next_id
        self.works = {known.cue.id: _Work(known, known.cue) for known in cues}
        ordered = in_order(tuple(known.cue for known in cues))
        self.held_old = all_held_edges(ordered, {cue.id: cue for cue in old})
        self.held_new = all_held_edges(ordered, {cue.id: cue for cue in new})
        self.order = [cue.id for cue in ordered]
        self.retimed: set[str] = set()

    def actions(self) -> tuple[CueAction, ...]:
        made = []
        for cue_id, work in self.works.items():
            if work.outcomes:
                before = None if work.known is None else work.known.cue
                made.append(
                    CueAction(
                        cue_id,
                        before,
                        work.after,
                        tuple(work.outcomes),
                        "; ".join(work.stale),
                        "; ".join(work.flags),
                        work.redraft,
                    )
                )
        return tuple(sorted(made, key=_place))

    def apply(self, change: TemplateChange) -> None:
        mapped = [
            self.works[cue_id]
            for cue_id in self.order
            if self.works[cue_id].after is not None
            and set(change.old_ids) & set(self.works[cue_id].cue.source_ids)
        ]
        match change.kind:
            case ChangeKind.SPLIT:
                self._split(mapped, change)
            case ChangeKind.MERGE:
                self._merge(mapped, change)
            case ChangeKind.NEW:
                self._new(change.after[0], Outcome.NEW)
            case ChangeKind.ANNOTATION | ChangeKind.LAYOUT:
                pass  # shown from the template itself; nothing of the market's changes
            case _:
                for work in mapped:
                    self._one(work, change)

    # --- One change -------------------------------------------------------------------------------

    def _one(self, work: _Work, change: TemplateChange) -> None:
        match change.kind:
            case ChangeKind.RETIME:
                self._retime(work)
            case ChangeKind.TEXT:
                self._text(work, change)
            case ChangeKind.DELETED:
                self._deleted(work, change)
            case _:
                self._field(work, change)

    def _retime(self, work: _Work) -> None:
        cue = work.cue
        if cue.id in self.retimed:
            return  # several of its lines moved; its edges were looked at with the first
        self.retimed.add(cue.id)
        old, new = self.held_old.get(cue.id), self.held_new.get(cue.id)
        if old is None or new is None or old == new:
            return
        if work.known is None or work.known.frozen:
            work.note(Outcome.FLAGGED, "The template's times changed")
            return
        start, end = _followed(cue, old, new)
        if (self._on_template(work) or not work.known.times_touched) and 0 <= start < end:
            if (start, end) != (cue.start, cue.end):
                work.after = replace(cue, start=start, end=end)
                work.note(Outcome.RETIMED)
        else:
            work.note(Outcome.FLAGGED, "The template's times changed, and yours were set by hand")

    def _text(self, work: _Work, change: TemplateChange) -> None:
        if not change.before[0].translate and not change.after[0].translate:
            return
        work.stale.append(change.detail)
        work.note(Outcome.STALE)
        known = work.known
        work.redraft = known is not None and not (
            known.frozen or known.text_touched or known.state is not CueState.MACHINE
        )

    def _split(self, mapped: list[_Work], change: TemplateChange) -> None:
        whole, parts = change.old_ids[0], change.after
        if len(mapped) == 1 and self._follows(mapped[0]) and mapped[0].cue.source_ids == (whole,):
            work = mapped[0]
            first = parts[0]
            work.after = replace(work.cue, start=first.start, end=first.end, source_ids=(first.id,))
            work.note(Outcome.FLAGGED, "The template splits this line; all of the text is here")
            for part in parts[1:]:
                self._new(part, Outcome.PART)
            return
        left = set(change.new_ids)
        for index, work in enumerate(mapped):
            here = [part.id for part in parts if part.span.overlap(work.cue.span)]
            if index == len(mapped) - 1:
                here += [part for part in change.new_ids if part in left and part not in here]
            here = here or [parts[0].id]
            left -= set(here)
            self._map(work, {whole: tuple(here)})
            work.note(Outcome.FLAGGED, "The template splits this line")
        if not mapped:
            for part in parts:
                self._new(part, Outcome.NEW)

    def _merge(self, mapped: list[_Work], change: TemplateChange) -> None:
        whole = change.after[0]
        old = set(change.old_ids)
        alone = all(self._follows(work) and set(work.cue.source_ids) <= old for work in mapped)
        if not mapped:
            self._new(whole, Outcome.NEW)
        elif alone:
            first, *others = mapped
            lines = first.cue.lines
            for work in others:
                lines = join(lines, work.cue.lines, Join.LINES)
                work.after = None
                work.note(Outcome.REMOVED, f"Its text is in {first.cue.id}")
            first.after = replace(
                first.cue,
                start=whole.start,
                end=whole.end,
                lines=lines,
                source_ids=(whole.id,),
            )
            if others:
                first.note(Outcome.FLAGGED, "The template merges these lines; both texts are here")
            else:
                first.note(Outcome.RETIMED)
        else:
            for work in mapped:
                self._map(work, dict.fromkeys(change.old_ids, (whole.id,)))
                work.note(Outcome.FLAGGED, "The template merges this line with another")

    def _deleted(self, work: _Work, change: TemplateChange) -> None:
        if len(work.cue.source_ids) > 1:
            self._map(work, {change.old_ids[0]: ()})
        work.note(Outcome.FLAGGED, "The template deletes this line")

    def _field(self, work: _Work, change: TemplateChange) -> None:
        names = {
            ChangeKind.SPEAKER: ("speaker",),
            ChangeKind.KIND: ("kind", "translate"),
            ChangeKind.PLACEMENT: ("placement",),
        }[change.kind]
        cue, old, new = work.cue, change.before[0], change.after[0]
        wanted = {name: getattr(new, name) for name in names}
        if all(getattr(cue, name) == value for name, value in wanted.items()):
            return
        same = all(getattr(cue, name) == getattr(old, name) for name in names)
        frozen = work.known is None or work.known.frozen
        if same and not frozen and cue.source_ids == (old.id,):
            work.after = replace(cue, **wanted)
            work.note(Outcome.UPDATED)
        else:
            work.note(Outcome.FLAGGED, f"The template changes its {change.kind}: {change.detail}")

    def _new(self, line: Cue, outcome: Outcome) -> None:
        if any(
            work.after is not None and line.id in work.after.source_ids
            for work in self.works.values()
        ):
            return
        cue = replace(line, id=self.next_id(), lines=(), source_ids=(line.id,))
        self.works[cue.id] = _Work(None, cue)
        self.works[cue.id].note(outcome, "A line that the template has now")

    # --- Questions --------------------------------------------------------------------------------

    def _on_template(self, work: _Work) -> bool:
        held = self.held_old.get(work.cue.id, HeldEdges())
        cue = work.cue
        return held.start in (None, cue.start) and held.end in (None, cue.end)

    def _follows(self, work: _Work) -> bool:
        known = work.known
        if known is None or known.frozen:
            return False
        return not known.times_touched or self._on_template(work)

    def _map(self, work: _Work, to: dict[str, tuple[str, ...]]) -> None:
        ids = (new for old in work.cue.source_ids for new in to.get(old, (old,)))
        work.after = replace(work.cue, source_ids=tuple(dict.fromkeys(ids)))
        work.note(Outcome.MAPPED)


def _followed(cue: Cue, old: HeldEdges, new: HeldEdges) -> tuple[int, int]:
    """In- and out-time of a cue that goes with the template, ms.

    An edge that the template holds moves as the template's did; one of the market's own stays,
    inside the template's line.
    """
    inside = new.inside
    times = []
    for time, was, will in ((cue.start, old.start, new.start), (cue.end, old.end, new.end)):
        if was is not None and will is not None:
            times.append(time + will - was)
        elif inside is not None:
            times.append(min(max(time, inside.start), inside.end))
        else:
            times.append(time)
    return times[0], times[1]


def _place(action: CueAction) -> tuple[int, str]:
    cue = action.after or action.before
    return (cue.start if cue is not None else 0, action.cue_id)
