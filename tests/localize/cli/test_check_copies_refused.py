"""`localize check --fix` where a copy has no place: the file was checked, its findings stand."""

from __future__ import annotations

import pytest

from tests.localize.cli.checking import BROKEN, CLEAN, ONLY_FIGURES, objects, run

TWO = BROKEN.replace("One", "Two")


def test_the_findings_are_told_as_the_file_has_them_and_the_copy_beside_them(write, tmp_path):
    """Nothing is fixed where no copy was written: what a fix would cure is still wrong."""
    one, two = write("a/ep.en.srt", BROKEN), write("b/ep.en.srt", TWO)
    alone = run(two, *ONLY_FIGURES).stdout.splitlines()
    result = run(one, two, "--fix", tmp_path / "fixed", *ONLY_FIGURES)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    at = lines.index(alone[0])
    assert lines[at + 1 : at + 4] == alone[1:4]
    assert lines[at + 4] == (
        f"  no copy: Its copy would replace that of '{one}'. "
        "Take the two apart, or name the folder above both."
    )
    assert lines[-2:] == [
        "1 copy: 1 with fixes, 0 of files as they are.",
        "1 copy could not be written.",
    ]
    assert "could not be checked" not in result.stdout


def test_so_they_are_in_json(write, tmp_path):
    one, two = write("a/ep.en.srt", BROKEN), write("b/ep.en.srt", TWO)
    told = objects(run(one, two, "--fix", tmp_path / "fixed", "--json", *ONLY_FIGURES))
    first, second = (entry for entry in told if entry["kind"] == "file")
    assert (first["copy_error"], second["error"], second["fixed_copy"]) == (None, None, None)
    assert second["copy_error"] == f"Its copy would replace that of '{one}'."
    assert second["hint"].startswith("Take the two apart")
    found = [entry for entry in told if entry["kind"] == "finding" and entry["path"] == str(two)]
    assert [(entry["rule"], entry["fixed"]) for entry in found] == [
        ("reading-speed", False),
        ("gap", False),
        ("duration-long", False),
    ]
    counts = {key: told[-1][key] for key in ("files", "failures", "copies", "copies_failed")}
    assert counts == {"files": 2, "failures": 0, "copies": 1, "copies_failed": 1}


def test_so_they_are_on_the_page(write, tmp_path):
    one, two = write("a/ep.en.srt", CLEAN), write("b/ep.en.srt", TWO)
    page = tmp_path / "page.html"
    run(one, two, "--fix", tmp_path / "fixed", "--html", page, *ONLY_FIGURES)
    told = page.read_text()
    assert "would replace that of" in told
    assert "Far too long." in told


def test_a_faultless_file_whose_copy_failed_is_no_success(write, tmp_path):
    one, two = write("a/ep.en.srt", CLEAN), write("b/ep.en.srt", CLEAN.replace("Good", "Fine"))
    result = run(one, two, "--fix", tmp_path / "fixed", *ONLY_FIGURES)
    assert result.exit_code == 1
    assert "2 files: 2 of 2 cues" in result.stdout


@pytest.mark.parametrize("text", [CLEAN, BROKEN])
def test_copies_that_say_the_same_are_one(write, tmp_path, text):
    one, two = write("a/ep.en.srt", text), write("b/ep.en.srt", text)
    result = run(one, two, "--fix", tmp_path / "fixed", *ONLY_FIGURES)
    assert result.exit_code == (text == BROKEN)
    assert "no copy" not in result.stdout
    assert "\n1 copy: " in result.stdout
    assert "could not be" not in result.stdout
