"""What is known of models in transformers' format without torch: family, languages, licence."""

from __future__ import annotations

import json

import pytest

from localize.engines import EngineSettings
from localize.errors import MissingPartError, ModelError
from localize_models import torch_devices
from localize_models.translation.transformers import pretrained
from localize_models.translation.transformers.engine import TransformersEngine


def a_folder(place, config, tokenizer=None, **files):
    place.mkdir()
    (place / "config.json").write_text(json.dumps(config), "utf-8")
    (place / "model.safetensors").write_bytes(b"weights")
    if tokenizer is not None:
        (place / "tokenizer_config.json").write_text(json.dumps(tokenizer), "utf-8")
    for name, data in files.items():
        (place / f"{name}.json").write_text(json.dumps(data), "utf-8")
    return place


def marian(place, **tokenizer):
    return a_folder(place, {"architectures": ["MarianMTModel"]}, tokenizer)


def test_opus_mt_says_its_languages_itself(tmp_path):
    found = pretrained.of_folder(marian(tmp_path / "m", source_lang="eng", target_lang="spa"))
    assert (found.family, found.sources, found.targets) == ("marian", ("en",), ("es",))
    assert found.serves("en-GB", "es-419")
    assert found.serves("", "es")
    assert not found.serves("es", "en")
    assert not found.serves("en", "fr")


def test_several_targets_are_those_that_its_vocabulary_marks(tmp_path):
    folder = marian(tmp_path / "m", source_lang="en", target_lang="ROMANCE")
    marks = [">>pt_BR<<", ">>spa<<", ">>cmn_Hans<<", ">>nonesuch!<<", "plain"]
    (folder / "vocab.json").write_text(json.dumps({m: n for n, m in enumerate(marks)}), "utf-8")
    found = pretrained.of_folder(folder)
    assert found.targets == ("es", "pt", "zh")
    assert found.serves("en", "pt-BR")


def test_what_names_no_language_asks_for_a_card(tmp_path):
    folder = marian(tmp_path / "m")
    with pytest.raises(ModelError, match="which languages") as raised:
        pretrained.of_folder(folder)
    assert "localize-model.json" in raised.value.hint
    card = {"sources": ["en"], "targets": ["ja"], "licence": "CC-BY-NC-4.0", "name": "mine"}
    (folder / "localize-model.json").write_text(json.dumps(card), "utf-8")
    found = pretrained.of_folder(folder)
    assert (found.name, found.licence, found.targets) == ("mine", "CC-BY-NC-4.0", ("ja",))


@pytest.mark.parametrize(
    ("config", "tokenizer", "family"),
    [
        ({"architectures": ["M2M100ForConditionalGeneration"]}, {}, "m2m100"),
        (
            {"architectures": ["M2M100ForConditionalGeneration"]},
            {"tokenizer_class": "NllbTokenizerFast"},
            "nllb",
        ),
        ({"architectures": ["T5ForConditionalGeneration"]}, {}, "madlad"),
        ({"architectures": ["Qwen3ForCausalLM"]}, {"chat_template": "{{ messages }}"}, "decoder"),
    ],
)
def test_families_are_told_by_architecture_and_tokenizer(tmp_path, config, tokenizer, family):
    found = pretrained.of_folder(a_folder(tmp_path / "m", config, tokenizer))
    assert found.family == family
    assert found.serves("en", "ja")
    assert not found.serves("en", "en-GB")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"architectures": ["LlamaForCausalLM"]}, "no chat template"),
        ({"architectures": ["BertModel"]}, "BertModel"),
        ({}, "without an architecture"),
        ([], "no JSON object"),
    ],
)
def test_what_translates_nothing_is_refused(tmp_path, config, message):
    with pytest.raises(ModelError, match=message):
        pretrained.of_folder(a_folder(tmp_path / "m", config, {}))


def test_weights_in_safetensors_are_taken_before_pickles(tmp_path):
    folder = marian(tmp_path / "m", source_lang="en", target_lang="es")
    before = pretrained.of_folder(folder).revision
    (folder / "pytorch_model.bin").write_bytes(b"others")
    assert [path.name for path in pretrained.weights_of(folder)] == ["model.safetensors"]
    assert pretrained.of_folder(folder).revision == before
    (folder / "model.safetensors").write_bytes(b"trained on")
    assert pretrained.of_folder(folder).revision != before


def test_without_torch_a_named_model_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(torch_devices, "find_spec", lambda _name: None)
    folder = marian(tmp_path / "m", source_lang="en", target_lang="es")
    named = TransformersEngine(EngineSettings(model=str(folder), models_dir=str(tmp_path / "none")))
    assert named.serves("en", "es")
    with pytest.raises(MissingPartError) as raised:
        named.prepare()
    assert "pip install 'localize-workbench[transformers]'" in raised.value.hint
    # Of its own accord it does not push itself before an engine that can work.
    assert not TransformersEngine(EngineSettings(models_dir=str(tmp_path))).serves("en", "es")


def test_where_no_model_is_here_it_says_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.setattr(torch_devices, "find_spec", lambda name: name)
    with pytest.raises(MissingPartError, match="No translation model") as raised:
        TransformersEngine(EngineSettings(models_dir=str(tmp_path))).prepare()
    assert "localize models pull" in raised.value.hint
