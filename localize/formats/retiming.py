"""Moving a whole track in time: another frame rate, an offset, a stretch. Exact, in fractions.

Times are milliseconds and a frame of 23.976 is none, so a track of frames is moved as frames: each
time is taken for the frame of the old rate that it stands for, scaled, and rounded once to a frame
of the new one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from localize.errors import SettingsError
from localize.timeline import FASTEST, FrameRate, format_clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.script import Cue, Track

_CLOCK: Final = re.compile(r"([-+−]?)(\d+):(\d{1,2}):(\d{1,2})([.,:;])(\d{1,3})")
_MILLIS: Final = re.compile(r"([-+−]?)(\d+)\s*(?:ms)?")
_SECONDS: Final = re.compile(r"([-+−]?)(\d+(?:[.,]\d+)?)\s*s")


@dataclass(frozen=True, slots=True)
class Retiming:
    """What becomes of each time: first scaled, then moved.

    Attributes:
        factor: what times are multiplied with.
        shift: what is added, ms.
        source: rate that the times are frames of; None where they are of a clock.
        target: rate that they are rounded to the frames of; None for milliseconds.
    """

    factor: Fraction = Fraction(1)
    shift: int = 0
    source: FrameRate | None = None
    target: FrameRate | None = None

    def time(self, time: int) -> int:
        """The new time of an old one, ms; negative where it would lie before the beginning."""
        exact = Fraction(time)
        if self.source is not None:
            frame = self.source.nearest_frame(time)
            if abs(self.source.time_of(frame) - time) <= 1:
                # It stands for a frame, so the frame's exact time counts and not the rounded one.
                exact = Fraction(frame * 1000) / self.source.rate
        moved = exact * self.factor + self.shift
        if self.target is not None:
            frames = moved * self.target.rate / 1000
            number = (2 * frames.numerator + frames.denominator) // (2 * frames.denominator)
            return self.target.time_of(number)
        return (2 * moved.numerator + moved.denominator) // (2 * moved.denominator)

    def track(self, track: Track) -> Track:
        """The track with every cue moved; one that lasts keeps a frame (or 1 ms) at least.

        Raises:
            SettingsError: a cue would begin before the programme; says what to give instead.
        """
        if track.cues and self.time(track.cues[0].start) < 0:
            first = track.cues[0]
            least = -self.time(first.start) + self.shift
            sign = "-" if least < 0 else ""
            raise SettingsError(
                f"Cue {first.id} begins at {format_clock(first.start)} and would begin "
                f"{-self.time(first.start)} ms before the programme.",
                hint=f"Move by no less than {sign}{format_clock(abs(least))}: "
                f"--shift={sign}{abs(least)}.",
            )
        return replace(track, cues=tuple(self._cue(cue) for cue in track.cues))

    def within(self, cues: Iterable[Cue]) -> tuple[tuple[Cue, ...], tuple[Cue, ...]]:
        """Cues moved, and those that have no place in the programme then, as they were.

        A cue that would only begin before the programme begins with it.
        """
        moved: list[Cue] = []
        gone: list[Cue] = []
        for cue in cues:
            if self.time(cue.start) >= 0:
                moved.append(self._cue(cue))
            elif self.time(cue.end) > 0:
                moved.append(replace(cue, start=0, end=self.time(cue.end)))
            else:
                gone.append(cue)
        return tuple(moved), tuple(gone)

    def _cue(self, cue: Cue) -> Cue:
        start, end = self.time(cue.start), self.time(cue.end)
        if end <= start and cue.end > cue.start:
            end = start + 1
            if self.target is not None:
                end = self.target.time_of(self.target.nearest_frame(start) + 1)
        return replace(cue, start=start, end=max(start, end))


def parse_shift(text: str, rate: FrameRate | None) -> int:
    """An offset in ms: ``00:00:10:00`` (frames), ``-00:00:10.500``, ``+1500``, ``-2.5s``.

    Args:
        text: the offset.
        rate: that a timecode's frames are counted at; None where it is not known.

    Raises:
        SettingsError: it is none, or has frames and the rate is not known.
    """
    text = text.strip()
    if match := _CLOCK.fullmatch(text):
        sign = -1 if match[1] in ("-", "−") else 1
        clock = ((int(match[2]) * 60 + int(match[3])) * 60 + int(match[4])) * 1000
        if match[5] in ".,":
            return sign * (clock + int(match[6].ljust(3, "0")))
        if int(match[6]) == 0 and (rate is None or rate.rate.denominator == 1):
            return sign * clock
        if rate is None:
            raise SettingsError(
                f"The offset {text!r} counts frames, and the frame rate is not known.",
                hint="Give --fps, or the offset in milliseconds: 00:00:10.400.",
            )
        try:
            frame = rate.frame_of_timecode(text.lstrip("+-−").replace(".", ":"))
        except ValueError as error:
            raise SettingsError(f"The offset {text!r}: {error}.") from error
        return sign * rate.time_of(frame)
    if match := _SECONDS.fullmatch(text):
        value = Fraction(match[2].replace(",", ".")) * 1000
        return (-1 if match[1] in ("-", "−") else 1) * round(value)
    if match := _MILLIS.fullmatch(text):
        return (-1 if match[1] in ("-", "−") else 1) * int(match[2])
    raise SettingsError(
        f"{text!r} is no offset.",
        hint="Write 00:00:10:00 (frames), 00:00:10.500, 1500 (milliseconds) or 2.5s; a minus "
        "before it moves towards the beginning.",
    )


def check_frames(text: str) -> None:
    """Look at the frames of an offset that may be counted at any rate; other faults are left.

    Raises:
        SettingsError: no rate has so many.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is not None and match[5] in ":;" and int(match[6]) >= FASTEST.nominal:
        raise SettingsError(
            f"The offset {text.strip()!r} exists at no frame rate: frames run to "
            f"{FASTEST.nominal - 1}, at {FASTEST.label}."
        )


def parse_factor(text: str) -> Fraction:
    """A stretch: ``1.001``, ``25/24``, ``104.1667%``.

    Raises:
        SettingsError: it is none, or not between 1/10 and 10.
    """
    try:
        body = text.strip()
        value = Fraction(body.removesuffix("%")) / (100 if body.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        value = Fraction(0)
    if not Fraction(1, 10) <= value <= 10:
        raise SettingsError(
            f"{text!r} is no stretch.",
            hint="Write a factor from 0.1 to 10, such as 1.001 or 25/24.",
        )
    return value
