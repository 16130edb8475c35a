"""Whisper on torch, with the real weights of tiny.en written back into transformers' format."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from localize import registry
from localize.engines import EngineSettings, SpeechRequest
from localize.errors import MissingPartError, ModelError, SettingsError
from localize.media import SAMPLE_RATE, Sound
from localize.testing.engines import SpeechEngineContract
from localize.testing.fakes import FakeParts
from localize_models.speech.faster_whisper import FasterWhisperEngine
from localize_models.speech.transformers import engine
from localize_models.speech.transformers.engine import TransformersSpeechEngine
from localize_models.speech.transformers.whisper import Whisper
from localize_models.weights.store import CatalogModelStore
from tests.localize_models.speech.transformers import unconverted

needs_torch = [pytest.mark.torch, pytest.mark.model]


@pytest.fixture(scope="session")
def whisper(tiny_en, tmp_path_factory):
    pytest.importorskip("torch", reason="torch is not installed here; `make test-torch` runs these")
    folder = tmp_path_factory.mktemp("whisper") / "tiny.en"
    unconverted.write(CatalogModelStore(tiny_en).pull("tiny.en"), folder)
    # One thread: more of torch's wait for each other where other programs run.
    return EngineSettings(model=str(folder), device="cpu", threads=1)


def text(words):
    return "".join(f" {word.text}" if word.spaced else word.text for word in words).strip()


class TestContract(SpeechEngineContract):
    pytestmark = needs_torch

    @pytest.fixture(autouse=True)
    def _given(self, whisper, read):
        self.settings = whisper
        self.sound = read("speech-jfk/jfk.flac")

    def engine(self):
        return TransformersSpeechEngine(self.settings)

    def spoken(self):
        return SpeechRequest("spoken", self.sound)


@pytest.mark.torch
@pytest.mark.model
def test_its_words_are_brought_to_one_script(whisper, read, monkeypatch):
    """The model that is here knows English alone: what is watched is that all words go there."""
    given = []

    def watched(words, spoken, request):
        given.append((spoken, request.id))
        return tuple(replace(word, text=word.text.upper()) for word in words)

    monkeypatch.setattr(engine, "in_one_script", watched)
    with TransformersSpeechEngine(whisper) as ours:
        (heard,) = ours.transcribe([SpeechRequest("x", read("speech-jfk/jfk.flac"))])
    assert given == [("en", "x")]
    assert "AMERICANS" in text(heard.words)
    assert text(heard.words) == text(heard.words).upper()


@pytest.mark.torch
@pytest.mark.model
def test_it_hears_what_the_same_weights_hear_on_ctranslate2(whisper, tiny_en, read):
    sound = read("speech-jfk/jfk.flac")
    found = registry.speech_engine("transformers", whisper)
    assert isinstance(found, TransformersSpeechEngine)
    with found, FasterWhisperEngine(tiny_en) as other:
        (heard,) = found.transcribe([SpeechRequest("x", sound)])
        (theirs,) = other.transcribe([SpeechRequest("x", sound)])
    plain = str.maketrans("", "", ",.;:")
    assert text(heard.words).translate(plain).lower() == (
        text(theirs.words).translate(plain).lower()
    )
    assert heard.language == "en"
    assert heard.coverage is not None
    assert heard.coverage.windows == 1
    assert all(0 < word.probability <= 1 for word in heard.words)
    # Times from the same heads; how they are smoothed differs by a little.
    off = sorted(abs(a.start - b.start) for a, b in zip(heard.words, theirs.words, strict=True))
    assert off[len(off) // 2] <= 200
    assert heard.provenance.device == "cpu/float32"


@pytest.mark.torch
@pytest.mark.model
def test_an_aligner_that_is_named_finds_the_times(whisper, read):
    sound = read("speech-jfk/jfk.flac")
    own, letters = (
        TransformersSpeechEngine(replace(whisper, aligner=name)) for name in ("", "letters")
    )
    with own, letters:
        (heard,) = own.transcribe([SpeechRequest("x", sound)])
        (aligned,) = letters.transcribe([SpeechRequest("x", sound)])
    assert text(aligned.words) == text(heard.words)
    assert [word.start for word in aligned.words] != [word.start for word in heard.words]
    assert all(a.end <= b.start for a, b in pairwise(aligned.words))
    assert aligned.provenance.signature != heard.provenance.signature


@pytest.mark.torch
@pytest.mark.model
def test_batches_that_are_kept_are_not_decoded_again(whisper, read, monkeypatch):
    monkeypatch.setattr(engine, "_WINDOW_MS", 2_500)
    monkeypatch.setattr(Whisper, "at_once", 2)
    batches = []
    decode = Whisper.decode

    def counted(this, sounding, temperature=0.0):
        batches.append(temperature)
        return decode(this, sounding, temperature)

    monkeypatch.setattr(Whisper, "decode", counted)

    def heard(parts):
        batches.clear()
        samples = read("speech-jfk/jfk.flac").samples[: 6 * SAMPLE_RATE]
        request = SpeechRequest("x", Sound(samples), parts=parts)
        with TransformersSpeechEngine(whisper) as found:
            (transcript,) = found.transcribe([request])
        return replace(transcript, provenance=replace(transcript.provenance, seconds=0.0))

    parts = FakeParts()
    whole = heard(parts)
    every = list(parts.kept.items())
    assert len(batches) == len(every) == len(parts.added) > 2
    assert set(batches) > {0.0}, "some window was sampled, too"
    for left in (1, len(every)):
        assert heard(FakeParts(dict(every[:left]))) == whole
        assert len(batches) == len(every) - left


def test_what_is_no_whisper_is_refused(tmp_path):
    with pytest.raises(MissingPartError, match="needs the folder"):
        TransformersSpeechEngine(EngineSettings(model="base")).provenance()
    (tmp_path / "config.json").write_text(json.dumps({"architectures": ["BertModel"]}), "utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"x")
    with pytest.raises(ModelError, match="BertModel"):
        TransformersSpeechEngine(EngineSettings(model=str(tmp_path))).provenance()
    config = {"architectures": ["WhisperForConditionalGeneration"], "vocab_size": 51_864}
    (tmp_path / "config.json").write_text(json.dumps(config), "utf-8")
    engine = TransformersSpeechEngine(EngineSettings(model=str(tmp_path)))
    assert engine.capabilities().languages == {"en"}
    assert engine.provenance().engine == "transformers"


def test_languages_that_it_does_not_know_are_refused(tmp_path, silence):
    config = {"architectures": ["WhisperForConditionalGeneration"], "vocab_size": 51_864}
    (tmp_path / "config.json").write_text(json.dumps(config), "utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"x")
    engine = TransformersSpeechEngine(EngineSettings(model=str(tmp_path)))
    with pytest.raises(SettingsError, match="English only"):
        list(engine.transcribe([SpeechRequest("x", silence, "fr")]))
    with pytest.raises(SettingsError, match="script"):
        list(engine.transcribe([SpeechRequest("x", silence, script=("A line.",))]))


@pytest.fixture
def silence():
    from localize.testing.fakes import silent_sound  # noqa: PLC0415 -- numpy

    return silent_sound(1_000)
