"""Reading a list of shot changes that a person has: times in lines, a table, an EDL. Pure.

Each line gives one time: its first field that is one. So plain lists are read, tables with the
start of each shot (comma, semicolon or tab between the fields), and edit decision lists in the
manner of CMX 3600, of whose four timecodes the third (where the event stands in the programme)
counts. Lines without a time (titles, headings, remarks) are passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from localize.review.errors import RefusedError

if TYPE_CHECKING:
    from localize.timeline import FrameRate

#: HH:MM:SS:FF, with ; before the frames for drop-frame.
_TIMECODE: Final = re.compile(r"\d{1,2}:\d{2}:\d{2}[:;]\d{2,3}", re.ASCII)
#: [HH:]MM:SS and a fraction.
_CLOCK: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,6}))?", re.ASCII)
#: Seconds, with a point: whole numbers are frames.
_SECONDS: Final = re.compile(r"\d{1,6}\.\d{1,6}", re.ASCII)
_FRAME: Final = re.compile(r"\d{1,8}", re.ASCII)

_HINT: Final = (
    "Give one change a line: 00:01:02:03, 00:01:02.345, 62.345 (seconds) or 1487 (a frame)."
)


def read_shot_list(
    text: str, rate: FrameRate, *, start_timecode: str = "", duration: int = 0
) -> tuple[int, ...]:
    """The times in a list, ms, ascending, each once; the programme's first frame is left out.

    Timecodes count from ``start_timecode``. Where that is not known and all of them lie past the
    programme's end, they count from their first whole hour, as an EDL's that begins at 01:00:00:00.

    Args:
        text: the list.
        rate: that timecodes and frame numbers are counted in.
        start_timecode: of the programme's first frame; empty where it is not known.
        duration: of the programme, ms; 0 where it is not known.

    Raises:
        RefusedError: a timecode does not exist at this rate, or there is no time in the list.
    """
    times: set[int] = set()
    coded: set[int] = set()
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        codes = _TIMECODE.findall(line)
        if codes:
            coded.add(_frame(codes[2] if len(codes) == 4 else codes[0], rate, number))
        elif (time := _plain(line, rate)) is not None:
            times.add(time)
    if not times and not coded:
        raise RefusedError("There is no time in the list.", _HINT)
    offset = _offset(coded, rate, start_timecode, duration) if coded else 0
    times |= {rate.time_of(frame - offset) for frame in coded if frame >= offset}
    return tuple(sorted(times - {0}))


def _frame(code: str, rate: FrameRate, line: int) -> int:
    padded = code if code[2] == ":" else f"0{code}"
    try:
        return rate.frame_of_timecode(padded)
    except ValueError as error:
        raise RefusedError(f"Line {line} of the list: {error}.", _HINT) from error


def _plain(line: str, rate: FrameRate) -> int | None:
    """The time in a line without timecodes; a clock wins over seconds, and they over a frame."""
    for match in _CLOCK.finditer(line):
        hours, minutes, seconds, part = match.groups()
        whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
        return whole * 1000 + round(float(f"0.{part or 0}") * 1000)
    fields = [field.strip() for field in re.split(r"[\s;|]+|,", line.strip()) if field.strip()]
    for field in fields:
        if _SECONDS.fullmatch(field):
            return round(float(field) * 1000)
    if fields and _FRAME.fullmatch(fields[0]):
        return rate.time_of(int(fields[0]))
    return None


def _offset(coded: set[int], rate: FrameRate, start_timecode: str, duration: int) -> int:
    """The frame number of the programme's first frame."""
    if start_timecode:
        start = rate.frame_of_timecode(start_timecode)
        if min(coded) >= start:
            return start
    first = min(coded)
    if duration and rate.time_of(first) > duration:
        hour = first // (rate.nominal * 3600)
        return rate.frame_of_timecode(f"{hour:02}:00:00:00")
    return 0
