"""Signatures are parts of content keys: they change with every figure, and with nothing else."""

from __future__ import annotations

import dataclasses

import pytest

from localize.guides import DashStyle, Habits, load_guide
from localize.guides.figures import FIGURES
from localize.guides.model import Limits

LIMITS = load_guide("netflix").limits("en")
OTHER = {
    int: lambda value: value + 1,
    float: lambda value: value + 0.5,
    str: lambda value: f"{value}x",
    bool: lambda value: not value,
    tuple: lambda value: ("(", ")"),
    type(None): lambda value: 7.5,
}


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Limits)])
def test_every_limit(name):
    value = getattr(LIMITS, name)
    if name == "shots":
        others = [
            dataclasses.replace(value, **{zone.name: getattr(value, zone.name) + 1})
            for zone in dataclasses.fields(value)
        ] + [None]
    else:
        others = [OTHER[type(value)](value)]
    signatures = {dataclasses.replace(LIMITS, **{name: other}).signature for other in others}
    assert len(signatures | {LIMITS.signature}) == len(others) + 1


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Habits)])
def test_every_habit(name):
    value = getattr(Habits(), name)
    other = {"dash": DashStyle.BOTH, "italics": False}.get(name) or OTHER[type(value)](value)
    assert dataclasses.replace(Habits(), **{name: other}).signature != Habits().signature


#: A line of a section that netflix's English section does not have.
LINES = {
    "counting": '"thai"',
    "max_lines": "3",
    "max_line_length": "41",
    "max_line_length_vertical": "12",
    "max_characters": "80",
    "min_line_share": "0.3",
    "reading_speed": "19",
    "min_duration": "900",
    "max_duration": "6000",
    "min_word_duration": "200",
    "min_gap_frames": "3",
    "chain_frames": "10",
    "shots": "{ out_gap = 1 }",
    "dash": '"second"',
    "italics": "false",
    "ellipsis": '"..."',
    "pause_ellipsis": '"both"',
    "quotes": '["«", "»", "“", "”"]',
    "space_before": '"?"',
    "omit": '"."',
    "spell_to": "12",
    "spell_at_start": "false",
    "sound_brackets": '["(", ")"]',
    "music": '"#"',
    "interruption": '"–"',
    "glyphs": '"greek"',
    "prefer_one_line": "false",
    "bottom_heavy": "true",
    "inverted": "true",
}


def test_every_key_of_a_file_is_tried():
    assert tuple(LINES) == FIGURES


@pytest.mark.parametrize("key", FIGURES)
def test_every_key_of_a_file_comes_to_limits_or_habits_and_into_the_signatures(tmp_path, key):
    path = tmp_path / "house.toml"

    def load(line):
        path.write_text(
            f'name = "netflix"\nversion = "{load_guide("netflix").version}"\n'
            f'inherit = "netflix"\n[language.en]\n{line}\n',
            encoding="utf-8",
        )
        return load_guide(str(path))

    before, after = load(""), load(f"{key} = {LINES[key]}")
    assert before.limits("en").signature == LIMITS.signature
    assert before.signature == load_guide("netflix").signature
    assert after.signature != before.signature
    changed = [
        after.limits("en").signature != before.limits("en").signature,
        after.habits("en").signature != before.habits("en").signature,
    ]
    assert changed.count(True) == 1
    assert after.limits("de") == before.limits("de")
    assert after.habits("de") == before.habits("de")


def test_texts_about_figures_do_not_change_it(tmp_path):
    path = tmp_path / "house.toml"
    head = f'name = "netflix"\nversion = "{load_guide("netflix").version}"\ninherit = "netflix"\n'
    path.write_text(
        f'{head}title = "Ours"\n[sources]\nhouse = "a letter"\n'
        '[language.en]\nsource = ["house"]\nfrom = { max_lines = "house" }\nmax_lines = 2\n',
        encoding="utf-8",
    )
    guide = load_guide(str(path))
    assert guide.limits("en").signature == LIMITS.signature
