"""What keeps a track from being final, what clears it, and what waives it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from localize.delivery.gate import NotFinalError
from localize.delivery.variants import Variant
from localize.errors import SettingsError
from localize.review.actor import Actor
from localize.review.errors import RefusedError
from localize.script import CueKind, TrackRole
from localize.store import lock_track
from localize.store.kinds import PersonRole
from localize.store.seasons import add_version
from localize.store.tables import NoteRow, TrackRow
from tests.localize.delivery.project import AT, CUES, cue


def test_a_fresh_draft_is_neither_approved_nor_watched(project):
    found = project.blockers()
    assert [(one.cue_id, one.rule) for one in found] == [
        (number, rule) for number in "123456" for rule in ("not-approved", "not-watched")
    ]
    assert all(one.message and one.clear and one.waived_by is None for one in found)
    assert [one.start for one in found[::2]] == [one.start for one in CUES]


def test_a_track_that_is_watched_and_approved_passes(project):
    project.ready()
    assert project.blockers() == ()


def test_approving_after_watching_is_no_edit_but_a_change_of_what_is_seen_is(project):
    project.watch()
    project.approve()
    project.change("1", action="note", fields={"annotations": [], "state": "approved"})
    assert project.rules() == []
    project.change("1", lines=("Good evening.",))
    assert project.rules() == [("1", "not-approved"), ("1", "not-watched")]
    project.approve("1")
    assert project.rules() == [("1", "not-watched")]
    project.watch("1")
    assert project.rules() == []


@pytest.mark.parametrize(
    "values",
    [{"start": 900}, {"end": 3100}, {"speaker": "Ben"}, {"kind": CueKind.TITLE}],
    ids=str,
)
def test_every_change_of_what_is_seen_asks_for_another_look(project, values):
    project.ready()
    project.change("1", fields={"state": "approved"}, **values)
    assert project.rules() == [("1", "not-watched")]


def test_a_change_back_is_an_edit_too(project):
    project.ready()
    project.change("1", lines=("Other.",), fields={"state": "approved"})
    project.change("1", lines=("Good morning.",), fields={"state": "approved"})
    assert project.rules() == [("1", "not-watched")]


def test_a_hard_limit_blocks_and_a_warning_does_not(project):
    project.change("1", lines=("A line that is a good deal longer than forty-two characters.",))
    project.ready()
    (length, speed) = project.blockers()
    assert (length.cue_id, length.rule, speed.rule) == ("1", "line-length", "reading-speed")
    assert "42 allowed" in length.message
    assert "cut" in length.clear.lower()
    # A gap of five frames is to be closed; that is a habit, no limit.
    project.change("1", lines=("Good morning.",), end=3800)
    project.watch("1")
    project.approve("1")
    assert project.rules() == []


def test_only_the_files_that_are_asked_for_are_judged(new_project):
    # The sound overlaps the dialogue: nothing is wrong with the full file.
    project = new_project((cue("1", 1000, "Hello.", end=3000), cue("2", 2500, "[bang]",
                           end=4500, kind=CueKind.SOUND)))  # fmt: skip
    project.ready()
    assert project.rules() == [("1", "overlap")]
    assert "SDH" in project.blockers()[0].message
    assert project.blockers(variants=[Variant.FULL]) == ()


def test_a_speaker_label_counts_in_the_sdh_file(new_project):
    line = "x" * 41
    project = new_project((cue("1", 1000, line, end=5000, speaker="Ana"),))
    project.ready()
    assert project.rules() == []
    (found,) = project.blockers(variants=[Variant.FULL, Variant.SDH])
    assert (found.rule, found.cue_id) == ("line-length", "1")


def test_an_empty_line_blocks_unless_it_is_intended(new_project):
    project = new_project((*CUES, cue("7", 20_000, source_ids=("s9",)), cue("8", 23_000)))
    project.ready()
    assert project.rules() == [("7", "empty"), ("8", "empty")]
    template = project.add_track("ja", (cue("s9", 20_000, "はい。"),), TrackRole.TEMPLATE)
    hang(project, template)
    assert project.rules() == [("7", "new-line"), ("8", "empty")]
    project.change("7", translate=False)
    project.change("8", fields={"deleted": True})
    project.ready()
    assert project.rules() == []


def test_stale_blocks_until_it_is_cleared(project):
    project.change("2", fields={"stale": "‘Who?’ is now ‘Who’s there?’"})
    project.ready()
    (found,) = project.blockers()
    assert (found.cue_id, found.rule) == ("2", "stale")
    assert "Who’s there?" in found.message
    project.change("2", fields={"stale": "", "state": "approved"})
    assert project.rules() == []


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("“Who?” → “Who’s there?”", "Its source has changed since: “Who?” → “Who’s there?”"),
        ("Taken out: “Who?”", "Its source has changed since: Taken out: “Who?”"),
        (
            "Template v1: The template has no such line",
            "To be looked at: Template v1: The template has no such line",
        ),
    ],
)
def test_what_is_no_change_of_the_source_is_not_told_as_one(project, mark, said):
    project.change("2", fields={"stale": mark})
    project.ready()
    (found,) = project.blockers()
    assert (found.rule, found.message) == ("stale", said)


def hang(project, template, *, machine_pivot=False):
    """Publish a template and hang the market on it."""
    with project.database.begin() as session:
        track = lock_track(session, template)
        version = add_version(
            session,
            track,
            by=project.bo.person_id,
            at=AT,
            cues=[],
            changes=[],
            machine_pivot=machine_pivot,
        )
        market = session.get(TrackRow, project.track)
        market.based_on_id, market.based_on_version = template, version.number


def test_an_open_question_about_the_template_blocks_every_market_and_the_template(project):
    lines = (cue("s1", 1000, "おはよう。"), cue("s2", 4000, "誰？"))
    template = project.add_track("ja", lines, TrackRole.TEMPLATE)
    hang(project, template)
    project.ready()
    project.watch(track=template)
    project.approve(track=template)
    asked = project.note(
        template, "Who?\nWhich one?", kind="query", scope="all-markets", cue_id="s2"
    )
    project.note(template, "For us alone", kind="query", cue_id="s1")
    project.note(template, "No question", kind="note", scope="all-markets", cue_id="s1")
    project.note(project.track, "A market's own", kind="query", cue_id="1")
    (found,) = project.blockers()
    assert (found.cue_id, found.rule, found.start) == ("2", "open-query", 4000)
    assert "Who? Which one?" in found.message
    assert project.rules(template) == [("s1", "open-query"), ("s2", "open-query")]
    with project.database.begin() as session:
        session.get(NoteRow, asked).answered_at = AT + timedelta(hours=1)
    assert project.rules() == []


def test_a_machine_pivot_of_a_machine_transcript_blocks_unless_waived(project):
    template = project.add_track("en", (cue("s1", 1000, "Hi."),), TrackRole.TEMPLATE)
    hang(project, template, machine_pivot=True)
    project.ready()
    (found,) = project.blockers()
    assert (found.cue_id, found.rule) == ("", "machine-pivot")
    project.waive("machine-pivot", "Only two lines; both were heard again.")
    (found,) = project.blockers()
    assert found.waived_by.reason == "Only two lines; both were heard again."
    assert (found.waived_by.by, found.waived_by.at) == ("Bo", AT)
    hang(project, template)
    assert project.blockers() == ()


def test_a_waiver_is_for_a_cue_and_a_rule_or_for_a_track_and_a_rule(project):
    project.approve()
    project.waive("not-watched", "A still picture.", cue_id="3")
    assert project.rules() == [(number, "not-watched") for number in "12456"]
    project.waive("not-watched", "Seen in the cinema.")
    assert project.rules() == []
    reasons = {one.cue_id: one.waived_by.reason for one in project.blockers()}
    assert reasons["3"] == "A still picture."  # a cue's own says more
    assert reasons["4"] == "Seen in the cinema."
    project.withdraw("not-watched")
    assert project.rules() == [(number, "not-watched") for number in "12456"]
    assert all(rule != "not-approved" for _, rule in project.rules())


@pytest.mark.parametrize("cues", [(), (cue("1", 0, translate=False),)], ids=["none", "blank"])
def test_an_empty_track_is_never_final(new_project, cues):
    project = new_project(cues)
    if cues:
        project.ready()
    for rule in ("no-cues", "empty"):
        project.waive(rule, "Nobody speaks.")
    assert project.rules() == [("", "no-cues")]
    with pytest.raises(NotFinalError):
        project.export(final=True)
    assert not project.out.exists()


def test_a_cue_that_was_taken_out_is_not_asked_about(project):
    project.change("1", fields={"deleted": True})
    assert {one.cue_id for one in project.blockers()} == set("23456")


def test_blockers_come_in_programme_order(new_project):
    project = new_project((cue("b", 5000, "Two."), cue("a", 1000, "One."), cue("c", 9000, "X.")))
    assert [one.cue_id for one in project.blockers()] == ["a", "a", "b", "b", "c", "c"]


def test_final_is_refused_with_everything_that_is_in_the_way(project):
    project.approve()
    with pytest.raises(NotFinalError) as caught:
        project.export(final=True)
    error = caught.value
    assert [(one.cue_id, one.rule) for one in error.blockers] == [
        (number, "not-watched") for number in "123456"
    ]
    assert "6 things" in error.message
    assert error.hint
    assert not project.out.exists()


def test_only_a_lead_or_an_operator_delivers(project):
    project.ready()
    with pytest.raises(RefusedError, match="operator"):
        project.export(final=True, actor=project.ana)
    assert not project.out.exists()
    assert project.export(final=False, actor=project.ana).complete
    operator = Actor(project.bo.person_id, "Bo", frozenset({PersonRole.OPERATOR}))
    assert project.export(final=True, actor=operator).complete


def test_a_track_that_is_not_there_is_named(project):
    with pytest.raises(SettingsError, match="no track 999"):
        project.blockers(999)


def test_a_market_that_the_settings_do_not_name_has_the_season_s_own(project):
    track = project.add_track("de", CUES)
    project.watch(track=track)
    project.approve(track=track)
    assert project.blockers(track) == ()
