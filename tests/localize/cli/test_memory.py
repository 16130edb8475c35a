"""`localize memory`: a TMX file in, as a trial first, and out again."""

from __future__ import annotations

import pytest
from translate.storage.tmx import tmxfile

from tests.localize.cli.kept_program import Program, srt

TMX = """<?xml version="1.0"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="en" datatype="plaintext"/><body>
<tu tuid="1"><tuv xml:lang="en"><seg>Good evening.</seg></tuv>
<tuv xml:lang="fr"><seg>Bonsoir.</seg></tuv></tu>
<tu tuid="2"><tuv xml:lang="en"><seg>Yes.</seg></tuv></tu>
</body></tmx>
"""


@pytest.fixture
def program(tmp_path):
    made = Program(tmp_path / "sea")
    made.ok("season", "init", "--to", "fr-FR", "--source", "en")
    file = srt(tmp_path / "e.srt", (1, 3, "Good evening."))
    made.ok("import", file, "--episode", "E1", "--locale", "en", "--role", "transcript")
    return made


def test_a_memory_is_tried_taken_in_and_given_out(program, tmp_path):
    file = tmp_path / "other show.tmx"
    file.write_text(TMX, encoding="utf-8")
    trial = program("memory", "import", file, "--dry-run")
    assert trial.code == 1
    assert "refused: other show.tmx, line 6: the unit has no source with a translation" in trial.err
    assert trial.lines[-1].endswith("a trial: nothing was kept")
    out = tmp_path / "out.tmx"
    assert "0 lines" in program.ok("memory", "export", out, "--all").out
    done = program("memory", "import", file)
    assert done.lines == [
        "added line “Good evening.” in fr-FR: “Bonsoir.”",
        "1 added, 0 changed, 0 as they were, 0 in conflict, 1 refused",
    ]
    assert "1 lines; fr-FR" in program.ok("memory", "export", out, "--all", "--force").out
    assert "0 lines; no market" in program.ok("memory", "export", tmp_path / "own.tmx").out
    (unit,) = tmxfile.parsefile(str(out)).units
    assert (unit.source, unit.target) == ("Good evening.", "Bonsoir.")
    other = program("memory", "export", out, "--all", "--to", "de")
    assert (other.code, "says something else; it was kept" in other.err) == (1, True)
    assert "1 lines; fr-FR" in program.ok("memory", "export", out, "--all").out  # the same
    assert "0 lines" in program.ok("memory", "export", out, "--all", "--to", "de", "--force").out


def test_what_is_no_memory_is_refused(program, tmp_path):
    broken = tmp_path / "b.tmx"
    broken.write_text(TMX.replace("</tuv></tu>\n<tu", "</tu>\n<tu"), encoding="utf-8")
    done = program("memory", "import", broken)
    assert done.code == 1
    assert "line 5: The XML is damaged (mismatched tag)" in done.err
    folder = program("memory", "import", tmp_path)
    assert (folder.code, f"{str(tmp_path)!r} is a folder. Name a file." in folder.err) == (2, True)
    other = program("memory", "import", tmp_path / "b.docx")
    assert (other.code, ".tmx" in other.err) == (2, True)
