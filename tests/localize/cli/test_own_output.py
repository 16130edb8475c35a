"""Commands that walk a folder do not read what they write into it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from localize.cli.check import check
from localize.cli.retime import retime
from tests.localize.cli.checking import objects

SHORT = "1\n00:00:01,000 --> 00:00:01,500\nGo!\n"


def run(command, *arguments):
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def read_by(result):
    assert result.exit_code in (0, 1), result.exception
    return [one["path"] for one in objects(result) if one["kind"] == "file"]


@pytest.mark.parametrize(("command", "option"), [(check, "--fix"), (retime, "--out")])
def test_copies_in_the_folder_that_is_read_are_no_input(write, tmp_path, command, option):
    path, out = write("in/ep.en.srt", SHORT), tmp_path / "in" / "done"
    again = (tmp_path / "in", option, out, "--json")
    first = run(command, *again)
    assert (out / "ep.en.srt").is_file()
    second = run(command, *again)
    assert read_by(first) == read_by(second) == [str(path)]
    assert first.exit_code == second.exit_code == 0
    assert not (out / "done").exists()


@pytest.mark.parametrize(("command", "option"), [(check, "--fix"), (retime, "--out")])
def test_unless_they_are_named_themselves(write, command, option):
    copy = write("in/done/ep.en.srt", SHORT)
    for named in (copy, copy.parent):
        assert read_by(run(command, named, option, copy.parent, "--json")) == [str(copy)]
    other = write("in/ep.fr.srt", SHORT)
    both = run(command, other.parent, copy, option, copy.parent, "--json")
    assert read_by(both) == [str(other), str(copy)]


def test_a_folder_with_nothing_else_says_what_was_left_out(write, tmp_path):
    copy = write("in/done/ep.en.srt", SHORT)
    done = run(check, tmp_path / "in", "--fix", copy.parent)
    assert done.exit_code == 1
    assert "holds no subtitle files" in done.stdout
    assert f"{copy.parent} was left out" in " ".join(done.stdout.split())


def test_one_copy_that_is_a_file_is_no_input(write, tmp_path):
    path, out = write("in/ep.en.srt", SHORT), tmp_path / "in" / "new.en.srt"
    again = (tmp_path / "in", "--out", out, "--json")
    assert read_by(run(retime, *again)) == read_by(run(retime, *again)) == [str(path)]


@pytest.mark.parametrize("option", [(), ("--out", "drafts")])
def test_drafts_are_no_source(write, tmp_path, option):
    write("ep.en.srt", SHORT)
    draft = write(f"{option[1] if option else 'subtitles'}/ep.es.draft.srt", SHORT)
    done = subprocess.run(
        [sys.executable, "-m", "localize", "translate", ".", "--to", "ja", *option],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "LOCALIZE_SERVER": ""},
        check=False,
    )
    assert "ep.en.srt: No installed engine" in done.stderr
    assert draft.name not in done.stderr
    assert "would be called as" not in done.stderr
