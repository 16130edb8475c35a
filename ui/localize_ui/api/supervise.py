"""Runs a command for as long as our standard input stays open, then ends it and all it started.

A server starts this as ``python supervise.py GRACE COMMAND…`` and holds the other end of its input.
When the server closes it, or is killed, whichever way, the input ends; the command and what it
started are then asked to end, and after GRACE seconds made to. It needs the standard library alone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType


def _go_on(_: int, __: FrameType | None) -> None:
    """A handler, not SIG_IGN: what is started must not inherit deafness."""


def main(grace: float, command: list[str]) -> int:
    """Run a command; its exit code.

    Args:
        grace: seconds that it is given to end by itself.
        command: program and arguments.
    """
    signal.signal(signal.SIGTERM, _go_on)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 -- what we are for

    def watch() -> None:
        while os.read(0, 4096):
            pass
        os.killpg(0, signal.SIGTERM)
        try:
            child.wait(grace)
        except subprocess.TimeoutExpired:
            pass
        finally:
            os.killpg(0, signal.SIGKILL)  # ourselves and whatever is left

    threading.Thread(target=watch, daemon=True).start()
    return child.wait()


if __name__ == "__main__":
    if os.getpgrp() != os.getpid():
        sys.exit("This ends its whole process group, so it must lead one.")
    code = main(float(sys.argv[1]), sys.argv[2:])
    # A signal's number as shells tell it.
    os._exit(code if code >= 0 else 128 - code)
