"""`--project` with a folder that is not there: told, and made by none but `run` and `import`."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from localize.cli.main import app
from localize.errors import SettingsError

CUES = "1\n00:00:01,000 --> 00:00:02,000\nHi.\n"


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """A folder of one subtitle file to work in."""
    for name in ("LOCALIZE_DATABASE_URL", "LOCALIZE_PROJECT", "LOCALIZE_SERVER", "LOCALIZE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ep.en.srt").write_text(CUES, "utf-8")


@pytest.mark.parametrize(
    "command",
    [
        "effort",
        "season show",
        "serve",
        "users list",
        "users add Ana --role operator",
        "template log S01E01",
        "terms export terms.csv",
        "check {file}",
        "translate {file} --to es",
    ],
)
@pytest.mark.parametrize("there", [False, True])
def test_a_project_s_folder_that_is_none_is_told(tmp_path, command, there):
    if there:
        (tmp_path / "typo").write_text("a file")
    before = sorted(tmp_path.iterdir())
    arguments = command.format(file="ep.en.srt").split()
    result = CliRunner().invoke(app, [*arguments, "--project", "typo"])
    assert isinstance(result.exception, SettingsError), result.output
    told = "'typo' is no folder." if there else "There is no folder 'typo'."
    assert result.exception.message == told
    assert result.stdout == ""
    assert sorted(tmp_path.iterdir()) == before


#: Commands that may begin a project; the run has nothing to hear.
BEGIN = ["import ep.en.srt --episode E1 --locale en", "run missing.mp4", "run missing.mp4 --json"]


@pytest.mark.parametrize("command", BEGIN)
def test_a_project_that_is_begun_where_no_folder_was_is_said_once(tmp_path, command):
    arguments = [*command.split(), "--project", "new"]
    first = CliRunner().invoke(app, arguments)
    line = f"New project: {tmp_path / 'new'} was not there, and is made."
    assert first.stderr.splitlines().count(line) == 1
    assert line not in first.stdout
    assert (tmp_path / "new" / ".localize").is_dir()
    assert "New project" not in CliRunner().invoke(app, arguments).output


@pytest.mark.parametrize("command", BEGIN)
def test_a_project_is_begun_in_a_shared_database_too(tmp_path, monkeypatch, command):
    """Its folder is made, for the commands that read it; those refuse one that is not there."""
    monkeypatch.setenv("LOCALIZE_DATABASE_URL", f"sqlite:///{tmp_path / 'shared.db'}")
    first = CliRunner().invoke(app, [*command.split(), "--project", "new"])
    assert f"New project: {tmp_path / 'new'} was not there, and is made." in first.stderr
    assert (tmp_path / "new").is_dir()
    shown = CliRunner().invoke(app, ["effort", "--project", "new"])
    assert not isinstance(shown.exception, SettingsError), shown.exception


@pytest.mark.parametrize("command", BEGIN)
def test_a_file_is_no_project_to_begin(tmp_path, command):
    (tmp_path / "typo").write_text("a file")
    result = CliRunner().invoke(app, [*command.split(), "--project", "typo"])
    assert isinstance(result.exception, SettingsError)
    assert result.exception.message == "'typo' is no folder."
