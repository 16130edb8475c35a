"""A guide of one's own that inherits: what wins over what, and rings and gaps refused."""

from __future__ import annotations

import dataclasses

import pytest

from localize.errors import SettingsError
from localize.guides import DashStyle, load_guide

NETFLIX = load_guide("netflix")
HEAD = 'name = "house"\nversion = "1"\ninherit = "netflix"\n'


@pytest.fixture
def house(tmp_path):
    def house(text, name="house.toml"):
        path = tmp_path / name
        path.write_text(HEAD + text, encoding="utf-8")
        return load_guide(str(path))

    return house


def test_three_lines_give_the_whole_guide(house):
    guide = house("")
    assert guide.locales == NETFLIX.locales
    assert guide.inherits == (NETFLIX.signature,)
    for tag in guide.locales:
        theirs = NETFLIX.limits(tag, sdh=True)
        assert guide.limits(tag, sdh=True) == dataclasses.replace(
            theirs, guide="house", version="1"
        )
        assert guide.habits(tag) == NETFLIX.habits(tag)
    assert guide.disagreements == NETFLIX.disagreements
    assert dict(NETFLIX.sources).items() <= dict(guide.sources).items()


def test_a_section_changes_its_own_language_alone(house):
    guide = house('[language.es-419]\nmax_line_length = 38\ndash = "both"\n')
    assert guide.limits("es-419").max_line_length == 38
    assert guide.limits("es-MX").max_line_length == 42
    assert guide.limits("es-419").reading_speed == 17  # inherited from es, as es-419 would
    assert guide.dash("es-419") is DashStyle.BOTH
    assert guide.dash("es") is DashStyle.BOTH_SPACED


def test_a_figure_also_wins_over_the_inherited_one_for_the_deaf(house):
    guide = house("[language.zh]\nmax_lines = 1\nreading_speed = { adult = 8 }\n")
    assert guide.limits("zh", sdh=True).max_lines == 1
    assert guide.limits("zh", sdh=True).max_line_length == 18  # of which it says nothing
    # Of the table, the part that it gives.
    assert guide.limits("zh", sdh=True).reading_speed == 8
    assert guide.limits("zh", sdh=True, audience="children").reading_speed == 9
    assert guide.limits("zh", audience="children").reading_speed == 7


def test_general_and_fallback_leave_languages_what_they_say(house):
    guide = house("[general]\nmax_duration = 6000\n[fallback]\nmax_line_length = 37\n")
    assert guide.limits("de").max_duration == 6000  # no language says another
    assert guide.limits("de").max_line_length == 42  # German has a section that does
    assert guide.limits("is").max_line_length == 37


def test_override_wins_over_every_language(house):
    guide = house(
        "[override]\nmax_lines = 1\n[override.sdh]\nmax_lines = 4\n[language.ja]\nmax_lines = 2\n"
    )
    assert {guide.limits(tag).max_lines for tag in ("de", "zh", "is")} == {1}
    assert {guide.limits(tag, sdh=True).max_lines for tag in ("de", "zh", "is")} == {4}
    assert guide.limits("ja").max_lines == 2  # the file's own section
    assert guide.limits("ja", sdh=True).max_lines == 2


def test_part_of_the_shot_zones_and_none_of_them(house):
    eight = house("[general]\nshots = { snap_before = 8 }\n").limits("en").shots
    assert eight == dataclasses.replace(NETFLIX.limits("en").shots, snap_before=8)
    none = house("[language.ja]\nshots = false\n")
    assert none.limits("ja").shots is None
    assert none.limits("en").shots == NETFLIX.limits("en").shots


def test_a_habit_is_taken_back(house):
    guide = house('[language.fr]\nspace_before = ""\nquotes = []\nellipsis = ""\n')
    habits = guide.habits("fr")
    assert (habits.space_before, habits.quotes, habits.ellipsis) == ("", (), "")
    assert guide.habits("es").ellipsis == "…"


def test_what_sources_differ_on_goes_with_the_figure(house):
    guide = house("[general]\nmin_duration = 1000\nshots = { snap_before = 8 }\n")
    told = {(each.section, each.figure) for each in guide.disagreements}
    assert ("language.ko", "max_line_length") in told
    assert ("general", "min_duration") not in told
    assert ("general", "shots") not in told


def test_a_chain_of_files_each_seen_from_its_own_folder(tmp_path):
    (tmp_path / "clients").mkdir()
    (tmp_path / "house.toml").write_text(HEAD + "[override]\nmax_line_length = 40\n")
    (tmp_path / "clients" / "acme.toml").write_text(
        'name = "acme"\nversion = "2"\ninherit = "../house.toml"\n[override]\nmax_lines = 1\n'
    )
    guide = load_guide(str(tmp_path / "clients" / "acme.toml"))
    limits = guide.limits("sv")
    assert (limits.guide, limits.version) == ("acme", "2")
    assert (limits.max_line_length, limits.max_lines, limits.reading_speed) == (40, 1, 17)
    assert [each.partition(":")[0] for each in guide.inherits] == ["house", "netflix"]


def test_a_ring_is_refused(tmp_path):
    for name, parent in (("a", "b"), ("b", "c"), ("c", "b")):
        (tmp_path / f"{name}.toml").write_text(
            f'name = "{name}"\nversion = "1"\ninherit = "{parent}.toml"\n'
        )
    with pytest.raises(SettingsError, match=r"inherit from itself: b.toml → c.toml → b.toml"):
        load_guide(str(tmp_path / "a.toml"))


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ('inherit = "netflx"', "inherit", "there is no style guide named 'netflx'; there are: bbc"),
        ('inherit = "gone.toml"', "inherit", "there is no file"),
        ("inherit = 3", "inherit", "must be a text, not 3"),
        ("[override]\nmax_lines = 1", "override", "there is no guide to override"),
        ('inherit = "bbc"\n[override]\nmax_line = 1', "override.max_line", "Did you mean"),
        ('inherit = "bbc"\n[override]\nmin_duration = 8000', "min_duration", "longer than"),
        (
            'inherit = "bbc"\n[general]\nshots = { snap_before = 8 }',
            "fallback",
            "gives no shots.clear_before",
        ),
    ],
)
def test_what_is_refused(tmp_path, text, key, problem):
    path = tmp_path / "house.toml"
    path.write_text(f'name = "house"\nversion = "1"\n{text}\n')
    with pytest.raises(SettingsError) as caught:
        load_guide(str(path))
    said = str(caught.value)
    assert "house.toml" in said
    assert key in said
    assert problem in said


def test_its_signature_follows_the_guide_that_it_inherits_from(tmp_path):
    parent, child = tmp_path / "parent.toml", tmp_path / "child.toml"
    child.write_text('name = "child"\nversion = "1"\ninherit = "parent.toml"\n')
    seen = set()
    for length in (40, 41):
        parent.write_text(
            f'name = "parent"\nversion = "1"\ninherit = "netflix"\n'
            f"[override]\nmax_line_length = {length}\n"
        )
        guide = load_guide(str(child))
        seen.add((guide.signature, guide.limits("en").signature))
    (whole, limits), (other_whole, other_limits) = seen
    assert whole != other_whole
    assert limits != other_limits
