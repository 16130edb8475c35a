"""Scenes, and which come without draft."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from localize.effort.scenes import FEWEST, MOST, SCENE_GAP, choose, scenes
from localize.script import Cue

tracks = st.lists(
    st.tuples(st.integers(0, 9_000), st.integers(1, 5_000)), min_size=1, max_size=90
).map(
    lambda gaps: [
        Cue(f"c{n}", start, start + length, ("x",))
        for n, (start, length) in enumerate(
            (sum(g + d for g, d in gaps[:n]) + gaps[n][0], gaps[n][1]) for n in range(len(gaps))
        )
    ]
)


def even(count, *, per_scene=4):
    """Scenes of so many cues, 10 s apart."""
    return [
        Cue(
            f"c{n}",
            n * 2_000 + n // per_scene * 10_000,
            n * 2_000 + n // per_scene * 10_000 + 1_500,
            (),
        )
        for n in range(count * per_scene)
    ]


def test_long_pauses_part_scenes():
    found = scenes(even(3))
    assert [scene.name for scene in found] == ["c0", "c4", "c8"]
    assert found[1].cue_ids == ("c4", "c5", "c6", "c7")
    assert (found[1].start, found[1].end) == (18_000, 25_500)


@given(tracks)
def test_every_cue_is_in_one_scene_of_a_size_that_can_be_measured(cues):
    found = scenes(cues)
    assert [cue_id for scene in found for cue_id in scene.cue_ids] == [cue.id for cue in cues]
    for scene in found:
        assert len(scene.cue_ids) <= MOST
        assert len(scene.cue_ids) >= min(FEWEST, len(cues))
    for earlier, later in pairwise(found):
        assert earlier.end <= later.start


def test_a_lecture_without_pauses_is_parted_at_its_longest():
    cues = [Cue(f"c{n}", n * 2_000, n * 2_000 + 1_900 - 500 * (n == 19), ()) for n in range(40)]
    assert [scene.name for scene in scenes(cues)] == ["c0", "c20"]
    assert SCENE_GAP > 600


def test_the_choice_is_the_same_every_time_and_another_for_each_person_episode_and_seed():
    found = scenes(even(60))
    usual = {"share": 0.1, "seed": 1, "episode": "S01E01", "person_id": 5}
    chosen = choose(found, **usual)
    assert len(chosen) == 6
    assert chosen == choose(tuple(reversed(found)), **usual)
    # As chosen when this was written: no other machine or version may choose anew.
    assert sorted(chosen) == ["c140", "c16", "c212", "c216", "c224", "c60"]
    for other in ({"seed": 2}, {"episode": "S01E02"}, {"person_id": 6}):
        assert choose(found, **{**usual, **other}) != chosen


def test_an_edit_of_the_template_hardly_changes_the_choice():
    usual = {"share": 0.1, "seed": 1, "episode": "E", "person_id": 5}
    before = choose(scenes(even(60)), **usual)
    cues = [cue for cue in even(60) if cue.id not in ("c41", "c42")]
    after = choose(scenes(cues), **usual)
    assert len(before ^ after) <= 2


def test_the_share_is_met_over_episodes_and_nobody_gets_all():
    found = scenes(even(15))
    counts = [
        len(choose(found, share=0.05, seed=1, episode=f"E{n}", person_id=1)) for n in range(400)
    ]
    assert set(counts) <= {0, 1}
    assert 0.6 < sum(counts) / 400 < 0.9  # 0.75 expected; standard error 0.02
    assert choose(found, share=0, seed=1, episode="E", person_id=1) == frozenset()
    assert choose((), share=0.5, seed=1, episode="E", person_id=1) == frozenset()


def test_two_at_least_where_that_is_no_more_than_a_tenth():
    for count, fewest in ((20, 2), (19, 0)):
        found = scenes(even(count))
        sizes = {
            len(choose(found, share=0.02, seed=1, episode=f"E{n}", person_id=1)) for n in range(50)
        }
        assert min(sizes) == fewest
