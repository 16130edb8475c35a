"""Lines with the times of a cue, read as leniently as they are written.

SRT says ``00:00:01,500 --> 00:00:02,000`` and WebVTT ``00:01.500 --> 00:02.000 line:0``; files
say ``0:1:1.5->00:00:02;0``, ``00：00：01，500 → …``, leave out hours or milliseconds, put the cue's
number or its text on the same line. A line counts as one with times only where this is sure;
dialogue may contain an arrow too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

#: No recording is longer; larger numbers are damage (10,000 hours).
_LONGEST: Final = 10_000 * 3_600_000

_DASH: Final = "-\u2010-\u2015\u2212\uff0d"
_HEAD: Final = r"(?:&gt;|[>\uff1e])"
#: Two dashes and a head, as both formats write it, or a long dash and a head.
_STRONG: Final = re.compile(rf"(?:(?:[{_DASH}]\s?){{2,20}}|[\u2013-\u2015]){_HEAD}+")
_WEAK: Final = re.compile(rf"[{_DASH}=]{_HEAD}|[\u2192\u21d2\u279c\u2794\u27f6]")
_ANY_ARROW: Final = re.compile(rf"{_STRONG.pattern}|{_WEAK.pattern}")

_MARK: Final = r"\s{0,2}[:.,;]\s{0,2}"
_TIME: Final = rf"-?\s?\d{{1,9}}(?:{_MARK}-?\d{{1,9}}){{1,3}}"
_WHOLE: Final = re.compile(rf"(?:#?\d{{1,7}}[.:)\]]?\s+)?(?P<time>{_TIME})")
_USUAL: Final = re.compile(
    r"(\d{2,4}):([0-5]\d):([0-5]\d)[,.](\d{3}) --> (\d{2,4}):([0-5]\d):([0-5]\d)[,.](\d{3})(?= |$)",
    re.ASCII,
)
_PREFIX: Final = re.compile(_TIME)
_INSIDE: Final = re.compile(_TIME)
_PARTS: Final = re.compile(rf"({_MARK})")
#: Full-width and national marks → those of ASCII; replacement characters of broken bytes → nothing.
_MARKS: Final = {
    **{ord(char): ":" for char in "：﹕∶"},
    **{ord(char): "," for char in "，、٫､"},
    **{ord(char): "." for char in "．。｡"},
    **{ord(char): ";" for char in "；"},
    **dict.fromkeys(map(ord, "\ufffd\u200b\u200e\u200f\ufeff\u202a\u202c"), None),
}
_FEWEST_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as read.

    Attributes:
        time: ms; negative only where the file says so.
        parts: how many numbers it was written with, 2 to 4.
        plain: written as one of the formats wants it, no guess needed.
    """

    time: int
    parts: int
    plain: bool = True


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A line with the times of a cue.

    Attributes:
        start: None where it cannot be read.
        end: None where it cannot be read.
        rest: what stands after the times: settings, coordinates, or text.
        sure: both times stand where they belong, with nothing else before them.
    """

    start: Clock | None
    end: Clock | None
    rest: str
    sure: bool


def read_clock(text: str) -> Clock | None:
    """One time; None where it is none.

    A decimal mark ends the seconds: ``,5`` is half a second, not 5 ms. Where every mark is the
    same, a last number of three digits counts milliseconds, a shorter one seconds.
    """
    pieces = _PARTS.split(text)
    marks = [piece.strip() for piece in pieces[1::2]]
    numbers = [number.strip() for number in pieces[0::2]]
    negative = any("-" in number for number in numbers)
    digits = [number.strip("- ") for number in numbers]
    count = len(digits)
    decimal = marks[-1] in ".," and (marks[-1] != marks[0] or count == 2)
    fraction = count == 4 or decimal or len(digits[-1]) == 3
    last_digits = digits[-1]
    millis = 0
    if fraction:
        last = "".join(str(int(digit)) for digit in digits.pop())
        millis = int(last.ljust(3, "0")[:3])
    time = 0
    for digit in digits:
        time = time * 60 + int(digit)
    time = time * 1000 + millis
    if time >= _LONGEST:
        return None
    plain = not negative and count > 2 and fraction and all(int(digit) < 60 for digit in digits[1:])
    if count == 2 and marks[0] == ":" and not fraction:
        plain = False
    if count == 4 and marks[-1] in ":;" and len(last_digits) < 3:
        plain = False  # frames, perhaps, at a rate that nobody says
    return Clock(-time if negative else time, count, plain)


def _millis(hours: int, minutes: int, seconds: int, millis: int) -> int:
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis


def has_arrow(line: str) -> bool:
    """Whether an arrow of any kind stands in the line; quick."""
    return _ANY_ARROW.search(line) is not None


def read_time_line(line: str) -> TimeLine | None:
    """The times on a line, or None where no arrow between times is on it.

    A line that is not `TimeLine.sure` may be text: the caller decides by where it stands.
    """
    usual = _USUAL.match(line)
    if usual is not None:
        numbers = [int(number) for number in usual.groups()]
        return TimeLine(
            Clock(_millis(*numbers[:4]), 4),
            Clock(_millis(*numbers[4:]), 4),
            line[usual.end() :].strip(),
            sure=True,
        )
    line = line.translate(_MARKS)
    arrow = _STRONG.search(line)
    strong = arrow is not None
    if arrow is None:
        arrow = _WEAK.search(line)
    if arrow is None:
        return None
    left, right = line[: arrow.start()].strip(), line[arrow.end() :].strip()
    start_match, end_match = _WHOLE.fullmatch(left), _PREFIX.match(right)
    start = read_clock(start_match["time"]) if start_match else None
    end = read_clock(end_match[0]) if end_match else None
    if start is not None and end is not None and end_match is not None:
        if not strong and min(start.parts, end.parts) < _FEWEST_PARTS:
            return None
        return TimeLine(start, end, right[end_match.end() :].strip(), sure=True)
    if not strong:
        return None
    return _doubtful(left, right, start, end)


def _doubtful(left: str, right: str, start: Clock | None, end: Clock | None) -> TimeLine:
    """A line with an arrow and less than two clean times around it."""
    rest = ""
    if start is None:
        found = _INSIDE.findall(left)
        start = read_clock(found[-1]) if found else None
        start = Clock(start.time, start.parts, plain=False) if start else None
    if end is None:
        match = _INSIDE.search(right)
        end = read_clock(match[0]) if match else None
        end = Clock(end.time, end.parts, plain=False) if end else None
        rest = right[match.end() :].strip() if match and end else ""
    else:
        match = _PREFIX.match(right)
        rest = right[match.end() :].strip() if match else ""
    return TimeLine(start, end, rest, sure=False)
