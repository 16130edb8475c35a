"""The threads of a queue, without a model."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from localize.media import Sound
from localize_models.speech.queue.flow import Flow
from localize_models.speech.queue.sizes import BatchSize


class Silent:
    """An episode in which nobody speaks."""

    def __init__(self, key, looked):
        self.key = key
        self._looked = looked

    @property
    def count(self):
        self._looked.append(self.key)
        return 0

    def prepared(self):
        return iter(())


def test_an_episode_is_not_looked_through_when_nobody_waits_for_it():
    looked = []
    flow = Flow(list, BatchSize(1))

    def episodes():
        yield Silent("first", looked)
        flow._stopped.wait(60)  # it takes as long to be decoded
        yield Silent("second", looked)

    running = flow.run(episodes())
    whole, windows = next(running)
    assert (whole.key, windows) == ("first", ())
    running.close()
    assert looked == ["first"]


def test_nor_is_a_sound_looked_through_to_its_end():
    blocks = []
    flow = Flow(list, BatchSize(1))

    class Long(Silent):
        @property
        def count(self):
            for block in Sound(np.zeros(16_000, np.int16)).blocks(512):
                blocks.append(len(block))
                flow._stopped.wait(60)  # so long does its first block take
            return 0

    running = flow.run([Silent("first", []), Long("second", [])])
    assert next(running)[0].key == "first"
    running.close()
    assert len(blocks) <= 1


def test_ctrl_c_while_its_threads_begin_ends_those_that_have(monkeypatch):
    begun, stopped = [], []
    start = threading.Thread.start

    def interrupted(thread):
        if begun:
            raise KeyboardInterrupt
        begun.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    flow = Flow(list, BatchSize(1))

    def episodes():
        stopped.append(flow._stopped.wait(20))
        yield Silent("only", [])

    with pytest.raises(KeyboardInterrupt):
        next(flow.run(episodes()))
    begun[0].join()
    assert stopped == [True]
