"""What a server refuses: one line of many, a setting of the question, or everything."""

from __future__ import annotations

import json
import threading

import pytest

from localize.engines import TranslationRequest
from localize.errors import FetchError, SettingsError
from localize_models.translation.chat import server as wire
from localize_models.translation.chat.batches import batches
from tests.localize_models.translation.chat.hostile import Hostile, rendering
from tests.localize_models.translation.chat.test_chat import engine_at, hurry, units
from tests.localize_models.translation.chat.test_going_on import Shelf

__all__ = ["hurry"]

POLICY = (
    "The response was filtered due to the prompt triggering Azure OpenAI's content management "
    "policy. Please modify your prompt and retry."
)

CONTEXT = "This model's maximum context length is 4096 tokens; you requested 5000."


def refusing(message, status=400, **more):
    return status, {"error": {"message": message, **more}}


def holds(body, unit):
    """Whether a question has a line, to translate or around it."""
    return len(body["messages"]) > 1 and unit.text in body["messages"][1]["content"]


def to_translate(body):
    if body is None or len(body["messages"]) == 1:
        return []
    return [line["source"] for line in json.loads(body["messages"][1]["content"])["translate"]]


def drafted(server, count=30, parts=None):
    request = TranslationRequest("x", "en", "es", units(count), parts=parts)
    with engine_at(server) as engine:
        (draft,) = engine.translate([request])
    texts = {one.unit_ids[0]: one.text for one in draft.units}
    blank = [unit for unit in request.units if not texts[unit.id]]
    for unit in request.units:
        assert unit in blank or texts[unit.id] == rendering(unit.text)
    assert {one.cue_id for one in draft.findings} == {unit.source_ids[0] for unit in blank}
    return blank


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        (0, refusing(POLICY, code="content_filter")),
        (7, refusing(POLICY)),
        (29, refusing("Input data may contain inappropriate content.")),
        (7, refusing("Your input was flagged by moderation.", 403)),
        (7, (422, {"detail": "no"})),
        (0, (500, {"error": "failed to apply grammar"}, {"Retry_After": "0"})),
        (7, (500, {"error": "failed to apply grammar"}, {"Retry_After": "0"})),
    ],
)
def test_a_line_that_is_refused_costs_no_other(place, answer):
    """Neither where it is asked for nor where it stands around others."""
    bad = units()[place]
    with Hostile(fails=lambda body: answer if holds(body, bad) else None) as server:
        assert drafted(server) == [bad]


def test_a_line_that_is_never_answered_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr(wire, "_ANSWER", 0.3)
    bad = units(12)[4]
    asked = []
    ended = threading.Event()
    request = wire.httpx.Client.request

    def patient(client, method, url, *, json=None):
        """The wire's limit is for the line alone: a busy machine may answer the others late."""
        limits = {} if bad.text in to_translate(json) else {"timeout": 60}
        return request(client, method, url, json=json, **limits)

    monkeypatch.setattr(wire.httpx.Client, "request", patient)

    def fails(body):
        if bad.text in to_translate(body):
            asked.append(body)
            ended.wait(60)

    with Hostile(fails=fails) as server:
        assert drafted(server, 12) == [bad]
        ended.set()
    assert len(asked) <= 12


def test_what_every_question_is_refused_for_stops_the_run():
    for count in (1, 30):
        with (
            Hostile(fails=lambda _: refusing("Model Not Exist")) as server,
            pytest.raises(SettingsError, match="Model Not Exist"),
        ):
            drafted(server, count)
        assert len(server.asked) <= 8  # four requests at once would each ask twice


@pytest.mark.parametrize(
    "answer", [refusing("Insufficient Balance", 402), refusing("x", 429, code="insufficient_quota")]
)
def test_an_account_that_is_empty_is_named(answer, hurry):
    with Hostile(fails=lambda _: answer) as server, pytest.raises(SettingsError) as told:
        drafted(server)
    assert "account" in told.value.hint
    assert not hurry


def test_a_server_that_stops_answering_is_gone():
    answered = []

    def fails(body):
        answered.append(body)
        return (503, {"error": "down"}, {"Retry_After": "0"}) if len(answered) > 1 else None

    with Hostile(fails=fails) as server, pytest.raises(FetchError, match="does not answer: down"):
        drafted(server)
    assert len(server.asked) < 30


@pytest.mark.parametrize(("count", "answered"), [(120, 2), (13, 1), (1, 0)])
def test_a_server_that_refuses_everything_from_then_on_stops_the_run(count, answered):
    """As one that puts its model away does, be it before the last line of all."""
    asked = []

    def fails(body):
        asked.append(body)
        return refusing("No models loaded.") if len(asked) > answered else None

    shelf = Shelf()
    with Hostile(fails=fails) as server:
        with pytest.raises(SettingsError, match="No models loaded") as told:
            drafted(server, count, parts=shelf)
        assert ("is kept" in told.value.hint) is (answered > 0)
        assert len(server.asked) <= answered + 4
        assert len(shelf) == answered
        server.fails = lambda _: None
        before = len(server.asked)
        assert not drafted(server, count, parts=shelf)
        assert len(server.asked) - before == len(list(batches(units(count)))) - answered


def test_lines_that_are_refused_one_after_the_other_stop_no_run():
    bad = units()[3:9]

    def fails(body):
        return refusing(POLICY) if any(one in to_translate(body) for one in texts) else None

    texts = [unit.text for unit in bad]
    with Hostile(fails=fails) as server:
        assert drafted(server) == list(bad)


@pytest.mark.parametrize(
    "message",
    [
        "Unsupported value: 'temperature' does not support 0.0 with this model.",
        "`temperature` may only be set to 1 when thinking is enabled",
    ],
)
def test_a_model_that_takes_no_temperature_is_asked_without(message):
    with Hostile(fails=lambda body: refusing(message) if "temperature" in body else None) as server:
        assert not drafted(server)
    assert ["temperature" in body for body in server.asked] == [True, *[False] * 3]


def test_an_answer_is_bound_by_the_length_of_what_is_asked():
    with Hostile() as server:
        assert not drafted(server)
    lengths = [sum(map(len, to_translate(body))) for body in server.asked]
    bounds = [body["max_tokens"] for body in server.asked]
    assert bounds[0] > bounds[-1] > lengths[-1]
    assert all(bound < 4 * length + 6_000 for bound, length in zip(bounds, lengths, strict=True))


def test_newer_servers_call_the_bound_otherwise_and_some_know_none():
    newer = "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    with Hostile(fails=lambda body: refusing(newer) if "max_tokens" in body else None) as server:
        assert not drafted(server)
    assert all("max_completion_tokens" in body for body in server.asked[1:])

    def knows_none(body):
        named = [name for name in body if name.startswith("max_")]
        return (422, {"detail": [{"loc": ["body", *named], "msg": "Extra"}]}) if named else None

    with Hostile(fails=knows_none) as server:
        assert not drafted(server)
    assert not any(name.startswith("max_") for body in server.asked[2:] for name in body)


def test_a_small_model_is_asked_for_what_it_has_room_for():
    """The bound is what makes the question too long: it is asked again without; that is learnt."""
    with Hostile(fails=lambda body: refusing(CONTEXT) if "max_tokens" in body else None) as server:
        assert not drafted(server)
    assert ["max_tokens" in body for body in server.asked] == [True, *[False] * 3]


def test_a_question_that_is_too_long_itself_leaves_the_others_their_bound():
    def fails(body):
        return refusing(CONTEXT) if len(to_translate(body)) > 6 else None

    with Hostile(fails=fails) as server:
        assert not drafted(server)
    assert all("max_tokens" in body for body in server.asked if len(to_translate(body)) <= 6)


def test_a_small_model_that_thinks_to_its_end_is_not_asked_the_same_again():
    """Without a bound there is none to be made wider."""

    def fails(body):
        if "max_tokens" in body:
            return refusing(CONTEXT)
        message = {"content": "<think>Let me see", "role": "assistant"}
        return 200, {"choices": [{"message": message, "finish_reason": "length"}]}

    with Hostile(fails=fails) as server:
        assert len(drafted(server, 1)) == 1
    assert len(server.asked) == 3  # with the bound, without, and once more as the line is unfit


def test_a_model_that_thinks_past_the_bound_gets_more():
    def fails(body):
        if body.get("max_tokens", 1 << 20) > 20_000:
            return None
        message = {"content": "<think>Let me see [1]", "role": "assistant"}
        return 200, {"choices": [{"message": message, "finish_reason": "length"}]}

    with Hostile(fails=fails) as server:
        assert not drafted(server)
    assert len(server.asked) == 4  # it is learnt once


def test_a_server_that_sends_us_elsewhere_is_told():
    answer = (301, {"error": "moved"}, {"Location": "/v2"})
    with Hostile(fails=lambda _: answer) as server, pytest.raises(SettingsError, match="301"):
        drafted(server)
