"""A track put in time by the sound, by mouse on the season's page, and taken back in the editor."""

from __future__ import annotations

import random
import time

from localize.engines import Transcript
from localize.pipeline.heard_together import Heard
from localize.pipeline.results import ResultStore
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.service import Review
from localize.script import Cue, Provenance, Track, TrackRole, Word
from localize.season import load_season
from localize.store import Database
from localize.timeline import Span
from tests.localize_ui.browser.team import PATIENCE, Chair, Mortal, new_project

GAPS = random.Random(1)
STARTS = [n * 5_000 + GAPS.randrange(0, 3_000) // 40 * 40 for n in range(1, 31)]
HEARD = Provenance("whisper", "1", "base", "abc", inputs="sound")


def late_track(project):
    """An episode that was heard, and subtitles that are 3.2 s late."""
    said = tuple(
        Word(f"word{n}", start, start + 600, probability=0.9) for n, start in enumerate(STARTS)
    )
    speech = tuple(Span(word.start, word.end) for word in said)
    transcript = Transcript("S01E01", "en", 1.0, said, speech, 165_000, HEARD)
    ResultStore(project).put("speech", "k" * 64, Heard(transcript, ()))
    cues = tuple(
        Cue(f"c{n}", s + 3_217, s + 5_017, (f"Line {n}.",)) for n, s in enumerate(STARTS, 1)
    )
    made = ImportedTrack(Track("S01E01", "pl", TrackRole.SUBTITLE, cues), (HEARD,))
    episode = ImportedEpisode("S01E01", (made,), duration=165_000, transcript="k" * 64)
    with Database.of_project(project) as database:
        report = Review(database, load_season(project), project).import_run(episode)
    return report.tracks[0].track_id


def starts(server, track):
    return [view["cue"]["start"] for view in server.cues(track)]


def test_a_late_track_is_put_in_time_and_back(chromium, tmp_path):
    project = new_project(tmp_path, 'name = "Dream"\nsource = "en"\n[market.pl]\n')
    track = late_track(project)
    server = Mortal(project)
    before = starts(server, track)
    lea = Chair(chromium, server, "lea")
    lea.page.goto(f"{server.url}/?track={track}")
    lea.page.get_by_role("button", name="Sync to the sound").click()
    lea.page.get_by_text("It would be moved by -3.2").wait_for()
    lea.page.get_by_role("button", name="Move 30 cues").click()
    sure = lea.page.get_by_role("button", name="Really move them?")
    sure.wait_for()
    assert starts(server, track) == before, "the first click only asks"
    sure.click()
    lea.page.get_by_text("30 cues put in time").wait_for()
    after = starts(server, track)
    assert max(abs(now - want) for now, want in zip(after, STARTS, strict=True)) <= 60
    lea.open(track, "c1")
    lea.press("Control+z")
    end = time.monotonic() + PATIENCE / 1000
    while starts(server, track) != before:
        assert time.monotonic() < end, "one step takes it back"
        time.sleep(0.2)
    lea.close()
    server.kill()
    assert lea.faults == []
