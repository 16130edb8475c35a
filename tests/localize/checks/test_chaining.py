"""Gaps that flicker."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.checks.chaining import GapBridge
from localize.findings import Fix, Severity
from localize.testing.checks import CheckContract, context, cue


def at(frame: int) -> int:
    return round(frame * 1000 / 24)


def pair(gap: int, length: int = 48):
    return (
        cue("1", 0, at(length), "One."),
        cue("2", at(length + gap), at(length + gap + 48), "Two."),
    )


class TestGapBridge(CheckContract):
    check = GapBridge()
    clean = (
        cue("1", 0, at(48), "One."),
        cue("2", at(50), at(98), "The least gap."),
        cue("3", at(110), at(150), "A pause."),
    )
    broken = (pair(3), pair(11), pair(5, length=167))

    @pytest.mark.parametrize("gap", range(3, 12))
    def test_is_closed_to_two_frames(self, gap):
        (found,) = self.find(pair(gap))
        assert found.fix == Fix("1", end=at(48 + gap - 2))
        assert found.severity is Severity.WARNING
        assert found.message.startswith(f"{gap} frames to the next cue, neither 2 nor at least 12")

    @pytest.mark.parametrize("gap", [0, 1, 2, 12, 40])
    def test_others_are_left_alone(self, gap):
        assert not self.find(pair(gap))

    def test_not_where_it_would_stand_too_long(self):
        (found,) = self.find(pair(5, length=167))
        assert found.fix is None
        assert found.message.endswith("end it 3 frames later; but it would stand too long")

    @pytest.mark.parametrize("rate", ["23.976", "25", "29.97", "30", "50"])
    def test_half_a_second_at_every_rate(self, rate):
        there = context(rate=rate)
        half = (there.rate.nominal + 1) // 2

        def gap_of(frames):
            time = there.rate.time_of
            return (
                cue("1", 0, time(2 * half), "One."),
                cue("2", time(2 * half + frames), time(4 * half + frames), "Two."),
            )

        found = [n for n in range(half + 4) if list(self.check.run(gap_of(n), there))]
        assert found == list(range(3, half))

    def test_the_guide_may_not_ask(self):
        there = context()
        limits = replace(there.limits, chain_frames=0)
        assert not list(self.check.run(pair(5), replace(there, limits=limits)))

    def test_a_shot_change_decides_first(self):
        # The next cue should move onto the change; then this one goes two frames before it.
        there = replace(context(), shots=(at(55),))
        assert not list(self.check.run(pair(9), there))
        # Before the change already.
        there = replace(context(), shots=(at(50),))
        assert not list(self.check.run(pair(9), there))

    @pytest.mark.parametrize(
        ("rate", "end", "start"), [("29.97", 4938, 5022), ("59.94", 4938, 4980)]
    )
    def test_not_where_the_next_begins_between_two_frames(self, rate, end, start):
        cues = (cue("1", 1000, end, "One."), cue("2", start, 7500, "Two."))
        assert not list(self.check.run(cues, context(rate=rate)))
