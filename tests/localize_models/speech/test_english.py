"""English that is made on the way: the same words, the same draft, and nothing encoded twice."""

from __future__ import annotations

from dataclasses import replace

import ctranslate2
import pytest

from localize.drafting import units_of_words
from localize.engines import SpeechRequest, TranslationRequest
from localize_models.speech.faster_whisper import FasterWhisperEngine
from localize_models.translation.whisper import WhisperSpeechTranslation

pytestmark = pytest.mark.model

FOREIGN = {
    "speech-leopard/test_de.wav": "de",
    "speech-leopard/test_es.wav": "es",
    "speech-leopard/test_ja.wav": "ja",
    "speech-ibm-watson/es-ES_Broadband_sample1.wav": "es",
    "speech-readalongs-fr/ej-fra.m4a": "fr",
}
ENGLISH = "speech-leopard/test.wav"
ALL = frozenset({"de", "es", "fr", "ja"})


@pytest.fixture(scope="module")
def engine(base):
    with FasterWhisperEngine(base) as engine:
        yield engine


@pytest.fixture(scope="module")
def translation(base):
    with WhisperSpeechTranslation(base) as engine:
        yield engine


def counting(patch):
    """How many windows go through the encoder, by batch, as they do."""
    rows = []
    own = ctranslate2.models.Whisper.encode

    def counted(this, features, **options):
        rows.append(features.shape[0])
        return own(this, features, **options)

    patch.setattr(ctranslate2.models.Whisper, "encode", counted)
    return rows


@pytest.fixture
def encoded(monkeypatch):
    """How many windows went through the encoder."""
    return counting(monkeypatch)


def requests(read, english_from=frozenset()):
    return [
        SpeechRequest(name, read(name), english_from=english_from) for name in (*FOREIGN, ENGLISH)
    ]


@pytest.fixture(scope="module")
def both_and_encoded(engine, read):
    """Every recording heard with its English, and how many windows were encoded for that."""
    with pytest.MonkeyPatch.context() as patch:
        rows = counting(patch)
        heard = {one.id: one for one in engine.transcribe(requests(read, ALL))}
    return heard, sum(rows)


@pytest.fixture(scope="module")
def both(both_and_encoded):
    """Every recording heard with its English."""
    return both_and_encoded[0]


def draft(translation, heard, read, **other):
    """An engine's draft of what was heard, every eight words a cue."""
    last, size = len(heard.words) - 1, 8
    cues = {f"c{n}": (n, min(last, n + size - 1)) for n in range(0, last + 1, size)}
    units = units_of_words(heard.words, cues, locale=heard.language)
    request = TranslationRequest(heard.id, heard.language, "en", units, read(heard.id), **other)
    (made,) = translation.translate([request])
    return made


def test_words_are_the_same_with_english_beside_them(engine, both_and_encoded, read, encoded):
    both, beside = both_and_encoded
    plain = {one.id: one for one in engine.transcribe(requests(read))}
    assert {
        name: replace(one, english=None, provenance=plain[name].provenance)
        for name, one in both.items()
    } == plain
    # Only a window whose English fails a net is encoded anew.
    assert sum(encoded) <= beside <= sum(encoded) + 2
    assert all(one.english is None for one in plain.values())


def test_english_is_made_of_the_languages_that_are_named(engine, both, read):
    for name, spoken in FOREIGN.items():
        assert both[name].english.language == spoken
        said = [w.text.lower() for part in both[name].english.phrases for w in part.words]
        assert len(said) >= 5
        assert {"a", "i", "is", "of", "the", "to"} & set(said)
    assert both[ENGLISH].english is None
    (other,) = engine.transcribe(
        [SpeechRequest("x", read("speech-leopard/test_de.wav"), english_from=frozenset({"es"}))]
    )
    assert other.english is None


def test_names_to_listen_for_do_not_change_the_english(engine, both, read):
    name = "speech-leopard/test_es.wav"
    (heard,) = engine.transcribe(
        [SpeechRequest("x", read(name), "es", terms=("Zaragoza", "Elvira"), english_from=ALL)]
    )
    assert heard.english == both[name].english


def test_an_english_model_makes_none(tiny_en, read):
    with FasterWhisperEngine(tiny_en) as engine:
        assert not engine.capabilities().english
        (heard,) = engine.transcribe(
            [SpeechRequest("x", read(ENGLISH), english_from=frozenset({"en"}))]
        )
        assert heard.english is None


@pytest.mark.parametrize("name", FOREIGN)
def test_the_draft_is_the_same_whoever_listened(translation, both, read, encoded, name):
    heard = both[name]
    alone = draft(translation, heard, read)
    rows = sum(encoded)
    encoded.clear()
    given = draft(translation, heard, read, english=heard.english)
    assert (given.units, given.findings) == (alone.units, alone.findings)
    assert sum(encoded) < rows
    assert given.provenance.signature == alone.provenance.signature
    assert any(unit.text for unit in given.units)


def test_english_of_other_settings_is_not_taken(base, both, read, encoded):
    name = "speech-leopard/test_es.wav"
    with WhisperSpeechTranslation(replace(base, beam_size=1)) as narrow:
        alone = draft(narrow, both[name], read)
        rows = list(encoded)
        encoded.clear()
        assert draft(narrow, both[name], read, english=both[name].english).units == alone.units
        assert encoded == rows
