"""`localize convert --sync` and `localize retime --sync`, on the sample's real sound."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from localize.cli.convert import convert
from localize.cli.retime import retime
from localize.errors import SettingsError
from localize.formats import read_file

if TYPE_CHECKING:
    from pathlib import Path

APP = typer.Typer()
APP.command("convert")(convert)
APP.command("retime")(retime)


def run(*arguments):
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


def times(path):
    return [(cue.start, cue.end) for cue in read_file(path).track.cues]


@pytest.fixture
def episodes(root: Path) -> Path:
    folder = root / "sample" / "episodes"
    if not (folder / "lighthouse.mp4").is_file():
        pytest.skip("the sample's episodes are not in this checkout")
    return folder


@pytest.fixture
def truth(root: Path) -> Path:
    return root / "sample" / "reference" / "lighthouse.en.srt"


@pytest.fixture
def late(truth, tmp_path) -> Path:
    """The sample's subtitles, 7.3 s too late."""
    path = tmp_path / "in" / "lighthouse.en.srt"
    path.parent.mkdir()
    assert run("convert", truth, path, "--shift", "7300").exit_code == 0
    return path


def test_a_late_file_is_brought_to_the_voices(late, truth, episodes, tmp_path):
    out = tmp_path / "lighthouse.en.vtt"
    done = run("convert", late, out, "--sync", episodes / "lighthouse.mp4")
    assert done.exit_code == 0, done.output
    assert "moved by -7." in done.stderr
    assert "come with a voice" in done.stderr
    off = [a - b for (a, _), (b, _) in zip(times(out), times(truth), strict=True)]
    assert len(set(off)) == 1  # as a whole
    assert abs(off[0]) <= 100
    lengths = [[end - start for start, end in times(path)] for path in (out, truth)]
    assert lengths[0] == lengths[1]


def test_a_file_in_time_stays_as_it_is(truth, episodes, tmp_path):
    out = tmp_path / "lighthouse.en.srt"
    done = run("convert", truth, out, "--sync", episodes / "lighthouse.mp4")
    assert done.exit_code == 0, done.output
    assert "in time as it is" in done.stderr
    assert times(out) == times(truth)


def test_another_episode_is_refused_and_nothing_is_written(late, episodes, tmp_path):
    out = tmp_path / "out.en.srt"
    done = run("convert", late, out, "--sync", episodes / "last-train.mp4")
    assert done.exit_code == 1
    assert "It cannot be told how it is to be moved" in str(done.exception)
    assert "--shift" in done.exception.hint
    assert not out.exists()


def test_a_folder_goes_by_the_names_of_its_programmes(late, truth, episodes, tmp_path):
    (late.parent / "other.en.srt").write_text(late.read_text("utf-8"), "utf-8")
    out = tmp_path / "out"
    done = run("convert", late.parent, out, "--to", "srt", "--sync", episodes)
    assert done.exit_code == 1
    assert "holds no media for it" in done.stderr
    off = times(out / "lighthouse.en.srt")[0][0] - times(truth)[0][0]
    assert abs(off) <= 100
    assert not (out / "other.en.srt").exists()


def test_subtitles_that_are_in_time_do_as_well(late, truth, tmp_path):
    out = tmp_path / "out.en.srt"
    done = run("convert", late, out, "--sync", truth)
    assert done.exit_code == 0, done.output
    assert times(out) == times(truth)


def test_what_is_said_twice_or_is_not_there_is_said(late, truth, tmp_path):
    out = tmp_path / "out.srt"
    both = run("convert", late, out, "--sync", truth, "--shift", "1000")
    assert isinstance(both.exception, SettingsError)
    gone = run("convert", late, out, "--sync", tmp_path / "no.mp4")
    assert "there is no" in str(gone.exception)
    alone = run("retime", late, "--dry-run", "--sync")
    assert "--media" in alone.exception.hint
    assert "--sync" in run("retime", late, "--dry-run", "--parts").exception.hint
    assert "--sync" in run("convert", late, out, "--parts").exception.hint
    assert not out.exists()


def test_retiming_finds_the_whole_before_it_times_each_cue(late, truth, episodes, tmp_path):
    out = tmp_path / "out"
    media = episodes / "lighthouse.mp4"
    done = run("retime", late, "--media", media, "--sync", "--out", out, "--json")
    told = json.loads(done.stdout.splitlines()[0])
    assert told["error"] is None
    (part,) = told["sync"]
    assert (part["since"], part["speed"]) == (0, None)
    assert abs(part["shift"] + 7300) <= 100
    assert part["met"] > part["chance"]
    written = times(out / late.name)
    near = [abs(a - b) for (a, _), (b, _) in zip(written, times(truth), strict=True)]
    assert sum(off <= 200 for off in near) > 0.75 * len(near)
    said = run("retime", late, "--media", media, "--sync", "--dry-run").stdout
    assert "moved by -7." in said


def test_retiming_names_a_file_that_belongs_elsewhere(late, episodes, tmp_path):
    media = episodes / "last-train.mp4"
    done = run("retime", late, "--media", media, "--sync", "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "It cannot be told how it is to be moved" in done.stdout
    assert not (tmp_path / "out" / late.name).exists()


def test_a_file_of_another_cut_is_put_in_time_part_by_part(tmp_path):
    """Beside subtitles that are in time: from its 30th cue on, a minute is missing in the file."""
    starts = [round(3000 * number + 900 * (number * number % 7)) for number in range(60)]
    gone = [start + (60_000 if number >= 30 else 0) for number, start in enumerate(starts)]
    for name, times_of in (("whole.en.srt", gone), ("cut.es-419.srt", starts)):
        blocks = [
            f"{number}\n{_clock(start)} --> {_clock(start + 1200)}\nLine {number}.\n"
            for number, start in enumerate(times_of, 1)
        ]
        (tmp_path / name).write_text("\n".join(blocks), "utf-8")
    out = tmp_path / "out.es-419.srt"
    cut, whole = tmp_path / "cut.es-419.srt", tmp_path / "whole.en.srt"
    refused = run("convert", cut, out, "--sync", whole)
    assert refused.exit_code == 1
    assert "--parts" in refused.exception.hint
    done = run("convert", cut, out, "--sync", whole, "--parts")
    assert done.exit_code == 0, done.exception
    assert times(out) == times(whole)
    assert "from 00:00:00.000 on in time as it is" in done.stderr
    assert "moved by +60.000 s" in done.stderr


def test_a_cue_before_the_programme_is_left_out_and_named(truth, episodes, tmp_path):
    late = tmp_path / "late.en.srt"
    assert run("convert", truth, late, "--shift", "20000").exit_code == 0
    opening = "\n1\n00:00:02,000 --> 00:00:04,000\nSubtitles by nobody.\n\n"
    first = times(truth)[0][0] + 20_000
    edge = f"2\n{_clock(19_000)} --> {_clock(min(first - 1, 20_400))}\n[wind]\n\n"
    late.write_text(opening + edge + late.read_text("utf-8"), "utf-8")
    out = tmp_path / "out.en.srt"
    done = run("convert", late, out, "--sync", episodes / "lighthouse.mp4")
    assert done.exit_code == 1
    assert (
        "would stand before the programme and was left out: 'Subtitles by nobody.'" in done.stderr
    )
    written = read_file(out).track.cues
    assert written[0].lines == ("[wind]",)
    assert written[0].start == 0
    assert len(written) == len(times(truth)) + 1


def _clock(time):
    return f"00:{time // 60_000:02}:{time // 1000 % 60:02},{time % 1000:03}"
