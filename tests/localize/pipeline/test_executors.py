"""Every executor keeps the same contract: all jobs, one failure stops no other, events arrive."""

from __future__ import annotations

import os
import signal
from functools import partial

import pytest

from localize import machine, registry
from localize.errors import MediaError


class Doubler:
    """Doubles numbers; fails, or dies, at those it is told to."""

    def __init__(self, fails: int = -1, dies: int = -1) -> None:
        self.fails, self.dies = fails, dies
        self.entered = 0

    def __enter__(self):
        self.entered += 1
        return self

    def __exit__(self, *_):
        self.entered -= 1

    def __call__(self, job, emit):
        assert self.entered == 1
        emit(f"began {job}")
        if job == self.fails:
            raise MediaError("cannot double", path=str(job), hint="try another")
        if job == self.dies:
            os.kill(os.getpid(), signal.SIGKILL)
        return job * 2


@pytest.fixture(params=["serial", "pool"])
def executor(request):
    return registry.executor(request.param, 2)


def outcomes(executor, make_worker, jobs):
    events = []
    found = dict(executor.run(make_worker, jobs, events.append))
    return found, events


def test_every_job_is_answered_and_events_arrive(executor):
    found, events = outcomes(executor, Doubler, list(range(7)))
    assert found == {n: n * 2 for n in range(7)}
    assert sorted(events) == [f"began {n}" for n in range(7)]


def test_one_failure_stops_no_other(executor):
    found, _ = outcomes(executor, partial(Doubler, fails=2), list(range(5)))
    error = found.pop(2)
    assert isinstance(error, MediaError)
    assert (error.path, error.hint) == ("2", "try another")
    assert found == {n: n * 2 for n in (0, 1, 3, 4)}


class Counter:
    """Tells how many processors a worker may use."""

    def __enter__(self):
        return self

    def __exit__(self, *_): ...

    def __call__(self, job, emit):
        return machine.processors()


def test_processes_share_the_processors_out_among_them():
    pool = registry.executor("pool", machine.processors())
    assert outcomes(pool, Counter, list(range(8)))[0] == dict.fromkeys(range(8), 1)
    alone, _ = outcomes(pool, Counter, [0])  # no more processes than there are jobs
    assert alone == {0: machine.processors()}


def test_no_jobs(executor):
    assert outcomes(executor, Doubler, []) == ({}, [])


def test_a_process_that_dies_takes_only_its_own_job():
    found, _ = outcomes(registry.executor("pool", 2), partial(Doubler, dies=3), list(range(6)))
    error = found.pop(3)
    assert type(error).__name__ == "WorkerDiedError"
    assert error.hint
    assert found == {n: n * 2 for n in (0, 1, 2, 4, 5)}


def test_stopping_to_listen_stops_the_work(executor):
    running = executor.run(Doubler, list(range(50)), lambda _: None)
    next(running)
    running.close()
