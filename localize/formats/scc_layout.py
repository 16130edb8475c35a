"""A cue as a caption of CEA-608: four rows of 32 columns, each with its place, and its codes.

A change of style takes the room of a character, so it stands where a space would: italics that
begin or end inside a word are moved to the word's border.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.formats import scc_codes as codes
from localize.formats.plain import runs, sound_lines
from localize.formats.stl_rows import Grid
from localize.formats.substitutes import Fitted, fit

if TYPE_CHECKING:
    from localize.script import Cue

GRID: Final = Grid("", codes.ROWS, codes.COLUMNS, 1)
#: Rows that a caption may have.
MOST_ROWS: Final = 4

#: A character with whether it is italic and whether it is underlined.
Char = tuple[str, bool, bool]
Row = tuple[Char, ...]


@dataclass(frozen=True, slots=True)
class Caption:
    """A cue laid out.

    Attributes:
        rows: what stands in each.
        first: row of the first, 1 to 15.
        column: 0 left, 1 centred, 2 right.
        fitted: what had to be written otherwise, and what cannot be written.
        wrapped: whether lines had to be broken anew.
        moved: whether a style had to be moved to a word's border.
        fits: whether there is room for it.
    """

    rows: tuple[Row, ...]
    first: int
    column: int
    fitted: Fitted
    wrapped: bool
    moved: bool
    fits: bool

    def start_of(self, row: Row) -> int:
        """The column that a row begins in, 0 to 31."""
        room = codes.COLUMNS - len(row)
        return (0, room // 2, room)[self.column]

    @property
    def text(self) -> tuple[str, ...]:
        """What a reader finds, row by row."""
        return tuple("".join(char for char, _, _ in row) for row in self.rows)


def lay_out(cue: Cue) -> Caption:
    """Lay a cue out."""
    whole: list[Fitted] = []
    lines: list[Row] = []
    moved = False
    for line in runs(sound_lines(cue)):
        chars: list[Char] = []
        for run in line:
            fitted = fit(run.text, codes.has)
            whole.append(fitted)
            chars += [(char, run.italic, run.underline) for char in fitted.text]
        row, shifted = _on_words(_trimmed(chars))
        moved = moved or shifted
        if row:
            lines.append(row)
    rows, wrapped, fits = _wrap(lines)
    replaced = dict(pair for one in whole for pair in one.replaced)
    missing = dict.fromkeys(char for one in whole for char in one.missing)
    fitted = Fitted("", tuple(replaced.items()), tuple(missing))
    first = min(GRID.row_of(cue, len(rows)), codes.ROWS - len(rows) + 1) if rows else codes.ROWS
    column = (cue.placement.anchor - 1) % 3
    return Caption(rows, max(1, first), column, fitted, wrapped, moved, fits)


def _trimmed(chars: list[Char]) -> list[Char]:
    """Without space at the edges, and with one space where there were several."""
    out: list[Char] = []
    for char in chars:
        if char[0] == " " and (not out or out[-1][0] == " "):
            continue
        out.append(char)
    while out and out[-1][0] == " ":
        out.pop()
    return out


def _on_words(chars: list[Char]) -> tuple[Row, bool]:
    """Each word in one style, that of its first character; a space in that of both its sides."""
    out: list[Char] = []
    moved = False
    style = (False, False)
    for at, (char, italic, underline) in enumerate(chars):
        if char == " ":
            after = chars[at + 1][1:]
            style = after if after == style else (False, False)
            out.append((" ", *style))
            continue
        if not out or out[-1][0] == " ":
            style = (italic, underline)
        moved = moved or style != (italic, underline)
        out.append((char, *style))
    return tuple(out), moved


def _wrap(lines: list[Row]) -> tuple[tuple[Row, ...], bool, bool]:
    """Rows that fit, whether they are other than the lines, and whether all is well."""
    if len(lines) <= MOST_ROWS and all(len(line) <= codes.COLUMNS for line in lines):
        return tuple(lines), False, True
    apart = [row for line in lines for row in _broken(line)]
    if len(apart) > MOST_ROWS:
        joined = tuple(char for at, line in enumerate(lines) for char in _after_space(line, at))
        apart = _broken(joined)
    fits = len(apart) <= MOST_ROWS and all(len(row) <= codes.COLUMNS for row in apart)
    return tuple(apart), True, fits


def _after_space(line: Row, at: int) -> Row:
    return ((" ", False, False), *line) if at else line


def _broken(line: Row) -> list[Row]:
    """A line in as few rows as it takes, of lengths as equal as can be."""
    words = _words(line)
    total = len(line)
    rows = -(-total // codes.COLUMNS)
    for count in range(rows, len(words) + 1):
        for width in range(-(-total // count), codes.COLUMNS + 1):
            found = _filled(words, width)
            if len(found) <= count and all(len(row) <= width for row in found):
                return found
    return _filled(words, codes.COLUMNS)


def _filled(words: list[Row], width: int) -> list[Row]:
    """Words put into rows one after the other; a word that is wider stands alone."""
    found: list[Row] = []
    for word in words:
        if found and len(found[-1]) + 1 + len(word) <= width:
            same = found[-1][-1][1:] == word[0][1:]
            style = word[0][1:] if same else (False, False)
            found[-1] = (*found[-1], (" ", *style), *word)
        else:
            found.append(word)
    return found


def _words(line: Row) -> list[Row]:
    words: list[Row] = []
    word: list[Char] = []
    for char in line:
        if char[0] == " ":
            words.append(tuple(word))
            word = []
        else:
            word.append(char)
    return [one for one in (*words, tuple(word)) if one]


def caption_units(caption: Caption) -> list[tuple[int, ...]]:
    """The codes that load a caption, in units that must not be parted; not yet shown."""
    units: list[tuple[int, ...]] = [(codes.RCL, codes.RCL), (codes.ENM, codes.ENM)]
    for at, row in enumerate(caption.rows):
        units += _row_units(caption.first + at, caption.start_of(row), row)
    return units


def _row_units(number: int, start: int, row: Row) -> list[tuple[int, ...]]:
    style = row[0][1:]
    units: list[tuple[int, ...]] = []
    if start == 0:
        code = codes.preamble(number, italic=style[0], underline=style[1])
        units.append((code, code))
    elif style == (False, False):
        code = codes.preamble(number, start // 4 * 4)
        units.append((code, code))
        units += _tab(start % 4)
    else:
        # The code that begins the style takes the column before the text.
        before = start - 1
        code = codes.preamble(number, before // 4 * 4)
        units.append((code, code))
        units += _tab(before % 4)
        units.append(_mid_row(style))
    text = ""
    for at, (char, *_) in enumerate(row):
        if char == " " and at + 1 < len(row) and row[at + 1][1:] != row[at - 1][1:]:
            units += codes.encode(text)
            units.append(_mid_row(row[at + 1][1:]))
            text = ""
        else:
            text += char
    return units + codes.encode(text)


def _tab(columns: int) -> list[tuple[int, ...]]:
    return [(codes.TAB + columns,) * 2] if columns else []


def _mid_row(style: tuple[bool, bool]) -> tuple[int, ...]:
    code = (codes.MID_ROW_ITALIC if style[0] else codes.MID_ROW) + int(style[1])
    return (code, code)
