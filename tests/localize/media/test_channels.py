"""Two channels: one mix, or a voice in each."""

from __future__ import annotations

import av
import numpy as np
import pytest

from localize.media.channels import BLOCK, ChannelMeter, Levels
from localize.media.decode import open_channel, open_sound
from localize.media.probe import probe
from tests.localize.media.build import RATE, Audio, noise, write


def talk(seconds, turns, seed):
    """Noise in syllables while one speaks (seconds from, to), silence else."""
    sound = noise(seconds, seed=seed)
    at = np.arange(len(sound)) / RATE
    spoken = np.zeros(len(sound), bool)
    for start, end in turns:
        spoken |= (at >= start) & (at < end)
    return (sound * spoken * (0.55 + 0.45 * np.sin(2 * np.pi * 4 * at))).astype(np.float32)


def levels(two, rate=RATE):
    meter = ChannelMeter()
    for first in range(0, two.shape[1], 2**17):
        part = np.ascontiguousarray(two[:, first : first + 2**17], np.float32)
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
        frame.sample_rate = rate
        meter.watch(frame, first / rate)
    return meter.levels


LEFT = talk(20, [(0, 4), (9, 13), (17, 19)], 1)
RIGHT = talk(20, [(4.5, 8.5), (13.2, 16.5)], 2)


def test_one_speaker_a_channel_is_apart():
    found = levels(np.stack((LEFT, RIGHT)))
    assert found.apart
    assert not found.alike
    assert [found.louder(a, b) for a, b in ((1_000, 1_400), (5_000, 5_300), (8_600, 8_900))] == [
        0,
        1,
        None,
    ]


def test_both_speaking_at_once_all_the_time_are_not_one_mix():
    at = np.arange(20 * RATE)
    left = talk(20, [(0, 20)], 1) * (1 + np.sin(at / 9_000))
    right = talk(20, [(0.4, 20)], 2) * (1 + np.sin(at / 7_000))
    assert not levels(np.stack((left, right))).alike


@pytest.mark.parametrize("gain", [0.05, 0.3, 3.0])
def test_a_quieter_microphone_is_as_good(gain):
    assert levels(np.stack((LEFT, gain * RIGHT))).apart


def test_microphones_in_one_room_are_apart():
    """Each hears the other's speaker 14 dB fainter."""
    assert levels(np.stack((LEFT + 0.2 * RIGHT, RIGHT + 0.2 * LEFT))).apart


@pytest.mark.parametrize("left", [0.1, 0.3, 0.5, 0.9])
def test_a_mix_is_no_two_speakers_wherever_it_is_moved(left):
    mix = LEFT + RIGHT
    found = levels(np.stack((left * mix, (1 - left) * mix)))
    assert not found.apart
    assert found.alike


def test_voices_moved_to_their_sides_by_a_mix_are_a_mix():
    found = levels(np.stack((0.7 * LEFT + 0.3 * RIGHT, 0.3 * LEFT + 0.7 * RIGHT)))
    assert not found.apart


def test_dialogue_in_the_middle_of_wide_music_is_a_mix():
    mix = LEFT + RIGHT
    wide = np.stack((noise(20, seed=5), noise(20, seed=6))) * 0.3
    assert not levels(np.stack((mix, mix)) + wide).apart


@pytest.mark.parametrize("silent", [0, 1])
def test_a_channel_without_sound_is_no_speaker(silent):
    two = np.stack((LEFT + RIGHT, LEFT + RIGHT))
    two[silent] = 0
    found = levels(two)
    assert not found.apart
    assert found.alike


def test_nothing_and_mono():
    empty = ChannelMeter()
    frame = av.AudioFrame.from_ndarray(np.zeros((1, 480), np.float32), format="fltp", layout="mono")
    frame.sample_rate = RATE
    empty.watch(frame, 0.0)
    found = empty.levels
    assert isinstance(found, Levels)
    assert len(found.decibels) == 0
    assert not found.apart
    assert found.louder(0, 100) is None
    assert list(found.silenced(0)) == []


@pytest.mark.parametrize("form", ["u8", "s16", "s32", "flt", "dblp"])
def test_levels_are_the_same_in_every_sample_format(form):
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)
    two = np.ascontiguousarray(np.stack((tone, tone / 4)).astype(np.float32))
    frame = av.AudioFrame.from_ndarray(two, format="fltp", layout="stereo")
    frame.sample_rate = RATE
    (given,) = av.AudioResampler(format=form, layout="stereo", rate=RATE).resample(frame)
    meter = ChannelMeter()
    meter.watch(given, 0.0)
    middle = meter.levels.decibels[10:40].mean(axis=0)
    assert middle == pytest.approx([-9.0, -21.1], abs=0.5)


def test_a_late_start_and_the_time_before_the_picture():
    two = np.ones((2, RATE), np.float32) * 0.5
    frame = av.AudioFrame.from_ndarray(two, format="fltp", layout="stereo")
    frame.sample_rate = RATE
    late, early = ChannelMeter(), ChannelMeter()
    late.watch(frame, 2.0)
    early.watch(frame, -0.5)
    assert len(late.levels.decibels) == 3_000 // BLOCK
    assert late.levels.decibels[2_000 // BLOCK - 1].max() < -90
    assert late.levels.decibels[2_000 // BLOCK].min() > -7
    assert len(early.levels.decibels) == 500 // BLOCK


def test_the_fainter_twin_is_silenced_where_microphones_hear_both():
    near = levels(np.stack((LEFT + 0.2 * RIGHT, RIGHT + 0.2 * LEFT)))
    for channel, quiet, loud in (
        (0, (5_000, 8_000), (1_000, 3_500)),
        (1, (500, 3_500), (5_000, 8_000)),
    ):
        silenced = list(near.silenced(channel))
        assert any(start <= quiet[0] and quiet[1] <= end for start, end in silenced)
        assert not any(start < loud[1] and loud[0] < end for start, end in silenced)
    far = levels(np.stack((LEFT, RIGHT)))
    assert list(far.silenced(0)) == []


def test_a_channel_is_decoded_by_itself(tmp_path):
    path = tmp_path / "call.wav"
    two = np.stack((LEFT + 0.2 * RIGHT, RIGHT + 0.2 * LEFT))
    write(path, Audio(two, codec="pcm_s16le", layout="stereo"))
    info = probe(path)
    with open_sound(path, info, tmp_path) as opened:
        assert opened.levels is not None
        assert opened.levels.apart
        whole = opened.sound.duration
        with open_channel(path, info, opened.levels, 0, tmp_path) as left:
            assert left.duration == whole
            assert np.abs(left.read(1_000, 2_000)).max() > 0.05
            assert np.abs(left.read(5_500, 7_500)).max() == 0
        with open_channel(path, info, opened.levels, 1, tmp_path) as right:
            assert np.abs(right.read(1_000, 3_000)).max() == 0
            assert np.abs(right.read(5_500, 7_500)).max() > 0.05


def test_no_levels_of_other_layouts(tmp_path):
    path = tmp_path / "mono.wav"
    write(path, Audio(LEFT, codec="pcm_s16le"))
    with open_sound(path, probe(path), tmp_path) as opened:
        assert opened.levels is None
