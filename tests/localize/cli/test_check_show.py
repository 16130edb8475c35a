"""`localize check` in a project: the names and terms that its people confirmed are known."""

from __future__ import annotations

import openpyxl
import pytest

from localize.checks.dictionaries import Dictionary, dictionary_for
from localize.cli.show import Show
from localize.errors import SettingsError
from tests.localize.cli.checking import CLEAN, objects, rules_of, run
from tests.localize.cli.kept_program import Program, srt

SPELT = ("--only", "spelling", "--only", "spelling-names", "--json")


@pytest.fixture
def project(tmp_path):
    """A season with a term, another without a rendering, a character, and a speaker."""
    folder = tmp_path / "sea"
    made = Program(folder)
    made.ok("season", "init", "--to", "es-419", "--source", "en")
    file = srt(tmp_path / "e.srt", (1, 3, "The Xqzwald is here."))
    made.ok("import", file, "--episode", "E1", "--locale", "en", "--role", "transcript")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Key names"
    sheet.append(("Type", "Source term", "es-419"))
    sheet.append(("name", "Xqzwald", "Xqzwaldo"))
    sheet.append(("name", "Zorblatt", ""))
    people = book.create_sheet("Characters")
    people.append(("Name", "Gender"))
    people.append(("Vrinkel", "female"))
    path = tmp_path / "names.xlsx"
    book.save(path)
    made.ok("terms", "import", path)
    return folder


def test_what_a_show_has_settled_is_known(project):
    words = Show.of(project).words_in("es-419")
    assert {"Xqzwaldo", "Zorblatt", "Vrinkel"} <= words.known
    assert "Xqzwald" not in words.known
    assert [one.target for one in words.terms] == ["Xqzwaldo"]
    assert [one.name for one in words.characters] == ["Vrinkel"]
    assert "Xqzwald" in Show.of(project).words_in("en").known


def test_a_confirmed_name_is_never_flagged(project, write, monkeypatch):
    if not isinstance(dictionary_for("es-419"), Dictionary):
        pytest.skip("no Spanish Hunspell dictionary is installed (Debian: hunspell-es)")
    said = "Xqzwaldo, Zorblatt y Vrinkel\nvieron una cassa."
    path = write("ep.es-419.srt", CLEAN.replace("Good morning.", said))
    alone = objects(run(path, *SPELT))
    assert {word for one in alone for word in one.get("words", ())} == {
        "Xqzwaldo", "Zorblatt", "Vrinkel", "cassa",
    }  # fmt: skip
    told = objects(run(path, *SPELT, "--project", project))
    assert [one["words"] for one in told if one["kind"] == "finding"] == [["cassa"]]
    assert told[0]["known"] >= 3
    monkeypatch.chdir(project)
    assert rules_of(run(path, *SPELT)) == [("1", "spelling")]


def test_a_term_that_is_said_otherwise_is_told(project, write):
    write("ep.en.srt", CLEAN.replace("Good morning.", "The Xqzwald is here."))
    path = write("ep.es-419.srt", CLEAN.replace("Good morning.", "El barco está aquí."))
    only = ("--only", "term", "--json", "--source-locale", "en")
    assert rules_of(run(path, *only)) == []
    assert rules_of(run(path, *only, "--project", project)) == [("1", "term")]


def test_a_folder_that_keeps_nothing_is_said(write, tmp_path):
    path = write("ep.en.srt", CLEAN)
    done = run(path, "--project", tmp_path)
    assert isinstance(done.exception, SettingsError)
    assert "Nothing is kept" in str(done.exception)
    assert not (tmp_path / ".localize").exists()
