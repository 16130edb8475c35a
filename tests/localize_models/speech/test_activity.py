"""Voices in noise are heard that were not; where the sound is good nothing changes."""

from __future__ import annotations

import numpy as np

from localize.media import SAMPLE_RATE, Sound
from localize_models.speech import quiet
from localize_models.speech.activity import voice_probabilities
from localize_models.speech.guards import REPORTED
from localize_models.speech.noise import noisy_spans
from localize_models.speech.voice import speech_spans


def spoken(probabilities, sound):
    return sum(span.duration for span in speech_spans(probabilities, sound.duration, REPORTED))


def band(seconds, seed):
    """Held chords with a snare: music enough to drown a voice."""
    dice = np.random.default_rng(seed)
    time = np.arange(SAMPLE_RATE * 2) / SAMPLE_RATE
    played = np.zeros((seconds + 2) * SAMPLE_RATE, np.float32)
    for beat in range(2 * seconds):
        at = beat * SAMPLE_RATE // 2
        root = dice.integers(45, 60)
        for step in (0, 4, 7, 12):
            hertz = 440 * 2 ** ((root + step - 69) / 12)
            tones = sum(np.sin(2 * np.pi * hertz * n * time) / n for n in range(1, 8))
            played[at : at + len(time)] += tones * np.exp(-2 * time)
        snare = dice.normal(size=SAMPLE_RATE // 8) * np.linspace(1, 0, SAMPLE_RATE // 8) ** 2
        played[at : at + len(snare)] += snare
    return played[: seconds * SAMPLE_RATE]


def mixed(voice, noise, decibels):
    sounding = voice[np.abs(voice) > 0.01]
    loud = np.sqrt((sounding**2).mean()) * 10 ** (-decibels / 20)
    whole = voice + noise * loud / np.sqrt((noise**2).mean())
    return Sound(np.round(np.clip(whole / np.abs(whole).max(), -1, 1) * 32767).astype(np.int16))


def voices(read):
    names = ("speech-librispeech/2412-153948-0000.flac", "speech-jfk/jfk.flac")
    return np.concatenate([read(name).read(0, 20_000) for name in names])


def test_more_of_a_voice_in_music_is_heard(read):
    voice = voices(read)
    sound = mixed(voice, band(len(voice) // SAMPLE_RATE + 1, 2)[: len(voice)], 0)
    before, after = quiet.voice_probabilities(sound), voice_probabilities(sound)
    assert len(before) == len(after)
    assert (after >= before).all()
    assert spoken(after, sound) > 1.25 * spoken(before, sound)
    noisy = sum(span.duration for span in noisy_spans(sound, after))
    assert noisy > 0.9 * sound.duration, "what is still not heard is told"


def test_music_alone_has_no_voice_for_it():
    played = band(40, 5)
    sound = mixed(played, np.ones_like(played), 90)
    assert noisy_spans(sound, quiet.voice_probabilities(sound))
    assert spoken(voice_probabilities(sound), sound) <= 0.02 * sound.duration


def test_a_good_sound_is_heard_as_it_was(read):
    for name in ("speech-ibm-watson/en-US_Broadband_sample1.wav", "speech-leopard/empty.wav"):
        sound = read(name)
        assert (voice_probabilities(sound) == quiet.voice_probabilities(sound)).all()
