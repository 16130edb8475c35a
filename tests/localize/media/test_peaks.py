"""Peaks: pairs in their places, whatever pieces the sound comes in, scaled to the file."""

from __future__ import annotations

import numpy as np
import pytest

from localize.media.peaks import PER_SECOND, Peaks

RATE = 48_000
SIZE = RATE // PER_SECOND


def pairs(peaks):
    return np.frombuffer(peaks.result(), np.int8).reshape(-1, 2)


def sound(seconds, seed=1):
    return (
        np.random.default_rng(seed)
        .uniform(-0.5, 0.5, (2, round(seconds * RATE)))
        .astype(np.float32)
    )


def test_pairs_are_least_and_greatest():
    samples = np.zeros((1, 4 * SIZE), np.float32)
    samples[0, SIZE] = 1.0
    samples[0, 2 * SIZE - 1] = -0.5
    samples[0, 3 * SIZE + 5] = -1.0
    peaks = Peaks(RATE)
    peaks.add(samples)
    assert pairs(peaks).tolist() == [[0, 0], [-64, 127], [0, 0], [-127, 0]]


def test_pieces_make_no_difference():
    whole = sound(2.503)
    one, other = Peaks(RATE), Peaks(RATE)
    one.add(whole)
    at = 0
    for size in (1, 239, 240, 241, 7, 100_000, 12, 99_999_999):
        other.add(whole[:, at : at + size])
        at += size
    made = one.result()
    assert made == other.result()
    assert len(made) == 2 * (2503 // 5 + 1)


def test_silence_stands_in_its_place():
    whole = sound(0.5)
    for before in (0, 1, 239, 240, 1000):
        one, other = Peaks(RATE), Peaks(RATE)
        for peaks in (one, other):
            peaks.add(whole[:, :777])
        one.add_silence(before)
        other.add(np.zeros((2, before), np.float32))
        for peaks in (one, other):
            peaks.add(whole[:, 777:])
        assert one.result() == other.result()
    peaks = Peaks(RATE)
    peaks.add_silence(RATE * 3600)
    assert peaks.result() == bytes(2 * 3600 * PER_SECOND)


@pytest.mark.parametrize("level", [0.03, 0.3, 1.0])
def test_the_scale_is_the_files_own(level):
    peaks = Peaks(RATE)
    peaks.add(sound(20) * 2 * level)
    found = np.abs(pairs(peaks).astype(int)).max(axis=1)
    assert found.max() == 127
    assert np.median(found) > 115


def test_one_bang_does_not_make_the_talk_flat():
    talk = sound(20) * 0.2
    talk[:, 5 * RATE : 5 * RATE + 100] = 1.0
    peaks = Peaks(RATE)
    peaks.add(talk)
    found = np.abs(pairs(peaks).astype(int)).max(axis=1)
    assert found[5 * PER_SECOND] == 127
    assert np.median(found) > 110


def test_noise_of_a_quiet_room_is_not_drawn_as_talk():
    peaks = Peaks(RATE)
    peaks.add(sound(5) * 0.002)
    assert np.abs(pairs(peaks).astype(int)).max() <= 20


def test_nothing_at_all():
    assert Peaks(RATE).result() == b""
    with pytest.raises(ValueError, match="no whole pairs"):
        Peaks(44_100 + 1)
