"""Figures counted by hand, and who may see them."""

from __future__ import annotations

import importlib
from datetime import timedelta

import pytest

from localize.effort import figures, log_visit, own_figures
from localize.effort.source import words
from localize.errors import UnknownNameError
from localize.review.errors import RefusedError
from localize.season import Season
from localize.store.steps import edit
from localize.store.tables import DeliveryRow

from .conftest import AT


def market(found):
    (track,) = [track for track in found.tracks if track.locale == "es-419"]
    return track


def test_times_by_stage(world):
    # Two of four cues, so half of the episode's ten minutes and 4 s of its 8 s of dialogue.
    world.visit(world.ana, "m0", seconds=60)
    world.visit(world.ana, "m1", begin=60, seconds=90)
    world.visit(world.ana, "m0", begin=150, seconds=30, active=10_000)
    world.set_stage("review")
    world.visit(world.rui, "m0", begin=180, seconds=20)
    translate, review = market(figures(world.database, world.lea, world.season)).stages
    assert (translate.stage, translate.visits, translate.cues) == ("translate", 3, 2)
    assert translate.active == 160_000
    assert translate.per_programme_minute == pytest.approx(160 / 300)
    assert translate.per_dialogue_minute == pytest.approx(160 / 4)
    assert translate.cues_an_hour == pytest.approx(2 * 3600 / 160)
    # "It is not here." is four words.
    assert (translate.size, translate.unit) == (8, "words")
    assert translate.size_an_hour == pytest.approx(8 * 3600 / 160)
    assert (review.stage, review.active, review.cues) == ("review", 20_000, 1)


def test_times_edited_by_more_than_three_frames(world):
    moved = world.change(world.ana, "m0", "times", end=2_120)  # 3 frames of 40 ms
    world.visit(world.ana, "m0", before=1, after=moved)
    moved = world.change(world.ana, "m1", "times", start=3_160)  # 4 frames
    world.visit(world.ana, "m1", before=1, after=moved)
    back = world.change(world.ana, "m2", "times", end=9_000)
    back = world.change(world.ana, "m2", "undo", end=8_000)
    world.visit(world.ana, "m2", before=1, after=back)
    world.visit(world.ana, "m3")
    (times,) = market(figures(world.database, world.lea, world.season)).stages
    assert (times.time_edits, times.time_edits_per_hundred) == (1, 25.0)


def test_everybody_sees_all_of_their_own_and_nothing_else(world):
    world.visit(world.ana, "m0", seconds=60)
    world.visit(world.ana, "m1", begin=60)
    world.change(world.ana, "m0", lines=("No está aquí, nunca.",))
    world.change(world.rui, "m0", stage="review", lines=("Jamás está aquí, nunca.",))
    world.change(world.rui, "m3", "confirm")
    world.visit(world.rui, "m2", begin=0, seconds=10)
    mine = own_figures(world.database, world.ana, world.season)
    (track,) = mine.tracks
    assert (mine.person, mine.saving, [times.active for times in track.stages]) == (
        "Ana",
        None,
        [80_000],
    )
    assert (track.drafts.judged, track.drafts.edited, track.drafts.review_edited) == (1, 1, 1)
    assert own_figures(world.database, world.ops, world.season).tracks == ()
    assert figures(world.database, world.ana, world.season, person=" ana ") == mine


@pytest.mark.parametrize("who", ["lea", "rui", "ops"])
def test_nobody_sees_anothers_figures(world, who):
    world.visit(world.ana)
    with pytest.raises(RefusedError, match="for that person alone"):
        figures(world.database, getattr(world, who), world.season, person="Ana")


def test_a_track_is_for_the_lead_and_without_times_for_the_operator(world):
    world.visit(world.ana)
    world.change(world.ana, "m0", "confirm")
    for who in (world.ana, world.rui):
        with pytest.raises(RefusedError, match="for the lead"):
            figures(world.database, who, world.season)
    track = market(figures(world.database, world.lea, world.season))
    assert track.stages
    assert "Ana" not in repr(track)
    told = figures(world.database, world.ops, world.season)
    assert (told.stages, told.drafts.as_is) == ((), 1)
    assert any("for the lead" in note for note in told.unknown)


def test_deliveries_and_redeliveries(world):
    def deliver(hours, *, final=True, waivers=0):
        with world.database.begin() as session:
            at = AT + timedelta(hours=hours)
            record = {} if waivers is None else {"waivers": waivers}
            session.add(DeliveryRow(track_id=world.market, at=at, final=final, record=record))

    def deliveries():
        return market(figures(world.database, world.lea, world.season)).deliveries

    deliver(1, final=False)
    assert (deliveries().finals, deliveries().findings) == (0, None)
    deliver(2)
    deliver(3)  # the same once more, to another folder
    world.change(world.lea, "m0", "note", state="machine", at=AT + timedelta(hours=3.5))
    deliver(3.7)
    assert (deliveries().finals, deliveries().again, deliveries().findings) == (3, 0, 0)
    world.change(world.lea, "m0", lines=("Nuevo.",), at=AT + timedelta(hours=4))
    deliver(5, waivers=2)
    assert (deliveries().finals, deliveries().again, deliveries().findings) == (4, 1, 2)
    assert figures(world.database, world.lea, world.season).redelivery_rate == 0.25
    deliver(6, waivers=None)
    found = market(figures(world.database, world.lea, world.season))
    assert found.deliveries.findings is None
    assert any("does not say" in note for note in found.unknown)


def test_what_is_asked_for_must_be_of_the_season(world):
    found = figures(world.database, world.lea, world.season, tracks=[world.market])
    assert [track.track_id for track in found.tracks] == [world.market]
    with pytest.raises(UnknownNameError, match="999"):
        figures(world.database, world.lea, world.season, tracks=[999])
    other = Season(name="Another")
    assert figures(world.database, world.lea, other).tracks == ()
    assert figures(world.database, world.lea, other).redelivery_rate is None


def test_only_tracks_that_people_worked_on_have_their_histories_read(world, monkeypatch):
    module = importlib.import_module("localize.effort.figures")
    histories, read = module.histories, []
    monkeypatch.setattr(
        module, "histories", lambda session, track: read.append(track) or histories(session, track)
    )

    def reads(ask, who):
        """Which are read; what is told is the same as of all of them."""
        read.clear()
        found = ask(world.database, who, world.season)
        chosen = list(read)
        with monkeypatch.context() as patch:
            patch.setattr(module, "is_worked_on", lambda session, track: True)
            assert ask(world.database, who, world.season) == found
        return chosen

    assert reads(figures, world.lea) == []
    assert market(figures(world.database, world.lea, world.season)).drafts.unit == "words"
    with world.database.begin() as session:
        session.add(DeliveryRow(track_id=world.market, at=AT, final=True, record={"waivers": 0}))
    assert reads(figures, world.lea) == []
    world.visit(world.ana)
    assert reads(figures, world.lea) == [world.market]
    assert reads(own_figures, world.ana) == [world.market]
    assert reads(own_figures, world.rui) == []


@pytest.mark.parametrize("deleted", [False, True])
def test_drafts_that_people_passed_without_a_visit_are_judged(world, deleted):
    changed = {"deleted": True} if deleted else {"state": "reviewed"}
    world.step(
        world.rui, "delete" if deleted else "confirm", lambda cue: [edit(cue("m0"), **changed)]
    )
    made = market(figures(world.database, world.lea, world.season)).drafts
    assert (made.judged, made.as_is, made.invented) == (1, int(not deleted), int(deleted))


def test_tracks_are_added_by_stage(world):
    world.visit(world.ana, "m0", seconds=60)
    own = world.report("s0", begin=60, seconds=30, track_id=world.source)
    log_visit(world.database, world.ana, own, world.season, now=own.sent)
    (total,) = figures(world.database, world.lea, world.season).stages
    assert (total.active, total.cues, total.size) == (90_000, 2, 8)


@pytest.mark.parametrize(
    ("lines", "locale", "expected"),
    [
        (["<i>It's</i> - here,", "OK?"], "en", 3),
        (["– …", "♪"], "en", 0),
        (["行く、よ！ 3"], "ja", 4),
        (["어디 가?"], "ko", 2),
        ([], "en", 0),
    ],
)
def test_words_of_a_source(lines, locale, expected):
    assert words(lines, locale) == expected
