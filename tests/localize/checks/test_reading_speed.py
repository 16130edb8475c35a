"""How fast a cue must be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.checks.reading_speed import ReadingSpeed
from localize.findings import Fix
from localize.testing.checks import CheckContract, context, cue
from localize.timeline import FrameRate


class TestReadingSpeed(CheckContract):
    check = ReadingSpeed()
    clean = (
        cue("1", 0, 1000, "x" * 20),
        cue("2", 1100, 3100, "x" * 20, "y" * 20),
        cue("3", 3200, 4200, "<i>" + "x" * 20 + "</i>"),
        # Text without a frame to stand in is too short, which says everything.
        cue("4", 4300, 4300, "x"),
        cue("5", 4300, 4301),
    )
    broken = (
        (cue("1", 0, 1000, "x" * 24),),
        (cue("1", 0, 1000, "x" * 24), cue("2", 1500, 3000, "y")),
        (cue("1", 0, 1000, "x" * 24), cue("2", 1100, 3000, "y")),
        (cue("1", 11, 1017, "x" * 29), cue("2", 1600, 3000, "y")),
        (cue("1", 0, 1000, "x" * 40), cue("2", 1083, 1900, "y" * 30)),
        (cue("1", 0, 6900, "x" * 141),),
    )

    @pytest.mark.parametrize(
        ("characters", "end", "following", "message", "fix"),
        [
            (
                24,
                1000,
                1375,
                (
                    "24.0 characters per second, 20 allowed: cut 4 characters or add 5 frames; "
                    "7 are free before the next cue"
                ),
                1208,
            ),
            (
                24,
                1000,
                1208,
                (
                    "24.0 characters per second, 20 allowed: cut 4 characters or add 5 frames; "
                    "3 are free before the next cue"
                ),
                None,
            ),
            (
                24,
                1000,
                None,
                (
                    "24.0 characters per second, 20 allowed: cut 4 characters or add 5 frames; "
                    "nothing follows"
                ),
                1208,
            ),
            # More than half a second would be needed: a person decides.
            (
                31,
                1000,
                None,
                (
                    "31.0 characters per second, 20 allowed: cut 11 characters or add 14 frames; "
                    "nothing follows"
                ),
                None,
            ),
            (
                21,
                1042,
                1042,
                (
                    "20.2 characters per second, 20 allowed: cut 1 character or add 1 frame; "
                    "none is free before the next cue"
                ),
                None,
            ),
            # Longer than 7 s is no cure.
            (
                145,
                7000,
                None,
                (
                    "20.7 characters per second, 20 allowed: cut 5 characters or add 6 frames; "
                    "nothing follows"
                ),
                None,
            ),
        ],
    )
    def test_messages(self, characters, end, following, message, fix):
        cues = [cue("1", 0, end, "x" * characters)]
        if following is not None:
            cues.append(cue("2", following, following + 2000, "Next."))
        (finding,) = self.find(cues)
        assert finding.message == message
        assert finding.fix == (Fix("1", end=fix) if fix is not None else None)
        assert (finding.limit, finding.unit) == (20, "characters per second")
        assert finding.measured == round(characters * 1000 / end, 3)

    def test_halves_of_characters_are_cut_in_halves(self):
        # 4.5 characters in a second, 4 allowed.
        (finding,) = ReadingSpeed().run((cue("1", 0, 1000, "あいうえ!"),), context("ja"))
        assert finding.message == (
            "4.5 characters per second, 4 allowed: cut 0.5 characters or add 3 frames; "
            "nothing follows"
        )

    def test_each_language_by_its_own_rule(self):
        cues = (cue("1", 0, 1000, "0123456789", "가나다라마바사"),)
        assert not list(ReadingSpeed().run(cues, context("ko")))
        (finding,) = ReadingSpeed().run(cues, context("ja"))
        assert (finding.measured, finding.limit) == (12, 4)


@pytest.mark.parametrize("rate", ["23.976", "24", "25", "29.97", "30", "50", "59.94", "60"])
@given(at=st.integers(0, 5_000_000), seconds=st.integers(1, 6), early=st.integers(-1, 1))
def test_rounding_never_makes_a_finding_and_a_character_always_does(rate, at, seconds, early):
    """At exactly 20 characters per second: at 23.976, 24 frames are 1.001 s."""
    parsed, measures = FrameRate.parse(rate), context("en", rate)
    start = max(0, parsed.time_of(at) + early)
    end = parsed.time_of(at + seconds * parsed.nominal)

    def found(characters):
        return len(list(ReadingSpeed().run((cue("1", start, end, "x" * characters),), measures)))

    assert found(20 * seconds) == 0
    assert found(20 * seconds + 1) == 1
