"""Files are written whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from localize.delivery.files import check_writable, clear_leftovers, write_atomically
from localize.errors import OutputError

as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")


def test_writing_makes_folders_and_replaces(tmp_path):
    path = tmp_path / "a" / "b" / "name with 'quotes' 日本.srt"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_the_file_gets_the_usual_permissions(tmp_path):
    path = tmp_path / "a.srt"
    plain = tmp_path / "plain"
    plain.touch()
    write_atomically(path, b"")
    assert path.stat().st_mode == plain.stat().st_mode


def test_a_file_in_place_of_the_folder_is_an_error_with_a_hint(tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(OutputError) as caught:
        write_atomically(tmp_path / "a" / "b.srt", b"x")
    assert caught.value.hint
    with pytest.raises(OutputError):
        check_writable(tmp_path / "a")


def test_a_name_that_is_too_long_is_an_error_with_a_hint(tmp_path):
    with pytest.raises(OutputError, match="too long"):
        write_atomically(tmp_path / ("x" * 300), b"x")


@as_root
def test_a_folder_that_may_not_be_written_is_an_error(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="may not write"):
            write_atomically(tmp_path / "a.srt", b"x")
    finally:
        tmp_path.chmod(0o700)


def test_a_full_disk_keeps_what_was_there(small_disk):
    path = small_disk / "a.srt"
    write_atomically(path, b"kept")
    with pytest.raises(OutputError, match="make room"):
        write_atomically(path, b"x" * 200_000)
    assert path.read_bytes() == b"kept"
    assert list(small_disk.iterdir()) == [path]


def test_a_kill_in_the_middle_leaves_the_old_file_or_the_new(tmp_path):
    """A process that writes two contents in turn is killed at random moments."""
    path = tmp_path / "a.srt"
    contents = (b"a" * 400_000, b"b" * 400_000)
    script = (
        "import sys; from pathlib import Path\n"
        "from localize.delivery.files import write_atomically\n"
        "path = Path(sys.argv[1])\n"
        "print('on', flush=True)\n"
        "while True:\n"
        "    write_atomically(path, b'a' * 400_000)\n"
        "    write_atomically(path, b'b' * 400_000)\n"
    )
    for pause in (0.01, 0.05, 0.11):
        with subprocess.Popen(
            [sys.executable, "-c", script, path], stdout=subprocess.PIPE
        ) as process:
            process.stdout.readline()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(pause)
            process.kill()
        if path.exists():
            assert path.read_bytes() in contents
    clear_leftovers(tmp_path)
    assert [p for p in tmp_path.iterdir() if p != path] == []
