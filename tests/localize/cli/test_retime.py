"""`localize retime`, as a person runs it, on real media and files."""

from __future__ import annotations

import json
import tracemalloc
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from localize.cli.check_beside import Beside, Media
from localize.cli.convert import convert
from localize.cli.retime import retime
from localize.engines import WriteOptions
from localize.errors import SettingsError
from localize.formats import read_file, write_bytes
from localize.formats.encoding import MAX_BYTES
from localize.timeline import FrameRate
from tests.localize.cli.checking import EBU_TT

if TYPE_CHECKING:
    from pathlib import Path

APP = typer.Typer()
APP.command()(retime)

SRT = """1
00:00:01,009 --> 00:00:02,750
<i>Good morning.</i>

2
00:00:03,000 --> 00:00:03,100
No.

3
00:00:09,000 --> 00:00:09,500
Nobody ever told me what became of her, or of any of them.

4
00:00:10,000 --> 00:00:12,000
Never mind.
"""


def run(*arguments):
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


def objects(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def times(path):
    return [(cue.start, cue.end) for cue in read_file(path).track.cues]


@pytest.fixture
def srt(tmp_path: Path) -> Path:
    path = tmp_path / "ep.en.srt"
    path.write_text(SRT, "utf-8")
    return path


@pytest.fixture
def lighthouse(root: Path) -> Path:
    path = root / "sample" / "episodes" / "lighthouse.mp4"
    if not path.is_file():
        pytest.skip("the sample's episodes are not in this checkout")
    return path


def test_moves_are_said_with_their_reasons_and_text_stays(srt, tmp_path):
    done = run(srt, "--out", tmp_path / "out")
    assert done.exit_code == 1  # the third is too fast still, and named
    out = tmp_path / "out" / "ep.en.srt"
    assert times(out) == [(1000, 2917), (3000, 3833), (9000, 9917), (10_000, 12_000)]
    assert [c.lines for c in read_file(out).track.cues] == [
        c.lines for c in read_file(srt).track.cues
    ]
    assert "closes the gap to the next cue" in done.stdout
    assert "makes room for the next cue" in done.stdout
    assert "reading-speed: " in done.stdout
    assert "1 error of time left" in done.stdout
    assert srt.read_text("utf-8") == SRT


def test_json_is_one_object_a_line(srt):
    found = objects(run(srt, "--dry-run", "--json"))
    moves = [
        (one["cue"], one["edge"], one["frames"], one["reason"])
        for one in found
        if one["kind"] == "move"
    ]
    assert moves == [
        ("1", "in", 0, "frame"),
        ("1", "out", 4, "chained"),
        ("2", "out", 18, "shortest"),
        ("3", "out", 10, "next"),
    ]
    assert [one["kind"] for one in found] == ["file", *["move"] * 4, "finding", "summary"]
    assert found[-2]["rule"] == "reading-speed"
    assert found[-1]["moved"] == 3


def test_a_dry_run_writes_nothing(srt, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    assert run(srt, "--dry-run", "--out", tmp_path / "out").exit_code == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_nothing_that_is_there_is_replaced_unless_told(srt, tmp_path):
    out = tmp_path / "out"
    run(srt, "--out", out)
    assert "unchanged" in run(srt, "--out", out).stdout
    copy = out / "ep.en.srt"
    mine = copy.read_text("utf-8").replace("Never mind.", "Never you mind.")
    copy.write_text(mine, "utf-8")
    kept = run(srt, "--out", out)
    assert (kept.exit_code, copy.read_text("utf-8")) == (1, mine)
    assert "--force" in kept.stdout
    assert run(srt, "--out", out, "--force").exit_code == 1
    assert "Never mind." in copy.read_text("utf-8")


def test_a_file_that_is_timed_is_never_replaced(srt):
    done = run(srt, "--out", srt.parent, "--force")
    assert done.exit_code == 1
    assert srt.read_text("utf-8") == SRT
    assert run(srt, "--out", srt, "--force").exit_code == 1
    assert srt.read_text("utf-8") == SRT


def test_one_file_may_be_written_as_another_format(srt, tmp_path):
    out = tmp_path / "ep.vtt"
    assert run(srt, "--out", out).exit_code == 1
    assert out.read_text("utf-8").startswith("WEBVTT")
    (tmp_path / "two.en.srt").write_text(SRT, "utf-8")
    both = run(srt, tmp_path / "two.en.srt", "--out", tmp_path / "both.vtt")
    assert (both.exit_code, (tmp_path / "both.vtt").exists()) == (1, False)
    assert "one file" in str(both.exception)


def test_a_folder_keeps_its_shape_and_one_bad_file_stops_no_other(srt, tmp_path):
    season = tmp_path / "in" / "S01"
    season.mkdir(parents=True)
    (season / "a.en.srt").write_text(SRT, "utf-8")
    (season / "b.en.srt").write_bytes(b"nothing of the kind")
    done = run(tmp_path / "in", "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert (tmp_path / "out" / "S01" / "a.en.srt").is_file()
    assert "1 path could not be timed." in done.stdout


def test_what_is_asked_wrongly_is_said_before_any_file(srt, tmp_path):
    assert "--out" in str(run(srt).exception.hint)
    said = str(run(srt, "--dry-run", "--rate", "fast").exception)
    assert said.startswith("--rate, or --fps: 'fast' is not a frame rate")
    assert "--media" in str(run(srt, "--dry-run", "--media", tmp_path / "no.mp4").exception)
    lost = run(srt, "--dry-run", "--shots", tmp_path / "no.txt").exception
    assert isinstance(lost, SettingsError)
    assert "no.txt: Cannot read this list" in str(lost)


def test_the_rate_and_the_list_of_shots_that_are_given_hold(srt, tmp_path):
    shots = tmp_path / "shots.txt"
    shots.write_text("00:00:00:23\n00:00:12:02\n", "utf-8")
    found = objects(run(srt, "--dry-run", "--json", "--rate", "25", "--shots", shots))
    rate = FrameRate.parse("25")
    assert (found[0]["rate"], found[0]["shots"]) == ("25", 2)
    moves = [one for one in found if one["kind"] == "move"]
    assert all(rate.time_of(rate.nearest_frame(one["after"])) == one["after"] for one in moves)
    assert next((one["after"], one["reason"]) for one in moves) == (920, "with_shot")


def test_against_the_programme_cues_come_with_their_voices(lighthouse, root, tmp_path):
    truth = read_file(root / "sample" / "reference" / "lighthouse.en.srt").track.cues
    off = tmp_path / "lighthouse.en.srt"
    blocks = []
    for number, cue in enumerate(truth, 1):
        late = (400, -350, 0)[number % 3]
        start, end = max(0, cue.start + late), cue.end + (900 if number % 2 else -250)
        clock = " --> ".join(_clock(time) for time in (start, max(end, start + 500)))
        blocks.append(f"{number}\n{clock}\n" + "\n".join(cue.lines) + "\n")
    off.write_text("\n".join(blocks), "utf-8")
    out = tmp_path / "out"
    done = objects(run(off, "--media", lighthouse.parent, "--out", out, "--json"))
    assert (done[0]["rate"], done[0]["media"]) == ("25", str(lighthouse))
    assert done[0]["speech"] > 10
    assert done[0]["shots"] > 10
    before = [abs(start - cue.start) for (start, _), cue in zip(times(off), truth, strict=True)]
    after = [
        abs(start - cue.start) for (start, _), cue in zip(times(out / off.name), truth, strict=True)
    ]
    assert sum(error > 200 for error in before) > len(truth) / 2
    assert sum(error > 200 for error in after) < len(truth) / 4
    again = objects(run(out / off.name, "--media", lighthouse, "--dry-run", "--json"))
    assert [one for one in again if one["kind"] == "move"] == []


def test_without_voices_the_media_give_rate_and_shots_alone(lighthouse, root):
    reference = root / "sample" / "reference" / "lighthouse.en.srt"
    found = objects(run(reference, "--media", lighthouse, "--no-voices", "--dry-run", "--json"))
    assert (found[0]["speech"], found[0]["rate"]) == (None, "25")
    assert found[0]["shots"] > 10


def test_forced_narratives_are_not_laid_on_voices(lighthouse, root, tmp_path):
    """Where somebody speaks says nothing of them."""
    forced = tmp_path / "lighthouse.en.forced.srt"
    forced.write_bytes((root / "sample" / "reference" / "lighthouse.en.srt").read_bytes())
    found = objects(run(forced, "--media", lighthouse, "--dry-run", "--json"))
    assert found[0]["media"] == str(lighthouse)
    assert found[0]["speech"] is None
    assert found[-1]["reasons"].get("first_sound", 0) == 0


def _clock(time: int) -> str:
    seconds, millis = divmod(time, 1000)
    return f"00:{seconds // 60:02}:{seconds % 60:02},{millis:03}"


def test_a_copy_keeps_the_timecode_of_its_programmes_start(srt, tmp_path):
    form = tmp_path / "ep.en.stl"
    options = WriteOptions(rate=FrameRate.parse("25"), start="10:00:00:00")
    form.write_bytes(write_bytes(read_file(srt).track, "stl", options))
    run(form, "--out", tmp_path / "out", "--rate", "25")
    data = (tmp_path / "out" / form.name).read_bytes()
    assert data != form.read_bytes()
    assert data[256:264] == b"10000000"
    assert data[1024 + 5] == 10


def test_a_copy_that_cannot_say_the_start_says_that(write, tmp_path):
    path = write("ep.en.ttml", EBU_TT)
    told = objects(run(path, "--out", tmp_path / "out", "--json"))
    (lost,) = [one for one in told if one.get("rule") == "lost-start"]
    assert (lost["severity"], "10:00:00:00" in lost["message"]) == ("warning", True)
    assert times(tmp_path / "out" / path.name)[0][0] == 1000


@pytest.mark.parametrize(("name", "told"), [("o.en.srt", 1), ("o.en.draft.srt", 0), ("o.vtt", 0)])
def test_a_draft_whose_copy_does_not_say_so_is_told(write, tmp_path, name, told):
    note = "NOTE Draft: no person has approved this track.\n\n"
    path = write("ep.en.vtt", f"WEBVTT\n\n{note}00:01.000 --> 00:02.000\nHi.\n")
    found = objects(run(path, "--out", tmp_path / name, "--json"))
    lost = [one["message"] for one in found if one.get("rule") == "lost-draft"]
    assert lost == ["SRT cannot say that it is a draft: put .draft in its name."] * told


def test_a_kind_of_file_that_is_not_written_is_refused(write, tmp_path):
    path = write("ep.en.itt", EBU_TT)
    done = run(path, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "ep.en.itt: " in done.stdout
    assert "Call it .ttml" in done.stdout
    assert not (tmp_path / "out").exists()
    assert "stays until it can be read" in run(path, "--dry-run").stdout
    named = run(path, "--out", tmp_path / "o.itt")
    assert isinstance(named.exception, SettingsError)
    run(path, "--out", tmp_path / "o.ttml")
    assert times(tmp_path / "o.ttml")[0][0] == 1000


@pytest.mark.parametrize("name", ["film.en.mkv", "film.mkv"])
def test_of_a_film_no_more_is_read_than_it_takes_to_see_that_it_is_one(tmp_path, name):
    film = tmp_path / name
    with film.open("wb") as file:
        file.write(b"\x1aE\xdf\xa3")
        file.truncate(4 * MAX_BYTES)
    tracemalloc.start()
    try:
        told = run(film, "--out", tmp_path / "out")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert told.exit_code == 1
    assert "This is a film" in told.stdout
    assert most < 2 * MAX_BYTES


def test_a_start_that_the_media_alone_say_is_none_of_the_files(write, tmp_path, monkeypatch):
    said = Media(tmp_path / "ep.mkv", FrameRate.parse("25"), "01:00:00:00", ())
    monkeypatch.setattr(Beside, "media_of", lambda *_: said)
    plain = EBU_TT.replace("10:00:", "00:00:").replace(">00:00:00:00<", "><")
    path = write("ep.en.ttml", plain)
    told = objects(run(path, "--no-voices", "--out", tmp_path / "out", "--json"))
    assert told[0]["media"] == str(said.path)
    assert told[0]["written"]
    assert "lost-start" not in [one.get("rule") for one in told]


@pytest.mark.parametrize("name", ["stl", "ttml", "ass", "scc", "json"])
def test_every_format_goes_through_with_all_its_cues(name, srt, tmp_path):
    app = typer.Typer()
    app.command()(convert)
    form = tmp_path / f"ep.en.{name}"
    made = CliRunner().invoke(app, [str(srt), str(form), "--fps", "25"])
    assert made.exit_code == 0, made.output
    out = tmp_path / "out"
    run(form, "--out", out, "--rate", "25")
    read = read_file(out / form.name).track.cues
    assert len(read) == 4
    assert [c.lines for c in read] == [c.lines for c in read_file(form).track.cues]
