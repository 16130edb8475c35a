"""`localize season`: settings that can be read, and where the work stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from localize.season import load_season
from localize.store import Database
from localize.store.people import find_person
from localize.store.tables import AssignmentRow
from tests.localize.cli.kept_program import Program, srt


@pytest.fixture
def localize(tmp_path, monkeypatch):
    monkeypatch.delenv("LOCALIZE_DATABASE_URL", raising=False)
    monkeypatch.delenv("LOCALIZE_TOKEN", raising=False)
    return Program(tmp_path / "Sea")


def test_settings_are_written_once_with_every_key(localize):
    done = localize.ok("season", "init", "--to", "es-419, fr-fr", "--source", "ja")
    assert "Sea: ja to es-419, fr-FR; guide netflix" in done.out
    season = load_season(localize.project)
    assert (season.name, season.source) == ("Sea", "ja")
    assert [market.locale for market in season.markets] == ["es-419", "fr-FR"]
    text = (localize.project / "localize.toml").read_text()
    assert "# times = " in text
    again = localize("season", "init")
    assert (again.code, "already" in again.err) == (2, True)
    assert (localize.project / "localize.toml").read_text() == text
    localize.ok("season", "init", "--name", 'The "Sea"', "--force")
    assert load_season(localize.project).name == 'The "Sea"'


def test_what_cannot_be_a_setting_is_refused_before_anything_is_written(localize):
    for wrong in (["--to", "not a tag"], ["--guide", "nobody"], ["--name", "two\nlines"]):
        assert localize("season", "init", *wrong).code == 2
    assert not (localize.project / "localize.toml").exists()


def test_an_empty_season_makes_no_database(localize):
    localize.ok("season", "init", "--to", "es-419")
    done = localize.ok("season", "show")
    assert done.lines == ["Sea: any language to es-419; guide netflix"]
    assert "Nothing of it is kept yet" in done.err
    assert not (localize.project / ".localize").exists()


def test_where_tracks_stand_and_what_is_late(localize, tmp_path):
    localize.ok("season", "init", "--to", "es-419")
    file = srt(tmp_path / "en.srt", (1, 2, "Hello."), (3, 4, "Good night."))
    localize.ok("import", file, "--episode", "S01E01", "--locale", "en", "--role", "template")
    shown = localize.ok("season", "show")
    assert "S01E01.en  template    template   2 edited" in shown.out
    assert localize.ok("season", "show", "--late").lines[1:] == ["Nothing is late."]
    with Database.of_project(localize.project) as database, database.begin() as session:
        session.add(
            AssignmentRow(
                track_id=1,
                person_id=find_person(session, "local").id,
                stage="template",
                due=datetime.now(UTC) - timedelta(days=1),
            )
        )
    late = localize.ok("season", "show", "--late")
    assert "with local  LATE since " in late.lines[1]
    assert late.lines[2] == "Next for you:"
    assert "S01E01.en  template" in late.lines[3]
    found = localize.ok("season", "show", "--json").objects
    assert [one["kind"] for one in found] == ["season", "track", "next"]
    assert (found[1]["late"], found[1]["states"]["edited"], found[1]["blocking"]) == (True, 2, None)
    assert localize.ok("season", "show", "--json", "--findings").objects[1]["blocking"] == 0
