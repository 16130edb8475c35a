"""`localize convert`, as a person runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SRT = "1\n00:00:01,000 --> 00:00:02,000\n<i>Hi</i> & bye\n\n"
DAMAGED = SRT + "2\nLost text.\n\n3\n00:00:05,000 --> 00:00:06,000\n<font>End</font>\n"
RUN = "from localize.cli.main import run; run()"


def convert(*args: str | Path, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", RUN, "convert", *map(str, args)]
    return subprocess.run(command, input=data, capture_output=True, check=False, timeout=60)


@pytest.fixture
def srt(tmp_path: Path) -> Path:
    path = tmp_path / "Ép. 1 'x' \"y\".en.srt"
    path.write_text(SRT, encoding="cp1252")
    return path


def test_srt_to_webvtt(srt: Path, tmp_path: Path) -> None:
    out = tmp_path / "sub folder" / "日本 語.vtt"
    done = convert(srt, out)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert out.read_text("utf-8") == (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<i>Hi</i> &amp; bye\n"
    )
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_a_cue_left_out_is_named_and_exits_with_1(tmp_path: Path) -> None:
    source, out = tmp_path / "a.srt", tmp_path / "a.vtt"
    source.write_text(DAMAGED)
    done = convert(source, out)
    assert done.returncode == 1
    errors = done.stderr.decode().splitlines()
    assert any(line.startswith(f"{source}:5: ") and "Lost text." in line for line in errors)
    assert any("<font>" in line for line in errors)
    assert out.read_text().count("-->") == 2


def test_what_the_format_cannot_say_is_named_for_the_target(tmp_path: Path) -> None:
    source, out = tmp_path / "a.vtt", tmp_path / "a.srt"
    source.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Hi\n")
    done = convert(source, out)
    assert done.returncode == 0
    assert f"{out}: SRT cannot say who speaks: 1 cue" in done.stderr.decode()


def test_nothing_is_overwritten_unless_told(srt: Path, tmp_path: Path) -> None:
    out = tmp_path / "there.srt"
    out.write_text("precious")
    done = convert(srt, out)
    assert (done.returncode, out.read_text()) == (2, "precious")
    assert b"--force" in done.stderr
    assert convert(srt, out, "--force").returncode == 0
    assert out.read_bytes().startswith(b"1\r\n")


def test_the_file_that_is_read_is_never_overwritten(srt: Path) -> None:
    done = convert(srt, srt, "--force")
    assert (done.returncode, srt.read_text("cp1252")) == (2, SRT)


def test_stdin_to_stdout() -> None:
    done = convert("-", "-", "--to", "vtt", data=SRT.encode())
    assert done.returncode == 0
    assert done.stdout.startswith(b"WEBVTT\n")
    assert convert("-", "-", data=SRT.encode()).returncode == 2


def test_a_draft_stays_a_draft(tmp_path: Path) -> None:
    source, out, back = tmp_path / "a.en.draft.srt", tmp_path / "a.vtt", tmp_path / "b.vtt"
    source.write_text(SRT)
    assert convert(source, out).returncode == 0
    assert convert(out, back).returncode == 0
    assert "NOTE Draft:" in back.read_text()
    last = convert(back, tmp_path / "c.srt")
    assert "draft" in last.stderr.decode()


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["none.srt", "out.vtt"], 1, "No such file"),
        (["a.srt", "out.docx"], 2, ".srt, .ssa, .stl, "),
        (["a.srt", "out.itt"], 2, "Call it .ttml"),
        (["a.srt", "out.vtt", "--locale", "klingonese"], 2, "language tag"),
        (["a.srt", "out.vtt", "--from", "docx"], 2, "docx"),
        (["a.srt", "out.vtt", "--to", "docx"], 2, "docx"),
        (["letter.srt", "out.vtt"], 1, "none of the subtitle formats"),
        (["a.srt", "."], 2, "folder"),
        (["a.srt", "b.srt", "--from-fps", "25"], 2, "--to-fps"),
        (["a.srt", "b.srt", "--from-fps", "25", "--to-fps", "x"], 2, "not a frame rate"),
        (["a.srt", "b.srt", "--shift", "soon"], 2, "no offset"),
        (["a.srt", "b.srt", "--shift", "00:00:01:12"], 2, "--fps"),
        (["a.srt", "b.srt", "--shift", "00:00:01:25", "--fps", "25"], 2, "frames run to 24"),
        (["a.srt", "b.srt", "--stretch", "0"], 2, "no stretch"),
        (["a.srt", "b.srt", "--shift=-1001"], 2, "--shift=-1000"),
        (["a.srt", "b.srt", "--shift", "00:00:01:130"], 2, "at no frame rate: frames run to 119"),
        (["a.srt", "b.srt", "--shift", "24:00:01:10"], 2, "not a timecode: hours to 23"),
        (["a.srt", "b.stl", "--start", "25:00:00:00"], 2, "not a timecode"),
        (["a.srt", "b.stl", "--start", "10:00:00:25", "--fps", "25"], 2, "frames run to 24"),
    ],
)
def test_mistakes_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], code: int, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.srt").write_text(SRT)
    Path("letter.srt").write_text("Dear Sir or Madam,\n")
    done = convert(*args)
    assert done.returncode == code, done.stderr.decode()
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert not list(Path().glob("out.*"))


# --- Times --------------------------------------------------------------------------------------


def test_another_frame_rate_and_an_offset(srt: Path, tmp_path: Path) -> None:
    out = tmp_path / "b.vtt"
    done = convert(srt, out, "--from-fps", "25", "--to-fps", "23.976", "--shift", "00:00:10:00")
    assert done.returncode == 0, done.stderr.decode()
    # 25 frames at 23.976 last 1.043 s; ten seconds of its timecode are 240 frames, 10.010 s.
    assert "00:00:11.053 --> 00:00:12.095" in out.read_text()


def test_a_stretch(srt: Path, tmp_path: Path) -> None:
    out = tmp_path / "b.srt"
    assert convert(srt, out, "--stretch", "1.5", "--shift=-500").returncode == 0
    assert "00:00:01,000 --> 00:00:02,500" in out.read_text("utf-8")


def test_timecodes_of_a_programme(srt: Path, tmp_path: Path) -> None:
    stl, back = tmp_path / "b.stl", tmp_path / "c.srt"
    done = convert(srt, stl, "--fps", "25", "--start", "10:00:00:00")
    assert (done.returncode, done.stderr) == (0, b"")
    assert stl.read_bytes()[256:264] == b"10000000"
    assert stl.read_bytes()[1024 + 5 : 1024 + 9] == bytes([10, 0, 1, 0])
    assert convert(stl, back).returncode == 0
    assert "00:00:01,000 --> 00:00:02,000" in back.read_text("utf-8")
    again = tmp_path / "d.stl"
    assert convert(stl, again).returncode == 0
    assert again.read_bytes()[256:264] == b"10000000"
    assert again.read_bytes()[1024 + 5 : 1024 + 9] == bytes([10, 0, 1, 0])
    assert convert(stl, again, "--start", "00:00:00:00", "--force").returncode == 0
    assert again.read_bytes()[256:264] == b"00000000"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--shift=-01:00:00:00"], "00:00:05,305"),
        (["--shift=-00:59:59:15"], "00:00:05,805"),
        (["--shift=-01:00:00:00", "--fps", "25"], "00:00:08,905"),
        (["--shift=-01:00:00.000"], "00:00:08,905"),
    ],
)
def test_an_offset_in_timecode_is_counted_at_the_rate_of_the_file(
    tmp_path: Path, options: list[str], expected: str
) -> None:
    codes = "9420 9420 94ae 94ae 94d0 94d0 c8e5 ecec ef80 942f 942f"
    source = f"Scenarist_SCC V1.0\n\n01:00:05:00\t{codes}\n\n01:00:08:00\t942c 942c\n"
    done = convert("-", "-", "--to", "srt", *options, data=source.encode())
    assert done.returncode == 0, done.stderr.decode()
    assert expected in done.stdout.decode()


def test_an_hour_that_was_taken_off_is_not_advised_to_be() -> None:
    source = b"""<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en" ttp:timeBase="smpte"
        ttp:frameRate="25" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"><body><div>
        <p begin="10:00:01:00" end="10:00:02:00">Hello.</p></div></body></tt>"""
    for shift, advised in (("-10:00:00:00", False), ("-09:00:00:00", False), ("-500", True)):
        done = convert("-", "-", "--to", "srt", f"--shift={shift}", data=source)
        assert done.returncode == 0, done.stderr.decode()
        assert (b"convert with --shift" in done.stderr) == advised


def test_an_offset_may_have_frames_that_the_fastest_files_alone_have() -> None:
    source = """<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en" ttp:frameRate="100"
        xmlns:ttp="http://www.w3.org/ns/ttml#parameter"><body><div>
        <p begin="1s" end="2s">Hello.</p></div></body></tt>"""
    options = ("--from", "ttml", "--to", "srt", "--shift", "00:00:00:80")
    done = convert("-", "-", *options, data=source.encode())
    assert "00:00:01,800 --> 00:00:02,800" in done.stdout.decode(), done.stderr.decode()


# --- Other formats ------------------------------------------------------------------------------


def test_what_cannot_be_written_is_refused_by_the_cue(tmp_path: Path) -> None:
    source, out = tmp_path / "a.srt", tmp_path / "a.scc"
    source.write_text("1\n00:00:01,000 --> 00:00:02,000\n漢字\n", encoding="utf-8")
    done = convert(source, out)
    assert done.returncode == 1
    assert "CEA-608 has no 漢 字" in done.stderr.decode()
    assert not out.exists()


@pytest.mark.parametrize("extension", [".stl", ".ass", ".ssa", ".localize.json", ".vtt"])
def test_a_draft_says_so_in_every_format_that_can(
    srt: Path, tmp_path: Path, extension: str
) -> None:
    out, back = tmp_path / f"b{extension}", tmp_path / "c.vtt"
    assert convert(srt, out, "--draft").returncode == 0
    assert convert(out, back).returncode == 0
    assert "NOTE Draft:" in back.read_text()


def test_the_formats_are_listed() -> None:
    done = convert("--help")
    text = " ".join(done.stdout.decode().replace("│", " ").split())
    for name in ("ass", "json", "scc", "srt", "ssa", "stl", "ttml", "vtt"):
        assert name in text


# --- Folders ------------------------------------------------------------------------------------


def test_a_folder_becomes_a_folder_of_the_same_shape(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    (source / "S01").mkdir(parents=True)
    (source / "S01" / "E01.en.srt").write_text(SRT)
    (source / "S01" / "E02.en.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n")
    (source / "S01" / "manifest.json").write_text('{"tracks": []}')
    (source / "notes.txt").write_text("none of ours")
    done = convert(source, out, "--to", "ass")
    assert done.returncode == 0, done.stderr.decode()
    found = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert found == ["S01/E01.en.ass", "S01/E02.en.ass"]


def test_files_of_a_folder_that_are_no_subtitles_are_counted(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    tt = '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div>{}</div></body></tt>'
    (source / "a.itt").write_text(tt.format('<p begin="1s" end="2s">Hi</p>'))
    assert b"1 file into" in (done := convert(source, out, "--to", "srt")).stderr
    assert b"passed over" not in done.stderr
    for name in ("b.sub", "notes.doc", ".hidden"):
        (source / name).write_text("x")
    done = convert(source, out, "--to", "srt", "--force")
    assert (done.returncode, done.stdout) == (0, b"")
    assert f"1 file into {out}; 2 files of no subtitle format passed over" in done.stderr.decode()
    assert [path.name for path in out.iterdir()] == ["a.srt"]


def test_one_bad_file_of_a_folder_stops_no_other(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "a.srt").write_text("Dear Sir or Madam,\n")
    (source / "b.srt").write_text(SRT)
    (source / "b.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n")
    done = convert(source, out, "--to", "ass")
    said = done.stderr.decode()
    assert done.returncode == 1
    assert f"{source / 'a.srt'}: " in said
    assert "is called the same" in said
    assert [path.name for path in out.iterdir()] == ["b.ass"]
    assert convert(source, out).returncode == 2
    assert convert(tmp_path / "out", source / "b.srt", "--to", "ass").returncode == 2


def test_files_that_were_refused_are_not_counted_as_made(srt: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "a.en.vtt").write_bytes(convert(srt, "-", "--to", "vtt").stdout)
    assert b"1 file into" in convert(source, out, "--to", "srt").stderr
    again = convert(source, out, "--to", "srt")
    assert again.returncode == 1
    assert b"is there already" in again.stderr
    assert b"0 files into" in again.stderr


def test_a_speed_that_is_given_is_not_advised(srt: Path, tmp_path: Path) -> None:
    advice = b"convert with --from-fps and --to-fps"
    done = convert(srt, tmp_path / "a.stl", "--fps", "23.976")
    assert advice in done.stderr
    done = convert(srt, tmp_path / "b.stl", "--from-fps", "25", "--to-fps", "23.976")
    assert b"does not count at 23.976" in done.stderr
    assert advice not in done.stderr
    usual = convert(srt, tmp_path / "c.stl", "--from-fps", "23.976", "--to-fps", "25")
    assert b"does not count" not in usual.stderr


def test_what_a_cue_looks_like_is_said_for_the_format_that_was_named(
    srt: Path, tmp_path: Path
) -> None:
    done = convert(srt, tmp_path / "a.vtt", "--from", "ass")
    assert done.returncode == 1
    assert b"Dialogue: 0,0:00:01.00" in done.stderr
    assert b"00:00:01,000 -->" not in done.stderr


def test_a_film_is_no_subtitle_file_and_it_is_said_how_to_take_them_out(tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    film.write_bytes(b"\x1aE\xdf\xa3" + bytes(2000))
    done = convert(film, tmp_path / "a.srt")
    assert done.returncode == 1
    assert b"subtitles inside a film are not read" in done.stderr
    assert b"ffmpeg -i FILM -map 0:s:0 OUT.srt" in done.stderr
