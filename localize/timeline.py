"""Time: integer milliseconds, exact frame rates, SMPTE timecodes.

Every conversion between milliseconds, frames and timecodes is here and nowhere else. A time is an
integer number of milliseconds from the start of the picture. A frame rate is an exact fraction
(23.976 is 24000/1001), so that frame → milliseconds → frame loses nothing over a day.

Sources: SMPTE ST 12-1 for timecode and drop-frame counting (29.97: two frame *numbers* are left
out at the start of each minute but the tenth; 59.94: four).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

_TIMECODE: Final = re.compile(r"^(\d{2}):(\d{2}):(\d{2})([:;.,])(\d{2,3})$", re.ASCII)
#: A rate as people and files write it. Exponents are no part of it: a few characters of them are a
#: number of gigabytes.
_RATE: Final = re.compile(r"\d{1,9}(?:\.\d{0,20}|/\d{1,9})?", re.ASCII)
_NTSC_NAMES: Final = {
    "23.976": Fraction(24000, 1001),
    "23.98": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "47.952": Fraction(48000, 1001),
    "59.94": Fraction(60000, 1001),
    "119.88": Fraction(120000, 1001),
}


def _round_half_up(value: Fraction) -> int:
    """Round to the nearest integer, halves up: the same in every direction of conversion."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


@dataclass(frozen=True, slots=True)
class FrameRate:
    """An exact frame rate and how its frames are numbered.

    Attributes:
        rate: frames a second, exact.
        drop: drop-frame numbering; only 29.97 and 59.94 have it.

    Raises:
        ValueError: the rate is not positive, or drop-frame does not exist at it.
    """

    rate: Fraction
    drop: bool = False

    def __post_init__(self) -> None:
        if self.rate <= 0:
            raise ValueError(f"a frame rate must be positive, not {self.rate}")
        if self.drop and self.rate not in (Fraction(30000, 1001), Fraction(60000, 1001)):
            raise ValueError(f"drop-frame exists at 29.97 and 59.94 only, not at {self.label}")

    @classmethod
    def parse(cls, text: str) -> FrameRate:
        """Read ``23.976``, ``25``, ``30000/1001``, ``29.97df`` (drop-frame) or ``29.97ndf``.

        Raises:
            ValueError: not a frame rate.
        """
        body = text.strip().lower().removesuffix("fps").strip()
        drop = False
        for suffix, value in (("ndf", False), ("df", True)):
            if body.endswith(suffix):
                body, drop = body.removesuffix(suffix).strip(), value
                break
        rate = _NTSC_NAMES.get(body)
        if rate is None:
            try:
                rate = Fraction(body if _RATE.fullmatch(body) else "")
            except (ValueError, ZeroDivisionError):
                shown = text[:40]
                raise ValueError(
                    f"{shown!r} is not a frame rate; write 23.976, 24, 25, 29.97, 29.97df, 30, 50 …"
                ) from None
            rate = nearest_standard(rate)
        return cls(rate, drop)

    @property
    def nominal(self) -> int:
        """Whole frame numbers in one timecode second: 24 at 23.976, 30 at 29.97."""
        return -(-self.rate.numerator // self.rate.denominator)

    @property
    def label(self) -> str:
        """The name people use: ``23.976``, ``25``, ``29.97 DF``."""
        for name, rate in _NTSC_NAMES.items():
            if rate == self.rate:
                return f"{name} DF" if self.drop else name
        if self.rate.denominator == 1:
            return str(self.rate.numerator)
        return f"{float(self.rate):.3f}".rstrip("0").rstrip(".")

    @property
    def _dropped(self) -> int:
        """Frame numbers left out at the start of a minute."""
        return self.nominal // 15 if self.drop else 0

    @property
    def frames_a_day(self) -> int:
        """Frame numbers in 24 hours of timecode, after which it starts again at zero."""
        return self.nominal * 86_400 - self._dropped * (24 * 60 - 24 * 6)

    def time_of(self, frame: int) -> int:
        """Milliseconds from frame 0 to the start of ``frame``, rounded to the nearest."""
        return _round_half_up(Fraction(frame * 1000) / self.rate)

    def nearest_frame(self, time: int) -> int:
        """The frame whose start lies nearest to ``time`` (ms); inverse of `time_of`."""
        return _round_half_up(time * self.rate / 1000)

    def frame_shown(self, time: int) -> int:
        """The frame on the screen at ``time`` (ms): the last that has started.

        A frame's start is taken as `time_of` rounds it, so that the two agree.
        """
        frame = int(time * self.rate / 1000)
        while self.time_of(frame + 1) <= time:
            frame += 1
        while self.time_of(frame) > time:
            frame -= 1
        return frame

    def span_of(self, frames: int) -> int:
        """Milliseconds that ``frames`` frames last, rounded up: never shorter than the frames."""
        exact = Fraction(frames * 1000) / self.rate
        return -(-exact.numerator // exact.denominator)

    def timecode(self, frame: int) -> str:
        """SMPTE timecode of a frame counted from 00:00:00:00; wraps at 24 hours.

        ``;`` before the frames marks drop-frame.
        """
        frame %= self.frames_a_day
        dropped = self._dropped
        if dropped:
            per_minute = self.nominal * 60 - dropped
            per_ten = self.nominal * 600 - dropped * 9
            tens, rest = divmod(frame, per_ten)
            frame += dropped * 9 * tens
            if rest >= self.nominal * 60:
                frame += dropped * (1 + (rest - self.nominal * 60) // per_minute)
        seconds, frames = divmod(frame, self.nominal)
        hours, rest = divmod(seconds, 3600)
        minutes, seconds = divmod(rest, 60)
        width = 3 if self.nominal > 100 else 2
        mark = ";" if self.drop else ":"
        return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{frames:0{width}}"

    def frame_of_timecode(self, text: str) -> int:
        """The frame, counted from 00:00:00:00, that a timecode names.

        Raises:
            ValueError: not a timecode, or one that does not exist at this rate (a dropped number,
                a frame at or over the rate).
        """
        match = _TIMECODE.match(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a timecode; write HH:MM:SS:FF")
        hours, minutes, seconds, frames = (int(match[i]) for i in (1, 2, 3, 5))
        if hours > 23 or minutes > 59 or seconds > 59:
            raise ValueError(f"{text!r} is not a timecode: hours to 23, minutes and seconds to 59")
        if frames >= self.nominal:
            raise ValueError(
                f"{text!r} does not exist at {self.label}: frames run to {self.nominal - 1}"
            )
        dropped = self._dropped
        if dropped and seconds == 0 and minutes % 10 and frames < dropped:
            raise ValueError(f"{text!r} does not exist in drop-frame: its number is left out")
        total_minutes = hours * 60 + minutes
        number = (total_minutes * 60 + seconds) * self.nominal + frames
        return number - dropped * (total_minutes - total_minutes // 10)


#: The fastest of the standard rates: a timecode of any of them, not in drop-frame, is one at it.
FASTEST: Final = FrameRate(Fraction(120))


def nearest_standard(rate: Fraction) -> Fraction:
    """The broadcast rate meant by a measured or decimal one, where one lies within 0.02 %.

    Files say 23.98, 2997/100 or 19001/634; the programme is at 24000/1001, 30000/1001 … The
    tolerance keeps 23.976 and 24 (0.1 % apart) well separate.
    """
    standard = (*(Fraction(n) for n in (24, 25, 30, 48, 50, 60, 100, 120)), *_NTSC_NAMES.values())
    best = min(standard, key=lambda known: abs(known - rate))
    return best if abs(best - rate) * 5000 <= best else rate


def format_clock(time: int, *, mark: str = ".") -> str:
    """``HH:MM:SS.mmm`` of a time in ms; hours grow past 99 as needed.

    Raises:
        ValueError: the time is negative; no subtitle format can say it.
    """
    if time < 0:
        raise ValueError(f"a time must not be negative: {time} ms")
    seconds, millis = divmod(time, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{millis:03}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, ``start`` up to but not including ``end``, in ms.

    Raises:
        ValueError: it ends before it starts.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(
                f"a span must not end ({self.end} ms) before it starts ({self.start} ms)"
            )

    @property
    def duration(self) -> int:
        """Length in ms."""
        return self.end - self.start

    def overlap(self, other: Span) -> int:
        """Length in ms of what both share; 0 where they only touch."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))
