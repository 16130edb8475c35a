"""What drafts save: a known saving is found, its interval holds, an anecdote is not told."""

from __future__ import annotations

import random

import pytest

from localize.effort.saving import ScenePace, saving

#: What a draft really saves in the simulated seasons.
TRUTH = 0.6


def season(dice, *, people=3, episodes=2, drafted=18, control=3, noise=0.35):
    """Scenes of people who differ threefold in pace, of uneven length and difficulty."""
    made = []
    for person in range(people):
        for episode in range(episodes):
            pace = dice.uniform(800, 2_400)  # ms a source word, this person on this episode
            for number in range(drafted + control):
                size = dice.randint(20, 150)
                with_draft = number >= control
                ratio = TRUTH if with_draft else 1.0
                hard = dice.lognormvariate(-(noise**2) / 2, noise)  # 1 on average
                active = round(size * pace * ratio * hard)
                made.append(ScenePace(person, episode, with_draft, active, size))
    return made


def by_hand(person, track, drafted, control):
    return [
        *(ScenePace(person, track, True, active, size) for active, size in drafted),
        *(ScenePace(person, track, False, active, size) for active, size in control),
    ]


def test_the_ratio_on_a_case_counted_by_hand():
    paces = [
        # 300 ms a word without draft; 30 words with it: 9,000 ms would have been, 4,500 were.
        *by_hand(1, 1, [(1_500, 10), (3_000, 20)], [(3_000, 10), (3_000, 10)]),
        # 100 ms a word; 100 words: 10,000 would have been, 8,000 were.
        *by_hand(2, 1, [(4_000, 50), (4_000, 50)], [(500, 5), (1_500, 15)]),
        # 200 ms a word; 5 words: 1,000 would have been, 1,500 were.
        *by_hand(3, 1, [(1_000, 3), (500, 2)], [(1_000, 5), (1_000, 5)]),
    ]
    found = saving(paces, seed=1)
    assert found.ratio == pytest.approx((4_500 + 8_000 + 1_500) / (9_000 + 10_000 + 1_000))
    assert found.low <= found.ratio <= found.high
    assert (found.people, found.pairs, found.scenes_with, found.scenes_without) == (3, 3, 6, 6)
    assert found.reason == ""


def test_a_slow_person_with_more_control_scenes_does_not_tilt_it():
    steady = [(1_000, 10)] * 4
    slow = [(50_000, 10)] * 40
    paces = [
        *by_hand(1, 1, steady, steady),
        *by_hand(2, 1, steady, steady),
        *by_hand(3, 1, slow[:2], slow),
    ]
    assert saving(paces, seed=1).ratio == pytest.approx(1.0)


@pytest.mark.parametrize("people", [0, 1, 2])
def test_fewer_than_three_people_are_not_stated(people):
    found = saving(season(random.Random(1), people=people), seed=1)
    assert (found.ratio, found.low, found.high, found.people) == (None, None, None, people)
    assert "at least 3 people" in found.reason
    assert f"{people} did" in found.reason


def test_who_did_one_control_scene_alone_does_not_count():
    paces = season(random.Random(1), people=3, episodes=1)
    last = [pace for pace in paces if pace.person_id == 2 and not pace.with_draft]
    paces = [pace for pace in paces if pace not in last[1:]]
    assert saving(paces, seed=1).people == 2


def test_scenes_without_words_or_time_tell_nothing():
    paces = season(random.Random(1))
    empty = [ScenePace(1, 0, False, 0, 40), ScenePace(1, 0, False, 9_999_999, 0)]
    assert saving([*paces, *empty], seed=1) == saving(paces, seed=1)


def test_the_interval_is_the_seeds():
    paces = season(random.Random(1))
    assert saving(paces, seed=3) == saving(paces, seed=3)
    assert saving(paces, seed=3).low != saving(paces, seed=4).low
    assert saving(paces, seed=3).ratio == saving(paces, seed=4).ratio


def test_the_interval_holds_the_truth_as_often_as_it_says():
    dice = random.Random(20)
    tries = 200
    found = [saving(season(dice), seed=n, resamples=300) for n in range(tries)]
    held = sum(one.low <= TRUTH <= one.high for one in found) / tries
    # 95 % promised; six strata of three scenes are few, and 200 tries have an error of 1.5 %.
    assert 0.88 <= held <= 0.99, held
    middle = sorted(one.ratio for one in found)[tries // 2]
    assert middle == pytest.approx(TRUTH, rel=0.05)
    # It is worth something, too: the width is about what the noise allows.
    width = sum(one.high - one.low for one in found) / tries
    assert 0.1 < width < 0.35, width
