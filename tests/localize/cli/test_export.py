"""`localize export`, as a person runs it."""

from __future__ import annotations

import json
import shutil

import pytest
import typer
from typer.testing import CliRunner

from localize.accounts import Accounts
from localize.cli.export import export
from localize.errors import LocaleError, SettingsError, UnknownNameError
from localize.script import TrackRole
from localize.store import Database
from localize.store.address import FILE, VARIABLE
from localize.store.kinds import PersonRole
from tests.localize.delivery.project import CUES, Project, cue

APP = typer.Typer()
APP.command()(export)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder with settings and a database of its own."""
    monkeypatch.delenv(VARIABLE, raising=False)
    folder = tmp_path / "my project's “folder”"
    folder.mkdir()
    (folder / "localize.toml").write_text('name = "Season 1"\n[market.fr-FR]\n', "utf-8")
    path = folder / FILE
    path.parent.mkdir()
    with Database(f"sqlite:///{path}") as database:
        database.upgrade()
        yield Project(database, folder)


def run(project, *arguments):
    return CliRunner().invoke(APP, [*map(str, arguments), "--project", str(project.folder)])


def objects(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def names(project):
    return {path.name for path in project.out.iterdir()} if project.out.exists() else set()


def test_final_is_refused_and_everything_in_the_way_is_listed(project):
    project.approve()
    result = run(project, "S01E01", "--to", "fr-FR")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "fr-FR of 'S01E01' cannot be final: 6 things are in the way." in result.stderr
    lines = [line for line in result.stderr.splitlines() if "not-watched" in line]
    assert len(lines) == 6
    assert lines[0].strip() == (
        "00:00:01.000 cue 1: not-watched: Nobody has ever played it. "
        "Watch it through with the picture."
    )
    assert names(project) == set()


def test_a_final_track_leaves_by_whoever_the_token_belongs_to(project, monkeypatch):
    """A translator's token takes no final track out, and a wrong one is no local user."""
    project.ready()
    accounts = Accounts(project.database)
    accounts.add("ops", [PersonRole.OPERATOR], password="a long enough pass phrase")
    accounts.add("tina", [PersonRole.TRANSLATOR])
    monkeypatch.setenv("LOCALIZE_TOKEN", accounts.add_token("tina", "script", 1).secret)
    result = run(project, "S01E01", "--to", "fr-FR")
    assert result.exit_code != 0
    assert names(project) == set()
    monkeypatch.setenv("LOCALIZE_TOKEN", "made up")
    result = run(project, "S01E01", "--to", "fr-FR")
    assert isinstance(result.exception, SettingsError)
    assert names(project) == set()
    monkeypatch.setenv("LOCALIZE_TOKEN", accounts.add_token("ops", "script", 1).secret)
    assert run(project, "S01E01", "--to", "fr-FR").exit_code == 0
    assert "S01E01.fr-FR.srt" in names(project)


def test_a_draft_and_then_a_final_track(project):
    result = run(project, "S01E01", "--draft", "--format", "srt")
    assert result.exit_code == 0, result.stderr
    assert "S01E01 fr-FR: draft" in result.stdout
    assert "S01E01.fr-FR.draft.srt" in names(project)
    project.ready()
    result = run(project, "S01E01", "--to", "fr_fr")
    assert result.exit_code == 0, result.stderr
    assert {"S01E01.fr-FR.vtt", "S01E01.fr-FR.record.html"} <= names(project)
    assert "S01E01.fr-FR.draft.srt" in result.stderr  # drafts remain, and it says so
    record = json.loads((project.out / "S01E01.fr-FR.record.json").read_bytes())
    assert record["by"] == "local"


def test_a_waiver_that_a_final_track_needs_is_named(project):
    project.approve()
    project.waive("not-watched", "Seen in the cinema.")
    result = run(project, "S01E01")
    assert result.exit_code == 0
    assert result.stdout.count("waived:") == 6


def test_only_the_variant_and_the_folder_that_were_asked_for(project):
    out = project.folder / "to the client"
    result = run(
        project, "S01E01", "--draft", "--variant", "forced", "--format", "vtt", "--out", out
    )
    assert result.exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "S01E01.fr-FR.forced.draft.vtt",
        "S01E01.fr-FR.record.draft.html",
        "S01E01.fr-FR.record.draft.json",
        "manifest.json",
    ]


def test_every_episode_and_a_market_without_a_track(project):
    result = run(project, "all", "--to", "fr-FR,de", "--draft")
    assert result.exit_code == 1
    assert "'S01E01' has no track in de." in result.stderr
    assert "S01E01.fr-FR.draft.srt" in names(project)
    assert "1 exported, 1 not or not whole." in result.stderr


def test_without_a_subtitle_track_the_template_leaves_and_then_the_transcript(project):
    project.add_track("ja", (cue("1", 1000, "言う"),), TrackRole.TRANSCRIPT)
    assert run(project, "S01E01", "--to", "ja", "--draft").exit_code == 0
    record = project.out / "S01E01.ja.record.draft.json"
    assert json.loads(record.read_bytes())["role"] == "transcript"
    project.add_track("ja", (cue("1", 1000, "言う。"),), TrackRole.TEMPLATE)
    assert run(project, "S01E01", "--to", "ja", "--draft").exit_code == 0
    assert json.loads(record.read_bytes())["role"] == "template"
    assert run(project, "S01E01", "--to", "ja", "--draft", "--role", "transcript").exit_code == 0
    assert json.loads(record.read_bytes())["role"] == "transcript"


def test_a_file_that_somebody_changed_is_kept_and_the_exit_code_says_so(project):
    run(project, "S01E01", "--draft")
    path = project.out / "S01E01.fr-FR.draft.srt"
    path.write_text("mine", "utf-8")
    result = run(project, "S01E01", "--draft")
    assert result.exit_code == 1
    assert "(kept)" in result.stdout
    assert path.read_text("utf-8") == "mine"
    assert run(project, "S01E01", "--draft", "--overwrite").exit_code == 0
    assert path.read_text("utf-8") != "mine"


def test_json_is_one_object_a_line(project):
    project.approve()
    refused, draft = run(project, "S01E01", "--json"), run(project, "S01E01", "--json", "--draft")
    (failed,), (done,) = objects(refused), objects(draft)
    assert (refused.exit_code, draft.exit_code) == (1, 0)
    assert (failed["event"], len(failed["blockers"])) == ("failed", 6)
    assert failed["blockers"][0]["clear"]
    assert (done["event"], done["final"]) == ("exported", False)
    assert {file["state"] for file in done["files"]} == {"written"}
    manifest = json.loads((project.out / "manifest.json").read_bytes())
    assert done["digest"] == manifest["deliveries"][0]["digest"]


def test_verify_tells_what_was_altered(project):
    project.ready()
    run(project, "S01E01")
    result = run(project, "--verify")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "as its manifest says" in result.stdout
    (project.out / "S01E01.fr-FR.srt").write_text("1\n", "utf-8")
    result = run(project, "--verify")
    assert result.exit_code == 1
    assert "file-altered: S01E01.fr-FR.srt" in result.stderr
    (told,) = objects(run(project, "--verify", "--json"))
    assert [one["rule"] for one in told["findings"]] == ["file-altered"]
    assert told["database"] is True


def test_verify_of_an_empty_folder_is_not_well(project):
    run(project, "S01E01", "--draft")
    shutil.rmtree(project.out)
    project.out.mkdir()
    result = run(project, "--verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "manifest-missing: There is no manifest.json in" in result.stderr
    assert "file-missing: S01E01.fr-FR.draft.srt" in result.stderr


def test_verify_needs_no_database(project, tmp_path):
    project.ready()
    run(project, "S01E01")
    elsewhere = tmp_path / "client"
    elsewhere.mkdir()
    arguments = ["--verify", "--project", str(elsewhere), "--out", str(project.out)]
    result = CliRunner().invoke(APP, arguments)
    assert result.exit_code == 0
    assert "no database" in result.stdout
    assert list(elsewhere.iterdir()) == []


def test_what_people_wrote_does_not_reach_the_terminal_as_it_is(project):
    template = project.add_track("ja", CUES, TrackRole.TEMPLATE)
    project.note(template, "\x1b]0;owned\x07 why?", kind="query", cue_id="1")
    result = run(project, "S01E01", "--to", "ja")
    assert result.exit_code == 1
    assert "\x1b" not in result.stderr
    assert "\\x1b" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ([], SettingsError, "No episode is named"),
        (["S09E09"], UnknownNameError, "S01E01"),
        (["S01E01", "--to", "klingonese"], LocaleError, "language tag"),
        (["S01E01", "--format", "docx"], UnknownNameError, "docx"),
        (["S01E01", "--variant", "half"], UnknownNameError, "full, sdh, forced"),
        (["S01E01", "--role", "boss"], UnknownNameError, "subtitle"),
        (["S01E01", "--verify"], SettingsError, "all of a folder"),
        (["--verify", "--out", "nowhere"], SettingsError, "no folder"),
    ],
)
def test_mistakes_are_explained(project, arguments, error, says):
    result = run(project, *arguments)
    assert isinstance(result.exception, error)
    assert says in str(result.exception)
    assert names(project) == set()


def test_a_project_without_a_database_gets_none_by_asking(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    result = CliRunner().invoke(APP, ["S01E01", "--project", str(tmp_path)])
    assert isinstance(result.exception, SettingsError)
    assert "no database" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_another_season_in_the_same_database_is_not_exported(project):
    (project.folder / "localize.toml").write_text('name = "Season 2"\n', "utf-8")
    result = run(project, "all")
    assert isinstance(result.exception, SettingsError)
    assert "Season 2" in str(result.exception)
