"""Edits as values: applied, taken back, counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.review.edits import (
    Change,
    Edit,
    apply,
    find,
    inverse,
    set_frames,
    set_kind,
    set_placement,
    set_speaker,
    set_text,
    set_times,
    set_translate,
    shift,
)
from localize.review.errors import RefusedError
from localize.script import Cue, CueKind, Placement
from localize.timeline import FrameRate

RATE = FrameRate.parse("23.976")
CUES = (
    Cue("c1", 1000, 2000, ("One",)),
    Cue("c2", 2500, 4000, ("Two", "lines")),
    Cue("c3", 5000, 6000, ("Three",)),
)


def after(edit):
    return {cue.id: cue for cue in apply(CUES, edit)}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("New", ("New",)),
        ("New\r\nline\n", ("New", "line")),
        (("New", "", "line", " "), ("New", "", "line")),
        ("", ()),
        ("cafe\u0301", ("caf\u00e9",)),
    ],
)
def test_text(text, lines):
    assert after(set_text(CUES, "c2", text))["c2"].lines == lines


def test_one_field_each():
    assert after(set_speaker(CUES, "c1", "  Ana \n Lima "))["c1"].speaker == "Ana Lima"
    assert after(set_kind(CUES, "c1", CueKind.SONG))["c1"].kind is CueKind.SONG
    assert not after(set_translate(CUES, "c1", False))["c1"].translate
    assert after(set_placement(CUES, "c1", Placement(8)))["c1"].placement.anchor == 8
    assert after(set_times(CUES, "c1", end=2200))["c1"].end == 2200
    framed = after(set_frames(CUES, "c1", RATE, start=25, end=50))["c1"]
    assert (framed.start, framed.end) == (RATE.time_of(25), RATE.time_of(50))


def test_what_stays_the_same_is_no_change():
    assert not set_text(CUES, "c1", "One")
    assert not set_times(CUES, "c1", start=1000)
    assert not shift(CUES, first="c1", by=0)


@pytest.mark.parametrize(
    "refused",
    [
        lambda: find(CUES, "c9"),
        lambda: set_text(CUES, "c9", "x"),
        lambda: set_times(CUES, "c1", start=-1),
        lambda: set_times(CUES, "c1", start=2000),
        lambda: set_times(CUES, "c1", end=1000),
        lambda: shift(CUES, first="c3", last="c1", by=5),
        lambda: shift(CUES, first="c1", by=-1001),
        lambda: shift(CUES, first="c1", frames=-25, rate=RATE),
    ],
)
def test_refused(refused):
    with pytest.raises(RefusedError):
        refused()


def test_a_shift_says_what_it_does():
    edit = shift(CUES, first="c2", frames=7, rate=RATE, confirmed={"c1", "c3"})
    assert edit.note == "2 cues +7 frames, 1 confirmed among them"
    assert edit.cue_ids == ("c2", "c3")
    one = shift(CUES, first="c2", last="c2", by=-40)
    assert one.note == "1 cue -40 ms, 0 confirmed among them"
    assert after(one)["c2"].start == 2460


@pytest.mark.parametrize("wrong", [{}, {"by": 1, "frames": 1, "rate": RATE}, {"frames": 1}])
def test_a_shift_needs_one_amount(wrong):
    with pytest.raises(ValueError, match="a shift needs"):
        shift(CUES, first="c1", **wrong)


def test_an_edit_fits_only_what_it_was_made_on():
    edit = set_text(CUES, "c1", "New")
    once = apply(CUES, edit)
    with pytest.raises(ValueError, match="not what the edit was made on"):
        apply(once, edit)


rates = st.sampled_from(["23.976", "25", "29.97", "50"]).map(FrameRate.parse)


@given(
    rates,
    st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 200)), min_size=1, max_size=6),
    st.integers(-50, 500),
)
def test_a_shift_by_frames_keeps_frames_and_can_be_undone(rate, spans, frames):
    cues = tuple(
        Cue(f"c{i}", rate.time_of(start), rate.time_of(start + length), ())
        for i, (start, length) in enumerate(sorted(spans))
    )
    first = rate.nearest_frame(cues[0].start)
    if first + frames < 0:
        with pytest.raises(RefusedError):
            shift(cues, first="c0", frames=frames, rate=rate)
        return
    edit = shift(cues, first="c0", frames=frames, rate=rate)
    moved = {cue.id: cue for cue in apply(cues, edit)}
    for cue in cues:
        assert rate.nearest_frame(moved[cue.id].start) == rate.nearest_frame(cue.start) + frames
        assert moved[cue.id].start == rate.time_of(rate.nearest_frame(moved[cue.id].start))
        assert rate.nearest_frame(moved[cue.id].end) == rate.nearest_frame(cue.end) + frames
    assert set(apply(apply(cues, edit), inverse(edit))) == set(cues)


def test_inverse_brings_back_what_was_made_and_taken_out():
    edit = Edit((Change("c1", CUES[0], None), Change("c9", None, Cue("c9", 0, 10, ()))), "x")
    assert apply(apply(CUES, edit), inverse(edit)) == CUES
    assert inverse(edit).note == "Undone: x"
