"""The check of how fast a cue must be read."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from localize.checks.measure import (
    amount_of,
    characters,
    frames,
    half_second,
    later_end,
    room_after,
    rounded_up,
    say_room,
    too_fast,
    with_next,
)
from localize.findings import Finding, Fix, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue


class ReadingSpeed:
    """No cue must be read faster than the guide allows, in characters per second.

    The out-time is moved where no more than half a second is needed (that far after the last word
    it may stand, says the Netflix timing page) and the next cue leaves the room. For verbatim
    transcripts `localize.checks.run_checks` makes these findings warnings.
    """

    name: ClassVar[str] = "reading-speed"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue that is too fast to read."""
        for cue, following in with_next(cues):
            amount = characters(cue, context)
            if too_fast(amount, cue.duration, context):
                yield self._finding(cue, following, amount, context)

    def _finding(
        self, cue: Cue, following: Cue | None, amount: float, context: CheckContext
    ) -> Finding:
        most = context.limits.reading_speed
        speed = amount * 1000 / cue.duration
        lasts = frames(cue.duration, context.rate)
        length = _frames_to_read(amount, context)
        missing = max(1, length - lasts)
        cut = rounded_up(amount - most * cue.duration / 1000, context)
        end = None
        if missing <= half_second(context.rate):
            end = later_end(
                cue,
                following,
                lasts + missing,
                context,
                lambda duration: not too_fast(amount, duration, context),
            )
        # Two decimals where one would show the limit itself.
        shown = f"{speed:.1f}" if round(speed, 1) > most else f"{speed:.2f}"
        return Finding(
            rule=self.name,
            severity=Severity.ERROR,
            message=f"{shown} characters per second, {most:g} allowed: "
            f"cut {amount_of(cut, 'character')} or add {amount_of(missing, 'frame')}; "
            f"{say_room(room_after(cue, following, context))}",
            cue_id=cue.id,
            start=cue.start,
            measured=round(speed, 3),
            limit=most,
            unit="characters per second",
            fix=Fix(cue.id, end=end) if end is not None else None,
        )


def _frames_to_read(amount: float, context: CheckContext) -> int:
    """Whole frames that so many characters need at the allowed speed."""
    exact = Fraction(amount) / Fraction(context.limits.reading_speed) * context.rate.rate
    return -(-exact.numerator // exact.denominator)
