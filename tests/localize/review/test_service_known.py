"""Approved lines in a run's drafts: closed, remembered, replaced by runs alone; both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.drafting.fitting import KnownLine
from localize.review.errors import RefusedError
from localize.review.importing import ImportedTrack
from localize.store.tables import MachineRow
from tests.localize.review.service_world import World, episode

LINE = KnownLine(
    "c1",
    locked=True,
    doubt="",
    episode="S01E00",
    season="Sea",
    cue_ids=("c7", "c8"),
    by=("Rita",),
    at="2031-01-01T00:00:00+00:00",
)


@pytest.fixture
def world(database):
    return World(database, episodes=())


def bring(world, *known, word="", name="S01E01", **options):
    """A run's drafts, some of them known; the French track's report."""
    given = episode(name, word=word, locales=("fr-FR",), **options)
    tracks = (given.tracks[0], replace(given.tracks[1], known=known))
    report = world.review.import_run(replace(given, tracks=tracks))
    world.en, world.fr = (one.track_id for one in report.tracks)
    return report.tracks[1]


def engines(world, view):
    """Names of the machines that made a cue, in order."""
    with world.database.read() as session:
        rows = [session.get_one(MachineRow, one) for one in view.machine.machines]
        return [one.provenance["engine"] for one in rows]


def test_a_known_line_comes_in_closed_and_says_where_it_is_from(world):
    offered = replace(LINE, cue_id="c2", locked=False, doubt="it does not fit here")
    report = bring(world, LINE, offered)
    assert report.locked == ("c1",)
    first, second, third = (world.cue(world.fr, f"c{n}") for n in (1, 2, 3))
    assert (first.locked, second.locked, third.locked) == (True, False, False)
    kept = first.machine.memory
    assert (kept.episode, kept.season, kept.cue_ids, kept.by) == (
        "S01E00", "Sea", ("c7", "c8"), ("Rita",),
    )  # fmt: skip
    assert second.machine.memory.doubt == "it does not fit here"
    assert third.machine.memory is None
    assert engines(world, first) == ["whisper", "memory"]
    assert engines(world, third) == ["whisper", "drafter"]


def test_a_closed_line_is_changed_by_nobody_and_approved_as_it_is(world):
    bring(world, LINE)
    with pytest.raises(RefusedError, match="locked"):
        world.text(world.ana, world.fr, "c1", "Autre.")
    world.do(world.review.confirm, world.ana, world.fr, "c1")
    world.do(world.review.approve, world.rita, world.fr, "c1")
    assert world.cue(world.fr, "c1").state.value == "approved"


def test_doing_it_twice_changes_nothing(world):
    bring(world, LINE)
    before = world.everything(world.fr)
    report = bring(world, LINE)
    assert (report.step, report.locked) == (0, ())
    assert world.everything(world.fr) == before


def test_a_later_run_replaces_what_a_run_closed(world):
    bring(world, LINE)
    report = bring(world, word="!")
    assert report.conflicts == ()
    cue = world.cue(world.fr, "c1")
    assert cue.cue.text == "fr-FR Good evening.!"
    assert not cue.locked
    assert cue.machine.memory is None


def test_a_line_that_became_known_is_closed_though_its_text_is_the_same(world):
    bring(world)
    report = bring(world, LINE)
    assert report.locked == ("c1",)
    assert world.cue(world.fr, "c1").machine.memory.episode == "S01E00"
    assert [one for one in world.steps(world.fr) if one[1] == "rerun"]
    bring(world)
    assert not world.cue(world.fr, "c1").locked


def test_a_persons_word_about_the_lock_is_the_last(world):
    bring(world, LINE)
    world.do(world.review.unlock, world.lea, world.fr, "c1")
    bring(world, LINE)
    assert not world.cue(world.fr, "c1").locked
    bring(world, LINE, word="!")
    cue = world.cue(world.fr, "c1")
    assert (cue.locked, cue.cue.text) == (False, "fr-FR Good evening.!")
    world.do(world.review.lock, world.lea, world.fr, "c1")
    report = bring(world, word="?")
    cue = world.cue(world.fr, "c1")
    assert (cue.locked, cue.cue.text) == (True, "fr-FR Good evening.!")
    assert "c1" in report.kept


def test_what_a_person_worked_on_is_not_closed_by_a_run(world):
    bring(world)
    world.text(world.ana, world.fr, "c1", "Bonsoir.")
    bring(world, LINE)
    cue = world.cue(world.fr, "c1")
    assert (cue.locked, cue.cue.text) == (False, "Bonsoir.")


def test_a_market_that_hangs_on_a_template_takes_the_line_where_it_has_room(world):
    bring(world)
    world.hang()
    bring(world, LINE, word="!")
    cue = world.cue(world.fr, "c1")
    assert (cue.cue.text, cue.locked) == ("fr-FR Good evening.!", True)
    assert cue.machine.memory.cue_ids == ("c7", "c8")


def test_a_known_line_of_one_market_closes_nothing_in_another(world):
    given = episode(locales=("fr-FR", "es-419"))
    tracks = (
        given.tracks[0],
        ImportedTrack(given.tracks[1].track, given.tracks[1].provenance, (LINE,)),
        given.tracks[2],
    )
    report = world.review.import_run(replace(given, tracks=tracks))
    spanish = report.tracks[2].track_id
    assert not world.cue(spanish, "c1").locked
