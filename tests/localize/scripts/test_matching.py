"""Which script is which episode's."""

from __future__ import annotations

import pytest

from localize.errors import SettingsError
from localize.scripts.matching import scripts_for


def write(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"ANNA: This is {path.stem}.\n")
    return folder


def texts(found):
    return {name: lines[0].text for name, lines in found.items()}


def test_a_file_for_one_episode(tmp_path):
    write(tmp_path, "whatever.txt")
    found = scripts_for(tmp_path / "whatever.txt", ["S01E01"])
    assert texts(found) == {"S01E01": "This is whatever."}


def test_a_file_for_several_episodes(tmp_path):
    write(tmp_path, "whatever.txt")
    with pytest.raises(SettingsError, match="one script for 2 episodes"):
        scripts_for(tmp_path / "whatever.txt", ["S01E01", "S01E02"])


def test_a_folder_by_name_by_language_and_by_number(tmp_path):
    write(tmp_path, "a/Pilot.txt", "Second.en.txt", "The Show s01e03 final.txt", "Fourth.txt")
    write(tmp_path, "readme.md")
    found = scripts_for(tmp_path, ["a/pilot", "season/Second", "S01E03", "Fifth"])
    assert texts(found) == {
        "a/pilot": "This is Pilot.",
        "season/Second": "This is Second.en.",
        "S01E03": "This is The Show s01e03 final.",
    }


def test_the_same_folder_comes_first(tmp_path):
    write(tmp_path, "a/01.txt", "b/01.en.txt")
    assert texts(scripts_for(tmp_path, ["a/01", "b/01"])) == {
        "a/01": "This is 01.",
        "b/01": "This is 01.en.",
    }


def test_two_scripts_for_one_episode(tmp_path):
    write(tmp_path, "S01E01.txt", "S01E01.csv")
    with pytest.raises(SettingsError, match="more than one script"):
        scripts_for(tmp_path, ["S01E01"])


def test_no_such_script(tmp_path):
    with pytest.raises(SettingsError, match="There is no script"):
        scripts_for(tmp_path / "none.docx", ["S01E01"])
