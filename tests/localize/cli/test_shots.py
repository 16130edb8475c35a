"""`localize shots`: found in a file, kept for an episode, taken in from a list."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from localize.cli.main import app
from localize.errors import LocalizeError
from tests.localize.media.test_shots import film, shot
from tests.localize.pipeline.test_shots import studio

__all__ = ["studio"]


def localize(*arguments):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    if isinstance(done.exception, LocalizeError):
        raise done.exception
    assert done.exit_code == 0, done
    return done.stdout.splitlines()


def test_found_in_a_file(tmp_path):
    path = film(tmp_path / "a.mkv", shot(1, 40) + shot(2, 50))
    assert localize("shots", "find", path) == ["00:00:01.600\t40"]


def test_listed_and_taken_in(studio, tmp_path, monkeypatch):
    monkeypatch.delenv("LOCALIZE_DATABASE_URL", raising=False)
    monkeypatch.delenv("LOCALIZE_TOKEN", raising=False)
    assert studio.run().ok
    where = ("--project", studio.settings.project)
    assert localize("shots", "list", "e1", *where) == ["00:00:03.000"]
    marks = tmp_path / "marks.txt"
    marks.write_text("00:00:01:00\n4.0\n")
    said = localize("shots", "import", "e1", marks, *where)
    assert said == ["e1: 2 added, 0 taken out; 3 shot changes"]
    # What is listed is a list.
    marks.write_text("\n".join(localize("shots", "list", "e1", *where)[:2]))
    said = localize("shots", "import", "e1", marks, "--replace", *where)
    assert said == ["e1: 0 added, 1 taken out; 2 shot changes"]
    assert studio.run().ok
    assert localize("shots", "list", "e1", *where) == ["00:00:01.000", "00:00:03.000"]


def test_a_list_that_is_none_is_refused(studio, tmp_path):
    assert studio.run().ok
    where = ("--project", studio.settings.project)
    marks = tmp_path / "marks.txt"
    marks.write_text("nothing")
    with pytest.raises(LocalizeError, match="no time"):
        localize("shots", "import", "e1", marks, *where)
    with pytest.raises(LocalizeError, match="cannot be read"):
        localize("shots", "import", "e1", tmp_path / "none.txt", *where)
    marks.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LocalizeError, match="cannot be read"):
        localize("shots", "import", "e1", marks, *where)
