"""Edits of a cue, borders and ranges; two people on one cue; what is refused."""

from __future__ import annotations

import threading

import pytest

from localize.errors import UnknownNameError
from localize.review.actor import Actor
from localize.review.errors import ConflictError, RefusedError
from localize.script import CueKind, Placement
from localize.season import Market, MarketPolicy, Times, TimesRule
from localize.store.kinds import CueState, PersonRole
from tests.localize.review.service_world import World


@pytest.fixture
def world(database):
    return World(database)


def test_each_act_on_one_cue(world):
    review, ana, fr = world.review, world.ana, world.fr
    done = world.text(ana, fr, "c1", "Bonsoir\r\nà tous.\n")
    (view,) = done.cues
    assert view.cue.lines == ("Bonsoir", "à tous.")
    assert (view.revision, view.state, view.edited_by) == (2, CueState.EDITED, ana.person_id)
    assert done.step
    assert world.text(ana, fr, "c1", ["Bonsoir", "à tous."]).step == 0
    (view,) = world.do(review.set_times, ana, fr, "c1", start=3040, end=5120).cues
    assert (view.cue.start, view.cue.end) == (3040, 5120)
    (view,) = world.do(review.set_speaker, ana, fr, "c1", " Mia ").cues
    assert view.cue.speaker == "Mia"
    (view,) = world.do(review.set_kind, ana, fr, "c1", CueKind.FORCED).cues
    assert view.cue.kind is CueKind.FORCED
    (view,) = world.do(review.set_translate, ana, fr, "c1", False).cues
    assert not view.cue.translate
    (view,) = world.do(review.set_placement, ana, fr, "c1", Placement(8)).cues
    assert view.cue.placement.anchor == 8
    (view,) = world.do(review.annotate, ana, fr, "c1", [("context", "<b>It</b> is night.")]).cues
    assert view.annotations == (("context", "<b>It</b> is night."),)
    past = review.history(world.lea, fr, "c1")
    assert [one.action for one in past] == [
        "import", "text", "times", "speaker", "kind", "translate", "placement", "annotate",
    ]  # fmt: skip
    assert {one.person for one in past[1:]} == {"Ana"}
    assert world.replay(fr) == world.everything(fr)


def test_borders(world):
    review, ana, fr = world.review, world.ana, world.fr
    done = world.do(review.split, ana, fr, "c3", at=len("fr-FR I saw"))
    first, second = done.cues
    assert (first.cue.id, second.cue.id) == ("c3", "n1")
    assert (first.cue.text, second.cue.text) == ("fr-FR I saw", "the boat.")
    assert first.cue.source_ids == second.cue.source_ids == ("c3",)
    first, second = world.do(review.push_word, ana, fr, "c3").cues
    assert (first.cue.text, second.cue.text) == ("fr-FR I", "saw the boat.")
    first, second = world.do(review.pull_word, ana, fr, "c3").cues
    assert (first.cue.text, second.cue.text) == ("fr-FR I saw", "the boat.")
    first, gone = world.do(review.merge, ana, fr, "c3").cues
    assert first.cue.text == "fr-FR I saw\nthe boat."
    assert gone.deleted
    assert "n1" not in world.texts(fr)
    (new,) = review.insert(ana, fr, 24_000, "Encore", kind=CueKind.SOUND).cues
    assert (new.cue.id, new.cue.start, new.cue.kind) == ("n2", 24_000, CueKind.SOUND)
    (gone,) = world.do(review.delete, ana, fr, "n2").cues
    assert gone.deleted
    (back,) = world.do(review.restore, ana, fr, "n2").cues
    assert (back.deleted, back.cue.text) == (False, "Encore")
    (old,) = world.do(review.restore, ana, fr, "c3", to=1).cues
    assert old.cue.text == "fr-FR I saw the boat."
    with pytest.raises(RefusedError, match="no revision 99"):
        world.do(review.restore, ana, fr, "c3", to=99)
    assert world.replay(fr) == world.everything(fr)


def test_a_range_is_shifted_and_says_how_much_was_confirmed(world):
    review, ana, fr = world.review, world.ana, world.fr
    world.do(review.confirm, ana, fr, "c2")
    before = world.everything(fr)
    seen = review.shift(ana, fr, "c2", "c4", 120, preview=True)
    assert (seen.moved, seen.confirmed, seen.edited.step) == (3, 1, 0)
    assert world.everything(fr) == before
    done = review.shift(ana, fr, "c2", "c4", 120)
    assert done.note == "3 cues +120 ms, 1 confirmed among them"
    assert [view.cue.start for view in done.edited.cues] == [6120, 9120, 12120]
    assert done.edited.cues[0].state is CueState.REVIEWED
    review.shift(ana, fr, "c6", "", frames=-2)
    assert world.row(fr, "c6").start == 18_000 - 80
    with pytest.raises(RefusedError, match="before the start"):
        review.shift(ana, fr, "c1", "", -10_000)
    with pytest.raises(RefusedError):
        review.shift(ana, fr, "c1", "", 100, frames=1)


# --- Two people -----------------------------------------------------------------------------------


def test_the_second_of_two_gets_both_versions(world):
    revision = world.revision(world.fr, "c1")
    world.review.set_text(world.ana, world.fr, "c1", revision, "Bonsoir.")
    with pytest.raises(ConflictError) as caught:
        world.review.set_text(world.ben, world.fr, "c1", revision, "Bonne soirée.")
    assert caught.value.mine.text == "Bonne soirée."
    assert caught.value.theirs.text == "Bonsoir."
    assert (caught.value.by, caught.value.revision) == ("Ana", 2)
    assert caught.value.at.tzinfo is not None
    assert world.texts(world.fr)["c1"] == "Bonsoir."
    world.review.set_text(world.ben, world.fr, "c1", caught.value.revision, "Bonne soirée.")
    assert world.texts(world.fr)["c1"] == "Bonne soirée."


@pytest.mark.parametrize("act", ["confirm", "delete", "merge", "lock", "approve"])
def test_every_act_sees_a_conflict(world, act):
    revision = world.revision(world.fr, "c1")
    world.text(world.ana, world.fr, "c1", "Bonsoir.")
    before = world.everything(world.fr)
    with pytest.raises(ConflictError):
        getattr(world.review, act)(world.lea, world.fr, "c1", revision)
    assert world.everything(world.fr) == before


def test_a_cue_that_somebody_took_out_conflicts(world):
    revision = world.revision(world.fr, "c1")
    world.do(world.review.delete, world.ana, world.fr, "c1")
    with pytest.raises(ConflictError) as caught:
        world.review.set_text(world.ben, world.fr, "c1", revision, "Bonne soirée.")
    assert caught.value.theirs is None
    assert caught.value.mine.text == "Bonne soirée."
    with pytest.raises(RefusedError, match="no cue c1"):
        world.do(world.review.set_text, world.ben, world.fr, "c1", "x")


def test_a_merge_may_name_the_next_cues_revision_too(world):
    seen = world.revision(world.fr, "c1"), world.revision(world.fr, "c2")
    world.text(world.ben, world.fr, "c2", "Où ?")
    with pytest.raises(ConflictError) as caught:
        world.review.merge(world.ana, world.fr, "c1", seen[0], next_revision=seen[1])
    assert caught.value.theirs.text == "Où ?"


def test_of_many_at_once_one_wins_and_all_others_hear_of_it(world):
    revision = world.revision(world.fr, "c1")
    people = [world.ana, world.ben, world.lea]
    start = threading.Barrier(6)
    outcomes = []

    def save(number):
        start.wait(20)
        try:
            world.review.set_text(people[number % 3], world.fr, "c1", revision, f"Text {number}")
            outcomes.append(f"Text {number}")
        except ConflictError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [one for one in outcomes if isinstance(one, str)]
    assert len(outcomes) == 6
    assert len(won) == 1
    assert world.texts(world.fr)["c1"] == won[0]
    assert {one.theirs.text for one in outcomes if not isinstance(one, str)} == {won[0]}
    assert len(world.review.history(world.lea, world.fr, "c1")) == 2


# --- Refused --------------------------------------------------------------------------------------


def test_no_content_of_an_approved_cue_is_changed_by_anybody(world):
    review, fr = world.review, world.fr
    review.set_stage(world.lea, fr, "review")
    world.do(review.approve, world.rita, fr, "c1")
    before = world.everything(fr)
    acts = [
        lambda who: world.do(review.set_text, who, fr, "c1", "x"),
        lambda who: world.do(review.set_times, who, fr, "c1", end=5040),
        lambda who: world.do(review.set_speaker, who, fr, "c1", "x"),
        lambda who: world.do(review.set_kind, who, fr, "c1", CueKind.SONG),
        lambda who: world.do(review.set_translate, who, fr, "c1", False),
        lambda who: world.do(review.set_placement, who, fr, "c1", Placement(8)),
        lambda who: world.do(review.annotate, who, fr, "c1", [("context", "x")]),
        lambda who: world.do(review.split, who, fr, "c1", at=6),
        lambda who: world.do(review.merge, who, fr, "c1"),
        lambda who: world.do(review.delete, who, fr, "c1"),
        lambda who: world.do(review.push_word, who, fr, "c1"),
        lambda who: world.do(review.pull_word, who, fr, "c1"),
        lambda who: world.do(review.confirm, who, fr, "c1"),
        lambda who: world.do(review.send_back, who, fr, "c1", "why"),
        lambda who: review.shift(who, fr, "c1", "c2", 40),
    ]
    for act in acts:
        for who in (world.rita, world.lea):
            with pytest.raises(RefusedError, match="approved"):
                act(who)
    assert world.everything(fr) == before


def test_whose_turn_it_is(world):
    with pytest.raises(RefusedError, match="translators write now") as caught:
        world.text(world.rita, world.fr, "c1", "x")
    assert caught.value.ask
    world.review.set_stage(world.lea, world.fr, "review")
    with pytest.raises(RefusedError, match="reviewers write now"):
        world.text(world.ana, world.fr, "c1", "x")
    world.text(world.rita, world.fr, "c1", "x")
    world.review.set_stage(world.lea, world.fr, "deliver")
    with pytest.raises(RefusedError, match="nothing is changed any more"):
        world.text(world.lea, world.fr, "c1", "y")


def test_roles_and_strangers(world):
    stranger = Actor(world.ana.person_id, "Nobody", frozenset())
    for who in (stranger, world.otto):
        with pytest.raises(RefusedError):
            world.text(who, world.fr, "c1", "x")
    with pytest.raises(UnknownNameError):
        world.review.set_text(world.ana, 10_000, "c1", 1, "x")
    with pytest.raises(RefusedError, match="no cue c99"):
        world.review.set_text(world.ana, world.fr, "c99", 1, "x")


def test_no_track_of_another_season(database, world):
    elsewhere = World(database, name="Other", episodes=("S09E01",))
    for track in (world.fr, elsewhere.fr):
        other = elsewhere.review if track == world.fr else world.review
        with pytest.raises(UnknownNameError):
            other.track(world.lea, track)
        with pytest.raises(UnknownNameError):
            other.set_text(world.lea, track, "c1", 1, "x")


def test_a_locked_cue_and_who_has_a_range(world):
    review, fr = world.review, world.fr
    world.do(review.lock, world.lea, fr, "c1")
    with pytest.raises(RefusedError, match="locked"):
        world.text(world.ana, fr, "c1", "x")
    with pytest.raises(RefusedError):
        world.do(review.unlock, world.rita, fr, "c1")
    world.do(review.unlock, world.lea, fr, "c1")
    review.assign(world.lea, fr, world.ben.person_id, "translate", first="c1", last="c3")
    with pytest.raises(RefusedError, match="assigned to somebody else"):
        world.text(world.ana, fr, "c2", "x")
    world.text(world.ben, fr, "c2", "x")
    world.text(world.ana, fr, "c4", "x")


@pytest.mark.parametrize(
    ("times", "start", "end", "allowed"),
    [
        (Times(TimesRule.FIXED), None, 5040, False),
        (Times(TimesRule.TAIL), None, 5400, True),
        (Times(TimesRule.TAIL), None, 5600, False),
        (Times(TimesRule.TAIL), 3040, None, False),
        (Times(TimesRule.ADJUST, 3), 3120, None, True),
        (Times(TimesRule.ADJUST, 3), 3160, None, False),
        (Times(TimesRule.FREE), 3400, 5600, True),
    ],
)
def test_times_under_a_template(database, times, start, end, allowed):
    policy = MarketPolicy(times=times)
    world = World(database, markets=(Market("fr-FR", policy=policy), Market("es-419"))).hang()
    first = world.review.track(world.ana, world.fr).cues[0].cue.id
    before = world.everything(world.fr)
    if allowed:
        world.do(world.review.set_times, world.ana, world.fr, first, start=start, end=end)
        assert world.everything(world.fr) != before
        return
    with pytest.raises(RefusedError, match="for fr-FR by template v1") as caught:
        world.do(world.review.set_times, world.ana, world.fr, first, start=start, end=end)
    assert "F4" in caught.value.ask
    assert world.everything(world.fr) == before


def test_borders_only_within_a_sentence_of_the_template(database):
    world = World(database).hang()
    ids = [view.cue.id for view in world.review.track(world.ana, world.fr).cues]
    world.do(world.review.merge, world.ana, world.fr, ids[3])
    with pytest.raises(RefusedError, match="only inside one sentence"):
        world.do(world.review.merge, world.ana, world.fr, ids[0])
    world.do(world.review.split, world.ana, world.fr, ids[0], at=6)
    with pytest.raises(RefusedError, match="inside one sentence"):
        world.review.insert(world.ana, world.fr, 40_000, "x")


def test_somebody_with_two_roles_does_not_approve_their_own_words(world):
    both = world.person("Bo", PersonRole.TRANSLATOR, PersonRole.REVIEWER)
    world.text(both, world.fr, "c1", "Bonsoir.")
    world.do(world.review.confirm, both, world.fr, "c1")
    with pytest.raises(RefusedError, match="You translated this cue"):
        world.do(world.review.approve, both, world.fr, "c1")
    world.do(world.review.approve, world.rita, world.fr, "c1")
