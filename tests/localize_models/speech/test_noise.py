"""Where noise is as loud as voices; in clean recordings that is nowhere."""

from __future__ import annotations

import numpy as np
import pytest

from localize.media import SAMPLE_RATE, Sound
from localize.timeline import Span
from localize_models.speech.noise import noisy_spans
from localize_models.speech.voice import WINDOW

#: Seconds of each of the made sounds.
LENGTH = 40


def sound_of(samples):
    return Sound(np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16))


def hiss(seconds, decibels, seed=3):
    """White noise of this level in the band of speech, dB; 0 where the RMS is 1."""
    dice = np.random.default_rng(seed)
    part = (4_000 - 200) / (SAMPLE_RATE / 2)
    loud = 10 ** (decibels / 20) / np.sqrt(part)
    return (loud * dice.normal(size=seconds * SAMPLE_RATE)).astype(np.float32)


def talk(seconds, decibels):
    """A tone that comes and goes as syllables do, and what voice activity would say of it."""
    time = np.arange(seconds * SAMPLE_RATE) / SAMPLE_RATE
    on = (time % 0.25) < 0.17
    tone = 10 ** (decibels / 20) * np.sqrt(2) * np.sin(2 * np.pi * 500 * time) * on
    return tone.astype(np.float32), on[::WINDOW].astype(np.float32)


@pytest.mark.parametrize(("under", "noisy"), [(40, False), (20, False), (14, False), (6, True)])
def test_a_floor_near_the_voices_is_noise(under, noisy):
    voice, heard = talk(LENGTH, -20)
    spans = noisy_spans(sound_of(voice + hiss(LENGTH, -20 - under)), heard)
    assert spans == ((Span(0, LENGTH * 1000),) if noisy else ())


def test_noise_in_one_scene_is_told_there_alone():
    voice, heard = talk(LENGTH, -20)
    scene = slice(10 * SAMPLE_RATE, 20 * SAMPLE_RATE)
    voice[scene] += hiss(10, -24)
    (span,) = noisy_spans(sound_of(voice), heard)
    assert abs(span.start - 10_000) < 1_700
    assert abs(span.end - 20_000) < 1_700


def test_noise_goes_on_where_it_is_a_little_quieter():
    """In one stretch, not one for each swell of a tune; where it never swells it is none."""
    voice, heard = talk(LENGTH, -20)
    voice += hiss(LENGTH, -32)
    assert noisy_spans(sound_of(voice), heard) == ()
    voice[10 * SAMPLE_RATE : 20 * SAMPLE_RATE] += hiss(10, -24, seed=9)
    assert noisy_spans(sound_of(voice), heard) == (Span(0, LENGTH * 1000),)


def test_a_bang_is_no_noise():
    voice, heard = talk(LENGTH, -20)
    voice[10 * SAMPLE_RATE : 11 * SAMPLE_RATE] += hiss(1, -10)
    assert noisy_spans(sound_of(voice), heard) == ()


def test_where_nobody_is_heard_what_is_as_loud_as_a_usual_voice_is_noise():
    nobody = np.zeros(LENGTH * SAMPLE_RATE // WINDOW, np.float32)
    assert noisy_spans(sound_of(hiss(LENGTH, -25)), nobody) == (Span(0, LENGTH * 1000),)
    assert noisy_spans(sound_of(hiss(LENGTH, -45)), nobody) == ()


def test_sounds_of_any_length():
    for length in (0, 1, WINDOW, WINDOW + 1, 5 * WINDOW):
        sound = Sound(np.zeros(length, np.int16))
        assert noisy_spans(sound, np.zeros(-(-length // WINDOW), np.float32)) == ()


def test_the_size_of_blocks_shows_nowhere():
    """Two minutes of noise in bursts: several blocks of levels, and of floors."""
    dice = np.random.default_rng(8)
    loud = np.repeat(dice.uniform(-70, -5, 24), 5 * SAMPLE_RATE)
    samples = hiss(120, 0)[: len(loud)] * 10 ** (loud / 20)
    heard = np.zeros(len(samples) // WINDOW, np.float32)
    whole = noisy_spans(sound_of(samples), heard)
    assert len(whole) > 3
    first = 62 * WINDOW * 16  # about half a minute; all but its edges are as before
    rest = noisy_spans(sound_of(samples[first:]), heard[first // WINDOW :])
    moved = [(one.start + first // 16, one.end + first // 16) for one in rest]
    later = [(one.start, one.end) for one in whole if one.start > first // 16 + 4_000]
    assert moved[-len(later) :] == later


def test_clean_recordings_have_no_noise(shared_data):
    """None of the test data's but those with a noise of their own."""
    from faster_whisper.audio import decode_audio  # noqa: PLC0415 -- few tests need it

    from localize_models.speech.activity import voice_probabilities  # noqa: PLC0415 -- as above

    files = sorted(
        file
        for folder in ("leopard", "ibm-watson", "azure", "jfk", "librispeech", "mfa")
        for file in shared_data.glob(f"speech-{folder}/*")
        if file.suffix in (".wav", ".flac")
    )
    assert len(files) > 25
    for file in files:
        sound = sound_of(decode_audio(str(file)))
        assert noisy_spans(sound, voice_probabilities(sound)) == (), file.name
