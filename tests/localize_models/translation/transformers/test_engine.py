"""Models on torch by two that are trained here: exact to the word, and no line lost where not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from localize import registry
from localize.drafting import draft_safely
from localize.engines import EngineSettings, TranslationRequest, TranslationUnit
from localize.errors import DeviceError, ModelError, SettingsError
from localize.formats import read_file
from localize.testing.engines import TranslationEngineContract
from localize.timeline import Span
from localize_models.translation.seq2seq.engine import CTranslate2Engine
from localize_models.translation.transformers.engine import TransformersEngine
from localize_models.weights.hashing import sha256_of
from tests.localize_models.translation.seq2seq import tiny, tiny_mbart
from tests.localize_models.translation.transformers import tiny_decoder

pytestmark = pytest.mark.torch

UNITS = tiny_decoder.UNITS
EXACT = [target for _, target in tiny.PAIRS]


def localize(*arguments, **env):
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "localize", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **env},
        check=False,
    )


@pytest.fixture
def greedy(original):
    return EngineSettings(model=str(original), device="cpu", beam_size=1)


@pytest.fixture
def asked(decoder):
    return EngineSettings(model=str(decoder), device="cpu")


class TestContract(TranslationEngineContract):
    @pytest.fixture(autouse=True)
    def _given(self, greedy):
        self.settings = greedy

    def engine(self):
        return TransformersEngine(self.settings)

    def request(self):
        return TranslationRequest("x", "en", "es-419", UNITS[:4])


class TestContractOfDecoders(TranslationEngineContract):
    @pytest.fixture(autouse=True)
    def _given(self, asked):
        self.settings = asked

    def engine(self):
        return TransformersEngine(self.settings)

    def request(self):
        return tiny_decoder.KNOWN[0]


# --- encoder-decoders -----------------------------------------------------------------------------


def test_it_says_what_it_was_taught(greedy, original):
    told = []
    engine = registry.translation_engine("transformers", greedy)
    request = TranslationRequest("x", "en-GB", "es", UNITS)
    with engine:
        (draft,) = engine.translate([request], lambda name, done: told.append((name, done)))
    assert [unit.text for unit in draft.units] == EXACT
    assert [unit.unit_ids for unit in draft.units] == [(unit.id,) for unit in UNITS]
    assert told == [("x", UNITS[-1].span.end)]
    assert draft.provenance.model == original.name
    assert draft.provenance.revision == sha256_of(original / "model.safetensors")
    assert draft.provenance.device == "cpu/float32"


def test_requests_of_many_episodes_share_batches_and_come_back_apart(greedy):
    requests = [
        TranslationRequest(f"e{n}", "en", "es", tuple(reversed(UNITS)) if n % 2 else UNITS[: n + 1])
        for n in range(5)
    ]
    with TransformersEngine(greedy) as engine:
        drafts = list(draft_safely(engine, requests))
    by_source = dict(tiny.PAIRS)
    assert [draft.id for draft in drafts] == [request.id for request in requests]
    for draft, request in zip(drafts, requests, strict=True):
        assert [u.text for u in draft.units] == [by_source[u.text] for u in request.units]


def test_scores_are_those_of_the_same_weights_on_ctranslate2(greedy, original, tmp_path):
    done = localize(
        "models", "convert", original, "--name", "same", "--sources", "en", "--targets", "es",
        "--quantization", "float32", "--models-dir", tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    request = TranslationRequest("x", "en", "es", UNITS)
    other = replace(greedy, model="same", models_dir=str(tmp_path), compute_type="float32")
    with TransformersEngine(greedy) as ours, CTranslate2Engine(other) as theirs:
        (one,), (two,) = ours.translate([request]), theirs.translate([request])
    for mine, their in zip(one.units, two.units, strict=True):
        assert mine.text == their.text
        assert mine.score == pytest.approx(their.score, abs=2e-3)


def test_a_wider_search_gives_other_drafts_with_their_scores(greedy):
    with TransformersEngine(replace(greedy, beam_size=4)) as engine:
        (draft,) = engine.translate([TranslationRequest("x", "en", "es", UNITS)])
    assert any(unit.alternatives for unit in draft.units)
    for unit in draft.units:
        assert unit.text not in [other.text for other in unit.alternatives]
        scores = [unit.score, *(other.score for other in unit.alternatives)]
        assert scores == sorted(scores, reverse=True)


def test_asked_again_it_searches_otherwise_and_in_every_run_alike(greedy):
    with TransformersEngine(greedy) as engine:
        for attempt in (1, 2, 9):
            request = TranslationRequest("x", "en", "es", UNITS[:3], attempt=attempt)
            (again,) = engine.translate([request])
            (same,) = engine.translate([request])
            assert all(unit.text for unit in again.units)
            assert again.units == same.units


def test_a_sentence_beyond_the_model_is_given_back_undone(greedy):
    long = TranslationUnit("long", "We have no time. " * 40, Span(0, 60_000), ("c",))
    with TransformersEngine(greedy) as engine:
        (draft,) = engine.translate([TranslationRequest("x", "en", "es", (UNITS[0], long))])
    assert draft.units[0].text == EXACT[0]
    assert draft.units[1].text == ""
    (finding,) = draft.findings
    assert finding.rule == "untranslated"
    assert finding.cue_id == "c"


def test_files_are_drafted_with_it_from_end_to_end(original, tmp_path):
    source = tmp_path / "ep1.en.srt"
    blocks = [
        f"{n + 1}\n00:00:{n * 2:02},000 --> 00:00:{n * 2 + 1:02},900\n{text}\n"
        for n, (text, _) in enumerate(tiny.PAIRS)
    ]
    source.write_text("\n".join(blocks), "utf-8")
    # A folder in transformers' format is this engine's, without its being named.
    done = localize(
        "translate", source, "--to", "es", "--out", tmp_path / "out", "--layout", "fixed",
        "--model", original, "--device", "cpu", "--models-dir", tmp_path, LOCALIZE_SERVER="",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "by transformers" in done.stdout
    draft = read_file(tmp_path / "out" / "ep1.es.draft.srt").track
    # The default beam may prefer another end here and there; the words are its own.
    same = sum(cue.text == text for cue, text in zip(draft.cues, EXACT, strict=True))
    assert same >= len(EXACT) - 3
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    made = manifest["episodes"][0]["tracks"][0]["made_by"][0]
    assert made["engine"] == "transformers"
    assert made["revision"] == sha256_of(original / "model.safetensors")


def test_an_mbart_50_names_both_languages_and_says_the_same_on_ctranslate2(mbart, tmp_path):
    done = localize(
        "models", "convert", mbart, "--name", "both", "--quantization", "float32", "--models-dir",
        tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    ours = EngineSettings(model=str(mbart), device="cpu", beam_size=1)
    theirs = EngineSettings(
        model="both", models_dir=str(tmp_path), device="cpu", compute_type="float32", beam_size=1
    )
    # Over two cues, so that it is told as well where the decoder looked.
    over = [replace(UNITS[n], source_ids=("a", "b")) for n in range(len(tiny_mbart.PAIRS))]
    back = [replace(unit, text=pair[1]) for unit, pair in zip(over, tiny_mbart.PAIRS, strict=True)]
    requests = [
        TranslationRequest("there", "en-GB", "es-419", tuple(over)),
        TranslationRequest("back", "es", "en", tuple(back)),
    ]
    with TransformersEngine(ours) as one, CTranslate2Engine(theirs) as other:
        assert other.serves("ja", "sv")
        assert not other.serves("en", "ca")
        here = {draft.id: draft.units for draft in one.translate(requests)}
        there = {draft.id: draft.units for draft in other.translate(requests)}
    for name, side in (("there", 1), ("back", 0)):
        for mine, their, pair in zip(here[name], there[name], tiny_mbart.PAIRS, strict=True):
            assert mine.text == their.text == pair[side]
            assert mine.links
            assert mine.links == their.links


def test_an_mbart_of_the_first_kind_is_refused(mbart, tmp_path):
    folder = tmp_path / "first"
    folder.mkdir()
    for file in mbart.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    for name in ("config.json", "tokenizer_config.json"):
        data = json.loads((folder / name).read_text("utf-8"))
        (folder / name).write_text(
            json.dumps(data | {"tokenizer_class": "MBartTokenizer"}), "utf-8"
        )
    done = localize("models", "convert", folder, "--name", "x", "--models-dir", tmp_path)
    assert done.returncode == 1
    assert "no mBART-50" in done.stderr
    with pytest.raises(ModelError, match="no mBART-50"):
        TransformersEngine(EngineSettings(model=str(folder))).serves("en", "es")


def test_pairs_and_devices_that_are_not_there_are_refused(greedy, tmp_path):
    engine = TransformersEngine(greedy)
    assert not engine.serves("es", "en")
    with pytest.raises(SettingsError, match="es to en"):
        list(engine.translate([TranslationRequest("x", "es", "en", UNITS)]))
    with pytest.raises(SettingsError, match="int3"):
        TransformersEngine(replace(greedy, compute_type="int3")).prepare()
    with pytest.raises(DeviceError, match="cuda:7"):
        TransformersEngine(replace(greedy, device="cuda:7")).prepare()


def test_broken_weights_are_said(original, tmp_path):
    folder = tmp_path / "broken"
    folder.mkdir()
    for file in original.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "model.safetensors").write_bytes(b"nothing")
    engine = TransformersEngine(EngineSettings(model=str(folder), device="cpu"))
    with engine, pytest.raises(ModelError, match="cannot be loaded"):
        list(engine.translate([TranslationRequest("x", "en", "es", UNITS)]))


def test_a_repositorys_own_code_is_not_run(decoder, tmp_path):
    folder = tmp_path / "own-code"
    folder.mkdir()
    for file in decoder.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    config = json.loads((folder / "config.json").read_text("utf-8"))
    own = {"AutoConfig": "mine.Mine", "AutoModelForCausalLM": "mine.Mine"}
    config |= {"auto_map": own, "model_type": "mine"}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    mark = tmp_path / "ran"
    (folder / "mine.py").write_text(f"open({str(mark)!r}, 'w')", "utf-8")
    engine = TransformersEngine(EngineSettings(model=str(folder), device="cpu"))
    with engine, pytest.raises(ModelError, match="cannot be loaded"):
        list(engine.translate(tiny_decoder.KNOWN))
    assert not mark.exists()


# --- decoders -------------------------------------------------------------------------------------


def test_a_decoder_answers_the_questions_that_it_knows(asked, decoder):
    engine = registry.translation_engine("transformers", asked)
    able = engine.capabilities()
    assert (able.context, able.terms, able.length) == (True, True, True)
    with engine:
        drafts = {draft.id: draft for draft in engine.translate(tiny_decoder.KNOWN)}
    for request in tiny_decoder.KNOWN:
        texts = [unit.text for unit in drafts[request.id].units]
        assert texts == [dict(tiny.PAIRS)[unit.text] for unit in request.units]
        assert drafts[request.id].findings == ()
        assert drafts[request.id].provenance.revision == sha256_of(decoder / "model.safetensors")


def test_what_a_decoder_does_not_answer_is_flagged_and_none_lost(asked):
    strange = tuple(
        replace(UNITS[n], id=f"x{n}", text=f"Nothing like this was taught, number {n}.")
        for n in range(3)
    )
    requests = [TranslationRequest("strange", "en", "de", strange), tiny_decoder.KNOWN[0]]
    with TransformersEngine(asked) as engine:
        drafts = {draft.id: draft for draft in engine.translate(requests)}
    draft = drafts["strange"]
    assert [unit.unit_ids for unit in draft.units] == [(unit.id,) for unit in strange]
    blank = {unit.unit_ids[0] for unit in draft.units if not unit.text}
    told = {one.cue_id for one in draft.findings if one.rule == "untranslated"}
    assert told == {unit.source_ids[0] for unit in strange if unit.id in blank}
    assert blank
    known = [unit.text for unit in drafts["four"].units]
    assert known == EXACT[:4]


# --- from the catalogue ---------------------------------------------------------------------------

# The program with another catalogue: the shipped one has no model small enough for a test.
PROGRAM = """
import sys
from pathlib import Path
from localize_models import catalog
catalog.CATALOG_FILE = Path(sys.argv.pop(1))
from localize.cli.main import run
run()
"""
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_a_model_of_the_catalogue_is_pulled_runs_as_it_is_and_is_converted_by_name(
    original, tmp_path
):
    files = [path for path in sorted(original.iterdir()) if path.is_file()]
    rows = ",\n".join(
        f'{{ name = "{path.name}", bytes = {path.stat().st_size}, sha256 = "{sha256_of(path)}" }}'
        for path in files
    )
    catalogue = tmp_path / "catalog.toml"
    catalogue.write_text(
        f"""
[[models]]
name = "tiny-en-es"
task = "translation"
engine = "transformers"
family = "marian"
sources = ["en"]
targets = ["es"]
languages = ["en", "es"]
languages_text = "en → es"
multilingual = false
translates = true
licence = "CC0-1.0"
repo = "someone/tiny"
revision = "{COMMIT}"
confirmed = true
reason = "made here"
notes = ""
files = [
{rows}
]
""",
        "utf-8",
    )
    snapshot = tmp_path / "hub" / "models--someone--tiny" / "snapshots" / COMMIT
    snapshot.mkdir(parents=True)
    for path in files:
        (snapshot / path.name).write_bytes(path.read_bytes())
    source = tmp_path / "ep1.en.srt"
    source.write_text("1\n00:00:01,000 --> 00:00:03,000\nThe door is open.\n", "utf-8")
    models = tmp_path / "models"

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-W", "ignore", "-c", PROGRAM, catalogue, *arguments],
            capture_output=True,
            text=True,
            env={
                **os.environ,
                "HF_HUB_CACHE": str(tmp_path / "hub"),
                "LOCALIZE_MODELS_DIR": str(models),
                "LOCALIZE_OFFLINE": "1",
                "LOCALIZE_SERVER": "",
            },
            check=False,
        )

    def drafted(out):
        done = run(
            "translate", str(source), "--to", "es", "--out", str(out), "--device", "cpu",
            "--layout", "fixed",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        (cue,) = read_file(out / "ep1.es.draft.srt").track.cues
        assert cue.text == "La puerta está abierta."
        manifest = json.loads((out / "manifest.json").read_text("utf-8"))
        return manifest["episodes"][0]["tracks"][0]["made_by"][0]

    pulled = run("models", "pull", "tiny-en-es", "--offline")
    assert pulled.returncode == 0, pulled.stderr
    made = drafted(tmp_path / "one")
    assert (made["engine"], made["model"], made["revision"]) == (
        "transformers", "tiny-en-es", COMMIT,
    )  # fmt: skip
    converted = run("models", "convert", "tiny-en-es", "--quantization", "float32")
    assert converted.returncode == 0, converted.stderr
    card = json.loads((models / "translation" / "tiny-en-es" / "localize-model.json").read_text())
    assert (card["origin"], card["revision"], card["licence"]) == (
        "someone/tiny",
        COMMIT,
        "CC0-1.0",
    )
    # The same weights, faster: the converted form goes first.
    assert drafted(tmp_path / "two")["engine"] == "ctranslate2"
