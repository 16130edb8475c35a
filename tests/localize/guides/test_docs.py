"""docs/guides.md names every key, guide, rule and list, and its example is a guide that works."""

from __future__ import annotations

import re

import pytest

from localize.guides import guide_names, load_guide
from localize.guides.counting import RULES
from localize.guides.figures import FIGURES
from localize.guides.glyphs import glyph_lists
from localize.guides.shots import ZONES


@pytest.fixture(scope="module")
def text(root):
    return (root / "docs" / "guides.md").read_text(encoding="utf-8")


def test_it_names_all_there_is(text):
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    named = set(re.findall(r"`([^`]+)`", prose))
    wanted = {*FIGURES, *ZONES, *guide_names(), *RULES, *glyph_lists(), "source", "from"}
    assert wanted - named == set()


def test_its_example_works(text, tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    path = tmp_path / "house.toml"
    path.write_text(example, encoding="utf-8")
    guide = load_guide(str(path))
    assert guide.limits("ja").max_line_length == 40
    assert guide.limits("es-419", audience="children").reading_speed == 12
    assert guide.limits("es-419", sdh=True).max_lines == 3
    assert guide.dash("es-419") == "both"
    lines = [line for line in example.splitlines() if line.strip() and not line.startswith("#")]
    assert len(lines) <= 12


def test_the_number_of_netflix_languages_is_the_one_it_says(text):
    (said,) = re.findall(r"(\d+) languages and variants", text)
    assert int(said) == len(load_guide("netflix").locales)
