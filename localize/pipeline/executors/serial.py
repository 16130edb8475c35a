"""One episode after the other, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from localize.engines import SharingWorker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from localize.engines import Job, Outcome, Worker


class SerialExecutor:
    """Runs every job in the process that calls it, those that a worker can share together.

    The right choice on one device: the engines use all its cores or the whole card already, and
    the model is loaded once.
    """

    name: ClassVar[str] = "serial"

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(
        self,
        make_worker: Callable[[], Worker[Job, Outcome]],
        jobs: Sequence[Job],
        emit: Callable[[object], None],
    ) -> Iterator[tuple[Job, Outcome | Exception]]:
        """See `localize.engines.Executor`; a worker that shares gets all jobs at once."""
        with make_worker() as worker:
            if isinstance(worker, SharingWorker):
                yield from worker.work_on(jobs, emit)
                return
            for job in jobs:
                try:
                    outcome: Outcome | Exception = worker(job, emit)
                except Exception as error:  # noqa: BLE001 -- one job's failure stops no other
                    outcome = error
                yield job, outcome
