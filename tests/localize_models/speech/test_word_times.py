"""Word times by sound: real speech with known times, and what cannot be learnt."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

import numpy as np
import pytest

from localize.media import Sound
from localize.script import Word
from localize_models.speech import voice
from localize_models.speech.acoustics import FEATURES, features
from localize_models.speech.letters import letters
from localize_models.speech.tighten import SOUNDING, tightened
from localize_models.speech.word_times import laid, timed


def known(path):
    """The words of a TextGrid in short form: text, start, end."""
    lines = path.read_text("utf-8").splitlines()
    at = lines.index('"words"') + 4
    triples = [lines[k : k + 3] for k in range(at, at + 3 * int(lines[at - 1]), 3)]
    return [
        Word(text.strip('"'), round(float(start) * 1000), round(float(end) * 1000))
        for start, end, text in triples
        if re.search(r"\w", text)
    ]


def moved(words):
    """Times as Whisper gives them: early, in coarse steps, and each pause with the word after."""
    found = []
    before = 0
    for n, word in enumerate(words):
        end = max(before + 20, word.end - 60 + 40 * (n % 3) - 20)
        found.append(Word(word.text, before if n else max(0, word.start - 300), end))
        before = end
    return found


def off(words, truth):
    return [abs(a.start - b.start) for a, b in zip(words, truth, strict=True)] + [
        abs(a.end - b.end) for a, b in zip(words, truth, strict=True)
    ]


@pytest.fixture
def speech(shared_data, read):
    return known(shared_data / "speech-mfa/acoustic_corpus.TextGrid"), read(
        "speech-mfa/acoustic_corpus.wav"
    )


def test_edges_come_back_to_where_they_are_heard(speech):
    truth, sound = speech
    rough = moved(truth)
    probabilities = voice.speech_probabilities(sound)
    found = timed(rough, sound, probabilities, "en")
    assert [word.text for word in found] == [word.text for word in truth]
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(word.end - word.start >= 20 for word in found)
    before, after = off(rough, truth), off(found, truth)
    assert median(after) <= 30 < median(before)
    assert sum(after) < 0.7 * sum(before)
    assert found == timed(rough, sound, probabilities, "en")


def test_nothing_hangs_over_silence(speech):
    truth, sound = speech
    found = timed(moved(truth), sound, voice.speech_probabilities(sound), "en")
    pause = next(k for k, (a, b) in enumerate(pairwise(truth)) if b.start - a.end > 800)
    assert found[pause + 1].start > truth[pause].end + 400


def test_words_without_letters_keep_their_place(speech):
    truth, sound = speech
    rough = moved(truth)
    rough[5] = Word("♪", rough[5].start, rough[5].end)
    rough[8] = Word("40", rough[8].start, rough[8].end)
    found = laid(rough, sound, voice.speech_probabilities(sound))
    assert [word.text for word in found] == [word.text for word in rough]
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_too_few_words_and_no_spaces_are_only_tightened(speech):
    truth, sound = speech
    probabilities = voice.speech_probabilities(sound)
    rough = moved(truth)
    sounding = voice.speech_spans(probabilities, sound.duration, SOUNDING)
    assert timed(rough[:3], sound, probabilities, "en") == tightened(rough[:3], sounding)
    assert timed(rough, sound, probabilities, "ja") == tightened(rough, sounding)
    assert timed((), sound, probabilities, "en") == ()


def test_words_in_silence_do_no_harm():
    sound = Sound(np.zeros(16_000 * 4, np.int16))
    words = [Word("word", 200 * n, 200 * n + 150) for n in range(12)]
    found = timed(words, sound, voice.speech_probabilities(sound), "en")
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_more_letters_than_there_is_time_for_are_only_put_in_order():
    """Long numbers in a second: no stretch has a frame for each of their letters."""
    rng = np.random.default_rng(1)
    sound = Sound((3_000 * rng.standard_normal(16_000)).astype(np.int16))
    words = [Word("1234567890", 200 * n, 200 * n + 190) for n in range(5)]
    probabilities = np.ones(1_000 // voice.WINDOW_MS + 1, np.float32)
    found = timed(words, sound, probabilities, "en")
    assert [word.text for word in found] == [word.text for word in words]
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_letters():
    assert letters("Don’t!") == list("dont")
    assert letters("Çà") == list("ca")
    assert letters("♪") == []
    assert letters("4") == ["4"] * 3
    assert len(letters("한")) == 3


def test_features_are_frames_of_ten_milliseconds():
    tone = np.sin(np.arange(16_000) * 0.3).astype(np.float32)
    found = features(tone)
    assert found.shape == (100, FEATURES)
    assert np.isfinite(features(np.zeros(1_600, np.float32))).all()
    # A tone that goes on does not change.
    assert np.abs(found[20:80, FEATURES // 2 :]).max() < 0.5
