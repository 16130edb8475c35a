"""Between two cues: a gap of whole frames, or an overlap."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.checks.gaps import GapTooSmall, Overlap
from localize.findings import Fix
from localize.script import Cue, Placement
from localize.testing.checks import CheckContract, context, cue
from localize.timeline import FrameRate

RATES = ("23.976", "24", "25", "29.97", "29.97df", "30", "50", "59.94", "60")
TOO_SHORT = "ending it {} frames earlier would make it too short to read; join the two, or move one"
off_by_one = st.integers(-1, 1)


def at(place, name, start, end, *lines):
    return replace(cue(name, start, end, *lines), placement=place)


TOP, BOTTOM = Placement(anchor=8), Placement(anchor=2)


class TestGapTooSmall(CheckContract):
    check = GapTooSmall()
    clean = (
        cue("1", 0, 1000, "One."),
        cue("2", 1083, 2000, "Two frames later."),
        cue("3", 2084, 3000, "Rounded up."),
        cue("4", 2500, 4000, "An overlap is another matter."),
        cue("5", 4000, 4000),
    )
    broken = (
        (cue("1", 0, 1000, "One."), cue("2", 1000, 2000, "Two.")),
        (cue("1", 0, 1000, "One."), cue("2", 1042, 2000, "Two.")),
        (cue("1", 0, 840, "One."), cue("2", 840, 2000, "Two.")),
        (cue("1", 3, 1013, "One."), cue("2", 1031, 2000, "Two.")),
        (cue("1", 0, 1000, "x" * 20), cue("2", 1000, 2000, "Two.")),
        (
            cue("1", 0, 1000, "One."),
            cue("2", 1000, 2000, "Two."),
            cue("3", 2000, 3000, "Three."),
        ),
    )

    @pytest.mark.parametrize(
        ("first", "second", "text", "message", "fix"),
        [
            (1000, 1042, "One.", "1 frame to the next cue, 2 needed: end it 1 frame earlier", 958),
            (
                1000,
                1000,
                "One.",
                "0 frames to the next cue, 2 needed: end it 2 frames earlier",
                917,
            ),
            # It would last 18 frames.
            (
                833,
                833,
                "One.",
                "0 frames to the next cue, 2 needed: " + TOO_SHORT.format(2),
                None,
            ),
            # 20 characters in 22 frames would be too fast.
            (
                1000,
                1000,
                "x" * 20,
                "0 frames to the next cue, 2 needed: " + TOO_SHORT.format(2),
                None,
            ),
            # It is too fast already; two frames more or less are not what is wrong with it.
            (
                1000,
                1000,
                "x" * 40,
                "0 frames to the next cue, 2 needed: end it 2 frames earlier",
                917,
            ),
        ],
    )
    def test_messages(self, first, second, text, message, fix):
        (finding,) = self.find((cue("1", 0, first, text), cue("2", second, 3000, "Two.")))
        assert finding.message == message
        assert finding.fix == (Fix("1", end=fix) if fix is not None else None)
        assert (finding.limit, finding.unit) == (2, "frames")


class TestOverlap(CheckContract):
    check = Overlap()
    clean = (
        cue("1", 0, 1000, "One."),
        cue("2", 1000, 2000, "They touch."),
        cue("3", 1999, 3000, "Rounding."),
        cue("4", 2900, 2950),
    )
    broken = (
        (cue("1", 0, 2500, "One."), cue("2", 1000, 2000, "Two.")),
        (cue("1", 0, 1042, "One."), cue("2", 1000, 2000, "Two.")),
        (cue("1", 0, 1000, "One."), cue("2", 0, 1000, "Two.")),
        (cue("1", 7, 1700, "One."), cue("2", 951, 2000, "Two.")),
        (cue("1", 0, 9000, "One."), cue("2", 1000, 2000, "Two."), cue("3", 3000, 4000, "Three.")),
        (cue("1", 5, 800, "One."), cue("2", 10, 800, "Two."), cue("3", 20, 800, "Three.")),
    )

    @pytest.mark.parametrize(
        ("cues", "message", "fix"),
        [
            (
                (cue("1", 0, 2500, "One."), cue("2", 1000, 3000, "Two.")),
                "36 frames over the next cue: end it 38 frames earlier",
                Fix("1", end=917),
            ),
            (
                (cue("1", 0, 9000, "a"), cue("2", 1000, 2000, "b"), cue("3", 3000, 4000, "c")),
                "192 frames over the next cue and over 1 more: end it 194 frames earlier",
                Fix("1", end=917),
            ),
            (
                (cue("1", 0, 2500, "One."), cue("2", 500, 3000, "Two.")),
                "48 frames over the next cue: " + TOO_SHORT.format(50),
                None,
            ),
        ],
    )
    def test_messages(self, cues, message, fix):
        (finding,) = self.find(cues)
        assert (finding.message, finding.fix) == (message, fix)
        assert (finding.limit, finding.unit) == (0, "frames")

    def test_a_sign_above_and_dialogue_below_may_stand_together(self):
        cues = (
            at(BOTTOM, "1", 0, 2000, "What does it say?"),
            at(TOP, "2", 500, 1500, "NO ENTRY"),
            at(BOTTOM, "3", 2083, 4000, "Come."),
        )
        for check in (Overlap(), GapTooSmall()):
            assert not list(check.run(cues, context()))

    def test_dialogue_is_compared_past_the_sign_between(self):
        cues = (
            at(BOTTOM, "1", 0, 2000, "What does it say?"),
            at(TOP, "2", 500, 1500, "NO ENTRY"),
            at(BOTTOM, "3", 1500, 4000, "Come."),
        )
        (finding,) = Overlap().run(cues, context())
        assert (finding.cue_id, finding.measured) == ("1", 12)

    def test_vertical_text_stands_right_or_left(self):
        right, left = Placement(anchor=9, vertical="rl"), Placement(anchor=7, vertical="rl")
        assert not list(
            Overlap().run((at(right, "1", 0, 2000, "右"), at(left, "2", 0, 2000, "左")), context())
        )
        low = Placement(anchor=3, vertical="rl")
        assert list(
            Overlap().run((at(right, "1", 0, 2000, "右"), at(low, "2", 0, 2000, "左")), context())
        )


def test_a_blank_between_two_cues_is_no_neighbour():
    cues = (
        cue("1", 0, 1000, "One."),
        Cue("2", 900, 1100, (), translate=False),
        cue("3", 1042, 2000, "Three."),
    )
    (finding,) = GapTooSmall().run(cues, context())
    assert finding.cue_id == "1"
    assert not list(Overlap().run(cues, context()))


@pytest.mark.parametrize("rate", RATES)
@given(first=st.integers(0, 5_000_000), early=off_by_one, late=off_by_one)
def test_rounding_never_makes_a_finding_and_a_frame_always_does(rate, first, early, late):
    parsed, measures = FrameRate.parse(rate), context("en", rate)

    def found(check, gap):
        end = first + 2 * parsed.nominal
        cues = (
            cue("1", parsed.time_of(first), parsed.time_of(end) + early, "One."),
            cue("2", parsed.time_of(end + gap) + late, parsed.time_of(end + gap + 200), "Two."),
        )
        return len(list(check.run(cues, measures)))

    assert found(GapTooSmall(), 2) == 0
    assert found(GapTooSmall(), 1) == 1
    assert found(GapTooSmall(), 0) == 1
    assert found(Overlap(), 0) == 0
    assert found(Overlap(), -1) == 1
    assert found(GapTooSmall(), -1) == 0
