"""A cue that was sent back, while the track is at a later stage: theirs to change who made it."""

from __future__ import annotations

import pytest

from localize.review.errors import RefusedError
from localize.store.kinds import CueState, NoteKind
from tests.localize.review.service_world import World


@pytest.fixture
def world(database):
    """At review, the first cue sent back to Ana and the second to nobody in particular."""
    world = World(database)
    review, fr = world.review, world.fr
    for cue_id in ("c1", "c2", "c3"):
        world.text(world.ana, fr, cue_id, "Bonsoir.")
        world.do(review.confirm, world.ana, fr, cue_id)
    review.set_stage(world.lea, fr, "review")
    world.do(review.send_back, world.rita, fr, "c1", "Too long", to=world.ana.person_id)
    world.do(review.send_back, world.rita, fr, "c2", "Too stiff")
    return world


def test_the_one_whom_it_was_sent_to_changes_and_confirms_it(world):
    review, ana, fr = world.review, world.ana, world.fr
    world.text(ana, fr, "c1", "Salut.")
    world.do(review.set_times, ana, fr, "c1", end=5040)
    review.undo(ana, fr)
    assert world.cue(fr, "c1").cue.end == 5000
    assert world.do(review.confirm, ana, fr, "c1").cues[0].state is CueState.REVIEWED
    with pytest.raises(RefusedError, match="is at review"):
        world.text(world.ben, fr, "c1", "Coucou.")
    world.text(world.ben, fr, "c2", "Salut.")
    assert world.do(review.approve, world.rita, fr, "c1").cues[0].state is CueState.APPROVED
    with pytest.raises(RefusedError, match="approved"):
        world.text(ana, fr, "c1", "Non.")


def test_nothing_else_of_the_track_is_changed(world):
    review, ana, fr = world.review, world.ana, world.fr
    for act in (
        lambda: world.text(ana, fr, "c3", "Salut."),
        lambda: world.do(review.confirm, ana, fr, "c3"),
        lambda: world.do(review.delete, ana, fr, "c1"),
        lambda: world.do(review.merge, ana, fr, "c1"),
        lambda: world.do(review.split, ana, fr, "c3", at=3),
        lambda: review.insert(ana, fr, 30_000, "Encore"),
    ):
        with pytest.raises(RefusedError, match="is at review"):
            act()


def test_once_the_flag_is_answered_it_is_the_reviewers_again(world):
    review, ana, fr = world.review, world.ana, world.fr
    (flag,) = review.notes(ana, fr, "c1", unanswered=True)
    assert flag.yours
    review.answer(ana, flag.note_id, "Shortened.")
    review.note(ana, fr, "c1", NoteKind.FLAG, "Mine again", category="returned")
    with pytest.raises(RefusedError, match="is at review"):
        world.text(ana, fr, "c1", "Salut.")


def test_whose_it_is_stands_in_the_notes(world):
    def yours(person):
        notes = world.review.notes(person, world.fr, unanswered=True)
        return {one.cue_id for one in notes if one.yours}

    assert yours(world.ana) == {"c1", "c2"}
    assert yours(world.ben) == {"c2"}
    assert yours(world.otto) == set()
    world.review.set_stage(world.lea, world.fr, "deliver")
    assert yours(world.ana) == set()


def test_what_was_sent_to_nobody_is_theirs_who_had_it(world):
    world.review.assign(world.lea, world.fr, world.ana.person_id, "translate", last="c3")
    with pytest.raises(RefusedError, match="is at review"):
        world.text(world.ben, world.fr, "c2", "Salut.")
    world.text(world.ana, world.fr, "c2", "Salut.")


def test_the_last_return_says_whose_it_is(world):
    review, fr = world.review, world.fr
    world.do(review.send_back, world.rita, fr, "c1", "Still", to=world.ben.person_id)
    world.text(world.ben, fr, "c1", "Salut.")
    with pytest.raises(RefusedError, match="is at review"):
        world.text(world.ana, fr, "c1", "Coucou.")


def test_a_task_of_the_stage_before_holds_what_was_sent_back(world):
    review, fr = world.review, world.fr
    for person in (world.ana, world.ben):
        review.assign(world.lea, fr, person.person_id, "translate")
    (anas,) = review.overview(world.ana).next
    assert (anas.ready, anas.cue_id, anas.left) == (True, "c1", 2)
    (bens,) = review.overview(world.ben).next
    assert (bens.ready, bens.cue_id, bens.left) == (True, "c2", 1)
    for cue_id in ("c1", "c2"):
        world.do(review.confirm, world.ana, fr, cue_id)
    assert not review.overview(world.ana).next[0].ready
