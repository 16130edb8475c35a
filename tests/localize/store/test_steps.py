"""Every change of a cue is a revision, the same on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from localize.errors import InputError
from localize.script import Cue, CueKind, Placement
from localize.store import lock_track
from localize.store.cues import (
    count_states,
    cues_changed_since,
    cues_of,
    find_cue,
    find_cues,
    take_cue_ids,
)
from localize.store.mapping import cue_of, snapshot
from localize.store.steps import (
    create,
    edit,
    history,
    record_step,
    restore,
    revisions_of,
    steps_of,
    steps_of_group,
)
from localize.store.tables import CueRow, TrackRow

from .conftest import AT


def test_an_edit_is_kept_with_who_when_before_and_after(filled):
    with filled.database.begin() as session:
        step = filled.set_text(session, "2", "¡Hola!", state="edited", edited_by=filled.person)
        assert step.number == 2
    with filled.database.read() as session:
        row = find_cue(session, filled.track, "2")
        assert cue_of(row).lines == ("¡Hola!",)
        assert (row.revision, row.state, row.edited_by) == (2, "edited", filled.person)
        assert session.get(TrackRow, filled.track).changed == 2
        first, second = history(session, row.id)
        assert (first.number, first.action, first.person, first.before) == (1, "import", "", None)
        assert first.at == AT
        assert (second.number, second.action, second.person) == (2, "text", "Ana")
        assert second.at.utcoffset().total_seconds() == 0
        assert second.before == first.after
        assert cue_of(second.before).lines == ("Line 2",)
        assert second.after == snapshot(row)
        untouched = find_cue(session, filled.track, "1")
        assert untouched.revision == 1


def test_an_undo_brings_back_text_and_state_and_is_itself_a_step(filled):
    with filled.database.begin() as session:
        before = snapshot(find_cue(session, filled.track, "2"))
        step = filled.set_text(
            session, "2", "x", state="approved", approved_by=filled.person, approved_at=AT
        )
        track = lock_track(session, filled.track)
        changes = [
            restore(row, revision.before) for revision, row in revisions_of(session, step.id)
        ]
        record_step(session, track, filled.person, "undo", changes, undoes=step)
    with filled.database.read() as session:
        row = find_cue(session, filled.track, "2")
        assert snapshot(row) == before
        assert row.revision == 3
        first, text, undo = steps_of(session, filled.track)
        assert (text.undone_by, undo.undoes, first.undone_by) == (undo.id, text.id, None)


def test_a_cue_that_is_taken_out_is_still_there(filled):
    with filled.database.begin() as session:
        track = lock_track(session, filled.track)
        row = find_cue(session, filled.track, "2")
        record_step(session, track, filled.person, "delete", [edit(row, deleted=True)])
    with filled.database.read() as session:
        assert [row.cue_id for row in cues_of(session, filled.track)] == ["1", "3"]
        everything = cues_of(session, filled.track, deleted=True)
        assert [row.cue_id for row in everything] == ["1", "2", "3"]
        assert find_cue(session, filled.track, "2").deleted
        assert count_states(session, [filled.track]) == {filled.track: {"machine": 2}}


def test_a_change_that_changes_nothing_makes_no_revision(filled):
    with filled.database.begin() as session:
        step = filled.set_text(session, "2", "Line 2")
        assert revisions_of(session, step.id) == []
    with filled.database.read() as session:
        assert find_cue(session, filled.track, "2").revision == 1
        assert session.get(TrackRow, filled.track).changed == 2


def test_a_track_that_was_not_taken_cannot_be_changed(filled):
    with filled.database.begin() as session:
        track = session.get(TrackRow, filled.track)
        with pytest.raises(RuntimeError, match="lock_track"):
            record_step(session, track, filled.person, "text")
        with pytest.raises(RuntimeError, match="lock_track"):
            take_cue_ids(session, track)


def test_a_change_prepared_on_an_older_cue_is_refused(filled):
    with filled.database.begin() as session:
        track = lock_track(session, filled.track)
        row = find_cue(session, filled.track, "2")
        old = edit(row, stale="old")
        record_step(session, track, filled.person, "text", [edit(row, stale="new")])
        with pytest.raises(RuntimeError, match="has changed since"):
            record_step(session, track, filled.person, "text", [old])


def test_wrong_changes_are_refused(filled):
    with filled.database.begin() as session:
        track = lock_track(session, filled.track)
        row = find_cue(session, filled.track, "2")
        with pytest.raises(ValueError, match="cannot become cue 9"):
            edit(row, replace(cue_of(row), id="9"))
        with pytest.raises(ValueError, match="no field 'revision'"):
            edit(row, revision=7)
        with pytest.raises(ValueError, match="twice"):
            record_step(session, track, None, "text", [edit(row, stale="a"), edit(row, stale="b")])
        with pytest.raises(ValueError, match="not of track"):
            record_step(session, track, None, "new", [create(99, Cue("9", 0, 1, ()))])


def test_programme_order_is_by_times_then_as_made(filled):
    with filled.database.begin() as session:
        track = lock_track(session, filled.track)
        new = [
            create(filled.track, Cue(name, start, end, ("x",)))
            for name, start, end in (("z", 2000, 2900), ("a", 2000, 2900), ("m", 2000, 2100))
        ]
        record_step(session, track, None, "insert", new)
    with filled.database.read() as session:
        assert [row.cue_id for row in cues_of(session, filled.track)] == list("1m2za3")


def test_new_ids_are_never_given_twice_and_pass_over_those_of_a_file(filled):
    with filled.database.begin() as session:
        track = lock_track(session, filled.track)
        record_step(session, track, None, "x", [create(filled.track, Cue("n2", 0, 1, ()))])
        assert take_cue_ids(session, track, 2) == ["n1", "n3"]
    with filled.database.begin() as session:
        assert take_cue_ids(session, lock_track(session, filled.track)) == ["n4"]


def test_a_page_gets_what_came_after_what_it_has_seen(filled):
    with filled.database.begin() as session:
        filled.set_text(session, "3", "x")
        filled.set_text(session, "1", "y")
    with filled.database.read() as session:
        seen = [row.cue_id for row in cues_changed_since(session, filled.track, 1)]
        assert seen == ["1", "3"]
        assert [row.cue_id for row in cues_changed_since(session, filled.track, 2)] == ["1"]
        assert cues_changed_since(session, filled.track, 3) == []
        newest = steps_of(
            session, filled.track, person_id=filled.person, newest_first=True, limit=1
        )
        assert [step.number for step in newest] == [3]


def test_one_act_on_several_tracks_is_found_by_its_group(filled):
    with filled.database.begin() as session:
        track = lock_track(session, filled.track)
        made = record_step(session, track, None, "replace", group="abc", detail={"find": "x"})
        assert [step.id for step in steps_of_group(session, "abc")] == [made.id]
        assert steps_of_group(session, "abc")[0].detail == {"find": "x"}


def test_a_cue_comes_back_exactly(filled):
    cue = Cue(
        "ж" * 100,
        2**40,
        2**40,
        ("<i>日本</i> & \\ \" ' {\\an8}", "", "e\u0301\u200f\U0001f600"),
        CueKind.FORCED,
        False,
        "Ö'Brien \\",
        Placement(9, "rl", (("line", "0"), ("position", "10%,line-left"))),
        ("1", "2"),
    )
    with filled.database.begin() as session:
        track = lock_track(session, filled.track)
        draft = {"start": 1, "end": 2, "lines": ["x"], "machine": 4}
        change = create(filled.track, cue, machine=draft, annotations=[{"category": "song"}])
        record_step(session, track, None, "new", [change])
    with filled.database.read() as session:
        row = find_cue(session, filled.track, cue.id)
        assert cue_of(row) == cue
        assert (row.machine, row.annotations) == (draft, [{"category": "song"}])
        assert cue_of(history(session, row.id)[0].after) == cue


@pytest.mark.parametrize(
    "cue",
    [
        Cue("9", 0, 1, ("a\x00b",)),
        Cue("9", 0, 1, ("\ud83d",)),
        Cue("9", 0, 1, (), speaker="\x00"),
        Cue("9" * 101, 0, 1, ()),
        Cue("9", 0, 2**63, ()),
    ],
    ids=["nul", "surrogate", "speaker", "long id", "late"],
)
def test_what_one_database_could_not_keep_is_refused_on_both(filled, cue):
    with pytest.raises(InputError):
        create(filled.track, cue)


@pytest.mark.parametrize("action", ["a\x00b", "\ud83d", "x" * 61])
def test_so_is_any_other_text(filled, action):
    with pytest.raises(InputError), filled.database.begin() as session:
        record_step(session, lock_track(session, filled.track), None, action)


def test_many_cues_are_found_at_once(filled):
    wanted = [*map(str, range(2500)), "1"]
    with filled.database.read() as session:
        assert find_cues(session, filled.track, wanted).keys() == {"1", "2", "3"}


def test_absent_data_is_null_to_a_query(filled):
    with filled.database.read() as session:
        rows = session.scalars(select(CueRow.cue_id).where(CueRow.machine.is_(None)))
        assert sorted(rows) == ["1", "2", "3"]
