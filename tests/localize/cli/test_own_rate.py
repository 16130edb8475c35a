"""Files that say their frame rate are checked, timed and written at it, if nobody tells another."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from localize.cli.check import check
from localize.cli.convert import convert
from localize.cli.retime import retime
from localize.cli.translate import translate
from localize.engines import WriteOptions
from localize.formats import read_file, write_bytes
from localize.timeline import FrameRate
from tests.localize_models.translation.chat.hostile import Hostile

APP = typer.Typer()
for command in (check, convert, retime, translate):
    APP.command()(command)

#: The first is too short, and stands on a frame of 29.97.
SRT = """1
00:00:01,001 --> 00:00:01,301
Good morning.

2
00:00:05,005 --> 00:00:08,008
Nobody ever told me what became of her.
"""
NTSC = FrameRate.parse("29.97")
DROP = FrameRate.parse("29.97df")


def run(*arguments):
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


def objects(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def made(tmp_path):
    """A file in a format, of a programme at a rate; without the mark that our own files have."""
    source = tmp_path / "source.en.srt"
    source.write_text(SRT, "utf-8")

    def make(name, rate):
        path = tmp_path / f"ep.en.{name}"
        rate = FrameRate.parse(rate)
        data = write_bytes(read_file(source).track, name, WriteOptions(rate=rate))
        if name == "stl":
            data = data[:448] + b" " * 576 + data[1024:]
        path.write_bytes(data)
        return path

    return make


@pytest.fixture
def stl(made):
    path = made("stl", "29.97df")
    assert path.read_bytes()[3:11] == b"STL30.01"
    return path


def on_frames(path, rate):
    times = [time for cue in read_file(path).track.cues for time in (cue.start, cue.end)]
    assert times
    return all(rate.time_of(rate.nearest_frame(time)) == time for time in times)


def dfc(path):
    return path.read_bytes()[3:11]


def test_check_counts_in_it_and_its_copy_has_it(stl, tmp_path):
    found = objects(run("check", stl, "--fix", tmp_path / "fixed", "--json"))
    assert found[0]["fps"] == "29.97 DF"
    assert found[0]["fixed_copy"]
    copy = tmp_path / "fixed" / stl.name
    assert dfc(copy) == b"STL30.01"
    assert on_frames(copy, DROP)
    assert read_file(copy).track.cues[0].start == read_file(stl).track.cues[0].start


def test_what_is_told_wins_for_check(stl, tmp_path):
    found = objects(run("check", stl, "--fix", tmp_path / "fixed", "--fps", "25", "--json"))
    assert found[0]["fps"] == "25"
    assert dfc(tmp_path / "fixed" / stl.name) == b"STL25.01"


def test_retime_lays_times_on_its_frames_and_its_copy_has_it(stl, tmp_path):
    out = tmp_path / "out"
    assert objects(run("retime", stl, "--out", out, "--json"))[0]["rate"] == "29.97 DF"
    copy = out / stl.name
    assert copy.read_bytes() != stl.read_bytes()
    assert dfc(copy) == b"STL30.01"
    assert on_frames(copy, DROP)


def test_what_is_told_wins_for_retime(stl, tmp_path):
    out = tmp_path / "out"
    run("retime", stl, "--out", out, "--rate", "25")
    assert dfc(out / stl.name) == b"STL25.01"


@pytest.mark.parametrize(
    ("options", "code"), [((), b"STL30.01"), (("--fps", "25"), b"STL25.01")], ids=("own", "told")
)
def test_drafts_have_it_unless_another_is_told(stl, tmp_path, options, code):
    out = tmp_path / "out"
    with Hostile(("well",)) as server:
        done = run(
            "translate", stl, "--to", "de", "--out", out, "--project", tmp_path,
            "--server", server.address, *options,
        )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert dfc(out / "ep.de.draft.stl") == code


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), b"STL30.01"),
        (("--shift", "1000"), b"STL30.01"),
        (("--fps", "25"), b"STL25.01"),
        (("--from-fps", "29.97", "--to-fps", "25"), b"STL25.01"),
        (("--stretch", "25/24"), b"STL25.01"),  # at another speed it is another programme's
    ],
)
def test_a_conversion_has_it_while_the_programme_is_the_same(stl, tmp_path, options, code):
    done = run("convert", stl, tmp_path / "other.en.stl", *options)
    assert done.exit_code == 0, done.output
    assert dfc(tmp_path / "other.en.stl") == code


@pytest.mark.parametrize(
    ("name", "rate", "label"),
    [
        ("stl", "25", "25"),
        ("scc", "29.97df", "29.97 DF"),
        ("scc", "29.97", "29.97"),
        ("ttml", "23.976", "23.976"),
        ("ttml", "50", "50"),
        ("netflix-ttml", "29.97", "29.97 DF"),
        ("json", "25", "25"),
        ("json", "29.97df", "29.97 DF"),
        ("srt", "25", "24"),
        ("vtt", "25", "24"),
        ("ass", "25", "24"),
    ],
)
def test_what_every_format_says_of_it(made, name, rate, label):
    assert objects(run("check", made(name, rate), "--json"))[0]["fps"] == label


def test_copies_of_scc_number_frames_as_it_does(made, tmp_path):
    path = made("scc", "29.97")
    run("convert", path, tmp_path / "other.en.scc")
    assert read_file(tmp_path / "other.en.scc").rate == NTSC


@pytest.mark.parametrize(
    ("said", "rate"),
    [
        ('ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"', NTSC),
        ('ttp:frameRate="24" ttp:frameRateMultiplier="999 1000"', FrameRate.parse("23.976")),
        ('ttp:timeBase="media"', None),
        ('ttp:frameRate="0"', None),
        ('ttp:frameRate="1000"', None),  # milliseconds by another name
        ('ttp:frameRate="1"', None),
    ],
)
def test_what_timed_text_says_is_believed_where_a_picture_can_have_it(tmp_path, said, rate):
    path = tmp_path / "ep.en.ttml"
    path.write_text(
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
        f'xml:lang="en" {said}><body><div><p begin="00:00:01.000" end="00:00:02.000">Go!</p>'
        "</div></body></tt>",
        "utf-8",
    )
    assert read_file(path).rate == rate
