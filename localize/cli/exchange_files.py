"""Writing sheets, memories and tracks for others: over nothing that a person filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from localize.errors import LocalizeError, OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Of every command that writes such files.
Force = Annotated[
    bool,
    typer.Option("--force", help="Replace files that are there already and say something else."),
]


def write_files(files: Mapping[Path, bytes], *, force: bool) -> None:
    """Write files that belong together: all of them, or none where one would replace another's.

    A file that says the same already stays as it is.

    Raises:
        OutputError: something else stands there and ``force`` is not said, or one cannot be
            written.
    """
    from localize.delivery.files import write_atomically  # noqa: PLC0415 -- `--help` needs none

    told = {path for path, data in files.items() if path.exists() and _same(path, data)}
    for path in files:
        if path.exists() and path not in told and not force:
            raise OutputError(
                f"{str(path)!r} is there already and says something else; it was kept.",
                path=str(path),
                hint="Give --force to replace it, or another name.",
            )
    for path, data in files.items():
        if path not in told:
            write_atomically(path, data)


def _same(path: Path, data: bytes) -> bool:
    """Whether a file says what would be written; of a workbook its cells count, not its date.

    Raises:
        OutputError: it cannot be read.
    """
    from localize.delivery.files import output_error  # noqa: PLC0415 -- as in `write_files`
    from localize.memory.exchange.xlsx_book import read_xlsx  # noqa: PLC0415

    try:
        there = path.read_bytes()
    except OSError as error:
        raise output_error(error, path) from error
    if there == data or path.suffix.lower() not in (".xlsx", ".xlsm"):
        return there == data
    try:
        return read_xlsx(there, str(path)) == read_xlsx(data, str(path))
    except LocalizeError:
        return False  # damaged, or of another program: nothing that was written here
