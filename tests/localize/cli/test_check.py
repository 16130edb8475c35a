"""`localize check` over real files: what it prints, writes, and ends with."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil

import pytest
import typer
from typer.testing import CliRunner

from localize.cli.check import check
from localize.errors import LocaleError, SettingsError, UnknownNameError
from localize.formats import read_file
from localize.guides import load_guide

APP = typer.Typer()
APP.command()(check)

#: Checks of the guide's figures alone, for tests that count findings: others may come.
FIGURES = (
    "lines", "line-length", "reading-speed", "duration-short", "duration-long", "gap", "overlap",
    "empty",
)  # fmt: skip
ONLY_FIGURES = [part for name in FIGURES for part in ("--only", name)]
VERSION = load_guide("netflix").version

CLEAN = "1\n00:00:00,000 --> 00:00:02,000\nGood morning.\n"
BROKEN = """1
00:00:00,000 --> 00:00:01,000
Twenty-four characters!!

2
00:00:02,000 --> 00:00:03,000
One.

3
00:00:03,042 --> 00:00:12,000
Far too long.
"""
# The first is given 5 frames, the second loses one; the third is left to people.
MENDED = [(0, 1208), (2000, 2958), (3042, 12000)]


def run(*arguments):
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


def objects(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def times(path):
    return [(cue.start, cue.end) for cue in read_file(path).track.cues]


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


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
        "source": None,
        "paired": None,
        "media": None,
        "shots": 0,
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
        "errors_by_rule": {"reading-speed": 1, "gap": 1, "duration-long": 1},
        "rules": {rule: {"error": 1} for rule in ("reading-speed", "gap", "duration-long")},
    }


def test_fixed_copies(write, tmp_path):
    path = write("ep.en.srt", BROKEN)
    before = path.read_bytes()
    result = run(path, "--fix", tmp_path / "fixed", *ONLY_FIGURES)
    assert result.exit_code == 1  # the third cue is still too long
    assert times(tmp_path / "fixed" / "ep.en.srt") == MENDED
    assert path.read_bytes() == before
    lines = result.stdout.splitlines()
    assert lines[1].endswith("the next cue -- ended at 00:00:01.000, now 00:00:01.208")
    assert lines[2].split()[2:4] == ["fixed", "gap"]
    assert lines[4] == f"  2 fixes in {tmp_path / 'fixed' / 'ep.en.srt'}"
    assert lines[5].endswith("1 error, 0 warnings, 0 notes, 2 fixed")


def test_fixed_copies_in_json(write, tmp_path):
    path = write("ep.en.srt", BROKEN)
    file, *findings, summary = objects(
        run(path, "--fix", tmp_path / "fixed", "--json", *ONLY_FIGURES)
    )
    assert file["fixed_copy"] == str(tmp_path / "fixed" / "ep.en.srt")
    assert [(one["rule"], one["fixed"]) for one in findings] == [
        ("duration-long", False),
        ("reading-speed", True),
        ("gap", True),
    ]
    assert findings[1]["before"] == {"start": 0, "end": 1000, "lines": ["Twenty-four characters!!"]}
    assert findings[1]["after"] == {**findings[1]["before"], "end": 1208}
    assert (summary["errors"], summary["fixed"]) == (1, 2)


def test_nothing_to_fix_writes_nothing(write, tmp_path):
    result = run(write("ep.en.srt", CLEAN), "--fix", tmp_path / "fixed")
    assert result.exit_code == 0
    assert not (tmp_path / "fixed").exists()


def test_all_fixed_is_success(write, tmp_path):
    path = write("ep.en.vtt", "WEBVTT\n\n00:00.000 --> 00:00.500\nGo!\n")
    result = run(path, "--fix", tmp_path / "fixed")
    assert result.exit_code == 0
    assert times(tmp_path / "fixed" / "ep.en.vtt") == [(0, 833)]
    assert run(tmp_path / "fixed").exit_code == 0


def test_a_copy_never_replaces_a_file_that_is_checked(write, tmp_path):
    path = write("ep.en.srt", BROKEN)
    result = run(path, "--fix", tmp_path)
    assert result.exit_code == 1
    assert "would replace" in result.stdout
    assert path.read_text() == BROKEN


def test_nor_through_a_link_to_its_folder(write, tmp_path):
    path = write("in/ep.en.srt", BROKEN)
    (tmp_path / "link").symlink_to(tmp_path / "in")
    result = run(path, "--fix", tmp_path / "link")
    assert "would replace" in result.stdout
    assert path.read_text() == BROKEN


def test_nor_the_copy_of_another(write, tmp_path):
    one, two = write("a/ep.en.srt", BROKEN), write("b/ep.en.srt", BROKEN.replace("One", "Two"))
    result = run(one, two, "--fix", tmp_path / "fixed")
    assert result.exit_code == 1
    assert "would replace that of" in result.stdout
    assert "One." in (tmp_path / "fixed" / "ep.en.srt").read_text()


def test_copies_keep_their_folders(write, tmp_path):
    write("in/s1/ep.en.srt", BROKEN)
    write("in/s2/ep.en.srt", BROKEN)
    run(tmp_path / "in", "--fix", tmp_path / "fixed")
    for season in ("s1", "s2"):
        assert times(tmp_path / "fixed" / season / "ep.en.srt") == MENDED


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


# --- Source, known names, shot changes ------------------------------------------------------------

SOURCE = CLEAN + "\n2\n00:00:03,000 --> 00:00:05,000\nRoom 12 is free.\n"
TARGET = SOURCE.replace("Good morning.", "Buenos días.").replace(
    "Room 12 is free.", "La 13 está libre."
)


def rules_of(result):
    return [(one["cue"], one["rule"]) for one in objects(result) if one["kind"] == "finding"]


def test_a_source_beside_a_file_is_found_by_its_name(write):
    write("ep.en.srt", SOURCE)
    path = write("ep.es-419.srt", TARGET)
    only = ("--only", "source-numbers", "--json")
    assert rules_of(run(path, *only)) == []
    result = run(path, *only, "--source-locale", "en")
    assert rules_of(result) == [("2", "source-numbers")]
    assert objects(result)[0]["paired"] == 2
    assert objects(result)[0]["source"].endswith("ep.en.srt")


def test_a_source_that_is_named_and_one_in_a_folder(write, tmp_path):
    path = write("ep.es-419.srt", TARGET)
    source = write("sources/ep.en.srt", SOURCE)
    write("sources/other.en.srt", CLEAN)
    only = ("--only", "source-numbers", "--json")
    assert rules_of(run(path, *only, "--source", source)) == [("2", "source-numbers")]
    assert rules_of(run(path, *only, "--source", source.parent)) == [("2", "source-numbers")]
    lost = run(write("lost.es-419.srt", TARGET), "--source", source.parent)
    assert lost.exit_code == 1
    assert "holds no source for it" in lost.stdout


def test_cues_that_cannot_be_paired_are_counted(write):
    write("ep.en.srt", SOURCE)
    later = "2\n00:00:30,000 --> 00:00:32,000\nAdiós.\n"
    path = write("ep.es-419.srt", CLEAN + "\n" + later)
    result = run(path, "--source-locale", "en", "--json")
    (told,) = [one for one in objects(result) if one.get("rule") == "pairing"]
    assert told["message"].startswith("1 cue of 2 could not be paired with the source (ep.en.srt)")
    assert "1 cue of its 2" in told["message"]


def test_known_names_are_not_misspelt(write, tmp_path):
    path = write("ep.es-419.srt", CLEAN.replace("Good morning.", "Hola, Xqzwaldo."))
    only = ("--only", "spelling", "--only", "spelling-names", "--json")
    if not rules_of(run(path, *only)):
        pytest.skip("no Spanish dictionary is installed")
    listed = write("names.txt", "# who is in it\nXqzwaldo\n")
    assert rules_of(run(path, *only, "--known", listed)) == []
    table = write("names.csv", "source,es-419,kind\nWaldo,Xqzwaldo,name\nSea,,place\n")
    assert rules_of(run(path, *only, "--known", table)) == []


def test_listed_shot_changes(write):
    path = write("ep.en.srt", CLEAN.replace("00:00:00,000", "00:00:00,920"))
    shots = write("shots.txt", "# first frames\n00:00:01.000\n00:00:09:12\n12.5\n")
    result = run(path, "--shots", shots, "--json")
    assert objects(result)[0]["shots"] == 3
    assert any("shot" in rule for _, rule in rules_of(result))
    shots.write_text("soon\n")
    result = run(path, "--shots", shots)
    assert result.exit_code == 1
    assert "'soon' is no time" in result.stdout


# --- Which rules, and which may be broken ---------------------------------------------------------


def test_only_skip_and_severity(write):
    path = write("ep.en.srt", BROKEN)
    assert rules_of(run(path, "--only", "gap", "--json")) == [("2", "gap")]
    kept = [name for name in FIGURES if name != "gap"]
    assert "gap" not in dict(map(reversed, rules_of(run(path, "--skip", "gap", "--json"))))
    assert run(path, *(part for one in kept for part in ("--skip", one)), "--skip", "gap",
               "--severity", "error").exit_code == 0  # fmt: skip
    found = objects(run(path, "--severity", "error", "--json"))
    assert {one["severity"] for one in found if one["kind"] == "finding"} == {"error"}
    assert found[-1]["notes"] == found[-1]["warnings"] == 0


WAIVERS = """
[[waiver]]
rule = "reading-speed"
cue = 1
reason = "A list of names."
by = "Ana"
when = 2026-11-25

[[waiver]]
rule = "gap"
time = "00:00:02.100"
file = "ep.en.srt"
reason = "Agreed."

[[waiver]]
rule = "duration-long"
reason = "A song."
"""


def test_waivers(write):
    path = write("ep.en.srt", BROKEN)
    file = write("waivers.toml", WAIVERS)
    result = run(path, *ONLY_FIGURES, "--waivers", file)
    assert result.exit_code == 0
    assert "3 of 3 cues (100.0%)" in result.stdout
    assert "0 errors, 0 warnings, 0 notes, 3 waived" in result.stdout
    assert " -- waived: A list of names. (Ana, 2026-11-25)" in result.stdout
    found = objects(run(path, *ONLY_FIGURES, "--waivers", file, "--json"))
    waived = [one for one in found if one["kind"] == "finding"]
    assert [(one["rule"], one["waived"], one["waiver"]["reason"]) for one in waived] == [
        ("reading-speed", True, "A list of names."), ("gap", True, "Agreed."),
        ("duration-long", True, "A song."),
    ]  # fmt: skip


def test_a_waived_finding_is_not_fixed(write, tmp_path):
    path = write("ep.en.srt", BROKEN)
    file = write("waivers.toml", WAIVERS)
    run(path, *ONLY_FIGURES, "--waivers", file, "--fix", tmp_path / "fixed")
    assert not (tmp_path / "fixed").exists()


def test_waivers_that_concern_nothing_are_told(write):
    path = write("ep.en.srt", CLEAN)
    file = write(
        "waivers.toml",
        '[[waiver]]\nrule = "gpa"\nreason = "x"\n'
        '[[waiver]]\nrule = "gap"\ncue = 9\nreason = "x"\n'
        '[[waiver]]\nrule = "gap"\nfile = "no.srt"\nreason = "x"\n'
        '[[waiver]]\nrule = "gap"\ncue = 1\nreason = "x"\n',
    )
    told = [one["message"] for one in objects(run(path, "--waivers", file, "--json"))
            if one["kind"] == "remark"]  # fmt: skip
    assert told == [
        "waiver 1 (gpa): there is no check of that name",
        "waiver 2 (gap, cue 9): there is no such cue in what was checked",
        "waiver 3 (gap): there is no such file",
        "waiver 4 (gap, cue 1): the rule is not broken there",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[[waiver", '[[waiver]]\nrule = "gap"\n', '[[waiver]]\nreason = "x"\n',
        '[[waiver]]\nrule = "gap"\nreason = "x"\nuntil = 3\n', '[waiver]\nrule = "gap"\n',
        '[[waiver]]\nrule = "gap"\nreason = "x"\ncue = 1\ntime = "00:00:01.000"\n', "a = 1\n",
        '[[waiver]]\nrule = 3\nreason = "x"\n',
    ],
)  # fmt: skip
def test_waivers_that_are_none(write, text):
    result = run(write("ep.en.srt", CLEAN), "--waivers", write("waivers.toml", text))
    assert isinstance(result.exception, SettingsError)


# --- The page -------------------------------------------------------------------------------------


def test_the_page_is_whole_and_holds_only_text(write, tmp_path):
    evil = '"><script>alert(1)</script><img src=http://evil.example/x>'
    path = write("ep.en.srt", BROKEN.replace("One.", evil))
    page = tmp_path / "out" / "report.html"
    result = run(path, "--html", page, "--waivers", write("waivers.toml", WAIVERS))
    assert result.stdout.rstrip().endswith(f"Page: {page}")
    text = page.read_text("utf-8")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert policy.startswith("default-src &#x27;none&#x27;")
    for tag, source in (("style", "style-src"), ("script", "script-src")):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{source} &#x27;sha256-{digest}&#x27;" in policy
    assert not re.search(r"<[a-z]+ [^>]*(?:src|href)=[\"']?(?:https?:)?//", text)
    assert "A list of names." in text
    assert "00:00:02:00 → 00:00:03:00" in text


def test_a_page_of_too_many_findings_says_what_it_leaves_out(write, tmp_path, monkeypatch):
    monkeypatch.setattr("localize.cli.check_page.MOST_OF_FILE", 2)
    page = tmp_path / "report.html"
    run(write("ep.en.srt", BROKEN), *ONLY_FIGURES, "--html", page)
    assert "1 finding of this file more than this page holds" in page.read_text("utf-8")
    assert page.read_text("utf-8").count('class="card"') == 2
