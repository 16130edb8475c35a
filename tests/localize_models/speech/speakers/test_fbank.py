"""Filter banks are those of Kaldi."""

from __future__ import annotations

import numpy as np
import pytest

from localize_models.speech.speakers.fbank import BANKS, filter_banks


def tone(hertz, seconds=1.0):
    return np.sin(2 * np.pi * hertz * np.arange(round(16_000 * seconds)) / 16_000)


def test_frames_of_25_ms_every_10():
    assert filter_banks(np.zeros(399, np.float32)).shape == (0, BANKS)
    assert filter_banks(np.zeros(400, np.float32)).shape == (1, BANKS)
    assert filter_banks(np.ones(16_000, np.float32)).shape == (98, BANKS)


@pytest.mark.parametrize("hertz", [200, 1_000, 4_000])
def test_a_tone_is_loudest_in_its_own_bank(hertz):
    """After half of silence: each bank's mean is taken off, so what changes is the tone alone."""
    sound = np.concatenate((np.zeros(16_000), 0.3 * tone(hertz))).astype(np.float32)
    found = filter_banks(sound)
    mel = lambda f: 1127 * np.log(1 + f / 700)  # noqa: E731
    centres = np.linspace(mel(20), mel(8_000), BANKS + 2)[1:-1]
    assert abs(int(found[150].argmax()) - int(np.abs(centres - mel(hertz)).argmin())) <= 1


def test_loudness_does_not_matter():
    rng = np.random.default_rng(0)
    sound = (0.1 * rng.normal(size=16_000)).astype(np.float32)
    assert np.allclose(filter_banks(sound), filter_banks(sound * 0.3), atol=1e-3)
