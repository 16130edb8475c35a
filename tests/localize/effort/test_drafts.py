"""What became of drafts, on cases counted by hand, in both databases."""

from __future__ import annotations

import pytest

from localize.drafting.fitting import KnownLine
from localize.effort.drafts import Drafts, drafts
from localize.effort.history import histories
from localize.review.remembered import MEMORY, memory_data
from localize.script import Cue
from localize.store import lock_track
from localize.store.cues import find_cue
from localize.store.mapping import cue_of
from localize.store.steps import create, edit, record_step

APPROVING = {"review"}
#: "No está aquí, no." is six tokens: No está aquí , no .
DRAFT = ("No está aquí, no.",)


def judged(world, **rest):
    with world.database.read() as session:
        return drafts(histories(session, world.market), "es-419", APPROVING, **rest)


def kinds(found):
    return {kind: share for kind, share in found.shares.items() if share}


def test_a_draft_that_nobody_looked_at_is_no_accepted_one(world):
    assert judged(world) == Drafts(unit="words")


def test_each_kind_is_told_from_the_others(world):
    world.change(world.ana, "m0", "confirm")
    world.change(world.ana, "m1", lines=("No está", "aquí, no."))
    world.change(world.ana, "m2", lines=("No está aquí, nunca.",))  # 1 of 6
    world.change(world.ana, "m3", lines=("Nadie sabe dónde vive.",))  # 4 and the stop; 6 edits
    found = judged(world)
    assert (found.as_is, found.form, found.light, found.rewritten) == (1, 1, 1, 1)
    assert found.judged == 4
    assert (found.edited, found.length) == (0 + 0 + 1 + 5, 6 + 6 + 6 + 5)
    assert found.hter == pytest.approx(6 / 23)
    assert found.review_hter is None


def test_lines_that_people_approved_before_say_nothing_of_the_machine(world):
    line = KnownLine("m0", True, "", "S01E00", "Season", ("m9",), ("Rui",), "2031-01-01")
    with world.database.begin() as session:
        track = lock_track(session, world.market)
        row = find_cue(session, world.market, "m0")
        machine = {**row.machine, MEMORY: memory_data(line)}
        record_step(session, track, None, "rerun", [edit(row, machine=machine, locked=True)])
    world.change(world.ana, "m0", "confirm")
    world.change(world.ana, "m1", "confirm")
    found = judged(world)
    assert (found.judged, found.as_is) == (1, 1)


def test_half_of_it_is_medium(world):
    world.change(world.ana, "m0", lines=("Ya está allá, no.",))
    world.change(world.ana, "m1", lines=("Ya estuvo allá, no.",))  # 3 of 6
    assert kinds(judged(world)) == {"medium": 1.0}


def test_a_time_that_a_person_moved_is_form_and_one_that_the_template_moved_is_not(world):
    world.change(world.ana, "m0", "times", end=2_500)
    world.change(world.lea, "m1", "template", state="machine", end=5_500)
    world.change(world.ana, "m1", "confirm")
    assert kinds(judged(world)) == {"as_is": 0.5, "form": 0.5}


def test_lines_added_and_drafts_thrown_away(world):
    def add(_):
        cue = Cue("n1", 20_000, 21_000, ("¿Quién va?",))
        return [create(world.market, cue, state="edited")]

    world.step(world.ana, "insert", add)
    world.step(world.ana, "delete", lambda row: [edit(row("m3"), deleted=True)])
    found = judged(world)
    assert kinds(found) == {"missed": 0.5, "invented": 0.5}
    # ¿ Quién va ? are four tokens put in, six of the draft are taken out.
    assert (found.edited, found.length) == (10, 4)


def test_a_split_and_a_merge_are_compared_as_a_whole(world):
    def split(row):
        first = cue_of(row("m0"))
        one = Cue("m0", first.start, 900, ("No está aquí,",), source_ids=("s0",))
        two = Cue("n1", 980, first.end, ("no.",), source_ids=("s0",))
        return [
            edit(row("m0"), one, state="edited"),
            create(world.market, two, state="edited"),
        ]

    def merge(row):
        one, two = cue_of(row("m1")), cue_of(row("m2"))
        both = Cue("m1", one.start, two.end, (*one.lines, *two.lines), source_ids=("s1", "s2"))
        return [
            edit(row("m1"), both, state="edited"),
            edit(row("m2"), deleted=True),
        ]

    world.step(world.ana, "split", split)
    world.step(world.ana, "merge", merge)
    found = judged(world)
    assert (found.judged, found.form, found.edited) == (3, 3, 0)


def test_a_word_pushed_over_a_border_is_form(world):
    def push(row):
        one, two = cue_of(row("m0")), cue_of(row("m1"))
        first = Cue("m0", one.start, one.end, ("No está aquí,",))
        second = Cue("m1", two.start, two.end, ("no. No está aquí, no.",))
        return [edit(row("m0"), first, state="edited"), edit(row("m1"), second, state="edited")]

    world.step(world.ana, "push_word", push)
    assert kinds(judged(world)) == {"form": 1.0}


def test_a_reviewers_edits_are_apart_from_a_translators(world):
    world.change(world.ana, "m0", lines=("No está aquí, nunca.",))
    world.change(world.rui, "m0", stage="review", lines=("Jamás está aquí, nunca.",))
    world.change(world.ana, "m1", "confirm")
    world.change(world.rui, "m1", "approve", stage="review", state="approved")
    # Nobody translated m2: whoever reviews it first is its translator.
    world.change(world.rui, "m2", stage="review", lines=("Jamás está aquí, nunca.",))
    found = judged(world)
    assert (found.edited, found.length) == (1 + 0 + 2, 18)
    assert (found.review_edited, found.review_length) == (1 + 0, 12)
    assert found.review_hter == pytest.approx(1 / 12)


def test_drafts_that_were_withheld_and_cues_of_others_are_left_out(world):
    for cue_id in ("m0", "m1", "m2"):
        world.change(world.ana, cue_id, "confirm")
    assert judged(world, unseen={"m0"}).judged == 2
    assert judged(world, only={"m1"}).judged == 1


def test_a_track_without_any_draft_says_nothing_of_drafts(world):
    with world.database.read() as session:
        source = histories(session, world.source)
    assert drafts(source, "en", APPROVING) == Drafts()


def test_tracks_are_added():
    both = Drafts(as_is=1, edited=2, length=8, unit="words") + Drafts(
        light=3, edited=2, length=8, unit="characters"
    )
    assert (both.judged, both.hter, both.unit) == (4, 0.25, "characters and words")


def test_units_of_many_tracks_are_named_once():
    total = sum((Drafts(unit=unit) for unit in ("words", "characters", "words", "")), Drafts())
    assert total.unit == "characters and words"
