"""`localize xliff`: a track goes out to a translator's tool, and its texts come back."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from localize.store import Database
from localize.store.tables import CueRow
from tests.localize.cli.kept_program import Program, srt


@pytest.fixture
def program(tmp_path):
    made = Program(tmp_path / "sea")
    made.ok("season", "init", "--to", "fr-FR", "--source", "en")
    for locale, role, text in (
        ("en", "transcript", "Good <i>evening</i>."),
        ("fr-FR", "subtitle", "Bon."),
    ):
        file = srt(tmp_path / f"{locale}.srt", (1, 3, text), (4, 5, "Oui."))
        made.ok("import", file, "--episode", "E1", "--locale", locale, "--role", role)
    return made


def test_out_to_a_tool_and_back(program, tmp_path):
    file = tmp_path / "e1.xlf"
    assert program.ok("xliff", "export", "E1", file, "--to", "fr-FR").lines == [
        f"{file}: 2 cues, en to fr-FR"
    ]
    text = file.read_text("utf-8")
    assert (
        '<source>Good <ph id="1" dataRef="d1"/>evening<ph id="2" dataRef="d2"/>.</source>' in text
    )
    file.write_text(text.replace("<target>Bon.", "<target>Bonsoir à tous."), encoding="utf-8")
    again = program("xliff", "export", "E1", file, "--to", "fr-FR")
    assert (again.code, "says something else; it was kept" in again.err) == (1, True)
    assert "Bonsoir à tous." in file.read_text("utf-8")
    trial = program.ok("xliff", "import", file, "--dry-run")
    assert trial.lines == [
        "E1.fr-FR: 1 changed, 1 as they were, 0 refused; a trial: nothing was kept"
    ]
    assert program.ok("xliff", "import", file).lines == [
        "E1.fr-FR: 1 changed, 1 as they were, 0 refused"
    ]
    program.ok("xliff", "export", "E1", file, "--to", "fr-FR", "--force")
    assert "Bonsoir à tous." in file.read_text("utf-8")
    # It is older than the cue now, and says something else: the cue stays.
    file.write_text(text, encoding="utf-8")
    old = program("xliff", "import", file)
    assert (old.code, "somebody changed it after the file was made" in old.err) == (1, True)


def test_a_mark_is_told_for_what_it_is(program, tmp_path):
    """A change of the source as one, other marks as something to look at."""
    changed = srt(tmp_path / "new.srt", (1, 3, "Good <i>morning</i>."), (4, 5, "Oui."))
    program.ok("import", changed, "--episode", "E1", "--locale", "en", "--role", "transcript")
    file = tmp_path / "e1.xlf"
    program.ok("xliff", "export", "E1", file, "--to", "fr-FR")
    assert "The source has moved on: “Good" in file.read_text("utf-8")
    with Database.of_project(program.project) as database:
        database.write(lambda session: session.execute(update(CueRow).values(stale="Its times")))
    program.ok("xliff", "export", "E1", file, "--to", "fr-FR", "--force")
    assert "To be looked at: Its times" in file.read_text("utf-8")
    assert "moved on" not in file.read_text("utf-8")


def test_its_lines_serve_another_show(program, tmp_path):
    file = tmp_path / "e1.xlf"
    program.ok("xliff", "export", "E1", file, "--to", "fr-FR")
    done = program.ok("memory", "import", file)
    assert done.lines[0] == "added line “Good <i>evening</i>.” in fr-FR: “Bon.”"


def test_what_is_not_there_is_said(program, tmp_path):
    assert program("xliff", "export", "E9", tmp_path / "x.xlf", "--to", "fr-FR").code == 2
    assert program("xliff", "export", "E1", tmp_path / "x.xlf", "--to", "de").code == 2
    other = program("xliff", "export", "E1", tmp_path / "new.docx", "--to", "fr-FR")
    assert (other.code, ".xlf, .xliff" in other.err) == (2, True)
    assert not (tmp_path / "new.docx").exists()
    broken = tmp_path / "b.xlf"
    broken.write_text("<xliff>\n<file>", encoding="utf-8")
    done = program("xliff", "import", broken)
    assert (done.code, "line 2: The XML is damaged" in done.err) == (1, True)
