"""Judgements, stages, assignments, notes, waivers, watching, and what a source's change does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from localize.errors import SettingsError, UnknownNameError
from localize.review.errors import RefusedError
from localize.review.noting import quality
from localize.store.kinds import CueState, NoteKind, NoteScope
from localize.store.work import unwatched
from tests.localize.review.service_world import World


@pytest.fixture
def world(database):
    return World(database)


@pytest.fixture
def reviewed(world):
    """At review, the first three cues confirmed by the translator."""
    world.text(world.ana, world.fr, "c1", "Bonsoir.")
    for cue_id in ("c1", "c2", "c3"):
        world.do(world.review.confirm, world.ana, world.fr, cue_id)
    world.review.set_stage(world.lea, world.fr, "review")
    return world


# --- Judgements -----------------------------------------------------------------------------------


def test_confirm_return_approve_reopen(reviewed):
    world, review, fr = reviewed, reviewed.review, reviewed.fr
    view = world.cue(fr, "c1")
    assert (view.state, view.reviewed_by) == (CueState.REVIEWED, world.ana.person_id)
    (view,) = world.do(
        review.send_back, world.rita, fr, "c1", "Too long", to=world.ana.person_id
    ).cues
    assert (view.state, view.notes) == (CueState.EDITED, 1)
    (note,) = review.notes(world.ana, fr, "c1")
    assert (note.kind, note.category, note.text) == (NoteKind.FLAG, "returned", "Too long")
    step = review.changes_since(world.ana, fr, 0).steps[-1]
    assert step.detail["to"] == world.ana.person_id
    (view,) = world.do(review.approve, world.rita, fr, "c2").cues
    assert (view.state, view.approved_by) == (CueState.APPROVED, world.rita.person_id)
    assert not view.approved_bulk
    with pytest.raises(RefusedError, match="needs a lead"):
        world.do(review.reopen, world.rita, fr, "c2")
    (view,) = world.do(review.reopen, world.lea, fr, "c2", "A new cut").cues
    assert (view.state, view.approved_by) == (CueState.REVIEWED, None)
    with pytest.raises(RefusedError, match="nothing to reopen"):
        world.do(review.reopen, world.lea, fr, "c2")
    with pytest.raises(RefusedError, match="reason"):
        world.do(review.send_back, world.rita, fr, "c2", "  ")


def test_no_translator_approves_and_nobody_their_own_work(reviewed):
    world = reviewed
    with pytest.raises(RefusedError):
        world.do(world.review.approve, world.ana, world.fr, "c1")
    world.text(world.lea, world.fr, "c4", "Elle est arrivée")
    with pytest.raises(RefusedError, match="You translated this cue"):
        world.do(world.review.approve, world.lea, world.fr, "c4")
    world.do(world.review.approve, world.rita, world.fr, "c4")


def test_the_season_may_let_the_translator_approve(database):
    world = World(database, approver_may_translate=True)
    world.text(world.lea, world.fr, "c1", "Bonsoir.")
    (view,) = world.do(world.review.approve, world.lea, world.fr, "c1").cues
    assert view.state is CueState.APPROVED


def test_many_are_approved_as_bulk_and_the_others_are_told(reviewed):
    world = reviewed
    world.text(world.rita, world.fr, "c5", "Sans personne.")
    stale = world.revision(world.fr, "c6")
    world.text(world.rita, world.fr, "c6", "Bonne nuit.")
    seen = {one: world.revision(world.fr, one) for one in ("c1", "c2", "c5")}
    done = world.review.approve_many(world.rita, world.fr, {**seen, "c6": stale, "c99": 1})
    assert [view.cue.id for view in done.edited.cues] == ["c1", "c2"]
    assert all(view.approved_bulk for view in done.edited.cues)
    assert {one.cue_id: one.reason.split()[0] for one in done.refused} == {
        "c5": "You", "c6": "The", "c99": "There",
    }  # fmt: skip
    assert world.cue(world.fr, "c6").state is CueState.EDITED
    with pytest.raises(RefusedError, match="approved already"):
        world.review.approve_many(world.rita, world.fr, ["c1", "c2"])
    with pytest.raises(RefusedError):
        world.review.approve_many(world.rita, world.fr, [])


def test_one_of_a_list_of_one_is_not_bulk(reviewed):
    done = reviewed.review.approve_many(reviewed.rita, reviewed.fr, ["c1"])
    assert not done.edited.cues[0].approved_bulk


@pytest.mark.parametrize("blank", ["", "<i></i>", " \u200b"])
def test_a_cue_that_says_nothing_is_neither_confirmed_nor_approved(world, blank):
    review, fr = world.review, world.fr
    world.text(world.ana, fr, "c1", blank)
    before = world.everything(fr)
    with pytest.raises(RefusedError, match="no text") as refused:
        world.do(review.confirm, world.ana, fr, "c1")
    assert "not to be translated" in refused.value.ask
    review.set_stage(world.lea, fr, "review")
    for act in (review.confirm, review.approve):
        with pytest.raises(RefusedError, match="no text"):
            world.do(act, world.rita, fr, "c1")
    with pytest.raises(RefusedError, match="no text"):
        review.approve_many(world.rita, fr, ["c1"])
    done = review.approve_many(world.rita, fr, ["c1", "c2"])
    assert [view.cue.id for view in done.edited.cues] == ["c2"]
    assert [one.cue_id for one in done.refused] == ["c1"]
    assert world.everything(fr)["c1"] == before["c1"]


def test_a_blank_that_is_not_to_be_translated_is_intended(world):
    review, fr = world.review, world.fr
    world.text(world.ana, fr, "c1", "")
    world.do(review.set_translate, world.ana, fr, "c1", False)
    assert world.do(review.confirm, world.ana, fr, "c1").cues[0].state is CueState.REVIEWED
    review.set_stage(world.lea, fr, "review")
    assert world.do(review.approve, world.rita, fr, "c1").cues[0].state is CueState.APPROVED


def test_stages(world):
    with pytest.raises(RefusedError):
        world.review.set_stage(world.ana, world.fr, "review")
    with pytest.raises(UnknownNameError):
        world.review.set_stage(world.lea, world.fr, "party")
    number = world.review.set_stage(world.lea, world.fr, "review")
    assert world.review.set_stage(world.lea, world.fr, "review") == number
    assert world.review.changes_since(world.ana, world.fr, number - 1).stage == "review"


# --- Assignments and the overview -----------------------------------------------------------------


def test_who_has_what_by_when_and_what_is_next(world):
    review, ana = world.review, world.ana
    past = datetime.now(UTC) - timedelta(days=1)
    given = review.assign(
        world.lea, world.fr, ana.person_id, "translate", first="c2", last="c4", due=past
    )
    later = review.assign(world.lea, world.es, ana.person_id, "review")
    world.do(review.confirm, ana, world.fr, "c2")
    overview = review.overview(ana)
    french = next(one for one in overview.tracks if one.locale == "fr-FR")
    assert (french.late, french.due) == (True, past)
    assert dict(french.states)[CueState.REVIEWED] == 1
    assert french.blocking is None
    first, second = overview.next
    assert (first.assignment, first.cue_id, first.left) == (given, "c3", 2)
    assert (first.ready, first.late) == (True, True)
    assert (second.assignment.assignment_id, second.ready) == (later.assignment_id, False)
    assert dict(overview.people)[ana.person_id] == "Ana"
    with pytest.raises(RefusedError):
        review.finish(world.ben, given.assignment_id)
    review.finish(ana, given.assignment_id)
    with pytest.raises(RefusedError, match="done already"):
        review.finish(ana, given.assignment_id)
    review.unassign(world.lea, later.assignment_id)
    assert review.overview(ana).next == ()
    with pytest.raises(RefusedError, match="taken back"):
        review.unassign(world.lea, later.assignment_id)


def test_assignments_that_cannot_be(world):
    review, fr, ana = world.review, world.fr, world.ana.person_id
    with pytest.raises(RefusedError):
        review.assign(world.ana, fr, ana, "translate")
    with pytest.raises(UnknownNameError):
        review.assign(world.lea, fr, ana, "party")
    with pytest.raises(RefusedError, match="nobody"):
        review.assign(world.lea, fr, 999, "translate")
    with pytest.raises(RefusedError, match="no cue c99"):
        review.assign(world.lea, fr, ana, "translate", first="c99")
    with pytest.raises(RefusedError, match="ends before"):
        review.assign(world.lea, fr, ana, "translate", first="c4", last="c2")
    with pytest.raises(SettingsError, match="zone"):
        review.assign(world.lea, fr, ana, "translate", due=datetime(2031, 1, 1))  # noqa: DTZ001
    assert review.overview(world.lea).tracks[1].assignments == ()


def test_the_overview_counts_blocking_findings_that_are_not_waived(world):
    world.text(world.ana, world.fr, "c1", "x" * 90)

    def blocking():
        tracks = world.review.overview(world.lea, findings=True).tracks
        return next(one.blocking for one in tracks if one.locale == "fr-FR")

    before = blocking()
    assert before > 0
    world.review.waive(world.lea, world.fr, "c1", "line-length", "A name")
    assert blocking() < before


# --- What is said ---------------------------------------------------------------------------------


def test_notes_and_their_answers(world):
    review, fr = world.review, world.fr
    text = "<script>alert(1)</script> & so on"
    note = review.note(world.ana, fr, "c1", NoteKind.NOTE, text)
    flag = review.note(
        world.rita, fr, "c1", NoteKind.FLAG, "Wrong", category="mistranslation", severity="major"
    )
    assert note.text == text
    assert world.cue(fr, "c1").notes == 2
    answered = review.answer(world.ana, flag.note_id, "Right, changed.")
    assert (answered.answered_by, answered.answer) == (world.ana.person_id, "Right, changed.")
    with pytest.raises(RefusedError, match="answered already by Ana"):
        review.answer(world.lea, flag.note_id, "No")
    assert [one.note_id for one in review.notes(world.ana, fr, "c1", unanswered=True)] == [
        note.note_id
    ]
    with pytest.raises(UnknownNameError, match="mistranslation"):
        review.note(world.rita, fr, "c1", NoteKind.FLAG, "x", category="nonsense")
    with pytest.raises(UnknownNameError, match="critical"):
        review.note(world.rita, fr, "c1", NoteKind.FLAG, "x", severity="huge")
    with pytest.raises(RefusedError):
        review.note(world.rita, fr, "c99", NoteKind.NOTE, "x")
    with pytest.raises(RefusedError):
        review.note(world.rita, fr, "c1", NoteKind.NOTE, " ")
    with pytest.raises(RefusedError, match="template's cue"):
        review.note(world.ana, fr, "c1", NoteKind.QUERY, "x", scope=NoteScope.ALL_MARKETS)
    assert quality().severities[0][0] == "critical"


def test_a_query_on_a_template_is_answered_once_for_all_markets(database):
    world = World(database).hang()
    cue_id = world.review.track(world.lea, world.template).cues[2].cue.id
    query = world.review.note(
        world.ana, world.template, cue_id, NoteKind.QUERY, "Which boat?",
        scope=NoteScope.ALL_MARKETS,
    )  # fmt: skip
    for market in (world.fr, world.es):
        standing = next(
            view.cue.id
            for view in world.review.track(world.ana, market).cues
            if cue_id in view.cue.source_ids
        )
        assert [one.note_id for one in world.review.notes(world.ana, market, standing)] == [
            query.note_id
        ]
    queries = {one.locale: one.queries for one in world.review.overview(world.ana).tracks}
    assert (queries["fr-FR"], queries["es-419"]) == (1, 1)
    with pytest.raises(RefusedError, match="owner or a lead"):
        world.review.answer(world.ben, query.note_id, "A red one")
    world.review.answer(world.lea, query.note_id, "A red one")
    for market in (world.fr, world.es):
        (note,) = world.review.notes(world.ana, market)
        assert note.answer == "A red one"
        assert world.review.notes(world.ana, market, unanswered=True) == ()


def test_a_query_that_is_not_for_all_markets_is_open_on_the_template_alone(database):
    world = World(database).hang()
    cue_id = world.review.track(world.lea, world.template).cues[2].cue.id
    world.review.note(world.ana, world.template, cue_id, NoteKind.QUERY, "Which boat?")
    world.review.note(
        world.ana, world.template, cue_id, NoteKind.QUERY, "Whose?", scope=NoteScope.ALL_MARKETS
    )
    found = {one.track_id: one.queries for one in world.review.overview(world.ana).tracks}
    assert [found[one] for one in (world.template, world.fr, world.es)] == [2, 1, 1]


def test_waivers(world):
    review, fr = world.review, world.fr
    with pytest.raises(RefusedError):
        review.waive(world.ana, fr, "c1", "reading-speed", "Fast")
    for rule, reason in (("", "why"), ("gap", " ")):
        with pytest.raises(RefusedError, match="rule and a reason"):
            review.waive(world.lea, fr, "c1", rule, reason)
    waiver = review.waive(world.lea, fr, "c1", "reading-speed", "Everybody knows the line")
    review.waive(world.lea, fr, "", "reading-speed", "A quiz")
    with pytest.raises(RefusedError, match="already"):
        review.waive(world.lea, fr, "c1", "reading-speed", "again")
    review.withdraw_waiver(world.lea, waiver.waiver_id)
    with pytest.raises(RefusedError, match="already"):
        review.withdraw_waiver(world.lea, waiver.waiver_id)
    assert [one.cue_id for one in review.waivers(world.ana, fr)] == [""]
    assert len(review.waivers(world.ana, fr, withdrawn=True)) == 2
    review.waive(world.lea, fr, "c1", "reading-speed", "after all")


def test_what_is_watched_is_a_revision(world):
    seen = [(f"c{n}", world.revision(world.fr, f"c{n}")) for n in range(1, 7)]
    world.text(world.ben, world.fr, "c2", "Où ?")
    done = world.review.watched(world.ana, world.fr, [*seen, ("c99", 1)])
    assert (done.marked, done.outdated) == (5, ("c2", "c99"))
    assert world.review.watched(world.ana, world.fr, seen).marked == 0
    with world.database.read() as session:
        assert [row.cue_id for row in unwatched(session, world.fr)] == ["c2"]
    with pytest.raises(SettingsError):
        world.review.watched(world.ana, world.fr, seen, 0)


# --- The source moves on --------------------------------------------------------------------------


def test_a_changed_source_marks_what_stands_for_it_and_changes_no_text(world):
    review = world.review
    world.text(world.ana, world.fr, "c3", "J'ai vu le bateau.")
    world.review.set_stage(world.lea, world.fr, "review")
    world.do(review.approve, world.rita, world.fr, "c3")
    texts = world.texts(world.fr), world.texts(world.es)
    world.text(world.lea, world.en, "c3", "I saw the goat.")
    for track in (world.fr, world.es):
        assert "goat" in world.cue(track, "c3").stale
        assert not world.cue(track, "c2").stale
    assert (world.texts(world.fr), world.texts(world.es)) == texts
    assert world.cue(world.fr, "c3").state is CueState.APPROVED
    stale = {one.locale: one.stale for one in review.overview(world.ana).tracks}
    assert (stale["fr-FR"], stale["es-419"]) == (1, 1)
    review.undo(world.lea, world.en)
    assert not world.cue(world.fr, "c3").stale


def test_times_and_line_breaks_of_the_source_make_nothing_stale(world):
    world.text(world.lea, world.en, "c3", "I saw\nthe boat.")
    world.do(world.review.set_times, world.lea, world.en, "c3", end=11_040)
    assert not world.cue(world.fr, "c3").stale


def test_a_split_or_merged_source_line_is_followed(world):
    world.do(world.review.split, world.lea, world.en, "c3", at=5)
    view = world.cue(world.fr, "c3")
    assert (view.cue.source_ids, view.stale) == (("c3", "n1"), "")
    world.do(world.review.merge, world.lea, world.en, "c4")
    assert world.cue(world.fr, "c5").cue.source_ids == ("c4",)


def test_a_source_line_that_went_and_came_back(world):
    world.do(world.review.delete, world.lea, world.en, "c3")
    assert "Taken out" in world.cue(world.fr, "c3").stale
    world.do(world.review.restore, world.lea, world.en, "c3")
    assert not world.cue(world.fr, "c3").stale


@pytest.mark.parametrize("act", ["text", "confirm"])
def test_who_looks_at_a_stale_cue_clears_it(world, act):
    world.text(world.lea, world.en, "c3", "I saw the goat.")
    if act == "text":
        world.text(world.ana, world.fr, "c3", "J'ai vu la chèvre.")
    else:
        world.do(world.review.confirm, world.ana, world.fr, "c3")
    assert not world.cue(world.fr, "c3").stale
