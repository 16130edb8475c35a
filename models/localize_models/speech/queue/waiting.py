"""The windows that wait for the model, and which of them make the next batch."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from localize_models.speech.queue.features import Prepared

#: A window is not passed over more often than this.
_MOST_PASSED: Final = 6


class Kind(NamedTuple):
    """Windows of one kind may share a batch.

    Attributes:
        padded: length, frames.
        hints: tokens put before the window.
    """

    padded: int
    hints: int


class Waiting:
    """A bounded queue from which batches are taken, not windows.

    A batch is taken when one is full, or the queue is, or nothing more comes. The last windows are
    shared out among those who take: nobody is left without while another works through a full one.

    Args:
        room: windows that may wait.
        takers: threads that take batches.
    """

    def __init__(self, room: int, takers: int = 1) -> None:
        self._room = room
        self._takers = max(1, takers)
        self._held: list[Prepared] = []
        self._passed: dict[int, int] = {}
        self._closed = False
        self._change = threading.Condition()

    def put(self, one: Prepared) -> bool:
        """Add a window, waiting for room; False where nobody will take it any more."""
        with self._change:
            self._change.wait_for(lambda: self._closed or len(self._held) < self._room)
            if self._closed:
                return False
            self._held.append(one)
            self._change.notify_all()
            return True

    def close(self) -> None:
        """Nothing more will come."""
        with self._change:
            self._closed = True
            self._change.notify_all()

    def drop(self) -> None:
        """Nothing more is wanted."""
        with self._change:
            self._closed = True
            self._held.clear()
            self._change.notify_all()

    def take(self, size: Callable[[], int]) -> list[Prepared]:
        """The next batch, in the order that they came; empty when there will be none.

        Args:
            size: how many windows it may hold.
        """
        with self._change:
            self._change.wait_for(lambda: self._closed or self._batch(size()) is not None)
            batch = self._batch(size()) or []
            taken = {id(one) for one in batch}
            self._held = [one for one in self._held if id(one) not in taken]
            for name in taken:
                self._passed.pop(name, None)
            if batch and self._held:
                oldest = id(self._held[0])
                self._passed[oldest] = self._passed.get(oldest, 0) + 1
            self._change.notify_all()
            return batch

    def _batch(self, size: int) -> list[Prepared] | None:
        """What would be taken now; None where it is worth while to wait."""
        if not self._held:
            return [] if self._closed else None
        if self._closed:
            size = min(size, -(-len(self._held) // self._takers))
        oldest = self._held[0]
        kinds: dict[Kind, list[Prepared]] = {}
        for one in self._held:
            kinds.setdefault(Kind(one.padded, len(one.hints)), []).append(one)
        own = next(iter(kinds.values()))
        if self._passed.get(id(oldest), 0) >= _MOST_PASSED:
            return own[:size]
        full = next((group for group in kinds.values() if len(group) >= size), None)
        if full is not None:
            return full[:size]
        return own[:size] if self._closed or len(self._held) >= self._room else None
