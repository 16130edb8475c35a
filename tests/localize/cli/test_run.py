"""`localize run` as an operator uses it: real media, a real model, a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import wave
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from localize.accounts import local_person
from localize.delivery.manifest import Manifest, file_hash
from localize.formats import read_file
from localize.media.decode import open_sound
from localize.media.probe import probe
from localize.media.sound import SAMPLE_RATE
from localize.review.service import Review
from localize.season import load_season
from localize.store import Database
from localize.store.tables import EpisodeRow

pytestmark = pytest.mark.model

#: Where the language is none of the matter: the fastest model.
ENGLISH = ("--source", "en", "--model", "tiny.en")


def localize(*arguments, **options):
    """Run the program; returns its exit code, and what it said on both channels."""
    command = [sys.executable, "-m", "localize", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, **options)


@dataclass
class Season:
    """A folder of short episodes with real speech, and a project beside it."""

    media: Path
    project: Path

    def run(self, *arguments, **options):
        return localize(
            "run", self.media, "--project", self.project, "--to", "en", *arguments, **options
        )

    def killed(self, *arguments, **told):
        """Run until an event says all of this, and no further; returns the event."""
        command = [sys.executable, "-m", "localize", "run", self.media, "--project", self.project]
        command += ["--to", "en", "--json", *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                event = json.loads(line)
                if told.items() <= event.items():
                    os.kill(process.pid, signal.SIGKILL)
                    return event
        raise AssertionError("the run ended before it could be killed")

    @property
    def out(self):
        return self.project / "subtitles"

    def files(self):
        return sorted(p.relative_to(self.out).as_posix() for p in self.out.rglob("*.*t"))

    def times(self):
        return {p: p.stat().st_mtime_ns for p in self.out.rglob("*.*")}


def cut(source, start, end, path):
    """A stretch of an episode's sound as a WAV file."""
    write(path, stretch(source, start, end))


def stretch(source, start, end):
    """The samples of an episode's sound between two times, ms."""
    with open_sound(source, probe(source)) as opened:
        first, last = start * SAMPLE_RATE // 1000, end * SAMPLE_RATE // 1000
        return opened.sound.samples[first:last].tobytes()


def write(path, samples):
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples)


@pytest.fixture(scope="module")
def episodes(tmp_path_factory, root, base_model):
    """Three short episodes: two in Japanese, one in English, in folders with awkward names."""
    media = tmp_path_factory.mktemp("episodes") / 'Season 1 "quoted" 日本'
    for name, scene, first, last in (
        ("ep1.wav", "last-train", 0, 2),
        ("folder/ep2.wav", "lighthouse", 0, 2),
        ("ep10.wav", "last-train", 2, 4),
    ):
        lines = json.loads((root / "sample" / "reference" / f"{scene}.json").read_text("utf-8"))
        spoken = [line for line in lines["lines"] if line["kind"] == "dialogue"]
        start, end = spoken[first]["start"], spoken[last - 1]["end"]
        source = root / "sample" / "episodes" / f"{scene}.mp4"
        cut(source, max(0, start - 300), end + 300, media / name)
    return media


@pytest.fixture(scope="module")
def first(episodes):
    """A run over the episodes, one after the other, by defaults: the season, and what it said."""
    season = Season(episodes, episodes.parent / "project")
    return season, season.run()


def copied(media, tmp_path):
    return Season(shutil.copytree(media, tmp_path / media.name), tmp_path / "project")


@pytest.fixture
def season(episodes, tmp_path):
    """The episodes, and no project yet."""
    return copied(episodes, tmp_path)


@pytest.fixture
def heard(first, tmp_path):
    """The episodes, and the project of the run over them, to be done with as a test likes."""
    season = copied(first[0].media, tmp_path)
    shutil.copytree(first[0].project, season.project)
    return season


def test_a_season_becomes_tracks_and_a_second_run_does_nothing(first):
    season, first = first
    assert first.returncode == 0, first.stdout + first.stderr
    assert season.files() == [
        "ep1.en.draft.srt",
        "ep1.en.draft.vtt",
        "ep1.ja.draft.srt",
        "ep1.ja.draft.vtt",
        "ep10.en.draft.srt",
        "ep10.en.draft.vtt",
        "ep10.ja.draft.srt",
        "ep10.ja.draft.vtt",
        "folder/ep2.en.draft.srt",
        "folder/ep2.en.draft.vtt",
    ]
    for name in season.files():
        assert read_file(season.out / name).track.cues
    assert "NOTE Draft" in (season.out / "ep1.en.draft.vtt").read_text("utf-8")
    manifest = json.loads((season.out / "manifest.json").read_text("utf-8"))
    ep1 = next(entry for entry in manifest["episodes"] if entry["episode"] == "ep1")
    assert ep1["language"] == "ja"
    assert [track["locale"] for track in ep1["tracks"]] == ["ja", "en"]
    assert ep1["coverage"]["speech"] >= ep1["coverage"]["heard"] > 0
    assert "of speech has words" in first.stderr
    english = ep1["tracks"][1]
    assert [machine["engine"] for machine in english["made_by"]] == ["faster-whisper", "whisper"]
    for entry in english["files"]:
        assert file_hash((season.out / entry["path"]).read_bytes()) == entry["sha256"]
    assert "1 of them" not in first.stdout
    # Episodes are heard together: only the whole run has a speed.
    assert re.search(r"3 episodes done in [\d.]+ s, [\d.]+ × real time\.", first.stdout)
    assert first.stdout.count(" heard\n") == 3

    before = season.times()
    second = season.run()
    assert second.returncode == 0
    assert "nothing was done" in second.stdout
    assert "real time" not in second.stdout
    assert second.stdout.count(" kept\n") == 3
    assert season.times() == before


def test_another_market_or_guide_does_not_listen_again(heard):
    done = heard.run("--audience", "children", "--json")
    assert done.returncode == 0
    stages = [json.loads(line) for line in done.stdout.splitlines()]
    done = [e for e in stages if e["event"] == "stage-done" and e["stage"] in ("speech", "draft")]
    assert done
    assert all(event["kept"] for event in done)


def test_json_is_one_object_a_line_and_nothing_else(heard):
    done = heard.run("--json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[0]["event"] == "run-started"
    assert events[0]["episodes"] == ["ep1", "ep10", "folder/ep2"]
    assert events[-1]["event"] == "run-done"
    assert (events[-1]["done"], events[-1]["failed"]) == (3, 0)


def test_bad_files_are_named_and_stop_no_other(heard):
    (heard.media / "text.mp4").write_text("I am no film.")
    (heard.media / "empty.wav").touch()
    with wave.open(str(heard.media / "silence.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(2 * 16_000 * 3))
    done = heard.run()
    assert done.returncode == 1
    for name in ("text", "empty", "silence"):
        assert any(line.startswith("failed") and name in line for line in done.stdout.splitlines())
    assert len(heard.files()) == 10
    assert "Traceback" not in done.stdout + done.stderr


def test_a_file_that_a_person_changed_is_kept(heard):
    edited = heard.out / "ep1.en.draft.srt"
    edited.write_text("1\n00:00:00,000 --> 00:00:02,000\nMine.\n", "utf-8")
    again = heard.run("--audience", "children")
    assert "Mine." in edited.read_text("utf-8")
    assert "changed since it was written" in again.stderr
    assert "Mine." in edited.read_text("utf-8")
    third = heard.run("--audience", "children")
    assert "Mine." in edited.read_text("utf-8")
    assert third.returncode == 0
    assert heard.run("--overwrite").returncode == 0
    assert "Mine." not in edited.read_text("utf-8")


def test_a_killed_run_goes_on_where_it_was(season):
    """Killed as soon as the first episode has its files; that one is not made again."""
    # Which one is whole first is the decoders' race: they are heard together.
    first = season.killed(event="episode-done")["episode"]
    kept = season.times()
    assert kept
    for path in kept:
        if path.suffix in (".srt", ".vtt"):
            assert read_file(path).track.cues
    Manifest.load(season.out)
    done = season.run("--json")
    assert done.returncode == 0
    events = [json.loads(line) for line in done.stdout.splitlines()]
    ends = {e["episode"]: e for e in events if e["event"] == "episode-done"}
    assert ends[first]["computed"] == 0
    assert len(ends) == 3
    assert not list(season.project.rglob("*.partial"))


def test_a_run_killed_in_mid_episode_goes_on_there(root, tmp_path, tiny_en_model):
    """Three minutes, killed when their first windows were heard; no other run could tell."""
    season = Season(tmp_path / "media", tmp_path / "project")
    talk = stretch(root / "sample/episodes/lighthouse.mp4", 3_700, 44_000)
    write(season.media / "ep1.wav", talk * 4)
    killed = season.killed(*ENGLISH, event="stage-progress", stage="speech")
    assert killed["done"] < killed["total"]
    (journal,) = (season.project / ".localize" / "parts").iterdir()
    kept = sum(bool(line) for line in journal.read_bytes().split(b"\n"))
    done = season.run(*ENGLISH, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    (taken,) = [event for event in events if event.get("rule") == "parts-taken"]
    assert taken["message"].startswith(f"{kept} part"), taken
    assert not journal.exists()
    told = [e for e in events if e["event"] == "stage-progress" and e["stage"] == "speech"]
    assert kept < len(told) - 1, "every window was kept: none was left to hear"
    unbroken = Season(season.media, tmp_path / "unbroken")
    assert unbroken.run(*ENGLISH).returncode == 0
    assert season.files() == unbroken.files() == ["ep1.en.draft.srt", "ep1.en.draft.vtt"]
    for name in season.files():
        assert (season.out / name).read_bytes() == (unbroken.out / name).read_bytes()


def test_ctrl_c_says_how_to_go_on(season):
    command = [sys.executable, "-m", "localize", "run", season.media, "--project", season.project]
    with subprocess.Popen(
        [*command, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            if json.loads(line)["event"] == "stage-progress":
                process.send_signal(signal.SIGINT)
                break
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "run the same command" in said
    assert season.run().returncode == 0


def test_the_season_says_which_markets_are_drafted_and_how(season):
    season.project.mkdir()
    (season.project / "localize.toml").write_text(
        'name = "S1"\nformats = ["srt"]\n'
        '[market.en]\nformats = ["vtt"]\n'
        '[market.fr]\n[market.fr.policy]\ndraft = "none"\n',
        "utf-8",
    )
    done = localize("run", season.media / "ep1.wav", "--project", season.project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert season.files() == ["ep1.en.draft.vtt", "ep1.ja.draft.srt"]


def test_what_people_touched_stays_when_the_machines_run_again(heard):
    """The database keeps a person's line; a run under another guide tells where it differs."""
    with Database.of_project(heard.project) as database:
        review = Review(database, load_season(heard.project), heard.project)
        actor = local_person(database)
        (track,) = [
            track
            for track in review.overview(actor).tracks
            if (track.episode, track.locale) == ("ep1", "en")
        ]
        cue = review.track(actor, track.track_id).cues[0]
        review.set_text(actor, track.track_id, cue.cue.id, cue.revision, "My own words.")
        assert heard.run("--audience", "children").returncode == 0
        after = review.track(actor, track.track_id).cues
        assert "My own words." in [c.cue.text for c in after]


def test_two_at_once_do_the_same_as_one_after_the_other(season, first):
    assert season.run("--workers", "2").returncode == 0
    other, _ = first
    assert season.files() == other.files()
    for name in season.files():
        assert (season.out / name).read_bytes() == (other.out / name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--to", "klingon"], 2, "language tag"),
        (["--source", "x"], 2, "language tag"),
        (["--model", "enormous"], 2, "enormous"),
        (["--guide", "nobody"], 2, "nobody"),
        (["--formats", "betamax"], 2, "betamax"),
        (["--frame-rate", "fast"], 2, "frame rate"),
        (["--start-timecode", "noon"], 2, "noon"),
        (["--speech", "ears"], 2, "ears"),
        (["--translation", "oracle"], 2, "oracle"),
        (["--executor", "guillotine"], 2, "guillotine"),
        (["--audience", "dogs"], 2, "dogs"),
        (["--script", "/no/such/list.txt"], 2, "list.txt"),
        (["--device", "cuda:7"], 1, "CUDA"),
        (["--device", "toaster"], 2, "toaster"),
        (["--beam-size", "0"], 2, "beam-size"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(season, arguments, code, says):
    done = season.run(*arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert season.files() == []


def test_a_folder_without_media_and_a_path_that_is_not_there(tmp_path):
    nothing = localize("run", tmp_path / "nothing", "--project", tmp_path / "p")
    assert nothing.returncode == 1
    assert "is not there" in nothing.stdout
    (tmp_path / "bare").mkdir()
    bare = localize("run", tmp_path / "bare", "--project", tmp_path / "p")
    assert bare.returncode == 1
    assert "no media" in bare.stdout


def test_an_output_folder_that_is_a_file(season, tmp_path):
    (tmp_path / "file").write_text("")
    done = season.run("--out", tmp_path / "file")
    assert done.returncode == 1
    assert "Cannot write" in done.stderr


def test_a_full_disk_is_said_and_nothing_is_half_written(season, small_disk):
    done = season.run("--out", small_disk / "out", "--project", small_disk)
    assert done.returncode == 1
    assert "make room" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_line_in_another_language_is_written_told_and_kept(root, tmp_path, base_model):
    """Japanese on the radio in an English programme."""
    lines = json.loads((root / "sample/reference/lighthouse.json").read_text("utf-8"))["lines"]
    radio = next(n for n, line in enumerate(lines) if "見えますか" in line["text"])
    start, end = lines[radio - 1]["start"], lines[radio + 1]["end"]
    source = root / "sample/episodes/lighthouse.mp4"
    cut(source, start - 300, end + 300, tmp_path / "radio.wav")
    done = localize(
        *("run", tmp_path / "radio.wav", "--source", "en", "--to", "en"),
        *("--project", tmp_path / "project", "--formats", "srt"),
    )
    assert "1 stretch in another language" in done.stderr, done.stdout + done.stderr
    written = read_file(tmp_path / "project/subtitles/radio.en.draft.srt").track
    assert any("見えますか" in cue.text for cue in written.cues)
    assert any("speak Japanese" in cue.text for cue in written.cues)
    database = Database.of_project(tmp_path / "project")
    with database.read() as session:
        kept = session.scalars(select(EpisodeRow.coverage)).one()
    database.close()
    assert [one["language"] for one in kept["stretches"] if one["kind"] == "foreign"] == ["ja"]
