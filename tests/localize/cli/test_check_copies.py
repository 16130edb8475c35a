"""`localize check --fix`: copies with safe fixes, which never replace what is checked."""

from __future__ import annotations

import pytest

from localize.cli.convert_files import is_draft
from localize.engines import WriteOptions
from localize.formats import read_file, write_bytes
from localize.timeline import FrameRate
from tests.localize.cli.checking import (
    BROKEN,
    CLEAN,
    EBU_TT,
    MENDED,
    ONLY_FIGURES,
    objects,
    run,
    times,
)


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


def test_a_copy_keeps_the_timecode_of_its_programmes_start(write, tmp_path):
    made = read_file(write("ep.en.srt", BROKEN)).track
    path = tmp_path / "ep.en.stl"
    options = WriteOptions(rate=FrameRate.parse("25"), start="10:00:00:00")
    path.write_bytes(write_bytes(made, "stl", options))
    run(path, "--fix", tmp_path / "fixed", *ONLY_FIGURES)
    data = (tmp_path / "fixed" / "ep.en.stl").read_bytes()
    assert data != path.read_bytes()
    assert data[256:264] == b"10000000"
    assert data[1024 + 5 : 1024 + 9] == bytes([10, 0, 0, 0])


def test_a_copy_that_cannot_say_the_start_says_that(write, tmp_path):
    """A folder may hold both: a copy as it was, from ten o'clock, and a fixed one, from zero."""
    path = write("ep.en.ttml", EBU_TT)
    same = write("same.en.ttml", EBU_TT.replace("10:00:01:12", "10:00:03:00"))
    found = objects(run(path, same, "--fix", tmp_path / "fixed", "--json", *ONLY_FIGURES))
    assert times(tmp_path / "fixed" / "ep.en.ttml")[0][0] == 1000
    told = [one for one in found if one.get("rule") == "lost-start"]
    assert [(one["path"], one["severity"]) for one in told] == [(str(path), "warning")]
    assert "10:00:00:00" in told[0]["message"]
    assert (tmp_path / "fixed" / "same.en.ttml").read_bytes() == same.read_bytes()


def test_a_kind_of_file_that_is_not_written_is_checked_all_the_same(write, tmp_path):
    """Where nothing is to be fixed it is copied as it is."""
    path = write("ep.en.itt", EBU_TT)
    same = write("same.en.itt", EBU_TT.replace("10:00:01:12", "10:00:03:00"))
    told = run(path, same, "--fix", tmp_path / "fixed", *ONLY_FIGURES)
    assert told.exit_code == 1
    assert ".itt files (iTunes Timed Text) are read, and not written. Call it .ttml" in told.stdout
    assert "reading-speed" in told.stdout
    assert [one.name for one in (tmp_path / "fixed").iterdir()] == [same.name]
    assert (tmp_path / "fixed" / same.name).read_bytes() == same.read_bytes()


@pytest.mark.parametrize("name", ["vtt", "json", "ttml"])
def test_a_copy_of_a_draft_is_one(write, tmp_path, name):
    """Whether its name says so or it says so itself."""
    made = read_file(write("ep.en.srt", BROKEN)).track
    path = tmp_path / f"ep.en.{name}"
    path.write_bytes(write_bytes(made, name, WriteOptions(draft=True)))
    told = run(path, "--fix", tmp_path / "fixed", *ONLY_FIGURES)
    copy = tmp_path / "fixed" / path.name
    assert times(copy) == MENDED
    assert is_draft(copy.read_bytes(), "", "")
    assert "Comments" not in told.stdout


def test_a_copy_that_somebody_changed_is_kept(write, tmp_path):
    path = write("ep.en.srt", BROKEN)
    fix = (path, "--fix", tmp_path / "fixed", *ONLY_FIGURES)
    run(*fix)
    copy = tmp_path / "fixed" / "ep.en.srt"
    assert "was kept" not in run(*fix).stdout, "the same again is nobody's change"
    mine = copy.read_text().replace("Twenty-four", "Twenty-five")
    copy.write_text(mine)
    result = run(*fix)
    assert result.exit_code == 1
    assert "it was kept" in result.stdout
    assert "--force" in result.stdout
    assert copy.read_text() == mine
    run(*fix, "--force")
    assert times(copy) == MENDED
    assert "Twenty-four" in copy.read_text()


def test_where_nothing_is_fixed_the_file_is_copied_as_it_is(write, tmp_path):
    """So that the folder holds every episode for what comes next."""
    path = write("in/more/clean.en.srt", CLEAN)
    path.write_bytes(b"\xef\xbb\xbf" + CLEAN.replace("\n", "\r\n").encode())
    long = write("in/long.en.srt", "1\n00:00:00,000 --> 00:00:12,000\nFar too long.\n")
    write("in/broken.en.srt", BROKEN)
    fix = (tmp_path / "in", "--fix", tmp_path / "fixed", *ONLY_FIGURES)
    result = run(*fix)
    copies = {one: tmp_path / "fixed" / one.relative_to(tmp_path / "in") for one in (path, long)}
    assert all(copy.read_bytes() == one.read_bytes() for one, copy in copies.items())
    assert times(tmp_path / "fixed" / "broken.en.srt") == MENDED
    for copy in copies.values():
        assert f"  nothing fixed: as it is in {copy}" in result.stdout.splitlines()
    assert "3 copies: 1 with fixes, 2 of files as they are." in result.stdout.splitlines()
    found = objects(run(*fix, "--json"))
    assert all(one["fixed_copy"] for one in found if one["kind"] == "file")
    assert found[-1]["copies"] == 3


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
