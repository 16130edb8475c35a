"""Edits from a draft to what was made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.effort.edit_rate import edits, tokens

few = st.lists(st.sampled_from("abcd"), max_size=9)


def distance(one, other):
    """Levenshtein's, by the book."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        above, row = row, [i]
        for j, right in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (left != right)))
    return row[-1]


@pytest.mark.parametrize(
    ("draft", "final", "expected"),
    [
        ("the cat sat", "the cat sat", 0),
        ("the cat sat", "the dog sat", 1),
        ("the cat sat", "the cat", 1),
        ("", "the cat", 2),
        ("the cat", "", 2),
        # Snover et al. (2006), section 3: one run is moved, one word put in, two replaced.
        (
            "THIS WEEK THE SAUDIS denied information published in the new york times",
            "SAUDI ARABIA denied THIS WEEK information published in the AMERICAN new york times",
            4,
        ),
        ("d e f a b c", "a b c d e f", 1),
        ("b a", "a b", 1),
    ],
)
def test_known_cases(draft, final, expected):
    assert edits(draft.split(), final.split()) == expected


def test_words_have_their_punctuation_apart_and_keep_their_case():
    assert tokens(["«Hola, <i>don't</i>", "mid-air…»"], "es") == (
        "«",
        "Hola",
        ",",
        "don't",
        "mid-air",
        "…",
        "»",
    )
    assert tokens(["हिन्दी में।"], "hi") == ("हिन्दी", "में", "।")
    assert tokens([" ", ""], "en") == ()


@pytest.mark.parametrize("locale", ["ja", "zh-Hant", "ko", "th"])
def test_characters_where_words_are_no_measure(locale):
    assert tokens(["行く よ"], locale) == ("行", "く", "よ")


def test_ruby_readings_and_tags_are_no_text():
    assert tokens(["<ruby>東京<rt>とうきょう</rt></ruby>へ"], "ja") == ("東", "京", "へ")


@given(few, few)
def test_never_more_than_the_plain_distance_and_nothing_only_for_nothing(draft, final):
    found = edits(draft, final)
    assert found <= distance(draft, final)
    assert (found == 0) == (draft == final)
    assert found >= abs(len(draft) - len(final))


@given(st.lists(st.sampled_from("abc"), max_size=40), st.lists(st.sampled_from("abc"), max_size=40))
def test_without_shifts_it_is_levenshteins(draft, final):
    # Texts too long for shifts take the plain way.
    pad = ["x"] * 151
    assert edits([*pad, *draft], [*pad, *final]) == distance(draft, final)


@given(st.permutations("abcdefghij"), st.integers(0, 9), st.integers(1, 5), st.integers(0, 9))
def test_one_run_moved_is_one_edit(text, start, length, place):
    run = text[start : start + length]
    rest = text[:start] + text[start + length :]
    moved = rest[:place] + run + rest[place:]
    assert edits(text, moved) == (0 if moved == text else 1)
