"""`localize import`: a file becomes a track, or a change of one."""

from __future__ import annotations

import pytest

from localize.engines import WriteOptions
from localize.formats import write_bytes
from localize.script import Cue, Track, TrackRole
from localize.store import Database
from localize.store.cues import cues_of
from localize.store.seasons import episodes_of, find_episode, find_season, find_track
from tests.localize.cli.kept_program import Program, srt


@pytest.fixture
def localize(tmp_path, monkeypatch):
    monkeypatch.delenv("LOCALIZE_DATABASE_URL", raising=False)
    monkeypatch.delenv("LOCALIZE_TOKEN", raising=False)
    made = Program(tmp_path / "Sea")
    made.ok("season", "init", "--to", "es-419")
    return made


def kept_cues(project, locale, role):
    with Database.of_project(project) as database, database.read() as session:
        season = find_season(session, "Sea")
        episode = find_episode(session, season.id, "S01E01")
        track = find_track(session, episode.id, locale, role)
        return [(row.start, row.end, row.lines) for row in cues_of(session, track.id)]


def test_a_file_becomes_a_track_and_then_a_change_of_it(localize, tmp_path):
    file = srt(tmp_path / "es.srt", (1, 2, "Hola."), (3, 4.5, "¿Qué\ntal?"))
    done = localize.ok("import", file, "--episode", "S01E01", "--locale", "es-419")
    assert done.lines == ["S01E01.es-419 (subtitle): 2 added, 0 changed, 0 taken out"]
    assert kept_cues(localize.project, "es-419", TrackRole.SUBTITLE) == [
        (1000, 2000, ["Hola."]),
        (3000, 4500, ["¿Qué", "tal?"]),
    ]
    srt(file, (1, 2, "Hola."), (3, 4.5, "¿Cómo\nestás?"))
    done = localize.ok("import", file, "--episode", "S01E01", "--locale", "es-419")
    assert done.lines == ["S01E01.es-419 (subtitle): 0 added, 1 changed, 0 taken out"]
    assert kept_cues(localize.project, "es-419", TrackRole.SUBTITLE)[1][2] == ["¿Cómo", "estás?"]


def test_a_file_that_lacks_most_of_a_track_is_to_say_so(localize, tmp_path):
    where = ("--episode", "S01E01", "--locale", "es-419")
    file = srt(tmp_path / "es.srt", (1, 2, "Hola."), (3, 4.5, "¿Qué tal?"), (5, 6, "Adiós."))
    localize.ok("import", file, *where)
    part = srt(tmp_path / "part.srt", (1, 2, "Hola."))
    refused = localize("import", part, *where)
    assert (refused.code, "--replace" in refused.err) == (1, True)
    assert len(kept_cues(localize.project, "es-419", TrackRole.SUBTITLE)) == 3
    done = localize.ok("import", part, *where, "--replace")
    assert done.lines == ["S01E01.es-419 (subtitle): 0 added, 0 changed, 2 taken out"]


@pytest.mark.parametrize("name", ["s01É01", "S01 É01", " S01É01", "S01E\u030101"])
def test_a_slip_of_an_episode_s_name_makes_no_second_one(localize, tmp_path, name):
    file = srt(tmp_path / "es.srt", (1, 2, "Hola."))
    localize.ok("import", file, "--episode", "S01É01", "--locale", "es-419")
    refused = localize("import", file, "--episode", name, "--locale", "es-419")
    assert refused.code == 1
    assert "The season has the episode 'S01É01'" in refused.err
    with Database.of_project(localize.project) as database, database.read() as session:
        season = find_season(session, "Sea")
        assert [row.name for row in episodes_of(session, season.id)] == ["S01É01"]


def test_a_new_episode_is_said_beside_those_there_are(localize, tmp_path):
    file = srt(tmp_path / "es.srt", (1, 2, "Hola."))
    first = localize.ok("import", file, "--episode", "E1", "--locale", "es-419")
    assert first.err == ""
    again = localize.ok("import", file, "--episode", "E1", "--locale", "fr-FR")
    assert again.err == ""
    other = localize.ok("import", file, "--episode", "E2", "--locale", "es-419")
    assert other.err == f"{file}: E2 is a new episode; the season has E1.\n"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../../esc", "lead elsewhere"),
        ("/etc/passwd", "no name"),
        ("a//b", "no name"),
        ("", "no name"),
        ("..", "lead elsewhere"),
        (".hidden", "hidden"),
        ("a/./b", "hidden"),
        ("a\\b", "it has a \\"),
        ("a\x07b", "cannot be seen"),
        ("a\nb", "cannot be seen"),
    ],
)
def test_what_files_cannot_be_called_is_no_name_of_an_episode(localize, tmp_path, name, why):
    file = srt(tmp_path / "es.srt", (1, 2, "Hola."))
    refused = localize("import", file, "--episode", name, "--locale", "es-419")
    assert refused.code == 2
    assert "is no name of an episode" in refused.err
    assert why in refused.err
    with Database.of_project(localize.project) as database, database.read() as session:
        assert find_season(session, "Sea") is None
    localize.ok("import", file, "--episode", "Season 1/S01E01", "--locale", "es-419")


def test_what_cannot_be_imported(localize, tmp_path):
    where = ("--episode", "S01E01", "--locale")
    missing = localize("import", tmp_path / "no.srt", *where, "en")
    assert (missing.code, "no file" in missing.err) == (1, True)
    folder = localize("import", tmp_path, *where, "en")
    assert (folder.code, "is a folder. Name a file." in folder.err) == (1, True)
    file = srt(tmp_path / "en.srt", (1, 2, "Hello."))
    assert localize("import", file, *where, "not a tag").code == 2
    assert localize("import", file, *where, "en", "--role", "subtitles").code == 2
    (tmp_path / "junk.srt").write_bytes(b"\x00\x01\x02 nothing")
    assert localize("import", tmp_path / "junk.srt", *where, "en").code == 1


def test_what_the_reader_repairs_is_said(localize, tmp_path):
    file = tmp_path / "en.srt"
    file.write_text("1\n00:00:02,000 --> 00:00:01,000\nHello.\n", encoding="utf-8")
    done = localize.ok("import", file, "--episode", "S01E01", "--locale", "en")
    assert done.err.startswith(f"{file}: ")


@pytest.mark.parametrize(
    ("season", "told"),
    [
        ("", True),
        ('start_timecode = "10:00:00:00"\n', False),
        ('start_timecode = "01:00:00:00"\n', True),
        ('[market.es-419]\nstart_timecode = "10:00:00:00"\n', False),
        ('[market.fr]\nstart_timecode = "10:00:00:00"\n', True),
    ],
)
def test_the_start_that_is_taken_off_is_said_unless_deliveries_have_it(
    localize, tmp_path, season, told
):
    (localize.project / "localize.toml").write_text(f'name = "Sea"\n{season}', encoding="utf-8")
    track = Track("e", "es-419", TrackRole.SUBTITLE, (Cue("1", 1000, 2000, ("Hola.",)),))
    file = tmp_path / "es.stl"
    file.write_bytes(write_bytes(track, "stl", WriteOptions(start="10:00:00:00")))
    done = localize.ok("import", file, "--episode", "S01E01", "--locale", "es-419")
    assert kept_cues(localize.project, "es-419", TrackRole.SUBTITLE) == [(1000, 2000, ["Hola."])]
    assert ('start_timecode = "10:00:00:00"' in done.err) == told
    assert ("begin at 01:00:00:00" in done.err) == ("01:00" in season)
