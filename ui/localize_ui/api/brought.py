"""Files that people brought to a page and that it has read, until they take them in. In memory.

One a person and page; whoever brought theirs longest ago brings it again.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

#: People whose files are kept at once.
PEOPLE: Final = 20

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Brought(Generic[T]):
    """A file that was read, and of which nothing is kept yet.

    Attributes:
        name: of the file.
        holds: what was read of it.
        id: its own: the same file brought again is another.
    """

    name: str
    holds: T
    id: str = field(default_factory=lambda: secrets.token_hex(8))


class BroughtFiles(Generic[T]):
    """The files of everybody; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: dict[int, Brought[T]] = {}

    def put(self, person_id: int, file: Brought[T]) -> None:
        """Keep somebody's file, in place of the one before."""
        with self._lock:
            self._files.pop(person_id, None)
            while len(self._files) >= PEOPLE:
                del self._files[next(iter(self._files))]
            self._files[person_id] = file

    def of(self, person_id: int) -> Brought[T] | None:
        """Somebody's file; None where they brought none."""
        with self._lock:
            return self._files.get(person_id)

    def drop(self, person_id: int, file_id: str = "") -> None:
        """Forget somebody's file; where an id is given, only if it is that one still."""
        with self._lock:
            held = self._files.get(person_id)
            if held is not None and file_id in ("", held.id):
                del self._files[person_id]
