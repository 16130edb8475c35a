"""Word's and Excel's files (Office Open XML, ECMA-376): their text, by Python's own zip and XML.

Such a file is a ZIP of XML from strangers. How many parts are opened, and what each unpacks to, is
bounded; the XML goes through `localize.formats.xml`, which refuses whatever declares a document
type. Formulas are not evaluated: what Excel last showed is taken, as a reader of the sheet sees it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from localize.errors import FormatError
from localize.formats.xml import Element, parse
from localize.scripts.blocks import Block, Paragraph, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A script of a feature film unpacks to some MB of XML.
_MOST_BYTES: Final = 64 * 1024 * 1024
#: What begins an OLE file: an old .doc or .xls, or a new one with a password.
_OLE: Final = b"\xd0\xcf\x11\xe0"
#: Columns that a sheet of dialogue can have; a stray cell in column XFD is no reason for 16,384.
_MOST_COLUMNS: Final = 100
_CELL: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
#: Inside a paragraph: text that is not read, since it was deleted or stands there twice.
_UNREAD: Final = frozenset({"del", "moveFrom", "Fallback", "instrText", "rPh"})


def read_docx(data: bytes, path: str) -> tuple[Block, ...]:
    """The paragraphs and table rows of a Word document, in order; changes taken as accepted.

    Args:
        data: the file's bytes.
        path: the file, for messages.

    Raises:
        FormatError: no such file, damaged, too large, or with a document type.
    """
    (root,) = _parts(data, path, "word/document.xml")
    body = next((child for child in _elements(root) if _name(child) == "body"), root)
    return tuple(_document(body))


def read_xlsx(data: bytes, path: str) -> tuple[Block, ...]:
    """The rows of every sheet of a workbook, in the order of its sheets' files.

    Args:
        data: the file's bytes.
        path: the file, for messages.

    Raises:
        FormatError: no such file, damaged, too large, or with a document type.
    """
    names = sorted(
        (n for n in _names(data, path) if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)),
        key=lambda name: (len(name), name),
    )
    if not names:
        raise _damaged(path, "there is no sheet in it")
    shared: list[str] = []
    if "xl/sharedStrings.xml" in _names(data, path):
        (strings,) = _parts(data, path, "xl/sharedStrings.xml")
        shared = [_text(item) for item in _elements(strings) if _name(item) == "si"]
    found: list[Block] = []
    for number, sheet in enumerate(_parts(data, path, *names)):
        found += _sheet(sheet, shared, number, path)
    return tuple(found)


def _names(data: bytes, path: str) -> tuple[str, ...]:
    if data.startswith(_OLE):
        raise FormatError(
            f"{path!r} is an old Office file, or has a password.",
            path=path,
            hint="Save it as .docx or .xlsx, without a password.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return tuple(package.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise _damaged(path, str(error)) from error


def _parts(data: bytes, path: str, *names: str) -> Iterator[Element]:
    """Parse parts of the package, one after the other."""
    known = set(_names(data, path))
    room = _MOST_BYTES
    for name in names:
        if name not in known:
            raise _damaged(path, f"there is no {name} in it")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(name) as part:
                content = part.read(room + 1)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError) as error:
            raise _damaged(path, str(error)) from error
        room -= len(content)
        if room < 0:
            raise FormatError(
                f"{path!r} unpacks to more than {_MOST_BYTES:,} bytes, which no script does.",
                path=path,
                hint="Is it the file that you meant?",
            )
        yield parse(content).root


def _damaged(path: str, why: str) -> FormatError:
    return FormatError(
        f"{path!r} cannot be read: {why}.",
        path=path,
        hint="Open it in its program and save it anew, or as plain text.",
    )


def _name(element: Element) -> str:
    return element.name.rpartition(":")[2]


def _elements(element: Element) -> Iterator[Element]:
    return (child for child in element.children if isinstance(child, Element))


def _attribute(element: Element, name: str) -> str:
    found = (v for key, v in element.attributes.items() if key.rpartition(":")[2] == name)
    return next(found, "")


def _document(body: Element) -> Iterator[Block]:
    line = table = 0
    for block in _flat(body):
        if _name(block) == "p":
            # A line break inside a paragraph begins a line of its own.
            for text in _text(block).split("\n"):
                line += 1
                yield Paragraph(text, line, _style(block))
        else:
            for row in _flat(block, ("tr",)):
                if _is_deleted(row):
                    continue
                line += 1
                cells = _flat(row, ("tc",))
                yield Row(tuple(_cell_text(cell) for cell in cells), line, table)
            table += 1


def _flat(element: Element, names: tuple[str, ...] = ("p", "tbl")) -> Iterator[Element]:
    """Paragraphs and tables, those inside content controls and accepted changes among them.

    Args:
        element: what they stand in.
        names: what is looked for, if it is rows or cells.
    """
    for child in _elements(element):
        if _name(child) in names:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            yield from _flat(child, names)


def _is_deleted(row: Element) -> bool:
    properties = (child for child in _elements(row) if _name(child) == "trPr")
    return any(_name(mark) == "del" for found in properties for mark in _elements(found))


def _style(paragraph: Element) -> str:
    for properties in _elements(paragraph):
        if _name(properties) == "pPr":
            styles = (_attribute(e, "val") for e in _elements(properties) if _name(e) == "pStyle")
            return next(styles, "")
    return ""


def _cell_text(cell: Element) -> str:
    return "\n".join(_text(block) for block in _flat(cell) if _name(block) == "p").strip()


def _text(element: Element) -> str:
    """The text of a paragraph or a string, breaks and tabs as characters."""
    pieces: list[str] = []
    for child in _elements(element):
        name = _name(child)
        if name == "t":
            pieces += [text for text in child.children if isinstance(text, str)]
        elif name == "tab":
            pieces.append("\t")
        elif name in ("br", "cr"):
            pieces.append("\n")
        elif name == "noBreakHyphen":
            pieces.append("-")
        elif name not in _UNREAD and name not in ("pPr", "rPr"):
            pieces.append(_text(child))
    return "".join(pieces)


def _sheet(root: Element, shared: list[str], number: int, path: str) -> Iterator[Row]:
    data = next((child for child in _elements(root) if _name(child) == "sheetData"), None)
    for at, row in enumerate(_elements(data) if data is not None else (), 1):
        cells: dict[int, str] = {}
        for place, cell in enumerate(_elements(row)):
            reference = _CELL.fullmatch(_attribute(cell, "r"))
            column = _column(reference[1]) if reference else place
            if column < _MOST_COLUMNS:
                cells[column] = _cell(cell, shared, path)
        line = _attribute(row, "r")
        filled = tuple(cells.get(column, "") for column in range(max(cells, default=-1) + 1))
        yield Row(filled, int(line) if line.isdecimal() else at, number)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _cell(cell: Element, shared: list[str], path: str) -> str:
    kind = _attribute(cell, "t")
    if kind == "inlineStr":
        return "".join(_text(child) for child in _elements(cell))
    value = next((child for child in _elements(cell) if _name(child) == "v"), None)
    text = "".join(v for v in value.children if isinstance(v, str)) if value is not None else ""
    if kind != "s":
        return text
    if not text.strip().isdecimal() or int(text) >= len(shared):
        raise _damaged(path, f"a cell refers to text {text!r}, which is not in it")
    return shared[int(text)]
