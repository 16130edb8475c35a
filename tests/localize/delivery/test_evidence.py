"""What the checks of a track are given besides its cues, by every way in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from localize.delivery.findings import findings_of
from localize.delivery.heard import coverage_of, speech_of
from localize.delivery.snapshot import read_track
from localize.engines import Coverage, Stretch, StretchKind, Transcript
from localize.memory.terms import Terms
from localize.pipeline.heard_together import Heard
from localize.pipeline.results import ResultStore
from localize.review.evidence import evidence_of
from localize.script import Provenance, Word
from localize.store.tables import EpisodeRow, ShotRow, TrackRow
from localize.timeline import Span
from tests.localize.review.service_world import World

HEARD = Heard(
    Transcript(
        "e", "en", 1.0, (Word("Yes.", 1000, 1400),), (Span(900, 1500), Span(4000, 5200)), 9000,
        Provenance("ears", "1"),
    ),
    (),
)  # fmt: skip


@pytest.fixture
def world(database):
    return World(database)


def rows(session, track_id):
    track = session.get(TrackRow, track_id)
    return track, session.get(EpisodeRow, track.episode_id)


def evidence(world, track_id, wanted=None):
    with world.database.read() as session:
        return evidence_of(session, *rows(session, track_id), wanted)


def test_the_source_is_the_track_that_it_stands_for(world):
    found = evidence(world, world.fr)
    assert found.source_locale == "en"
    assert {cue.id for cue in found.source} >= {"c1", "c2"}
    assert evidence(world, world.en).source == ()
    (one,) = evidence(world, world.fr, {"c2", "nowhere"}).source
    assert one.id == "c2"


def test_a_track_that_hangs_on_a_version_sees_that_version(world):
    world.hang()
    before = evidence(world, world.fr)
    again = evidence(world, world.fr, {"c1"})
    assert again.source == tuple(cue for cue in before.source if cue.id == "c1")
    world.text(world.lea, world.template, "c1", "Something else entirely.")
    assert evidence(world, world.fr) == before


def test_shot_changes_that_people_marked_but_not_those_they_took_away(world):
    with world.database.begin() as session:
        _, episode = rows(session, world.fr)
        for time, shot in ((9_000, True), (3_000, True), (5_000, False)):
            session.add(ShotRow(episode_id=episode.id, time=time, shot=shot, at=datetime.now(UTC)))
    assert evidence(world, world.fr).shots == (3_000, 9_000)


def test_terms_are_known_as_the_market_says_them(world):
    terms = Terms(world.database, world.season)
    terms.add(world.ana, "lighthouse", "fr-FR", "phare")
    terms.add(world.ana, "Waldo", "es-419", "Valdo", kind="name")
    assert {"phare", "Waldo"} <= evidence(world, world.fr).known
    assert "Valdo" not in evidence(world, world.fr).known
    assert {"lighthouse", "Valdo"} <= evidence(world, world.es).known
    assert {"lighthouse", "Waldo"} <= evidence(world, world.en).known


def test_speech_is_read_as_a_run_kept_it(world, tmp_path):
    ResultStore(tmp_path).put("speech", "abc", HEARD)
    assert speech_of(tmp_path, "abc") == HEARD.transcript.speech
    assert speech_of(tmp_path, "") is None
    assert speech_of(tmp_path, "none") is None
    ResultStore(tmp_path).put("speech", "none", HEARD)
    assert speech_of(tmp_path, "none") == HEARD.transcript.speech, "a run may make it anew"
    with world.database.begin() as session:
        rows(session, world.fr)[1].transcript = "abc"
    with world.database.read() as session:
        track = read_track(session, world.fr, world.season, tmp_path)
    assert track.measure.context().speech == HEARD.transcript.speech
    assert track.measure.context().source_locale == "en"


def test_findings_look_at_the_source(world):
    world.text(world.lea, world.en, "c1", "Room 12 is free.")
    world.text(world.ana, world.fr, "c1", "La 13 est libre.")

    def found(**asked):
        told = findings_of(
            world.database, world.ana, world.season, world.fr, project=Path(), **asked
        )
        return {one.rule for one in told if one.cue_id == "c1"}

    assert "source-numbers" in found()
    assert "source-numbers" in found(cue_ids={"c1"})
    typed = {"c1": ("La 12 est libre.",)}
    assert "source-numbers" not in found(cue_ids={"c1"}, typed=typed)


def test_how_well_an_episode_was_heard_comes_back_as_it_was_kept(tmp_path):
    stretch = Stretch(StretchKind.FOREIGN, 1_000, 2_000, "spoken in de", "Danke.", "de")
    report = Coverage(speech=4_000, heard=3_500, windows=2, retried=1, stretches=(stretch,))
    results = ResultStore(tmp_path)
    results.put(
        "speech", "ab", replace(HEARD, transcript=replace(HEARD.transcript, coverage=report))
    )
    results.put("speech", "cd", HEARD)
    assert coverage_of(tmp_path, "ab") == report
    assert [coverage_of(tmp_path, key) for key in ("cd", "ef", "")] == [None, None, None]
    assert results.get("speech", "ab", Heard).transcript.coverage == report
