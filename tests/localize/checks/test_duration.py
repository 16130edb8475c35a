"""How long a cue stands: whole frames, whatever the rounding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.checks.duration import DurationTooLong, DurationTooShort
from localize.findings import Fix
from localize.testing.checks import CheckContract, context, cue
from localize.timeline import FrameRate

# rate, least frames, most frames (5/6 s and 7 s).
RATES = [
    ("23.976", 20, 168),
    ("24", 20, 168),
    ("25", 21, 175),
    ("29.97", 25, 210),
    ("29.97df", 25, 210),
    ("30", 25, 210),
    ("50", 42, 350),
    ("59.94", 50, 420),
    ("60", 50, 420),
]
off_by_one = st.integers(-1, 1)


class TestDurationTooShort(CheckContract):
    check = DurationTooShort()
    clean = (cue("1", 0, 833, "Go!"), cue("2", 1000, 3000, "Gone."), cue("3", 3000, 3100))
    broken = (
        (cue("1", 0, 625, "Go!"),),
        (cue("1", 0, 0, "Go!"),),
        (cue("1", 0, 625, "Go!"), cue("2", 1000, 3000, "Gone.")),
        (cue("1", 0, 625, "Go!"), cue("2", 750, 3000, "Gone.")),
        (cue("1", 17, 631, "Go!"), cue("2", 953, 3000, "Gone.")),
        (cue("1", 0, 625, "Go!"), cue("2", 300, 900, "Gone."), cue("3", 900, 900, "x")),
    )

    @pytest.mark.parametrize(
        ("following", "message", "fix"),
        [
            (None, "add 5 frames; nothing follows", Fix("1", end=833)),
            (1000, "add 5 frames; 7 are free before the next cue", Fix("1", end=833)),
            (917, "add 5 frames; 5 are free before the next cue", Fix("1", end=833)),
            (
                750,
                (
                    "add 5 frames; 1 is free before the next cue, "
                    "so join it with a neighbour or move that one"
                ),
                None,
            ),
            (
                625,
                (
                    "add 5 frames; none is free before the next cue, "
                    "so join it with a neighbour or move that one"
                ),
                None,
            ),
        ],
    )
    def test_messages(self, following, message, fix):
        cues = [cue("1", 0, 625, "Go!")]
        if following is not None:
            cues.append(cue("2", following, 3000, "Gone."))
        (finding,) = self.find(cues)
        assert finding.message == f"15 frames (625 ms), 20 needed: {message}"
        assert finding.fix == fix
        assert (finding.measured, finding.limit, finding.unit) == (625, 833, "ms")

    def test_japanese_may_be_shorter(self):
        assert not list(self.check.run((cue("1", 0, 500, "あ"),), context("ja")))
        assert len(list(self.check.run((cue("1", 0, 458, "あ"),), context("ja")))) == 1


class TestDurationTooLong(CheckContract):
    check = DurationTooLong()
    clean = (cue("1", 0, 7000, "Slow."), cue("2", 7100, 8000, "Fast."), cue("3", 0, 90_000))
    broken = ((cue("1", 0, 8000, "Slow."),), (cue("1", 0, 7042, "Slow."),))

    def test_message(self):
        (finding,) = self.find((cue("1", 1000, 9000, "Slow."),))
        assert finding.message == (
            "192 frames (8.0 s), 168 allowed: end it 24 frames earlier, or split it into two cues"
        )
        assert (finding.measured, finding.limit, finding.unit) == (8000, 7000, "ms")
        assert finding.fix is None


@pytest.mark.parametrize(("rate", "least", "most"), RATES)
@given(at=st.integers(0, 5_000_000), early=off_by_one, late=off_by_one)
def test_rounding_never_makes_a_finding_and_a_frame_always_does(rate, least, most, at, early, late):
    parsed, measures = FrameRate.parse(rate), context("en", rate)

    def found(check, frames):
        start = max(0, parsed.time_of(at) + early)
        end = parsed.time_of(at + frames) + late
        return len(list(check.run((cue("1", start, end, "Text."),), measures)))

    assert found(DurationTooShort(), least) == 0
    assert found(DurationTooShort(), least - 1) == 1
    assert found(DurationTooLong(), most) == 0
    assert found(DurationTooLong(), most + 1) == 1


@given(st.integers(0, 100_000), st.integers(833, 7000), st.sampled_from([row[0] for row in RATES]))
def test_what_keeps_the_limits_in_milliseconds_keeps_them_in_frames(start, duration, rate):
    cues = (cue("1", start, start + duration, "Text."),)
    for check in (DurationTooShort(), DurationTooLong()):
        assert not list(check.run(cues, context("en", rate)))
