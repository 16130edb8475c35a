"""What a script is made of before anyone knows which of it is spoken: paragraphs and table rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of a text file, or a paragraph of a document.

    Attributes:
        text: as written; empty for a blank line.
        line: its number in the file, from 1.
        style: the name of its paragraph style, such as ``Heading1``; empty where there is none.
    """

    text: str
    line: int
    style: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table or a sheet.

    Attributes:
        cells: what stands in its cells, from the left; empty cells between others are kept.
        line: its number in the file or the sheet, from 1.
        table: which table or sheet of the file it is in, from 0.
    """

    cells: tuple[str, ...]
    line: int
    table: int = 0


#: One of either.
Block = Paragraph | Row
