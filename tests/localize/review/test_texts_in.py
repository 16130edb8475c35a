"""Texts brought in by a file without times: one step, the policy asked, nobody's change lost."""

from __future__ import annotations

import pytest

from localize.errors import UnknownNameError
from localize.review.texts_in import GivenText, TextsIn
from tests.localize.review.service_world import World


@pytest.fixture
def world(database):
    return World(database)


def take(world, actor, *given, **options):
    desk = TextsIn(world.database, world.season)
    texts = [GivenText(*one) for one in given]
    return desk.take_texts(actor, world.fr, texts, "back.xlf", **options)


def test_texts_are_one_step_that_can_be_undone(world):
    before = world.texts(world.fr)
    trial = take(world, world.ana, ("c1", ("Bonsoir.",)), dry_run=True)
    assert (trial.changed, trial.step, world.texts(world.fr)) == (("c1",), 0, before)
    report = take(
        world, world.ana, ("c1", ("Bonsoir.",), 1), ("c2", ("Où", "étais-tu ?")),
        ("c3", ("fr-FR I saw the boat.",)), ("c99", ("x",)),
    )  # fmt: skip
    assert (report.changed, report.same) == (("c1", "c2"), 1)
    assert report.refused == (("c99", "the track has no such cue"),)
    assert world.texts(world.fr)["c2"] == "Où\nétais-tu ?"
    assert world.cue(world.fr, "c1").state == "edited"
    (_, action, person) = world.steps(world.fr)[-1]
    assert (action, person) == ("import-file", world.ana.person_id)
    world.review.undo(world.ana, world.fr)
    assert world.texts(world.fr) == before


def test_what_somebody_changed_since_stays(world):
    world.text(world.ben, world.fr, "c1", "Salut.")
    report = take(world, world.ana, ("c1", ("Bonsoir.",), 1), ("c2", ("Alors ?",), 1))
    assert report.changed == ("c2",)
    assert report.refused == (("c1", "somebody changed it after the file was made"),)
    assert world.texts(world.fr)["c1"] == "Salut."
    # Without its revision the file is a change like any other.
    assert take(world, world.ana, ("c1", ("Bonsoir.",))).changed == ("c1",)


def test_the_policy_is_asked_of_every_text(world):
    world.do(world.review.confirm, world.ana, world.fr, "c1")
    world.do(world.review.approve, world.rita, world.fr, "c1")
    report = take(world, world.ana, ("c1", ("Bonsoir.",)), ("c2", ("Alors ?",)))
    assert (report.changed, [one for one, _ in report.refused]) == (("c2",), ["c1"])
    assert "approved" in report.refused[0][1]
    nobody = take(world, world.person("Nobody"), ("c2", ("Autre.",)))
    assert (nobody.changed, len(nobody.refused), nobody.step) == ((), 1, 0)
    with pytest.raises(UnknownNameError):
        TextsIn(world.database, world.season).take_texts(world.ana, 10_000, [], "x")
