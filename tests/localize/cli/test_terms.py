"""`localize terms`: sheets in and out, a trial first, what cannot be taken in by its cell."""

from __future__ import annotations

import openpyxl
import pytest

from tests.localize.cli.kept_program import Program, srt


@pytest.fixture
def program(tmp_path):
    project = tmp_path / "sea"
    made = Program(project)
    made.ok("season", "init", "--to", "fr-FR,de-DE", "--source", "en")
    file = srt(tmp_path / "e.srt", (1, 3, "The Deep Six is here."), (4, 5, "Deep Six!"))
    made.ok("import", file, "--episode", "E1", "--locale", "en", "--role", "transcript")
    return made


@pytest.fixture
def sheet(tmp_path):
    book = openpyxl.Workbook()
    made = book.active
    made.title = "Key names"
    for row in [
        ("Type", "Source term", "Notes", "fr-FR", "fr-FR notes", "de-DE"),
        ("name", "Deep Six", "the ship", "Le Fond", "", "=A1"),
        ("name", "Boat", "", "Bateau", "", "Boot"),
    ]:
        made.append(row)
    formality = book.create_sheet("Formality de-DE")
    for row in [("", "Ben"), ("Anna", "Sie")]:
        formality.append(row)
    path = tmp_path / "k.xlsx"
    book.save(path)
    return path


def test_a_sheet_is_tried_taken_in_and_given_out(program, sheet, tmp_path):
    trial = program("terms", "import", sheet, "--dry-run")
    assert trial.code == 1
    assert "refused: Key names, row 2, column F: a formula" in trial.err
    assert "added rendering Boat in de-DE: “Boot”" in trial.out
    assert trial.lines[-1].endswith("a trial: nothing was kept")
    out = tmp_path / "out.xlsx"
    assert "0 terms" in program.ok("terms", "export", out).out
    done = program("terms", "import", sheet)
    assert done.code == 1
    assert done.lines[-1] == "4 added, 0 changed, 0 as they were, 0 in conflict, 1 refused"
    said = program.ok("terms", "export", out, "--to", "de-DE", "--force")
    assert "1 terms, 0 characters, 1 forms of address; de-DE" in said.out
    book = openpyxl.load_workbook(out)
    assert [cell.value for cell in book["Key names"][2]][:6] == [
        "name", "Boat", None, None, "Boot", None,
    ]  # fmt: skip
    assert book["Formality de-DE"]["C3"].value == "formal"


def test_json_says_each_thing_on_a_line(program, sheet):
    done = program("terms", "import", sheet, "--json")
    kinds = [one["kind"] for one in done.objects]
    assert kinds == ["added"] * 4 + ["refused", "summary"]
    assert done.objects[4] == {
        "kind": "refused", "sheet": "Key names", "row": 2, "column": "F",
        "message": "a formula: put its result in its place (copy, paste values)",
    }  # fmt: skip
    assert done.objects[-1] == {"kind": "summary", "changes": 4, "same": 0, "written": True}


def test_a_conflict_stays_until_it_is_said_to_be_replaced(program, tmp_path):
    first = tmp_path / "a.csv"
    first.write_bytes("Source term;fr-FR\r\nBoat;Bateau\r\n".encode("utf-8-sig"))
    program.ok("terms", "import", first)
    second = tmp_path / "b.csv"
    second.write_bytes("Source term;fr-FR\r\nBoat;Barque\r\n".encode("cp1252"))
    done = program("terms", "import", second)
    assert done.code == 1
    assert "conflict: b.csv, row 2, column B: “Boat” is “Bateau” in fr-FR" in done.err
    assert program.ok("terms", "import", second, "--replace").lines[0] == (
        "changed rendering Boat in fr-FR: “Bateau” → “Barque”"
    )


def test_columns_may_be_called_by_languages_and_what_cannot_be_placed_fails(program, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("English,French,German\nTrain,Train,Zug\n")
    done = program.ok("terms", "import", file)
    assert "added rendering Train in de-DE: “Zug”" in done.out
    file.write_text("source;target;notes\nSky;Ciel;x\n")
    done = program("terms", "import", file)
    assert done.code == 1
    assert "refused: a.csv, row 1, column B: 'target' does not say its language" in done.err
    assert "“Ciel”" in program.ok("terms", "import", file, "--locale", "fr-FR").out
    file.write_text("Word,Klingon\nSky,chal\n")
    done = program("terms", "import", file)
    assert done.code == 1
    assert "refused: a.csv: no header is known in it" in done.err
    assert "Source term" in done.err


def test_a_csv_for_excel_in_another_country(program, sheet, tmp_path):
    program("terms", "import", sheet)
    out = tmp_path / "k.csv"
    program.ok("terms", "export", out, "--separator", ";")
    assert out.read_bytes().startswith("\ufeffType;Source term (en);".encode())
    assert (tmp_path / "k.formality.de-DE.csv").exists()
    wrong = program("terms", "export", out, "--separator", "x")
    assert (wrong.code, "separates no cells" in wrong.err) == (2, True)
    other = program("terms", "import", tmp_path / "k.pdf")
    assert other.code == 2
    missing = program("terms", "import", tmp_path / "none.csv")
    assert (missing.code, "cannot be read" in missing.err) == (1, True)


def test_names_are_proposed_dismissed_and_written_to_be_filled_in(program, tmp_path):
    file = srt(tmp_path / "f.srt", (1, 3, "I see Proog."), (4, 5, "Here is Proog."))
    program.ok("import", file, "--episode", "E2", "--locale", "en", "--role", "transcript")
    said = program.ok("terms", "propose")
    assert said.lines == [
        "Deep Six: 2 times in 1 episode: The Deep Six is here.",
        "Proog: 2 times in 1 episode: I see Proog.",
    ]
    left = program.ok("terms", "propose", "--dismiss", "Deep Six", "--json")
    assert left.objects == [
        {"kind": "candidate", "text": "Proog", "times": 2, "episodes": ["E2"],
         "example": "I see Proog."}
    ]  # fmt: skip
    out = tmp_path / "propose.csv"
    program.ok("terms", "propose", "--restore", "deep six", "--out", out)
    assert out.read_text("utf-8-sig").splitlines()[1] == "name,Deep Six,The Deep Six is here.,2,,,,"
    done = program.ok("terms", "import", out)
    assert done.lines[-1] == "2 added, 0 changed, 0 as they were, 0 in conflict, 0 refused"
    assert "no term yet" in program.ok("terms", "propose").err
    assert program("terms", "propose", "--restore", "x").code == 2


def test_a_sheet_that_somebody_fills_in_is_replaced_only_when_it_is_said(program, tmp_path):
    out = tmp_path / "names.xlsx"
    program.ok("terms", "propose", "--out", out)
    program.ok("terms", "propose", "--out", out)  # says the same: nothing to lose
    book = openpyxl.load_workbook(out)
    book.active["E2"] = "Le Fond"
    book.save(out)
    filled = out.read_bytes()
    for command in (("export", out), ("propose", "--out", out)):
        done = program("terms", *command)
        assert (done.code, "is there already and says something else" in done.err) == (1, True)
        assert "--force" in done.err
        assert out.read_bytes() == filled
    program.ok("terms", "export", out, "--force")
    assert openpyxl.load_workbook(out).active["B2"].value is None


def test_of_several_tables_none_is_written_where_one_would_be_replaced(program, sheet, tmp_path):
    program("terms", "import", sheet)
    out = tmp_path / "k.csv"
    beside = tmp_path / "k.formality.de-DE.csv"
    beside.write_text("what a person wrote")
    done = program("terms", "export", out)
    assert (done.code, "k.formality.de-DE.csv" in done.err, out.exists()) == (1, True, False)
    program.ok("terms", "export", out, "--force")
    assert "what a person" not in beside.read_text("utf-8-sig")
