"""The season's grid, the lead's work on a track, and the pipeline beside it."""

from __future__ import annotations

import re
import sys
import time

import pytest

from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.script import Cue, Provenance, Track, TrackRole
from localize_ui.api.runs import Runs
from localize_ui.pages.season import SeasonDesk
from tests.localize_ui.pages.visitor import HOSTILE, Elements, words

#: A run that tells something of each kind, then waits until it is let go.
RUN = """
import json, pathlib, sys, time
def say(**event): print(json.dumps(event), flush=True)
say(event="run-started", episodes=["E1 <b>"])
say(event="stage-progress", episode="E1 <b>", stage="speech", track="en", done=30000, total=60000)
say(event="stage-progress", episode="E1 <b>", stage="model", track="", done=5, total="x")
say(event="stage-done", episode="E1 <b>", stage="probe", kept=True)
say(event="notice", episode="", severity="warning", message="<img src=x>")
say(event="episode-failed", episode="E2", message="No sound.", hint="Give another.")
go = pathlib.Path(sys.argv[0]).with_name("go")
end = time.monotonic() + 60
while time.monotonic() < end and not go.exists(): time.sleep(0.05)
say(event="episode-done", episode="E1 <b>")
say(event="run-done", done=1, failed=1)
"""


@pytest.fixture
def desk(served):
    return SeasonDesk(served.workplace)


def until(what, seconds=30):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def test_the_grid_links_every_track_to_the_editor(desk, served, visitors):
    html = visitors("ana").sees(desk)
    for track in served.tracks.values():
        assert f"/review?track={track}" in Elements(html).links
    assert "3 tracks" in words(html)
    assert words(html).count("0/4") == 3


def test_progress_is_seen_as_it_is_made(desk, served, visitors):
    review, track = served.workplace.review, served.tracks["fr-FR"]
    lea, ana = visitors("lea"), visitors("ana")
    caller = desk.visitor(ana.connection)
    view = review.track(caller.actor, track).cues[0]
    review.confirm(caller.actor, track, view.cue.id, view.revision)
    html = lea.sees(desk)
    assert "1/4" in words(html)
    assert "0 approved, 1 confirmed, 0 edited of 4" in html
    assert "0 blocking" in words(lea.sees(desk, findings="1"))
    assert "blocking" not in words(lea.sees(desk)).replace("Count blocking findings", "")


def test_the_lead_assigns_and_the_person_finds_it(desk, served, visitors):
    lea, ana, track = visitors("lea"), visitors("ana"), served.tracks["fr-FR"]
    lea.query = {"track": str(track)}
    assert "Assign" in words(lea.sees(desk))
    given = {"track": track, "person": served.people["ana"], "for": "translate"}
    said = lea.does(desk, "assign", **given, due="2020-01-02T18:00:00.000Z")
    assert (said.ok, said.message) == (True, "ana does translate.")
    html = ana.sees(desk)
    assert f"/review?track={track}&cue=c1" in Elements(html).links
    assert "Next for me" in words(html)
    assert "4 cues" in words(html)
    assert "late" in words(html)
    assert "Next for me" not in words(visitors("ben").sees(desk))
    assignment = served.workplace.review.overview(desk.visitor(ana.connection).actor).next[0]
    done = ana.does(desk, "finish", assignment=assignment.assignment.assignment_id)
    assert done.ok
    assert "Next for me" not in words(ana.sees(desk))


def test_only_the_lead_assigns_and_sets_stages(desk, served, visitors):
    track, ana = served.tracks["fr-FR"], visitors("ana")
    ana.query = {"track": str(track)}
    shown = words(ana.sees(desk))
    assert "Assign" not in shown
    assert "Run the pipeline" not in shown
    said = ana.does(
        desk, "assign", track=track, person=served.people["ana"], **{"for": "translate"}
    )
    assert not said.ok
    assert said.hint
    assert not ana.does(desk, "stage", track=track, stage="review").ok
    lea = visitors("lea")
    assert lea.does(desk, "stage", track=track, stage="review").ok
    assert "review" in words(ana.sees(desk))
    assert not lea.does(desk, "stage", track=track, stage=HOSTILE).ok
    assert not lea.does(
        desk, "assign", track=track, person=1, due="soon", **{"for": "translate"}
    ).ok


def test_hostile_names_stay_text(desk, served, visitors):
    cue = Cue("c1", 0, 2000, (HOSTILE,))
    track = Track(HOSTILE, "fr-FR", TrackRole.SUBTITLE, (cue,))
    made = ImportedTrack(track, (Provenance("whisper", "1", "base", "abc"),))
    report = served.workplace.review.import_run(ImportedEpisode(HOSTILE, (made,)))
    lea = visitors("lea")
    lea.query = {"track": str(report.tracks[0].track_id)}
    assert words(lea.sees(desk)).count(HOSTILE) == 2  # in the grid, and over the panel


def test_a_tick_stays_with_its_file_when_another_comes_before_it(desk, served, visitors):
    otto = visitors("otto")

    def box(name):  # what a tick is kept by
        return re.search(rf'<input[^>]*value="{name}"[^>]*>', otto.sees(desk))[0]

    (served.project / "E2.mp4").write_bytes(b"media")
    before = box("E2.mp4")
    (served.project / "E1.mp4").write_bytes(b"media")
    assert box("E2.mp4") == before
    assert box("E1.mp4").replace("E1", "E2") != before


def test_the_pipeline_is_started_followed_and_ended(desk, served, visitors, tmp_path):
    program = tmp_path / "run.py"
    program.write_text(RUN)
    served.workplace.runs = Runs(served.project, served.out, program=(sys.executable, str(program)))
    (served.project / "E1.mp4").write_bytes(b"media")
    otto = visitors("otto")
    assert "E1.mp4" in words(otto.sees(desk))
    before = desk.pulse(desk.visitor(otto.connection))
    said = otto.does(desk, "run", paths="E1.mp4", to="fr-FR, es-419")
    assert said.ok, said
    caller = desk.visitor(otto.connection)
    until(lambda: "Give another." in desk.live(caller))
    assert desk.pulse(caller).done != before.done
    assert desk.seconds(caller) < 5
    shown = words(desk.live(caller))
    for word in ("1 episode planned", "E1 <b> speech en", "00:00:30 of 00:01:00", "running",
                 "E1 <b> probe: kept from before", "<img src=x>"):  # fmt: skip
        assert word in shown
    assert "running" in words(visitors("lea").sees(desk))
    assert not otto.does(desk, "run", paths="E1.mp4").ok  # one at a time
    (tmp_path / "go").touch()
    until(lambda: desk.seconds(caller) > 5)
    assert "1 episode done, 1 failed" in words(desk.live(caller))
    (tmp_path / "go").unlink()
    assert otto.does(desk, "run", path="E1.mp4").ok
    assert otto.does(desk, "cancel", run=2).ok
    until(lambda: "cancelled" in words(desk.live(caller)))


def test_what_a_run_may_not_be_given_is_said(desk, visitors):
    otto, ana = visitors("otto"), visitors("ana")
    assert "Nothing is ticked" in otto.does(desk, "run").message
    assert "no '../x'" in otto.does(desk, "run", path="../x").message
    assert "model" in otto.does(desk, "run", path=".", model="--evil").message
    assert not ana.does(desk, "run", path=".").ok
    assert not ana.does(desk, "cancel", run=1).ok
    assert desk.live(desk.visitor(ana.connection)) == ""
    assert desk.seconds(desk.visitor(ana.connection)) == 0
    assert otto.does(desk, "added", path=HOSTILE).ok


#: A run that tells with what it was started.
TELLS = "import json, sys; print(json.dumps({'event': 'notice', 'message': ' '.join(sys.argv)}))"


def started_with(desk, served, otto, **sent):
    """The options with which the form starts a run."""
    served.workplace.runs = Runs(served.project, served.out, program=(sys.executable, "-c", TELLS))
    caller = desk.visitor(otto.connection)
    said = otto.does(desk, "run", path=".", **sent)
    assert said.ok, said
    runs = served.workplace.runs
    until(lambda: runs.info(caller.actor, 1).ended is not None)
    return set(runs.info(caller.actor, 1).arguments)


def test_the_form_begins_as_the_season_says_and_sends_what_was_changed(desk, served, visitors):
    (served.project / "localize.toml").write_text(
        'name = "Sea"\nspeakers = "voices"\nshots = false\nlisten_for_terms = true\n'
        'model = "large-v3"\nscript = "scripts"\naudio_stream = 3\n'
    )
    otto = visitors("otto")
    html = otto.sees(desk)
    assert "as the season says: voices" in html
    assert '<option value="none">none</option>' in html
    assert 'name="listen_for_terms" value="1" checked' in html
    assert html.count(" checked") == 1
    for placeholder in ("large-v3", "scripts", "3"):
        assert f'placeholder="{placeholder}"' in html
    boxes = {"listen_for_terms": "", "shots": "1", "wait_for_source": ""}
    sent = {"speakers": "none", "device": "cuda:0,cuda:1", "formats": "srt, ttml", **boxes}
    assert started_with(desk, served, otto, **sent) == {
        "--speakers=none",
        "--device=cuda:0,cuda:1",
        "--formats=srt,ttml",
        "--no-listen-for-terms",
        "--shots",
        "--no-wait-for-source",
    }


@pytest.mark.parametrize(
    ("sent", "message", "cure"),
    [
        ({"device": "gpu"}, "device", "cuda:0,cuda:1"),
        ({"device": "cuda:0,cpu"}, "device", "cuda:0,cuda:1"),
        ({"workers": "0"}, "workers", "1 to 64"),
        ({"audio_stream": "two"}, "audio stream", "whole number"),
        ({"speech": "--x"}, "speech", "a name of letters"),
        ({"formats": "srt,../x"}, "formats", "a name of letters"),
        ({"speakers": "noises"}, "'noises'", ""),
        ({"script": "nowhere"}, "'nowhere'", ""),
    ],
)
def test_what_is_typed_wrong_is_told_with_its_cure(desk, visitors, sent, message, cure):
    said = visitors("otto").does(desk, "run", path=".", **sent)
    assert not said.ok
    assert message in said.message
    assert cure in said.hint


@pytest.mark.parametrize(("out", "listed"), [(".", True), ("subtitles", True), ("media", False)])
def test_media_beside_the_outputs_are_listed(desk, served, visitors, monkeypatch, out, listed):
    project = served.workplace.project
    (project / "media").mkdir()
    (project / "media" / "E9.mkv").touch()
    monkeypatch.setattr(served.workplace, "out", (project / out).resolve())
    assert ("media/E9.mkv" in visitors("lea").sees(desk)) == listed
