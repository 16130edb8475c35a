"""What becomes of a market's cues when its track is hung on a template.

The machine's drafts were made from a transcript, the market is to follow a template that people
made of it: cues are matched by the cues that both stand for, else by the time that they share.
Nothing is lost: a draft keeps its text and its borders, one cue may stand for several lines and
several for one, a line that nothing stands for gets an empty cue, and a cue that stands for no
line is flagged.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from localize.review.edges import HeldEdges, TimesChange, all_held_edges, times_refusal
from localize.review.edits import in_order
from localize.review.outcome import CueAction, MarketCue, MarketImpact, Outcome
from localize.script import Cue
from localize.store.kinds import CueState
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from localize.season import Times
    from localize.timeline import FrameRate


def hang(
    cues: Sequence[MarketCue],
    template: Sequence[Cue],
    *,
    locale: str,
    stands_for: Mapping[str, Collection[str]],
    next_id: Callable[[], str],
    times: Times,
    rate: FrameRate,
) -> MarketImpact:
    """What hanging a market's track on a template does to its cues.

    A cue that nobody touched takes the times, speaker, kind and place of its lines; one that a
    person has worked on is only told which lines it stands for, and flagged where its times are
    none that the market may have, as its neighbours will be. The guide's least gap and shot changes
    are left to the checks.

    Args:
        cues: the market's track; empty for one that is to be made.
        template: lines of the version that it is to hang on.
        locale: of the market.
        stands_for: for each line of the template, the ids of ``Cue.source_ids`` of the market's
            cues that mean the same; nothing where the two have no source in common.
        next_id: gives ids that the track has never had; call with a throw-away counter to preview.
        times: how far the market's times may leave the template's.
        rate: of the episode.
    """
    lines = in_order(tuple(template))
    links = match([known.cue for known in cues], lines, stands_for)
    mapped = [replace(known.cue, source_ids=links[known.cue.id]) for known in cues]
    by_id = {line.id: line for line in lines}
    held = all_held_edges(mapped, by_id)
    covered = {line_id for ids in links.values() for line_id in ids}
    pairs = list(zip(cues, mapped, strict=True))
    starts = sorted(
        [
            *(_start_given(known, cue, held.get(cue.id)) for known, cue in pairs),
            *(line.start for line in lines if line.id not in covered),
        ]
    )

    def may(cue: Cue, edges: HeldEdges, given: Span) -> bool:
        later = starts[bisect_right(starts, cue.start) :][:1]
        change = TimesChange(given, cue.span, edges, rate, following=later[0] if later else None)
        return not times_refusal(change, times)

    works = [
        _hung(known, cue, held.get(cue.id), [by_id[line_id] for line_id in cue.source_ids], may)
        for known, cue in pairs
    ]
    actions = [work.action for work in works if work.outcomes]
    for line in lines:
        if line.id not in covered:
            cue = replace(line, id=next_id(), lines=(), source_ids=(line.id,))
            actions.append(CueAction(cue.id, None, cue, (Outcome.NEW,)))
    actions.sort(key=lambda action: (_start(action), action.cue_id))
    return MarketImpact(locale, tuple(actions))


def _start_given(known: MarketCue, cue: Cue, held: HeldEdges | None) -> int:
    """When a cue will come on, ms: as the template says, or as it does where it is left alone."""
    if held is None or known.frozen or known.times_touched:
        return cue.start
    start, end = _template_times(cue, held)
    return start if start < end else cue.start


def _start(action: CueAction) -> int:
    cue = action.after or action.before
    return cue.start if cue is not None else 0


@dataclass(slots=True)
class _Work:
    """A cue on its way to its lines."""

    before: Cue
    after: Cue
    outcomes: list[Outcome] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def flag(self, text: str) -> None:
        self.flags.append(text)
        if Outcome.FLAGGED not in self.outcomes:
            self.outcomes.append(Outcome.FLAGGED)

    @property
    def action(self) -> CueAction:
        return CueAction(
            self.before.id,
            self.before,
            self.after,
            tuple(self.outcomes),
            flag="; ".join(self.flags),
        )


def _hung(
    known: MarketCue,
    cue: Cue,
    held: HeldEdges | None,
    lines: Sequence[Cue],
    may: Callable[[Cue, HeldEdges, Span], bool],
) -> _Work:
    """What becomes of one cue; ``may``: whether it may keep its times beside those given to it."""
    work = _Work(known.cue, cue)
    if cue != known.cue:
        work.outcomes.append(Outcome.MAPPED)
    if held is None:
        work.flag("The template has no such line")
        return work
    if known.frozen:
        return work
    if known.state is CueState.MACHINE:
        _take_fields(work, lines)
    start, end = _template_times(cue, held)
    if (start, end) == (cue.start, cue.end):
        return work
    if known.times_touched:
        if not may(cue, held, Span(start, max(start, end))):
            work.flag("Its times were set by hand and are not the template's")
    elif start >= end:
        work.flag("The template leaves it no time")
    else:
        work.after = replace(work.after, start=start, end=end)
        work.outcomes.append(Outcome.RETIMED)
    return work


def _take_fields(work: _Work, lines: Sequence[Cue]) -> None:
    """What all of its lines agree on: who speaks, what it stands for, where it stands."""
    cue, first = work.after, lines[0]
    if any(_fields(line) != _fields(first) for line in lines) or _fields(cue) == _fields(first):
        return
    work.after = replace(
        cue,
        speaker=first.speaker,
        kind=first.kind,
        translate=first.translate,
        placement=first.placement,
    )
    work.outcomes.append(Outcome.UPDATED)


def _fields(cue: Cue) -> tuple[object, ...]:
    return (cue.speaker, cue.kind, cue.translate, cue.placement)


def _template_times(cue: Cue, held: HeldEdges) -> tuple[int, int]:
    """The times that the template gives a cue, ms; borders of its own stay inside its lines."""
    inside = held.inside or cue.span
    start = min(max(cue.start, inside.start), inside.end) if held.start is None else held.start
    end = min(max(cue.end, inside.start), inside.end) if held.end is None else held.end
    return start, end


# --- Which cue stands for which lines -------------------------------------------------------------


def match(
    cues: Sequence[Cue], lines: Sequence[Cue], stands_for: Mapping[str, Collection[str]]
) -> dict[str, tuple[str, ...]]:
    """The ids of the lines that each cue stands for, by the cue's id, in programme order.

    Args:
        cues: of the market.
        lines: of the template, in programme order.
        stands_for: as in `hang`.
    """
    by_source: dict[str, list[Cue]] = {}
    for line in lines:
        for source in stands_for.get(line.id, ()):
            by_source.setdefault(source, []).append(line)
    kin = {cue.id: _kin(cue, by_source) for cue in cues}
    found = {cue.id: _near(cue, kin[cue.id]) or _by_time(cue, lines) for cue in cues}
    # Of several lines made of one source, each cue took those of its own time; a line that none
    # took goes to the nearest that means it.
    taken = {line.id for some in found.values() for line in some}
    for line in lines:
        if line.id in taken:
            continue
        ours = [cue for cue in cues if line in kin[cue.id]]
        if ours:
            found[min(ours, key=lambda cue: _apart(cue, line)).id].append(line)
    return {
        cue_id: tuple(line.id for line in in_order(tuple(some))) for cue_id, some in found.items()
    }


def _kin(cue: Cue, by_source: Mapping[str, Sequence[Cue]]) -> list[Cue]:
    found: dict[str, Cue] = {}
    for source in cue.source_ids:
        found.update((line.id, line) for line in by_source.get(source, ()))
    return list(found.values())


def _near(cue: Cue, kin: Sequence[Cue]) -> list[Cue]:
    """Those that share time with the cue; where none does, the nearest."""
    sharing = [line for line in kin if line.span.overlap(cue.span)]
    return sharing or sorted(kin, key=lambda line: _apart(cue, line))[:1]


def _apart(one: Cue, other: Cue) -> int:
    return max(0, one.start - other.end, other.start - one.end)


def _by_time(cue: Cue, lines: Sequence[Cue]) -> list[Cue]:
    """Lines that share at least half of the shorter's time with the cue."""
    return [
        line
        for line in lines
        if (shared := line.span.overlap(cue.span))
        and 2 * shared >= min(line.duration, cue.duration)
    ]
