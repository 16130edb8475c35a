"""Real dialogues through a whole run: who says what stands in the files."""

from __future__ import annotations

import re
import shutil
import wave
from dataclasses import replace

import numpy as np
import pytest

from localize.formats import read_file
from localize.pipeline.events import Notice
from localize.pipeline.run import run
from localize.pipeline.settings import RunSettings


@pytest.fixture
def said(tmp_path, tiny_en, shared_data):
    """Runs over a file; the cues' speakers and words, and the rules of what was told."""

    def of(path, **changes):
        media = tmp_path / "media"
        media.mkdir(exist_ok=True)
        for old in media.iterdir():
            old.unlink()
        shutil.copy(shared_data / path, media)
        settings = RunSettings(
            project=tmp_path / "project", out=tmp_path / "out", formats=("vtt",), engine=tiny_en
        )
        events = []
        assert run([media], replace(settings, **changes), events.append).ok
        (file,) = (tmp_path / "out").glob(f"{(shared_data / path).stem}.*.vtt")
        told = {}
        for cue in read_file(file).track.cues:
            plain = re.sub("[^a-z ]", "", " ".join(cue.lines).lower())
            told[cue.speaker] = f"{told.get(cue.speaker, '')} {plain}".strip()
        return told, [one.rule for one in events if isinstance(one, Notice)]

    return of


def test_two_who_speak_at_once_are_both_heard_whole(said):
    told, rules = said("speech-faster-whisper/stereo_diarization.wav")
    assert set(told) == {"Speaker 1", "Speaker 2"}
    horizon, complaint = sorted(told.values(), key=len)
    assert "the horizon seems extremely distant" in horizon
    assert "he began a confused complaint against the wizard" in complaint
    assert "behind the curtain on the left" in complaint
    assert {"speakers-apart", "speakers-at-once"} <= set(rules)
    mixed, _ = said("speech-faster-whisper/stereo_diarization.wav", speakers="none")
    assert set(mixed) == {""}


def test_an_ordinary_stereo_recording_is_left_alone(said):
    told, rules = said("speech-jfk/jfk.flac")
    assert set(told) == {""}
    assert not [rule for rule in rules if rule.startswith("speaker")]


def test_voices_that_a_mix_moved_to_their_sides_are_left_alone(said, read, tmp_path):
    """A conversation of two, one a little to the left and one a little to the right."""
    left, right = (read(name).samples.astype(float) for name in (
        "speech-librispeech/2412-153948-0000.flac", "speech-leopard/test.wav"))  # fmt: skip
    both = np.zeros((len(left) + len(right), 2))
    both[: len(left)] = np.outer(left, (0.7, 0.3))
    both[len(left) :] = np.outer(right, (0.3, 0.7))
    path = tmp_path / "panned.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(both.astype("<i2").tobytes())
    told, rules = said(path)
    assert set(told) == {""}
    assert "speakers-apart" not in rules


def test_three_voices_in_one_channel_are_told_apart(said):
    told, _ = said("speech-leopard/diarization_test.wav", speakers="voices")
    assert list(told) == ["Speaker 1", "Speaker 2", "Speaker 3"]
    assert "it begins" in told["Speaker 1"]
    assert "crocodile" in told["Speaker 2"]
    assert "turbulence" in told["Speaker 3"]
