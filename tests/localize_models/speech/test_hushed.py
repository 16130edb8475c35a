"""Noise goes down, a voice stays, and a sound keeps its length and its time."""

from __future__ import annotations

import numpy as np
import pytest

from localize.media import SAMPLE_RATE
from localize_models.speech.hushed import hushed


def level(samples):
    return 10 * np.log10(float((np.asarray(samples, np.float64) ** 2).mean()) + 1e-20)


def beeps(seconds):
    """A tone of a quarter of a second in every second."""
    time = np.arange(seconds * SAMPLE_RATE) / SAMPLE_RATE
    return (0.2 * np.sin(2 * np.pi * 700 * time) * (time % 1 < 0.25)).astype(np.float32)


def test_noise_goes_down_and_what_comes_and_goes_stays():
    dice = np.random.default_rng(4)
    noise = (0.05 * dice.normal(size=20 * SAMPLE_RATE)).astype(np.float32)
    tone = beeps(20)
    heard = hushed(tone + noise)
    on = np.abs(tone) > 0
    on = np.convolve(on, np.ones(2_000), "same") >= 2_000
    off = np.convolve(np.abs(tone) > 0, np.ones(4_000), "same") < 0.5
    assert level(heard[on]) > level((tone + noise)[on]) - 3
    assert level(heard[off]) < level(noise[off]) - 9


def test_without_noise_nothing_changes():
    tone = beeps(12)
    assert np.abs(hushed(tone) - tone).max() < 0.02


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 511, 512, 4_097, 50_000])
def test_a_sound_of_any_length_keeps_it(count):
    samples = np.random.default_rng(count).normal(size=count).astype(np.float32)
    heard = hushed(samples)
    assert heard.shape == samples.shape
    assert heard.dtype == np.float32
    assert np.isfinite(heard).all()


def test_time_stays():
    click = np.zeros(30_000, np.float32)
    click[20_000] = 1.0
    assert int(np.abs(hushed(click)).argmax()) == 20_000
