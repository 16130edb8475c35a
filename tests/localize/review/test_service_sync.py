"""A track put in time by the sound: seen, done as one step, taken back, refused with reason."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from localize.review.errors import RefusedError
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.script import Cue, Track, TrackRole
from localize.season import Market, MarketPolicy, Times, TimesRule
from localize.store.kinds import CueState
from localize.timeline import FrameRate, Span
from tests.localize.review.service_world import DRAFTED, HEARD, World

#: Uneven, so that there is one right place alone.
GAPS = random.Random(1)
STARTS = [n * 5_000 + GAPS.randrange(0, 3_000) // 40 * 40 for n in range(1, 41)]
VOICES = tuple(Span(start, start + 1_800) for start in STARTS)
RATE = FrameRate.parse("25")


def episode(by, *, locales=("fr-FR", "es-419")):
    """An episode whose subtitles are late by so many ms; negative for early."""
    heard = tuple(Cue(f"c{n}", s, s + 1_800, ("Line.",)) for n, s in enumerate(STARTS, 1))
    off = [
        replace(cue, start=max(0, cue.start + by), end=max(400, cue.end + by), source_ids=(cue.id,))
        for cue in heard
    ]
    tracks = [ImportedTrack(Track("S01E01", "en", TrackRole.TRANSCRIPT, heard), (HEARD,))]
    for locale in locales:
        track = Track("S01E01", locale, TrackRole.SUBTITLE, tuple(off), based_on="en")
        tracks.append(ImportedTrack(track, (HEARD, DRAFTED)))
    return ImportedEpisode(
        "S01E01", tuple(tracks), "/media/S01E01.mkv", "ab" * 32, 215_000, "25", "01:00:00:00"
    )


@pytest.fixture
def world(database):
    made = World(database, episodes=())
    late(made, 3_217)
    return made


def late(world, by):
    for one in world.review.import_run(episode(by)).tracks:
        world.tracks["S01E01", one.locale] = one.track_id
    world.en, world.fr, world.es = (
        world.tracks["S01E01", locale] for locale in ("en", "fr-FR", "es-419")
    )


def starts(world, track_id):
    return [view.cue.start for view in world.review.track(world.lea, track_id).cues]


def test_it_is_seen_then_done_as_one_step_and_taken_back_as_one(world):
    review, ana, fr = world.review, world.ana, world.fr
    world.do(review.confirm, ana, fr, "c3")
    before = starts(world, fr)
    seen = review.sync_preview(ana, fr, VOICES)
    assert starts(world, fr) == before, "looking changes nothing"
    assert (seen.moved, seen.confirmed, seen.gone, seen.refused) == (40, 1, (), "")
    assert [one.cue_id for one in seen.shown] == ["c1", "c2", "c3", "c38", "c39", "c40"]
    assert "-3.2" in seen.said
    assert "come with a voice" in seen.said
    done = review.sync(ana, fr, VOICES, seen.number)
    after = starts(world, fr)
    assert max(abs(now - want) for now, want in zip(after, STARTS, strict=True)) <= 60
    assert all(RATE.time_of(RATE.nearest_frame(one)) == one for one in after), "on frames"
    assert done.number == seen.number + 1
    assert world.cue(fr, "c3").state is CueState.REVIEWED, "its words are the same"
    last = review.history(world.lea, fr, "c1")[-1]
    assert (last.action, last.person) == ("sync", "Ana")
    review.undo(ana, fr)
    assert starts(world, fr) == before
    assert world.replay(fr) == world.everything(fr)


def test_a_track_that_is_in_time_stays(world):
    review, ana, en = world.review, world.ana, world.en
    seen = review.sync_preview(ana, en, VOICES)
    assert (seen.moved, seen.gone, seen.shown) == (0, (), ())
    assert "in time as it is" in seen.said
    assert review.sync(ana, en, VOICES, seen.number).step == 0


def test_cues_without_a_place_are_taken_out_and_come_back(database):
    world = World(database, episodes=())
    late(world, 16_400)
    review, ana, fr = world.review, world.ana, world.fr
    recap = review.insert(ana, fr, 400, ["Previously."], duration=2_000).cues[0].cue
    seen = review.sync_preview(ana, fr, VOICES)
    assert [(one.cue_id, one.text) for one in seen.gone] == [(recap.id, "Previously.")]
    assert seen.moved == 40
    review.sync(ana, fr, VOICES, seen.number)
    assert recap.id not in world.texts(fr)
    review.undo(ana, fr)
    assert world.texts(fr)[recap.id] == "Previously."


def test_what_was_changed_since_is_not_moved(world):
    review, ana, fr = world.review, world.ana, world.fr
    seen = review.sync_preview(ana, fr, VOICES)
    world.text(world.ben, fr, "c9", "Autre.")
    before = starts(world, fr)
    with pytest.raises(RefusedError, match="changed after you had looked"):
        review.sync(ana, fr, VOICES, seen.number)
    assert starts(world, fr) == before


def test_where_it_cannot_be_told_nothing_moves(world):
    review, ana, fr = world.review, world.ana, world.fr
    with pytest.raises(RefusedError, match="Nobody has listened") as unheard:
        review.sync_preview(ana, fr, ())
    assert "Run the pipeline" in unheard.value.ask
    chance = random.Random(7)
    other = tuple(Span(a, a + 900) for a in sorted(chance.sample(range(0, 210_000, 1_000), 30)))
    for act in (
        lambda: review.sync_preview(ana, fr, other),
        lambda: review.sync(ana, fr, other, 1),
    ):
        with pytest.raises(RefusedError, match="cannot be told how the track is to be moved"):
            act()


def test_who_may_not_is_told_before_and_refused(world, database):
    review, fr = world.review, world.fr
    seen = review.sync_preview(world.otto, fr, VOICES)
    assert seen.refused
    with pytest.raises(RefusedError):
        review.sync(world.otto, fr, VOICES, seen.number)
    world.do(review.confirm, world.ana, fr, "c1")
    world.do(review.approve, world.rita, fr, "c1")
    seen = review.sync_preview(world.ana, fr, VOICES)
    assert "c1" in seen.refused
    assert seen.ask
    with pytest.raises(RefusedError, match="c1"):
        review.sync(world.ana, fr, VOICES, seen.number)


def test_a_templates_times_hold(database):
    fixed = MarketPolicy(times=Times(TimesRule.FIXED))
    world = World(database, episodes=(), markets=(Market("fr-FR", policy=fixed), Market("es-419")))
    late(world, 3_217)
    world.hang()
    seen = world.review.sync_preview(world.ana, world.fr, tuple(
        Span(one.start + 4_000, one.end + 4_000) for one in VOICES
    ))  # fmt: skip
    assert seen.moved
    assert "fixed" in seen.refused.lower()
