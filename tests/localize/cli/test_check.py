"""`localize check` over real files: what it prints, and ends with."""

from __future__ import annotations

import os
import shutil

import pytest

from localize.errors import LocaleError, SettingsError, UnknownNameError
from localize.formats import read_file
from tests.localize.cli.checking import BROKEN, CLEAN, ONLY_FIGURES, VERSION, objects, run


def test_a_clean_file(write):
    path = write("ep.en-US.srt", CLEAN)
    result = run(path)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"{path}: en-US, netflix {VERSION}, adult, 24 fps, 1 cue",
        "1 file: 1 of 1 cue (100.0%) within every hard limit; 0 errors, 0 warnings, 0 notes",
    ]


def test_a_broken_file(write):
    path = write("ep.en.srt", BROKEN)
    result = run(path, *ONLY_FIGURES)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{path}: en, netflix {VERSION}, adult, 24 fps, 3 cues",
        (
            "  00:00:00.000      1  error    reading-speed   24.0 characters per second, "
            "20 allowed: cut 4 characters or add 5 frames; 22 are free before the next cue"
        ),
        (
            "  00:00:02.000      2  error    gap             1 frame to the next cue, 2 needed: "
            "end it 1 frame earlier"
        ),
        (
            "  00:00:03.042      3  error    duration-long   215 frames (9.0 s), 168 allowed: "
            "end it 47 frames earlier, or split it into two cues"
        ),
        "1 file: 0 of 3 cues (0.0%) within every hard limit; 3 errors, 0 warnings, 0 notes",
        "  rule              error   warning      note",
        "  duration-long         1         -         -",
        "  gap                   1         -         -",
        "  reading-speed         1         -         -",
    ]


def test_json_is_all_there_is_on_stdout(write):
    path = write("ep.en.srt", BROKEN)
    result = run(path, "--json", *ONLY_FIGURES)
    assert result.exit_code == 1
    file, *findings, summary = objects(result)
    assert file == {
        "kind": "file",
        "path": str(path),
        "error": None,
        "locale": "en",
        "guide": "netflix",
        "guide_version": VERSION,
        "audience": "adult",
        "sdh": False,
        "fps": "24",
        "encoding": file["encoding"],
        "cues": 3,
        "fixed_copy": None,
        "copy_error": None,
        "source": None,
        "paired": None,
        "media": None,
        "shots": 0,
        "speech": None,
        "known": 0,
    }
    assert findings[1] == {
        "kind": "finding",
        "path": str(path),
        "rule": "gap",
        "severity": "error",
        "message": "1 frame to the next cue, 2 needed: end it 1 frame earlier",
        "cue": "2",
        "start": 2000,
        "line": None,
        "measured": 1,
        "limit": 2,
        "unit": "frames",
        "words": [],
        "fix": {"cue": "2", "start": None, "end": 2958, "lines": None},
        "fixed": False,
        "waived": False,
    }
    assert summary == {
        "kind": "summary",
        "files": 1,
        "failures": 0,
        "cues": 3,
        "cues_within_limits": 0,
        "share_within_limits": 0.0,
        "errors": 3,
        "warnings": 0,
        "notes": 0,
        "waived": 0,
        "fixed": 0,
        "copies": 0,
        "copies_failed": 0,
        "errors_by_rule": {"reading-speed": 1, "gap": 1, "duration-long": 1},
        "rules": {rule: {"error": 1} for rule in ("reading-speed", "gap", "duration-long")},
    }


def test_folders_are_walked_in_natural_order_and_files_taken_once(write, tmp_path):
    for name in ("e10.en.srt", "e2.en.vtt", ".hidden.en.srt", ".git/e1.en.srt", "notes.txt"):
        write(f"in/{name}", CLEAN if "vtt" not in name else "WEBVTT\n\n" + CLEAN.replace(",", "."))
    found = objects(run(tmp_path / "in", tmp_path / "in" / "e2.en.vtt", "--json"))
    paths = [os.path.relpath(one["path"], tmp_path / "in") for one in found if "path" in one]
    assert paths == ["e2.en.vtt", "e10.en.srt"]


def test_one_bad_file_stops_no_other(write, tmp_path):
    good = write("good.en.srt", CLEAN)
    noise = tmp_path / "noise.en.srt"
    noise.write_bytes(bytes(range(256)) * 40)
    nameless = write("nameless.srt", CLEAN)
    empty = tmp_path / "empty"
    empty.mkdir()
    result = run(tmp_path / "gone.en.srt", noise, nameless, empty, good, "--json")
    assert result.exit_code == 1
    errors = {one["path"]: one["error"] for one in objects(result) if one["kind"] == "file"}
    assert errors.pop(str(good)) is None
    assert errors[str(tmp_path / "gone.en.srt")] == "There is no such file."
    assert errors[str(empty)] == "This folder holds no subtitle files."
    assert errors[str(nameless)] == "Its name does not say its language."
    assert "none of the subtitle formats" in errors[str(noise)]
    assert objects(result)[-1]["failures"] == len(errors) == 4
    assert f"{nameless}: Its name does not say its language. Give --locale" in run(nameless).stdout


def test_the_language_given_wins_over_the_name(write):
    path = write("ep.en.srt", CLEAN.replace("Good morning.", "おはようございます。"))
    assert run(path, *ONLY_FIGURES).exit_code == 0
    result = run(path, "--locale", "ja_jp", "--json", *ONLY_FIGURES)
    assert objects(result)[0]["locale"] == "ja-JP"
    assert objects(result)[1]["rule"] == "reading-speed"


def test_audience_and_sdh(write):
    # 18 characters in a second.
    slow = CLEAN.replace("02,000", "01,000").replace("Good morning.", "x" * 18)
    plain, marked = write("ep.es-419.srt", slow), write("ep.es-419.sdh.srt", slow)
    assert run(plain).exit_code == 1
    assert run(plain, "--sdh").exit_code == 0
    assert run(plain, "--sdh", "--audience", "children").exit_code == 1
    assert run(marked).exit_code == 0
    assert ", SDH, " in run(marked).stdout
    assert run(marked, "--no-sdh").exit_code == 1


def test_frame_rate(write):
    # 20 frames at 24 are 19.98 at 23.976 and 41.65 at 50.
    path = write("ep.en.srt", CLEAN.replace("02,000", "00,830").replace("Good morning.", "Go!"))
    assert run(path).exit_code == 0
    assert run(path, "--fps", "23.976").exit_code == 0
    assert run(path, "--fps", "100").exit_code == 1


def test_a_guide_of_ones_own(write):
    guide = write(
        "house.toml",
        'name = "house"\nversion = "1"\n[fallback]\ncounting = "latin"\nmax_lines = 1\n'
        "max_line_length = 5\nreading_speed = 50\nmin_duration = 100\nmax_duration = 9000\n"
        "min_gap_frames = 0\nchain_frames = 0\n",
    )
    result = run(write("ep.en.srt", CLEAN), "--guide", guide)
    assert "house 1" in result.stdout
    assert "13 characters in line 1, 5 allowed" in result.stdout


@pytest.mark.parametrize(
    ("option", "value", "error"),
    [
        ("--guide", "klingon", UnknownNameError),
        ("--audience", "kids", UnknownNameError),
        ("--locale", "klingonese", LocaleError),
        ("--fps", "fast", SettingsError),
        ("--only", "speling", UnknownNameError),
        ("--skip", "speling", UnknownNameError),
        ("--source", "gone.srt", SettingsError),
        ("--media", "gone.mp4", SettingsError),
        ("--shots", "gone.txt", SettingsError),
        ("--known", "gone.csv", SettingsError),
        ("--waivers", "gone.toml", SettingsError),
    ],
)
def test_a_wrong_command_is_no_finding(write, option, value, error):
    result = run(write("ep.en.srt", CLEAN), option, value)
    assert isinstance(result.exception, error)
    assert value in str(result.exception)
    assert result.stdout == ""


def test_names_cannot_act_on_the_terminal(write):
    path = write("a\x1b[31m[red]\u202e.en.srt", CLEAN)
    result = run(path)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert "a\\x1b[31m[red]\\u202e.en.srt" in result.stdout


def test_a_name_that_is_not_unicode(tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.en.srt"
    try:
        with open(path, "wb") as file:  # noqa: PTH123 -- a name that is bytes
            file.write(CLEAN.encode())
    except OSError:
        pytest.skip("this file system takes names in Unicode only")
    assert run(tmp_path).exit_code == 0
    assert objects(run(tmp_path, "--json"))[0]["path"].endswith("caf\udce9.en.srt")


def test_repairs_of_the_reader_are_told(write):
    path = write("ep.en.srt", CLEAN.replace("morning", "\0morning"))
    result = run(path, "--json")
    (repair,) = [one for one in objects(result) if one["kind"] == "finding"]
    assert (repair["rule"], repair["severity"], repair["line"]) == ("null-bytes", "warning", 3)
    assert result.exit_code == 0


def test_every_real_file(shared_data, tmp_path):
    """All the subtitles there are: none crashes, cues are all counted, fixes cure."""
    folders = sorted(shared_data.glob("subs-*"))
    before = objects(run(*folders, "--json"))
    summary = before[-1]
    named = [one for one in before if one["kind"] == "file" and one["error"] is None]
    assert summary["files"] == len(named) > 30
    assert summary["cues"] == sum(one["cues"] for one in named) > 1000
    assert 0 < summary["cues_within_limits"] < summary["cues"]
    for folder in folders:
        shutil.copytree(folder, tmp_path / "in" / folder.name)
    after = objects(run(tmp_path / "in", "--fix", tmp_path / "fixed", "--json"))
    assert after[-1]["cues"] == summary["cues"]
    assert after[-1]["errors"] < summary["errors"]
    assert after[-1]["cues_within_limits"] > summary["cues_within_limits"]
    changed = {
        (one["path"], one["cue"]): one["after"]
        for one in after
        if one["kind"] == "finding" and one["fixed"]
    }
    for one in after:
        if one["kind"] == "file" and one.get("fixed_copy"):
            old, new = (read_file(one[key]).track for key in ("path", "fixed_copy"))
            assert len(new.cues) == len(old.cues)
            for cue, before in zip(new.cues, old.cues, strict=True):
                is_now = {"start": cue.start, "end": cue.end, "lines": list(cue.lines)}
                was = {"start": before.start, "end": before.end, "lines": list(before.lines)}
                # Every change is told, and nothing else is changed.
                assert is_now == changed.get((one["path"], before.id), was)
    again = objects(run(tmp_path / "fixed", "--fix", tmp_path / "none", "--json"))
    assert again[-1]["fixed"] == 0


def test_figures_of_a_real_file(shared_data):
    """Sintel's trailer in German: what a person counts by hand."""
    path = shared_data / "subs-sintel" / "sintel-clip.de.vtt"
    found = objects(run(path, "--json", *ONLY_FIGURES))
    figures = [(one["cue"], one["rule"], one["measured"]) for one in found[1:-1]]
    assert figures == [
        ("1", "duration-long", 11_999),
        ("5", "reading-speed", 22.623),  # 36 + 33 characters in 3.05 s
        ("12", "reading-speed", 18.276),  # 37 + 16 in 2.9 s
        ("14", "reading-speed", 24.0),
    ]
