"""Several episodes at once, each in a process of its own on this machine."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from multiprocessing.connection import wait
from multiprocessing.managers import SyncManager
from typing import TYPE_CHECKING, Any, ClassVar

from localize import machine
from localize.errors import LocalizeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from queue import Queue

    from localize.engines import Job, Outcome, Worker

#: Set in each worker process: its worker, and where its events go.
_worker: Worker[Any, Any] | None = None
_events: Queue[object] | None = None
_open: ExitStack | None = None


class WorkerDiedError(LocalizeError):
    """The process that worked on an episode was killed, by the system or a library's fault."""


class PoolExecutor:
    """Runs jobs in several processes, each with its own engines.

    A process that dies (out of memory, a crash in native code) takes its own episode with it and
    no other: the episodes that were under way are tried once more, each alone.
    """

    name: ClassVar[str] = "pool"

    def __init__(self, workers: int) -> None:
        self.workers = max(1, workers)

    def run(
        self,
        make_worker: Callable[[], Worker[Job, Outcome]],
        jobs: Sequence[Job],
        emit: Callable[[object], None],
    ) -> Iterator[tuple[Job, Outcome | Exception]]:
        """See `localize.engines.Executor`; ``make_worker`` and the jobs must be picklable."""
        # A queue in a process of its own: a worker that is killed while it writes to a shared pipe
        # would keep the pipe's lock for ever, and every other worker waiting for it.
        manager = SyncManager(ctx=multiprocessing.get_context("spawn"))
        manager.start(_leave_interrupts_to_the_parent)
        events = manager.Queue()
        relay = threading.Thread(target=_relay, args=(events, emit), daemon=True)
        relay.start()
        try:
            suspects: list[Job] = []
            for job, outcome in self._round(self.workers, make_worker, jobs, events):
                if isinstance(outcome, BrokenProcessPool):
                    suspects.append(job)
                else:
                    yield job, outcome
            for job in suspects:
                for _, outcome in self._round(1, make_worker, [job], events):
                    yield job, _died() if isinstance(outcome, BrokenProcessPool) else outcome
        finally:
            events.put(None)
            relay.join()
            manager.shutdown()

    def _round(
        self,
        workers: int,
        make_worker: Callable[[], Worker[Job, Outcome]],
        jobs: Sequence[Job],
        events: Queue[object],
    ) -> Iterator[tuple[Job, Outcome | Exception]]:
        others = set(multiprocessing.active_children())
        workers = min(workers, max(1, len(jobs)))
        pool = ProcessPoolExecutor(
            max_workers=workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(make_worker, events, workers),
        )
        try:
            futures: dict[Future[Outcome], Job] = {pool.submit(_work, job): job for job in jobs}
            for future in as_completed(futures):
                try:
                    yield futures[future], future.result()
                except Exception as error:  # noqa: BLE001 -- one job's failure stops no other
                    yield futures[future], error
        except BaseException:
            # Ctrl-C, or the caller has stopped listening: workers must not go on unseen.
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _died() -> WorkerDiedError:
    return WorkerDiedError(
        "The process that worked on it died, perhaps for want of memory.",
        hint="Try a smaller model or fewer --workers, then run again.",
    )


def _relay(events: Queue[object], emit: Callable[[object], None]) -> None:
    while (event := events.get()) is not None:
        emit(event)


def _leave_interrupts_to_the_parent() -> None:
    """Ctrl-C reaches the whole process group; the parent decides what becomes of the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end_with_the_parent() -> None:
    """A worker whose parent was killed has nobody to work for, and would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _start(
    make_worker: Callable[[], Worker[Any, Any]], events: Queue[object], workers: int
) -> None:
    global _worker, _events, _open  # noqa: PLW0603 -- a worker process has one of each
    machine.share(workers)  # or each would have as many threads as there are cores
    _leave_interrupts_to_the_parent()
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    _open = ExitStack()
    _worker = _open.enter_context(make_worker())
    _events = events
    atexit.register(_open.close)


def _work(job: Any) -> Any:  # noqa: ANN401 -- jobs and outcomes pass through as they are
    if _worker is None or _events is None:
        raise RuntimeError("the worker process was not started by this executor")
    return _worker(job, _events.put)
