"""Zones round a shot change at other rates than the guide's 24."""

from __future__ import annotations

import pytest

from localize.guides import ShotZones, load_guide
from localize.timeline import FrameRate

ZONES = ShotZones(7, 12, 12, 2, 12, 12)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("24", (7, 12, 12, 2, 12, 12)),
        ("23.976", (7, 12, 12, 2, 12, 12)),
        ("25", (7, 13, 13, 2, 13, 13)),
        ("29.97", (9, 15, 15, 2, 15, 15)),
        ("30", (9, 15, 15, 2, 15, 15)),
        ("50", (15, 25, 25, 2, 25, 25)),
        ("60", (18, 30, 30, 2, 30, 30)),
    ],
)
def test_half_a_second_at_each_rate(rate, expected):
    assert ZONES.at(FrameRate.parse(rate)) == ShotZones(*expected)


@pytest.mark.parametrize("rate", ["23.976", "24", "25", "29.97", "30", "50", "59.94"])
def test_half_a_second_is_the_same_for_gaps(rate):
    parsed = FrameRate.parse(rate)
    chained = parsed.nearest_frame(load_guide("netflix").limits("en").chain_gap(parsed))
    assert ZONES.at(parsed).clear_before == chained
