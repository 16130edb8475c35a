"""`--project` with a folder that is not there: told, and none is made."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from localize.cli.main import app
from localize.errors import SettingsError

CUES = "1\n00:00:01,000 --> 00:00:02,000\nHi.\n"


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
def test_a_project_s_folder_that_is_none_is_told(tmp_path, monkeypatch, command, there):
    for name in ("LOCALIZE_DATABASE_URL", "LOCALIZE_PROJECT", "LOCALIZE_SERVER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ep.en.srt").write_text(CUES, "utf-8")
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
