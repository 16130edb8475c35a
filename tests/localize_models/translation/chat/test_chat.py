"""A chat server's answers, the hostile ones too: after each, every line is drafted or flagged."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize import registry
from localize.drafting import draft_safely
from localize.engines import (
    Address,
    Character,
    EngineSettings,
    Estimating,
    Example,
    Term,
    TranslationRequest,
    TranslationUnit,
)
from localize.errors import FetchError, MissingPartError, SettingsError
from localize.testing.engines import TranslationEngineContract
from localize.timeline import Span
from localize_models.translation.chat import server as wire
from localize_models.translation.chat.answer import is_over, renderings, spoken
from localize_models.translation.chat.batches import MOST_UNITS, batches
from localize_models.translation.chat.engine import ChatEngine
from tests.localize_models.translation.chat.hostile import KINDS, Hostile, rendering

WORDS = (
    "She was born in 1984 in a small town.",
    "Where have you been all this time?",
    "I would like you to come home now.",
    "No, she is not at home.",
    "They told us that the train had left, but we waited until the morning.",
    "Good evening, Mr. Weber.",
    "Nobody here knows what happened to the old house by the river.",
    "Is it true?",
)


def units(count=30):
    return tuple(
        TranslationUnit(
            f"u{n:04}",
            f"{WORDS[n % len(WORDS)][:-1]}, number {n + 10}.",
            Span(n * 3_000, n * 3_000 + 2_500),
            (f"c{n}",),
            speaker="Ana" if n % 2 else "Ben",
        )
        for n in range(count)
    )


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    """No waiting between two tries; what was waited is told."""
    waited = []
    init = wire.ChatServer.__init__

    def made(self, *given, **named):
        init(self, *given, **named, sleep=waited.append)

    monkeypatch.setattr(wire.ChatServer, "__init__", made)
    return waited


def engine_at(server, **more):
    return ChatEngine(EngineSettings(server=server.address, **more))


class TestContract(TranslationEngineContract):
    @pytest.fixture(autouse=True)
    def _served(self):
        with Hostile() as server:
            self.server = server
            yield

    def engine(self):
        return engine_at(self.server)

    def request(self):
        return TranslationRequest("x", "en", "es", units(3))


def test_every_line_comes_back_under_its_own_id():
    with Hostile() as server, engine_at(server) as engine:
        told = []
        request = TranslationRequest("x", "en", "es", units())
        (draft,) = engine.translate([request], lambda name, done: told.append(done))
    assert [u.text for u in draft.units] == [rendering(u.text) for u in request.units]
    assert len(server.asked) == len(list(batches(request.units)))
    assert told == sorted(told)
    assert told[-1] == request.units[-1].span.end
    form = server.asked[0]["response_format"]["json_schema"]
    assert form["strict"]
    ids = form["schema"]["properties"]["lines"]["items"]["properties"]["id"]["enum"]
    assert ids == [u.id for u in request.units[:MOST_UNITS]]
    assert server.asked[0]["model"] == "little"


def test_it_tells_the_model_what_the_show_knows():
    given = units(14)
    request = TranslationRequest(
        "x",
        "en",
        "de",
        given,
        terms=(
            Term("Weber", "Weber", note="a doctor"),
            Term("river", "Fluss"),
            Term("Matsumoto", "Matsumoto"),
        ),
        addresses=(
            Address("Ana", "Ben", formal=True, guessed=True),
            Address("Carl", "", formal=False),
        ),
        characters=(
            Character("Ana", "female", "a nurse"),
            Character("Weber"),
            Character("Matsumoto", "male"),
        ),
        synopsis="A night at a station.",
        examples=(
            Example(given[1].id, "Where were you all this time?", "Wo warst du so lange?", 91),
            Example(given[-1].id, "Is that so?", "Ist das so?", 86),
        ),
    )
    with Hostile() as server, engine_at(server) as engine:
        list(engine.translate([request]))
    rules = server.asked[0]["messages"][0]["content"]
    assert "translated so before:\n- Where were you all this time? → Wo warst du so lange?" in rules
    assert "Is that so?" not in rules  # it is like a line of another question
    assert "A night at a station." in rules
    assert "Weber → Weber (a doctor)" in rules
    assert "river → Fluss" in rules
    assert "Matsumoto" not in rules  # it is not in these lines
    assert "Ana to Ben: formal (not settled)" in rules
    assert "- Ana, female, a nurse" in rules
    assert "- Weber\n" in rules  # spoken of
    assert "Carl" not in rules
    second = json.loads(server.asked[1]["messages"][1]["content"])
    before = second["context"]["before"]
    assert before[-1]["source"] == given[MOST_UNITS - 1].text
    assert before[-1]["translation"] == rendering(given[MOST_UNITS - 1].text)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "late"])
def test_after_each_kind_of_bad_answer_no_line_is_lost(kind):
    """Mixed with good ones, so that what is asked for again comes."""
    request = TranslationRequest("x", "en", "es", units())
    with Hostile((kind, "well"), seed=len(kind)) as server, engine_at(server) as engine:
        (draft,) = draft_safely(engine, [request])
    whole(draft, request)
    texts = {unit.unit_ids[0]: unit.text for unit in draft.units}
    for unit in request.units:
        # Whatever was wrong, no line has another's words: merged ones alone may hold two.
        if kind == "merges":
            assert texts[unit.id].startswith(rendering(unit.text))
        elif kind != "duplicates":
            assert texts[unit.id] == rendering(unit.text)


@pytest.mark.parametrize("kind", ["prose", "echoes", "empty", "shifts", "truncates"])
def test_a_server_that_is_always_wrong_leaves_every_line_flagged(kind):
    request = TranslationRequest("x", "en", "es", units(8))
    with Hostile((kind,)) as server, engine_at(server) as engine:
        (draft,) = draft_safely(engine, [request])
    blank = whole(draft, request)
    if kind in ("prose", "echoes"):
        assert blank == {unit.id for unit in request.units}
    # It gives up in the end, and not after thousands of questions.
    assert len(server.asked) < 40 * len(request.units)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.sets(st.sampled_from(KINDS), min_size=1), st.integers(1, 40))
def test_any_mixture_of_them_loses_nothing(seed, kinds, count):
    request = TranslationRequest("x", "en", "es", units(count))
    with Hostile((*sorted(kinds), "well"), seed=seed) as server, engine_at(server) as engine:
        try:
            (draft,) = draft_safely(engine, [request])
        except FetchError:
            # So many faults one after the other count as a server that is gone; the run says so
            # and goes on where it was.
            assert kinds & {"500", "429", "cut"}
            return
    whole(draft, request)


def whole(draft, request):
    named = [unit_id for unit in draft.units for unit_id in unit.unit_ids]
    assert named == [unit.id for unit in request.units]
    blank = {unit.unit_ids[0] for unit in draft.units if not unit.text}
    flagged = {one.cue_id for one in draft.findings if one.rule == "untranslated"}
    cues = {unit.id: unit.source_ids[0] for unit in request.units}
    assert {cues[unit_id] for unit_id in blank} <= flagged
    return blank


def test_older_servers_are_asked_more_plainly():
    with Hostile(("refuses-schema",)) as server, engine_at(server) as engine:
        request = TranslationRequest("x", "en", "es", units(14))
        (draft,) = engine.translate([request])
    assert all(unit.text for unit in draft.units)
    forms = [body.get("response_format", {}).get("type") for body in server.asked]
    assert forms[:3] == ["json_schema", "json_object", None]
    assert set(forms[3:]) == {None}  # it is not asked in vain again


def test_a_server_that_is_gone_stops_the_run_with_a_word(hurry):
    with Hostile() as server:
        address = server.address
    engine = ChatEngine(EngineSettings(server=address, server_model="m"))
    with engine, pytest.raises(FetchError, match="does not answer") as told:
        list(engine.translate([TranslationRequest("x", "en", "es", units(3))]))
    assert "run the same command" in told.value.hint
    assert len(hurry) == 5
    assert hurry[0] <= 1.0 <= hurry[4] <= 60.0


def test_it_waits_as_long_as_the_server_asks(hurry):
    with Hostile(("429", "well"), seed=1) as server, engine_at(server) as engine:
        list(engine.translate([TranslationRequest("x", "en", "es", units(40))]))
    assert hurry
    assert set(hurry) == {0.0}


def test_the_key_comes_from_the_environment_and_is_never_told(monkeypatch):
    monkeypatch.setenv(wire.KEY_VARIABLE, "s3cret")
    with Hostile() as server, engine_at(server) as engine:
        (draft,) = engine.translate([TranslationRequest("x", "en", "es", units(2))])
        assert server.headers[0]["Authorization"] == "Bearer s3cret"
        assert "s3cret" not in repr(draft)
        assert "s3cret" not in engine.provenance().signature
    request = TranslationRequest("x", "en", "es", units(2))
    with (
        Hostile(("refuses-key",)) as server,
        engine_at(server) as engine,
        pytest.raises(SettingsError, match="refuses the key") as told,
    ):
        list(engine.translate([request]))
    assert wire.KEY_VARIABLE in told.value.hint


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://localhost:8000/v1", True),
        ("http://127.0.0.1/v1", True),
        ("http://127.8.8.8/v1", True),
        ("http://[::1]:11434/v1", True),
        ("https://api.example.com/v1", False),
        ("http://192.168.1.4:8000/v1", False),
        ("http://localhost.example.com/v1", False),
        ("http://127.0.0.1.example.com/v1", False),
        ("http://user@example.com:80/127.0.0.1", False),
    ],
)
def test_another_machine_needs_leave(address, here):
    engine = ChatEngine(EngineSettings(server=address, server_model="m"))
    assert engine.capabilities().leaves_machine is not here
    if here:
        wire.ChatServer(address, "m", may_send=False).close()
        return
    with pytest.raises(SettingsError, match="another machine") as told:
        list(engine.translate([TranslationRequest("x", "en", "es", units(1))]))
    assert 'network = "send"' in told.value.hint
    wire.ChatServer(address, "m", may_send=True).close()


def test_without_a_server_it_serves_nothing():
    engine = registry.translation_engine("openai", EngineSettings())
    assert not engine.serves("en", "es")
    with pytest.raises(MissingPartError, match="No translation server"):
        engine.prepare()


@pytest.mark.parametrize(
    "address",
    [
        "localhost:8000",
        "http://[::1/v1",
        "http://127.0.0.1:abc/v1",
        "http://127.0.0.1:99999/v1",
        "http://127.0.0.1:80 80/v1",
        "http://exa\x07mple.com/v1",
    ],
)
def test_what_is_no_address_of_a_server_is_told(address):
    engine = ChatEngine(EngineSettings(server=address, server_model="m", may_send=True))
    assert engine.capabilities().leaves_machine is not address.startswith("http://127.")
    assert engine.provenance()
    with pytest.raises(SettingsError, match="is not the address of a server"):
        engine.prepare()


def test_it_says_beforehand_what_it_would_take():
    engine = ChatEngine(EngineSettings(server="http://127.0.0.1:1/v1"))
    assert isinstance(engine, Estimating)
    request = TranslationRequest("x", "en", "es", units(100))
    estimate = engine.estimate([request])
    assert estimate.calls == len(list(batches(request.units)))
    assert (
        estimate.tokens_asked
        > estimate.tokens_answered
        > sum(len(u.text) for u in request.units) / 5
    )


@pytest.mark.parametrize(
    "content",
    [
        "",
        "null",
        "[]",
        '{"lines": 3}',
        '{"lines": [3, null, {"id": 4}]}',
        "[" * 50_000,
        '{"lines": [{"id": "u0000", "begins": null, "text": "x"}]}',
        '{"lines": [{"id": "u0000", "begins": "Quite another", "text": "x"}]}',
        '{"lines": [{"id": "u0000", "text": "x"}]}',
    ],
)
def test_what_is_not_certain_is_left_out(content):
    assert renderings(content, units(2), "en") == {}


def answer(*texts):
    """One for the first units."""
    lines = [
        {"id": unit.id, "begins": unit.text.split()[0], "text": text}
        for unit, text in zip(units(), texts, strict=False)
    ]
    return json.dumps({"lines": lines})


@pytest.mark.parametrize(
    "content",
    [
        f"As asked [1], and in full [2, 3]:\n{answer('uno')}",
        f'{{"lines": []}}\n{answer("uno")}',
        f"{answer('borrador')}\nNo, better:\n{answer('uno')}\nThat is all [1].",
        f"<think>[1] {answer('borrador')} or</think>\n{answer('uno')}",
        f"<think>[1]</think>{answer('uno')}<think>Was that well? {answer('borrador')}",
        f"[1] {answer('borrador')} or so\n</think>\n{answer('uno')}",
    ],
)
def test_the_last_lines_that_a_model_says_are_taken(content):
    assert renderings(content, units(1), "en") == {"u0000": "uno"}
    assert is_over(content) is content.endswith("}")


def test_what_a_model_only_thought_is_no_answer():
    content = f"<think>{'Let me see. Something like this? ' * 3}{answer('uno')}"
    assert renderings(content, units(1), "en") == {}
    assert not is_over(content)


def test_a_bare_list_and_mended_spelling_are_understood():
    content = '[{"id": "u0000", "begins": "She was borne", "text": " Nació \\n en 1984. "}]'
    assert renderings(content, units(2), "en") == {"u0000": "Nació en 1984."}


@pytest.mark.parametrize(
    ("content", "over"),
    [
        ("", False),
        ('{"lines": [{"id": "a", "begins": "x", "text": "y"}', False),
        ('{"lines": [{"id": "a", "begins": "x", "text": "y"}]', True),
        ('Of course! {"lines": [{"id": "a", "begins": "x", "text": "y"}]}', True),
        ("Certainly, here it is. " * 20, True),
        (" ".join(str(n) for n in range(100)), False),
        (" ".join(str(n) for n in range(400)), True),
        ('{"lines": [' + " ".join(str(n) for n in range(400)), False),
    ],
)
def test_an_answer_is_over_when_it_is_whole_or_never_will_be(content, over):
    assert is_over(content) is over


def test_what_a_model_thinks_does_not_count_towards_what_is_looked_through():
    content = f"<think>{'Let me see. ' * 40_000}</think>{answer('uno')}"
    assert renderings(content, units(1), "en") == {"u0000": "uno"}


def test_many_thoughts_take_no_longer_than_their_length():
    began = time.process_time()
    content = f"{'So. <think>Hm.</think>' * 60_000}{answer('uno')}"
    assert spoken(content).startswith("So. So. ")
    assert time.process_time() - began < 2
