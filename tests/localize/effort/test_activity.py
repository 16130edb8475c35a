"""Idle time is cut, work is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.effort.activity import IDLE, PLAYBACK_ALONE, Activity, ActivityKind, measure

MINUTE = 60_000
KEY, TYPING, MOUSE, PLAYING = (
    ActivityKind.KEY,
    ActivityKind.TYPING,
    ActivityKind.MOUSE,
    ActivityKind.PLAYING,
)


def at(kind, *moments):
    return [Activity(kind, moment, moment) for moment in moments]


signs = st.lists(
    st.builds(
        lambda kind, start, length: Activity(kind, start, start + length),
        st.sampled_from(ActivityKind),
        st.integers(0, 30 * MINUTE),
        st.integers(0, 5 * MINUTE),
    ),
    max_size=30,
)


def test_a_coffee_break_adds_half_a_minute():
    work = at(KEY, *range(0, 2 * MINUTE, 5_000))
    before = measure(work, 2 * MINUTE).active
    after = measure(work, 12 * MINUTE).active
    assert before == 2 * MINUTE
    assert 0 < after - before <= IDLE


def test_a_visit_that_was_only_opened_is_half_a_minute_at_most():
    assert measure([], 10 * MINUTE).active == IDLE
    assert measure([], 4_000).active == 4_000
    assert measure([], 0).active == 0


def test_thinking_between_two_keys_is_work_and_a_longer_silence_is_not():
    assert measure(at(KEY, 29_000, 55_000), 55_000).active == 55_000
    assert measure(at(KEY, 70_000), 70_000).active == 30_000
    assert measure(at(KEY, 70_000), 80_000).active == 40_000


def test_listening_is_work_without_a_key():
    found = measure([Activity(PLAYING, 10_000, 4 * MINUTE)], 6 * MINUTE)
    assert (found.active, found.playing) == (4 * MINUTE + IDLE, 4 * MINUTE - 10_000)


def test_a_loop_that_is_left_running_stops_counting():
    found = measure([Activity(PLAYING, 0, 180 * MINUTE)], 180 * MINUTE)
    assert (found.playing, found.active) == (PLAYBACK_ALONE, PLAYBACK_ALONE + IDLE)
    kept = [Activity(PLAYING, 0, 30 * MINUTE), *at(MOUSE, 9 * MINUTE, 18 * MINUTE, 27 * MINUTE)]
    assert measure(kept, 30 * MINUTE).playing == 30 * MINUTE


def test_typing_is_the_runs_of_strokes_with_two_seconds_after_each():
    found = measure(at(TYPING, 1_000, 1_200, 2_900, 10_000), 60_000)
    assert found.typing == (4_900 - 1_000) + 2_000
    assert found.active == 40_000


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (6, 5)])
def test_an_activity_has_a_place_in_its_visit(start, end):
    with pytest.raises(ValueError, match="no activity"):
        Activity(KEY, start, end)


def test_a_visit_cannot_last_less_than_no_time():
    with pytest.raises(ValueError, match="cannot last"):
        measure([], -1)


@given(signs, st.integers(0, 40 * MINUTE))
def test_parts_never_exceed_the_whole(found, elapsed):
    result = measure(found, elapsed)
    assert 0 <= result.playing <= result.active <= elapsed
    assert 0 <= result.typing <= result.active


@given(signs, signs, st.integers(0, 40 * MINUTE))
def test_order_does_not_matter_and_another_sign_never_takes_time_away(some, more, elapsed):
    result = measure(some, elapsed)
    assert measure(some[::-1], elapsed) == result
    both = measure([*some, *more], elapsed)
    assert both.active >= result.active
    assert both.playing >= result.playing
    assert both.typing >= result.typing


@given(st.lists(st.integers(0, 2_000), min_size=1, max_size=40), st.integers(0, MINUTE))
def test_strokes_that_the_browser_joined_count_as_they_did(gaps, first):
    moments = [first]
    for gap in gaps:
        moments.append(moments[-1] + gap)
    joined = [Activity(TYPING, moments[0], moments[-1])]
    assert measure(joined, 5 * MINUTE) == measure(at(TYPING, *moments), 5 * MINUTE)
