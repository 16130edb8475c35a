"""Checks of how long a cue stands on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from localize.checks.measure import (
    amount_of,
    frames,
    frames_up_to,
    later_end,
    room_after,
    say_room,
    too_long,
    too_short,
    visible,
    with_next,
)
from localize.findings import Finding, Fix, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue


class DurationTooShort:
    """No cue flashes by. The out-time is moved where the next cue leaves the room."""

    name: ClassVar[str] = "duration-short"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue that is too short."""
        least = context.limits.min_duration
        needed = frames_up_to(least, context.rate)
        for cue, following in with_next(cues):
            if not too_short(cue.duration, context):
                continue
            lasts = frames(cue.duration, context.rate)
            end = later_end(
                cue,
                following,
                needed,
                context,
                lambda duration: not too_short(duration, context),
            )
            yield Finding(
                rule=self.name,
                severity=Severity.ERROR,
                message=f"{amount_of(lasts, 'frame')} ({cue.duration} ms), {needed} needed: "
                f"add {amount_of(needed - lasts, 'frame')}; "
                f"{say_room(room_after(cue, following, context))}"
                + ("" if end is not None else ", so join it with a neighbour or move that one"),
                cue_id=cue.id,
                start=cue.start,
                measured=cue.duration,
                limit=least,
                unit="ms",
                fix=Fix(cue.id, end=end) if end is not None else None,
            )


class DurationTooLong:
    """No cue stays so long that people read it twice.

    There is no fix: only a person knows where it can be split, or whether its words end earlier.
    """

    name: ClassVar[str] = "duration-long"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue that is too long."""
        limit = context.limits.max_duration
        most = frames_up_to(limit, context.rate)
        for cue in visible(cues):
            if too_long(cue.duration, context):
                lasts = frames(cue.duration, context.rate)
                yield Finding(
                    rule=self.name,
                    severity=Severity.ERROR,
                    message=f"{amount_of(lasts, 'frame')} ({cue.duration / 1000:.1f} s), "
                    f"{most} allowed: end it {amount_of(lasts - most, 'frame')} earlier, "
                    "or split it into two cues",
                    cue_id=cue.id,
                    start=cue.start,
                    measured=cue.duration,
                    limit=limit,
                    unit="ms",
                )
