"""Publishing a template over markets that are half reviewed."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from localize.errors import UnknownNameError
from localize.review.changes import ChangeKind
from localize.review.errors import RefusedError
from localize.review.outcome import Outcome
from localize.store.kinds import PersonRole
from localize.store.steps import history, steps_of, steps_of_group
from localize.store.tables import AssignmentRow, NoteRow, TrackRow
from tests.localize.review.template_world import AT, MARKETS, World


@pytest.fixture
def world(database):
    return World(database).with_template()


@pytest.fixture
def half_reviewed(world):
    """Approved, reviewed, edited and hand-timed cues in one market; few in the other."""
    es, fr = (world.market(locale) for locale in MARKETS)
    world.change(es, "1", lines=("Buenas noches.",), state="edited")
    world.approve(es, "1", "3")
    world.change(es, "2", lines=("¿Dónde estabas?",), state="reviewed")
    world.change(es, "4", lines=("Llegó al alba sin nadie.",), state="reviewed")
    world.change(fr, "2", end=7_600, state="edited")
    world.approve(fr, "8")
    return world


def test_first_version_holds_every_cue_and_touches_no_market(database):
    world = World(database)
    template = world.templates.start(world.lead, world.transcript)
    es = world.market("es-419")
    before = world.snapshot(es)
    made = world.templates.publish(world.lead, template, "First")
    assert (made.version, made.changes, made.impacts, made.machine_pivot) == (1, (), (), False)
    assert made.unapproved == 8
    assert world.snapshot(es) == before
    (version,) = world.templates.log(world.lead, template)
    assert (version.number, version.by, version.note, version.cues) == (1, "Lea", "First", 8)


def test_second_version_over_half_reviewed_markets(half_reviewed):
    world = half_reviewed
    es, fr = (world.market(locale) for locale in MARKETS)
    before = {track: world.cues(track) for track in (es, fr)}
    world.second_version()
    shown = world.templates.publish(world.lead, world.template, dry_run=True)
    assert world.cues(es).keys() == before[es].keys()
    made = world.templates.publish(world.lead, world.template, "Ship", after=1)

    kinds = [(change.kind, change.old_ids, change.new_ids) for change in made.changes]
    assert kinds == [
        (ChangeKind.RETIME, ("2",), ("2",)),
        (ChangeKind.TEXT, ("3",), ("3",)),
        (ChangeKind.SPLIT, ("4",), ("4", "n1")),
        (ChangeKind.NEW, (), ("n2",)),
        (ChangeKind.DELETED, ("8",), ()),
    ]
    assert shown.changes == made.changes
    assert shown.summary == made.summary
    assert made.summary == (
        (
            "es-419: 1 retime follows, 2 flagged, 1 new, 1 empty part of a split, "
            "1 approved would reopen"
        ),
        "fr-FR: 1 text stale, 2 flagged, 1 new, 1 empty part of a split, 1 approved would reopen",
    )
    for track in (es, fr):
        now = world.cues(track)
        assert world.row(track).based_on_version == 2
        # Nothing is lost, and nobody's words are changed.
        for cue_id, row in before[track].items():
            assert now[cue_id].lines == row.lines
            if row.state == "approved":
                assert (now[cue_id].start, now[cue_id].end, now[cue_id].state) == (
                    row.start,
                    row.end,
                    "approved",
                )
        new = [row for cue_id, row in now.items() if cue_id not in before[track]]
        assert [(row.lines, row.source_ids, row.state) for row in new] == [
            ([], ["n1"], "machine"),
            ([], ["n2"], "machine"),
        ]
        assert all(row.stale.startswith("Template v2: ") for row in new)
        assert now["4"].stale == (
            "Template v2: The template splits this line; all of the text is here"
        )
        assert (now["4"].end, now["4"].source_ids) == (12_900, ["4"])
        assert now["8"].stale == "Template v2: The template deletes this line"
        assert not now["8"].deleted
        assert now["1"].revision == before[track]["1"].revision
    assert world.cues(es)["2"].end == 8_400
    assert world.cues(es)["2"].state == "reviewed"
    assert world.cues(es)["3"].stale == ("Template v2: “I saw the boat.” → “I saw the ship.”")
    assert world.cues(fr)["2"].end == 7_600
    assert "set by hand" in world.cues(fr)["2"].stale


def test_each_change_is_a_step_with_its_revisions(half_reviewed):
    world = half_reviewed
    world.second_version()
    world.templates.publish(world.lead, world.template)
    es = world.market("es-419")
    with world.database.read() as session:
        step = steps_of(session, es, newest_first=True, limit=1)[0]
        assert (step.action, step.person_id) == ("template", world.lead.person_id)
        assert (step.detail["act"], step.detail["from"], step.detail["version"]) == (
            "publish",
            1,
            2,
        )
        joined = steps_of_group(session, step.group)
        assert {one.track_id for one in joined} == {world.template, es, world.market("fr-FR")}
        last = history(session, world.cues(es)["2"].id)[-1]
        assert (last.before["end"], last.after["end"], last.person) == (8_000, 8_400, "Lea")


def test_a_version_never_changes(half_reviewed):
    world = half_reviewed
    before = world.templates.log(world.lead, world.template)[-1]
    world.second_version()
    world.templates.publish(world.lead, world.template)
    log = world.templates.log(world.lead, world.template)
    assert [version.number for version in log] == [2, 1]
    assert log[-1] == before
    assert [change.kind for change in log[0].changes] == [
        ChangeKind.RETIME,
        ChangeKind.TEXT,
        ChangeKind.SPLIT,
        ChangeKind.NEW,
        ChangeKind.DELETED,
    ]
    assert log[0].changes[1].detail == "“I saw the boat.” → “I saw the ship.”"


def test_what_waits_to_be_looked_at_is_not_forgotten(half_reviewed):
    world = half_reviewed
    fr = world.market("fr-FR")
    world.second_version()
    world.templates.publish(world.lead, world.template)
    world.change(world.template, "3", world.lead, lines=("I saw her ship.",))
    world.templates.publish(world.lead, world.template)
    assert world.cues(fr)["3"].stale == (
        "Template v2: “I saw the boat.” → “I saw the ship.”; "
        "Template v3: “I saw the ship.” → “I saw her ship.”"
    )


def test_a_locked_cue_is_only_flagged(world):
    es = world.market("es-419")
    world.change(es, "2", locked=True)
    world.second_version()
    world.templates.publish(world.lead, world.template)
    row = world.cues(es)["2"]
    assert (row.end, row.stale) == (8_000, "Template v2: The template's times changed")


def test_machine_times_follow_twice(world):
    es = world.market("es-419")
    for number, end in ((2, 8_400), (3, 8_600)):
        world.change(world.template, "2", world.lead, end=end)
        made = world.templates.publish(world.lead, world.template)
        assert made.version == number
        assert made.impacts[0].impact.counts == {Outcome.RETIMED: 1}
        assert world.cues(es)["2"].end == end


def test_merged_drafts_keep_all_text(world):
    es = world.market("es-419")
    whole = {"end": 20_000, "lines": ("Nobody at all? Not a soul.",), "source_ids": ("5", "6")}
    world.change(world.template, "5", world.lead, **whole)
    world.change(world.template, "6", world.lead, deleted=True)
    world.change(es, "5", state="reviewed")
    world.templates.publish(world.lead, world.template)
    rows = world.cues(es, deleted=True)
    assert rows["5"].lines == ["es-419 5", "es-419 6"]
    assert (rows["5"].end, rows["5"].state, rows["6"].deleted) == (20_000, "edited", True)


def test_publish_is_all_or_nothing(half_reviewed):
    """The second market cannot be written; then the first is as it was, and version 1 is out."""
    world = half_reviewed
    es, fr = (world.market(locale) for locale in MARKETS)
    world.second_version()
    tracks = (world.template, es, fr)
    before = [world.snapshot(track) for track in tracks]
    _refuse_steps(world.database, fr)
    with pytest.raises(DBAPIError, match="no more steps"):
        world.templates.publish(world.lead, world.template)
    assert [world.snapshot(track) for track in tracks] == before
    assert [one.number for one in world.templates.log(world.lead, world.template)] == [1]


def _refuse_steps(database, track_id):
    """Have the database itself refuse every further step of a track."""
    with database.begin() as session:
        if database.is_sqlite:
            session.execute(
                text(
                    "CREATE TRIGGER refuse BEFORE INSERT ON steps "
                    f"WHEN NEW.track_id = {track_id} "
                    "BEGIN SELECT RAISE(ABORT, 'no more steps'); END"
                )
            )
            return
        session.execute(
            text(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'no more steps'; END $$"
            )
        )
        session.execute(
            text(
                "CREATE TRIGGER refuse BEFORE INSERT ON steps FOR EACH ROW "
                f"WHEN (NEW.track_id = {track_id}) EXECUTE FUNCTION refuse()"
            )
        )


def test_two_leads_publish_at_once(half_reviewed):
    world = half_reviewed
    world.second_version()
    with world.database.begin() as session:
        other = world.person(session, "Bea", PersonRole.LEAD)
    start = threading.Barrier(2)
    results = {}

    def publish(actor):
        start.wait()
        try:
            results[actor.name] = world.templates.publish(actor, world.template, after=1)
        except RefusedError as error:
            results[actor.name] = error

    threads = [threading.Thread(target=publish, args=(actor,)) for actor in (world.lead, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [name for name, result in results.items() if not isinstance(result, RefusedError)]
    (loser,) = results.keys() - {winner}
    assert results[winner].version == 2
    assert f"{winner} has published version 2" in results[loser].reason
    assert len(world.templates.log(world.lead, world.template)) == 2
    assert len(world.cues(world.market("es-419"))) == 10


def test_nothing_new_is_not_published(world):
    with pytest.raises(RefusedError, match="Nothing has changed since version 1, which Lea"):
        world.templates.publish(world.lead, world.template)


def test_only_a_lead_or_the_owner_publishes(world):
    world.second_version()
    for dry_run in (True, False):
        with pytest.raises(RefusedError, match="owner or a lead publishes"):
            world.templates.publish(world.translator, world.template, dry_run=dry_run)
    assert world.templates.impact(world.translator, world.template).version == 2
    with world.database.begin() as session:
        session.add(
            AssignmentRow(
                track_id=world.template, person_id=world.translator.person_id, stage="template"
            )
        )
    assert world.templates.publish(world.translator, world.template).version == 2


def test_only_templates_are_published(world):
    with pytest.raises(RefusedError, match="is a transcript, not a template"):
        world.templates.publish(world.lead, world.transcript)
    with pytest.raises(UnknownNameError, match="no track"):
        world.templates.publish(world.lead, 999)


def test_an_open_query_blocks_no_version(world):
    with world.database.begin() as session:
        session.add(
            NoteRow(
                track_id=world.template,
                cue_id="3",
                kind="query",
                scope="all-markets",
                text="Which boat?",
                by=world.translator.person_id,
                at=AT,
            )
        )
    world.second_version()
    assert world.templates.publish(world.lead, world.template).open_queries == 1


def test_a_market_on_an_older_version_catches_up(world):
    """A market that was left on v1 is planned from v1, not from the newest."""
    world.change(world.template, "2", world.lead, end=8_400)
    world.templates.publish(world.lead, world.template)
    fr = world.market("fr-FR")
    assert world.cues(fr)["2"].end == 8_400
    with world.database.begin() as session:
        track = session.get(TrackRow, fr)
        track.based_on_version = 1
    world.change(world.template, "3", world.lead, lines=("I saw the ship.",))
    made = world.templates.publish(world.lead, world.template)
    by_locale = {one.impact.locale: one for one in made.impacts}
    assert (by_locale["es-419"].hung_on, by_locale["fr-FR"].hung_on) == (2, 1)
    assert world.row(fr).based_on_version == 3
