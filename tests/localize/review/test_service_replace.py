"""Find and replace over a season: seen first, one act, undone as one, nobody's change lost."""

from __future__ import annotations

import pytest

from localize.errors import SettingsError
from localize.review.errors import ConflictError, RefusedError
from localize.review.replace import Query
from localize.review.replacing import Replacing, Scope
from localize.script import TrackRole
from localize.store.kinds import CueState, NoteKind
from tests.localize.review.service_world import World

BOAT = Query("boat", "ship")
EPISODES = ("S01E01", "S01E02", "S01E03")


@pytest.fixture
def world(database):
    return World(database, episodes=EPISODES)


def test_the_scope_says_where(world):
    def found(**scope):
        return len(world.review.replace_preview(world.ana, Scope(**scope), BOAT).found)

    assert found() == 9
    assert found(episode="S01E02") == 3
    assert found(locale="fr-FR") == 3
    assert found(locale="fr-FR", episode="S01E02") == 1
    assert found(role=TrackRole.SUBTITLE) == 6
    assert found(track_id=world.fr) == 1
    with pytest.raises(RefusedError, match="no such track"):
        found(track_id=9_999)
    with pytest.raises(SettingsError):
        world.review.replace_preview(world.ana, Scope(), Query("(", regex=True))


def test_a_season_is_replaced_and_undone_as_one(world):
    scope = Scope(role=TrackRole.SUBTITLE)
    tracks = [track for (_, locale), track in world.tracks.items() if locale != "en"]
    before = {track: world.texts(track) for track in tracks}
    seen = world.review.replace_preview(world.ana, scope, BOAT)
    assert {track: world.texts(track) for track in tracks} == before
    done = world.review.replace(world.ana, scope, BOAT, seen.expected)
    assert (len(done.tracks), done.refused, done.conflicts) == (6, (), ())
    assert all(world.texts(track)["c3"].endswith("saw the ship.") for track in tracks)
    assert world.cue(tracks[0], "c3").state is CueState.EDITED
    world.review.undo(world.ana, tracks[3])
    assert {track: world.texts(track) for track in tracks} == before
    world.review.redo(world.ana, tracks[1])
    assert all(world.texts(track)["c3"].endswith("saw the ship.") for track in tracks)
    for track in tracks:
        assert world.replay(track) == world.everything(track)


def test_undo_of_all_is_refused_whole_where_one_was_changed_since(world):
    scope = Scope(locale="fr-FR")
    seen = world.review.replace_preview(world.ana, scope, BOAT)
    world.review.replace(world.ana, scope, BOAT, seen.expected)
    second = world.tracks["S01E02", "fr-FR"]
    world.text(world.ben, second, "c3", "Ben's")
    before = world.everything(world.fr), world.everything(second)
    with pytest.raises(ConflictError) as caught:
        world.review.undo(world.ana, world.fr)
    assert caught.value.by == "Ben"
    assert (world.everything(world.fr), world.everything(second)) == before


def test_undo_passes_over_all_of_it_where_one_was_changed_since(world):
    world.text(world.ana, world.fr, "c1", "Ana's")
    seen = world.review.replace_preview(world.ana, Scope(locale="fr-FR"), BOAT)
    world.review.replace(world.ana, Scope(locale="fr-FR"), BOAT, seen.expected)
    second = world.tracks["S01E02", "fr-FR"]
    world.text(world.ben, second, "c3", "Ben's")
    done = world.review.undo(world.ana, world.fr)
    assert [view.cue.id for view in done.cues] == ["c1"]
    assert "cue c3 was changed by Ben" in done.note
    assert world.texts(world.fr)["c3"] == "fr-FR I saw the ship."
    assert world.texts(second)["c3"] == "Ben's"


def test_only_what_was_chosen_is_replaced(world):
    seen = world.review.replace_preview(world.ana, Scope(locale="fr-FR"), BOAT)
    chosen = {key: revision for key, revision in seen.expected.items() if key[0] == world.fr}
    done = world.review.replace(world.ana, Scope(), BOAT, chosen)
    assert [track for track, _ in done.tracks] == [world.fr]
    assert world.review.replace(world.ana, Scope(), BOAT, {}).tracks == ()


def test_what_the_policy_stands_against_is_left_and_named(world):
    world.review.set_stage(world.lea, world.fr, "review")
    world.do(world.review.approve, world.rita, world.fr, "c3")
    seen = world.review.replace_preview(world.lea, Scope(locale="fr-FR"), BOAT)
    against = {one.track_id: one.refused for one in seen.found if one.refused}
    assert against == {world.fr: "The cue is approved."}
    everything = {(one.track_id, one.hit.cue_id): one.revision for one in seen.found}
    done = world.review.replace(world.lea, Scope(), BOAT, everything)
    assert [(track, one.cue_id) for track, one in done.refused] == [(world.fr, "c3")]
    assert len(done.tracks) == 2
    assert world.texts(world.fr)["c3"] == "fr-FR I saw the boat."


@pytest.mark.parametrize("words", ["Le bateau.", "fr-FR I saw the boat, too."])
def test_what_was_changed_since_the_preview_is_left_and_both_are_shown(world, words):
    scope = Scope(locale="fr-FR")
    seen = world.review.replace_preview(world.ana, scope, BOAT)
    world.text(world.ben, world.fr, "c3", words)
    done = world.review.replace(world.ana, scope, BOAT, seen.expected)
    ((track, error),) = done.conflicts
    assert (track, error.theirs.text, error.by) == (world.fr, words, "Ben")
    assert error.mine.text == "fr-FR I saw the ship."
    assert world.texts(world.fr)["c3"] == words
    assert len(done.tracks) == 2


def test_an_operator_replaces_nothing(world):
    seen = world.review.replace_preview(world.otto, Scope(locale="fr-FR"), BOAT)
    assert seen.expected == {}
    everything = {(one.track_id, one.hit.cue_id): one.revision for one in seen.found}
    done = world.review.replace(world.otto, Scope(), BOAT, everything)
    assert (done.tracks, done.group) == ((), "")
    assert len(done.refused) == 3


def test_a_source_replaced_makes_its_markets_stale(world):
    scope = Scope(locale="en", episode="S01E01")
    seen = world.review.replace_preview(world.lea, scope, BOAT)
    world.review.replace(world.lea, scope, BOAT, seen.expected)
    assert "ship" in world.cue(world.fr, "c3").stale
    world.review.undo(world.lea, world.en)
    assert world.cue(world.fr, "c3").stale == ""


def test_source_and_markets_are_replaced_and_undone_in_one(world):
    seen = world.review.replace_preview(world.lea, Scope(), BOAT)
    before = {track: world.texts(track) for track in world.tracks.values()}
    done = world.review.replace(world.lea, Scope(), BOAT, seen.expected)
    assert (len(done.tracks), done.conflicts) == (9, ())
    world.review.undo(world.lea, world.fr)
    assert {track: world.texts(track) for track in world.tracks.values()} == before
    for track in world.tracks.values():
        assert world.replay(track) == world.everything(track)


def meanwhile(monkeypatch, act):
    """Have something happen after a replacement was prepared, before its transaction."""
    prepared = Replacing._prepare

    def then(self, *args):
        found = prepared(self, *args)
        act()
        return found

    monkeypatch.setattr(Replacing, "_prepare", then)


def test_what_is_changed_while_it_is_prepared_is_left_and_both_are_shown(world, monkeypatch):
    scope = Scope(locale="fr-FR")
    seen = world.review.replace_preview(world.ana, scope, BOAT)
    meanwhile(monkeypatch, lambda: world.text(world.ben, world.fr, "c3", "Le bateau."))
    done = world.review.replace(world.ana, scope, BOAT, seen.expected)
    ((track, error),) = done.conflicts
    assert (track, error.theirs.text, error.by) == (world.fr, "Le bateau.", "Ben")
    assert error.mine.text == "fr-FR I saw the ship."
    assert len(done.tracks) == 2
    for track in world.tracks.values():
        assert world.replay(track) == world.everything(track)


def test_it_is_judged_as_things_stand_when_it_is_written(world, monkeypatch):
    scope = Scope(locale="fr-FR")
    seen = world.review.replace_preview(world.ana, scope, BOAT)
    second = world.tracks["S01E02", "fr-FR"]

    def act():
        world.review.set_stage(world.lea, world.fr, "review")
        world.review.assign(world.lea, second, world.ben.person_id, "translate", first="c3")

    meanwhile(monkeypatch, act)
    done = world.review.replace(world.ana, scope, BOAT, seen.expected)
    against = {track: one.reason for track, one in done.refused}
    assert set(against) == {world.fr, second}
    assert "review" in against[world.fr]
    assert "somebody else" in against[second]
    assert [track for track, _ in done.tracks] == [world.tracks["S01E03", "fr-FR"]]


def test_the_answer_has_the_cues_as_they_are_kept(world):
    world.review.note(world.ben, world.fr, "c3", NoteKind.NOTE, "Which boat?")
    seen = world.review.replace_preview(world.ana, Scope(locale="fr-FR"), BOAT)
    done = world.review.replace(world.ana, Scope(locale="fr-FR"), BOAT, seen.expected)
    for track, edited in done.tracks:
        (view,) = edited.cues
        assert view == world.cue(track, "c3")
        assert view.notes == (track == world.fr)
        assert edited.number == world.steps(track)[-1][0]
        assert edited.note == "Replaced 'boat' by 'ship': 1 place in 1 cue"
