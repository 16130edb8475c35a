"""Executors: where jobs run."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Job = TypeVar("Job")
Outcome = TypeVar("Outcome")
Job_contra = TypeVar("Job_contra", contravariant=True)
Outcome_co = TypeVar("Outcome_co", covariant=True)


class Worker(Protocol[Job_contra, Outcome_co]):
    """Does jobs one after the other, keeping what is costly (loaded models) between them.

    A context manager: entered once in each process, left when no more jobs come.
    """

    def __enter__(self) -> Worker[Job_contra, Outcome_co]: ...
    def __exit__(self, *_: object) -> None: ...

    def __call__(self, job: Job_contra, emit: Callable[[object], None], /) -> Outcome_co:
        """Do one job, telling events as they happen."""


@runtime_checkable
class SharingWorker(Protocol[Job, Outcome_co]):
    """A worker that does several jobs at once better than one after the other.

    An executor that has several jobs for one process may hand it all of them.
    """

    def work_on(
        self, jobs: Sequence[Job], emit: Callable[[object], None]
    ) -> Iterator[tuple[Job, Outcome_co | Exception]]:
        """Yield each job with what became of it, as it ends; one failure stops no other.

        Events are told by one thread at a time. Closing the iterator stops the work.
        """


class Executor(Protocol):
    """Decides where jobs run. Built with the number of workers."""

    name: ClassVar[str]

    def __init__(self, workers: int) -> None: ...

    def run(
        self,
        make_worker: Callable[[], Worker[Job, Outcome]],
        jobs: Sequence[Job],
        emit: Callable[[object], None],
    ) -> Iterator[tuple[Job, Outcome | Exception]]:
        """Yield each job with what became of it, as it ends; one failure stops no other.

        Events of the workers reach ``emit`` in this process. Closing the iterator stops the work.
        """
