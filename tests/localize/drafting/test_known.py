"""Known lines among sentences: which are certain, which only look so, what is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.drafting.known import (
    ForeignLine,
    KnownCue,
    KnownLines,
    KnownPassage,
    nothing_asked,
)
from localize.drafting.recalling import Recall
from localize.engines import Draft, Term, TranslatedUnit, TranslationUnit
from localize.findings import Finding, Severity
from localize.script import Provenance
from localize.timeline import Span

MADE = Provenance("fake", "1")


def units(*texts, pause=500):
    """Sentences of 2 s with a pause between them."""
    step = 2000 + pause
    return tuple(
        TranslationUnit(f"u{n}", text, Span(n * step, n * step + 2000), (f"c{n}",))
        for n, text in enumerate(texts, 1)
    )


def passage(*source, target, before="", after="", episode="S01E01", at="2031-01-01", locale="en"):
    cue = KnownCue("c1", 0, 2000, tuple(target.split(" / ")), by="Rita", at=at)
    return KnownPassage(source, before, after, locale, 2000, (cue,), episode, "Sea")


def find(passages, given, source="en", target="fr-FR", **options):
    recall = Recall(KnownLines(tuple(passages)), target)
    return recall.find(given, source, **options)


def test_what_is_known_is_not_asked_for():
    known = passage("Where have you been?", target="Où étais-tu / passé ?")
    given = units("I saw it.", "Where have you been?", "At dawn.")
    found = find([known], given)
    assert [unit.id for unit in found.asked(given)] == ["u1", "u3"]
    (run,) = found.runs
    assert (run.unit_ids, run.text, run.doubt) == (("u2",), "Où étais-tu passé ?", "")
    draft = Draft(
        "x", (TranslatedUnit(("u1",), "Je l’ai vu."), TranslatedUnit(("u3",), "À l’aube.")), MADE
    )
    whole = found.filled(given, draft)
    assert [(one.unit_ids, one.text) for one in whole.units] == [
        (("u1",), "Je l’ai vu."),
        (("u2",), "Où étais-tu passé ?"),
        (("u3",), "À l’aube."),
    ]
    assert whole.provenance == MADE


def test_sentences_that_end_elsewhere_are_found_together():
    known = passage("Well, come in.", "Sit down.", target="Entrez, asseyez-vous.")
    given = units("Well,", "come in.", "Sit down.", "Who are you?")
    found = find([known], given)
    assert found.runs[0].unit_ids == ("u1", "u2", "u3")
    whole = found.filled(given, Draft("x", (TranslatedUnit(("u4",), "Qui ?"),), MADE))
    assert [one.unit_ids for one in whole.units] == [("u1", "u2", "u3"), ("u4",)]


def test_everything_known_asks_nothing():
    given = units("Where have you been?")
    found = find([passage("Where have you been?", target="Où ?")], given)
    assert found.asked(given) == ()
    whole = found.filled(given, nothing_asked("x"))
    assert whole.provenance.engine == "memory"
    assert [one.text for one in whole.units] == ["Où ?"]


def test_another_language_of_the_source_is_not_known():
    german = passage("Hand in Hand gehen wir.", target="Main dans la main.", locale="de")
    assert find([german], units("Hand in Hand gehen wir."), "en").runs == ()
    assert find([german], units("Hand in Hand gehen wir."), "de-AT").runs


@pytest.mark.parametrize(
    ("before", "after", "sure"), [("I saw it.", "", True), ("", "At dawn.", True), ("", "", False)]
)
def test_a_word_or_two_needs_a_neighbour(before, after, sure):
    known = passage("Right.", target="À droite.", before=before, after=after)
    (run,) = find([known], units("I saw it.", "Right.", "At dawn.")).runs
    assert bool(run.doubt) is not sure


def test_the_ends_of_an_episode_are_no_neighbours():
    (run,) = find([passage("Right.", target="À droite.")], units("Right.")).runs
    assert "short" in run.doubt


def test_of_two_renderings_the_neighbours_decide_else_the_later_is_offered():
    first = passage("Where have you been?", target="Où étais-tu ?", before="Tom!", at="2031-01-02")
    second = replace(
        passage("Where have you been?", target="Où étiez-vous ?", before="Sir!", at="2031-01-01"),
        episode="S01E02",
    )
    (run,) = find([first, second], units("Sir!", "Where have you been?")).runs
    assert (run.text, run.doubt) == ("Où étiez-vous ?", "")
    (run,) = find([first, second], units("Madam!", "Where have you been?")).runs
    assert run.text == "Où étais-tu ?"
    assert "two ways, as “Où étiez-vous ?” in S01E02" in run.doubt
    same = replace(second, cues=first.cues)
    (run,) = find([first, same], units("Madam!", "Where have you been?")).runs
    assert run.doubt == ""


def test_other_capitals_are_offered_only():
    (run,) = find([passage("They told us to run.", target="x")], units("They told US to run.")).runs
    assert "capitals" in run.doubt


def test_terms_of_today_hold_for_lines_of_yesterday():
    known = passage("The Deep Six is gone for good.", target="Le Fond a disparu.")
    given = units("The Deep Six is gone for good.")
    (run,) = find([known], given, terms=[Term("Deep Six", "Le Fond")]).runs
    assert run.doubt == ""
    (run,) = find([known], given, terms=[Term("Deep Six", "L’Abîme")]).runs
    assert "“Deep Six” as “L’Abîme”" in run.doubt


def test_tags_and_breaks_make_no_other_text_and_spaces_none_in_japanese():
    known = passage("<i>Where have you</i> been?", target="x")
    assert find([known], units("Where have  you been?")).runs
    japanese = passage("どこに いたの 今日は朝から", target="x", locale="ja")
    assert find([japanese], units("どこにいたの今日は朝から"), "ja").runs[0].doubt == ""


def test_marks_and_spaces_of_a_guide_make_no_other_text():
    known = passage("« Où étais-tu… toute la nuit\u202f? »", target="x", locale="fr")
    (run,) = find([known], units("«Où étais-tu... toute la nuit?»"), "fr", "de-DE").runs
    assert run.doubt == ""
    assert find([known], units("«Où étais-tu... toute la nuit!»"), "fr", "de-DE").runs == ()


def test_a_recognisers_commas_make_no_other_text_where_a_neighbour_is_the_same():
    known = passage("Well, I saw it.", "Then we left.", target="x", before="Where were you?")
    given = units("But where were you?", "Well I saw it, then we left.")
    (run,) = find([known], given).runs
    assert run.doubt == ""
    (run,) = find([replace(known, before="What?")], given).runs
    assert "marks" in run.doubt
    assert find([known], units("Well, I saw it?", "Then we left.")).runs == ()
    assert (
        find([passage("They were all alone.", target="x")], units("They we're all alone.")).runs
        == ()
    )


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("You saw it, then we left together.", True),
        ("You saw it. then we left together.", True),
        ("you saw it. Then we left together.", True),
        ("You saw it. Then We left together.", False),
        ("You SAW it. Then we left together.", False),
    ],
)
def test_capitals_at_the_begin_of_a_sentence_tell_nothing(text, sure):
    known = passage("You saw it.", "Then we left together.", target="x", before="Where were you?")
    (run,) = find([known], units("Where were you?", text)).runs
    assert bool(run.doubt) is not sure


def test_a_neighbour_that_begins_elsewhere_is_the_same_neighbour():
    known = passage("Right.", target="À droite.", before="I told you that I saw it.")
    (run,) = find([known], units("Well, then. I told you that I saw it.", "Right.")).runs
    assert run.doubt == ""
    (run,) = find([replace(known, before="it.")], units("I saw it.", "Right.")).runs
    assert run.doubt


def test_what_is_nearly_the_same_is_an_example_and_no_draft():
    known = passage("Where have you been all night?", target="Où as-tu passé la nuit ?")
    given = units("Where had you been all night?", "At dawn.")
    found = find([known], given, examples=True)
    assert found.runs == ()
    (example,) = found.examples
    assert (example.unit_id, example.target) == ("u1", "Où as-tu passé la nuit ?")
    assert 85 <= example.score < 100
    assert find([known], given).examples == ()


def test_an_approved_line_is_a_better_example_than_a_foreign_one():
    lines = KnownLines(
        (passage("We go there together.", target="Nous y allons ensemble."),),
        (
            ForeignLine("We go there  together.", "On y va à deux.", "en"),
            ForeignLine(
                "We all go\nthere together.", "<i>Nous y allons\ntous ensemble.</i>", "en-US"
            ),
            ForeignLine("We go there together?", "Zusammen?", "de"),
        ),
    )
    found = Recall(lines, "fr-FR").find(units("We go there together!"), "en", examples=True)
    assert [one.target for one in found.examples] == [
        "Nous y allons ensemble.",
        "Nous y allons tous ensemble.",
    ]


def test_an_engine_that_hears_is_asked_for_a_known_line_in_a_short_pause_too():
    given = units("I saw it.", "Where have you been?", "At dawn.", pause=-900)
    found = find([passage("Where have you been?", target="Où ?")], given)
    assert [unit.id for unit in found.asked(given, heard=True)] == ["u1", "u2", "u3"]
    told = Finding("joined-draft", Severity.NOTE, "…", cue_id="c2", start=given[1].span.start)
    apart = tuple(TranslatedUnit((f"u{n}",), text) for n, text in enumerate("ABC", 1))
    draft = Draft("x", apart, MADE, (told,))
    whole = found.beside(draft).filled(given, draft)
    assert [(one.unit_ids, one.text) for one in whole.units] == [
        (("u1",), "A"),
        (("u2",), "Où ?"),
        (("u3",), "C"),
    ]
    assert whole.findings == ()
    far = units("I saw it.", "Where have you been?", "At dawn.")
    assert [unit.id for unit in found.asked(far, heard=True)] == ["u1", "u3"]


def test_a_known_line_that_is_heard_in_one_with_another_is_not_said_twice():
    given = units("I saw it.", "Where have you been?", "At dawn.", "Go home now.", pause=-900)
    known = [
        passage("Where have you been?", target="Où ?"),
        passage("Go home now.", target="Rentre."),
    ]
    found = find(known, given)
    joined = TranslatedUnit(("u2", "u3"), "Where. At dawn.")
    told = Finding("joined-draft", Severity.NOTE, "…", cue_id="c2", start=given[1].span.start)
    draft = Draft("x", (TranslatedUnit(("u1",), "Vu."), joined), MADE, (told,))
    beside = found.beside(draft)
    assert [run.text for run in beside.runs] == ["Rentre."]
    whole = beside.filled(given, draft)
    assert [one.text for one in whole.units] == ["Vu.", "Where. At dawn.", "Rentre."]
    assert whole.findings == (told,)
