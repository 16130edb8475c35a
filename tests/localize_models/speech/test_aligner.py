"""Aligners: the built-in one fulfils the contract, and the speech engine takes any."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize import registry
from localize.engines import EngineSettings, SpeechRequest
from localize.errors import UnknownNameError
from localize.script import Provenance, Word
from localize.testing.aligners import AlignerContract
from localize_models.speech import faster_whisper
from localize_models.speech.faster_whisper import FasterWhisperEngine


class TestLetters(AlignerContract):
    """The built-in aligner."""

    @pytest.fixture(autouse=True)
    def _speech(self, read):
        self._sound = read("speech-leopard/test.wav")

    def aligner(self):
        return registry.aligner("letters", EngineSettings())

    def spoken(self):
        # speech-leopard/test_data.json, ms.
        times = [
            ("Mr.", 540, 800), ("Quilter", 860, 1180), ("is", 1310, 1380), ("the", 1440, 1500),
            ("apostle", 1570, 2050), ("of", 2180, 2240), ("the", 2300, 2340),
            ("middle", 2400, 2590), ("classes", 2690, 3170), ("and", 3330, 3420),
            ("we", 3520, 3550), ("are", 3600, 3650),
            ("glad", 3740, 3970), ("to", 4050, 4110), ("welcome", 4180, 4510), ("his", 4600, 4720),
            ("gospel", 4830, 5330),
        ]  # fmt: skip
        return self._sound, "en", tuple(Word(*word) for word in times)


class Late:
    """Everything a second late: what no other aligner would do."""

    name = "late"

    def __init__(self, settings):
        self.settings = settings

    def provenance(self):
        return Provenance("late", "1", model="seconds")

    def align(self, words, sound, language):
        del sound, language
        return tuple(replace(w, start=w.start + 1000, end=w.end + 1000) for w in words)


def test_the_engine_takes_the_aligner_that_is_named(tiny_en, read, monkeypatch):
    named = replace(tiny_en, aligner="late")
    request = SpeechRequest("one", read("speech-leopard/test.wav"), "en")
    with FasterWhisperEngine(tiny_en) as engine:
        plain = engine.provenance().signature
        (own,) = engine.transcribe([request])
    monkeypatch.setattr(faster_whisper.registry, "aligner", lambda _, settings: Late(settings))
    with FasterWhisperEngine(named) as engine:
        assert "aligner:engine:late|v:1|model:seconds" in engine.provenance().signature
        assert engine.provenance().signature != plain
        (other,) = engine.transcribe([request])
    assert [word.text for word in other.words] == [word.text for word in own.words]
    assert other.words[0].start > own.words[0].start + 500


def test_an_aligner_that_is_not_there(tiny_en):
    with (
        FasterWhisperEngine(replace(tiny_en, aligner="none")) as engine,
        pytest.raises(UnknownNameError, match="aligner"),
    ):
        engine.provenance()
