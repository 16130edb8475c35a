"""A window's samples as they go to the encoder."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor

from localize.media import Sound
from localize.timeline import Span
from localize_models.speech.heard import Task, Window
from localize_models.speech.queue.features import padded_ms, prepared
from localize_models.speech.sections import Collected


def window(duration: int) -> Window:
    return Window("one", 0, Collected((Span(0, duration),)), "en")


def model(device: str) -> SimpleNamespace:
    """What is asked of a model: its filters, and where it lies."""
    return SimpleNamespace(
        feature_extractor=FeatureExtractor(), model=SimpleNamespace(device=device)
    )


@pytest.mark.parametrize(
    ("duration", "padded"),
    [
        (1, 7_000),
        (3_000, 9_000),
        (3_001, 10_000),
        (9_000, 15_000),
        (12_000, 15_000),
        (12_001, 16_000),
        (26_900, 30_000),
        (28_000, 30_000),
    ],
)
def test_six_seconds_of_silence_follow_a_short_window_and_three_a_long_one(duration, padded):
    assert padded_ms(duration) == padded


@pytest.mark.parametrize("duration", [500, 4_000, 27_000])
def test_windows_of_every_length_share_batches_on_a_card(duration):
    sound = Sound(np.zeros(16 * duration, np.int16))
    on_card = prepared(window(duration), sound, model("cuda"), (), lambda _: 0.0)
    assert (on_card.padded, on_card.frames) == (3_000, duration // 10)
    on_cpu = prepared(window(duration), sound, model("cpu"), (), lambda _: 0.0)
    assert (on_cpu.padded, on_cpu.frames) == (padded_ms(duration) // 10, duration // 10)


@pytest.mark.parametrize("spoken", ["zh", "zh-Hant", "zh-CN"])
def test_english_is_wanted_of_a_language_however_it_is_written(spoken):
    chinese, english = frozenset({"zh"}), Task.ENGLISH
    sound = Sound(np.zeros(16 * 1_000, np.int16))
    said = Window("one", 0, Collected((Span(0, 1_000),)), spoken)
    ready = prepared(said, sound, model("cpu"), (1,), lambda _: 0.0, english_from=chinese)
    assert (ready.in_english.window.task, ready.in_english.hints) == (english, ())
    assert ready.in_english.in_english is None
    other = prepared(said, sound, model("cpu"), (), lambda _: 0.0, english_from=frozenset({"ja"}))
    assert other.in_english is None


def test_the_silence_is_none_of_the_sound():
    sound = Sound(np.full(16 * 4_000, 9_000, np.int16))
    ready = prepared(window(4_000), sound, model("cpu"), (), lambda _: 0.0)
    assert not ready.features[:, ready.frames :].any()
    assert ready.features[:, : ready.frames].any()
