"""A table as CSV, as people's Excel writes it, and as it opens there without harm.

Excel writes the separator of the country (``;`` where the comma is the decimal sign), UTF-8 with a
byte order mark ("CSV UTF-8"), UTF-16 with tabs ("Unicode text"), or the machine's own code page;
sometimes a first line ``sep=;``. All are read.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` (after a tab or a line end
too) for a formula, and would run it (OWASP: CSV injection). Such a cell is written with an
apostrophe before it, which is taken off again when the file is read.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from localize.errors import InputError
from localize.formats.encoding import decode
from localize.memory.exchange.sheets import Sheet, bounded, see_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: What separates cells, the likelier first.
SEPARATORS: Final = (",", ";", "\t", "|")
_SAID: Final = re.compile(r'\A"?sep=(.)"?\r?\n', re.IGNORECASE)
_FORMULA: Final = re.compile(r"\A'*[=+\-@\t\r\n]")
_MADE_SAFE: Final = re.compile(r"\A'+[=+\-@\t\r\n]")
_BOM: Final = "\ufeff"


def read_csv(data: bytes, name: str, path: str) -> Sheet:
    """Read a table.

    Args:
        data: the file's bytes.
        name: of the sheet.
        path: the file, for messages.

    Raises:
        InputError: larger than any such file, or a quotation mark that never closes.
    """
    see_size(len(data), path)
    text = decode(data).text.removeprefix(_BOM)
    said = _SAID.match(text)
    separator = said[1] if said else _separator(text)
    if said:
        text = text[said.end() :]
    # The line with the separator is a row in people's eyes.
    first: list[tuple[str, ...]] = [()] if said else []
    rows = bounded(name, _rows(text, separator, path, first), path)
    return Sheet(name, rows)


def write_csv(sheet: Sheet, separator: str = ",") -> bytes:
    """Write a table as UTF-8 with a byte order mark, by which Excel knows it.

    Args:
        sheet: the table.
        separator: one of `SEPARATORS`; ``;`` for Excel where the comma is the decimal sign.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for row in sheet.rows:
        writer.writerow(made_safe(cell) for cell in row)
    return (_BOM + out.getvalue()).encode()


def made_safe(cell: str) -> str:
    """The cell as no spreadsheet takes it for a formula; `restored` gives it back."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """The cell as it was before `made_safe`."""
    return cell[1:] if _MADE_SAFE.match(cell) else cell


def _rows(
    text: str, separator: str, path: str, first: Sequence[tuple[str, ...]]
) -> Iterator[tuple[str, ...]]:
    yield from first
    # Strict: a quotation mark that never closes would swallow the rest of the file in silence.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            yield tuple(restored(cell) for cell in row)
    except csv.Error as error:
        raise InputError(
            f"{path!r}, line {reader.line_num}: {error}.",
            path=path,
            hint='A cell that has quotation marks is written in them, each doubled: "say ""so""".',
        ) from error


def _separator(text: str) -> str:
    """What separates the cells of the first line that has some, outside quotation marks."""
    for line in text.splitlines()[:20]:
        bare = re.sub(r'"[^"]*"', "", line)
        counts = {one: bare.count(one) for one in SEPARATORS}
        best = max(SEPARATORS, key=lambda one: counts[one])
        if counts[best]:
            return best
    return SEPARATORS[0]
