"""Two edges as one step; a save that is sent again because its answer was lost."""

from __future__ import annotations

import pytest

from localize.review.errors import ConflictError, RefusedError
from localize.script import CueKind
from localize.season import Market, MarketPolicy, Times
from tests.localize.review.service_world import World


@pytest.fixture
def world(database):
    return World(database)


def edges(world, actor, **times):
    seen = {one: (world.revision(world.fr, one), *span) for one, span in times.items()}
    return world.review.set_edges(actor, world.fr, seen)


def times(world):
    track = world.review.track(world.ana, world.fr)
    return {view.cue.id: (view.cue.start, view.cue.end) for view in track.cues}


# --- Edges ----------------------------------------------------------------------------------------


def test_two_edges_are_one_step_and_one_undo(world):
    before = times(world)
    done = edges(world, world.ana, c2=(5600, 8000), c1=(3000, 5600))
    assert [view.cue.id for view in done.cues] == ["c1", "c2"]
    assert [view.revision for view in done.cues] == [2, 2]
    assert done.note == "Times of 2 cues"
    assert world.steps(world.fr)[1:] == [(2, "times", world.ana.person_id)]
    assert times(world) == {**before, "c1": (3000, 5600), "c2": (5600, 8000)}
    back = world.review.undo(world.ana, world.fr)
    assert [view.cue.id for view in back.cues] == ["c1", "c2"]
    assert times(world) == before
    assert world.replay(world.fr) == world.everything(world.fr)


def test_an_edge_that_does_not_move_changes_nothing(world):
    before = world.everything(world.fr)
    assert edges(world, world.ana, c1=(3000, 5000), c2=(6000, 8000)).step == 0
    assert world.everything(world.fr) == before
    (only,) = edges(world, world.ana, c1=(3000, 5000), c2=(5960, 8000)).cues
    assert only.cue.id == "c2"


def test_both_or_none(world):
    before = world.everything(world.fr)
    with pytest.raises(RefusedError, match="out-time must come after"):
        edges(world, world.ana, c1=(3000, 5040), c2=(8000, 8000))
    with pytest.raises(RefusedError, match="no cue c99"):
        world.review.set_edges(world.ana, world.fr, {"c1": (1, 3000, 5040), "c99": (1, 6000, 7000)})
    with pytest.raises(RefusedError, match="translators write now"):
        edges(world, world.rita, c1=(3000, 5040), c2=(5120, 8000))
    world.do(world.review.confirm, world.ana, world.fr, "c2")
    world.do(world.review.approve, world.rita, world.fr, "c2")
    with pytest.raises(RefusedError, match="Cue c2: The cue is approved"):
        edges(world, world.ana, c1=(3000, 5040), c2=(5120, 8000))
    assert world.everything(world.fr)["c1"] == before["c1"]


def test_a_neighbour_that_somebody_else_moved_conflicts(world):
    seen = {"c1": (1, 3000, 5600), "c2": (1, 5600, 8000)}
    world.do(world.review.set_times, world.ben, world.fr, "c2", start=6200)
    before = world.everything(world.fr)
    with pytest.raises(ConflictError) as conflict:
        world.review.set_edges(world.ana, world.fr, seen)
    assert (conflict.value.mine.span.start, conflict.value.theirs.span.start) == (5600, 6200)
    assert world.everything(world.fr) == before


def test_the_template_holds_both(database):
    policy = MarketPolicy(times=Times.parse("adjust:6"))
    world = World(database, markets=(Market("fr-FR", policy=policy), Market("es-419"))).hang()
    edges(world, world.ana, c1=(3000, 5240), c2=(5800, 8000))
    with pytest.raises(RefusedError, match="at most 6 frames"):
        edges(world, world.ana, c1=(3000, 5200), c2=(5600, 8000))
    assert times(world)["c1"] == (3000, 5240)


# --- Sent again -----------------------------------------------------------------------------------


def again(world, act, who, cue_id, *args, by=None, **options):
    """Do something, then the same again as somebody who never heard the answer; what comes."""
    seen = world.revision(world.fr, cue_id)
    act(by or who, world.fr, cue_id, seen, *args, **options)
    with pytest.raises(ConflictError) as conflict:
        act(who, world.fr, cue_id, seen, *args, **options)
    return conflict.value


@pytest.mark.parametrize(
    ("action", "act"),
    [
        ("text", lambda w: (w.review.set_text, w.ana, "c1", ["Bonsoir,", "à tous."])),
        ("times", lambda w: (w.review.set_times, w.ana, "c1")),
        ("kind", lambda w: (w.review.set_kind, w.ana, "c1", CueKind.SONG)),
        ("delete", lambda w: (w.review.delete, w.ana, "c1")),
        ("confirm", lambda w: (w.review.confirm, w.ana, "c1")),
        ("approve", lambda w: (w.review.approve, w.lea, "c2")),
    ],
)
def test_a_save_that_is_sent_again_finds_itself(world, action, act):
    world.do(world.review.confirm, world.ana, world.fr, "c2")
    method, who, cue, *args = act(world)
    options = {"end": 5200} if action == "times" else {}
    conflict = again(world, method, who, cue, *args, **options)
    assert (conflict.yours, conflict.action, conflict.by) == (True, action, who.name)


def test_anothers_same_words_are_not_ones_own(world):
    conflict = again(world, world.review.set_text, world.ana, "c1", "Bonsoir.", by=world.ben)
    assert (conflict.yours, conflict.by) == (False, "Ben")


def test_ones_own_other_words_are_a_conflict(world):
    seen = world.revision(world.fr, "c1")
    world.text(world.ana, world.fr, "c1", "In another window.")
    with pytest.raises(ConflictError) as conflict:
        world.review.set_text(world.ana, world.fr, "c1", seen, "Here.")
    assert not conflict.value.yours
    world.text(world.ana, world.fr, "c1", "Here.")
    world.do(world.review.set_times, world.ana, world.fr, "c1", end=5200)
    with pytest.raises(ConflictError) as conflict:
        world.review.set_text(world.ana, world.fr, "c1", seen, "Here.")
    assert not conflict.value.yours  # the times are not what was sent
