"""A workbook of tables as XLSX, read and written by openpyxl, within limits.

An XLSX file is a ZIP of XML. Before any of it is parsed, what it unpacks to is bounded, and a part
that declares a document type is refused. Formulas are never evaluated, and their last results not
taken either: a cell with a formula is a fault, and so is one that Excel made a date or an error of.
Written cells are text, marked so, whatever they begin with.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from localize.errors import InputError
from localize.memory.exchange.sheets import MAX_UNPACKED, Sheet, bounded, see_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: A workbook has some ten parts, with pictures some hundreds.
_MAX_PARTS: Final = 2_000
_MAX_SHEETS: Final = 200
#: Characters that no XML carries, and so no cell.
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Excel reads ``_x0041_`` in a cell as an escape (ECMA-376 part 1, 22.4.2.4), and writes a carriage
#: return so.
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_RETURN: Final = re.compile(r"_x000D_\n?", re.IGNORECASE)
_DOCTYPES: Final = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_BLOCK: Final = 1 << 20
#: What begins an OLE file: an old .xls, or an XLSX with a password.
_OLE: Final = b"\xd0\xcf\x11\xe0"
#: What openpyxl raises on files that are damaged; it has no base of its own for them.
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    SyntaxError,  # of the XML parsers
    NotImplementedError,
    RuntimeError,  # a part with a password
    EOFError,
    OSError,
)


def read_xlsx(data: bytes, path: str) -> tuple[Sheet, ...]:
    """Read a workbook's sheets; charts and hidden sheets' state aside, in its order.

    Args:
        data: the file's bytes.
        path: the file, for messages.

    Raises:
        InputError: no XLSX, damaged, with a password, larger than any key-names file, or with a
            part that declares a document type.
    """
    see_size(len(data), path)
    if data.startswith(_OLE):
        raise InputError(
            f"{path!r} is an old Excel file, or has a password.",
            path=path,
            hint="Save it as .xlsx, without a password.",
        )
    try:
        _see_parts(data, path)
        sheets = tuple(_sheets(data, path))
    except _DAMAGED as error:
        raise InputError(
            f"{path!r} cannot be read as XLSX: {error}.",
            path=path,
            hint="Open it in Excel and save it anew as .xlsx, or as CSV.",
        ) from error
    if not sheets:
        raise InputError(f"{path!r} has no sheet.", path=path)
    return sheets


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Write a workbook; the first row of each sheet stays in view.

    Characters that no XML carries are left out, and what is longer than a cell can be is cut.
    """
    from openpyxl import Workbook  # noqa: PLC0415 -- 0.2 s, which other files need not pay
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        made = book.create_sheet(sheet.name)
        for number, row in enumerate(sheet.rows, start=1):
            for column, text in enumerate(row, start=1):
                if not text:
                    continue
                cell = made.cell(number, column)
                cell.value = _ESCAPE.sub("_x005F_", _CONTROLS.sub("", text))
                cell.data_type = "s"
                cell.number_format = "@"
                cell.quotePrefix = text[0] in "=+-@'"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if number == 1:
                    cell.font = Font(bold=True)
        made.freeze_panes = "A2"
        width = max(map(len, sheet.rows), default=0)
        for column in range(1, width + 1):
            made.column_dimensions[get_column_letter(column)].width = 24
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _see_parts(data: bytes, path: str) -> None:
    """See that the ZIP is small enough, and that no part of it declares anything.

    Raises:
        InputError: it is not, or one does.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise InputError(
                f"{path!r} unpacks to more than any key-names file.",
                path=path,
                hint="Take pictures and other sheets out of it.",
            )
        for part in parts:
            if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
                continue
            with archive.open(part) as file:
                tail = b""
                while block := file.read(_BLOCK):
                    found = tail + block
                    if any(word in found for word in _DOCTYPES):
                        raise InputError(
                            f"{path!r}: its part {part.filename!r} declares a document type, "
                            "which no workbook needs.",
                            path=path,
                            hint="Save it anew in Excel, if you trust it.",
                        )
                    tail = found[-32:]


def _sheets(data: bytes, path: str) -> Iterator[Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- as in `write_xlsx`

    with warnings.catch_warnings():
        # Of extensions that it passes over: colours, lists of choices, slicers.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        if len(book.worksheets) > _MAX_SHEETS:
            raise InputError(f"{path!r} has {len(book.worksheets)} sheets.", path=path)
        for made in book.worksheets:
            faults: dict[tuple[int, int], str] = {}
            made.reset_dimensions()  # they are what the file says, and may be wrong
            rows = made.iter_rows()
            read = (
                tuple(_text(cell, (number, column), faults) for column, cell in enumerate(row))
                for number, row in enumerate(rows)
            )
            yield Sheet(made.title, bounded(made.title, read, path), faults)
        book.close()


def _text(cell: Any, at: tuple[int, int], faults: dict[tuple[int, int], str]) -> str:  # noqa: ANN401 -- openpyxl has no types
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        faults[at] = "a formula: put its result in its place (copy, paste values)"
    elif cell.data_type == "e":
        faults[at] = f"an error, {value}: write what was meant"
    elif isinstance(value, datetime | date | time | timedelta):
        faults[at] = "Excel made a date of it: format the cell as text and write it again"
    elif isinstance(value, bool):
        return str(value).upper()
    elif isinstance(value, float) and value.is_integer():
        return str(int(value))
    else:
        return _RETURN.sub("\n", str(value)).replace("_x005F_", "_")
    return ""
