"""How long a run will take, told from its events."""

from __future__ import annotations

from localize.pipeline.events import (
    EpisodeDone,
    RunStarted,
    StageDone,
    StageProgress,
    StageStarted,
)
from localize.pipeline.meter import Meter


def test_time_left_follows_the_speed_so_far():
    meter = Meter(passes=2)
    meter.follow(RunStarted(episodes=("a", "b")), 0.0)
    assert meter.seconds_left(0.0) is None
    meter.follow(StageStarted("a", "speech", total=60_000), 10.0)
    meter.follow(StageProgress("a", "speech", done=30_000, total=60_000), 15.0)
    # 30 of 2 × 2 × 60 seconds heard in 5: 210 are left, at 6 a second.
    assert meter.seconds_left(15.0) == 35.0
    meter.follow(StageDone("a", "speech"), 20.0)
    meter.follow(StageStarted("a", "draft", "en", total=60_000), 20.0)
    meter.follow(StageDone("a", "draft", "en"), 30.0)
    meter.follow(EpisodeDone("a"), 30.0)
    assert meter.ended == 1
    assert meter.seconds_left(30.0) == 20.0


def test_kept_results_cost_no_time():
    meter = Meter(passes=1)
    meter.follow(RunStarted(episodes=("a", "b")), 0.0)
    meter.follow(StageDone("a", "speech", kept=True), 0.1)
    meter.follow(EpisodeDone("a"), 0.1)
    assert meter.seconds_left(1.0) is None
    meter.follow(StageStarted("b", "speech", total=10_000), 1.0)
    meter.follow(StageProgress("b", "speech", done=5_000, total=10_000), 2.0)
    assert meter.seconds_left(2.0) == 1.0
