"""Samples are read in pieces that fit together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.media import SAMPLE_RATE, Sound
from localize.media.clock import Clock
from localize.media.scratch import Scratch

RAMP = (np.arange(SAMPLE_RATE * 2) % 60_000 - 30_000).astype(np.int16)


@given(st.integers(1, 50_000))
def test_blocks_make_up_the_whole(size):
    whole = np.concatenate(list(Sound(RAMP).blocks(size)))
    assert np.array_equal(np.rint(whole * 32768).astype(np.int16), RAMP)


@given(st.integers(-3000, 3000), st.integers(0, 3000))
def test_reading_is_cut_at_the_ends(start, length):
    got = Sound(RAMP).read(start, start + length)
    first, last = max(0, start) * 16, max(0, start + length) * 16
    assert np.array_equal(np.rint(got * 32768).astype(np.int16), RAMP[first:last])


def test_a_sound_is_one_channel_of_16_bits():
    for wrong in (np.zeros((2, 5), np.int16), np.zeros(5, np.float32)):
        with pytest.raises(ValueError, match="one channel"):
            Sound(wrong)


@given(
    st.lists(st.tuples(st.integers(-3000, 20_000), st.integers(0, 4000)), min_size=1, max_size=8)
)
def test_scratch_holds_what_was_put_where(pieces):
    """Against a plain array: the same but for the 5 ms in which new sound fades in over old."""
    model = np.zeros(30_000, np.int16)
    faded = np.zeros(30_000, bool)
    end = 0
    scratch = Scratch(None)
    for number, (at, size) in enumerate(pieces):
        samples = np.full(size, (number + 1) * 1000, np.int16)
        scratch.put(at, samples)
        first, last = max(0, at), max(0, at + size)
        model[first:last] = samples[: last - first]
        faded[first:last] = False
        faded[first : min(last, end, first + 80)] = True
        end = max(end, last) if last > first else end
    sound = scratch.sound()
    scratch.close()
    assert len(sound.samples) == end
    kept = ~faded[:end]
    assert np.array_equal(np.asarray(sound.samples)[kept], model[:end][kept])


def test_long_sound_is_read_and_let_go():
    """More than the 16 MB after which memory is given back; what comes later is still right."""
    scratch = Scratch(None)
    piece = np.arange(-32768, 32768, dtype=np.int16)
    for number in range(200):
        scratch.put(number * len(piece), piece)
    sound = scratch.sound()
    scratch.close()
    total = 0
    for block in sound.blocks(len(piece) * 8):
        assert block[0] == -1.0
        assert block[-1] == np.float32(32767 / 32768)
        total += len(block)
    assert total == 200 * len(piece)


def test_clock_runs_through_zero():
    clock = Clock(95_000.0, float("inf"), splices=True)
    assert clock.place(95_440.0, None) == 440.0
    assert clock.place(1.0, 445.0) == pytest.approx(2**33 / 90_000 + 1 - 95_000)
    assert clock.restarts == []


def test_clock_believes_no_time_past_the_end_of_the_file():
    clock = Clock(0.0, 100.0, splices=False)
    assert clock.place(5.0, 4.0) == 5.0
    assert clock.place(1e9, 6.0) == 6.0
    assert [restart.at for restart in clock.restarts] == [6.0]


@pytest.mark.parametrize("stray", [-3.0, 30.0, 500.0, 1e9])
def test_one_stray_timestamp_moves_nothing_after_it(stray):
    clock = Clock(0.0, 1000.0, splices=False)
    assert clock.place(10.0, None) == 10.0
    strange = clock.place(20.0 + stray, 20.0)
    assert clock.place(20.1, strange + 0.1) == pytest.approx(20.1)
    assert clock.place(25.0, 24.0) == 25.0
    assert clock.restarts == []
