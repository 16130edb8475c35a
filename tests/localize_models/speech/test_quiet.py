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


def test_a_quiet_voice_after_loud_ones(read):
    pause = np.zeros(SAMPLE_RATE, np.int16)
    loud = [
        samples
        for name in (
            "speech-librispeech/2412-153948-0000.flac",
            "speech-jfk/jfk.flac",
            "speech-leopard/diarization_test.wav",
        )
        for samples in (read(name).samples, pause)
    ]
    quiet = read("speech-mfa/cold_corpus.wav")
    whole = Sound(np.concatenate([*loud, quiet.samples]))
    begins = whole.duration - quiet.duration
    alone = spoken(speech_probabilities(quiet), quiet)
    carried = spoken(speech_probabilities(whole), whole, begins)
    assert carried < 0.2 * alone, "what this is for: with its memory it hears next to nothing"
    assert spoken(voice_probabilities(whole), whole, begins) > 0.6 * alone


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
