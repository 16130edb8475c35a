"""Runs of the pipeline, each in a child process that ends with the server.

The page never computes: a run takes minutes to hours and all of a processor, and a fault of a model
library must not take the server with it.
"""

from __future__ import annotations

import enum
import json
import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from localize.errors import UnknownNameError
from localize.review.acts import ROLES_OF, ActKind
from localize.review.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.review.actor import Actor

#: Seconds that a run is given to end when it is cancelled.
_GRACE: Final = 5.0
#: Events of a run that are kept; progress is not among them, only the last of each stage.
_EVENTS: Final = 20_000
#: Runs that are remembered.
_RUNS: Final = 50
#: Lines of a run's own words that are kept.
_LINES: Final = 40
_PROGRESS: Final = "stage-progress"

_SUPERVISOR: Final = Path(__file__).with_name("supervise.py")


class RunState(enum.StrEnum):
    """How far a run has come."""

    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"  # something is missing; the events say what
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A run as it is now.

    Attributes:
        id: from 1, of this server.
        by: who started it.
        state: how far it has come.
        arguments: of `localize run`.
        started: when.
        ended: when it ended; None while it is at work.
        code: its exit code; None while it is at work.
        said: the last lines of its own words.
    """

    id: int
    by: str
    state: RunState
    arguments: tuple[str, ...]
    started: datetime
    ended: datetime | None
    code: int | None
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunEvents:
    """What a run has told.

    Attributes:
        events: as `localize run --json` tells them, without progress.
        next: number to ask for next time.
        progress: the last of each stage that is at work.
        state: how far the run has come.
    """

    events: tuple[dict[str, Any], ...]
    next: int
    progress: tuple[dict[str, Any], ...]
    state: RunState


class Runs:
    """Runs that this server started, one at a time.

    Args:
        project: the project's folder.
        out: folder of its output files.
        program: what runs; for tests of what a run may do.
    """

    def __init__(
        self,
        project: Path,
        out: Path,
        *,
        program: Sequence[str] = (sys.executable, "-m", "localize"),
    ) -> None:
        self._project = project
        self._out = out
        self._program = tuple(program)
        self._lock = threading.Lock()
        self._runs: dict[int, _Run] = {}
        self._count = 0
        self._closed = False

    def start(self, actor: Actor, options: Sequence[str], paths: Sequence[Path]) -> RunInfo:
        """Start a run over media of the project.

        Args:
            actor: who.
            options: of `localize run`, each in one piece (``--to=en,fr``).
            paths: media files and folders.

        Raises:
            RefusedError: not this person, or not while another run is at work.
        """
        _see_role(actor, "start a run")
        arguments = ("run", "--json", f"--project={self._project}", f"--out={self._out}", *options)
        with self._lock:
            if self._closed or any(run.is_alive for run in self._runs.values()):
                raise RefusedError(
                    "A run is at work on this project.", "Wait until it ends, or cancel it."
                )
            self._count += 1
            run = _Run(
                self._count,
                actor.name,
                [*self._program, *arguments, "--", *map(str, paths)],
                tuple(options),
            )
            self._runs[run.id] = run
            for old in list(self._runs)[:-_RUNS]:
                del self._runs[old]
        return run.info()

    def list(self, actor: Actor) -> tuple[RunInfo, ...]:
        """Every run of this server that is remembered, the last first.

        Raises:
            RefusedError: not this person.
        """
        _see_role(actor, "see runs")
        with self._lock:
            return tuple(run.info() for run in reversed(self._runs.values()))

    def info(self, actor: Actor, number: int) -> RunInfo:
        """One run.

        Raises:
            RefusedError: not this person.
            UnknownNameError: there is no such run.
        """
        return self._find(actor, number, "see runs").info()

    def events(self, actor: Actor, number: int, after: int = 0) -> RunEvents:
        """What a run has told since event number ``after``.

        Raises:
            RefusedError: not this person.
            UnknownNameError: there is no such run.
        """
        return self._find(actor, number, "see runs").events(after)

    def cancel(self, actor: Actor, number: int) -> RunInfo:
        """End a run and all that it started; what it has finished is kept.

        Raises:
            RefusedError: not this person.
            UnknownNameError: there is no such run.
        """
        run = self._find(actor, number, "cancel a run")
        run.cancel()
        return run.info()

    def close(self) -> None:
        """End every run, and wait for that."""
        with self._lock:
            self._closed = True
            runs = list(self._runs.values())
        for run in runs:
            run.cancel()
        for run in runs:
            run.wait()

    def _find(self, actor: Actor, number: int, what: str) -> _Run:
        _see_role(actor, what)
        with self._lock:
            run = self._runs.get(number)
            if run is None:
                raise UnknownNameError(
                    "run", str(number), tuple(str(known) for known in self._runs)
                )
            return run


class _Run:
    """One child process, and the threads that read what it says."""

    def __init__(self, number: int, by: str, command: list[str], options: tuple[str, ...]) -> None:
        self.id = number
        self._by = by
        self._options = options
        self._started = datetime.now(UTC)
        self._ended: datetime | None = None
        self._code: int | None = None
        self._cancelled = False
        self._lock = threading.Lock()
        self._events: deque[dict[str, Any]] = deque(maxlen=_EVENTS)
        self._told = 0
        self._progress: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._said: deque[str] = deque(maxlen=_LINES)
        self._process = subprocess.Popen(  # noqa: S603 -- our own program, arguments checked
            [sys.executable, "-I", "-S", str(_SUPERVISOR), str(_GRACE), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        out, err = self._process.stdout, self._process.stderr
        if out is None or err is None:
            raise AssertionError("the pipes were asked for")
        readers = [
            threading.Thread(target=self._read_events, args=(out,), daemon=True),
            threading.Thread(target=self._read_words, args=(err,), daemon=True),
        ]
        self._end = threading.Thread(target=self._wait, args=(readers,), daemon=True)
        for thread in (*readers, self._end):
            thread.start()

    @property
    def is_alive(self) -> bool:
        return self._end.is_alive()

    def info(self) -> RunInfo:
        with self._lock:
            return RunInfo(
                self.id,
                self._by,
                self._state(),
                self._options,
                self._started,
                self._ended,
                self._code,
                tuple(self._said),
            )

    def events(self, after: int) -> RunEvents:
        with self._lock:
            first = self._told - len(self._events)
            new = list(self._events)[max(0, after - first) :]
            progress = tuple(self._progress.values())
            return RunEvents(tuple(new), self._told, progress, self._state())

    def cancel(self) -> None:
        stdin = self._process.stdin
        with self._lock:
            if self._ended is not None or self._cancelled or stdin is None:
                return
            self._cancelled = True
        stdin.close()  # the supervisor ends with it, and all the rest

    def wait(self) -> None:
        self._end.join()

    def _state(self) -> RunState:
        if self._ended is None:
            return RunState.CANCELLING if self._cancelled else RunState.RUNNING
        if self._cancelled:
            return RunState.CANCELLED
        return RunState.DONE if self._code == 0 else RunState.FAILED

    def _read_events(self, lines: IO[str]) -> None:
        with lines:
            for line in lines:
                try:
                    event = json.loads(line)
                except ValueError:
                    event = None
                with self._lock:
                    if isinstance(event, dict):
                        self._take(event)
                    else:  # a library that prints; it belongs to the run's words
                        self._said.append(line.rstrip()[:500])

    def _take(self, event: dict[str, Any]) -> None:
        key = (event.get("episode", ""), event.get("stage", ""), event.get("track", ""))
        if event.get("event") == _PROGRESS:
            self._progress[key] = event
            return
        if event.get("event") == "stage-done":
            self._progress.pop(key, None)
        self._events.append(event)
        self._told += 1

    def _read_words(self, lines: IO[str]) -> None:
        with lines:
            for line in lines:
                with self._lock:
                    self._said.append(line.rstrip()[:500])

    def _wait(self, readers: list[threading.Thread]) -> None:
        code = self._process.wait()
        for reader in readers:
            reader.join()
        stdin = self._process.stdin
        with self._lock:
            self._code = code
            self._ended = datetime.now(UTC)
            self._progress.clear()
        if stdin is not None and not stdin.closed:
            stdin.close()


def _see_role(actor: Actor, what: str) -> None:
    allowed = ROLES_OF[ActKind.RERUN]
    if not actor.roles & allowed:
        named = " or ".join(sorted(role.value for role in allowed))
        raise RefusedError(f"Only a {named} may {what}.", f"Ask a {named}.")
