"""Tables of text, as CSV and XLSX hold them, and what one cell says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from localize.errors import InputError
from localize.memory.exchange.values import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A season's key names are some hundreds; a sheet with more is another kind of file.
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 400
#: Cells that are looked at, empty ones with a format included.
MAX_CELLS: Final = 20_000_000
#: What Excel lets a cell hold, characters (Microsoft: Excel specifications and limits).
MAX_CELL: Final = 32_767
#: Bytes of a file, and of all that an XLSX unpacks to.
MAX_BYTES: Final = 32 * 1024 * 1024
MAX_UNPACKED: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table.

    Attributes:
        name: as the workbook names it; of the file where it has none.
        rows: of cells, as text; they may differ in length.
        faults: (row, column), both from 0 → why that cell cannot be read; the cell is then empty.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    faults: dict[tuple[int, int], str] = field(default_factory=dict)

    def cell(self, row: int, column: int | None) -> str:
        """What a cell says, edges trimmed; nothing where there is none."""
        cells = self.rows[row]
        return cells[column].strip() if column is not None and column < len(cells) else ""

    def place(self, row: int, column: int | None = None) -> Place:
        """Where a cell stands, as people name it."""
        return Place(self.name, row + 1, letters(0 if column is None else column))


def letters(column: int) -> str:
    """A column's name: 0 → A, 25 → Z, 26 → AA."""
    name = ""
    number = column + 1
    while number:
        number, left = divmod(number - 1, 26)
        name = chr(65 + left) + name
    return name


def see_size(size: int, path: str) -> None:
    """See that a file is not larger than any key-names file or memory.

    Args:
        size: bytes.
        path: the file, for the message.

    Raises:
        InputError: it is.
    """
    if size > MAX_BYTES:
        raise InputError(
            f"{path!r} has {size:,} bytes; at most {MAX_BYTES:,} are read.",
            path=path,
            hint="Was another file named by mistake? If not, split it.",
        )


def bounded(name: str, rows: Iterable[tuple[str, ...]], path: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a table without empty ones and cells at the end.

    Raises:
        InputError: more rows, columns or text in a cell than are read.
    """
    kept: list[tuple[str, ...]] = []
    empty = looked = 0
    for row in rows:
        looked += len(row)
        if looked > MAX_CELLS:
            raise InputError(f"{path!r}, {name}: more than {MAX_CELLS:,} cells.", path=path)
        cells = tuple(cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row)
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        if not cells:
            empty += 1
            if empty > MAX_ROWS:
                break  # a sheet with a format on every row seems to have a million of them
            continue
        kept += [()] * empty
        empty = 0
        if len(cells) > MAX_COLUMNS or len(kept) >= MAX_ROWS:
            what = f"{MAX_COLUMNS} columns" if len(cells) > MAX_COLUMNS else f"{MAX_ROWS:,} rows"
            raise InputError(
                f"{path!r}, {name}: row {len(kept) + 1} is beyond the {what} that are read.",
                path=path,
                hint="Is it a key-names file? If so, split it.",
            )
        longest = max(map(len, cells))
        if longest > MAX_CELL:
            raise InputError(
                f"{path!r}, {name}, row {len(kept) + 1}: a cell of {longest:,} characters.",
                path=path,
                hint=f"At most {MAX_CELL:,} are read.",
            )
        kept.append(cells)
    return tuple(kept)
