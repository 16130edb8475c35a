"""Attention becomes links between words, by the places of their first characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize_models.translation.seq2seq.links import links_of


def looking(rows, columns, *pairs, rest=0.02):
    """Attention of so many pieces on so many, 0.9 where a pair says so."""
    return [[0.9 if (row, col) in pairs else rest for col in range(columns)] for row in range(rows)]


def test_pieces_of_a_word_are_taken_together():
    # "The station" and "La estación": three pieces in each.
    found = links_of(
        looking(3, 3, (0, 0), (1, 2), (2, 1)),
        ["▁The", "▁sta", "tion"],
        "The station",
        ["▁La", "▁esta", "ción"],
        "La estación",
    )
    assert found == ((0, 0), (3, 2))


def test_order_may_cross():
    found = links_of(
        looking(2, 2, (0, 1), (1, 0)), ["▁red", "▁house"], "red house", ["▁casa", "▁roja"],
        "casa roja",
    )  # fmt: skip
    assert found == ((3, 0), (0, 4))


def test_a_word_may_render_two():
    attention = [[0.45, 0.5, 0.05]]
    found = links_of(attention, ["▁went", "▁away", "."], "went away.", ["▁marchó"], "marchó")
    assert found == ((0, 0), (4, 0))


def test_a_word_that_looks_at_nothing_has_no_link():
    # What is left of 1 went to the end of the text, as where a word adds nothing of its own.
    assert links_of([[0.05, 0.04]], ["▁a", "▁b"], "a b", ["▁c"], "c") == ()


def test_a_space_may_be_a_piece_of_its_own():
    found = links_of(
        looking(3, 3, (1, 2), (2, 2), (0, 0)), ["▁", "go", "▁on"], "go on", ["▁ven", "▁", "ya"],
        "ven ya",
    )  # fmt: skip
    assert found == ((0, 0), (2, 3))


def test_in_scripts_without_spaces_pieces_are_words():
    found = links_of(
        looking(3, 2, (0, 1), (1, 0), (2, 0)),
        ["▁Please", "▁wait"],
        "Please wait",
        ["▁待って", "ください", "。"],
        "待ってください。",
    )
    assert found == ((6, 0), (0, 3), (0, 7))


def test_characters_that_became_many_are_counted_once():
    # The ellipsis is one character of the text and three of its pieces.
    found = links_of(
        looking(2, 3, (0, 0), (1, 2)), ["▁Oh", "...", "▁no"], "Oh… no", ["▁Ay", "▁no"], "Ay no",
    )  # fmt: skip
    assert found == ((0, 0), (3, 2))


@pytest.mark.parametrize(
    ("source", "pieces", "text"),
    [("We left", ["▁Nos", "▁fuimos"], "Nos hemos ido"), ("We are", ["▁Nos"], "Nos"),
     ("We left", [], "")],
)  # fmt: skip
def test_pieces_that_do_not_spell_the_text_tell_nothing(source, pieces, text):
    attention = looking(len(pieces), 2, (0, 0))
    assert links_of(attention, ["▁We", "▁left"], source, pieces, text) == ()


WORDS = st.lists(st.sampled_from(["no", "casa", "está", "公園", "に", "…", "¿Qué?"]), min_size=1)


@given(WORDS, WORDS, st.randoms(use_true_random=False))
def test_links_are_of_words_that_are_there(source, target, random):
    def cut(words):
        pieces = []
        for word in words:
            at = random.randrange(len(word))
            pieces += [f"▁{word[:at]}", word[at:]]
        return pieces

    ours, theirs = cut(target), cut(source)
    attention = [[random.random() / len(theirs) for _ in theirs] for _ in ours]
    found = links_of(attention, theirs, " ".join(source), ours, " ".join(target))
    for of, at in found:
        assert 0 <= of < len("".join(source))
        assert 0 <= at < len("".join(target))
    assert [at for _, at in found] == sorted(at for _, at in found)
    assert len(set(found)) == len(found)
