"""Whatever an engine answers, every unit is rendered once or flagged; nothing is lost."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from localize.drafting import draft_safely
from localize.engines import (
    Alternative,
    Draft,
    Term,
    TranslatedUnit,
    TranslationCapabilities,
    TranslationRequest,
    TranslationUnit,
)
from localize.findings import Severity
from localize.script import Provenance
from localize.timeline import Span

MADE = Provenance("scripted", "1")
SENTENCES = (
    "She was born in 1984 in a small town, and nobody knew her name.",
    "Where have you been all this time?",
    "I would like you to come home now.",
    "No.",
    "They told us that the train had left, but we waited until the morning.",
    "Good evening, Mr. Weber.",
)


@dataclass
class Scripted:
    """An engine whose answers are given by a function of the request."""

    answer: object
    asked: list = field(default_factory=list)
    name: str = "scripted"

    def capabilities(self):
        return TranslationCapabilities()

    def translate(self, requests, progress=None):
        for request in requests:
            self.asked.append(request)
            yield Draft(request.id, tuple(self.answer(request)), MADE)


def units(*texts):
    return tuple(
        TranslationUnit(f"u{n}", text, Span(n * 3000, n * 3000 + 2500), (f"c{n}",))
        for n, text in enumerate(texts or SENTENCES)
    )


def spanish(unit):
    """A rendering that passes the nets: as long as the source, its figures kept."""
    figures = "".join(f" {w.strip('.,')}" for w in unit.text.split() if w.strip(".,").isdigit())
    return "según parece " * max(1, len(unit.text) // 18) + "ya" + figures


def draft(answer, *texts, terms=()):
    engine = Scripted(answer)
    request = TranslationRequest("e1", "en", "es", units(*texts), terms=terms)
    (made,) = draft_safely(engine, [request])
    return made, engine


def whole(made, request_units):
    """The units that a draft names, and those without text, each of which must have a finding."""
    named = [unit_id for unit in made.units for unit_id in unit.unit_ids]
    assert named == [unit.id for unit in request_units]
    blank = {i for unit in made.units if not unit.text for i in unit.unit_ids}
    flagged = {one.cue_id for one in made.findings if one.rule == "untranslated"}
    sources = {unit.id: unit.source_ids[0] for unit in request_units}
    assert {sources[i] for i in blank} <= flagged
    return blank


def test_a_sound_answer_is_taken_as_it_is():
    made, engine = draft(lambda r: [TranslatedUnit((u.id,), spanish(u)) for u in r.units])
    assert whole(made, units()) == set()
    assert made.findings == ()
    assert len(engine.asked) == 1


def test_what_was_left_out_is_asked_for_again_alone():
    def answer(request):
        found = [TranslatedUnit((u.id,), spanish(u)) for u in request.units]
        return found if request.attempt else found[1:-1]

    made, engine = draft(answer)
    assert whole(made, units()) == set()
    assert [u.id for u in engine.asked[1].units] == ["u0", "u5"]
    # It may look at the rest of the programme and at what is drafted already.
    assert len(engine.asked[1].programme) == len(SENTENCES)
    assert dict(engine.asked[1].drafted).keys() == {"u1", "u2", "u3", "u4"}


def test_what_is_known_stands_between_sentences_and_around_those_asked_again():
    """Two that are rendered as one must follow each other in the programme, not in the question."""
    programme = units()
    asked = (programme[0], programme[2])

    def joins(request):
        return [TranslatedUnit(("u0", "u2"), " ".join(spanish(u) for u in asked))]

    engine = Scripted(joins)
    request = TranslationRequest(
        "e1", "en", "es", asked, programme=programme, drafted=(("u1", "¿Dónde estabas?"),)
    )
    (made,) = draft_safely(engine, [request])
    assert whole(made, asked) == {"u0", "u2"}
    assert engine.asked[1].programme == programme
    assert dict(engine.asked[1].drafted)["u1"] == "¿Dónde estabas?"


def test_a_name_that_an_engine_translates_is_asked_for_as_the_market_has_it():
    """What it does not know it passes through; words of the language are not put in."""
    terms = (Term("Mr. Weber", "Señor Weber"), Term("Weber", "Weber"), Term("evening", "anochecer"))

    def answer(request):
        told = {"Good evening, Señor Weber.": "Buenas noches, Señor Weber."}
        return [
            TranslatedUnit((u.id,), told.get(u.text, "Buenas noches, Tejedor."))
            for u in request.units
        ]

    made, engine = draft(answer, "Good evening, Mr. Weber.", terms=terms[:2])
    assert made.units[0].text == "Buenas noches, Señor Weber."
    assert made.findings == ()
    assert [u.text for u in engine.asked[1].units] == ["Good evening, Señor Weber."]
    made, engine = draft(answer, "Good evening, Mr. Weber.", terms=terms)
    (told,) = made.findings
    assert "“evening” as “anochecer”" in told.message
    assert not any("anochecer" in u.text for one in engine.asked for u in one.units)


def test_the_source_echoed_forever_is_flagged_and_blank():
    made, _ = draft(lambda r: [TranslatedUnit((u.id,), u.text) for u in r.units])
    blank = whole(made, units())
    # A copy of a line of a word or two may be right: "No." is Spanish, too.
    assert blank == {"u0", "u1", "u2", "u4", "u5"}
    told = next(one for one in made.findings if one.cue_id == "c1")
    assert told.severity is Severity.ERROR
    assert "copied the source" in told.message
    assert SENTENCES[1] in told.message


def test_a_long_sentence_is_asked_for_in_parts():
    def answer(request):
        return [
            TranslatedUnit((u.id,), spanish(u) if "/" in u.id or len(u.text) < 60 else "")
            for u in request.units
        ]

    made, engine = draft(answer)
    assert whole(made, units()) == set()
    parts = engine.asked[-1].units
    assert [u.id for u in parts] == ["u0/1", "u0/2", "u4/1", "u4/2"]
    assert parts[0].text == "She was born in 1984 in a small town,"
    assert parts[0].span.end == parts[1].span.start
    first = next(unit for unit in made.units if unit.unit_ids == ("u0",))
    assert first.text == f"{spanish(parts[0])} {spanish(parts[1])}"


def test_a_doubtful_draft_is_kept_with_a_finding():
    def answer(request):
        return [TranslatedUnit((u.id,), spanish(u).replace("1984", "")) for u in request.units]

    made, _ = draft(answer)
    assert whole(made, units()) == set()
    (doubt,) = made.findings
    assert doubt.rule == "doubtful-draft"
    assert doubt.cue_id == "c0"
    assert "1984" in doubt.message


def test_joined_sentences_are_parted_or_said():
    def joins(request):
        first, second, *rest = request.units
        both = TranslatedUnit((first.id, second.id), f"{spanish(first)} {spanish(second)}")
        return [both, *(TranslatedUnit((u.id,), spanish(u)) for u in rest)]

    def parted(request):
        if request.attempt:
            return [TranslatedUnit((u.id,), spanish(u)) for u in request.units]
        return joins(request)

    made, _ = draft(parted)
    assert [u.unit_ids for u in made.units][:2] == [("u0",), ("u1",)]
    made, _ = draft(joins)
    assert whole(made, units()) == set()
    assert made.units[0].unit_ids == ("u0", "u1")
    assert [one.rule for one in made.findings] == ["joined-draft"]


def test_what_is_heard_joined_and_doubtful_is_kept(monkeypatch):
    """An engine that works from sound is asked once: what it renders together stays."""

    def joins(request):
        first, second, *rest = request.units
        both = TranslatedUnit((first.id, second.id), "según parece ya nació en un pueblo pequeño")
        return [both, *(TranslatedUnit((u.id,), spanish(u)) for u in rest)]

    monkeypatch.setattr(
        Scripted, "capabilities", lambda _: TranslationCapabilities(from_sound=True)
    )
    made, engine = draft(joins)
    assert len(engine.asked) == 1
    assert whole(made, units()) == set()
    assert made.units[0].unit_ids == ("u0", "u1")
    assert {one.rule for one in made.findings} == {"joined-draft", "doubtful-draft"}
    assert "1984" in next(o.message for o in made.findings if o.rule == "doubtful-draft")


def test_a_draft_that_can_be_read_in_its_time_wins_if_it_is_nearly_as_good():
    long, short = "quisiera que vinieras a casa conmigo ahora mismo", "vuelve ya a casa"

    def answer(score):
        def give(request):
            return [
                TranslatedUnit((u.id,), long, score=-0.5, alternatives=(Alternative(short, score),))
                for u in request.units
            ]

        return give

    def drafted(score, room):
        engine = Scripted(answer(score))
        unit = replace(units("I would like you to come home now.")[0], room=room)
        (made,) = draft_safely(engine, [TranslationRequest("e", "en", "es", (unit,))])
        return made.units[0].text

    assert drafted(-0.9, room=30) == short
    assert drafted(-0.9, room=90) == long
    assert drafted(-1.9, room=30) == long
    assert drafted(-0.9, room=0) == long


def test_links_are_those_of_the_draft_that_is_kept():
    long, short = "quisiera que vinieras a casa conmigo ahora mismo", "vuelve ya a casa"

    def give(request):
        other = Alternative(short, -0.6, ((0, 0),))
        return [
            TranslatedUnit((u.id,), long, score=-0.5, alternatives=(other,), links=((1, 1),))
            for u in request.units
        ]

    for room, kept in ((0, ((1, 1),)), (30, ((0, 0),))):
        unit = replace(units("I would like you to come home now.")[0], room=room)
        (made,) = draft_safely(Scripted(give), [TranslationRequest("e", "en", "es", (unit,))])
        assert made.units[0].links == kept


def test_links_to_words_that_are_not_the_sources_are_dropped():
    """Its text put right, or asked for with the market's name in the question."""
    terms = (Term("Mr. Weber", "Señor Weber"), Term("Weber", "Weber"))

    def answer(request):
        told = {"Good evening, Señor Weber.": "Buenas noches, Señor Weber."}
        return [
            TranslatedUnit((u.id,), told.get(u.text, "Buenas noches, Tejedor."), links=((0, 0),))
            for u in request.units
        ]

    made, _ = draft(answer, "Good evening, Mr. Weber.", terms=terms)
    assert made.units[0].text == "Buenas noches, Señor Weber."
    assert made.units[0].links == ()
    made, _ = draft(answer, "Good evening, Tejedor.")
    assert made.units[0].links == ((0, 0),)


def test_many_requests_come_back_by_their_names():
    engine = Scripted(lambda r: [TranslatedUnit((u.id,), spanish(u)) for u in r.units])
    requests = [TranslationRequest(f"e{n}", "en", "es", units()) for n in range(3)]
    assert [made.id for made in draft_safely(engine, requests)] == ["e0", "e1", "e2"]
    assert list(draft_safely(engine, [])) == []


@settings(max_examples=300)
@given(st.integers(0, 2**32), st.integers(1, 30))
def test_no_answer_whatever_loses_a_unit(seed, size):
    """Dropped, merged, reordered, doubled, emptied, echoed, foreign and unknown ids, at random."""
    random_ = random.Random(seed)
    texts = [random_.choice(SENTENCES) for _ in range(size)]

    def answer(request):
        found = []
        for unit in request.units:
            kind = random_.randrange(8)
            text = spanish(unit)
            if kind == 0:
                continue
            if kind == 1:
                text = ""
            if kind == 2:
                text = unit.text
            if kind == 3:
                text = "loop " * 40
            if kind == 4 and found:
                ids = (*found[-1].unit_ids, unit.id)
                found[-1] = TranslatedUnit(ids, f"{found[-1].text} {text}")
                continue
            if kind == 5:
                found.append(TranslatedUnit((f"x{unit.id}",), text))
            found.append(TranslatedUnit((unit.id,), text))
            if kind == 6:
                found.append(TranslatedUnit((unit.id,), "otra cosa"))
        if random_.random() < 0.3:
            random_.shuffle(found)
        return found

    made, _ = draft(answer, *texts)
    whole(made, units(*texts))
