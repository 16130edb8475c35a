"""Which windows make the next batch."""

from __future__ import annotations

import threading

import numpy as np

from localize.timeline import Span
from localize_models.speech.heard import Window
from localize_models.speech.queue.features import Prepared
from localize_models.speech.queue.waiting import Waiting
from localize_models.speech.sections import Collected


def window(number, frames=600, hints=()):
    one = Window("e", number, Collected((Span(0, frames * 10),)), "en")
    return Prepared(one, np.zeros((80, frames), np.float32), frames, hints, lambda _: 0.0)


def filled(*ones, room=100, closed=False):
    waiting = Waiting(room)
    for one in ones:
        assert waiting.put(one)
    if closed:
        waiting.close()
    return waiting


def numbers(batch):
    return [one.window.index for one in batch]


def test_windows_of_one_length_share_a_batch():
    waiting = filled(window(0), window(1, 900), window(2), window(3, 900), window(4))
    assert numbers(waiting.take(lambda: 3)) == [0, 2, 4]
    waiting.close()
    assert numbers(waiting.take(lambda: 3)) == [1, 3]
    assert waiting.take(lambda: 3) == []


def test_hints_of_another_length_are_another_kind():
    waiting = filled(window(0), window(1, hints=(1, 2)), window(2), closed=True)
    assert numbers(waiting.take(lambda: 8)) == [0, 2]
    assert numbers(waiting.take(lambda: 8)) == [1]


def test_the_last_windows_are_shared_out():
    waiting = Waiting(100, takers=2)
    for number in range(10):
        waiting.put(window(number))
    assert numbers(waiting.take(lambda: 4)) == [0, 1, 2, 3]
    waiting.close()
    taken = [len(waiting.take(lambda: 4)) for _ in range(5)]
    assert taken == [3, 2, 1, 0, 0]


def test_a_full_queue_gives_what_it_has():
    waiting = filled(window(0), window(1, 900), room=2)
    assert numbers(waiting.take(lambda: 8)) == [0]


def test_nothing_is_passed_over_for_ever():
    waiting = filled(window(0, 900), room=1_000)
    taken = []
    for number in range(1, 60, 2):
        waiting.put(window(number))
        waiting.put(window(number + 1))
        taken += numbers(waiting.take(lambda: 2))
        if 0 in taken:
            break
    assert 0 in taken
    assert len(taken) < 20


def test_a_batch_waits_until_it_is_full():
    waiting = filled(window(0))
    taken = []
    thread = threading.Thread(target=lambda: taken.append(waiting.take(lambda: 2)))
    thread.start()
    waiting.put(window(1))
    thread.join(5)
    assert numbers(taken[0]) == [0, 1]


def test_who_stops_takes_nothing_and_nobody_waits():
    waiting = filled(window(0), room=1)
    refused = []
    thread = threading.Thread(target=lambda: refused.append(waiting.put(window(1))))
    thread.start()
    waiting.drop()
    thread.join(5)
    assert refused == [False]
    assert waiting.take(lambda: 8) == []
