"""Reading an EBU STL file, whatever its makers did to it: no subtitle is lost in silence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from localize.engines import ProgrammeStart, ReadResult
from localize.findings import Finding, Severity
from localize.formats.assemble import make_track, tell_late_start
from localize.formats.stl_blocks import (
    GSI_SIZE,
    LAST_BLOCK,
    TTI_SIZE,
    USER_BLOCK,
    Tti,
    language_of,
    unpack,
    unpack_gsi,
)
from localize.formats.stl_pages import CodePage, page_of, pages_for
from localize.formats.stl_rows import OPEN, TELETEXT, Grid
from localize.formats.stl_text import decode_text
from localize.formats.tally import Tally
from localize.formats.timecodes import DROP, NTSC, PAL, frame_of
from localize.script import Cue
from localize.timeline import FrameRate

#: What begins the user-defined area of our own files.
MARK: Final = "localize/1"
_OWN_RATE: Final = re.compile(rf"{MARK} rate=(\S+)")
_DFC: Final = re.compile(r"STL(\d\d)\.", re.IGNORECASE)
#: Frames a second in the disk format code → rate; 25 and 30 are the standard's, the others in use.
_RATES: Final = {
    "23": FrameRate.parse("23.976"),
    "24": FrameRate.parse("24"),
    "25": PAL,
    "30": DROP,
    "50": FrameRate.parse("50"),
}
#: What a subtitle without a readable out-time lasts (seconds of timecode).
_GUESSED: Final = 2
#: An out-time before its in-time by no more than this was swapped with it (seconds of timecode);
#: as in SRT.
_SWAP_LIMIT: Final = 7
#: No subtitle that runs over midnight lasts longer (seconds of timecode).
_OVER_MIDNIGHT: Final = 3600
_TELETEXT_KINDS: Final = ("1", "2")


@dataclass(slots=True)
class _Subtitle:
    """A subtitle being put together from its blocks."""

    number: int
    first: Tti
    text: bytes = b""


@dataclass(slots=True)
class _File:
    """What the GSI block says, as far as it can be believed."""

    page: CodePage
    rate: FrameRate
    grid: Grid
    fields: dict[str, str]
    own_rate: bool
    tally: Tally = field(default_factory=Tally)


def read(data: bytes, episode: str, locale: str) -> ReadResult:
    """Read a file of at least one block."""
    fields = unpack_gsi(data[:GSI_SIZE])
    tag = locale if locale != "und" else language_of(fields["LC"]) or locale
    file = _read_gsi(fields, tag)
    tally = file.tally
    subtitles = _subtitles(data[GSI_SIZE:], file)
    _settle_drop(subtitles, file)
    spans = [_span(one, file) for one in subtitles]
    spans, start = _from_start(spans, file)
    cues = []
    for subtitle, span in zip(subtitles, spans, strict=True):
        text = decode_text(subtitle.text, file.page, subtitle.number, tally)
        if span is None:
            message = f"Subtitle {subtitle.number} has no readable in-time."
            tally.leave_out(message, subtitle.number, " / ".join(text))
            continue
        cues.append(_cue(subtitle, span, text, file))
    if not cues and not subtitles:
        tally.single(Finding("no-cues", Severity.WARNING, "The file has no cues."))
    if not start:
        tell_late_start(cues, tally)
    track = make_track(cues, episode, tag, tally, names=False, title=file.fields["TPT"])
    return ReadResult(
        track,
        f"EBU STL table {file.page.code} ({file.page.name})",
        tally.findings(),
        ProgrammeStart(file.rate.timecode(start), file.rate) if start else ProgrammeStart(),
        file.rate,
    )


def _settle_drop(subtitles: list[_Subtitle], file: _File) -> None:
    """A file at 30 frames does not say whether numbers are dropped: look for one that would be."""
    if file.rate != DROP or file.own_rate:
        return
    times = [time for one in subtitles for time in (one.first.start, one.first.end)]
    if any(minute % 10 and not second and frame < 2 for _, minute, second, frame in times):
        file.rate = NTSC
    said = "without" if file.rate == NTSC else "with"
    message = f"EBU STL does not say whether timecodes drop frames; {said} is taken."
    file.tally.single(Finding("drop-frame-unsaid", Severity.NOTE, message))


def _from_start(
    spans: list[tuple[int, int] | None], file: _File
) -> tuple[list[tuple[int, int] | None], int]:
    """Frames of the day → frames from the programme's start, over midnight where they run on.

    Returns:
        The frames, and that start: what was taken off.
    """
    tally = file.tally
    day = file.rate.frames_a_day
    start = _start(file)
    late, last = 0, start
    times: list[tuple[int, int] | None] = []
    for span in spans:
        if span is None:
            times.append(None)
            continue
        if span[0] + late < last - day // 2:
            late += day
        elif late and span[0] + late > last + day // 2:
            late -= day
        last = span[0] + late
        times.append((last, span[1] + late))
    if any(now != then for now, then in zip(times, spans, strict=True)):
        message = "Timecodes run over midnight; they count on."
        tally.single(Finding("midnight", Severity.NOTE, message))
    known = [span for span in times if span is not None]
    early = sum(span[0] < start for span in known)
    if early * 2 > len(known):
        message = (
            "Most subtitles begin before the programme's start timecode, so it is not taken off: "
            "times count from 00:00:00:00."
        )
        tally.single(Finding("start-ignored", Severity.WARNING, message))
        return times, 0
    if early:
        message = (
            f"Subtitles before the programme's start timecode: {early}; they stand at its "
            "beginning. Some makers keep notes there."
        )
        tally.single(Finding("before-start", Severity.WARNING, message, measured=early))
    moved: list[tuple[int, int] | None] = []
    for span in times:
        shift = start if span is None else min(span[0], start)
        moved.append(None if span is None else (span[0] - shift, span[1] - shift))
    return moved, start


def _read_gsi(fields: dict[str, str], locale: str) -> _File:
    tally = Tally()
    own = _OWN_RATE.search(fields["UDA"])
    match = _DFC.match(fields["DFC"])
    rate = _RATES.get(match[1]) if match else None
    if rate is None:
        message = f"The frame rate {fields['DFC']!r} is none of EBU STL's; 25 is taken."
        tally.single(Finding("rate-unknown", Severity.WARNING, message))
        rate = PAL
    if own is not None:
        try:
            rate = FrameRate.parse(own[1])
        except ValueError:
            message = f"The rate in the user area, {own[1]!r}, is none."
            tally.single(Finding("rate-unknown", Severity.WARNING, message))
    page = page_of(fields["CCT"], locale)
    if page is None:
        message = f"The code table {fields['CCT']!r} is none of EBU STL's; Latin is taken."
        tally.single(Finding("table-unknown", Severity.WARNING, message))
        page = pages_for(locale)[0]
    teletext = fields["DSC"] in _TELETEXT_KINDS
    grid = TELETEXT if teletext else OPEN
    if not teletext and fields["MNR"].isdecimal() and 1 < int(fields["MNR"]) < 99:
        grid = Grid(OPEN.code, int(fields["MNR"]), OPEN.cells, 1)
    return _File(page, rate, grid, fields, own is not None, tally)


def _start(file: _File) -> int:
    """Frame number of the programme's start; 0 where it is none."""
    said = file.fields["TCP"]
    digits = re.sub(r"\D", "", said)
    if len(digits) == 8:
        hours, minutes, seconds, frames = (int(digits[at : at + 2]) for at in range(0, 8, 2))
        return frame_of(hours, minutes, seconds, frames, file.rate)
    if said:
        message = f"The programme's start {said!r} is no timecode; zero is taken."
        file.tally.single(Finding("start-unknown", Severity.WARNING, message))
    return 0


def _subtitles(body: bytes, file: _File) -> list[_Subtitle]:
    """Blocks joined to subtitles; comments and user data become findings."""
    tally = file.tally
    found: list[_Subtitle] = []
    opened: _Subtitle | None = None
    blocks = 0
    for at in range(0, len(body), TTI_SIZE):
        piece = body[at : at + TTI_SIZE]
        if len(piece) < TTI_SIZE:
            if not piece.strip(b"\0 \x1a\r\n\x8f"):
                continue
            message = "The last block is cut short; what is left of it is kept."
            tally.single(Finding("block-cut-short", Severity.WARNING, message))
            if len(piece) < 16:
                tally.leave_out("The last block ends before its text.", len(found) + 1, "")
                continue
        blocks += 1
        block = unpack(piece)
        if block.extension == USER_BLOCK:
            message = "Blocks of user data left out"
            tally.count("user-data-dropped", message, len(found) + 1, Severity.NOTE)
            continue
        if opened is not None and opened.first.number != block.number:
            message = "Long subtitles whose last block is missing kept as far as they go"
            tally.count("extension-missing", message, opened.number)
            opened = None
        if opened is None:
            opened = _Subtitle(len(found) + 1, block)
            if block.comment:
                text = decode_text(block.text, file.page, opened.number, Tally())
                message = f"Comments for people left out, the first: {' / '.join(text)!r}"
                tally.count("comments-dropped", message, opened.number, Severity.NOTE)
            else:
                found.append(opened)
        opened.text += block.text
        if block.extension == LAST_BLOCK:
            opened = None
    said = file.fields["TNB"]
    if said.isdecimal() and int(said) != blocks:
        message = f"The file says that it has {int(said)} text blocks; there are {blocks}."
        tally.single(Finding("block-count", Severity.WARNING, message, measured=blocks))
    return found


def _span(one: _Subtitle, file: _File) -> tuple[int, int] | None:
    """In- and out-frame of the day of a subtitle; None where its in-time cannot be read."""
    start = _time(one.first.start, one.number, file)
    end = _time(one.first.end, one.number, file)
    if start is None:
        return None
    if end is not None and end < start:
        second, day = file.rate.nominal, file.rate.frames_a_day
        if end + day - start <= _OVER_MIDNIGHT * second:
            return start, end + day
        if start - end <= _SWAP_LIMIT * second:
            file.tally.count("times-swapped", "Out-times before in-times were swapped", one.number)
            return end, start
        end = None
    if end is None:
        message = f"Out-times unreadable or long before in-times; {_GUESSED} seconds are taken"
        file.tally.count("time-guessed", message, one.number)
        return start, start + _GUESSED * file.rate.nominal
    return start, end


def _time(parts: tuple[int, int, int, int], number: int, file: _File) -> int | None:
    hours, minutes, seconds, frames = parts
    if hours > 23 or minutes > 99 or seconds > 99 or frames > 99:
        return None
    if minutes > 59 or seconds > 59 or frames >= file.rate.nominal:
        message = "Timecodes with numbers over their limits count on"
        file.tally.count("time-repaired", message, number)
    return frame_of(hours, minutes, seconds, frames, file.rate)


def _cue(one: _Subtitle, span: tuple[int, int], lines: tuple[str, ...], file: _File) -> Cue:
    tally = file.tally
    if not lines:
        tally.count("empty-cue", "Cues without text kept", one.number)
    if one.first.cumulative in (1, 2, 3):
        message = "Subtitles that build up on the screen are cues of their own, each with its times"
        tally.count("cumulative", message, one.number, Severity.NOTE)
    justification = one.first.justification
    column = {1: 0, 3: 2}.get(justification, 1)
    grid = file.grid
    if grid is TELETEXT and lines and 0x0D not in one.text:
        grid = Grid(grid.code, grid.rows, grid.cells, 1)
    placement = grid.placement(one.first.row, column, len(lines))
    start, end = (file.rate.time_of(frame) for frame in span)
    return Cue("?", start, end, lines, placement=placement)
