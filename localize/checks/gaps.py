"""Checks of what lies between a cue and the next one in its place: a gap, or an overlap."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from localize.checks.measure import amount_of, earlier_end, frames, place, with_next
from localize.findings import Finding, Fix, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue


class GapTooSmall:
    """Between two cues the screen is empty for long enough to be seen.

    The earlier out-time is pulled back where that breaks no other limit.
    """

    name: ClassVar[str] = "gap"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue that ends too close to the next."""
        least = context.limits.min_gap_frames
        for cue, following in with_next(cues):
            if following is None:
                continue
            gap = frames(following.start - cue.end, context.rate)
            if not 0 <= gap < least:
                continue
            end = earlier_end(cue, following, context)
            yield Finding(
                rule=self.name,
                severity=Severity.ERROR,
                message=f"{amount_of(gap, 'frame')} to the next cue, {least} needed: "
                + _cure(amount_of(least - gap, "frame"), end),
                cue_id=cue.id,
                start=cue.start,
                measured=gap,
                limit=least,
                unit="frames",
                fix=Fix(cue.id, end=end) if end is not None else None,
            )


class Overlap:
    """No cue is still there when the next one in its place comes.

    The earlier out-time is pulled back where that breaks no other limit. Cues in different parts of
    the picture may stand together.
    """

    name: ClassVar[str] = "overlap"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue that outlasts the start of a later one."""
        pairs = with_next(cues)
        starts: dict[tuple[str, int], list[int]] = defaultdict(list)
        for cue, _ in pairs:
            starts[place(cue)].append(cue.start)
        passed: dict[tuple[str, int], int] = defaultdict(int)
        for cue, following in pairs:
            here = place(cue)
            passed[here] += 1
            if following is None:
                continue
            shared = frames(cue.end - following.start, context.rate)
            if shared < 1:
                continue
            others = bisect_left(starts[here], cue.end) - passed[here] - 1
            end = earlier_end(cue, following, context)
            yield Finding(
                rule=self.name,
                severity=Severity.ERROR,
                message=f"{amount_of(shared, 'frame')} over the next cue"
                + (f" and over {others} more" if others > 0 else "")
                + ": "
                + _cure(amount_of(shared + context.limits.min_gap_frames, "frame"), end),
                cue_id=cue.id,
                start=cue.start,
                measured=shared,
                limit=0,
                unit="frames",
                fix=Fix(cue.id, end=end) if end is not None else None,
            )


def _cure(amount: str, end: int | None) -> str:
    if end is not None:
        return f"end it {amount} earlier"
    return f"ending it {amount} earlier would make it too short to read; join the two, or move one"
