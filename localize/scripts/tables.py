"""Dialogue lists in tables: which column has what is said, and which has who says it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.scripts.clean import is_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.scripts.blocks import Row

#: Headings of columns, in the languages that dialogue lists come in; whole cells, folded. Where
#: several columns could be the dialogue (the original and its translations), the first is.
_DIALOGUE: Final = re.compile(
    r"(?:(?:original|source|final|spoken|english|as[- ]broadcast)\s+)?"
    r"(?:dialogues?|dialog|lines?|text|speech|subtitles?|transcript(?:ion)?|script|original|"
    r"diálogos?|texto|dialogues?|texte|dialoge?|sprechtext|dialoghi|testo|台詞|セリフ|台词|대사)"
    r"(?:\s*\(.*\))?"
)
_SPEAKER: Final = re.compile(
    r"(?:character|speaker|role|actor|who|name|voice|personajes?|personnages?|rolle|sprecher|"
    r"figur|personaggio|personagem|キャラクター|話者|役名|人物|角色|화자|등장인물)"
    r"(?:\s*name)?s?(?:\s*\(.*\))?"
)
#: A speaker's cell is short, and names come again.
_MOST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand in a table.

    Attributes:
        dialogue: index of the column with what is said.
        speaker: index of the column with who says it; None where there is none.
        heading: index of the row with the columns' headings; None where there is none.
    """

    dialogue: int
    speaker: int | None
    heading: int | None


def columns(rows: Sequence[Row]) -> Columns | None:
    """Find the columns of a table by their headings, else by what stands in them.

    Returns:
        None where no column has words.
    """
    for at, row in enumerate(rows[:20]):
        folded = [" ".join(cell.casefold().split()) for cell in row.cells]
        dialogue = next((n for n, c in enumerate(folded) if _DIALOGUE.fullmatch(c)), None)
        speaker = next((n for n, c in enumerate(folded) if _SPEAKER.fullmatch(c)), None)
        if dialogue is not None and (speaker is not None or len([c for c in folded if c]) > 1):
            return Columns(dialogue, speaker, at)
    return _by_content(rows)


def _by_content(rows: Sequence[Row]) -> Columns | None:
    width = max((len(row.cells) for row in rows), default=0)
    cells = [
        [row.cells[n].strip() for row in rows if n < len(row.cells) and row.cells[n].strip()]
        for n in range(width)
    ]
    worded = [
        n
        for n in range(width)
        if any(any(c.isalpha() for c in text) for text in cells[n])
        and sum(map(is_time, cells[n])) * 2 < len(cells[n])
    ]
    if not worded:
        return None
    dialogue = max(worded, key=lambda n: (sum(map(len, cells[n])), -n))
    before = [n for n in worded if n < dialogue and _is_names(cells[n])]
    return Columns(dialogue, before[-1] if before else None, None)


def _is_names(cells: Sequence[str]) -> bool:
    often = Counter(cell.casefold() for cell in cells)
    return max(map(len, cells)) <= _MOST_NAME and (len(often) < len(cells) or len(cells) == 1)
