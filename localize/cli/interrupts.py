"""Ctrl-C and a polite kill, heard also where a library lets the exception fall."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_Event = TypeVar("_Event")


class Interrupts:
    """Turns SIGINT and SIGTERM into `KeyboardInterrupt`, and remembers that they came.

    A signal that arrives while a library's C code calls back into Python (PyAV reading a file,
    for one) raises where nobody can catch it: Python prints it at best, and the work goes on. So
    whatever is told next raises it again.

    SIGINT stays ignored where the program was started so, as shells do with what they put in the
    background.
    """

    def __init__(self) -> None:
        self._came = False
        signal.signal(signal.SIGTERM, self._interrupt)
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, self._interrupt)

    def heard(self, tell: Callable[[_Event], None]) -> Callable[[_Event], None]:
        """Return ``tell`` as it is, but raising what came before or during it.

        Raises:
            KeyboardInterrupt: from what is returned, in the main thread.
        """

        def told(event: _Event) -> None:
            tell(event)
            if self._came and threading.current_thread() is threading.main_thread():
                raise KeyboardInterrupt

        return told

    def _interrupt(self, _: int, __: FrameType | None) -> None:
        self._came = True
        raise KeyboardInterrupt
