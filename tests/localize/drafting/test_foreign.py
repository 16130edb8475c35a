"""What is spoken in another language is not given to an engine as if it were in the programme's."""

from __future__ import annotations

from dataclasses import replace

from localize.drafting import draft_safely, units_of_words
from localize.engines import TranslatedUnit, TranslationCapabilities, TranslationRequest
from localize.findings import Severity
from localize.script import Word
from tests.localize.drafting.test_safely import Scripted, units


def spanish(request):
    return [TranslatedUnit((unit.id,), f"Digo: {unit.text}") for unit in request.units]


def request(*languages, target="es"):
    plain = units(*(f"Come home now, number {n}." for n, _ in enumerate(languages)))
    told = tuple(replace(u, language=one) for u, one in zip(plain, languages, strict=True))
    return TranslationRequest("e", "en", target, told)


def test_it_is_left_as_it_was_heard_in_its_place_and_told():
    engine = Scripted(spanish)
    asked = request("", "ja", "")
    (draft,) = draft_safely(engine, [asked])
    assert {unit.id for one in engine.asked for unit in one.units} == {"u0", "u2"}
    assert [one.unit_ids for one in draft.units] == [("u0",), ("u1",), ("u2",)]
    assert draft.units[1].text == asked.units[1].text
    (told,) = [one for one in draft.findings if one.rule == "foreign-dialogue"]
    assert (told.cue_id, told.severity) == ("c1", Severity.WARNING)
    assert "Spoken in ja" in told.message


def test_what_the_market_reads_needs_nobody():
    (draft,) = draft_safely(Scripted(spanish), [request("", "es", target="es-419")])
    (told,) = [one for one in draft.findings if one.rule == "foreign-dialogue"]
    assert told.severity is Severity.NOTE


def test_no_engine_is_asked_where_all_is_foreign():
    engine = Scripted(spanish)
    engine.provenance = lambda: None
    (draft,) = draft_safely(engine, [request("ja", "ja")])
    assert engine.asked == []
    assert [one.unit_ids for one in draft.units] == [("u0",), ("u1",)]


class Hearing(Scripted):
    def capabilities(self):
        return TranslationCapabilities(from_sound=True)


def test_an_engine_that_hears_the_programme_is_asked_for_all():
    engine = Hearing(spanish)
    (draft,) = draft_safely(engine, [request("", "ja")])
    assert len(engine.asked[0].units) == 2
    assert not [one for one in draft.findings if one.rule == "foreign-dialogue"]


def test_a_sentence_ends_where_the_language_does():
    words = [
        Word("He", 0, 200),
        Word("said", 200, 400),
        Word("danke", 450, 700, language="de"),
        Word("schön", 700, 900, language="de"),
        Word("twice.", 950, 1200),
    ]
    found = units_of_words(words, {"c1": (0, 1), "c2": (2, 3), "c3": (4, 4)}, locale="en")
    assert [(one.text, one.language) for one in found] == [
        ("He said", ""),
        ("danke schön", "de"),
        ("twice.", ""),
    ]
