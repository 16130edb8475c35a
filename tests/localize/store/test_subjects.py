"""Seasons, people and what goes with a track are found as they were kept, on both databases."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from localize.errors import InputError, SettingsError
from localize.script import Provenance, TrackRole
from localize.store import lock_track
from localize.store.cues import cues_of
from localize.store.kinds import KeyKind, PersonRole
from localize.store.mapping import cue_data, cue_of, provenance_of
from localize.store.people import (
    add_key,
    add_person,
    end_keys,
    find_person,
    holder_of,
    keys_of,
    people,
    set_roles,
)
from localize.store.seasons import (
    add_version,
    episodes_of,
    find_episode,
    find_season,
    find_track,
    find_version,
    latest_version,
    market_tracks,
    put_episode,
    put_machine,
    put_season,
    put_track,
    seasons,
    tracks_of,
    tracks_of_season,
    versions_of,
)
from localize.store.tables import (
    AssignmentRow,
    DeliveryRow,
    MachineRow,
    NoteRow,
    VisitRow,
    WaiverRow,
)
from localize.store.work import (
    assignments_for,
    assignments_of,
    deliveries_of,
    find_waiver,
    mark_watched,
    notes_of,
    unwatched,
    visits_of,
    waivers_of,
    watched_of,
)

from .conftest import AT

HOUR = timedelta(hours=1)


def test_putting_twice_keeps_one_and_replaces_only_what_is_given(database):
    with database.begin() as session:
        season = put_season(session, "S", {"a": 1})
        assert put_season(session, "S").settings == {"a": 1}
        assert put_season(session, "S", {"b": [2]}) is season
        put_episode(session, season.id, "E1", media_path="/m.mkv", duration=2**40)
        put_episode(session, season.id, "E1", media_hash="abc")
        episode = put_episode(session, season.id, "E0")
        first = put_track(session, episode.id, "en", TrackRole.TEMPLATE, stage="draft")
        assert put_track(session, episode.id, "en", TrackRole.TEMPLATE).id == first.id
        put_track(session, episode.id, "en", TrackRole.TRANSCRIPT)
    with database.read() as session:
        (season,) = seasons(session)
        assert season.settings == {"b": [2]}
        assert find_season(session, "S") is season
        assert find_season(session, "T") is None
        one, zero = episodes_of(session, season.id)
        assert (one.name, one.media_path, one.media_hash, one.duration) == (
            "E1",
            "/m.mkv",
            "abc",
            2**40,
        )
        assert find_episode(session, season.id, "E0") is zero
        template, transcript = tracks_of(session, zero.id)
        assert (template.stage, template.changed, template.next_cue) == ("draft", 0, 1)
        assert tracks_of(session, zero.id, TrackRole.TRANSCRIPT) == [transcript]
        assert find_track(session, zero.id, "fr", TrackRole.TEMPLATE) is None
        found = tracks_of_season(session, season.id)
        assert [(e.name, t.role) for e, t in found] == [("E0", "template"), ("E0", "transcript")]
        assert tracks_of_season(session, season.id, "fr") == []


def test_markets_hang_on_a_template_and_its_versions(filled):
    with filled.database.begin() as session:
        track = lock_track(session, filled.track)
        market = put_track(session, filled.episode, "fr-FR", TrackRole.SUBTITLE)
        market.based_on_id, market.based_on_version = track.id, 1
        cues = [cue_data(cue_of(row)) for row in cues_of(session, track.id)]
        assert latest_version(session, track.id) is None
        for note in ("first", "second"):
            add_version(
                session, track, by=filled.person, at=AT, cues=cues, changes=[{"x": 1}], note=note
            )
    with filled.database.read() as session:
        (market,) = market_tracks(session, filled.track)
        assert (market.locale, market.based_on_version) == ("fr-FR", 1)
        assert [version.number for version in versions_of(session, filled.track)] == [2, 1]
        assert latest_version(session, filled.track).note == "second"
        first = find_version(session, filled.track, 1)
        assert [cue_of(data).id for data in first.cues] == ["1", "2", "3"]
        assert (first.changes, first.at, find_version(session, filled.track, 3)) == (
            [{"x": 1}],
            AT,
            None,
        )


def test_a_machine_is_kept_once(database):
    provenance = Provenance("e", "1", "m", "r", (("beam", "5"),), "key", "cpu", 1.25)
    with database.begin() as session:
        first = put_machine(session, provenance).id
        assert put_machine(session, provenance).id == first
    with database.read() as session:
        assert provenance_of(session.get(MachineRow, first).provenance) == provenance


def test_a_person_is_found_however_the_name_is_spelt(database):
    with database.begin() as session:
        add_person(session, " Zoë ", [PersonRole.LEAD, PersonRole.TRANSLATOR], AT)
        add_person(session, "bob", [], AT, display="Bob B.", password="$argon2id$x")
    with pytest.raises(SettingsError, match="already"), database.begin() as session:
        add_person(session, "ZOE\u0308", [], AT)
    with pytest.raises(SettingsError, match="must have a name"), database.begin() as session:
        add_person(session, "  ", [], AT)
    with pytest.raises(InputError, match="too long"), database.begin() as session:
        add_person(session, "x" * 201, [], AT)
    with database.begin() as session:
        zoe = find_person(session, "zoë")
        assert (zoe.display, zoe.roles, zoe.made) == ("Zoë", ["translator", "lead"], AT)
        set_roles(zoe, [PersonRole.OPERATOR])
        find_person(session, "BOB").disabled = True
    with database.read() as session:
        assert [person.roles for person in people(session)] == [["operator"]]
        assert [person.name for person in people(session, disabled=True)] == ["zoë", "bob"]


def test_a_key_works_until_it_is_over_ended_or_its_holder_is_disabled(filled):
    database, person = filled.database, filled.person
    with database.begin() as session:
        add_key(session, person, KeyKind.SESSION, "a" * 64, AT, expires=AT + HOUR)
        add_key(session, person, KeyKind.TOKEN, "b" * 64, AT, label="script")
    with database.begin() as session:
        key, holder = holder_of(session, "a" * 64, AT)
        assert (key.kind, holder.id) == ("session", person)
        assert holder_of(session, "a" * 64, AT + HOUR) is None
        assert holder_of(session, "c" * 64, AT) is None
        assert len(keys_of(session, person, AT)) == 2
        assert end_keys(session, person, AT, kind=KeyKind.SESSION) == 1
        assert holder_of(session, "a" * 64, AT) is None
        assert [key.label for key in keys_of(session, person, AT)] == ["script"]
        find_person(session, "ana").disabled = True
        assert holder_of(session, "b" * 64, AT) is None
        assert end_keys(session, person, AT) == 1


def test_notes_of_a_template_are_seen_in_its_markets_where_they_are_for_all(filled):
    def note(session, track_id, text, **rest):
        row = NoteRow(track_id=track_id, text=text, by=filled.person, at=AT, **rest)
        session.add(row)
        return row

    with filled.database.begin() as session:
        market = put_track(session, filled.episode, "fr-FR", TrackRole.SUBTITLE)
        market.based_on_id = filled.track
        note(session, filled.track, "here", kind="note", cue_id="1")
        query = note(session, filled.track, "<b>who?</b>", kind="query", scope="all-markets")
        note(session, market.id, "own", kind="flag", category="sense", severity="major", cue_id="2")
        session.flush()
        assert [n.text for n in notes_of(session, market)] == ["<b>who?</b>", "own"]
        assert [n.text for n in notes_of(session, market, cue_id="2")] == ["own"]
        query.answer, query.answered_by, query.answered_at = "She.", filled.person, AT
        assert [n.text for n in notes_of(session, market, unanswered=True)] == ["own"]


def test_assignments_come_soonest_first_and_those_without_date_last(filled):
    def add(session, stage, **rest):
        session.add(
            AssignmentRow(track_id=filled.track, person_id=filled.person, stage=stage, **rest)
        )

    with filled.database.begin() as session:
        add(session, "any")
        add(session, "late", due=AT + HOUR)
        # The same moment in another zone is the same moment.
        add(session, "soon", due=AT.astimezone(timezone(9 * HOUR)))
        add(session, "done", done=AT)
        add(session, "gone", withdrawn=AT)
    with filled.database.read() as session:
        mine = assignments_for(session, filled.person)
        assert [row.stage for row in mine] == ["soon", "late", "any"]
        assert mine[0].due == AT
        assert len(assignments_for(session, filled.person, done=True)) == 4
        stages = [row.stage for row in assignments_of(session, [filled.track])]
        assert stages == ["any", "late", "soon", "done"]


def test_a_waiver_that_is_withdrawn_stays_and_the_rule_can_be_waived_again(filled):
    def waive(session, reason):
        row = WaiverRow(
            track_id=filled.track, cue_id="1", rule="gap", reason=reason, by=filled.person, at=AT
        )
        session.add(row)
        session.flush()
        return row

    with filled.database.begin() as session:
        first = waive(session, "one")
        assert find_waiver(session, filled.track, "1", "gap") is first
        first.withdrawn, first.withdrawn_by = AT, filled.person
        assert find_waiver(session, filled.track, "1", "gap") is None
        waive(session, "two")
    with pytest.raises(IntegrityError), filled.database.begin() as session:
        waive(session, "three")
    with filled.database.read() as session:
        assert [row.reason for row in waivers_of(session, filled.track)] == ["two"]
        everything = waivers_of(session, filled.track, withdrawn=True)
        assert [row.reason for row in everything] == ["one", "two"]


def test_a_cue_must_be_watched_again_after_it_changed(filled):
    with filled.database.begin() as session:
        rows = cues_of(session, filled.track)
        assert mark_watched(session, rows, filled.person, AT, 1.25) == 3
        assert mark_watched(session, rows, filled.person, AT) == 0
        assert unwatched(session, filled.track) == []
        filled.set_text(session, "2", "new")
        assert [row.cue_id for row in unwatched(session, filled.track)] == ["2"]
        assert [row.speed for row in watched_of(session, filled.track)] == [1.25] * 3


def test_visits_and_deliveries_are_found_by_track_and_person(filled):
    with filled.database.begin() as session:
        session.add(
            VisitRow(
                person_id=filled.person,
                track_id=filled.track,
                cue_id="1",
                stage="translate",
                draft="mt",
                opened=AT,
                closed=AT + HOUR,
                active=1500,
                figures={"plays": 2},
                before=1,
                after=2,
            )
        )
        session.add(DeliveryRow(track_id=filled.track, at=AT, final=True, record={"hash": "x"}))
    with filled.database.read() as session:
        (visit,) = visits_of(session, filled.track, filled.person)
        assert (visit.active, visit.figures, visit.closed) == (1500, {"plays": 2}, AT + HOUR)
        assert visits_of(session, person_id=filled.person + 1) == []
        (delivery,) = deliveries_of(session, filled.track)
        assert (delivery.final, delivery.record, delivery.by) == (True, {"hash": "x"}, None)


@pytest.mark.parametrize(
    "values",
    [{"kind": "rumour"}, {"scope": "nowhere"}, {"kind": "note", "by": 999}],
)
def test_a_value_outside_a_closed_list_and_a_person_that_is_not_are_refused(filled, values):
    note = {"track_id": filled.track, "text": "x", "by": filled.person, "at": AT, "kind": "note"}
    with pytest.raises(IntegrityError), filled.database.begin() as session:
        session.add(NoteRow(**{**note, **values}))


def test_a_moment_without_a_zone_is_refused(filled):
    row = DeliveryRow(track_id=filled.track, at=AT.replace(tzinfo=None), final=False)
    with (
        pytest.raises(StatementError, match="must have a zone"),
        filled.database.begin() as session,
    ):
        session.add(row)
