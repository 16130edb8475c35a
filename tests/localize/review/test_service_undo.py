"""One stack a person: text, times and structure; another's later change is never lost."""

from __future__ import annotations

import pytest

from localize.review.errors import ConflictError, OvertakenError, RefusedError
from localize.season import Market, MarketPolicy, Times, TimesRule
from localize.store.kinds import CueState
from localize.store.steps import steps_of
from tests.localize.review.service_world import World


@pytest.fixture
def world(database):
    return World(database)


def content(world, track_id):
    """What is read, without revision numbers; what was taken out and never was is the same."""
    return {
        cue_id: data
        for cue_id, (_, data) in world.everything(track_id).items()
        if not data["deleted"]
    }


ACTS = {
    "text": lambda w: w.text(w.ana, w.fr, "c3", "Tout neuf."),
    "times": lambda w: w.do(w.review.set_times, w.ana, w.fr, "c3", end=11_040),
    "speaker": lambda w: w.do(w.review.set_speaker, w.ana, w.fr, "c3", "Mia"),
    "annotate": lambda w: w.do(w.review.annotate, w.ana, w.fr, "c3", [("context", "sea")]),
    "split": lambda w: w.do(w.review.split, w.ana, w.fr, "c3", at=5),
    "merge": lambda w: w.do(w.review.merge, w.ana, w.fr, "c3"),
    "insert": lambda w: w.review.insert(w.ana, w.fr, 30_000, "Encore"),
    "delete": lambda w: w.do(w.review.delete, w.ana, w.fr, "c3"),
    "push-word": lambda w: w.do(w.review.push_word, w.ana, w.fr, "c3"),
    "shift": lambda w: w.review.shift(w.ana, w.fr, "c2", "", 80),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_undone_and_done_again_exactly(world, act):
    before = content(world, world.fr)
    ACTS[act](world)
    after = content(world, world.fr)
    assert before != after
    for _ in range(2):
        world.review.undo(world.ana, world.fr)
        assert content(world, world.fr) == before
        world.review.redo(world.ana, world.fr)
        assert content(world, world.fr) == after
    assert world.replay(world.fr) == world.everything(world.fr)


def test_the_stack_goes_back_step_by_step_and_forward_again(world):
    review, ana, fr = world.review, world.ana, world.fr
    states = [content(world, fr)]
    for act in (
        ACTS["text"],
        ACTS["times"],
        ACTS["split"],
        lambda w: w.text(ana, fr, "n1", "saw it"),
        lambda w: w.do(review.merge, ana, fr, "c4"),
        lambda w: w.do(review.pull_word, ana, fr, "c4"),
        ACTS["insert"],
        ACTS["shift"],
        ACTS["delete"],
    ):
        act(world)
        states.append(content(world, fr))
    for state in reversed(states[:-1]):
        world.review.undo(world.ana, world.fr)
        assert content(world, world.fr) == state
    with pytest.raises(RefusedError, match="nothing to undo"):
        world.review.undo(world.ana, world.fr)
    for state in states[1:]:
        world.review.redo(world.ana, world.fr)
        assert content(world, world.fr) == state
    with pytest.raises(RefusedError, match="nothing to do again"):
        world.review.redo(world.ana, world.fr)


def test_a_new_change_ends_redo(world):
    world.text(world.ana, world.fr, "c1", "A")
    world.review.undo(world.ana, world.fr)
    world.text(world.ana, world.fr, "c2", "B")
    with pytest.raises(RefusedError, match="nothing to do again"):
        world.review.redo(world.ana, world.fr)


def test_each_person_has_a_stack_of_their_own(world):
    world.text(world.ana, world.fr, "c1", "Ana")
    world.text(world.ben, world.fr, "c2", "Ben")
    world.review.undo(world.ana, world.fr)
    texts = world.texts(world.fr)
    assert (texts["c1"], texts["c2"]) == ("fr-FR Good evening.", "Ben")
    with pytest.raises(RefusedError, match="nothing to undo"):
        world.review.undo(world.ana, world.fr)


@pytest.mark.parametrize("act", ["text", "split", "merge"])
def test_undo_over_anothers_later_change_conflicts_and_loses_nothing(world, act):
    ACTS[act](world)
    world.text(world.ben, world.fr, "c3", "Ben's words")
    before = world.everything(world.fr)
    with pytest.raises(ConflictError) as caught:
        world.review.undo(world.ana, world.fr)
    assert caught.value.theirs.text == "Ben's words"
    assert caught.value.mine.text == "fr-FR I saw the boat."
    assert caught.value.by == "Ben"
    assert world.everything(world.fr) == before


def test_a_part_of_a_split_that_another_changed_is_not_taken_out(world):
    ACTS["split"](world)
    world.text(world.ben, world.fr, "n1", "Ben's part")
    with pytest.raises(ConflictError) as caught:
        world.review.undo(world.ana, world.fr)
    assert caught.value.mine is None
    assert world.texts(world.fr)["n1"] == "Ben's part"


def test_undo_leaves_what_others_did_elsewhere(world):
    ACTS["text"](world)
    world.text(world.ben, world.fr, "c4", "Ben")
    world.review.undo(world.ana, world.fr)
    assert world.texts(world.fr)["c4"] == "Ben"


def test_what_was_confirmed_since_is_no_longer_confirmed_after_undo(world):
    ACTS["text"](world)
    world.do(world.review.confirm, world.ben, world.fr, "c3")
    world.review.undo(world.ana, world.fr)
    view = world.cue(world.fr, "c3")
    assert (view.cue.text, view.state) == ("fr-FR I saw the boat.", CueState.EDITED)


def test_an_approved_cue_is_not_undone(world):
    ACTS["text"](world)
    world.review.set_stage(world.lea, world.fr, "review")
    world.do(world.review.approve, world.rita, world.fr, "c3")
    with pytest.raises(RefusedError, match="approved"):
        world.review.undo(world.ana, world.fr)
    world.review.set_stage(world.lea, world.fr, "translate")
    with pytest.raises(RefusedError, match="approved"):
        world.review.undo(world.ana, world.fr)


def test_nor_is_what_is_said_about_it_to_translators(world):
    ACTS["annotate"](world)
    world.review.set_stage(world.lea, world.fr, "review")
    with pytest.raises(RefusedError, match="reviewers write now"):
        world.review.undo(world.ana, world.fr)
    world.do(world.review.approve, world.rita, world.fr, "c3")
    world.review.set_stage(world.lea, world.fr, "translate")
    with pytest.raises(RefusedError, match="approved"):
        world.review.undo(world.ana, world.fr)
    assert world.cue(world.fr, "c3").annotations == (("context", "sea"),)


def test_nor_is_it_done_again_once_somebody_has_locked_the_cue(world):
    ACTS["annotate"](world)
    world.review.undo(world.ana, world.fr)
    world.do(world.review.lock, world.rita, world.fr, "c3")
    with pytest.raises(RefusedError, match="locked"):
        world.review.redo(world.ana, world.fr)
    assert world.cue(world.fr, "c3").annotations == ()


def test_anothers_step_is_undone_only_by_who_may(world):
    step = ACTS["text"](world).step
    with pytest.raises(RefusedError, match="needs a reviewer or a lead"):
        world.review.undo(world.ben, world.fr, step)
    world.review.undo(world.lea, world.fr, step)
    assert world.texts(world.fr)["c3"] == "fr-FR I saw the boat."
    with pytest.raises(RefusedError, match="taken back already"):
        world.review.undo(world.lea, world.fr, step)
    with pytest.raises(RefusedError, match="nothing to undo"):
        world.review.undo(world.ana, world.fr)


def test_a_machines_step_and_a_judgement_are_not_undone(world):
    done = world.do(world.review.confirm, world.ana, world.fr, "c1")
    with world.database.read() as session:
        first = steps_of(session, world.fr)[0].id
    for step in (done.step, first, 99_999):
        with pytest.raises(RefusedError):
            world.review.undo(world.lea, world.fr, step)


def test_undo_keeps_to_the_policy(database):
    world = World(database).hang()
    first = world.review.track(world.ana, world.fr).cues[0].cue.id
    world.do(world.review.set_times, world.ana, world.fr, first, end=5400)
    world.do(world.review.set_times, world.ana, world.fr, first, end=5000)
    fixed = MarketPolicy(times=Times(TimesRule.FIXED))
    strict = World(database, markets=(Market("fr-FR", policy=fixed), Market("es-419")), episodes=())
    with pytest.raises(RefusedError, match="Times are fixed"):
        strict.review.undo(world.ana, world.fr)
    assert world.cue(world.fr, first).cue.end == 5000


# --- Steps that others have overtaken ------------------------------------------------------------


def overtaken(world):
    """Ana changes three cues; Ben then changes the last of them."""
    for cue_id in ("c1", "c2", "c3"):
        world.text(world.ana, world.fr, cue_id, f"Ana's {cue_id}")
    world.text(world.ben, world.fr, "c3", "Ben's c3")


def test_undo_passes_over_what_another_overtook_and_says_so_once(world):
    overtaken(world)
    first = world.review.undo(world.ana, world.fr)
    assert [view.cue.id for view in first.cues] == ["c2"]
    assert first.note.startswith("Undone: Text. Passed over: cue c3 was changed by Ben at ")
    second = world.review.undo(world.ana, world.fr)
    assert (second.note, second.cues[0].cue.id) == ("Undone: Text", "c1")
    texts = world.texts(world.fr)
    assert [texts[one] for one in ("c1", "c2", "c3")] == [
        "fr-FR Good evening.",
        "fr-FR Where have you been?",
        "Ben's c3",
    ]
    with pytest.raises(OvertakenError, match="Cue c3 was changed by Ben") as caught:
        world.review.undo(world.ana, world.fr)
    assert "over it" not in caught.value.hint
    world.text(world.ana, world.fr, "c4", "Ana's c4")
    assert world.review.undo(world.ana, world.fr).note == "Undone: Text"
    assert world.replay(world.fr) == world.everything(world.fr)


def test_redo_passes_over_it_likewise(world):
    for cue_id in ("c1", "c2", "c3"):
        world.text(world.ana, world.fr, cue_id, f"Ana's {cue_id}")
    for _ in range(3):
        world.review.undo(world.ana, world.fr)
    world.text(world.ben, world.fr, "c1", "Ben's c1")
    first = world.review.redo(world.ana, world.fr)
    assert "Passed over: cue c1 was changed by Ben at " in first.note
    assert "Passed over" not in world.review.redo(world.ana, world.fr).note
    texts = world.texts(world.fr)
    assert [texts[one] for one in ("c1", "c2", "c3")] == ["Ben's c1", "Ana's c2", "Ana's c3"]
    with pytest.raises(OvertakenError):
        world.review.redo(world.ana, world.fr)
    world.review.undo(world.ana, world.fr)
    assert world.texts(world.fr)["c3"] == "fr-FR I saw the boat."


def test_what_comes_before_an_overtaken_step_of_the_same_cue_is_passed_over_too(world):
    world.text(world.ana, world.fr, "c1", "Ana's c1")
    for text in ("one", "two", "three"):
        world.text(world.ana, world.fr, "c3", text)
    world.text(world.ben, world.fr, "c3", "one")  # as Ana's first left it, and yet Ben's
    world.review.undo(world.ana, world.fr)
    texts = world.texts(world.fr)
    assert (texts["c1"], texts["c3"]) == ("fr-FR Good evening.", "one")
    with pytest.raises(OvertakenError):
        world.review.undo(world.ana, world.fr)
    assert world.texts(world.fr)["c3"] == "one"


def test_a_step_that_is_named_is_not_passed_over(world):
    world.text(world.ana, world.fr, "c1", "Ana's c1")
    step = world.text(world.ana, world.fr, "c2", "Ana's c2").step
    world.text(world.ben, world.fr, "c2", "Ben's c2")
    before = world.everything(world.fr)
    with pytest.raises(OvertakenError):
        world.review.undo(world.ana, world.fr, step)
    assert world.everything(world.fr) == before
