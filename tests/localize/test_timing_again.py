"""Cues that have times already: what is right stays, what is not moves, and says why."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.checks.measure import has_text, place
from localize.formats import read_file
from localize.guides import load_guide
from localize.script import Cue
from localize.timeline import FrameRate, Span
from localize.timing import Edge, Reason
from localize.timing.again import retime_again

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = load_guide("netflix").limits("en")
FILM = FrameRate.parse("24")
GAP = ENGLISH.min_gap_frames


def cue(number: int, start: int, end: int, text: str = "Yes, it is.") -> Cue:
    return Cue(f"c{number}", start, end, (text,))


def timed(cues, speech=None, *, shots=(), duration=None):
    heard = None if speech is None else [Span(*one) for one in speech]
    spoken = {one.id for one in cues}
    return retime_again(
        cues, ENGLISH, FILM, speech=heard, spoken=spoken, shots=shots, duration=duration
    )


def ends(result):
    return [(one.start, one.end) for one in result.cues]


def reasons(result):
    return [(move.cue_id, move.edge, move.reason) for move in result.moves]


# --- Without sound --------------------------------------------------------------------------------


def test_what_the_guide_has_nothing_against_stays():
    found = timed([cue(1, 1000, 3000), cue(2, 5000, 7000)])
    assert ends(found) == [(1000, 3000), (5000, 7000)]
    assert found.moves == ()


def test_times_between_frames_go_onto_them_and_say_so():
    found = timed([cue(1, 1009, 3007)])
    assert ends(found) == [(1000, 3000)]
    assert [(m.edge, m.frames, m.reason) for m in found.moves] == [
        (Edge.IN, 0, Reason.FRAME),
        (Edge.OUT, 0, Reason.FRAME),
    ]


def test_a_small_gap_is_closed_and_a_tight_one_opened():
    found = timed([cue(1, 1000, 2750), cue(2, 3000, 5000), cue(3, 5000, 7000)])
    assert ends(found) == [(1000, 2917), (3000, 4917), (5000, 7000)]
    assert reasons(found) == [("c1", Edge.OUT, Reason.CHAINED), ("c2", Edge.OUT, Reason.NEXT)]


def test_a_flash_is_held_and_a_long_one_cut():
    found = timed([cue(1, 1000, 1100, "No."), cue(2, 5000, 15_000)])
    (first, second) = found.cues
    assert first.duration >= ENGLISH.min_duration
    assert second.duration <= ENGLISH.max_duration
    assert reasons(found) == [("c1", Edge.OUT, Reason.SHORTEST), ("c2", Edge.OUT, Reason.LONGEST)]


def test_text_is_held_until_it_can_be_read_where_there_is_room():
    text = "She never told him where the money was."
    found = timed([cue(1, 1000, 2000, text), cue(2, 9000, 11_000)])
    assert found.cues[0].duration >= len(text) * 1000 / ENGLISH.reading_speed
    assert reasons(found) == [("c1", Edge.OUT, Reason.READING)]


def test_ends_near_shot_changes_go_to_them():
    found = timed([cue(1, 1042, 3125), cue(2, 6000, 8000)], shots=(1000, 3000))
    assert ends(found)[0] == (1000, 3000 - 83)
    assert reasons(found) == [("c1", Edge.IN, Reason.WITH_SHOT), ("c1", Edge.OUT, Reason.SHOT_ENDS)]


def test_two_that_stand_together_stay_and_the_next_keeps_clear():
    found = timed([cue(1, 1009, 3000), cue(2, 1009, 3000), cue(3, 3000, 5000)])
    assert ends(found)[:2] == [(1009, 3000), (1009, 3000)]
    assert found.together == ("c1", "c2")
    assert found.cues[2].start == 3000


def test_overlapping_a_little_is_mended():
    found = timed([cue(1, 1000, 3200), cue(2, 3000, 5000)])
    assert ends(found) == [(1000, 2917), (3000, 5000)]
    assert found.together == ()


def test_a_file_longer_than_the_programme_is_not_pushed_together():
    cues = [cue(1, 1000, 3000), cue(2, 9000, 11_000)]
    assert ends(timed(cues, duration=5000)) == [(1000, 3000), (9000, 11_000)]
    assert timed(cues[:1], duration=2500).cues[0].end <= 2500


# --- With sound -----------------------------------------------------------------------------------


def test_late_and_early_cues_come_with_their_first_sound():
    late = timed([cue(1, 1500, 3500)], [(1000, 3000)])
    assert (late.cues[0].start, reasons(late)) == (1000, [("c1", Edge.IN, Reason.FIRST_SOUND)])
    early = timed([cue(1, 500, 3500)], [(1000, 3000)])
    assert (early.cues[0].start, reasons(early)) == (1000, [("c1", Edge.IN, Reason.FIRST_SOUND)])


def test_what_lies_within_the_detectors_doubt_stays():
    assert timed([cue(1, 1042, 3500)], [(1000, 3000)]).moves == ()


def test_a_cue_cut_off_before_its_last_word_is_held_half_a_second_after_it():
    found = timed([cue(1, 1000, 2500)], [(1000, 3000)])
    assert ends(found) == [(1000, 3500)]
    assert reasons(found) == [("c1", Edge.OUT, Reason.TAIL)]


def test_a_cue_that_hangs_on_goes_half_a_second_after_its_last_word():
    assert ends(timed([cue(1, 1000, 6000)], [(1000, 3000)])) == [(1000, 3500)]


def test_where_speech_runs_on_from_the_cue_before_the_file_is_believed():
    found = timed([cue(1, 1000, 3000), cue(2, 3083, 5000)], [(1000, 4500)])
    assert ends(found)[1][0] == 3083


def test_a_first_word_before_a_breath_belongs_to_the_cue():
    assert timed([cue(1, 1500, 4000)], [(1000, 1375), (1542, 3500)]).cues[0].start == 1000


def test_a_sound_too_far_off_is_anothers():
    found = timed([cue(1, 1000, 5000)], [(3000, 4500)])
    assert found.cues[0].start == 1000


def test_what_nobody_says_keeps_its_times():
    title = cue(1, 1000, 4000)
    found = retime_again([title], ENGLISH, FILM, speech=[Span(1500, 2000)], spoken=())
    assert found.cues == (title,)


# --- Any file -------------------------------------------------------------------------------------

_STRETCH = st.tuples(st.integers(0, 60_000), st.integers(0, 9000))


@given(
    st.lists(st.tuples(st.integers(0, 60_000), st.integers(1, 9000)), min_size=1, max_size=12),
    st.none() | st.lists(_STRETCH, max_size=8),
    st.lists(st.integers(1, 70_000), max_size=8),
)
def test_text_count_and_order_stay_and_nothing_overlaps_anew(spans, stretches, shots):
    spans.sort()
    cues = [cue(k, start, start + length, f"Line {k}.") for k, (start, length) in enumerate(spans)]
    speech = None
    if stretches is not None:
        speech, last = [], -1
        for start, length in sorted(stretches):
            if start > last:
                speech.append((start, start + length))
                last = start + length
    found = timed(cues, speech, shots=shots)
    assert [(one.id, one.lines) for one in found.cues] == [(one.id, one.lines) for one in cues]
    together = set(found.together)
    for first, second in pairwise(found.cues):
        if first.id not in together and second.id not in together:
            gap = FILM.nearest_frame(second.start) - FILM.nearest_frame(first.end)
            assert gap >= GAP
    for one in found.cues:
        if one.id not in together:
            assert FILM.time_of(FILM.nearest_frame(one.start)) == one.start
            assert one.end > one.start
    moved = {(m.cue_id, m.edge): (m.start, m.end) for m in found.moves}
    for before, after in zip(cues, found.cues, strict=True):
        for edge, old, new in (
            (Edge.IN, before.start, after.start),
            (Edge.OUT, before.end, after.end),
        ):
            assert moved.get((before.id, edge)) == ((old, new) if old != new else None)


@pytest.mark.parametrize("shots", [(), tuple(range(3000, 900_000, 3700))], ids=["none", "shots"])
def test_a_second_time_moves_nothing_in_real_files(shared_data: Path, shots):
    guide, seen = load_guide("netflix"), 0
    for path in sorted(shared_data.glob("subs-*/*.vtt")):
        track = read_file(path).track
        limits = guide.limits(track.locale)
        cues = [one for one in track.cues if has_text(one) and place(one) == ("", 0)]
        once = retime_again(cues, limits, FILM, shots=shots)
        again = retime_again(once.cues, limits, FILM, shots=shots)
        assert again.moves == (), path.name
        assert [one.lines for one in once.cues] == [one.lines for one in cues]
        seen += len(cues)
    assert seen > 1000
