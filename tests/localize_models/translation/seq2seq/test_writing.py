"""Drafts in Chinese in the script of their market."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from localize.engines import (
    Alternative,
    EngineSettings,
    Term,
    TranslationRequest,
    TranslationUnit,
)
from localize.timeline import Span
from localize_models.translation.seq2seq.card import CARD
from localize_models.translation.seq2seq.engine import CTranslate2Engine
from localize_models.translation.seq2seq.families import codec, marks_of
from localize_models.translation.seq2seq.writing import in_script
from localize_models.translation.transformers.engine import TransformersEngine
from tests.localize_models.translation.seq2seq import tiny_chinese

HERE = "他們的头发在这里"


def written(text, family, target, *terms):
    request = TranslationRequest(
        "x", "en", target, (), terms=tuple(Term("a", rendering) for rendering in terms)
    )
    one = Alternative(text, -0.5, ((0, 0),))
    (found,) = in_script([one], family, request)
    assert (found.score, found.links) == (one.score, one.links)
    return found.text


@pytest.mark.parametrize("family", ["m2m100", "mbart50", "madlad", "marian"])
@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("zh", "他们的头发在这里"),
        ("zh-Hans", "他们的头发在这里"),
        ("zh-SG", "他们的头发在这里"),
        ("zh-Hant", "他們的頭髮在這裡"),
        ("zh-TW", "他們的頭髮在這裡"),
        ("zh-HK", "他們的頭髮在這裏"),
        ("yue", "他們的頭髮在這裏"),
        ("ja", HERE),
    ],
)
def test_families_with_one_code_for_chinese(family, target, text):
    assert written(HERE, family, target) == text


@pytest.mark.parametrize("target", ["zh", "zh-Hans", "zh-TW"])
def test_a_family_with_a_code_for_each_script_says_it_itself(target):
    assert written(HERE, "nllb", target) == HERE


def test_renderings_of_terms_stay():
    assert written("张艺谋说", "m2m100", "zh-Hant", "张艺谋") == "张艺谋說"


@pytest.mark.parametrize(
    ("locale", "names"),
    [
        ("zh", ("zh", "cmn_Hans", "cmn")),
        ("zh-TW", ("zh_TW", "cmn_Hant", "zh", "cmn")),
        ("yue", ("yue", "yue_Hant")),
        ("sr-Latn", ("sr_Latn", "srp_Latn", "sr", "srp")),
        ("pt-BR", ("pt_BR", "por_Latn", "pt", "por")),
        ("tlh", ("tlh",)),
    ],
)
def test_names_of_targets_of_opus_mt(locale, names):
    assert marks_of(locale) == names


@pytest.mark.torch
@pytest.mark.parametrize(
    ("target", "mark"),
    [
        ("zh-Hans", [">>cmn_Hans<<"]),
        ("zh-HK", [">>cmn_Hant<<"]),
        ("es-419", [">>spa<<"]),
        ("fr", []),
    ],
)
def test_a_target_is_named_by_its_script(original, tmp_path, target, mark):
    for name in ("source.spm", "target.spm"):
        (tmp_path / name).symlink_to(original / name)
    marks = [">>cmn<<", ">>cmn_Hant<<", ">>cmn_Hans<<", ">>spa<<"]
    (tmp_path / "shared_vocabulary.json").write_text(json.dumps(marks), "utf-8")
    own = codec("marian", tmp_path)
    pieces = own.encode("Good evening.", "en", target)
    assert [piece for piece in pieces if piece.startswith(">>")] == mark
    assert own.own(pieces) == slice(len(mark), len(pieces) - 1)


# --- Whole drafts ---------------------------------------------------------------------------------

UNITS = tuple(
    TranslationUnit(f"u{n}", source, Span(n * 3_000, n * 3_000 + 2_000), (f"c{n}", f"d{n}"))
    for n, (source, _) in enumerate(tiny_chinese.PAIRS)
)
DRAFTS = {
    "zh": "晚上好。 她的头发很长。 我们没有时间。 门开着。 请进这里面。 皇后来了。",
    "zh-TW": "晚上好。 她的頭髮很長。 我們沒有時間。 門開著。 請進這裡面。 皇后來了。",
    "zh-HK": "晚上好。 她的頭髮很長。 我們沒有時間。 門開着。 請進這裏面。 皇后來了。",
}


def drafts(engine):
    requests = [TranslationRequest(target, "en", target, UNITS) for target in DRAFTS]
    with engine:
        return {draft.id: draft for draft in engine.translate(requests)}


def texts(found):
    return {target: " ".join(unit.text for unit in one.units) for target, one in found.items()}


@pytest.mark.torch
def test_a_model_that_only_knows_zh_drafts_for_every_market(chinese_model, tmp_path):
    done = subprocess.run(
        [
            sys.executable, "-W", "ignore", "-m", "localize", "models", "convert",
            str(chinese_model), "--name", "zh", "--sources", "en", "--targets", "zh",
            "--quantization", "float32", "--models-dir", str(tmp_path),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    settings = EngineSettings(
        models_dir=str(tmp_path), device="cpu", compute_type="float32", beam_size=1
    )
    found = drafts(CTranslate2Engine(settings))
    assert texts(found) == DRAFTS
    # Links are told of the text as the model wrote it, and hold for what became of it.
    assert all(unit.links for unit in found["zh-TW"].units)
    assert [unit.links for unit in found["zh-TW"].units] == [
        unit.links for unit in found["zh"].units
    ]


@pytest.mark.torch
def test_the_same_on_torch(chinese_model, tmp_path):
    folder = tmp_path / "zh"
    folder.mkdir()
    for file in chinese_model.iterdir():
        (folder / file.name).symlink_to(file)
    (folder / CARD).write_text(json.dumps({"sources": ["en"], "targets": ["zh"]}), "utf-8")
    found = drafts(
        TransformersEngine(EngineSettings(model=str(folder), device="cpu", threads=1, beam_size=1))
    )
    assert texts(found) == DRAFTS
