"""Media files are found in the order that people expect, and nothing else is taken for one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.media.find import EXTENSIONS, find_media, media_in, natural_key


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def names(found, root: Path) -> list[str]:
    return [file.path.relative_to(root).as_posix() for file in found.files]


def test_natural_order_over_folders(tmp_path):
    make(tmp_path, "ep10.mkv", "Ep2.mkv", "ep1.MKV", "s2/a.mp3", "s10/a.mp3", "S1/b.wav")
    found = find_media([tmp_path])
    assert names(found, tmp_path) == [
        "ep1.MKV",
        "Ep2.mkv",
        "ep10.mkv",
        "S1/b.wav",
        "s2/a.mp3",
        "s10/a.mp3",
    ]
    assert found.problems == ()
    assert [file.folder.as_posix() for file in found.files][-1] == "s10"
    assert found.files[0].folder == Path()


def test_other_scripts(tmp_path):
    make(tmp_path, "第10話.mp4", "第2話.mp4", "第１話.mp4", "серия 3.mkv", "серия 12.mkv")
    assert names(find_media([tmp_path]), tmp_path) == [
        "серия 3.mkv",
        "серия 12.mkv",
        "第１話.mp4",
        "第2話.mp4",
        "第10話.mp4",
    ]


def test_what_is_left_alone(tmp_path):
    make(
        tmp_path,
        "good.mkv",
        ".hidden.mkv",
        ".cache/a.mkv",
        "a.mkv.part",
        "b.mkv.crdownload",
        "c.mkv.!qB",
        "d.mkv.tmp",
        "e.mkv~",
        "f.temp.mp4",
        "g.part.mkv",
        "h.mkv.partial",
        "i.mkv",
        "i.mkv.aria2",
        "notes.txt",
        "good.srt",
        "cover.jpg",
        "@eaDir/good.mkv",
        "__MACOSX/good.mkv",
        "no ending",
        "The.Temp.mkv",
        "Film.Part.mkv",
    )
    assert names(find_media([tmp_path]), tmp_path) == ["Film.Part.mkv", "good.mkv", "The.Temp.mkv"]


def test_those_of_a_folder_itself(tmp_path):
    make(tmp_path, "ep10.mkv", "Ep2.MKV", ".ep1.mkv", "a.part.mkv", "b.mkv", "b.mkv.aria2", "c.srt")
    make(tmp_path, "s1/ep3.mkv", "ep4.mkv/ep5.mkv")
    assert media_in(tmp_path) == (tmp_path / "Ep2.MKV", tmp_path / "ep10.mkv")
    assert media_in(tmp_path / "none") == media_in(tmp_path / "c.srt") == ()


def test_files_that_are_named_are_taken_as_they_are(tmp_path):
    make(tmp_path, "odd.bin", ".hidden.mkv", "a/ep.mkv")
    found = find_media([tmp_path / "odd.bin", tmp_path / ".hidden.mkv", tmp_path / "a" / "ep.mkv"])
    assert names(found, tmp_path) == ["odd.bin", ".hidden.mkv", "a/ep.mkv"]
    assert {file.folder for file in found.files} == {Path()}


def test_nothing_comes_twice(tmp_path):
    make(tmp_path, "s/ep1.mkv", "s/ep2.mkv")
    found = find_media([tmp_path / "s" / "ep2.mkv", tmp_path / "s", tmp_path])
    assert names(found, tmp_path) == ["s/ep2.mkv", "s/ep1.mkv"]
    assert found.problems == ()


def test_links_that_loop(tmp_path):
    make(tmp_path, "s/ep1.mkv", "other/ep2.mkv")
    try:
        (tmp_path / "s" / "up").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "s" / "other").symlink_to(tmp_path / "other", target_is_directory=True)
        (tmp_path / "s" / "dangling.mkv").symlink_to(tmp_path / "none.mkv")
    except OSError:
        pytest.skip("this system makes no links")
    found = find_media([tmp_path / "s"])
    assert names(found, tmp_path) == ["s/ep1.mkv", "s/other/ep2.mkv"]


def test_what_is_not_there_is_told_and_stops_nothing(tmp_path):
    make(tmp_path, "ep.mkv", "text/a.txt")
    found = find_media([tmp_path / "none.mkv", tmp_path / "text", tmp_path / "ep.mkv"])
    assert names(found, tmp_path) == ["ep.mkv"]
    assert [problem.path for problem in found.problems] == [
        str(tmp_path / "none.mkv"),
        str(tmp_path / "text"),
    ]
    assert "is not there" in found.problems[0].message
    assert "holds no media" in found.problems[1].message


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has other rights")
def test_folder_that_may_not_be_read():
    # pytest's own folders are closed to everybody but the user who runs it.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, "open/ep1.mkv", "shut/ep2.mkv")
        for each in (folder, folder / "open"):
            each.chmod(0o755)
        (folder / "shut").chmod(0)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)  # root may read everything; nobody may not
        try:
            found = find_media([folder])
        finally:
            if root:
                os.seteuid(0)
            (folder / "shut").chmod(0o755)
        assert names(found, folder) == ["open/ep1.mkv"]
        assert [problem.path for problem in found.problems] == [str(folder / "shut")]
        assert "may not be read" in found.problems[0].message


@given(st.lists(st.text(max_size=12), max_size=8))
def test_order_does_not_depend_on_the_order_of_reading(items):
    turned = items[::-1]
    assert sorted(items, key=natural_key) == sorted(turned, key=natural_key)


@given(st.text(alphabet="abcXYZ第話 ", max_size=6), st.integers(0, 10**9), st.integers(0, 10**9))
def test_numbers_sort_by_value(head, one, other):
    first, second = natural_key(f"{head}{one}.mkv"), natural_key(f"{head}{other}.mkv")
    assert (first < second) == (one < other)


def test_endings_are_normal():
    assert all(ending.startswith(".") and ending == ending.lower() for ending in EXTENSIONS)
