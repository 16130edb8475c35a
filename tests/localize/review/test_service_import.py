"""What runs and files bring in: filled once, merged after, nothing of a person's overwritten."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from localize.engines import Coverage, Stretch, StretchKind
from localize.errors import LocaleError
from localize.review.errors import RefusedError
from localize.review.screening import Screening
from localize.script import CueKind, Provenance, TrackRole
from localize.season import CuesRule, Market, MarketPolicy
from localize.store.kinds import CueState
from localize.store.locks import lock_track
from localize.store.steps import create, record_step
from tests.localize.review.service_world import ENGLISH, World, episode, source

OTHER = Provenance("drafter", "2", "large", "fed", inputs="words")


@pytest.fixture
def world(database):
    return World(database)


def by_locale(report):
    return {one.locale: one for one in report.tracks}


def test_a_run_fills_new_tracks(world):
    view = world.review.track(world.ana, world.fr)
    assert (view.episode, view.locale, view.stage) == ("S01E01", "fr-FR", "translate")
    assert [cue.cue.text for cue in view.cues] == [f"fr-FR {text}" for text in ENGLISH]
    assert {cue.state for cue in view.cues} == {CueState.MACHINE}
    first = view.cues[0]
    assert first.machine.lines == ("fr-FR Good evening.",)
    assert len(first.machine.machines) == 2
    assert first.sources == ("c1",)
    assert view.source_locale == "en"
    assert [cue.text for cue in view.source] == list(ENGLISH)
    assert world.review.track(world.ana, world.en).stage == "template"


def test_the_same_run_again_changes_nothing(world):
    before = world.everything(world.fr), world.steps(world.fr)
    report = world.review.import_run(episode())
    assert {(one.added, one.changed, one.removed, one.step) for one in report.tracks} == {
        (0, 0, 0, 0)
    }
    assert (world.everything(world.fr), world.steps(world.fr)) == before


def test_a_changed_model_redrafts_only_what_nobody_touched(world):
    world.text(world.ana, world.fr, "c2", "Où étais-tu ?")
    world.do(world.review.confirm, world.ana, world.fr, "c3")
    report = by_locale(world.review.import_run(episode(word=" !", engine=OTHER)))["fr-FR"]
    assert set(report.kept) == {"c2", "c3"}
    assert [conflict.kept[0].id for conflict in report.conflicts] == ["c2", "c3"]
    assert report.conflicts[0].offered[0].text == "fr-FR Where have you been? !"
    texts = world.texts(world.fr)
    assert texts["c1"] == "fr-FR Good evening. !"
    assert texts["c2"] == "Où étais-tu ?"
    assert texts["c3"] == "fr-FR I saw the boat."
    old, new = world.cue(world.fr, "c2"), world.cue(world.fr, "c1")
    assert new.machine.lines == ("fr-FR Good evening. !",)
    assert old.machine.lines == ("fr-FR Where have you been?",)
    assert old.machine.machines != new.machine.machines
    assert world.replay(world.fr) == world.everything(world.fr)


def test_no_run_brings_back_what_a_person_took_out(world):
    world.do(world.review.delete, world.ana, world.fr, "c6")
    world.review.import_run(episode(word=" !"))
    assert "c6" not in world.texts(world.fr)
    assert len(world.texts(world.fr)) == len(ENGLISH) - 1


def test_a_run_leaves_approved_and_locked_cues(world):
    world.review.set_stage(world.lea, world.fr, "review")
    world.do(world.review.approve, world.rita, world.fr, "c1")
    world.do(world.review.lock, world.rita, world.fr, "c2")
    before = world.everything(world.fr)
    world.review.import_run(episode(word=" !"))
    after = world.everything(world.fr)
    assert all(before[cue_id] == after[cue_id] for cue_id in ("c1", "c2"))
    assert world.texts(world.fr)["c3"].endswith(" !")


def test_a_new_transcript_makes_peoples_cues_stale_and_redrafts_the_others(world):
    world.text(world.ana, world.fr, "c3", "J'ai vu le bateau.")
    texts = list(ENGLISH)
    texts[2], texts[3] = "I saw a goat.", "It came in at noon"
    world.review.import_run(episode(texts=texts))
    assert world.texts(world.en)["c3"] == "I saw a goat."
    touched, redrafted = world.cue(world.fr, "c3"), world.cue(world.fr, "c4")
    assert touched.cue.text == "J'ai vu le bateau."
    assert "boat" in touched.stale
    assert "goat" in touched.stale
    assert (redrafted.cue.text, redrafted.stale) == ("fr-FR It came in at noon", "")


def test_a_longer_run_adds_cues_with_ids_that_were_never_used(world):
    report = by_locale(world.review.import_run(episode(texts=(*ENGLISH, "Wait!"))))
    assert (report["en"].added, report["fr-FR"].added) == (1, 1)
    new = world.review.track(world.ana, world.fr).cues[-1]
    assert new.cue.text == "fr-FR Wait!"
    (source,) = new.sources
    assert world.texts(world.en)[source] == "Wait!"


def test_a_market_that_hangs_on_a_template_takes_words_only(world):
    world.hang()
    ids = {view.sources[0]: view.cue.id for view in world.review.track(world.ana, world.fr).cues}
    world.text(world.ana, world.fr, ids["c2"], "Où étais-tu ?")
    world.do(world.review.merge, world.lea, world.fr, ids["c4"])
    before = {cue_id: world.row(world.fr, cue_id) for cue_id in world.texts(world.fr)}
    report = by_locale(world.review.import_run(episode(word=" !", engine=OTHER)))["fr-FR"]
    assert (report.added, report.removed, report.changed) == (0, 0, 3)
    assert set(report.kept) == {ids["c2"], ids["c4"]}
    assert len(report.conflicts) == 2
    texts = world.texts(world.fr)
    assert texts[ids["c1"]] == "fr-FR Good evening. !"
    assert texts[ids["c2"]] == "Où étais-tu ?"
    for cue_id, cue in before.items():
        now = world.row(world.fr, cue_id)
        assert (now.span, now.source_ids, now.kind) == (cue.span, cue.source_ids, cue.kind)
    assert world.cue(world.fr, ids["c1"]).machine.lines == ("fr-FR Good evening. !",)
    assert by_locale(world.review.import_run(episode(word=" !", engine=OTHER)))["fr-FR"].step == 0


def test_only_leads_and_operators_run(world):
    with pytest.raises(RefusedError, match="lead or an operator"):
        world.review.import_run(episode("S01E02"), world.ana)
    assert len({one.episode for one in world.review.overview(world.ana).tracks}) == 1
    world.review.import_run(episode("S01E02"), world.otto)
    assert len({one.episode for one in world.review.overview(world.ana).tracks}) == 2


# --- Files ----------------------------------------------------------------------------------------

SRT = """1
00:00:03,000 --> 00:00:05,000
Guten Abend.

2
00:00:06,000 --> 00:00:08,000
Wo warst du?
"""


def test_a_file_fills_a_track_and_no_run_replaces_it(world, tmp_path):
    path = tmp_path / "S01E01.de.srt"
    path.write_text(SRT, encoding="utf-8")
    (report,) = world.review.import_file(world.lea, path, "S01E01", "DE").tracks
    assert (report.locale, report.added) == ("de", 2)
    view = world.review.track(world.ana, report.track_id)
    assert [cue.cue.text for cue in view.cues] == ["Guten Abend.", "Wo warst du?"]
    assert [cue.sources for cue in view.cues] == [("c1",), ("c2",)]
    assert {cue.state for cue in view.cues} == {CueState.EDITED}
    assert view.cues[0].machine is None
    world.review.import_run(episode(locales=("de",)))
    assert list(world.texts(report.track_id).values())[:2] == ["Guten Abend.", "Wo warst du?"]


def test_a_long_file_stands_for_the_source_in_the_time_of_its_length(world, tmp_path):
    with world.database.begin() as session:
        english = lock_track(session, world.en)
        more = source(["Line."] * 1200)[6:]
        record_step(session, english, None, "rerun", [create(world.en, one) for one in more])
    path = tmp_path / "long.srt"
    path.write_text(
        "".join(
            f"{n}\n{_time(n * 3000)} --> {_time(n * 3000 + 1500)}\nZeile.\n\n"
            for n in range(1, 1201)
        )
    )
    began = time.process_time()
    (one,) = world.review.import_file(world.lea, path, "S01E01", "de-DE").tracks
    assert time.process_time() - began < 5  # each asked of each takes twice as long
    cues = world.review.track(world.lea, one.track_id).cues
    assert [view.sources for view in cues] == [(f"c{n}",) for n in range(1, 1201)]


def _time(ms):
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def test_a_file_changes_a_track_as_any_edit_does(world, tmp_path):
    world.do(world.review.set_speaker, world.ana, world.fr, "c1", "Mia")
    world.do(world.review.set_kind, world.ana, world.fr, "c2", CueKind.SONG)
    path = tmp_path / "x.srt"
    cues = world.review.track(world.ana, world.fr).cues
    blocks = []
    for number, view in enumerate(cues, 1):
        text = "Bonsoir." if view.cue.id == "c1" else view.cue.text
        start, end = view.cue.start // 1000, view.cue.end // 1000
        blocks.append(f"{number}\n00:00:{start:02},000 --> 00:00:{end:02},000\n{text}\n")
    path.write_text("\n".join(blocks), encoding="utf-8")
    (report,) = world.review.import_file(world.lea, path, "S01E01", "fr-FR").tracks
    assert (report.changed, report.added, report.removed) == (1, 0, 0)
    first, second = world.cue(world.fr, "c1"), world.cue(world.fr, "c2")
    assert (first.cue.text, first.cue.speaker) == ("Bonsoir.", "Mia")
    assert second.cue.kind is CueKind.SONG
    world.review.undo(world.lea, world.fr)
    assert world.texts(world.fr)["c1"] == "fr-FR Good evening."


def test_a_file_may_not_change_what_is_approved_or_fixed(database, tmp_path):
    policy = MarketPolicy(cues=CuesRule.FIXED)
    world = World(database, markets=(Market("fr-FR", policy=policy), Market("es-419")))
    path = tmp_path / "x.srt"
    path.write_text(SRT, encoding="utf-8")
    before = world.everything(world.fr), world.everything(world.es)
    with pytest.raises(RefusedError, match="Cues are fixed for fr-FR"):
        world.review.import_file(world.lea, path, "S01E01", "fr-FR")
    world.do(world.review.approve, world.lea, world.es, "c1")
    approved = world.everything(world.es)
    with pytest.raises(RefusedError, match="Cue c1: The cue is approved"):
        world.review.import_file(world.lea, path, "S01E01", "es-419")
    assert world.everything(world.fr) == before[0]
    assert world.everything(world.es) == approved


def test_a_translator_brings_no_file_in(world, tmp_path):
    path = tmp_path / "x.srt"
    path.write_text(SRT, encoding="utf-8")
    with pytest.raises(RefusedError):
        world.review.import_file(world.ana, path, "S01E09", "fr-FR", TrackRole.SUBTITLE)
    with pytest.raises(LocaleError):
        world.review.import_file(world.lea, path, "S01E09", "not a tag")
    assert {one.episode for one in world.review.overview(world.ana).tracks} == {"S01E01"}


def test_how_well_an_episode_was_heard_is_kept_and_replaced(world):
    missed = Stretch(StretchKind.MISSED, 1_000, 3_000, "somebody seems to speak")
    heard = Coverage(speech=9_000, heard=7_000, windows=2, retried=1, stretches=(missed,))
    assert media(world).coverage is None
    world.review.import_run(replace(episode(), coverage=heard))
    assert media(world).coverage == heard
    better = Coverage(speech=9_000, heard=9_000, windows=2)
    world.review.import_run(replace(episode(), coverage=better))
    assert media(world).coverage == better


def media(world):
    return Screening(world.database, world.season).media(world.ana, world.fr)
