"""Making working copies in child processes that end with the server, one at a time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Seconds that a child is given to end when the server does.
_GRACE: Final = 2.0
#: Failures that are remembered.
_FAILURES: Final = 200

_SUPERVISOR: Final = Path(__file__).with_name("supervise.py")


@dataclass(slots=True)
class Making:
    """A copy that is being made, waits for its turn, or could not be made.

    Attributes:
        arguments: of the program.
        progress: 0 to 1.
        failed: why it could not be made; empty otherwise.
    """

    arguments: tuple[str, ...] = field(repr=False)
    progress: float = 0.0
    failed: str = ""


class Copies:
    """Copies that this server makes.

    Args:
        program: what makes one; for tests of what it may do.
    """

    def __init__(
        self, *, program: Sequence[str] = (sys.executable, "-m", "localize.pipeline.copying")
    ) -> None:
        self._program = tuple(program)
        self._lock = threading.Lock()
        self._known: dict[str, Making] = {}
        self._queue: deque[str] = deque()
        self._worker: threading.Thread | None = None
        self._process: subprocess.Popen[str] | None = None
        self._closed = False

    def ask(self, key: str, arguments: Sequence[str]) -> None:
        """Have a copy made, unless it is on its way; one that failed is tried again.

        Args:
            key: which copy.
            arguments: of the program.
        """
        with self._lock:
            known = self._known.get(key)
            if self._closed or (known is not None and not known.failed):
                return
            self._known.pop(key, None)
            self._known[key] = Making(tuple(arguments))
            self._queue.append(key)
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="copies", daemon=True)
                self._worker.start()

    def find(self, key: str) -> Making | None:
        """How far a copy is; None where nobody asked for it, or where it is there."""
        with self._lock:
            return self._known.get(key)

    def close(self) -> None:
        """End what is being made, and wait for that; nothing of it is left."""
        with self._lock:
            self._closed = True
            self._queue.clear()
            process, worker = self._process, self._worker
            if process is not None and process.stdin is not None:
                process.stdin.close()  # the supervisor ends with it, and all the rest
        if worker is not None:
            worker.join()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._queue:
                    self._worker = None
                    return
                key = self._queue.popleft()
                making = self._known[key]
                process = self._start(making)
                self._process = process
            self._follow(process, key, making)

    def _start(self, making: Making) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603 -- our own program, arguments checked
            [
                *(sys.executable, "-I", "-S", str(_SUPERVISOR), str(_GRACE)),
                *(*self._program, *making.arguments),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )

    def _follow(self, process: subprocess.Popen[str], key: str, making: Making) -> None:
        out, err = process.stdout, process.stderr
        if out is None or err is None:
            raise AssertionError("the pipes were asked for")
        said: deque[str] = deque(maxlen=5)
        words = threading.Thread(target=_keep, args=(err, said), daemon=True)
        words.start()
        failed = done = ""
        with out:
            for line in out:
                facts = _facts(line)
                done = str(facts.get("key", done))
                if "error" in facts:
                    failed = f"{facts['error']} {facts.get('hint', '')}".strip()
                progress = facts.get("progress")
                if isinstance(progress, int | float):
                    making.progress = float(progress)
        code = process.wait()
        words.join()
        with self._lock:
            self._process = None
            if process.stdin is not None:
                process.stdin.close()
            if code == 0 and done:
                del self._known[key]  # it is on the disk now
                return
            last = f" It said: {said[-1]}" if said else ""
            making.failed = failed or f"The process that made it ended before it was done.{last}"
            for old in [one for one, made in self._known.items() if made.failed][:-_FAILURES]:
                del self._known[old]


def _keep(lines: IO[str], said: deque[str]) -> None:
    with lines:
        said.extend(line.strip()[:500] for line in lines if line.strip())


def _facts(line: str) -> dict[str, object]:
    """What a line tells; nothing where a library printed it."""
    try:
        facts = json.loads(line)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
