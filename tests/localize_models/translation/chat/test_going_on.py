"""Drafting that is broken off: nothing more is sent, and what was answered is not asked again."""

from __future__ import annotations

import json
import threading
import time

import pytest

from localize.drafting import draft_safely
from localize.engines import TranslationRequest
from localize.errors import FetchError, SettingsError
from tests.localize_models.translation.chat.hostile import Hostile
from tests.localize_models.translation.chat.test_chat import engine_at, hurry, units

__all__ = ["hurry"]


class Shelf(dict):
    """Parts in memory, for several threads."""

    def put(self, key, part):
        self[key] = part


class Quota:
    """Answers so many questions, and no more until more is paid."""

    def __init__(self, left):
        self.left = left
        self.lock = threading.Lock()

    def __call__(self, _):
        with self.lock:
            self.left -= 1
            if self.left < 0:
                return 402, {"error": {"message": "Insufficient Balance"}}
        return None


def requests_for(shelves, count=60):
    return [
        TranslationRequest(f"e{n}", "en", "es", units(count), parts=shelf)
        for n, shelf in enumerate(shelves)
    ]


@pytest.mark.parametrize("kinds", [("well",), ("drops", "echoes", "well", "shifts")])
def test_what_was_answered_before_the_account_was_empty_is_not_asked_again(kinds):
    shelves = [Shelf(), Shelf()]
    quota = Quota(7)
    with Hostile(kinds, fails=quota, seed=3) as server:
        with engine_at(server) as engine, pytest.raises(SettingsError, match="Insufficient"):
            list(draft_safely(engine, requests_for(shelves)))
        assert sum(map(len, shelves)) == 7
        before = len(server.asked)
        quota.left = 10_000
        with engine_at(server) as engine:
            first = list(draft_safely(engine, requests_for(shelves)))
        asked = server.asked[before:]
        every = [json.dumps([body["messages"], body["temperature"]]) for body in server.asked]
        with engine_at(server) as engine:
            again = list(draft_safely(engine, requests_for(shelves)))
        assert len(server.asked) == before + len(asked), "everything is kept"
    assert [draft.units for draft in first] == [draft.units for draft in again]
    if kinds == ("well",):
        assert all(unit.text for draft in first for unit in draft.units)
        assert len(asked) == 3
        assert len(set(every)) == 5  # both episodes say the same


def test_the_same_question_asked_again_is_not_given_the_same_answer_again():
    """An engine that tries once more wants another answer; in a run that goes on it gets both."""
    shelf = Shelf()
    with Hostile(("prose",)) as server:
        with engine_at(server) as engine:
            (draft,) = draft_safely(engine, requests_for([shelf], 1))
        count = len(server.asked)
        assert count == len(shelf) > 4
        with engine_at(server) as engine:
            (again,) = draft_safely(engine, requests_for([shelf], 1))
        assert len(server.asked) == count
    assert draft.units == again.units


def test_a_change_of_what_is_asked_takes_nothing_that_was_kept():
    shelf = Shelf()
    with Hostile() as server, engine_at(server) as engine:
        list(engine.translate(requests_for([shelf], 4)))
        list(engine.translate([TranslationRequest("e0", "en", "fr", units(4), parts=shelf)]))
        assert len(server.asked) == 2
    with Hostile() as server, engine_at(server, server_model="other") as engine:
        list(engine.translate(requests_for([shelf], 4)))
        assert len(server.asked) == 1


def test_an_interrupt_sends_nothing_more_and_waits_for_nothing():
    released = threading.Event()
    answered = []

    def fails(body):
        released.wait(60)
        answered.append(body)

    with Hostile(fails=fails) as server, engine_at(server) as engine:

        def asked():
            yield from requests_for([None, None, None])
            while len(server.asked) < 3:
                time.sleep(0.05)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            list(engine.translate(asked()))
        assert not answered
        released.set()
        time.sleep(1)
        assert len(server.asked) == 3


def test_what_is_being_answered_while_another_question_fails_is_kept(hurry):
    shelves = [Shelf(), Shelf()]
    texts = units(2)

    both = threading.Barrier(2, timeout=60)

    def fails(body):
        both.wait()
        if texts[1].text in body["messages"][-1]["content"]:
            return 402, {"error": {"message": "no"}}
        time.sleep(0.6)
        return None

    requests = [
        TranslationRequest(f"e{n}", "en", "es", (texts[n],), parts=shelves[n]) for n in (1, 0)
    ]
    with (
        Hostile(fails=fails) as server,
        engine_at(server) as engine,
        pytest.raises((SettingsError, FetchError)),
    ):
        list(engine.translate(requests))
    assert [len(shelf) for shelf in shelves] == [1, 0]
    assert not hurry
