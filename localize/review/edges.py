"""Which times of a market's cue the template holds, and how far they may move.

A cue may stand for several of the template's, and several for one of them. So only its outer edges
are held: its in-time where it is the first of the market's cues over that line of the template, its
out-time where it is the last. Borders within are the market's own, inside the template's span.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.season import Times, TimesRule
from localize.timeline import FrameRate, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from localize.script import Cue

#: How much later than the template's a cue may go out under ``tail``, ms: half a second, as the
#: seasons of most clients have it.
TAIL_ROOM: Final = 500


@dataclass(frozen=True, slots=True)
class HeldEdges:
    """What the template says about a cue's times; all None for a cue without a place in it.

    Attributes:
        start: in-time that the template gives it, ms; None where that edge is the market's own.
        end: out-time that the template gives it, ms; None where that edge is the market's own.
        inside: from the first to the last of its lines in the template; edges of the market's own
            stay inside it.
    """

    start: int | None = None
    end: int | None = None
    inside: Span | None = None


@dataclass(frozen=True, slots=True)
class TimesChange:
    """New times for a cue, and all that a rule needs to judge them.

    Attributes:
        before: as it is.
        after: as the person wants it.
        held: what the template says.
        rate: frames that ``adjust`` counts.
        following: in-time of the next cue, ms; None for the last.
        min_gap: the guide's least gap at this rate, ms.
        cuts: shot changes, ms.
        standing: in- and out-times that cues of the same edit had before, which it may keep: where
            two cues are merged, the out-time of the second.
    """

    before: Span
    after: Span
    held: HeldEdges
    rate: FrameRate
    following: int | None = None
    min_gap: int = 0
    cuts: tuple[int, ...] = ()
    standing: frozenset[int] = frozenset()


def held_edges(cue_id: str, cues: Iterable[Cue], template: Mapping[str, Cue]) -> HeldEdges:
    """What the template says about the times of one of a market's cues.

    Args:
        cue_id: the cue.
        cues: all cues of its track, in programme order.
        template: cues of the template version that the track is based on, by id.
    """
    return all_held_edges(cues, template).get(cue_id, HeldEdges())


def all_held_edges(cues: Iterable[Cue], template: Mapping[str, Cue]) -> dict[str, HeldEdges]:
    """`held_edges` of every cue of a track that has a place in the template, by id."""
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    places: dict[str, list[Cue]] = {}
    for cue in sorted(cues, key=lambda cue: (cue.start, cue.end)):
        lines = sorted(
            (template[source] for source in cue.source_ids if source in template),
            key=lambda line: (line.start, line.end),
        )
        if not lines:
            continue
        places[cue.id] = lines
        for line in lines:
            first.setdefault(line.id, cue.id)
            last[line.id] = cue.id
    held = {}
    for cue_id, lines in places.items():
        inside = Span(lines[0].start, max(line.end for line in lines))
        held[cue_id] = HeldEdges(
            start=inside.start if first[lines[0].id] == cue_id else None,
            end=inside.end if last[lines[-1].id] == cue_id else None,
            inside=inside,
        )
    return held


def times_refusal(change: TimesChange, times: Times) -> str:
    """What a rule for times has against a change, in the person's terms; empty for nothing.

    Back to the template's own time is always allowed, and an edge that does not move is not judged.
    """
    held = change.held
    if times.rule is TimesRule.FREE or held.inside is None:
        return ""
    for edge, before, after, template in (
        ("in-time", change.before.start, change.after.start, held.start),
        ("out-time", change.before.end, change.after.end, held.end),
    ):
        if after in (before, template) or after in change.standing:
            continue
        if template is None:
            if not held.inside.start <= after <= held.inside.end:
                return f"The {edge} must stay within the template's line"
        elif problem := _edge_refusal(change, times, edge, after, template):
            return problem
    return ""


def _edge_refusal(change: TimesChange, times: Times, edge: str, after: int, template: int) -> str:
    if times.rule is TimesRule.FIXED:
        return "Times are fixed"
    if times.rule is TimesRule.ADJUST:
        moved = change.rate.nearest_frame(after) - change.rate.nearest_frame(template)
        if abs(moved) > times.frames:
            return (
                f"The {edge} may be at most {times.frames} frames from the template's, "
                f"not {abs(moved)}"
            )
        return ""
    if edge == "in-time":
        return "The in-time is fixed"
    return _tail_refusal(change, after, template)


def _tail_refusal(change: TimesChange, after: int, template: int) -> str:
    if after < template:
        return "The out-time may not be earlier than the template's"
    if after - template > TAIL_ROOM:
        late = change.rate.nearest_frame(after) - change.rate.nearest_frame(template)
        return f"The out-time may be at most half a second after the template's, not {late} frames"
    if change.following is not None and after > change.following - change.min_gap:
        return "The out-time would come too close to the next cue"
    if any(template < cut < after for cut in change.cuts):
        return "The out-time would pass a shot change"
    return ""
