"""Whisper's speech translation on real speech with a real model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from localize import registry
from localize.engines import SpeechRequest, TranslationRequest, TranslationUnit
from localize.errors import SettingsError
from localize.media import Sound
from localize.testing.engines import TranslationEngineContract
from localize.timeline import Span
from localize_models.speech import loaded
from localize_models.speech.faster_whisper import FasterWhisperEngine
from localize_models.translation.whisper import WhisperSpeechTranslation

pytestmark = pytest.mark.model

#: The first sentences of a Spanish dialogue: what is said, and when, ms.
DIALOGUE = (
    ("Bueno, ¿qué tal estáis?", 0, 1_380),
    ("Muy bien.", 1_820, 2_300),
    ("¿Y qué tal Celia?", 2_860, 3_940),
    ("¿Qué tal el vídeo de Pedro?", 5_140, 6_600),
    ("Oye, maravilloso.", 6_880, 7_580),
    ("Oye, Roberto, va a estar ahí solo todo ese tiempo.", 21_300, 23_460),
    ("No, Roberto tiene que hacer tres viajes.", 24_180, 26_540),
)
UNITS = tuple(
    TranslationUnit(f"u{n}", text, Span(start, end), (f"c{n}",))
    for n, (text, start, end) in enumerate(DIALOGUE)
)
SOUND = "speech-ibm-watson/es-ES_Broadband_sample1.wav"


class TestContract(TranslationEngineContract):
    @pytest.fixture(autouse=True)
    def _given(self, base, read):
        self.settings = base
        self.sound = read(SOUND)

    def engine(self):
        return WhisperSpeechTranslation(self.settings)

    def request(self):
        return TranslationRequest("x", "es", "en-GB", UNITS[:3], self.sound)


@pytest.fixture(scope="module")
def engine(base):
    with WhisperSpeechTranslation(base) as engine:
        yield engine


def test_it_is_found_by_name(base):
    assert isinstance(registry.translation_engine("whisper", base), WhisperSpeechTranslation)


def test_a_dialogue_is_drafted_line_by_line(engine, read):
    told = []
    request = TranslationRequest("x", "es-ES", "en", UNITS, read(SOUND))
    (draft,) = engine.translate([request], lambda name, done: told.append((name, done)))
    by_id = {name: unit.text for unit in draft.units for name in unit.unit_ids}
    assert "how are you" in by_id["u0"].lower()
    assert "Celia" in by_id["u2"]
    assert "Pedro" in by_id["u3"]
    assert "Roberto" in by_id["u5"]
    assert "three" in by_id["u6"].lower()
    assert not [finding for finding in draft.findings if finding.rule == "untranslated"]
    for unit in draft.units:
        spans = [known.span for known in UNITS if known.id in unit.unit_ids]
        assert unit.words[0].start >= spans[0].start - 1_000
        # The last line's English goes on with what is said next.
        assert unit.words[-1].end <= spans[-1].end + 2_000
        assert -2 < unit.score < 0
    assert [done for _, done in told] == sorted(done for _, done in told)
    assert told[-1] == ("x", request.sound.duration)
    assert draft.provenance.device
    assert ("task", "translate") in draft.provenance.parameters


def test_what_was_heard_can_be_drafted(engine, base, read):
    """The whole way from Japanese sound to English, with our own words and their times."""
    sound = read("speech-ibm-watson/ja-JP_Broadband_sample1.wav")
    with FasterWhisperEngine(base) as speech:
        (heard,) = speech.transcribe([SpeechRequest("x", sound)])
    lines, run = [], []
    for word in heard.words:
        if run and (word.spaced or run[-1].text.endswith(("?", "。"))):
            lines.append(run)
            run = []
        run.append(word)
    units = tuple(
        TranslationUnit(
            f"u{n}",
            "".join(word.text for word in line),
            Span(line[0].start, line[-1].end),
            (f"c{n}",),
        )
        for n, line in enumerate([*lines, run])
    )
    assert len(units) >= 4
    (draft,) = engine.translate([TranslationRequest("x", heard.language, "en", units, sound)])
    assert [name for unit in draft.units for name in unit.unit_ids] == [unit.id for unit in units]
    blank = sum(not unit.text for unit in draft.units)
    assert blank == sum(finding.rule == "untranslated" for finding in draft.findings)
    assert blank < len(units) / 2
    assert all(text.isascii() for text in (unit.text for unit in draft.units))
    assert "learning" in " ".join(unit.text for unit in draft.units).lower()


def test_a_unit_in_which_nothing_is_said_is_flagged_or_drafted_but_never_lost(engine, read):
    """A unit over silence: whatever becomes of it, the others are drafted and it is named."""
    speech = read(SOUND).samples[: 8_000 * 16]
    sound = Sound(np.concatenate([speech, np.zeros(20_000 * 16, np.int16)]))
    silent = TranslationUnit("silent", "", Span(15_000, 18_000), ("c9",))
    units = (*UNITS[:5], silent)
    (draft,) = engine.translate([TranslationRequest("x", "es", "en", units, sound)])
    assert [name for u in draft.units for name in u.unit_ids] == [unit.id for unit in units]
    last = draft.units[-1]
    told = {f.cue_id for f in draft.findings if f.rule == "untranslated"}
    assert bool(last.text) != ("c9" in told)


def test_what_it_serves(engine, tiny_en, base):
    assert engine.serves("ja", "en")
    assert engine.serves("pt-BR", "en-GB")
    assert engine.serves("", "en")
    assert not engine.serves("ja", "fr")
    assert not engine.serves("en-US", "en")
    assert not engine.serves("tlh", "en")
    assert engine.capabilities().from_sound
    assert not WhisperSpeechTranslation(tiny_en).serves("ja", "en")
    assert not WhisperSpeechTranslation(replace(base, model="large-v3-turbo")).serves("ja", "en")


def test_a_pair_that_it_does_not_serve(engine, read):
    request = TranslationRequest("x", "es", "fr", UNITS, read(SOUND))
    with pytest.raises(SettingsError, match=r"does not draft from 'es' into 'fr'"):
        list(engine.translate([request]))


def test_it_shares_the_model_of_the_speech_engine(base, read):
    with FasterWhisperEngine(base) as speech, WhisperSpeechTranslation(base) as translation:
        sound = read("speech-leopard/test_es.wav")
        (heard,) = speech.transcribe([SpeechRequest("x", sound)])
        unit = TranslationUnit("u0", "…", Span(heard.words[0].start, heard.words[-1].end), ("c0",))
        (draft,) = translation.translate([TranslationRequest("x", "es", "en", (unit,), sound)])
        assert len(loaded.held()) <= 2  # the module's own engine may hold one more
        assert draft.units[0].text
        assert speech._session.model() is translation._session.model()
