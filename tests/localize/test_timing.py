"""Cues come and go on frames, as the timing guidelines ask."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.guides import load_guide
from localize.script import Cue
from localize.timeline import FrameRate, Span
from localize.timing import TAIL, in_frames, reading_time, retime

ENGLISH = load_guide("netflix").limits("en")
RATES = [FrameRate.parse(t) for t in ("23.976", "24", "25", "29.97", "30", "50", "59.94", "60")]
FILM = FrameRate.parse("24")


def cue(number: int, text: str = "Yes, it is.") -> Cue:
    return Cue(f"c{number}", 0, 0, tuple(text.split("\n")))


def times(*speech: tuple[int, int], text: str = "Yes, it is.", duration: int | None = None):
    cues = [cue(number, text) for number in range(len(speech))]
    timed = retime(cues, [Span(*span) for span in speech], ENGLISH, FILM, duration)
    return [(c.start, c.end) for c in timed]


def test_in_on_the_first_sound_out_half_a_second_after_the_last() -> None:
    assert times((1000, 3000)) == [(1000, 3500)]


def test_a_time_between_frames_goes_to_the_nearest() -> None:
    # At 24 frames a second frame 24 starts at 1000 ms and frame 25 at 1042.
    assert times((1019, 3000))[0][0] == 1000
    assert times((1023, 3000))[0][0] == 1042


def test_a_short_word_stays_for_the_least_duration() -> None:
    start, end = times((1000, 1050), text="No.")[0]
    assert end - start >= ENGLISH.min_duration
    assert end - start < ENGLISH.min_duration + 50


def test_fast_speech_is_held_until_it_can_be_read() -> None:
    text = "I never said that she was there\nbefore the clock struck midnight."
    characters = sum(map(len, text.split("\n")))
    start, end = times((1000, 2000), text=text)[0]
    need = characters * 1000 / ENGLISH.reading_speed
    assert need <= end - start < need + 50


def test_the_next_cue_ends_the_hold_two_frames_before() -> None:
    (_, end), (start, _) = times((1000, 1900), (2000, 4000))
    assert FILM.nearest_frame(start) - FILM.nearest_frame(end) == 2


@pytest.mark.parametrize("frames", range(3, 12))
def test_gaps_of_three_to_eleven_frames_are_closed(frames: int) -> None:
    # The tail ends 12 frames after the sound; the next sound starts `frames` after that.
    following = FILM.time_of(24 * 3 + 12 + frames)
    (_, end), (start, _) = times((1000, 3000), (following, following + 1500))
    assert FILM.nearest_frame(start) - FILM.nearest_frame(end) == 2


def test_a_gap_of_half_a_second_stays() -> None:
    following = FILM.time_of(24 * 3 + 12 + 12)
    (_, end), (start, _) = times((1000, 3000), (following, following + 1500))
    assert end == 3000 + TAIL
    assert start == following


def test_the_longest_duration_wins_over_chaining() -> None:
    (_, end), (start, _) = times((0, 6900), (7250, 9000))
    assert end <= ENGLISH.max_duration
    assert FILM.nearest_frame(start) - FILM.nearest_frame(end) >= 6


def test_no_cue_outlasts_the_programme() -> None:
    assert times((1000, 3000), duration=3100)[0][1] <= 3100
    late = times((1000, 2000), (5000, 6000), (5200, 7000), duration=4000)
    assert late[-1][1] <= 4000
    assert all(a[1] < b[0] for a, b in pairwise(late))


def test_two_at_once_come_one_after_the_other() -> None:
    both = times((1000, 2000), (1000, 2000))
    assert both[0][1] < both[1][0]


def test_what_cannot_be_timed_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cues"):
        retime([cue(0), cue(1)], [Span(0, 1)], ENGLISH, FILM)
    with pytest.raises(ValueError, match="order"):
        retime([cue(0), cue(1)], [Span(9, 10), Span(0, 1)], ENGLISH, FILM)


@st.composite
def speeches(draw: st.DrawFn) -> list[Span]:
    spans, at = [], 0
    for _ in range(draw(st.integers(1, 12))):
        at += draw(st.integers(0, 4000))
        spans.append(Span(at, at + draw(st.integers(0, 9000))))
    return spans


@given(
    speech=speeches(),
    rate=st.sampled_from(RATES),
    text=st.sampled_from(["No.", "We should go.", "I never said that she was there\nbefore noon."]),
    chain=st.sampled_from([0, 12]),
    duration=st.none() | st.integers(1, 60_000),
)
def test_invariants(
    speech: list[Span], rate: FrameRate, text: str, chain: int, duration: int | None
) -> None:
    limits = replace(ENGLISH, chain_frames=chain)
    cues = [cue(number, text) for number in range(len(speech))]
    timed = retime(cues, speech, limits, rate, duration)
    assert [(c.id, c.lines) for c in timed] == [(c.id, c.lines) for c in cues]
    chain_frames = rate.nearest_frame(limits.chain_gap(rate))
    need = max(limits.min_duration, reading_time(sum(map(len, text.split("\n"))), limits))
    for number, (c, said) in enumerate(zip(timed, speech, strict=True)):
        for time in (c.start, c.end):
            assert rate.time_of(rate.nearest_frame(time)) == time
        assert c.start < c.end
        assert c.duration <= limits.max_duration
        if number + 1 < len(timed):
            following = rate.nearest_frame(timed[number + 1].start)
            gap = following - rate.nearest_frame(c.end)
            assert gap >= limits.min_gap_frames
            free = following - limits.min_gap_frames - rate.nearest_frame(c.start)
            if duration is None and rate.time_of(free) <= limits.max_duration - 50:
                assert gap == limits.min_gap_frames or gap >= chain_frames
                # Held for reading and the least duration wherever the next cue leaves the room.
                assert c.duration >= need - 1 or gap == limits.min_gap_frames
        elif duration is None:
            assert c.duration >= need
            assert c.end <= max(said.end, c.start + need) + TAIL + 50
        if duration is None and (number == 0 or said.start > speech[number - 1].start + 200):
            assert c.start >= said.start - 100


@given(starts=st.lists(st.integers(0, 5000), min_size=1, max_size=20).map(sorted))
def test_in_frames_leave_room_for_a_frame_and_the_gap(starts: list[int]) -> None:
    frames = in_frames(starts, ENGLISH, FILM)
    assert all(b - a >= 3 for a, b in pairwise(frames))
    assert frames[0] == FILM.nearest_frame(starts[0])
