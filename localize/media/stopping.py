"""Work on a sound that is broken off between two blocks, once nobody waits for it any more.

To decode a film and to look through its sound takes minutes. A thread that does so cannot be ended
from outside; so whoever begins it says by what it is told to stop (`until`), and every loop over
packets or blocks of samples asks (`go_on`), whoever wrote it. Elsewhere nothing stops.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from threading import Event

_told: Final[ContextVar[Event | None]] = ContextVar("told to stop", default=None)


class Stopped(BaseException):
    """Nobody waits for what this thread is at: no error, and caught as little as Ctrl-C."""


@contextmanager
def until(stopped: Event) -> Iterator[None]:
    """What this thread does within is broken off once the event is set."""
    before = _told.set(stopped)
    try:
        yield
    finally:
        _told.reset(before)


def go_on() -> None:
    """Do nothing where the work is still wanted.

    Raises:
        Stopped: it is not.
    """
    told = _told.get()
    if told is not None and told.is_set():
        raise Stopped
