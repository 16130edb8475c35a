"""Damaged SRT and WebVTT → clean cues: where each begins, its times, its lines.

Neither library can be given a damaged file: both drop what they do not understand without a word.
So borders are found here, by the lines with times, which survive almost any damage; everything
between two of them belongs to the first, but for the number or name of the second. Cues in = cues
out + findings, and a second count that knows nothing of this one (`count_time_lines`) is compared
with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from localize.findings import Finding, Severity
from localize.formats.cleaning import split_lines
from localize.formats.labels import Numbering, is_number, last_line
from localize.formats.times import Clock, TimeLine, has_arrow, read_time_line

if TYPE_CHECKING:
    from localize.formats.tally import Tally

_LETTER: Final = re.compile(r"[^\W\d_]")
_COMMENT: Final = re.compile(r"NOTE(?:[ \t]|$)")
_DEFINITION: Final = re.compile(r"(?:STYLE|REGION)\s*$")
_CUT_TIME: Final = re.compile(r"\s*\d{1,2}:[\d:.,>\s-]*")
_ARROW: Final = re.compile(r"(--{1,20}\s?>|[—–]>)|[-=]>|→")
_DIGIT: Final = re.compile(r"\d")
_THREE_NUMBERS: Final = re.compile(r"\d\W{1,3}\d{1,3}\W{1,3}\d")
_SETTING: Final = re.compile(r"[A-Za-z]\w*:\S*")
#: An end before its start by no more than this was swapped with it; by more, one of the two is
#: wrong (ms). The longest subtitle that style guides allow lasts about as long.
_SWAP_LIMIT: Final = 7_000
#: What a cue without a readable end (or start) lasts, as far as its neighbours let it (ms).
_GUESSED_DURATION: Final = 2_000


@dataclass(frozen=True, slots=True)
class Block:
    """A clean cue.

    Attributes:
        line: line of the file that its times are on, from 1.
        start: ms.
        end: ms, not before ``start``.
        settings: ``name:value`` words that stood after the times.
        label: its number or name; empty where it has none.
        lines: its text, none of them blank.
    """

    line: int
    start: int
    end: int
    settings: tuple[str, ...]
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blocks:
    """What a file consists of.

    Attributes:
        cues: in the order of the file.
        header: what stood before the first cue and its label, line by line.
    """

    cues: tuple[Block, ...]
    header: tuple[str, ...]


@dataclass(slots=True)
class _Border:
    """A line with times, and what follows it up to the next."""

    index: int
    times: TimeLine
    label: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.index + 1

    @property
    def number(self) -> int | None:
        return int(self.label) if is_number(self.label) else None


def count_time_lines(text: str) -> int:
    """How many lines look like times, by a rule of its own."""
    return sum(1 for line in split_lines(text) if _looks_timed(line))


def _looks_timed(line: str) -> bool:
    arrow = _ARROW.search(line)
    if arrow is None or _COMMENT.match(line):
        return False
    left, right = line[: arrow.start()], line[arrow.end() :]
    if arrow[1]:
        return _DIGIT.search(line) is not None
    return bool(_THREE_NUMBERS.search(left) and _THREE_NUMBERS.search(right))


def find_blocks(text: str, tally: Tally, *, webvtt: bool) -> Blocks:
    """Split a text into clean cues.

    Args:
        text: as it came out of `localize.formats.cleaning.clean`.
        tally: takes the findings.
        webvtt: ``-->`` is never text, cues may have names, and comments may stand between them.
    """
    lines = split_lines(text)
    borders = _borders(lines, webvtt=webvtt)
    if not borders:
        return Blocks((), tuple(lines))
    header = lines[: borders[0].index]
    for border, following in zip(borders, [*borders[1:], None], strict=True):
        stop = following.index if following else len(lines)
        border.lines = lines[border.index + 1 : stop]
    _take_labels(header, borders, tally, webvtt=webvtt)
    for border, following in zip(borders, [*borders[1:], None], strict=True):
        if webvtt:
            _take_comments(border, tally)
        else:
            _take_cues_without_times(border, following, tally)
    cues = _timed(borders, tally)
    _compare(count_time_lines(text), len(cues), tally)
    return Blocks(tuple(cues), tuple(header))


def _compare(counted: int, cues: int, tally: Tally) -> None:
    if counted != cues + tally.left_out:
        tally.single(
            Finding(
                "cue-count",
                Severity.WARNING,
                f"{counted} lines look like times, but {cues} cues were read; "
                "look for arrows in the dialogue, or for broken times.",
                measured=cues,
                limit=counted,
                unit="cues",
            )
        )


def _borders(lines: list[str], *, webvtt: bool) -> list[_Border]:
    """Every line that begins a cue."""
    borders: list[_Border] = []
    for index, line in enumerate(lines):
        if not has_arrow(line):
            continue
        times = read_time_line(line)
        if times is None or (webvtt and _COMMENT.match(line)):
            continue
        before = lines[index - 1].strip() if index else ""
        if webvtt:
            # ``-->`` is nowhere else in WebVTT; any other arrow may be text, escaped or not.
            wanted = "-->" in line or (times.sure and not before and "&gt;" not in line)
        else:
            wanted = times.sure or _is_border(line, times, before)
        if wanted:
            borders.append(_Border(index, times))
    return borders


def _is_border(line: str, times: TimeLine, before: str) -> bool:
    """Whether a line of SRT with an arrow, but not two clean times, begins a cue all the same."""
    if before and not is_number(before):
        return False
    if _LETTER.search(line) is None:
        return True
    readable = times.start is not None or times.end is not None
    return readable and re.search(r"(?:^|>)\s*-?\d", line) is not None


def _take_labels(header: list[str], borders: list[_Border], tally: Tally, *, webvtt: bool) -> None:
    """Move each cue's number or name from the text before it to the cue."""
    before = [header, *(border.lines for border in borders[:-1])][: len(borders)]
    labels = [last_line(lines) for lines in before]
    numbering = Numbering(labels[1:] if len(labels) > 1 else labels)
    last: int | None = None
    for n, (border, lines, label) in enumerate(zip(borders, before, labels, strict=True)):
        if label is None:
            last = None
            continue
        if label.number is not None:
            taken = n == 0 or numbering.is_index(label, last)
        elif webvtt:
            taken = label.is_name and not _COMMENT.match(label.text)
        else:
            taken = n > 0 and numbering.is_broken_index(label)
            if taken:
                message = f"{label.text!r} stands where the cue's number belongs; left out."
                tally.single(
                    Finding("broken-number", Severity.WARNING, message, line=border.line - 1)
                )
        if taken:
            border.label = label.text
            del lines[label.at :]
        last = border.number
    numbers = [border.number for border in borders]
    if not webvtt and numbers != list(range(1, len(numbers) + 1)):
        wrong = next(n for n, number in enumerate(numbers) if number != n + 1)
        tally.single(
            Finding(
                "renumbered",
                Severity.NOTE,
                "Cue numbers are missing or out of order; the cues are numbered anew.",
                line=borders[wrong].line,
            )
        )


def _take_cues_without_times(border: _Border, following: _Border | None, tally: Tally) -> None:
    """Find numbers in a cue's text that continue the count: cues whose times are gone (SRT)."""
    if border.number is None:
        return
    expected = border.number + 1
    lines = border.lines
    at = [
        n
        for n in range(1, len(lines))
        if is_number(lines[n]) and not lines[n - 1].strip() and int(lines[n]) == expected
    ]
    if not at or (following is not None and following.number == expected):
        return
    lost = [line.strip() for line in lines[at[0] + 1 :] if line.strip()]
    line = border.line + at[0] + 1
    del lines[at[0] :]
    if following is not None:
        text = " / ".join(lost)
        tally.leave_out(f"Cue {expected} has no times.", line, text, timed=False)
    elif lost:
        cut = _CUT_TIME.fullmatch(lost[0]) is not None
        message = f"The file ends in the middle of cue {expected}."
        tally.leave_out(message, line, " / ".join(lost[cut:]), timed=False)
    else:
        tally.count("stray-number", "A number without a cue left out", line, Severity.NOTE)


def _take_comments(border: _Border, tally: Tally) -> None:
    """Take comments, styles and regions out of what follows a cue (WebVTT)."""
    kept: list[str] = []
    inside, blank = False, False
    for n, line in enumerate(border.lines):
        if not line.strip():
            inside, blank = False, True
            kept.append("")
            continue
        if blank and not inside and (_COMMENT.match(line) or _DEFINITION.match(line)):
            inside = True
            count_definition(line, border.line + n + 1, tally)
        blank = False
        if not inside:
            kept.append(line)
    border.lines = kept


def count_definition(line: str, number: int, tally: Tally) -> bool:
    """Note that a comment, style or region begins at ``line``; false where none does."""
    if _COMMENT.match(line):
        tally.count("comments-dropped", "Comments (NOTE) left out", number, Severity.NOTE)
    elif _DEFINITION.match(line):
        name = line.strip()
        message = f"{name} blocks left out: a track does not keep them"
        tally.count(f"{name.lower()}-dropped", message, number, Severity.NOTE)
    else:
        return False
    return True


def _timed(borders: list[_Border], tally: Tally) -> list[Block]:
    """Give every cue its times and text; leave out those whose times say nothing."""
    cues: list[Block] = []
    for n, border in enumerate(borders):
        following = borders[n + 1].times.start if n + 1 < len(borders) else None
        span = _span(border, cues[-1].end if cues else 0, following, tally)
        settings, lines = _text(border, tally)
        if span is None:
            tally.leave_out("The cue's times cannot be read.", border.line, " / ".join(lines))
            continue
        start, end = span
        cues.append(Block(border.line, start, end, settings, border.label, lines))
    return cues


def _span(
    border: _Border, before: int, following: Clock | None, tally: Tally
) -> tuple[int, int] | None:
    """A cue's times, put right where they can be."""
    first, second, line = border.times.start, border.times.end, border.line
    if first is None or second is None:
        guessed = _guess_span(first, second, before, following)
        if guessed is not None:
            message = "One of the cue's two times cannot be read and was guessed"
            tally.count("time-guessed", message, line, Severity.ERROR)
        return guessed
    if not (first.plain and second.plain):
        message = "Times written in an unusual way; check them"
        tally.count("time-repaired", message, line)
    if first.time < 0 or second.time < 0:
        tally.count("time-negative", "Times before 0 were set to 0", line)
    start, end = max(0, first.time), max(0, second.time)
    if end >= start:
        return start, end
    if start - end <= _SWAP_LIMIT:
        tally.count("times-swapped", "The cue ends before it starts: its times were swapped", line)
        return end, start
    message = "The cue ends long before it starts: its end was set to its start"
    tally.count("end-repaired", message, line, Severity.ERROR)
    return start, start


def _guess_span(
    first: Clock | None, second: Clock | None, before: int, following: Clock | None
) -> tuple[int, int] | None:
    """A cue's times out of the one that can be read, between its neighbours; None for neither."""
    if first is not None:
        start = max(0, first.time)
        end = start + _GUESSED_DURATION
        if following is not None and following.time > start:
            end = min(end, following.time)
        return start, end
    if second is not None:
        end = max(0, second.time)
        return min(end, max(before, end - _GUESSED_DURATION)), end
    return None


def _text(border: _Border, tally: Tally) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A cue's settings, and its lines without blank ones."""
    words = border.times.rest.split()
    settings = tuple(word for word in words if _SETTING.fullmatch(word))
    lines = list(border.lines)
    if len(settings) < len(words):
        if settings:
            message = "Words between the cue's settings left out"
            tally.count("settings-repaired", message, border.line)
        else:
            tally.count("text-beside-times", "Text beside the times kept as a line", border.line)
            lines.insert(0, border.times.rest)
    kept = [n for n, line in enumerate(lines) if line.strip()]
    if kept and kept[-1] - kept[0] + 1 > len(kept):
        message = "Blank lines inside a cue removed; the text after them is kept"
        tally.count("blank-line-inside", message, border.line)
    return settings, tuple(lines[n] for n in kept)
