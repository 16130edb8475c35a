"""Apertium's own pairs really draft; what is not there is refused, and said how to get."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace

import pytest

from localize import registry
from localize.drafting import draft_safely, units_of_cues
from localize.engines import EngineSettings, Term, TranslationRequest, TranslationUnit
from localize.errors import MissingPartError, SettingsError
from localize.formats import read_file
from localize.script import Cue
from localize.testing.engines import TranslationEngineContract
from localize.timeline import Span
from localize_models.translation.apertium import ApertiumEngine
from localize_models.translation.apertium_links import carried, marked, unmarked

LINES = (
    "She was born in 1984.",
    "Where have you been?",
    "I would like you to come home now.",
    "The train is in the station.",
)
UNITS = tuple(
    TranslationUnit(f"u{n}", text, Span(n * 3_000, n * 3_000 + 2_000), (f"c{n}",))
    for n, text in enumerate(LINES)
)


@pytest.fixture
def pairs():
    """The pair English to Spanish, which CI must have."""
    if shutil.which("apertium") and ApertiumEngine(EngineSettings()).serves("en", "es"):
        return
    missing = "apertium-eng-spa is not installed (make system-deps)"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.mark.usefixtures("pairs")
class TestContract(TranslationEngineContract):
    def engine(self):
        return ApertiumEngine(EngineSettings())

    def request(self):
        return TranslationRequest("x", "en", "es-419", UNITS)


@pytest.mark.usefixtures("pairs")
def test_it_drafts_spanish_line_by_line():
    engine = registry.translation_engine("apertium", EngineSettings())
    told = []
    request = TranslationRequest("x", "en-GB", "es-ES", UNITS)
    (draft,) = engine.translate([request], lambda name, done: told.append((name, done)))
    assert [unit.unit_ids for unit in draft.units] == [(unit.id,) for unit in UNITS]
    assert "1984" in draft.units[0].text
    assert "tren" in draft.units[3].text
    assert told == [("x", UNITS[-1].span.end)]
    assert draft.provenance.model == "apertium-eng-spa"
    assert draft.provenance.revision


@pytest.mark.usefixtures("pairs")
def test_marks_of_its_own_stream_and_blank_texts_shift_no_line():
    texts = ("[sighs] Come ^in$ / here {now} *yes* @home", "…", "a\n\nb", "No.", "\\ < > # ~")
    units = tuple(
        TranslationUnit(f"u{n}", text, Span(n, n + 1), (f"c{n}",)) for n, text in enumerate(texts)
    )
    (draft,) = ApertiumEngine(EngineSettings()).translate(
        [TranslationRequest("x", "en", "es", units)]
    )
    assert len(draft.units) == len(texts)
    assert draft.units[0].text.startswith("[")
    assert draft.units[1].text == "…"
    assert "b" in draft.units[2].text


@pytest.mark.usefixtures("pairs")
def test_many_more_units_than_a_process_is_given():
    units = tuple(
        TranslationUnit(f"u{n}", f"The train {n} is in the station.", Span(n, n + 1), (f"c{n}",))
        for n in range(450)
    )
    (draft,) = ApertiumEngine(EngineSettings()).translate(
        [TranslationRequest("x", "en", "es", units)]
    )
    assert all(f" {n} " in unit.text for n, unit in enumerate(draft.units))


@pytest.mark.usefixtures("pairs")
def test_cues_are_drafted_safely():
    cues = [
        Cue("c1", 0, 2_000, ("I would like you",)),
        Cue("c2", 2_100, 4_000, ("to come home now.",)),
        Cue("c3", 4_100, 6_000, ("- Where is it?", "- In the station.")),
    ]
    units = units_of_cues(cues, locale="en")
    engine = ApertiumEngine(EngineSettings())
    (draft,) = draft_safely(engine, [TranslationRequest("x", "en", "es", units)])
    assert [unit.unit_ids for unit in draft.units] == [(unit.id,) for unit in units]
    assert all(unit.text for unit in draft.units)
    assert draft.findings == ()


@pytest.mark.usefixtures("pairs")
def test_a_pair_that_is_not_there_is_refused():
    engine = ApertiumEngine(EngineSettings())
    assert not engine.serves("ja", "ko")
    assert not engine.serves("en", "en-GB")
    with pytest.raises(SettingsError, match="no pair from ja to ko"):
        list(engine.translate([TranslationRequest("x", "ja", "ko", UNITS)]))


def test_without_the_program_it_serves_nothing_and_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    engine = ApertiumEngine(EngineSettings())
    assert not engine.serves("en", "es")
    assert engine.provenance().version == "absent"
    with pytest.raises(MissingPartError) as told:
        engine.prepare()
    assert "apertium-eng-spa" in str(told.value.hint)


@pytest.mark.usefixtures("pairs")
@pytest.mark.parametrize(
    ("name", "terms"),
    [
        (
            "subs-sintel/sintel-film.en.srt",
            {"Scales": "Escamas", "dragon": "dragón", "blade": "hoja", "quest": "misión"},
        ),
        (
            "subs-elephantsdream/captions.en.vtt",
            {"Proog": "Proog", "Rhodes": "Rodas", "machine": "Máquina", "trap": "trampa"},
        ),
    ],
)
def test_every_term_of_a_real_film_is_right_or_flagged(shared_data, name, terms):
    """Counted by spelling alone: said in the source, in the draft, else named by a finding."""
    cues = read_file(shared_data / name, locale="en").track.cues
    units = units_of_cues(cues, locale="en")
    own = tuple(Term(source, target) for source, target in terms.items())
    request = TranslationRequest("x", "en", "es-419", units, terms=own)
    (draft,) = draft_safely(ApertiumEngine(EngineSettings()), [request])
    texts = {unit_id: one.text.casefold() for one in draft.units for unit_id in one.unit_ids}
    flagged = {(one.cue_id, one.start) for one in draft.findings}
    said = [
        (unit, target)
        for unit in units
        for source, target in terms.items()
        if source in {word.strip(".,;:!?\"'") for word in unit.text.split()}
    ]
    right = [unit.id for unit, target in said if target.casefold() in texts[unit.id]]
    assert len(said) > 8
    assert len(right) > len(said) / 3
    for unit, target in said:
        there = target.casefold() in texts[unit.id]
        assert there or (unit.source_ids[0], unit.span.start) in flagged, unit.text


def linked(source, target, links):
    """Links as words of both."""

    def word(text, place):
        at = 0
        for one in text.split():
            if at <= place < at + len(one):
                return one
            at += len(one)
        raise AssertionError(place)

    return {(word(source, of), word(target, at)) for of, at in links}


@pytest.mark.usefixtures("pairs")
def test_it_tells_where_its_rules_put_each_word_of_a_unit_over_cues():
    texts = (
        "I haven't seen the red house, Mr. Weber, since 1984!",
        'He said: "Don\'t go" and left [quietly] at 5$ an hour.',
        "She lives in New York now.",
        "Because he was late, I could not have gone to the cinema",
    )
    units = tuple(
        TranslationUnit(f"u{n}", text, Span(n, n + 1), ("a", "b") if n != 1 else ("a",))
        for n, text in enumerate(texts)
    )
    with ApertiumEngine(EngineSettings()) as engine:
        (draft,) = engine.translate([TranslationRequest("x", "en", "es", units)])
        plain = tuple(replace(unit, source_ids=("a",)) for unit in units)
        (alone,) = engine.translate([TranslationRequest("x", "en", "es", plain)])
    assert [unit.text for unit in draft.units] == [unit.text for unit in alone.units]
    assert not any(unit.links for unit in alone.units)
    assert draft.units[1].links == ()
    house = linked(texts[0], draft.units[0].text, draft.units[0].links)
    assert {("red", "roja,"), ("house,", "casa"), ("seen", "visto")} <= house
    # Marked word for word it is rendered otherwise there, and nothing is told of that.
    york = linked(texts[2], draft.units[2].text, draft.units[2].links)
    assert "Nueva York" in draft.units[2].text
    assert {target for _, target in york}.isdisjoint({"Nueva"})
    assert york
    cinema = linked(texts[3], draft.units[3].text, draft.units[3].links)
    assert {("to", "al"), ("the", "al"), ("cinema", "cine")} <= cinema


def test_marks_are_read_back_with_what_is_escaped():
    text = "a [b] c"
    stream = marked([text, "d"])
    assert stream.count("[[t:w:") == 4
    # Backwards, as no rule would.
    back = (
        r"[[t:w:2]]c[[/]] [[t:w:1]]\[[[/]][[t:w:1]]b[[/]][[t:w:1]]\][[/]] [[t:w:0]]a[[/]].[]"
        "[\n\n][[t:w:0]]d e[[/]].[]"
    )
    assert unmarked(back, [text, "d"]) == [
        ("c [b] a", ((4, 0), (1, 1), (0, 4))),
        ("d e", ((0, 0), (0, 1))),
    ]
    assert unmarked(back, ["one", "two", "three"]) == []
    assert carried(((4, 0), (1, 1), (0, 4)), "c [b] a", "C [b] z a") == ((4, 0), (1, 1), (0, 5))
