"""Whisper's names of languages, and which one is spoken."""

from __future__ import annotations

import numpy as np
import pytest
from faster_whisper.tokenizer import _LANGUAGE_CODES

from localize.errors import SettingsError
from localize.locales import normalize
from localize.media import Sound
from localize_models.speech.language import (
    CANTONESE,
    LANGUAGES,
    detect,
    foreign,
    from_token,
    may_be_mixed,
    require,
    token,
)
from localize_models.speech.sections import Collected
from localize_models.speech.session import WhisperSession
from localize_models.speech.voice import speech_probabilities, speech_spans


def test_the_languages_are_whispers():
    assert {token(language) for language in LANGUAGES | CANTONESE} == set(_LANGUAGE_CODES)
    assert all(normalize(language) == language for language in LANGUAGES | CANTONESE)


@pytest.mark.parametrize(
    ("locale", "name"),
    [("pt-BR", "pt"), ("zh-Hant", "zh"), ("nb-NO", "no"), ("fil", "tl"), ("jv", "jw")],
)
def test_tokens(locale, name):
    assert token(locale) == name
    assert require(locale, LANGUAGES, "base") == name


def test_tokens_come_back_as_tags():
    assert from_token("jw") == "jv"
    assert from_token("ja") == "ja"


def test_a_language_that_whisper_does_not_know_lists_those_it_does():
    with pytest.raises(SettingsError, match=r"'tlh'.*af, am, ar"):
        require("tlh", LANGUAGES, "base")


def test_an_english_only_model_says_which_to_take():
    with pytest.raises(SettingsError, match=r"small\.en knows English only.*--model small"):
        require("ja", frozenset({"en"}), "small.en")


def test_cantonese_says_which_model_knows_it():
    with pytest.raises(SettingsError, match=r"Cantonese.*large-v3"):
        require("yue", LANGUAGES, "base")


def test_a_stretch_is_foreign_where_that_is_sure_and_it_is_long_enough():
    sure = [("de", 0.95), ("en", 0.02)]
    assert foreign(sure, "en-GB", 2_000) == "de"
    assert foreign(sure, "de-AT", 2_000) == ""
    assert foreign(sure, "en", 600) == ""
    assert foreign([("de", 0.6), ("en", 0.3)], "en", 2_000) == ""
    assert foreign([], "en", 2_000) == ""
    likely = [("en", 0.76), ("ms", 0.09), ("ja", 0.01)]
    assert foreign(likely, "ja", 3_000) == "en"
    assert foreign(likely, "ja", 1_500) == ""


@pytest.mark.parametrize("programme", ["no", "nb", "nb-NO"])
def test_the_programmes_own_share_counts_under_whispers_name(programme):
    assert foreign([("da", 0.66), ("no", 0.3)], programme, 3_000) == ""
    assert foreign([("da", 0.76), ("no", 0.01)], programme, 3_000) == "da"


@pytest.mark.parametrize(("programme", "name"), [("nb", "nn"), ("nn", "no"), ("hr", "sr")])
def test_languages_that_whisper_takes_for_each_other_are_not_foreign(programme, name):
    assert foreign([(name, 0.99)], programme, 5_000) == ""


def test_a_window_may_be_mixed_where_its_own_language_is_not_nearly_all():
    assert may_be_mixed([("en", 0.7), ("de", 0.2)], "en")
    assert may_be_mixed([("de", 0.99)], "en")
    assert not may_be_mixed([("no", 0.97)], "nb-NO")
    assert not may_be_mixed([], "en")


@pytest.fixture(scope="module")
def whisper(base):
    session = WhisperSession(base)
    yield session.model()
    session.close()


def heard(whisper, sound):
    spans = speech_spans(speech_probabilities(sound), sound.duration)
    return detect(whisper, sound, Collected(spans))


def joined(*sounds):
    return Sound(np.concatenate([sound.samples for sound in sounds]))


@pytest.mark.model
@pytest.mark.parametrize("language", ["de", "es", "fr", "it", "ja", "ko", "pt"])
def test_short_sentences(whisper, read, language):
    found = heard(whisper, read(f"speech-leopard/test_{language}.wav"))
    assert (found.language, found.findings) == (language, ())
    assert 0.6 < found.probability <= 1


@pytest.mark.model
def test_the_first_half_minute_does_not_decide(whisper, read):
    english = Sound(read("speech-ibm-watson/en-US_Broadband_sample1.wav").samples[: 30 * 16_000])
    german = read("speech-ibm-watson/de-DE_NarrowbandModel_sample1.wav")
    found = heard(whisper, joined(english, *[german] * 3))
    assert found.language == "de"


@pytest.mark.model
def test_half_and_half_is_doubtful(whisper, read):
    found = heard(whisper, read("speech-faster-whisper/multilingual.mp3"))
    assert found.language in {"en", "de"}
    assert "language-doubtful" in {finding.rule for finding in found.findings}
