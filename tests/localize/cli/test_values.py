"""Options that lack their value."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from localize.cli.main import app
from localize.errors import SettingsError


@pytest.mark.parametrize(
    ("arguments", "option", "taken"),
    [
        (["check", "a.srt", "--fix", "--json"], "--fix", "--json"),
        (["check", "a.srt", "--fix", "--out", "x"], "--fix", "--out"),  # it has no such option
        (["run", "folder", "--to", "--source", "ja"], "--to", "--source"),
        (["run", "folder", "--to", "--help"], "--to", "--help"),
        (["convert", "a.srt", "b.vtt", "--fps", "--force"], "--fps", "--force"),
        (["users", "add", "ana", "--role", "--project", "p"], "--role", "--project"),
        (["template", "log", "--project", "--json"], "--project", "--json"),
    ],
)
def test_an_option_is_no_value(arguments, option, taken, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError) as refused:
        CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert (
        refused.value.message
        == f"The option {option} needs a value, and {taken} after it is read as an option."
    )
    assert f"{option}={taken}" in refused.value.hint
    assert list(tmp_path.iterdir()) == []


def test_what_is_meant_as_one_is_taken(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.en.srt").write_text("1\n00:00:01,000 --> 00:00:02,500\nGood  evening.\n")
    for given in (["--fix=--json"], ["--json", "--fix", "-x"]):
        made = CliRunner().invoke(app, ["check", "a.en.srt", *given], catch_exceptions=False)
        assert made.exit_code in (0, 1), made.output
    assert (tmp_path / "--json" / "a.en.srt").is_file()
    assert (tmp_path / "-x" / "a.en.srt").is_file()


def test_after_two_dashes_all_are_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(app, ["check", "--", "--fix", "--json"])
    assert "--fix" in said.output
    assert not isinstance(said.exception, SettingsError)
