"""Scenes that come without draft, from the season's settings to the measure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.effort import figures, withheld
from localize.effort.control import ControlPlan
from localize.effort.paces import scene_paces
from localize.errors import SettingsError
from localize.review.actor import Actor
from localize.season import Effort
from localize.store import lock_track
from localize.store.cues import cues_of
from localize.store.kinds import DraftKind, PersonRole
from localize.store.mapping import cue_data, cue_of
from localize.store.people import add_person
from localize.store.seasons import add_version
from localize.store.steps import edit, record_step
from localize.store.tables import TrackRow
from localize.store.work import visits_of

from .conftest import AT


def test_no_scene_comes_without_draft_unless_the_season_says_so(world):
    assert withheld(world.database, world.ana, world.season, world.market) == frozenset()


def test_a_tenth_of_the_scenes_comes_without_draft(control_world):
    world = control_world
    mine = withheld(world.database, world.ana, world.season, world.market)
    assert len(mine) == 3 * 4
    numbers = sorted(int(cue_id[1:]) for cue_id in mine)
    assert all({n - n % 4 + k for k in range(4)} <= set(numbers) for n in numbers)
    assert mine == withheld(world.database, world.ana, world.season, world.market)
    assert mine != withheld(world.database, world.rui, world.season, world.market)


def test_not_on_templates_nor_in_review_nor_once_somebody_has_written(control_world):
    world = control_world
    season = world.season
    mine = withheld(world.database, world.ana, season, world.market)
    assert withheld(world.database, world.ana, season, world.source) == frozenset()
    one = min(mine)
    world.change(world.ana, one, lines=("Hecho.",))
    assert withheld(world.database, world.ana, season, world.market) == mine - {one}
    world.set_stage("review")
    assert withheld(world.database, world.ana, season, world.market) == frozenset()
    with pytest.raises(SettingsError, match="no track 99"):
        withheld(world.database, world.ana, season, 99)


def test_who_puts_the_track_in_time_has_not_written_it(control_world):
    world = control_world

    def seen():
        return withheld(world.database, world.ana, world.season, world.market)

    mine = seen()
    moved = {"state": "edited", "edited_by": world.lea.person_id}
    world.step(world.lea, "sync", lambda find: [
        edit(row, replace(cue_of(row), start=row.start + 40), **moved)
        for row in (find(f"m{n}") for n in range(120))
    ])  # fmt: skip
    assert seen() == mine
    # Words that somebody gave a cue are theirs, though they come to be what the draft was.
    one, two, three, *_ = sorted(mine)
    world.change(world.ana, one, lines=("No.",))
    world.change(world.ana, one, lines=("No está aquí, no.",))
    world.change(world.ana, two, "translate", translate=False)
    world.change(world.ana, three, "confirm", state="reviewed")
    assert seen() == mine - {one, two, three}


def test_the_choice_stays_when_the_template_goes_on(control_world):
    world = control_world

    def publish():
        with world.database.begin() as session:
            source = lock_track(session, world.source)
            cues = [cue_data(cue_of(row)) for row in cues_of(session, world.source)]
            add_version(session, source, by=world.lea.person_id, at=AT, cues=cues, changes=[])

    mine = withheld(world.database, world.ana, world.season, world.market)
    publish()
    assert withheld(world.database, world.ana, world.season, world.market) == mine
    with world.database.begin() as session:
        source = lock_track(session, world.source)
        changes = [
            edit(row, replace(cue_of(row), end=row.end + 3_500))
            for row in cues_of(session, world.source)
        ]
        record_step(session, source, world.lea.person_id, "times", changes)
    publish()
    assert withheld(world.database, world.ana, world.season, world.market) == mine


def work_through(world, actor, *, fast, slow, skip=()):
    """Visit every cue: so many seconds with the draft, so many without."""
    mine = withheld(world.database, actor, world.season, world.market)
    visits = []
    for number in range(120):
        cue_id = f"m{number}"
        control = cue_id in mine
        told = {
            "begin": number * 60,
            "seconds": slow if control else fast,
            "draft": DraftKind.NONE if control else DraftKind.MACHINE,
        }
        visits.append((cue_id, told))
    world.visit_all(actor, [one for one in visits if one[0] not in skip])
    return mine


def test_a_visit_remembers_its_scene_and_whether_it_was_a_control(control_world):
    world = control_world
    mine = work_through(world, world.ana, fast=6, slow=10)
    with world.database.read() as session:
        told = {visit.cue_id: visit.figures for visit in visits_of(session, world.market)}
    assert {cue_id for cue_id, one in told.items() if one["control"]} == mine
    assert (told["m5"]["scene"], told["m8"]["scene"]) == ("s4", "s8")


def paces(world):
    with world.database.read() as session:
        track = session.get(TrackRow, world.market)
        return scene_paces(session, world.season, track)


def test_whole_scenes_are_measured_and_others_left_out(control_world):
    world = control_world
    mine = work_through(world, world.ana, fast=6, slow=10, skip={"m5"})
    with world.database.read() as session:
        plan = ControlPlan(session, world.season, session.get(TrackRow, world.market))
    assert len(plan.scenes) == 30
    found = paces(world)
    assert "m5" not in mine
    assert [sum(pace.with_draft is which for pace in found) for which in (True, False)] == [26, 3]
    # Four cues of four words; 6 s a cue with draft, 10 s without.
    assert {(pace.with_draft, pace.active, pace.size) for pace in found} == {
        (True, 24_000, 16),
        (False, 40_000, 16),
    }


def test_reading_it_again_counts_and_a_page_that_showed_the_draft_spoils_the_scene(control_world):
    world = control_world
    mine = work_through(world, world.ana, fast=6, slow=10)
    world.visit(world.ana, "m0", begin=20_000, seconds=4, draft=DraftKind.HUMAN)
    again = sum(pace.active for pace in paces(world))
    assert again == (27 * 4 * 6 + 3 * 4 * 10 + 4) * 1000
    assert len(mine) == 12
    world.visit_all(
        world.lea, [(f"m{number}", {"begin": number * 60, "seconds": 6}) for number in range(120)]
    )
    scenes = [pace for pace in paces(world) if pace.person_id == world.lea.person_id]
    assert [pace.with_draft for pace in scenes] == [True] * 27


def test_the_lead_sees_the_saving_once_three_people_have_a_pair(control_world):
    world = control_world
    work_through(world, world.ana, fast=6, slow=10)
    work_through(world, world.rui, fast=9, slow=15)
    two = figures(world.database, world.lea, world.season)
    assert two.saving.ratio is None
    assert any("at least 3 people" in note for note in two.unknown)
    with world.database.begin() as session:
        third = Actor.of(add_person(session, "Zoe", [PersonRole.TRANSLATOR], AT))
    work_through(world, third, fast=3, slow=5)
    three = figures(world.database, world.lea, world.season).saving
    assert (three.people, three.pairs, three.scenes_without) == (3, 3, 9)
    assert three.ratio == pytest.approx(0.6)
    assert three.low == pytest.approx(0.6)
    assert three.high == pytest.approx(0.6)
    # Who leads nothing is not told.
    assert figures(world.database, world.ops, world.season).saving is None


def test_without_control_scenes_the_saving_is_not_known(world):
    world.visit(world.ana)
    season = replace(world.season, effort=Effort())
    assert figures(world.database, world.lea, season).saving.ratio is None
