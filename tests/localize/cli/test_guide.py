"""`localize guide`: what it lists, shows and writes."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from localize.cli.guide import guide_app
from localize.errors import LocaleError, OutputError, SettingsError, UnknownNameError
from localize.guides import guide_names, load_guide


def run(*arguments):
    return CliRunner().invoke(guide_app, [str(argument) for argument in arguments])


def objects(result):
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_list():
    result = run("list")
    assert "netflix: Netflix Timed Text Style Guide" in result.stdout
    found = objects(run("list", "--json"))
    assert tuple(each["guide"] for each in found) == guide_names()
    (netflix,) = [each for each in found if each["guide"] == "netflix"]
    assert netflix["signature"] == load_guide("netflix").signature
    assert "zh-Hant" in netflix["locales"]


def test_show_for_people():
    result = run("show", "netflix", "--locale", "es_419", "--audience", "children", "--sdh")
    text = result.stdout
    assert load_guide("netflix").signature in text
    assert "es-419, children, subtitle for the deaf and hard of hearing" in text
    (speed,) = [line for line in text.splitlines() if line.startswith("reading_speed")]
    assert speed.split()[1:5] == ["17", "characters", "a", "second"]
    assert "language.es.sdh" in speed
    number = speed.split()[-1]
    assert f"{number} https://partnerhelp.netflixstudios.com/hc/en-us/articles/217349997" in text
    assert "min_duration: 833 here, 800 by the timing page" in text
    assert "It says nothing of: max_line_length_vertical" in text


def test_show_for_programs():
    head, *figures = objects(run("show", "netflix", "--locale", "tr", "--json"))
    limits = load_guide("netflix").limits("tr")
    assert (head["guide"], head["locale"], head["limits"]) == ("netflix", "tr", limits.signature)
    found = {each["figure"]: each for each in figures}
    assert found["max_line_length"]["value"] == limits.max_line_length
    assert found["shots.snap_before"]["value"] == limits.shots.snap_before
    assert [each["value"] for each in found["shots.snap_before"]["disagreements"]] == [8]
    assert {each["value"] for each in found["min_duration"]["disagreements"]} == {800, 834, 1000}
    assert found["dash"]["sources"]
    assert found["italics"]["value"] is True


def test_show_without_a_locale_is_for_any_other_language():
    figures = {each["figure"]: each for each in objects(run("show", "ted", "--json"))[1:]}
    assert figures["max_line_length"]["section"] == "general"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("netflx",), UnknownNameError),
        (("netflix", "--locale", "klingonese"), LocaleError),
        (("netflix", "--audience", "kids"), UnknownNameError),
        (("netflix", "--role", "subtitles"), UnknownNameError),
        (("none.toml",), SettingsError),
    ],
)
def test_show_refuses(arguments, error):
    result = run("show", *arguments)
    assert isinstance(result.exception, error)
    assert result.stdout == ""


def test_new_works_as_it_stands_and_where_its_comments_are_taken_away(tmp_path):
    result = run("new", "house", "--in", tmp_path)
    path = tmp_path / "house.toml"
    assert result.stdout == f"{path}\n"
    guide = load_guide(str(path))
    assert guide.inherits == (load_guide("netflix").signature,)
    assert guide.limits("en").max_line_length == 42
    text = path.read_text()
    comments, rest = text.partition("[override]")[::2]
    active = rest.replace("\n# ", "\n").replace("What holds", "# What holds")
    path.write_text(f"{comments}[override]{active}")
    guide = load_guide(str(path))
    assert guide.limits("en").max_line_length == 40
    assert guide.limits("en", audience="children").reading_speed == 12
    assert guide.limits("es-419", sdh=True).max_lines == 3
    assert guide.dash("es-419") == "both"


def test_new_from_a_file_is_seen_from_the_new_file_s_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clients").mkdir()
    run("new", "house")
    for folder, inherits in ((".", "house.toml"), ("clients", "../house.toml")):
        result = run("new", "acme", "--inherit", "house.toml", "--in", folder)
        assert result.exit_code == 0, result.exception
        guide = load_guide(str(tmp_path / folder / "acme.toml"))
        assert guide.inherits[0].startswith("house:1"), inherits


def test_new_overwrites_nothing(tmp_path):
    path = tmp_path / "house.toml"
    path.write_text("mine")
    result = run("new", "house", "--in", tmp_path)
    assert isinstance(result.exception, OutputError)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("name", ["a/b", "", "..", "house.toml"])
def test_new_with_a_name_that_no_guide_can_have(tmp_path, name):
    result = run("new", "--in", tmp_path, "--", name)
    assert isinstance(result.exception, SettingsError)
    assert list(tmp_path.iterdir()) == []


def test_new_from_a_guide_that_there_is_not(tmp_path):
    result = run("new", "house", "--inherit", "netflx", "--in", tmp_path)
    assert isinstance(result.exception, UnknownNameError)
    assert list(tmp_path.iterdir()) == []
