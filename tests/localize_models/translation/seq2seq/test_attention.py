"""Both engines tell which words render which, by a model of which the truth is known."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import accumulate

import pytest

from localize.drafting import draft_safely
from localize.engines import EngineSettings, TranslationRequest, TranslationUnit
from localize.guides import load_guide
from localize.script import Cue
from localize.segmentation import DEFAULT
from localize.segmentation.lay_over import lay_over
from localize.timeline import Span
from localize_models.translation.seq2seq.engine import CTranslate2Engine
from localize_models.translation.transformers.engine import TransformersEngine
from tests.localize_models.translation.seq2seq import toy
from tests.localize_models.translation.seq2seq.test_engine import localize

pytestmark = pytest.mark.torch

LINES = [toy.sentence(random.Random(seed), 3) for seed in range(60)]
#: Over two cues, so that their links are asked for.
UNITS = tuple(
    TranslationUnit(f"u{n}", source, Span(n * 3_000, n * 3_000 + 2_000), (f"a{n}", f"b{n}"))
    for n, (source, _, _) in enumerate(LINES)
)


@pytest.fixture(scope="module")
def models(toy_model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    done = localize(
        "models", "convert", toy_model, "--name", "toy", "--sources", "en", "--targets", "es",
        "--quantization", "float32", "--models-dir", folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def greedy(models):
    return EngineSettings(models_dir=str(models), device="cpu", compute_type="float32", beam_size=1)


def places(text):
    return [0, *accumulate(map(len, text.split()))][:-1]


def drafted(engine, units=UNITS):
    with engine:
        (draft,) = engine.translate([TranslationRequest("x", "en", "es", units)])
    return draft.units


def told(units):
    """How many links are told, how many of them are true, and how many truths there are."""
    links = true = all_ = 0
    for unit, (source, target, pairs) in zip(units, LINES, strict=True):
        assert unit.text == target
        ours, theirs = places(target), places(source)
        truth = {(theirs[of], ours[at]) for of, at in pairs}
        links += len(unit.links)
        true += len(truth & set(unit.links))
        all_ += len(truth)
    return links, true, all_


def test_links_are_mostly_true(greedy):
    links, true, all_ = told(drafted(CTranslate2Engine(greedy)))
    assert true >= 0.75 * links
    assert true >= 0.6 * all_


def test_a_wider_search_tells_the_same_of_the_same_draft(greedy):
    one = drafted(CTranslate2Engine(greedy))
    wide = drafted(CTranslate2Engine(replace(greedy, beam_size=4)))
    assert [unit.text for unit in wide] == [unit.text for unit in one]
    assert [unit.links for unit in wide] == [unit.links for unit in one]


def test_transformers_tells_what_the_same_weights_tell_on_ctranslate2(greedy, toy_model):
    settings = EngineSettings(model=str(toy_model), device="cpu", beam_size=1)
    one, other = drafted(CTranslate2Engine(greedy)), drafted(TransformersEngine(settings))
    assert [unit.text for unit in one] == [unit.text for unit in other]
    # A rounding may turn a link that is nearly as strong as another.
    same = sum(mine.links == theirs.links for mine, theirs in zip(one, other, strict=True))
    assert same >= len(LINES) - 2


def test_a_unit_within_one_cue_is_not_looked_into(greedy, toy_model):
    within = tuple(replace(unit, source_ids=unit.source_ids[:1]) for unit in UNITS)
    mixed = tuple((UNITS, within)[n % 2][n] for n in range(len(UNITS)))
    for engine in (
        CTranslate2Engine(greedy),
        TransformersEngine(EngineSettings(model=str(toy_model), device="cpu", beam_size=1)),
    ):
        units = drafted(engine, mixed)
        assert [bool(unit.links) for unit in units] == [n % 2 == 0 for n in range(len(units))]
        assert [unit.text for unit in units] == [target for _, target, _ in LINES]


def test_another_draft_that_fits_its_time_brings_its_own_links(greedy):
    settings = replace(greedy, beam_size=4)
    tight = tuple(replace(unit, room=len(LINES[n][1]) - 1.0) for n, unit in enumerate(UNITS))
    for unit in drafted(CTranslate2Engine(settings)):
        assert not any(one.links for one in unit.alternatives)
    chosen = 0
    with CTranslate2Engine(settings) as engine:
        (raw,) = engine.translate([TranslationRequest("x", "en", "es", tight)])
        (safe,) = draft_safely(engine, [TranslationRequest("x", "en", "es", tight)])
    for unit, kept in zip(raw.units, safe.units, strict=True):
        assert any(one.links for one in unit.alternatives)
        own = {unit.text: unit.links, **{one.text: one.links for one in unit.alternatives}}
        if kept.text in own:
            assert kept.links == own[kept.text]
            chosen += kept.text != unit.text
    assert chosen


def test_more_words_stand_in_the_cue_of_what_they_render(greedy):
    limits = load_guide("netflix").limits("es")
    made = [toy.sentence(random.Random(1_000 + n), 5) for n in range(60)]
    borders = [2 + n % max(1, len(one[0].split()) - 3) for n, one in enumerate(made)]
    units, cues = [], []
    for n, ((source, _, _), border) in enumerate(zip(made, borders, strict=True)):
        words = source.split()
        texts = " ".join(words[:border]), " ".join(words[border:])
        cues.append([Cue(f"c{k}", k * 4_000, k * 4_000 + 3_900, (texts[k],)) for k in (0, 1)])
        # By its time most of the sentence would belong in the second cue.
        units.append(TranslationUnit(f"u{n}", source, Span(2_900, 7_900), ("c0", "c1")))
    drafts = drafted(CTranslate2Engine(greedy), tuple(units))
    right, words = {0.0: 0, DEFAULT.misplaced: 0}, 0
    for n, (draft, (_, target, pairs)) in enumerate(zip(drafts, made, strict=True)):
        if draft.text != target:
            continue
        words += len(pairs)
        for weight in right:
            weights = replace(DEFAULT, misplaced=weight)
            laid = lay_over(
                [draft], cues[n], {units[n].id: units[n]}, limits, locale="es", weights=weights
            )
            stands = [cue.source_ids for cue in laid.cues for _ in cue.text.split()]
            right[weight] += sum(f"c{int(of >= borders[n])}" in stands[at] for of, at in pairs)
    assert words > 200
    assert right[DEFAULT.misplaced] > right[0.0]
    assert right[DEFAULT.misplaced] >= 0.9 * words
