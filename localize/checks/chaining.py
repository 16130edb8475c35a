"""The check of gaps that are neither closed nor long enough to be seen as a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from localize.checks.cuts import Cuts
from localize.checks.measure import amount_of, frames, with_next
from localize.checks.neighbours import harm_of
from localize.findings import Finding, Fix, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue


class GapBridge:
    """A gap is the least one, or long enough to be seen as a pause; between them it flickers.

    For Netflix: 3 to 11 frames at 24 a second are closed to 2 (Timed Text Style Guide, "Subtitle
    Timing Guidelines"). The out-time is moved where that breaks no other limit; not where a shot
    change stands in the way, since the guide then wants the out-time before the change; nor where
    times between frames leave no later out-time that keeps the least gap.
    """

    name: ClassVar[str] = "gap-bridge"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every gap that is to be closed."""
        limits, rate = context.limits, context.rate
        longest = frames(limits.chain_gap(rate), rate)
        least = limits.min_gap_frames
        if not longest:
            return
        cuts = Cuts.of(context)
        for cue, following in with_next(cues):
            if following is None:
                continue
            gap = frames(following.start - cue.end, rate)
            if not least < gap < longest:
                continue
            last = rate.nearest_frame(following.start) - least
            end = next(
                time
                for time in (rate.time_of(last), rate.time_of(last - 1))
                if frames(following.start - time, rate) >= least
            )
            if end <= cue.end:
                continue  # between two frames, so that ending it later leaves less than the least
            if cuts is not None and _is_cuts(cue, end, cuts, context):
                continue
            harm = harm_of(cue, (cue.start, end), (None, following), context)
            cure = f"end it {amount_of(gap - least, 'frame')} later"
            yield Finding(
                rule=self.name,
                severity=Severity.WARNING,
                message=f"{amount_of(gap, 'frame')} to the next cue, neither {least} nor at least "
                f"{longest}: " + (f"{cure}; but {harm}" if harm else cure),
                cue_id=cue.id,
                start=cue.start,
                measured=gap,
                limit=least,
                unit="frames",
                fix=None if harm else Fix(cue.id, end=end),
            )


def _is_cuts(cue: Cue, end: int, cuts: Cuts, context: CheckContext) -> bool:
    """Whether a shot change decides where a cue ends: it stands there now, or would not then."""
    now = context.rate.nearest_frame(cue.end)
    then = context.rate.nearest_frame(end)
    standing = bool(cuts.inside(now, now + cuts.zones.out_gap + 1))
    return cuts.wanted_out(then) is not None or standing
