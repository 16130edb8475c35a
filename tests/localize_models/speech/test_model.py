"""What is known of a model before it is loaded, and models that cannot be."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from localize.engines import EngineSettings
from localize.errors import ModelError, UnknownNameError
from localize_models.speech import loaded
from localize_models.speech.faster_whisper import FasterWhisperEngine
from localize_models.speech.model import describe, fetch, folder_given
from localize_models.speech.session import WhisperSession
from localize_models.translation.whisper import WhisperSpeechTranslation


def test_the_catalogue_tells_what_a_model_can_do(tmp_path):
    def known(name):
        return describe(EngineSettings(model=name, models_dir=str(tmp_path), offline=True))

    assert known("").name == "base"
    assert {"ja", "en", "jv"} <= known("base").languages
    assert "yue" not in known("base").languages
    assert "yue" in known("large-v3").languages
    assert known("tiny.en").english_only
    assert not known("tiny.en").translates
    assert known("base").translates
    assert not known("large-v3-turbo").translates
    assert len(known("base").revision) == 40


def test_an_unknown_model_lists_those_there_are():
    with pytest.raises(UnknownNameError, match="there are: tiny"):
        describe(EngineSettings(model="bass"))


def test_building_and_describing_fetches_nothing(tmp_path):
    settings = EngineSettings(model="base", models_dir=str(tmp_path / "none"), offline=True)
    with FasterWhisperEngine(settings) as engine:
        assert engine.provenance().model == "base"
        assert "ja" in engine.capabilities().languages
        with pytest.raises(ModelError):
            engine.prepare()
    assert not loaded.held()


def test_the_catalogue_goes_before_a_folder_of_the_same_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("base").mkdir()
    Path("base/model.bin").write_bytes(b"mine")
    assert folder_given(EngineSettings(model="base")) is None
    assert folder_given(EngineSettings(model="./base")) == Path("base")


@pytest.fixture
def own(tiny_en, tmp_path):
    """A folder of one's own with the smallest model."""
    return Path(shutil.copytree(fetch(tiny_en), tmp_path / "mine", symlinks=False))


@pytest.mark.model
def test_a_folder_of_ones_own(own):
    settings = EngineSettings(model=str(own), device="cpu")
    assert fetch(settings) == own
    facts = describe(settings)
    assert (facts.name, facts.english_only, facts.translates) == ("mine", True, False)
    assert facts.revision.startswith("1a5afae06a4d")
    with WhisperSessions(settings) as session:
        assert not session.model().model.is_multilingual


@pytest.mark.model
@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.bin", b"short"),
        ("model.bin", None),
        ("tokenizer.json", b"{"),
        ("tokenizer.json", b""),
        ("config.json", b"{"),
        ("vocabulary.txt", b""),
    ],
)
def test_a_damaged_folder(own, file, content):
    path = own / file
    path.write_bytes(path.read_bytes()[:20_000_000] if content is None else content)
    with (
        pytest.raises(ModelError, match="mine") as caught,
        WhisperSessions(EngineSettings(model=str(own), device="cpu")) as session,
    ):
        session.model()
    assert caught.value.hint
    assert not loaded.held()


class WhisperSessions(WhisperSession):
    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@pytest.mark.model
def test_two_engines_share_one_model_until_the_last_lets_go(base):
    with WhisperSessions(base) as speech:
        model = speech.model()
        with WhisperSessions(base) as translation:
            assert translation.model() is model
            assert translation.device == speech.device != ""
            assert len(loaded.held()) == 1
            with WhisperSessions(replace(base, threads=1)) as other:
                assert other.model() is not model
        assert model.model.model_is_loaded
        assert len(loaded.held()) == 1
    assert not loaded.held()
    assert not model.model.model_is_loaded


@pytest.mark.model
def test_an_engine_that_was_left_loads_again(base):
    session = WhisperSessions(base)
    with session:
        session.model()
    with session:
        assert session.model().model.model_is_loaded
    assert not loaded.held()


def test_engines_are_cheap_to_build(tmp_path):
    # A model that does not exist is no reason to fail before anything is asked of it.
    for engine in (FasterWhisperEngine, WhisperSpeechTranslation):
        engine(EngineSettings(model="no such model", models_dir=str(tmp_path)))
