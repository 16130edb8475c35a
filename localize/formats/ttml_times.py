"""Times of timed text: parameters of a document, time expressions, and how they are written.

Source: TTML2 (W3C), 7.2 (parameters), 12.3 (time expressions), and appendix I for how frames and
timecodes become media time: with the SMPTE time base frames are counted at the nominal rate and
played at the effective one (the rate times its multiplier), numbers that drop-frame leaves out
taken off; with the media time base only the frames after the whole seconds are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from localize.engines import ProgrammeStart
from localize.timeline import FrameRate, nearest_standard

if TYPE_CHECKING:
    from collections.abc import Mapping

#: No recording is longer; larger numbers are damage (10,000 hours).
LONGEST: Final = 10_000 * 3_600_000
_CLOCK: Final = re.compile(
    r"(?:(\d{1,7}):)?(\d{1,4}):(\d{1,4})(?:[.,](\d{1,18})|[:;](\d{1,6})(?:\.(\d{1,6}))?)?$",
    re.ASCII,
)
#: What most files have, read without detours; the hours keep it below `LONGEST`.
_USUAL: Final = re.compile(r"(\d\d):(\d\d):(\d\d)\.(\d\d\d)$", re.ASCII)
_OFFSET: Final = re.compile(r"(\d{1,15})(?:[.,](\d{1,18}))?\s?(h|m|s|ms|f|t)?$", re.ASCII)
_MULTIPLIER: Final = re.compile(r"(\d{1,9})(?:[\s:/]+(\d{1,9}))?$", re.ASCII)
_WHOLE: Final = re.compile(r"\d{1,9}$", re.ASCII)
_UNITS: Final = {"h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
#: What NTSC's rates are of whole ones.
NTSC: Final = Fraction(1000, 1001)
#: TTML's default rates (7.2.5, 7.2.14).
_FRAME_RATE: Final = 30
#: Frames a second that a picture has; what counts slower or faster is no picture's clock.
_PICTURES: Final = (12, 120)


@dataclass(frozen=True, slots=True)
class Clock:
    """How a document counts time.

    Attributes:
        smpte: times are timecodes rather than positions in the media.
        frames: nominal frames a second.
        multiplier: effective rate / nominal rate.
        sub_frames: parts of a frame.
        ticks: a second.
        drop: ``""``, ``ntsc`` or ``pal``: which frame numbers are left out.
        said: whether the document says the frames, and they are not the default.
    """

    smpte: bool = False
    frames: int = _FRAME_RATE
    multiplier: Fraction = Fraction(1)
    sub_frames: int = 1
    ticks: int = 1
    drop: str = ""
    said: bool = False

    @property
    def rate(self) -> Fraction:
        """Effective frames a second."""
        return self.frames * self.multiplier

    @property
    def programme_rate(self) -> FrameRate | None:
        """The frame rate that the document says its programme has; None where it says none."""
        if not self.said or not _PICTURES[0] <= self.rate <= _PICTURES[1]:
            return None
        rate = nearest_standard(self.rate)
        return FrameRate(rate, self.drop == "ntsc" and rate in (30 * NTSC, 60 * NTSC))

    def programme_start(self, text: str) -> ProgrammeStart:
        """The timecode of the programme's first frame that a time expression says.

        It is the one that is written, where it has frames, and else that of its time of the clock;
        none where it is no time, or none of a day.
        """
        value = self.time(text)
        match = _CLOCK.match(text.strip())
        if value is None:
            return ProgrammeStart()
        if match is not None and match[5] is not None:
            hours, minutes, seconds, frames = (int(match[n] or 0) for n in (1, 2, 3, 5))
        else:
            whole, part = divmod(value, 1000)
            minutes, seconds = divmod(whole, 60)
            hours, minutes = divmod(minutes, 60)
            frames = int(part * self.frames / 1000)
        rate = self.programme_rate
        known = rate or FrameRate(Fraction(self.frames))
        try:
            frame = known.frame_of_timecode(f"{hours:02}:{minutes:02}:{seconds:02}:{frames:02}")
        except ValueError:
            return ProgrammeStart()
        return ProgrammeStart(known.timecode(frame), rate)

    def time(self, text: str) -> Fraction | None:
        """A time expression in ms; None where it is none, or longer than any recording."""
        text = text.strip()
        usual = _USUAL.match(text)
        if usual is not None:
            hours, minutes, seconds, millis = map(int, usual.groups())
            return Fraction(((hours * 60 + minutes) * 60 + seconds) * 1000 + millis)
        value = self._clock(text)
        if value is None:
            value = self._offset(text)
        return value if value is not None and value < LONGEST else None

    def _clock(self, text: str) -> Fraction | None:
        match = _CLOCK.match(text)
        if match is None:
            return None
        hours, minutes, seconds = (int(match[n] or 0) for n in (1, 2, 3))
        total = (hours * 60 + minutes) * 60 + seconds
        if match[5] is None:
            return total * 1000 + Fraction(int(match[4] or 0) * 1000, 10 ** len(match[4] or ""))
        frames = int(match[5]) + Fraction(int(match[6] or 0), self.sub_frames)
        if not self.smpte:
            return total * 1000 + frames * 1000 / self.rate
        counted = total * self.frames + frames - self._dropped(hours * 60 + minutes)
        return counted * 1000 / self.rate

    def _dropped(self, minutes: int) -> int:
        """Frame numbers left out before a minute of timecode."""
        if self.drop == "ntsc":
            # Two a minute at 30, four at 60, but for each tenth (SMPTE ST 12-1).
            return max(self.frames // 15, 2) * (minutes - minutes // 10)
        if self.drop == "pal":
            # Four every second minute, but for each twentieth (TTML2, 7.2.3).
            return 4 * (minutes // 2 - minutes // 20)
        return 0

    def _offset(self, text: str) -> Fraction | None:
        match = _OFFSET.match(text)
        if match is None:
            return None
        count = int(match[1]) + Fraction(int(match[2] or 0), 10 ** len(match[2] or ""))
        unit = match[3] or "s"
        if unit == "f":
            return count * 1000 / self.rate
        if unit == "t":
            return count * 1000 / self.ticks
        return count * _UNITS[unit]


def read_clock(attributes: Mapping[str, str]) -> tuple[Clock, tuple[str, ...]]:
    """How a document counts time, by the attributes of its root; and those that mean nothing."""
    wrong: list[str] = []

    def number(name: str) -> int | None:
        value = attributes.get(name, "").strip()
        if _WHOLE.match(value) and int(value) > 0:
            return int(value)
        if value:
            wrong.append(f'{name}="{value}"')
        return None

    frames = number("ttp:frameRate")
    sub_frames = number("ttp:subFrameRate") or 1
    ticks = number("ttp:tickRate")
    multiplier = Fraction(1)
    said = attributes.get("ttp:frameRateMultiplier", "").strip()
    match = _MULTIPLIER.match(said)
    if match is not None and int(match[1]) and int(match[2] or 1):
        multiplier = _exact(Fraction(int(match[1]), int(match[2] or 1)))
    elif said:
        wrong.append(f'ttp:frameRateMultiplier="{said}"')
    base = attributes.get("ttp:timeBase", "media").strip()
    if base not in ("media", "smpte", "clock"):
        wrong.append(f'ttp:timeBase="{base}"')
    drop = {"dropNTSC": "ntsc", "dropPAL": "pal"}.get(attributes.get("ttp:dropMode", ""), "")
    nominal = frames or _FRAME_RATE
    if not said and base == "smpte" and drop == "ntsc" and nominal % 30 == 0:
        multiplier = NTSC  # numbers are left out at no other rate
    clock = Clock(
        base == "smpte",
        nominal,
        multiplier,
        sub_frames,
        ticks or (nominal * sub_frames if frames else 1),
        drop,
        frames is not None,
    )
    return clock, tuple(wrong)


def _exact(multiplier: Fraction) -> Fraction:
    """What is meant by a multiplier: 999/1000 and its like stand for 1000/1001."""
    ntsc = Fraction(1000, 1001)
    return ntsc if abs(multiplier - ntsc) < Fraction(1, 100_000) else multiplier


def to_ms(value: Fraction) -> int:
    """Whole milliseconds, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def write_timecode(rate: FrameRate, frame: int) -> str:
    """A frame as a timecode with colons only, as TTML has it; hours go on past 24."""
    days, rest = divmod(frame, rate.frames_a_day)
    code = rate.timecode(rest).replace(";", ":")
    return f"{int(code[:2]) + 24 * days:02}{code[2:]}"
