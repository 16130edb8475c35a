"""One act on many tracks, written with few statements: the same as step by step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.script import Cue, TrackRole
from localize.store import lock_track, lock_tracks
from localize.store.cues import cues_of, find_cue, find_cues, revisions_now, texts_of
from localize.store.many import Part, record_steps, settle
from localize.store.mapping import cue_of, snapshot
from localize.store.seasons import put_track
from localize.store.steps import (
    create,
    edit,
    find_revision,
    history,
    record_step,
    restore,
    steps_of_group,
)

from .conftest import AT


@pytest.fixture
def second(filled):
    """Another track with two cues."""
    with filled.database.begin() as session:
        made = put_track(session, filled.episode, "fr-FR", TrackRole.SUBTITLE).id
        cues = [Cue(n, 1000, 2000, (f"Ligne {n}",)) for n in ("1", "2")]
        record_step(
            session, lock_track(session, made), None, "import", [create(made, one) for one in cues]
        )
    return made


def changed(filled, track_id, *cue_ids, **fields):
    """Changes of texts, prepared before any transaction that writes."""
    with filled.database.read() as session:
        rows = find_cues(session, track_id, cue_ids)
    return [
        edit(rows[one], replace(cue_of(rows[one]), lines=(f"New {one}",)), **fields)
        for one in cue_ids
    ]


def write(filled, *pairs, action="replace", group="g"):
    with filled.database.begin() as session:
        tracks = {row.id: row for row in lock_tracks(session, [track for track, _ in pairs])}
        parts = [Part(tracks[track], changes, {"note": "All"}) for track, changes in pairs]
        return record_steps(session, filled.person, action, parts, group=group)


def test_every_track_gets_its_step_and_every_cue_its_revision(filled, second):
    here = changed(filled, filled.track, "1", "3", state="edited", edited_by=filled.person)
    there = changed(filled, second, "2", approved_at=AT, approved_bulk=True)
    steps = write(filled, (filled.track, here), (second, there))
    assert [(one.track_id, one.number) for one in steps] == [(filled.track, 2), (second, 2)]
    with filled.database.read() as session:
        assert [one.id for one in steps_of_group(session, "g")] == [one.id for one in steps]
        for track_id, cue_id in ((filled.track, "1"), (filled.track, "3"), (second, "2")):
            row = find_cue(session, track_id, cue_id)
            assert (row.revision, cue_of(row).lines) == (2, (f"New {cue_id}",))
            first, last = history(session, row.id)
            assert (last.action, last.person, last.detail) == ("replace", "Ana", {"note": "All"})
            assert (last.before, last.after) == (first.after, snapshot(row))
            assert find_revision(session, row.id, 2) == last
            assert find_revision(session, row.id, 3) is None
        assert find_cue(session, second, "2").approved_at == AT
        assert find_cue(session, filled.track, "1").state == "edited"
        assert find_cue(session, second, "1").revision == 1
        kept = {row.id: snapshot(row) for row in cues_of(session, filled.track)}
    settle(here)
    assert {one.row.id: snapshot(one.row) for one in here}.items() <= kept.items()
    assert [one.row.revision for one in here] == [2, 2]


def test_what_was_changed_since_is_not_written_over(filled, second):
    late = changed(filled, filled.track, "1", "2")
    good = changed(filled, second, "1")
    with filled.database.begin() as session:
        filled.set_text(session, "2", "Somebody else's")
    with pytest.raises(RuntimeError, match="has changed since"):
        write(filled, (filled.track, late), (second, good))
    with filled.database.read() as session:
        assert [text for _, text in texts_of(session, filled.track)] == [
            "Line 1",
            "Somebody else's",
            "Line 3",
        ]
        assert find_cue(session, second, "1").revision == 1
        assert steps_of_group(session, "g") == []


def test_a_change_of_nothing_is_left_out_and_a_step_may_be_without_any(filled, second):
    with filled.database.read() as session:
        row = find_cue(session, filled.track, "1")
    nothing = [edit(row, cue_of(row))]
    steps = write(filled, (filled.track, nothing), (second, []))
    assert [one.number for one in steps] == [2, 2]
    settle(nothing)
    assert nothing[0].row.revision == 1
    with filled.database.read() as session:
        assert revisions_now(session, [row.id]) == {row.id: 1}
    assert write(filled) == []


def test_what_is_loaded_afterwards_is_what_was_written(filled):
    with filled.database.begin() as session:
        track = lock_track(session, filled.track)
        row = find_cue(session, filled.track, "1")
        change = edit(row, replace(cue_of(row), lines=("One.",)))
        record_steps(session, filled.person, "replace", [Part(track, [change])])
        again = find_cue(session, filled.track, "1")
        assert (again.revision, again.lines) == (2, ["One."])
        first = history(session, again.id)[0]
        record_step(session, track, filled.person, "undo", [restore(again, first.after)])
    with filled.database.read() as session:
        assert (row.revision, find_cue(session, filled.track, "1").lines) == (1, ["Line 1"])
        assert [one.number for one in history(session, row.id)] == [1, 2, 3]


def test_a_mistake_of_the_caller_is_told(filled, second):
    (change,) = changed(filled, filled.track, "1")
    with filled.database.begin() as session:
        track = lock_track(session, filled.track)
        for parts, error in (
            ([Part(track, [change]), Part(track, [])], "the same track"),
            ([Part(track, [change, change])], "twice"),
            ([Part(track, changed(filled, second, "1"))], "not of track"),
            ([Part(track, [create(track.id, Cue("9", 0, 1, ("Nine",)))])], "not there yet"),
        ):
            with pytest.raises(ValueError, match=error):
                record_steps(session, filled.person, "replace", parts)
        assert track.changed == 1
    with (
        pytest.raises(RuntimeError, match="must be taken"),
        filled.database.begin() as session,
    ):
        record_steps(session, filled.person, "replace", [Part(track, [change])])
