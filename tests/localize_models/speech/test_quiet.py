"""A quiet voice after a loud one is heard; silence and noise stay what they are."""

from __future__ import annotations

import numpy as np

from localize.media import SAMPLE_RATE, Sound
from localize_models.speech.guards import REPORTED
from localize_models.speech.quiet import voice_probabilities
from localize_models.speech.voice import speech_probabilities, speech_spans


def spoken(probabilities, sound, start=0):
    spans = speech_spans(probabilities, sound.duration, REPORTED)
    return sum(span.duration for span in spans if span.start >= start)


def test_a_quiet_voice_after_a_loud_one(read):
    loud, quiet = read("speech-jfk/jfk.flac"), read("speech-mfa/cold_corpus.wav")
    pause = np.zeros(SAMPLE_RATE, np.int16)
    whisper = (quiet.samples * 0.4).astype(np.int16)
    both = Sound(np.concatenate([*[loud.samples, pause] * 3, whisper]))
    begins = 3 * (loud.duration + 1_000)
    alone = spoken(speech_probabilities(Sound(whisper)), Sound(whisper))
    carried = spoken(speech_probabilities(both), both, begins)
    assert carried < 0.5 * alone, "what this is for: the state carried along hears little"
    assert spoken(voice_probabilities(both), both, begins) > 0.8 * alone


def test_nothing_is_lost_and_where_all_is_heard_nothing_changes(read):
    sound = read("speech-ibm-watson/en-US_Broadband_sample1.wav")
    once, again = speech_probabilities(sound), voice_probabilities(sound)
    assert len(once) == len(again)
    assert (again >= once).all()
    assert spoken(once, sound) == spoken(again, sound)


def test_noise_and_silence_are_no_voice():
    dice = np.random.default_rng(5)
    noise = (dice.normal(0, 0.05, 20 * SAMPLE_RATE) * 32767).astype(np.int16)
    for samples in (noise, np.zeros_like(noise), noise[:100], noise[:0]):
        sound = Sound(samples)
        assert spoken(voice_probabilities(sound), sound) == 0
