"""Which file holds key names how: by its name's ending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.errors import InputError, UnknownNameError
from localize.memory.exchange.csv_sheet import read_csv, write_csv
from localize.memory.exchange.key_names import key_names_of, sheets_of
from localize.memory.exchange.sheets import see_size
from localize.memory.exchange.tbx import read_tbx, write_tbx
from localize.memory.exchange.xlsx_book import read_xlsx, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from localize.memory.exchange.values import KeyNames

_BOOKS: Final = (".xlsx", ".xlsm")
_TABLES: Final = (".csv", ".tsv", ".txt")
#: Endings of files with key names.
ENDINGS: Final = (*_BOOKS, *_TABLES, ".tbx")


def read_key_names(path: Path, source: str = "", target: str = "") -> KeyNames:
    """What a file of key names says.

    Args:
        path: the file.
        source: language of the terms, where the file has them by their language.
        target: language of a column that is called "target"; empty for none.

    Raises:
        UnknownNameError: its name ends in none of `ENDINGS`.
        InputError: it cannot be read.
    """
    _ending(path)
    return key_names_in(read_bytes(path), path, source, target)


def key_names_in(data: bytes, path: Path, source: str = "", target: str = "") -> KeyNames:
    """What the bytes of a file of key names say.

    Args:
        data: the bytes; no more than `read_bytes` takes.
        path: by whose name they are told, and that messages name.
        source: as `read_key_names`.
        target: as `read_key_names`.

    Raises:
        UnknownNameError: the name ends in none of `ENDINGS`.
        InputError: they cannot be read.
    """
    ending = _ending(path)
    see_size(len(data), str(path))
    if ending in _BOOKS:
        return key_names_of(read_xlsx(data, str(path)), source, target)
    if ending == ".tbx":
        return read_tbx(data, str(path), path.name, source)
    return key_names_of([read_csv(data, path.name, str(path))], source, target)


def write_key_names(
    path: Path,
    names: KeyNames,
    locales: Sequence[str],
    separator: str = ",",
    edition: int = 2008,
) -> dict[Path, bytes]:
    """The files of some key names; several where one holds one table.

    Args:
        path: of the file; of a CSV's further tables the name begins as it does.
        names: what is told.
        locales: markets that are told of.
        separator: of cells in a CSV.
        edition: of ISO 30042, for a TBX.

    Raises:
        UnknownNameError: the name ends in none of `ENDINGS`.
    """
    if _ending(path) == ".tbx":
        return {path: write_tbx(names, locales, edition)}
    sheets = sheets_of(names, locales)
    if _ending(path) in _BOOKS:
        return {path: write_xlsx(sheets)}
    first, *others = sheets
    files = {path: write_csv(first, separator)}
    for sheet in others:
        kind, _, locale = sheet.name.partition(" ")
        called = ".".join(part for part in (path.stem, kind.lower(), locale) if part)
        files[path.with_name(called + path.suffix)] = write_csv(sheet, separator)
    return files


def read_bytes(path: Path) -> bytes:
    """A file's bytes, where it is no larger than any of these files.

    Raises:
        InputError: it is larger, or cannot be read.
    """
    try:
        see_size(path.stat().st_size, str(path))
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be read: {error}.", path=str(path)) from error


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UnknownNameError("form of key names", ending or path.name, ENDINGS)
    return ending
