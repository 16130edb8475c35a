"""A Scenarist SCC file → cues: what a decoder of CEA-608 shows on the first channel.

Each line is a timecode and words of two bytes in hexadecimal digits, a word a frame. Pop-on
captions are cues as they are shown; what is painted on or rolls up becomes a cue for what is newly
written, so that no text stands in two cues.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from localize.formats import scc_codes as codes
from localize.formats.cleaning import split_lines
from localize.formats.scc_layout import GRID
from localize.formats.tally import Tally
from localize.formats.timecodes import DROP, NTSC, frame_of
from localize.script import Cue, Placement
from localize.timeline import FrameRate

_LINE: Final = re.compile(r"\s*(\d{1,2})[:;.,](\d{2})[:;.,](\d{2})([:;.,])(\d{2})\s*(.*)$")
#: What a caption lasts that nothing erases (seconds).
_GUESSED: Final = 3

Cell = tuple[str, bool, bool]
_BLANK: Final[Cell] = (" ", False, False)
#: Row → column → what stands there.
Memory = dict[int, dict[int, Cell]]


@dataclass(slots=True)
class _Shown:
    """A caption on the screen."""

    start: int
    cells: Memory
    line: int


@dataclass(slots=True)
class _Decoder:
    """The state of a decoder, one word after the other."""

    rate: FrameRate
    tally: Tally
    cues: list[Cue] = field(default_factory=list)
    mode: str = ""
    hidden: Memory = field(default_factory=dict)
    shown: _Shown | None = None
    row: int = codes.ROWS
    column: int = 0
    italic: bool = False
    underline: bool = False
    before: int = 0
    other_channel: bool = False
    line: int = 0
    frame: int = 0

    # --- Words ------------------------------------------------------------------------------------

    def word(self, value: int) -> None:
        """One word, parity removed."""
        first, second = value >> 8, value & 0xFF
        if 0x10 <= first <= 0x1F:
            if value == self.before:
                self.before = 0  # codes are sent twice; the second is none
                return
            self.before = value
            self.code(value)
            return
        self.before = 0
        if 0 < first < 0x10:
            self.drop("data-dropped", "Data that is no captions left out")
            return
        if self.other_channel:
            return
        for byte in (first, second):
            if byte >= 0x20:
                self.put(codes.STANDARD[byte])

    def code(self, value: int) -> None:
        first = value >> 8
        self.other_channel = first >= 0x18
        if self.other_channel:
            self.drop("channel-dropped", "Captions of other channels than the first left out")
            return
        place = codes.read_preamble(value)
        if place is not None:
            self.preamble(*place)
        elif value in codes.SPECIAL:
            self.put(codes.SPECIAL[value])
        elif value in codes.EXTENDED:
            self.column = max(0, self.column - 1)
            self.put(codes.EXTENDED[value])
        elif 0x1120 <= value <= 0x112F:
            self.mid_row(value)
        elif codes.TAB < value <= codes.TAB + 3:
            self.column += value - codes.TAB
        elif value & 0xFEFF == 0x1400 | (value & 0xFF) and 0x20 <= value & 0xFF <= 0x2F:
            # The second field's codes of the same meaning begin with 15.
            self.control(0x1400 | (value & 0xFF))
        elif 0x1020 <= value <= 0x102F or 0x172D <= value <= 0x172F:
            self.drop("colours-dropped", "Colours of the text dropped")
        else:
            self.drop("codes-dropped", "Codes that mean nothing left out")

    def drop(self, rule: str, message: str) -> None:
        self.tally.count(rule, message, self.line)

    def preamble(
        self, row: int, indent: int, italic: bool, underline: bool, coloured: bool
    ) -> None:
        if self.mode == "roll" and self.shown is not None and self.row in self.shown.cells:
            # Captions that roll up stand in the row of the last such code, all that is shown.
            self.shown.cells[row] = self.shown.cells.pop(self.row)
        self.row = row
        self.column, self.italic, self.underline = indent, italic, underline
        if coloured:
            self.drop("colours-dropped", "Colours of the text dropped")

    def mid_row(self, value: int) -> None:
        style = value & 0x0E
        self.put(" ")
        self.italic, self.underline = style == 0x0E, bool(value & 1)
        if 0 < style < 0x0E:
            self.drop("colours-dropped", "Colours of the text dropped")

    def put(self, char: str) -> None:
        """Write a character where the cursor stands."""
        cell = (char, self.italic, self.underline)
        if self.mode == "pop":
            self.hidden.setdefault(self.row, {})[self.column] = cell
        elif self.mode in ("paint", "roll"):
            if self.shown is None:
                self.shown = _Shown(self.frame, {}, self.line)
            self.shown.cells.setdefault(self.row, {})[self.column] = cell
        elif self.mode == "text":
            self.drop("text-dropped", "Text of the text service left out")
            return
        else:
            self.drop("no-mode", "Text before any code that says how it is shown")
            self.mode = "pop"
            self.hidden.setdefault(self.row, {})[self.column] = cell
        self.column += 1
        if self.column > codes.COLUMNS and char not in (" ", "\xa0"):
            # A decoder would write over its last column; the text, at least, is kept.
            self.drop("too-wide", f"Text beyond the {codes.COLUMNS}nd column kept")

    # --- Control codes ----------------------------------------------------------------------------

    def control(self, value: int) -> None:
        if value == codes.RCL:
            self.mode = "pop"
        elif value == codes.RDC:
            self.finish()
            self.mode = "paint"
        elif codes.RU2 <= value <= codes.RU4:
            if self.mode != "roll":
                self.finish()
                self.row = codes.ROWS
            self.mode = "roll"
        elif value in (codes.TR, codes.RTD):
            self.mode = "text"
        elif value == codes.EDM or (value == codes.CR and self.mode == "roll"):
            self.finish()
            self.column = 0 if value == codes.CR else self.column
        elif value == codes.ENM:
            self.hidden = {}
        elif value == codes.EOC:
            self.flip()
        elif value == codes.BS:
            self.column = max(0, self.column - 1)
            self.memory().get(self.row, {}).pop(self.column, None)
        elif value == codes.DER:
            row = self.memory().get(self.row, {})
            for column in [at for at in row if at >= self.column]:
                del row[column]

    def memory(self) -> Memory:
        """Where text is written now."""
        if self.mode in ("paint", "roll"):
            return self.shown.cells if self.shown is not None else {}
        return self.hidden

    def flip(self) -> None:
        """Show what was loaded."""
        hidden = self.shown.cells if self.shown is not None else {}
        self.finish()
        if any(self.hidden.values()):
            self.shown = _Shown(self.frame, self.hidden, self.line)
        self.hidden = hidden
        self.mode = "pop"

    def finish(self, *, guess: bool = False) -> None:
        """What is shown is gone: it becomes a cue."""
        shown, self.shown = self.shown, None
        if shown is None:
            return
        lines, rows, columns = _lines(shown.cells)
        if not lines:
            return
        end = self.frame
        if guess:
            end = shown.start + _GUESSED * self.rate.nominal
            message = f"Captions that nothing erases last {_GUESSED} seconds"
            self.tally.count("time-guessed", message, shown.line)
        start, end = self.rate.time_of(shown.start), self.rate.time_of(max(end, shown.start))
        placement = placement_of(rows, columns)
        self.cues.append(Cue("?", start, end, lines, placement=placement))

    def done(self) -> None:
        """No more words come."""
        self.finish(guess=True)
        if any(self.hidden.values()) and self.mode == "pop":
            lines, _, _ = _lines(self.hidden)
            if lines and not (self.cues and self.cues[-1].lines == lines):
                message = "A caption is loaded at the end and never shown."
                self.tally.leave_out(message, self.line, " / ".join(lines))


def _lines(cells: Memory) -> tuple[tuple[str, ...], list[int], list[tuple[int, int]]]:
    """Lines with our tags, the rows that they stand in, and the columns of each."""
    lines: list[str] = []
    rows: list[int] = []
    columns: list[tuple[int, int]] = []
    for number in sorted(cells):
        row = cells[number]
        seen = [at for at in sorted(row) if row[at][0] not in (" ", "\xa0")]
        if not seen:
            continue
        first, last = seen[0], seen[-1]
        lines.append(_styled([row.get(at, _BLANK) for at in range(first, last + 1)]))
        rows.append(number)
        columns.append((first, last))
    return tuple(lines), rows, columns


def _styled(cells: list[Cell]) -> str:
    """Cells as text with our tags; a space has the style that both its sides have, or none."""
    text: list[Cell] = []
    for cell in cells:
        if cell[0] not in (" ", "\xa0"):
            text.append(cell)
        elif text[-1][0] != " ":
            text.append(_BLANK)
    for at in range(1, len(text) - 1):
        if text[at] == _BLANK and text[at - 1][1:] == text[at + 1][1:]:
            text[at] = (" ", *text[at - 1][1:])
    out = ""
    opened = (False, False)
    for char, italic, underline in text:
        if (italic, underline) != opened:
            out += _close(opened) + _open((italic, underline))
            opened = (italic, underline)
        out += char
    return out + _close(opened)


def _open(style: tuple[bool, bool]) -> str:
    return "<i>" * style[0] + "<u>" * style[1]


def _close(style: tuple[bool, bool]) -> str:
    return "</u>" * style[1] + "</i>" * style[0]


def _side(columns: list[tuple[int, int]]) -> int:
    """0 left, 1 centred, 2 right: by the room on both sides of the block, and of its rows."""
    lefts = [first for first, _ in columns]
    rights = [codes.COLUMNS - 1 - last for _, last in columns]
    if all(abs(left - right) <= 1 for left, right in zip(lefts, rights, strict=True)):
        return 1
    if min(lefts) == min(rights):
        return 0 if len(set(lefts)) == 1 else 2 if len(set(rights)) == 1 else 1
    if abs(min(lefts) - min(rights)) <= 2 and min(lefts) > 0 and min(rights) > 0:
        return 1
    return 0 if min(lefts) < min(rights) else 2


def read_lines(text: str, tally: Tally) -> tuple[list[Cue], int, FrameRate]:
    """Decode a file's text.

    Returns:
        The cues, in the order in which they end, how many lines had a timecode, and the rate that
        timecodes are counted at.
    """
    found = []
    for number, line in enumerate(split_lines(text), start=1):
        match = _LINE.match(line)
        if match is not None:
            found.append((number, match))
        elif line.strip() and "scenarist" not in line.lower():
            tally.count("lines-dropped", f"Lines that mean nothing left out: {line[:40]!r}", number)
    drops = sum(match[4] in ";,." for _, match in found)
    rate = DROP if drops * 2 > len(found) else NTSC
    if 0 < drops < len(found):
        message = f"Timecodes with and without drop-frame marks; {rate.label} is taken"
        tally.count("drop-frame-mixed", message, found[0][0])
    decoder = _Decoder(rate, tally)
    last, late = -1, 0
    for number, match in found:
        frame = frame_of(int(match[1]), int(match[2]), int(match[3]), int(match[5]), rate)
        if int(match[2]) > 59 or int(match[3]) > 59 or int(match[5]) >= rate.nominal:
            tally.count(
                "time-repaired", "Timecodes with numbers over their limits count on", number
            )
        if frame + late < last - rate.frames_a_day // 2:
            late += rate.frames_a_day
            tally.count("midnight", "Timecodes that run over midnight count on", number)
        frame += late
        if frame < last:
            tally.count("time-backwards", "Lines that begin before the one above is sent", number)
        decoder.line, decoder.frame = number, frame
        for word in match[6].split():
            value = _word(word)
            if value is None:
                tally.count("words-dropped", "Words that are not four hexadecimal digits", number)
            else:
                decoder.word(value)
                decoder.frame += 1
        last = decoder.frame
    decoder.done()
    return decoder.cues, len(found), rate


def _word(text: str) -> int | None:
    if len(text) != 4:
        return None
    try:
        value = int(text, 16)
    except ValueError:
        return None
    return value & 0x7F7F


def placement_of(rows: list[int], columns: list[tuple[int, int]]) -> Placement:
    """Where a caption stands, as it is read."""
    return GRID.placement(rows[0], _side(columns), rows[-1] - rows[0] + 1)
