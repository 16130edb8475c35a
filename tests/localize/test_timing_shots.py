"""Near shot changes: the guide's zones, the spoiler rule, and a reason for each move."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from localize.guides import load_guide
from localize.script import Cue
from localize.timeline import FrameRate, Span
from localize.timing import SPOILER, Edge, Reason, explain, frame_reached, reading_time, retime

ENGLISH = load_guide("netflix").limits("en")
ZONES = ENGLISH.shots
FILM = FrameRate.parse("24")
RATES = [FrameRate.parse(t) for t in ("23.976", "24", "25", "29.97", "50", "60")]
SHORT = "Yes, it is."


def cue(number: int, text: str = SHORT) -> Cue:
    return Cue(f"c{number}", 0, 0, tuple(text.split("\n")))


def at(frame: int) -> int:
    return FILM.time_of(frame)


def placed(*speech: tuple[int, int], shots: tuple[int, ...] = (), text: str = SHORT):
    """In and out of each cue, all in frames at 24 a second."""
    cues = [cue(number, text) for number in range(len(speech))]
    spans = [Span(at(a), at(b)) for a, b in speech]
    timed = retime(cues, spans, ENGLISH, FILM, shots=[at(shot) for shot in shots])
    return [(FILM.nearest_frame(c.start), FILM.nearest_frame(c.end)) for c in timed]


def why(*speech: tuple[int, int], shots: tuple[int, ...] = (), text: str = SHORT):
    cues = [cue(number, text) for number in range(len(speech))]
    spans = [Span(at(a), at(b)) for a, b in speech]
    moves = explain(cues, spans, ENGLISH, FILM, shots=[at(shot) for shot in shots])
    return [(move.cue_id, move.edge, move.frames, move.reason) for move in moves]


@pytest.mark.parametrize("before", range(1, 8))
def test_speech_just_before_a_change_comes_with_it(before: int) -> None:
    assert placed((100 - before, 160), shots=(100,))[0][0] == 100


@pytest.mark.parametrize("before", [12, 13, 20])
def test_speech_well_before_a_change_comes_with_its_sound(before: int) -> None:
    assert placed((100 - before, 160), shots=(100,))[0][0] == 100 - before


@pytest.mark.parametrize(("before", "comes"), [(11, 12), (10, 12), (9, 9), (8, 8)])
def test_between_it_comes_earlier_as_far_as_nothing_is_given_away(before: int, comes: int) -> None:
    # Two frames are 83 ms, three 125: more than 100 ms before its first word nothing is shown.
    assert placed((100 - before, 160), shots=(100,))[0][0] == 100 - comes


@pytest.mark.parametrize(("after", "comes"), [(1, 0), (2, 0), (3, 3), (11, 11)])
def test_speech_after_a_change_comes_with_it_unless_that_gives_it_away(
    after: int, comes: int
) -> None:
    assert placed((100 + after, 160), shots=(100,))[0][0] == 100 + comes


def test_a_cue_is_not_held_back_until_all_is_said() -> None:
    # Said in five frames; six later the shot changes.
    assert placed((94, 99), shots=(100,))[0][0] == 94


def test_a_cue_is_not_held_back_so_that_it_cannot_be_read() -> None:
    text = "I never said that she was there\nbefore the clock struck midnight."
    frames = -(-reading_time(64, ENGLISH) * 24 // 1000)
    speech = (95, 95 + 60), (95 + frames + 3, 300)
    (first, _), _ = placed(*speech, shots=(100,), text=text)
    assert first == 95


@pytest.mark.parametrize("tail_ends", range(89, 100))
def test_a_cue_that_would_go_just_before_a_change_goes_two_frames_before(tail_ends: int) -> None:
    assert placed((20, tail_ends - 12), shots=(100,))[0][1] in (98, 88)


@pytest.mark.parametrize("spoken", [86, 88, 92, 96, 98])
def test_a_tail_never_hangs_over_a_change(spoken: int) -> None:
    assert placed((20, spoken), shots=(100,))[0][1] == 98


@pytest.mark.parametrize("spoken", [103, 106, 111])
def test_a_cue_that_is_spoken_over_a_change_stays_well_into_the_shot(spoken: int) -> None:
    assert placed((20, spoken), shots=(100,))[0][1] >= 112


def test_a_cue_is_chained_at_a_change() -> None:
    (_, out), (following, _) = placed((20, 90), (97, 160), shots=(100,))
    assert (out, following) == (98, 100)


def test_a_cue_that_needs_the_time_is_held_over_a_change() -> None:
    text = "I never said that she was there\nbefore the clock struck midnight."
    (start, out) = placed((60, 90), shots=(100,), text=text)[0]
    assert at(out) - at(start) >= reading_time(64, ENGLISH)
    assert out >= 112


def test_without_zones_changes_are_nothing() -> None:
    limits = load_guide("ted").limits("en")
    assert limits.shots is None
    spans = [Span(3900, 6000)]
    assert retime([cue(0)], spans, limits, FILM, shots=[4000]) == retime(
        [cue(0)], spans, limits, FILM
    )


def test_each_move_has_its_reason() -> None:
    assert why((24, 72)) == [("c0", Edge.OUT, 12, Reason.TAIL)]
    assert why((24, 26), text="No.") == [("c0", Edge.OUT, 18, Reason.SHORTEST)]
    assert why((95, 150), shots=(100,)) == [
        ("c0", Edge.IN, 5, Reason.WITH_SHOT),
        ("c0", Edge.OUT, 12, Reason.TAIL),
    ]
    assert why((89, 150), shots=(100,))[0] == ("c0", Edge.IN, -1, Reason.BEFORE_SHOT)
    assert why((20, 92), shots=(100,)) == [("c0", Edge.OUT, 6, Reason.SHOT_ENDS)]
    assert why((20, 70), (76, 160)) == [
        ("c0", Edge.OUT, 4, Reason.NEXT),
        ("c1", Edge.OUT, 12, Reason.TAIL),
    ]
    assert why((20, 70), (90, 160))[0] == ("c0", Edge.OUT, 18, Reason.CHAINED)
    text = "I never said that she was there\nbefore the clock struck midnight."
    assert why((24, 30), text=text)[0][3] is Reason.READING
    assert why((0, 250))[0][3] is Reason.LONGEST
    moves = explain([cue(0)], [Span(1000, 3000)], ENGLISH, FILM, 3100)
    assert [move.reason for move in moves] == [Reason.END]
    assert (moves[0].start, moves[0].end) == (3000, 3083)


@st.composite
def programmes(draw: st.DrawFn) -> tuple[list[Span], list[int]]:
    spans, now = [], 0
    for _ in range(draw(st.integers(1, 9))):
        now += draw(st.integers(0, 3500))
        spans.append(Span(now, now + draw(st.integers(0, 8000))))
    shots = draw(st.lists(st.integers(1, now + 9000), max_size=12))
    return spans, shots


TEXTS = ["No.", "We should go.", "I never said that she was there\nbefore noon, did I?"]


@given(
    programme=programmes(),
    rate=st.sampled_from(RATES),
    text=st.sampled_from(TEXTS),
    duration=st.none() | st.integers(1000, 60_000),
)
@example(([Span(0, 0), Span(0, 0)], [40, 80, 120]), FILM, "No.", None)
def test_whatever_changes_the_limits_hold(programme, rate, text, duration) -> None:
    speech, shots = programme
    cues = [cue(number, text) for number in range(len(speech))]
    timed = retime(cues, speech, ENGLISH, rate, duration, shots=shots)
    plain = retime(cues, speech, ENGLISH, rate, duration)
    assert [(c.id, c.lines) for c in timed] == [(c.id, c.lines) for c in cues]
    for a, b in pairwise(timed):
        gap = rate.nearest_frame(b.start) - rate.nearest_frame(a.end)
        assert gap >= ENGLISH.min_gap_frames
    need = max(ENGLISH.min_duration, reading_time(sum(map(len, text.split("\n"))), ENGLISH))
    for c, before in zip(timed, plain, strict=True):
        assert c.start < c.end
        assert c.duration <= ENGLISH.max_duration
        for time in (c.start, c.end):
            assert rate.time_of(rate.nearest_frame(time)) == time
        # Near a change it comes no earlier than a spoiler allows; elsewhere with its sound.
        assert c.start >= before.start - SPOILER - 21
    # No more frames are lacking to read than without shot changes.
    assert lacking(timed, need, rate) <= lacking(plain, need, rate)


def lacking(cues, need: int, rate: FrameRate) -> int:
    """Frames that cues lack until they have been seen for ``need`` ms, all together."""
    return sum(max(0, frame_reached(c.start, need, rate) - rate.nearest_frame(c.end)) for c in cues)


@given(programme=programmes(), rate=st.sampled_from(RATES), text=st.sampled_from(TEXTS))
def test_nothing_is_given_away(programme, rate, text) -> None:
    speech, shots = programme
    cues = [cue(number, text) for number in range(len(speech))]
    for c, said in zip(retime(cues, speech, ENGLISH, rate, shots=shots), speech, strict=True):
        assert said.start - c.start <= SPOILER


@given(programme=programmes(), rate=st.sampled_from(RATES), text=st.sampled_from(TEXTS))
def test_every_end_off_its_sound_has_a_reason(programme, rate, text) -> None:
    speech, shots = programme
    cues = [cue(number, text) for number in range(len(speech))]
    timed = retime(cues, speech, ENGLISH, rate, shots=shots)
    told = {(m.cue_id, m.edge): m for m in explain(cues, speech, ENGLISH, rate, shots=shots)}
    for c, said in zip(timed, speech, strict=True):
        for edge, time, sound in ((Edge.IN, c.start, said.start), (Edge.OUT, c.end, said.end)):
            frames = rate.nearest_frame(time) - rate.nearest_frame(sound)
            move = told.get((c.id, edge))
            assert (move.frames if move else 0) == frames
            if move:
                assert (move.start, move.end) == (sound, time)


@given(
    start=st.integers(1000, 4000),
    length=st.integers(800, 3000),
    shot=st.integers(500, 9000),
    rate=st.sampled_from(RATES),
)
def test_a_lone_cue_keeps_every_zone_that_speech_lets_it_keep(start, length, shot, rate) -> None:
    said = Span(start, start + length)
    (timed,) = retime([cue(0)], [said], ENGLISH, rate, shots=[shot])
    zones = ZONES.at(rate)
    cut = rate.nearest_frame(shot)
    out = rate.nearest_frame(timed.end) - cut
    # An out-time has room on either side: it is in no zone, whatever is said.
    assert out == -zones.out_gap or out <= -zones.out_before or out >= zones.out_after
    come = rate.nearest_frame(timed.start) - cut
    if -zones.clear_before < come < zones.snap_after and come:
        # Then coming with the change, or clear of it, would give words away or come after them.
        assert said.start - rate.time_of(cut) > SPOILER or (
            cut - rate.nearest_frame(said.start) > zones.snap_before
        )
