"""The speech engine on real speech with real models."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from rapidfuzz import fuzz

from localize import registry
from localize.engines import EngineSettings, SpeechRequest
from localize.errors import DeviceError, SettingsError
from localize.media import Sound
from localize.testing.engines import SpeechEngineContract
from localize_models.devices import ThisMachine
from localize_models.speech.faster_whisper import FasterWhisperEngine
from localize_models.speech.phantoms import folded

pytestmark = pytest.mark.model


def text(words):
    return "".join(f" {word.text}" if word.spaced else word.text for word in words).strip()


@pytest.fixture(scope="module")
def engine(base):
    with FasterWhisperEngine(base) as engine:
        yield engine


def hear(engine, sound, language="", **more):
    (transcript,) = engine.transcribe([SpeechRequest("x", sound, language, **more)])
    return transcript


class TestContract(SpeechEngineContract):
    @pytest.fixture(autouse=True)
    def _given(self, tiny_en, read):
        self.settings = tiny_en
        self.sound = read("speech-jfk/jfk.flac")

    def engine(self):
        return FasterWhisperEngine(self.settings)

    def spoken(self):
        return SpeechRequest("spoken", self.sound)


def test_it_is_found_by_name(base):
    found = registry.speech_engine("faster-whisper", base)
    assert isinstance(found, FasterWhisperEngine)
    found.prepare()


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("speech-jfk/jfk.flac", "en"),
        ("speech-leopard/test_es.wav", ""),
        ("speech-leopard/diarization_test.wav", "en"),
    ],
)
def test_words_are_those_of_plain_faster_whisper(engine, read, name, language):
    sound = read(name)
    ours = hear(engine, sound, language)
    plain, _ = engine._session.model().transcribe(
        sound.read(0, sound.duration),
        language=language or None,
        beam_size=5,
        vad_filter=True,
        word_timestamps=True,
        condition_on_previous_text=False,
    )
    theirs = [word for segment in plain for word in segment.words]
    # A letter may differ: plain faster-whisper pads every window to 30 s.
    assert fuzz.ratio(folded(text(ours.words)), folded("".join(w.word for w in theirs))) >= 97
    starts = [abs(a.start - b.start * 1000) for a, b in zip(ours.words, theirs, strict=True)]
    # Whisper's edges are some 60 ms early inside speech, and more at pauses; words are laid on the
    # sound (benchmarks/word_times.py measures how well).
    assert np.median(starts) <= 100
    assert ours.provenance.device
    assert ours.provenance.seconds > 0


def test_word_times_agree_with_another_recogniser(engine, read, shared_data):
    """Leopard's own word times, from its test data: an independent witness."""
    data = json.loads((shared_data / "speech-leopard/test_data.json").read_text())
    case = next(c for c in data["tests"]["language_tests"] if c["language"] == "en")
    ours = hear(engine, read("speech-leopard/test.wav"), "en").words
    theirs = case["words"]
    assert len(ours) == len(theirs)
    late = [word.start - told["start_sec"] * 1000 for word, told in zip(ours, theirs, strict=True)]
    assert np.median(np.abs(late)) < 150


def test_a_file_without_speech_has_no_words(engine, read):
    heard = hear(engine, read("speech-leopard/empty.wav"))
    assert (heard.words, heard.speech, heard.language) == ((), (), "und")
    assert [finding.rule for finding in heard.findings] == ["no-speech"]


def test_times_are_on_the_picture_across_a_long_silence(engine, read):
    line = read("speech-leopard/test.wav")
    silence = np.zeros(60 * 16_000, np.int16)
    alone = hear(engine, line, "en").words
    both = hear(engine, Sound(np.concatenate([line.samples, silence, line.samples])), "en").words
    assert folded(text(both[len(alone) :])) == folded(text(alone))
    shift = line.duration + 60_000
    for first, second in zip(alone, both[len(alone) :], strict=True):
        assert abs(second.start - first.start - shift) <= 300
    assert both[len(alone) - 1].end <= line.duration
    assert both[len(alone)].start >= shift
    assert all(a.end <= b.start for a, b in pairwise(both))


def test_long_speech_goes_through_several_windows(engine, read):
    sound = read("speech-ibm-watson/en-US_Broadband_sample1.wav")
    heard = hear(engine, sound, "en")
    assert heard.coverage.windows >= 2
    assert all(a.end <= b.start for a, b in pairwise(heard.words))
    reference = "".join(
        segment.text
        for segment in engine._session.model().transcribe(
            sound.read(0, sound.duration), language="en", condition_on_previous_text=False
        )[0]
    )
    assert fuzz.ratio(folded(text(heard.words)), folded(reference)) >= 90


def test_progress_is_told_in_original_time(engine, read):
    sound = read("speech-ibm-watson/en-US_Broadband_sample1.wav")
    told = []
    request = SpeechRequest("episode", sound, "en")
    (heard,) = engine.transcribe([request], lambda name, done: told.append((name, done)))
    assert {name for name, _ in told} == {"episode"}
    assert len(told) >= 3
    assert [done for _, done in told] == sorted(done for _, done in told)
    assert told[-1][1] == heard.duration


def test_it_listens_for_names(engine, read):
    sound = read("speech-faster-whisper/hotwords.mp3")
    assert "ComfyUI" in text(hear(engine, sound, "en", terms=("ComfyUI",)).words)
    assert engine.capabilities().terms


def test_too_many_names_are_told(engine, read):
    names = tuple(f"Bartholomew Featherstonehaugh {n}" for n in range(60))
    heard = hear(engine, read("speech-jfk/jfk.flac"), "en", terms=names)
    (finding,) = [f for f in heard.findings if f.rule == "terms-cut"]
    assert finding.measured == 60
    assert 5 < finding.limit < 60
    assert "country" in text(heard.words)


@pytest.mark.parametrize(("locale", "character"), [("zh-Hans", "个"), ("zh-Hant", "個")])
def test_chinese_is_written_as_asked(engine, read, locale, character):
    heard = hear(engine, read("speech-azure-synthetic/zh-CN_training_audio1.wav"), locale)
    other = "個" if character == "个" else "个"
    assert heard.language == locale
    assert character in text(heard.words)
    assert other not in text(heard.words)


def test_a_language_that_it_does_not_know(engine, read):
    with pytest.raises(SettingsError, match="does not know the language 'tlh'"):
        hear(engine, read("speech-jfk/jfk.flac"), "tlh")


def test_an_english_only_model(tiny_en, read):
    with FasterWhisperEngine(tiny_en) as engine:
        assert engine.capabilities().languages == {"en"}
        with pytest.raises(SettingsError, match="--model tiny"):
            hear(engine, read("speech-leopard/test_ja.wav"), "ja")
        heard = hear(engine, read("speech-jfk/jfk.flac"))
        assert (heard.language, heard.language_probability) == ("en", 1.0)
        assert "country" in text(heard.words)


def test_cuda_that_is_not_there(base):
    if ThisMachine().cuda_devices():
        pytest.skip("this machine has a CUDA device")
    with (
        FasterWhisperEngine(replace(base, device="cuda")) as engine,
        pytest.raises(DeviceError, match="no CUDA device can be seen"),
    ):
        engine.prepare()


def test_the_signature_tells_settings_apart(base, tiny_en):
    def signature(settings: EngineSettings) -> str:
        return FasterWhisperEngine(settings).provenance().signature

    assert signature(base) == signature(replace(base, threads=1, device="cpu"))
    assert signature(base) != signature(tiny_en)
    assert signature(base) != signature(replace(base, beam_size=1))
    assert signature(base) != signature(replace(base, compute_type="float32"))
