"""The threads of a queue, without a model."""

from __future__ import annotations

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
