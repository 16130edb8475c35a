"""Risk: what raises it, in words; and that it ranks mistakes in real text above clean lines."""

from __future__ import annotations

import random
import sys
from importlib import import_module
from pathlib import Path

import pytest

from localize import registry
from localize.drafting.negation import negations
from localize.drafting.partners import lacking, words
from localize.drafting.risk import MOST, RULES, Evidence, Reason, Risk, risks
from localize.engines import CheckContext
from localize.findings import Finding, Severity
from localize.guides import load_guide
from localize.script import Cue
from localize.timeline import FrameRate

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data"

#: Lines as alike as dialogue is: what is usual must be known before anything is unusual.
PLAIN = [
    ("We have to leave tonight.", "Tenemos que irnos esta noche."),
    ("The beach is near the harbour.", "La playa está cerca del puerto."),
    ("Where did you see the boat?", "¿Dónde viste el barco?"),
    ("My brother took the boat.", "Mi hermano se llevó el barco."),
    ("That boat belongs to my father.", "Ese barco es de mi padre."),
    ("The harbour is closed today.", "El puerto está cerrado hoy."),
    ("They looked for you everywhere.", "Te buscaron por todas partes."),
    ("She will come back tomorrow.", "Ella volverá mañana."),
    ("The train leaves from the harbour.", "El tren sale desde el puerto."),
    ("Give me the keys, please.", "Dame las llaves, por favor."),
    ("Somebody was at the door.", "Había alguien en la puerta."),
    ("The harbour was full of people.", "El puerto estaba lleno de gente."),
    ("It was raining all morning.", "Llovió toda la mañana."),
    ("Their house is very old.", "Su casa es muy antigua."),
]


def judge(*pairs, target="es", source="en", **evidence):
    """The risk of each of some lines that stand among plain ones."""
    both = [*pairs, *PLAIN]
    sources = tuple(
        Cue(f"s{n}", n * 4000, n * 4000 + 3500, (one,)) for n, (one, _) in enumerate(both)
    )
    cues = tuple(
        Cue(f"t{n}", n * 4000, n * 4000 + 3500, (one,), source_ids=(f"s{n}",))
        for n, (_, one) in enumerate(both)
    )
    guide = load_guide("netflix")
    context = CheckContext(
        guide.limits(target),
        FrameRate.parse("24"),
        guide.habits(target),
        source=sources,
        source_locale=source,
    )
    found = risks(cues, context, Evidence(**evidence))
    return [found[f"t{n}"] for n in range(len(both))]


def whys(risk):
    return " / ".join(reason.why for reason in risk.reasons)


def test_every_rule_that_counts_is_one_that_something_finds():
    """Rules of the checks, and those that drafting itself tells."""
    checks = {check.name for check in registry.checks()}
    told = {"untranslated", "lost", "doubtful-draft", "joined-draft", "known-line"}
    assert RULES.keys() <= checks | told


def test_plain_lines_have_no_risk():
    assert [risk.score for risk in judge()] == [0] * len(PLAIN)


@pytest.mark.parametrize(
    ("source", "draft", "why"),
    [
        ("I did not take the keys.", "Cogí las llaves.", "The source says “not”"),
        ("I took the keys.", "No cogí las llaves.", "The draft says “not”"),
        ("We met Harriet in town.", "Conocimos a Ibrahim en el pueblo.", "Says “Ibrahim”"),
        ("Look at that.", "Look at that.", "The same words as the source"),
        ("The boat has gone.", "La mesa es de madera.", "but not “barco”"),
        (
            "She will be there.",
            "Y entonces, cuando por fin llegaron todos los demás, ella se sentó a esperar.",
            "longer than this track's lines",
        ),
    ],
)
def test_each_mistake_is_named(source, draft, why):
    risk, *others = judge((source, draft))
    assert why in whys(risk)
    assert risk.score > max(one.score for one in others)


def test_findings_count_once_a_rule_where_their_source_is_rendered():
    lost = Finding("untranslated", Severity.ERROR, "It gave no text.", cue_id="s0")
    wide = Finding("line-length", Severity.ERROR, "50 characters.", cue_id="t0")
    style = Finding("ellipsis", Severity.NOTE, "Three dots.", cue_id="t0")
    risk, *_ = judge(("Hello there.", "Hola a todos."), findings=(lost, lost, wide, style))
    assert [reason.why for reason in risk.reasons] == ["It gave no text.", "50 characters."]


def test_what_was_heard_badly_and_drafted_unsurely_is_told():
    scores = {f"t{n}": -0.2 for n in range(1, 15)} | {"t0": -1.5}
    risk, other, *_ = judge(
        ("Hello there.", "Hola a todos."),
        scores=scores,
        heard={"s0": 0.2, "s1": 0.95},
        doubtful={"s0": "Heard twice before it was believed"},
    )
    assert "22%" in whys(risk)  # e to the power of -1.5
    assert "20% certainty" in whys(risk)
    assert "Heard twice" in whys(risk)
    assert other.score == 0


def test_the_same_draft_of_different_lines_is_suspicious():
    first, second, *_ = judge(
        ("He left his coat here.", "Gracias por ver el vídeo."),
        ("They sold the farm.", "Gracias por ver el vídeo."),
    )
    assert "same text" in whys(first)
    assert "same text" in whys(second)


def test_a_score_is_what_its_reasons_come_to_and_no_more_than_all():
    risk = Risk((Reason("one", 70), Reason("two", 60)))
    assert risk.score == MOST
    assert risk.to_data() == {
        "score": 100,
        "reasons": [{"why": "one", "points": 70}, {"why": "two", "points": 60}],
    }


@pytest.mark.parametrize(
    ("text", "locale", "denies"),
    [
        ("I don’t know.", "en", True),
        ("I know, notice it.", "en", False),
        ("Je n'en sais rien.", "fr", True),
        ("Nunca más.", "es", True),
        ("分かりません。", "ja", True),
        ("分かります。", "ja", False),
        ("मुझे नहीं पता", "hi", True),
        ("我知道", "zh-Hans", False),
        ("我不知道", "zh-Hans", True),
    ],
)
def test_negation_is_found(text, locale, denies):
    assert bool(negations(text, locale)) is denies


def test_a_language_without_a_list_says_so():
    assert negations("whatever", "tlh") is None


def test_a_pair_does_not_speak_for_itself():
    """A word that comes in one line alone has no partner that could be missed."""
    pairs = [(words(one, "en"), words(two, "es")) for one, two in PLAIN]
    assert lacking(pairs) == [[] for _ in pairs]


@pytest.mark.skipif(not DATA.is_dir(), reason="no ../shared/data beside the checkout")
def test_seeded_mistakes_rank_above_the_clean_lines_of_real_subtitles(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    benchmark = import_module("risk")  # a benchmark's parts, found only now

    try:
        found = [
            one
            for text in benchmark.texts(DATA)
            if text.name.startswith("subs") and len(text.pairs) >= 12
            for one in benchmark.judged(text, random.Random(3), 0.1)
        ]
        clean = [score for kind, score, _ in found if not kind]
        seeded = [score for kind, score, _ in found if kind]
        assert len(seeded) >= 30
        assert benchmark.area(seeded, clean) > 0.85
        top = sum(place < 0.2 for kind, _, place in found if kind) / len(seeded)
        assert top > 0.7
    finally:
        sys.modules.pop("risk", None)
