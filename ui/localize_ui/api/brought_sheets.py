"""Sheets of key names that people brought to a page, until they take them in. In memory.

What is kept is what a sheet says, one a person; whoever brought theirs longest ago brings it again.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from typing import Final

from localize.memory.exchange.values import KeyNames

#: People whose sheets are kept at once.
PEOPLE: Final = 20


@dataclass(frozen=True, slots=True)
class BroughtSheet:
    """A sheet that was read, and of which nothing is kept yet.

    Attributes:
        name: of the file.
        names: what it says.
        id: its own: the same file brought again is another sheet.
    """

    name: str
    names: KeyNames
    id: str = field(default_factory=lambda: secrets.token_hex(8))


class BroughtSheets:
    """The sheets of everybody; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sheets: dict[int, BroughtSheet] = {}

    def put(self, person_id: int, sheet: BroughtSheet) -> None:
        """Keep somebody's sheet, in place of the one before."""
        with self._lock:
            self._sheets.pop(person_id, None)
            while len(self._sheets) >= PEOPLE:
                del self._sheets[next(iter(self._sheets))]
            self._sheets[person_id] = sheet

    def of(self, person_id: int) -> BroughtSheet | None:
        """Somebody's sheet; None where they brought none."""
        with self._lock:
            return self._sheets.get(person_id)

    def drop(self, person_id: int) -> None:
        """Forget somebody's sheet."""
        with self._lock:
            self._sheets.pop(person_id, None)
