"""Times of cues ↔ timecodes of formats that count frames (EBU STL, SCC)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from localize.errors import UnwritableError
from localize.findings import Finding, Severity
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from localize.script import Cue, Track

PAL: Final = FrameRate(Fraction(25))
NTSC: Final = FrameRate(Fraction(30000, 1001))
DROP: Final = FrameRate(NTSC.rate, drop=True)
#: A programme's rate → the rate that its timecodes are counted at: half of what is doubled.
COUNTED: Final[dict[Fraction, Fraction]] = {
    Fraction(25): Fraction(25),
    Fraction(50): Fraction(25),
    Fraction(30): Fraction(30),
    Fraction(60): Fraction(30),
    Fraction(30000, 1001): Fraction(30000, 1001),
    Fraction(60000, 1001): Fraction(30000, 1001),
}
#: What `findings` advises; to be left out where that was done.
AT_ANOTHER_SPEED: Final = (
    " For a programme that is run at another speed, convert with --from-fps and --to-fps."
)
_PARTS: Final = re.compile(r"(\d{1,2})[:;.,](\d{2})[:;.,](\d{2})[:;.,](\d{2,3})")


@dataclass(frozen=True, slots=True)
class Clockwork:
    """How a track's times become timecodes.

    Attributes:
        rate: that frames are counted at.
        start: frame number of the programme's first frame, counted from 00:00:00:00.
        asked: the programme's own rate, where timecodes are not counted at it; else None.
    """

    rate: FrameRate
    start: int = 0
    asked: FrameRate | None = None

    def frames(self, cue: Cue) -> tuple[int, int]:
        """In- and out-frame of a cue from the programme's first; one that lasts keeps a frame."""
        first, last = self.rate.nearest_frame(cue.start), self.rate.nearest_frame(cue.end)
        return first, max(last, first + 1) if cue.end > cue.start else first

    def times(self, span: tuple[int, int]) -> tuple[int, int]:
        """The times (ms) that a reader makes of two frames."""
        return self.rate.time_of(span[0]), self.rate.time_of(span[1])

    def timecode(self, frame: int) -> str:
        """Timecode of a frame counted from the programme's first."""
        return self.rate.timecode(self.start + frame)

    def parts(self, frame: int) -> tuple[int, int, int, int]:
        """The same as hours, minutes, seconds and frames."""
        hours, minutes, seconds, frames = re.split("[:;]", self.timecode(frame))
        return int(hours), int(minutes), int(seconds), int(frames)

    def refuse_late(self, spans: Iterable[tuple[int, int]], track: Track, name: str) -> None:
        """Refuse a cue that ends after a day of timecode, which begins again at zero.

        Raises:
            OutputError: there is one.
        """
        for cue, span in zip(track.cues, spans, strict=True):
            if span[1] >= self.rate.frames_a_day:
                raise UnwritableError(
                    f"{name} counts to 23:59:59, and cue {cue.id} of {track.episode!r} ends later.",
                    hint="Part the track.",
                )

    def findings(self, name: str) -> tuple[Finding, ...]:
        """What a person should know of a programme whose rate the format does not count at."""
        if self.asked is None:
            return ()
        return (
            Finding(
                "lost-rate",
                Severity.WARNING,
                f"{name} does not count at {self.asked.label} frames a second: times are those of "
                f"the clock, counted at {self.rate.label}, and not the programme's timecodes."
                + AT_ANOTHER_SPEED,
            ),
        )


def clockwork(
    rate: FrameRate | None,
    start: str,
    default: FrameRate = PAL,
    counted_at: Mapping[Fraction, Fraction] = COUNTED,
) -> Clockwork:
    """How times become timecodes for a programme.

    Args:
        rate: the programme's; None where it is not known.
        start: timecode of its first frame; empty for zero. Its frames are scaled where they are
            counted at another rate.
        counted_at: a programme's rate → the rate that its timecodes are counted at.
        default: what is counted at where ``rate`` is None or no format's.

    Raises:
        OutputError: ``start`` is no timecode at the rate.
    """
    counted = counted_at.get(rate.rate) if rate is not None else None
    used = default if rate is None or counted is None else FrameRate(counted, rate.drop)
    asked = rate if rate is not None and counted is None else None
    if not start:
        return Clockwork(used, 0, asked)
    scaled = start
    match = _PARTS.fullmatch(start.strip())
    if rate is not None and rate.nominal != used.nominal and match is not None:
        frames = int(match[4]) * used.nominal // rate.nominal
        scaled = f"{int(match[1]):02}:{match[2]}:{match[3]}:{frames:02}"
    try:
        return Clockwork(used, used.frame_of_timecode(scaled), asked)
    except ValueError as error:
        raise UnwritableError(
            f"The programme's start cannot be written: {error}.",
            hint="Give its first frame's timecode, such as 10:00:00:00.",
        ) from error


def frame_of(hours: int, minutes: int, seconds: int, frames: int, rate: FrameRate) -> int:
    """Frame of a timecode that may be damaged: numbers over their limits count on.

    A number that drop-frame leaves out is the next that it has.
    """
    total = hours * 60 + minutes
    number = (total * 60 + seconds) * rate.nominal + frames
    if not rate.drop:
        return number
    dropped = rate.nominal // 15
    if total % 10 and seconds == 0 and frames < dropped:
        number += dropped - frames
    return number - dropped * (total - total // 10)
