"""Supplied scripts and dialogue lists: what people say by them, however they are written.

Text, Word, Excel, CSV, and every subtitle format that is installed. Speakers' names, times, stage
directions and headings are told from what is said (`localize.scripts.dialogue`).
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from localize.engines import ScriptLine
from localize.errors import FormatError
from localize.formats import is_subtitle_file, read_bytes
from localize.formats.cleaning import split_lines
from localize.formats.encoding import decode
from localize.markup import strip
from localize.script import CueKind
from localize.scripts.blocks import Paragraph, Row
from localize.scripts.clean import spoken
from localize.scripts.dialogue import dialogue
from localize.scripts.office import read_docx, read_xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from localize.engines import ReadResult
    from localize.scripts.blocks import Block

__all__ = ["is_script_file", "read_script"]

_OFFICE: Final = {".docx": read_docx, ".xlsx": read_xlsx}
_TABLES: Final = {".csv": ",;\t", ".tsv": "\t"}
_TEXT: Final = ".txt"
#: Kinds of cues that somebody says or sings.
_SAID: Final = frozenset({CueKind.DIALOGUE, CueKind.SONG, CueKind.FORCED})


def is_script_file(path: Path) -> bool:
    """Whether a file in a folder of scripts is one, by its name."""
    ending = path.suffix.lower()
    return ending in _OFFICE or ending in _TABLES or ending == _TEXT or is_subtitle_file(path)


def read_script(path: Path) -> tuple[ScriptLine, ...]:
    """What people say by a script.

    Raises:
        FormatError: it cannot be read, or nothing in it is said.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(
            f"The script {str(path)!r} cannot be read: {error.strerror or error}.", path=str(path)
        ) from error
    lines = _lines(data, path)
    if not lines:
        raise FormatError(
            f"Nothing in the script {str(path)!r} is dialogue.",
            path=str(path),
            hint="Give lines such as NAME: words, a screenplay, a table, or a subtitle file.",
        )
    return lines


def _lines(data: bytes, path: Path) -> tuple[ScriptLine, ...]:
    ending = path.suffix.lower()
    if ending in _OFFICE:
        return dialogue(_OFFICE[ending](data, str(path)))
    if ending in _TABLES:
        return dialogue(_table(decode(data).text, _TABLES[ending]))
    if ending != _TEXT:
        return _subtitles(read_bytes(data, path=path))
    text = decode(data).text
    if text.count("-->") > 1:
        return _subtitles(read_bytes(data))
    lines = split_lines(text)
    return dialogue([Paragraph(line, number) for number, line in enumerate(lines, 1)])


def _table(text: str, delimiters: str) -> list[Block]:
    # The delimiter is the one that most lines have: a sniffer takes commas in speech for it.
    lines = [line for line in text.splitlines() if line.strip()]
    delimiter = max(delimiters, key=lambda mark: sum(mark in line for line in lines))
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        return [Row(tuple(cells), reader.line_num) for cells in reader if any(cells)]
    except csv.Error as error:
        raise FormatError(
            f"The table cannot be read at line {reader.line_num}: {error}.",
            hint="Is a quotation mark not closed? Save the table anew from its program.",
        ) from error


def _subtitles(read: ReadResult) -> tuple[ScriptLine, ...]:
    said = (
        ScriptLine(spoken(text), cue.speaker, number)
        for number, cue in enumerate(read.track.cues, 1)
        if cue.kind in _SAID
        for text in _turns([strip(line) for line in cue.lines])
    )
    return tuple(line for line in said if line.text)


def _turns(lines: list[str]) -> list[str]:
    """A cue's text, cut where a dash begins another person's."""
    if len(lines) > 1 and all(line.lstrip().startswith(("-", "–", "—", "‐")) for line in lines):
        return lines
    return [" ".join(lines)]
