"""The child processes that make working copies: one at a time, and none is left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from localize.pipeline.copying import copies_folder
from localize_ui.api.copies import Copies
from tests.localize_ui.api.filmed import ready, until

SLOW = """
import json, os, sys, time
print(json.dumps({"progress": 0.25}), flush=True)
print("words of a library", flush=True)
open(sys.argv[1], "w").write(str(os.getpid()))
time.sleep(600)
"""


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # gone, or gone while it was read
        return False


@pytest.fixture
def slow(tmp_path):
    made = Copies(program=(sys.executable, "-c", SLOW))
    yield made
    made.close()


def pid_in(path):
    return int(until(lambda: path.exists() and path.read_text()))


def test_one_at_a_time_and_all_end_with_the_server(slow, tmp_path):
    for key in ("a", "b", "a"):
        slow.ask(key, [str(tmp_path / key)])
    pid = pid_in(tmp_path / "a")
    until(lambda: slow.find("a").progress == 0.25)
    assert slow.find("b").progress == 0.0
    assert slow.find("c") is None
    assert not (tmp_path / "b").exists()
    slow.close()
    assert not alive(pid)
    assert not (tmp_path / "b").exists()
    slow.ask("d", [str(tmp_path / "d")])
    assert slow.find("d") is None


def test_a_maker_that_is_killed_is_told_and_tried_again(slow, tmp_path):
    slow.ask("a", [str(tmp_path / "a")])
    slow.ask("b", [str(tmp_path / "b")])
    os.kill(pid_in(tmp_path / "a"), 9)
    failed = until(lambda: slow.find("a").failed)
    assert "ended before it was done" in failed
    pid_in(tmp_path / "b")  # the next goes on
    (tmp_path / "a").unlink()
    slow.ask("a", [str(tmp_path / "a")])
    assert slow.find("a").failed == ""
    os.kill(pid_in(tmp_path / "b"), 9)
    pid_in(tmp_path / "a")


def test_a_server_that_is_killed_takes_its_makers_with_it(tmp_path):
    script = (
        "import sys, time; from localize_ui.api.copies import Copies;"
        f"copies = Copies(program=(sys.executable, '-c', {SLOW!r}));"
        "copies.ask('a', [sys.argv[1]]); time.sleep(600)"
    )
    server = subprocess.Popen([sys.executable, "-c", script, tmp_path / "a"])
    pid = pid_in(tmp_path / "a")
    server.kill()
    server.wait()
    until(lambda: not alive(pid))


def test_a_copy_that_was_not_finished_is_made_anew(filmed):
    folder = copies_folder(filmed.project)
    left = folder / ".making-dead"
    left.mkdir(parents=True)
    (left / "copy.mp4").write_bytes(b"half")
    assert ready(filmed.as_("ana"), filmed.track)["state"] == "ready"
    assert not left.exists()


def test_a_full_disk_is_told_and_leaves_nothing(filmed):
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk to fill")
    folder = copies_folder(filmed.project)
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]
    mounted = subprocess.run(command, check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        (folder / "fill").write_bytes(bytes(40_000))
        ana = filmed.as_("ana")
        found = ready(ana, filmed.track)
        assert found["state"] == "failed"
        assert "No space left" in found["reason"]
        assert "Make room" in found["reason"]
        assert [p.name for p in folder.iterdir() if p.is_dir()] == []
        (folder / "fill").unlink()
    finally:
        subprocess.run(["umount", folder], check=True)
    assert ready(ana, filmed.track)["state"] == "ready"
