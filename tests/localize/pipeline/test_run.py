"""The pipeline over engines whose results are given: what is computed, kept, failed and told."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace

import pytest

from localize.accounts.rows import local_person
from localize.checks.dictionaries import Dictionary, dictionary_for
from localize.errors import MediaError, ModelError
from localize.memory.terms import Terms
from localize.pipeline.events import EpisodeDone, EpisodeFailed, Notice, StageStarted
from localize.season import load_season
from localize.store import Database
from localize.testing.fakes import FakeSpeechEngine, Line, rendered
from localize.timeline import FrameRate, Span
from tests.localize.pipeline.studio import LINES, Studio, studio

__all__ = ["Studio", "studio"]


def test_tracks_are_made_once(studio):
    report = studio.run()
    assert report.ok
    assert [done.cues for done in report.done] == [(("de", 3), ("en", 3))] * 2
    assert [cue.text.replace("\n", " ") for cue in studio.text("e1.en.draft.srt")] == [
        rendered("Wo warst du?", "en"),
        rendered("Ich habe die ganze Nacht auf dich gewartet.", "en"),
        rendered("Es tut mir leid.", "en"),
    ]
    assert studio.speech.asked == ["e1", "e2"]
    # The same sentences were drafted already; an engine that works from text need not again.
    assert studio.translation.asked == ["e1 en"]
    drafts = [one for one in studio.told(StageStarted) if one.stage == "draft"]
    assert {one.engine for one in drafts} == {studio.translation.name}
    assert drafts[0].to_data()["engine"]
    again = studio.run()
    assert again.ok
    assert [done.computed for done in again.done] == [0, 0]
    assert [done.written for done in again.done] == [(), ()]
    assert studio.speech.asked == ["e1", "e2"]


def test_a_renamed_file_is_not_heard_again(studio):
    studio.run()
    (studio.media / "e1.wav").rename(studio.media / "pilot.wav")
    studio.run()
    assert studio.speech.asked == ["e1", "e2"]
    assert studio.text("pilot.en.draft.srt")


def test_a_new_market_keeps_what_was_heard_and_stays_in_the_manifest(studio):
    studio.run()
    studio.run(targets=("fr",))
    assert studio.speech.asked == ["e1", "e2"]
    manifest = json.loads((studio.settings.out / "manifest.json").read_text("utf-8"))
    assert [t["locale"] for t in manifest["episodes"][0]["tracks"]] == ["de", "fr", "en"]


def test_the_shows_own_words_are_drafted_as_the_market_says_them(studio):
    """Nobody's term yet on the first run; then it is put right where it can be, or told."""
    studio.run()
    database = Database.of_project(studio.settings.project)
    terms = Terms(database, load_season(studio.settings.project))
    terms.add(local_person(database), "Nacht", "en", "night")
    database.close()
    studio.translation.table = {"Ich habe die ganze Nacht auf dich gewartet.": "All the Nacht."}
    studio.run()
    texts = [cue.text for cue in studio.text("e1.en.draft.srt")]
    assert texts[1] == "All the night."
    studio.translation.table = {"Ich habe die ganze Nacht auf dich gewartet.": "Waiting for you."}
    studio.run()
    entry = json.loads((studio.settings.out / "manifest.json").read_text("utf-8"))
    english = next(t for t in entry["episodes"][0]["tracks"] if t["locale"] == "en")
    assert english["findings"]["doubtful-draft"] == 1


def test_confirmed_names_are_no_misspellings(studio):
    """Neither in the market that writes them otherwise, nor in the source."""
    if not all(isinstance(dictionary_for(tag), Dictionary) for tag in ("de", "en")):
        pytest.skip("no German and English Hunspell dictionaries are installed")
    studio.speech.lines = (Line("Wo war denn gestern Xqzwald?", 500, 2500),)
    studio.translation.table = {"Wo war denn gestern Xqzwald?": "Where was Xqzwaldo yesterday?"}

    def misspelt():
        report = studio.run()
        assert report.ok
        entry = json.loads((studio.settings.out / "manifest.json").read_text("utf-8"))
        tracks = entry["episodes"][0]["tracks"]
        return {
            track["locale"]
            for track in tracks
            if {"spelling", "spelling-names"}.intersection(track["findings"])
        }

    assert misspelt() == {"de", "en"}
    database = Database.of_project(studio.settings.project)
    terms = Terms(database, load_season(studio.settings.project))
    terms.add(local_person(database), "Xqzwald", "en", "Xqzwaldo")
    database.close()
    assert misspelt() == set()


def test_a_market_that_reads_what_is_spoken_needs_no_engine(studio):
    report = studio.run(targets=("de-AT",))
    assert report.ok
    assert studio.translation.asked == []
    texts = [cue.text for cue in studio.text("e1.de-AT.draft.srt")]
    assert texts == [cue.text for cue in studio.text("e1.de.draft.srt")]


def test_a_market_that_no_engine_serves_fails_alone(studio):
    studio.translation.pairs = frozenset({("de", "en")})
    report = studio.run(targets=("fr", "en"))
    assert not report.ok
    assert {(failed.episode, failed.track) for failed in report.failed} == {
        ("e1", "fr"),
        ("e2", "fr"),
    }
    assert studio.text("e1.en.draft.srt")
    (warned,) = [notice for notice in studio.told(Notice) if notice.rule == "no-engine"]
    assert warned.track == "fr"


@pytest.mark.parametrize("error", [MediaError("cannot be heard"), ZeroDivisionError("oops")])
def test_one_failure_stops_no_other_and_is_named(studio, error):
    studio.speech.fails, studio.speech.error = frozenset({"e1"}), error
    report = studio.run()
    (failed,) = report.failed
    assert failed.episode == "e1"
    assert str(error) in failed.message
    assert [done.episode for done in report.done] == ["e2"]
    # An engine that got both fails without a name: whose fault it is, each by itself tells.
    assert studio.speech.asked == ["e1", "e1", "e2"]
    studio.speech.fails = frozenset()
    assert studio.run().ok
    assert studio.speech.asked[3:] == ["e1"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems give no file such a name")
@pytest.mark.parametrize("place", [b"e0\xff.wav", b"caf\xe9/e0.wav"])
def test_a_name_that_is_not_utf_8_stops_no_other_and_is_told(studio, place):
    path = studio.media / os.fsdecode(place)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((studio.media / "e1.wav").read_bytes())
    report = studio.run()
    (failed,) = report.failed
    assert (failed.kind, "not UTF-8" in failed.message) == ("MediaError", True)
    assert [done.episode for done in report.done] == ["e1", "e2"]
    for event in studio.events:  # as a program is told them
        json.dumps(event.to_data(), ensure_ascii=False).encode()


def test_an_unexpected_fault_leaves_its_traceback(studio):
    studio.speech.fails, studio.speech.error = frozenset({"e1"}), ZeroDivisionError("oops")
    (failed,) = studio.run().failed
    (trace,) = (studio.settings.project / ".localize" / "errors").iterdir()
    assert str(trace) in failed.hint
    assert "ZeroDivisionError: oops" in trace.read_text("utf-8")


def test_what_no_episode_would_escape_stops_the_run_and_keeps_what_is_done(studio):
    studio.speech.fails, studio.speech.error = frozenset({"e2"}), ModelError("no weights")
    with pytest.raises(ModelError):
        studio.run()
    assert studio.text("e1.en.draft.srt")
    assert [done.episode for done in studio.told(EpisodeDone)] == ["e1"]


def test_an_episode_without_speech_fails_and_says_so(studio):
    studio.speech.lines = ()
    report = studio.run()
    assert {type(failed) for failed in report.failed} == {EpisodeFailed}
    assert all("Nobody speaks" in failed.message for failed in report.failed)


def test_a_unit_without_a_draft_is_flagged_and_the_others_stand(studio):
    studio.translation.table = {"Es tut mir leid.": ""}
    report = studio.run()
    assert report.ok
    assert len(studio.text("e1.en.draft.srt")) == 2
    manifest = json.loads((studio.settings.out / "manifest.json").read_text("utf-8"))
    english = manifest["episodes"][0]["tracks"][1]
    assert english["findings"]["untranslated"] >= 1


def test_the_delivery_frame_rate_decides_where_cues_begin(studio):
    studio.run(frame_rate=FrameRate.parse("25"))
    assert {cue.start % 40 for cue in studio.text("e1.de.draft.srt")} == {0}


def test_a_format_that_cannot_carry_a_track_stops_no_other(studio):
    studio.speech.lines = (*LINES[:1], Line("漢字です。", 2000, 4500))
    report = studio.run(formats=("stl", "srt"), targets=(), start_timecode="10:00:00:00")
    assert [(one.episode, one.track, one.kind) for one in studio.told(EpisodeFailed)] == [
        (name, "de", "UnwritableError") for name in ("e1", "e2")
    ]
    assert not report.ok
    assert len(studio.text("e1.de.draft.srt")) == 2
    assert not (studio.settings.out / "e1.de.draft.stl").exists()


def test_timecodes_of_files_begin_where_the_programme_does(studio):
    assert studio.run(formats=("stl",), start_timecode="10:00:00:00").ok
    data = (studio.settings.out / "e1.de.draft.stl").read_bytes()
    assert data[256:264] == b"10000000"
    assert data[1024 + 5] == 10
    assert [cue.start < 10_000 for cue in studio.text("e1.de.draft.stl")] == [True] * 3


def test_the_manifest_counts_the_checks_of_speech_and_of_the_source(studio):
    # Somebody speaks from 0.5 s on, though what was heard begins two seconds later.
    class Half(FakeSpeechEngine):
        def transcribe(self, requests, progress=None):
            for one in super().transcribe(requests, progress):
                yield replace(one, speech=(Span(500, 4500), *one.speech[1:]))

    late = (Line("Wo warst du?", 3000, 4500), *LINES[2:])
    studio.speech = Half(lines=late, language="de")
    assert studio.run(targets=("de-AT",)).ok
    manifest = json.loads((studio.settings.out / "manifest.json").read_text("utf-8"))
    tracks = manifest["episodes"][0]["tracks"]
    assert [one["locale"] for one in tracks] == ["de", "de-AT"]
    assert [one["findings"].get("speech-uncovered") for one in tracks] == [1, 1]


def test_a_folder_of_scripts_gives_each_episode_its_own_words(studio, tmp_path):
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    (scripts / "e1.txt").write_text("ANNA: Wo bist du gewesen?\n", "utf-8")
    report = studio.run(script=scripts)
    assert report.ok
    assert studio.text("e1.de.draft.srt")[0].text == "Wo bist du gewesen?"
    assert studio.text("e2.de.draft.srt")[0].text == "Wo warst du?"
    missing = [
        e.episode for e in studio.events if isinstance(e, Notice) and e.rule == "script-missing"
    ]
    assert missing == ["e2"]
    asked = list(studio.speech.asked)
    studio.run(script=scripts)
    assert studio.speech.asked == asked
    (scripts / "e1.txt").write_text("ANNA: Wo warst du nur?\n", "utf-8")
    studio.run(script=scripts)
    assert studio.speech.asked == [*asked, "e1"]
    assert studio.text("e1.de.draft.srt")[0].text == "Wo warst du nur?"


def test_terms_are_listened_for_where_that_is_asked(studio):
    def name(term):
        database = Database.of_project(studio.settings.project)
        terms = Terms(database, load_season(studio.settings.project))
        terms.add(local_person(database), term, "en", term)
        database.close()

    studio.run()
    name("Nacht")
    studio.run()
    assert studio.speech.asked == ["e1", "e2"]
    studio.run(listen=True)
    assert studio.speech.asked == ["e1", "e2"] * 2
    studio.run(listen=True)
    assert studio.speech.asked == ["e1", "e2"] * 2
    name("Leid")
    studio.run(listen=True)
    assert studio.speech.asked == ["e1", "e2"] * 3
