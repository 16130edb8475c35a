"""The counting rules: literal vectors, and what must hold for any text."""

from __future__ import annotations

import json
import math
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import UnknownNameError
from localize.guides.counting import RULES, STEPS, count, is_blank, reading_speed
from localize.markup import strip

VECTORS = json.loads(
    resources.files("localize.guides").joinpath("counting_vectors.json").read_text("utf-8")
)
rules = st.sampled_from(RULES)
any_text = st.text(st.characters(codec="utf-8", exclude_characters="<>"))


@pytest.mark.parametrize(
    "vector", VECTORS, ids=[f"{vector['rule']}: {vector['why']}" for vector in VECTORS]
)
def test_vector(vector):
    assert count(vector["text"], vector["rule"]) == vector["expected"]


def test_the_vectors_cover_every_rule():
    used = [vector["rule"] for vector in VECTORS]
    assert {rule: used.count(rule) >= 10 for rule in RULES} == dict.fromkeys(RULES, True)
    assert len(VECTORS) >= 60


def test_unknown_rule():
    with pytest.raises(UnknownNameError, match="latin, full-width, korean, thai"):
        count("x", "words")


@given(any_text, rules)
def test_counts_are_steps_of_the_rule(text, rule):
    counted = count(text, rule)
    assert counted >= 0
    assert counted % STEPS[rule] == 0


@given(any_text, any_text, rules)
def test_a_space_between_two_texts_counts_as_a_space(before, after, rule):
    # A mark at the start of `after` would sit on the space; a letter does not.
    after = "x" + after
    whole = count(f"{before} {after}", rule)
    assert whole == count(f"{before} ", rule) + count(after, rule)


@given(any_text, st.sampled_from(["b", "i", "u"]), rules)
def test_tags_are_free(text, tag, rule):
    assert count(f"<{tag}>{text}</{tag}>", rule) == count(text, rule)


@given(any_text, any_text, rules)
def test_readings_over_ruby_are_free(text, reading, rule):
    reading = reading.replace("\n", "")
    marked = f"<ruby>{text}<rt>{reading}</rt></ruby>"
    assert count(marked, rule) == count(text, rule)


@given(
    any_text, st.sampled_from("\u200b\ufeff\u200e\u200f\u061c\u2067\u2069\u2060\u00ad\0\n"), rules
)
def test_shapeless_characters_are_free_wherever_they_stand(text, shapeless, rule):
    for at in range(min(len(text), 12) + 1):
        assert count(text[:at] + shapeless + text[at:], rule) == count(text, rule)


@given(st.text(st.sampled_from("abcxyzäßжω")), rules)
def test_an_accent_is_part_of_its_letter(text, rule):
    assert count("".join(letter + "\u0301" for letter in text), rule) == count(text, rule)


@given(any_text)
def test_half_width_is_never_more_than_whole_characters(text):
    # One cluster takes one cell at most, and half a cell more for each halfwidth voice mark.
    marks = sum(text.count(mark) for mark in "\uff9e\uff9f")
    assert count(text, "full-width") <= count(text, "latin") + marks / 2
    assert count(text, "korean") <= count(text, "full-width") + count(text, "latin") / 2


@given(any_text, rules)
def test_blank_is_what_shows_nothing_but_spaces(text, rule):
    assert is_blank(text) == (count("".join(text.split()), rule) == 0 or not strip(text).strip())


def test_blank_lines():
    assert is_blank("")
    assert is_blank(" \u3000\u00a0\t")
    assert is_blank("<i> </i>")
    assert is_blank("\u200b\ufeff")
    assert not is_blank("-")
    assert not is_blank("< i >")


@pytest.mark.parametrize(
    ("lines", "duration", "rule", "expected"),
    [
        (("0123456789", "0123456789"), 1000, "latin", 20.0),
        (("0123456789", "0123456789"), 1250, "latin", 16.0),
        (("<i>0123456789</i>",), 2000, "latin", 5.0),
        (("今日は晴れ",), 1250, "full-width", 4.0),
        (("안녕 하세요",), 1000, "korean", 5.5),
        ((), 1000, "latin", 0.0),
        (("",), 0, "latin", 0.0),
        (("x",), 0, "latin", math.inf),
    ],
)
def test_reading_speed(lines, duration, rule, expected):
    assert reading_speed(lines, duration, rule) == expected


def test_reading_speed_refuses_time_that_runs_backwards():
    with pytest.raises(ValueError, match="-5 ms"):
        reading_speed(("x",), -5, "latin")
