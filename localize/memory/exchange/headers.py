"""Headers of tables as people write them: which column says what, and the cells below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.errors import InputError, LocaleError
from localize.locales import normalize
from localize.memory.rules import one_line, prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.memory.exchange.sheets import Sheet

#: Rows of a sheet among which the header is looked for.
_TITLES: Final = 12
#: Column → how people call it, folded.
_COLUMNS: Final = {
    "source": ("source term", "source", "term", "key name", "original", "source name", "phrase"),
    "kind": ("type", "kind", "category"),
    "note": ("notes", "note", "comments", "comment", "description", "context"),
    "frequency": ("frequency", "count", "occurrences"),
    "kept": ("do not translate", "dnt", "keep"),
    "name": ("name", "character", "character name"),
    "gender": ("gender", "sex"),
}
_CALLED: Final = {called: column for column, names in _COLUMNS.items() for called in names}
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
#: As headings these are words: Indonesian and Norwegian are asked for in small letters.
_WORDS_NOT_TAGS: Final = frozenset({"ID", "NO"})
_NOTES: Final = re.compile(r"\A(.+?)\s+(?:notes?|comments?)\Z", re.IGNORECASE)
_WORDS: Final = re.compile(r"\A(.+?)\s+(?:term|translation|target|rendering)\Z", re.IGNORECASE)
_SOURCE: Final = re.compile(r"\A(.+?)\s*\(([^()]*)\)\Z")


class RowError(Exception):
    """A row that cannot be taken in, and the column that is at fault."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(message)
        self.column = column


@dataclass(slots=True)
class Header:
    """The header of a table.

    Attributes:
        row: where it stands, from 0.
        columns: what is known by name → its column, from 0.
        terms: locale → the column of its renderings.
        notes: locale → the column of notes about them.
        source_locale: language of the source terms; empty where the header does not say.
        unknown: names of columns that are none of these.
    """

    row: int
    columns: dict[str, int]
    terms: dict[str, int]
    notes: dict[str, int]
    source_locale: str
    unknown: tuple[str, ...]


def header_of(sheet: Sheet) -> Header | None:
    """The header of a table of terms or of characters; None where it has none."""
    for number, row in enumerate(sheet.rows[:_TITLES]):
        header = _columns_of(number, row)
        if "source" in header.columns or {"name", "gender"} <= header.columns.keys():
            return header
        if "name" in header.columns and header.terms:
            header.columns["source"] = header.columns.pop("name")
            return header
    return None


def _columns_of(number: int, row: Sequence[str]) -> Header:
    header = Header(number, {}, {}, {}, "", ())
    for place, cell in enumerate(row):
        given = " ".join(cell.split())
        said = _SOURCE.match(given)
        name = (said[1] if said else given).casefold()
        column = _CALLED.get(given.casefold()) or (_CALLED.get(name) if said else None)
        noted, worded = _NOTES.match(given), _WORDS.match(given)
        if not given:
            continue
        before = next((tag for tag, at in header.terms.items() if at == place - 1), "")
        if column == "note" and before:
            header.notes.setdefault(before, place)  # "Notes" after a language is about it
        elif column is not None and column not in header.columns:
            header.columns[column] = place
            if said and column == "source":
                header.source_locale = tag_of(said[2])
        elif noted and (tag := tag_of(noted[1])):
            header.notes.setdefault(tag, place)
        elif (tag := tag_of(worded[1]) if worded else _language(given)) and (
            tag not in header.terms
        ):
            header.terms[tag] = place
        else:
            header.unknown += (given,)
    return header


def _language(heading: str) -> str:
    """The tag that a column is called by; empty where its name is rather a word (ID, No, Age)."""
    bare = "-" not in heading and "_" not in heading
    code = len(heading) == 2 and heading.isupper() and heading not in _WORDS_NOT_TAGS
    return "" if bare and not (heading.islower() or code) else tag_of(heading)


def tag_of(text: str) -> str:
    """A language tag's normal form; empty where it is none."""
    if not _TAG.fullmatch(text.strip()):
        return ""
    try:
        return normalize(text)
    except LocaleError:
        return ""


def line_of(sheet: Sheet, row: int, column: int | None, what: str, most: int) -> str:
    """A cell as a text on one line; nothing where the table has no such column.

    Raises:
        RowError: it cannot be one.
    """
    return "" if column is None else kept_line(column, what, sheet.cell(row, column), most)


def kept_line(column: int, what: str, text: str, most: int) -> str:
    """A text on one line.

    Raises:
        RowError: it is too long, or holds what cannot be kept.
    """
    try:
        return one_line(what, text, most)
    except InputError as error:
        raise RowError(column, error.message) from error


def note_of(sheet: Sheet, row: int, column: int | None) -> str:
    """A cell as a note; nothing where the table has no such column.

    Raises:
        RowError: it cannot be one.
    """
    return "" if column is None else note_text(column, sheet.cell(row, column))


def note_text(column: int, text: str) -> str:
    """A text as a note.

    Raises:
        RowError: it cannot be one.
    """
    try:
        return prose(text)
    except InputError as error:
        raise RowError(column, error.message) from error
