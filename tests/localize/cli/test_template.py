"""`localize template` over a season that came from files."""

from __future__ import annotations

import pytest

from localize.accounts import Accounts, local_person
from localize.review.requests import ChangeRequests
from localize.season import load_season
from localize.store import Database
from localize.store.kinds import PersonRole
from tests.localize.cli.kept_program import Program, srt

EN = [(1, 3, "Good evening."), (4, 6, "Where have you been?"), (7, 9, "I saw the boat.")]


@pytest.fixture
def localize(tmp_path, monkeypatch):
    """A season with an English transcript of three lines, and a Spanish file."""
    monkeypatch.delenv("LOCALIZE_DATABASE_URL", raising=False)
    monkeypatch.delenv("LOCALIZE_TOKEN", raising=False)
    made = Program(tmp_path / "Sea")
    made.ok("season", "init", "--to", "es-419,fr-FR")
    english = srt(tmp_path / "en.srt", *EN)
    spanish = srt(tmp_path / "es.srt", *((a, b, f"es {a}") for a, b, _ in EN))
    where = ("--episode", "S01E01", "--locale")
    made.ok("import", english, *where, "en", "--role", "transcript")
    made.ok("import", spanish, *where, "es-419")
    return made


def test_from_transcript_to_second_version(localize, tmp_path):
    assert localize("template", "publish", "S01E01").code == 2  # there is none yet
    localize.ok("template", "start", "S01E01")
    assert "No version" in localize.ok("template", "log", "S01E01").out
    first = localize.ok("template", "publish", "S01E01", "--note", "First")
    assert first.lines == ["Version 1 published: 0 changes.", "No market hangs on it."]
    hung = localize.ok("template", "hang", "S01E01")
    assert hung.lines == ["es-419: nothing changes", "fr-FR: 3 new"]

    changed = [EN[0], (4, 6.4, EN[1][2]), (7, 9, "I saw the ship.")]
    english = srt(tmp_path / "en2.srt", *changed)
    where = ("--episode", "S01E01", "--locale", "en", "--role", "template")
    localize.ok("import", english, *where)
    shown = localize.ok("template", "impact", "S01E01")
    assert shown.lines == [
        "Version 2 would be published: 2 changes.",
        "  00:00:04.000  retime 2: in +0 ms, out +400 ms",
        "  00:00:07.000  text 3: “I saw the boat.” → “I saw the ship.”",
        "es-419: 1 retime follows, 1 text stale",
        "fr-FR: 1 retime follows, 1 text stale",
    ]
    dry = localize.ok("template", "publish", "S01E01", "--dry-run")
    assert dry.out == shown.out
    done = localize.ok("template", "publish", "S01E01", "--after", "1", "--json").objects
    assert done[0]["number"] == 2
    assert done[0]["published"] is True
    assert [one["change"] for one in done if one["kind"] == "change"] == ["retime", "text"]
    assert [one["counts"] for one in done if one["kind"] == "impact"] == [
        {"retimed": 1, "stale": 1},
        {"retimed": 1, "stale": 1},
    ]
    log = localize.ok("template", "log", "S01E01")
    assert [line[:2] for line in log.lines] == ["v2", "  ", "  ", "v1"]
    assert log.lines[-1].endswith("local  3 cues: First")
    versions = localize.ok("template", "log", "S01E01", "--json").objects
    assert [one["number"] for one in versions] == [2, 1]
    nothing = localize("template", "publish", "S01E01")
    assert (nothing.code, "Nothing has changed since version 2" in nothing.err) == (1, True)


def test_names_that_are_wrong(localize):
    localize.ok("template", "start", "S01E01")
    unknown = localize("template", "publish", "S01E09")
    assert (unknown.code, "S01E01" in unknown.err) == (2, True)
    assert localize("template", "publish", "S01E01", "--locale", "ja").code == 2
    assert localize("template", "start", "S01E01", "--from", "song").code == 2
    localize.ok("template", "publish", "S01E01")
    assert localize("template", "hang", "S01E01", "--to", "it").code == 2
    assert localize("template", "hang", "S01E01", "--version", "4").code == 1


def test_a_mistyped_project_stays_as_it_is(tmp_path, monkeypatch):
    monkeypatch.delenv("LOCALIZE_DATABASE_URL", raising=False)
    done = Program(tmp_path / "typo")("template", "log", "S01E01")
    assert (done.code, "There is no folder" in done.err) == (2, True)
    assert not (tmp_path / "typo").exists()


def test_a_token_says_who_asks(localize, monkeypatch):
    localize.ok("template", "start", "S01E01")
    with Database.of_project(localize.project) as database:
        accounts = Accounts(database)
        accounts.add("ops", [PersonRole.OPERATOR], password="correct horse battery")
        accounts.add("ana", [PersonRole.TRANSLATOR])
        token = accounts.add_token("ana", "cli", 1).secret
    monkeypatch.setenv("LOCALIZE_TOKEN", token)
    refused = localize("template", "publish", "S01E01")
    assert (refused.code, "owner or a lead publishes" in refused.err) == (1, True)
    localize.ok("template", "impact", "S01E01")
    monkeypatch.setenv("LOCALIZE_TOKEN", "lctoken_nobodys")
    assert localize("template", "impact", "S01E01").code == 2


def test_requests_are_listed_and_answered(localize):
    localize.ok("template", "start", "S01E01")
    localize.ok("template", "publish", "S01E01")
    localize.ok("template", "hang", "S01E01")
    assert localize.ok("template", "requests", "S01E01").lines == ["Nothing is asked."]
    with Database.of_project(localize.project) as database:
        asked = ChangeRequests(database, load_season(localize.project))
        me = local_person(database)
        spanish = 2
        one = asked.ask(me, spanish, "2", "Too fast.", end_frames=12)
        two = asked.ask(me, spanish, "3", "Split it.")
    assert localize.ok("template", "requests", "S01E01").lines == [
        f"{one}  cue 2  local (es-419): Too fast., out +12 frames",
        f"{two}  cue 3  local (es-419): Split it.",
    ]
    assert localize.ok("template", "grant", one).lines == [f"{one}: Granted."]
    localize.ok("template", "decline", two, "--reason", "It is one thought.")
    assert localize.ok("template", "requests", "S01E01", "--json").out == ""
    every = localize.ok("template", "requests", "S01E01", "--all", "--json").objects
    assert [found["answer"] for found in every] == ["Granted.", "It is one thought."]
    impact = localize.ok("template", "impact", "S01E01")
    assert impact.lines[1] == "  00:00:04.000  retime 2: in +0 ms, out +500 ms"


def test_what_people_write_cannot_steer_the_terminal(localize):
    localize.ok("template", "start", "S01E01")
    localize.ok("template", "publish", "S01E01", "--note", "\x1b[2JGone [red]\nv9")
    assert localize.ok("template", "log", "S01E01").lines[0].endswith("\\x1b[2JGone [red]\\nv9")
