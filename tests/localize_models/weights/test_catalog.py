"""The shipped catalogue is well-formed, and no malformed one gets in."""

from __future__ import annotations

import re

import pytest
from faster_whisper.utils import _MODELS
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import SettingsError, UnknownNameError
from localize_models import catalog
from localize_models.translation.seq2seq.card import is_commercial
from localize_models.translation.seq2seq.families import FAMILIES

SHIPPED = catalog.load()


def test_the_models_that_were_promised_are_there():
    promised = "tiny tiny.en base small medium large-v3 large-v3-turbo distil-large-v3"
    assert set(promised.split()) <= set(SHIPPED.names)


SPEECH = [model for model in SHIPPED.models if model.task == "speech"]
TRANSLATION = [model for model in SHIPPED.models if model.task == "translation"]


@pytest.mark.parametrize("model", SPEECH, ids=lambda model: model.name)
def test_every_speech_model_has_what_it_needs(model):
    names = [file.name for file in model.files]
    assert {"model.bin", "config.json", "tokenizer.json"} <= set(names)
    assert any(name.startswith("vocabulary.") for name in names)
    assert model.licence == "MIT"
    assert model.multilingual or model.languages == ("en",)
    assert model.confirmed


@pytest.mark.parametrize("model", TRANSLATION, ids=lambda model: model.name)
def test_every_translation_model_has_what_it_needs(model):
    names = {file.name for file in model.files}
    assert {"config.json", "generation_config.json", "tokenizer_config.json"} <= names
    # What its converted form is read with: sentencepiece's models.
    assert set(FAMILIES[model.family].files) <= names
    assert bool(model.sources) == bool(model.targets) == (model.family == "marian")
    assert re.fullmatch("[0-9a-f]{40}", model.revision)
    # Its weights are known by their hash, also where not every small file is.
    weights = {"model.safetensors", "pytorch_model.bin"} & names
    assert all(file.sha256 for file in model.files if file.name in weights)
    assert len(weights) == 1


def test_what_forbids_commercial_use_is_offered_last():
    non_commercial = [m.name for m in TRANSLATION if not is_commercial(m.licence)]
    assert non_commercial == ["nllb-200-distilled-600m"] == [TRANSLATION[-1].name]


@pytest.mark.parametrize("model", SHIPPED.models, ids=lambda model: model.name)
def test_every_entry_is_well_formed(model):
    assert model.reason
    assert model.languages_text
    if model.confirmed:
        assert re.fullmatch("[0-9a-f]{40}", model.revision)
        assert all(file.bytes and re.fullmatch("[0-9a-f]{64}", file.sha256) for file in model.files)
        # No model is larger than its parameters in half precision explain, or smaller than a tiny;
        # what knows voices alone has fewer of them.
        assert (20e6 if model.task == "speakers" else 70e6) < model.size < 3.2e9
    for wheel in model.mirror:
        assert re.fullmatch("[0-9a-f]{64}", wheel.sha256)


@pytest.mark.parametrize("model", SPEECH, ids=lambda model: model.name)
def test_repositories_are_those_that_faster_whisper_names(model):
    assert model.repo == _MODELS[model.name]


def test_an_unknown_name_lists_the_known():
    with pytest.raises(UnknownNameError) as caught:
        SHIPPED.model("huge")
    assert caught.value.known == SHIPPED.names


GOOD = {"name": "config.json", "bytes": 3, "sha256": "a" * 64}
MODEL = {"name": "model.bin", "bytes": 3, "sha256": "b" * 64}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"revision": "main"}, "revision"),
        ({"revision": ""}, "revision"),
        ({"repo": "no-owner"}, "repo"),
        ({"repo": "../../etc/passwd"}, "repo"),
        ({"name": "../small"}, "name"),
        ({"files": [GOOD]}, "model.bin"),
        ({"files": [MODEL, MODEL]}, "two files"),
        ({"files": [MODEL, GOOD | {"name": "../x"}]}, "name"),
        ({"files": [MODEL, GOOD | {"name": ".hidden"}]}, "name"),
        ({"files": [MODEL, GOOD | {"sha256": "a" * 63}]}, "sha256"),
        ({"files": [MODEL, GOOD | {"bytes": 0}]}, "bytes"),
        ({"files": [MODEL, GOOD | {"bytes": True}]}, "bytes"),
        ({"files": [MODEL, GOOD | {"extra": 1}]}, "unknown fields: extra"),
        ({"files": []}, "files"),
        ({"languages": "all"}, "languages"),
        ({"confirmed": "yes"}, "confirmed"),
        ({"reason": ""}, "reason"),
        ({"colour": "red"}, "unknown fields: colour"),
        ({"task": "translation"}, "family"),
        ({"family": "marian"}, "family"),
        ({"family": "other"}, "family"),
        ({"sources": []}, "sources"),
        ({"targets": [3]}, "targets"),
        ({"task": "translation", "family": "marian"}, "pytorch_model.bin"),
    ],
)
def test_a_malformed_entry_is_refused(world, change, said):
    world.entry = change
    with pytest.raises(SettingsError, match=said):
        catalog.load(world.catalog_file())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"project": "--index-url=http://elsewhere"}, "project"),
        ({"project": "name @ http://elsewhere"}, "project"),
        ({"version": "1.0; os_name"}, "version"),
        ({"version": "*"}, "version"),
        ({"sha256": ""}, "sha256"),
        ({"members": []}, "members"),
        ({"members": [{"path": "x", "file": "other.bin"}]}, "does not hold exactly"),
    ],
)
def test_a_malformed_mirror_is_refused(world, change, said):
    world.add_two_wheels()
    world.wheels[0] |= change
    with pytest.raises(SettingsError, match=said):
        catalog.load(world.catalog_file())


def test_a_mirror_needs_every_hash(world):
    world.add_two_wheels()
    world.entry = {
        "confirmed": False,
        "files": [{"name": "config.json"}, {"name": "model.bin"}, {"name": "tokenizer.json"}],
    }
    with pytest.raises(SettingsError, match="hash of every file"):
        catalog.load(world.catalog_file())


def test_a_size_is_told_where_that_of_the_weights_is_known(world):
    files = [{"name": "model.bin", "bytes": 5}, {"name": "config.json"}]
    world.entry = {"confirmed": False, "revision": "", "files": files}
    (model,) = catalog.load(world.catalog_file()).models
    assert model.size == 5


def test_an_unconfirmed_entry_may_lack_what_is_not_known(world):
    world.entry = {"confirmed": False, "revision": "", "files": [{"name": "model.bin"}]}
    (model,) = catalog.load(world.catalog_file()).models
    assert (model.size, model.revision) == (0, "")


@pytest.mark.parametrize("text", ["", "models = 3", "[[models]", "models = []", "[[models]]\n"])
def test_a_file_that_is_no_catalogue_is_refused(tmp_path, text):
    path = tmp_path / "catalog.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError):
        catalog.load(path)


@given(st.text(min_size=1), st.sampled_from("/\\\0\n\u2028"))
def test_no_file_name_leads_out_of_its_folder(text, separator):
    assert not catalog._FILE_NAME.fullmatch(text + separator)
    assert not catalog._FILE_NAME.fullmatch(separator + text)
    assert not catalog._FILE_NAME.fullmatch("." + text)
