"""Many channels become one, with the dialogue in it."""

from __future__ import annotations

import numpy as np
import pytest
from av import AudioLayout
from hypothesis import given
from hypothesis import strategies as st

from localize.media.mixing import bent, full_gain, mono_weights, peak_weights, stereo_weights
from tests.localize.media.build import Audio, noise, onsets, write

TONE = (0.25 * np.sin(2 * np.pi * 440 * np.arange(2 * 48_000) / 48_000)).astype(np.float32)
LAYOUTS = ["mono", "stereo", "2.1", "quad", "5.1", "5.1(side)", "6.1", "7.1", "7.1.4", "22.2"]


def rows(layout: str, **channels: np.ndarray) -> np.ndarray:
    names = [channel.name for channel in AudioLayout(layout).channels]
    sound = np.zeros((len(names), len(TONE)), dtype=np.float32)
    for name, value in channels.items():
        sound[names.index(name)] = value
    return sound


@given(st.sampled_from(LAYOUTS))
def test_weights_never_clip(layout):
    weights = mono_weights(AudioLayout(layout))
    assert len(weights) == AudioLayout(layout).nb_channels
    assert sum(weights) == pytest.approx(1)
    assert min(weights) >= 0


@pytest.mark.parametrize("layout", ["5.1", "5.1(side)", "7.1", "7.1.4"])
def test_centre_leads_and_effects_are_left_out(layout):
    names = [channel.name for channel in AudioLayout(layout).channels]
    weight = dict(zip(names, mono_weights(AudioLayout(layout)), strict=True))
    assert weight["LFE"] == 0
    assert weight["FL"] / weight["FC"] == pytest.approx(10 ** (-3 / 20), abs=0.01)
    assert 0 < weight["SL" if "SL" in weight else "BL"] < weight["FL"]


def test_places_unknown_count_alike():
    assert mono_weights(AudioLayout("4 channels")) == (0.25,) * 4
    assert full_gain(AudioLayout("stereo")) == 1


@pytest.mark.parametrize("layout", ["5.1", "7.1"])
def test_centre_is_as_loud_as_it_was(tmp_path, hear, layout):
    path = write(tmp_path / "c.wav", Audio(rows(layout, FC=TONE), "pcm_s16le", layout=layout))
    heard = hear(path)
    assert heard.info.dialogue.layout == layout
    assert heard.level(0.1, 1.9) == pytest.approx(0.25 / np.sqrt(2), rel=0.02)


def test_low_effects_alone_are_silence(tmp_path, hear):
    heard = hear(write(tmp_path / "l.flac", Audio(rows("5.1", LFE=TONE), "flac", layout="5.1")))
    assert heard.level(0, 2) < 1e-4


def test_all_channels_at_full_level_do_not_clip(tmp_path, hear):
    full = np.tile(TONE * 3.99, (6, 1))
    heard = hear(write(tmp_path / "f.wav", Audio(full, "pcm_s16le", layout="5.1")))
    top = np.abs(heard.samples[1600:-1600].astype(int)).max()
    assert 32_000 < top <= 32_767
    assert heard.level(0.1, 1.9) == pytest.approx(0.9975 / np.sqrt(2), rel=0.03)  # still a sine


def test_stereo_is_averaged(tmp_path, hear):
    heard = hear(
        write(tmp_path / "s.wav", Audio(rows("stereo", FL=TONE), "pcm_s16le", layout="stereo"))
    )
    assert heard.level(0.1, 1.9) == pytest.approx(0.25 / np.sqrt(2) / 2, rel=0.02)
    assert heard.rules == []


@pytest.mark.parametrize(("codec", "ending"), [("pcm_s16le", "wav"), ("aac", "m4a")])
def test_opposite_channels_do_not_cancel(tmp_path, hear, codec, ending):
    voice = noise(4)
    sound = np.stack([voice, -0.9 * voice])
    heard = hear(write(tmp_path / f"x.{ending}", Audio(sound, codec, layout="stereo")))
    assert heard.rules == ["sound-out-of-phase"]
    assert "left" in heard.findings[0].message
    alone = hear(write(tmp_path / f"y.{ending}", Audio(voice, codec)))
    assert heard.level(1, 3) == pytest.approx(alone.level(1, 3), rel=0.05)


def test_two_speakers_on_two_channels_both_stay(shared_data, hear):
    heard = hear(shared_data / "speech-faster-whisper" / "stereo_diarization.wav")
    assert heard.rules == []
    assert heard.level(0, 5) > 0.01


def test_every_channel_of_eight_is_heard(shared_data, hear):
    """Each channel says its name, a second apart; the channel of effects (fourth) is left out."""
    heard = hear(shared_data / "speech-whisperkit" / "8_Channel_ID.m4a")
    assert (heard.info.dialogue.channels, heard.info.dialogue.layout) == (8, "7.1")
    loud = [heard.level(second, second + 1) for second in range(8)]
    peak = max(loud)
    assert sum(level > peak / 20 for level in loud) >= 7
    assert np.abs(heard.samples.astype(int)).max() <= 32_767


@pytest.mark.parametrize(
    ("codec", "ending", "rate"),
    [
        ("pcm_s24le", "wav", 96_000),
        ("pcm_f32le", "wav", 44_100),
        ("pcm_u8", "wav", 8_000),
        ("pcm_s32le", "wav", 16_000),
        ("pcm_mulaw", "wav", 8_000),
        ("flac", "flac", 192_000),
        ("pcm_f64le", "wav", 22_050),
    ],
)
def test_widths_and_rates(tmp_path, hear, codec, ending, rate):
    tone = (0.25 * np.sin(2 * np.pi * 440 * np.arange(3 * rate) / rate)).astype(np.float32)
    tone[: rate // 2] = 0
    heard = hear(write(tmp_path / f"w.{ending}", Audio(tone, codec, rate=rate)))
    assert heard.duration == pytest.approx(3000, abs=2)
    assert heard.level(1, 2.9) == pytest.approx(0.25 / np.sqrt(2), rel=0.03)
    assert onsets(heard.samples)[0] == pytest.approx(0.5, abs=0.003)
    spectrum = np.abs(np.fft.rfft(heard.samples[16_000:32_000]))
    assert spectrum.argmax() == 440


def test_layout_and_rate_change_in_mid_stream(tmp_path, hear):
    """Broadcasts change from stereo to 5.1 and back; here in AC-3, whose frames say it all."""
    quiet = np.zeros_like(TONE)
    stereo = write(tmp_path / "2.ac3", Audio(np.stack([TONE, TONE]), "ac3", layout="stereo"))
    centre = np.stack([quiet, quiet, TONE, quiet, quiet, quiet])
    surround = write(tmp_path / "6.ac3", Audio(centre, "ac3", layout="5.1(side)"))
    slow = write(tmp_path / "32.ac3", Audio(TONE, "ac3", rate=32_000))
    path = tmp_path / "mix.ac3"
    path.write_bytes(stereo.read_bytes() + surround.read_bytes() + slow.read_bytes())
    heard = hear(path)
    assert heard.level(0.5, 1.5) == pytest.approx(0.25 / np.sqrt(2), rel=0.1)
    assert heard.level(2.5, 3.5) == pytest.approx(0.25 / np.sqrt(2), rel=0.1)
    assert heard.level(4.5, 6.5) == pytest.approx(0.25 / np.sqrt(2), rel=0.1)
    assert heard.duration == pytest.approx(7000, abs=120)
    slow_part = np.abs(np.fft.rfft(heard.samples[5 * 16_000 : 6 * 16_000]))
    assert slow_part.argmax() == pytest.approx(440 * 32 / 48, abs=2)


def test_what_is_too_loud_is_bent_and_the_rest_is_left():
    loud = np.linspace(-3, 3, 6001, dtype=np.float32).reshape(1, -1)
    made = bent(loud)
    assert np.abs(made).max() <= 1.0
    assert (np.diff(made[0]) >= 0).all(), "no corner, no fold"
    quiet = np.abs(loud) <= 0.7
    assert (made[quiet] == loud[quiet]).all()
    same = loud * np.float32(0.2)
    assert bent(same) is same


def test_sides_stay_at_their_sides_and_the_centre_is_whole():
    layout = AudioLayout("5.1(side)")  # FL FR FC LFE SL SR
    left, right = stereo_weights(layout)
    assert left == pytest.approx((0.7071, 0, 1, 0, 0.5, 0))
    assert right == pytest.approx((0, 0.7071, 1, 0, 0, 0.5))
    assert peak_weights(layout) == pytest.approx((0.14142, 0.14142, 1, 0, 0.1, 0.1))
    quad = AudioLayout("quad")
    assert peak_weights(quad) == mono_weights(quad)
    wide = AudioLayout("7.1(wide)")
    left, right = stereo_weights(wide)
    assert sum(left) == pytest.approx(sum(right))
