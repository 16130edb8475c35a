"""The text of an EBU STL subtitle: lines of a cue ↔ bytes of a text field.

Source: EBU Tech 3264-E, text field: 8A ends a row, 8F is unused; 80 to 83 switch italics and
underline, 84 and 85 boxing, in open subtitles; 00 to 1F are the control codes of level 1 and 2
teletext, each of which takes the room of a character (00–07 colours, 0A and 0B the box's end and
start, 0C and 0D single and double height).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize import markup
from localize.formats.inline import balanced
from localize.formats.plain import runs, sound_lines
from localize.formats.stl_blocks import UNUSED
from localize.formats.substitutes import Fitted, fit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.formats.stl_pages import CodePage
    from localize.formats.tally import Tally
    from localize.script import Cue

_NEW_ROW: Final = 0x8A
_ITALIC: Final = (0x80, 0x81)
_UNDERLINE: Final = (0x82, 0x83)
_BOXING: Final = (0x84, 0x85)
_TAGS: Final = {0x80: "<i>", 0x81: "</i>", 0x82: "<u>", 0x83: "</u>"}
_DOUBLE: Final = 0x0D
_START_BOX: Final = 0x0B
_END_BOX: Final = 0x0A
#: White: a row's colour at its start, and what is no colour.
_WHITE: Final = 0x07
_COLOURS: Final = range(0x07)
#: A teletext row has 40 cells; height, two box starts and two ends take five of them.
TELETEXT_CELLS: Final = 40
TELETEXT_ROOM: Final = 35
#: Stands for a control code of teletext while text is put together; no table has it.
_CELL: Final = "\x00"
_CELLS: Final = re.compile(f" *{_CELL}[ {_CELL}]*")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A cue's text as bytes.

    Attributes:
        data: without the unused space.
        rows: how many rows it has.
        width: characters of the longest.
        fitted: what had to be written otherwise, and what cannot be written.
    """

    data: bytes
    rows: int
    width: int
    fitted: Fitted


def encode_cue(cue: Cue, page: CodePage, *, teletext: bool) -> Encoded:
    """The bytes of a cue's text in a code table."""
    rows: list[bytes] = []
    width = 0
    whole: list[Fitted] = []
    for line in runs(sound_lines(cue)):
        out = bytearray()
        length = 0
        italic = underline = False
        for run in line:
            fitted = fit(run.text, page.has)
            whole.append(fitted)
            if not teletext:
                if run.italic != italic:
                    out.append(_ITALIC[0] if run.italic else _ITALIC[1])
                    italic = run.italic
                if run.underline != underline:
                    out.append(_UNDERLINE[0] if run.underline else _UNDERLINE[1])
                    underline = run.underline
            out += page.encode(fitted.text)
            length += len(fitted.text)
        # A row begins without styles in one reader and with those of the row above in another.
        out += bytes([_UNDERLINE[1]] * underline + [_ITALIC[1]] * italic)
        width = max(width, length)
        if teletext:
            boxed = [_DOUBLE, _START_BOX, _START_BOX]
            out = bytearray([*boxed, *out, _END_BOX, _END_BOX])
        rows.append(bytes(out))
    # A row in double height covers the one below it.
    end = bytes([_NEW_ROW] * (2 if teletext else 1))
    replaced = dict(pair for one in whole for pair in one.replaced)
    missing = dict.fromkeys(char for one in whole for char in one.missing)
    fitted = Fitted("", tuple(replaced.items()), tuple(missing))
    return Encoded(end.join(rows), len(rows), width, fitted)


def decode_text(field: bytes, page: CodePage, line: int, tally: Tally) -> tuple[str, ...]:
    """The lines that a text field says, with our tags.

    Args:
        field: the bytes of all blocks of the subtitle.
        page: the file's code table.
        line: number of the subtitle, for findings.
        tally: takes the findings.
    """
    lines = [
        _decode_row(row, page, line, tally)
        for row in bytes(byte for byte in field if byte != UNUSED).split(bytes([_NEW_ROW]))
    ]
    text, repairs = balanced("\n".join(lines))
    if repairs:
        message = "Italics or underline closed, or ended without a start, put right"
        tally.count("tags-repaired", message, line)
    kept: list[str] = []
    carried = ""
    for one in text.split("\n"):
        if markup.TAG.sub("", one).strip():
            kept.append(carried + one.strip(" "))
            carried = ""
        else:
            carried += "".join(markup.TAG.findall(one))
    if carried and kept:
        kept[-1] += carried
    return tuple(balanced("\n".join(kept))[0].split("\n")) if kept else ()


#: A character with whether it is italic and whether it is underlined.
Flat = tuple[tuple[str, bool, bool], ...]


def wanted(cue: Cue, page: CodePage, *, teletext: bool) -> tuple[Flat, ...]:
    """What a cue's text comes to in a code table, character by character, for comparison."""
    styled = not teletext
    return _flat(
        [
            (fit(run.text, page.has).text, run.italic and styled, run.underline and styled)
            for run in line
        ]
        for line in runs(sound_lines(cue))
    )


def told(lines: tuple[str, ...]) -> tuple[Flat, ...]:
    """The same of lines as they were read."""
    return _flat([(run.text, run.italic, run.underline) for run in line] for line in runs(lines))


def _flat(lines: Iterable[Iterable[tuple[str, bool, bool]]]) -> tuple[Flat, ...]:
    found = []
    for line in lines:
        row = [(char, italic, under) for text, italic, under in line for char in text]
        while row and row[0][0] == " ":
            row.pop(0)
        while row and row[-1][0] == " ":
            row.pop()
        found.append(tuple(row))
    return tuple(row for row in found if row)


def _decode_row(row: bytes, page: CodePage, line: int, tally: Tally) -> str:
    pieces: list[str] = []
    buffer = bytearray()

    def flush() -> None:
        if buffer:
            text = page.decode(bytes(buffer))
            if "\ufffd" in text:
                message = (
                    f"Bytes that are no characters of the {page.name} table were replaced by �"
                )
                tally.count("undecodable-bytes", message, line)
            if markup.TAG.search(text):
                text = markup.TAG.sub(lambda tag: f"‹{tag[0][1:-1]}›", text)
                tally.count("literal-tag", "Text that spells a tag was put in ‹ ›", line)
            pieces.append(text)
            buffer.clear()

    for byte in row:
        if byte in _TAGS:
            flush()
            pieces.append(_TAGS[byte])
        elif byte in _BOXING:
            flush()
            tally.count("boxing-dropped", "Boxes behind the text dropped: a track has none", line)
        elif byte < 0x20:
            flush()
            pieces.append(_CELL)
            if byte in _COLOURS:
                tally.count("colours-dropped", "Colours of the text dropped", line)
        elif 0x80 <= byte <= 0x9F or byte == 0x7F:
            flush()
            tally.count("codes-dropped", "Control codes that mean nothing dropped", line)
        else:
            buffer.append(byte)
    flush()
    return _CELLS.sub(" ", "".join(pieces)).strip(" ")
