"""What a speaker has said to its end, before another speaker's dash."""

from __future__ import annotations

import pytest

from localize.syntax.turns import begins_turn


@pytest.mark.parametrize(
    ("locale", "before"),
    [
        ("en", "Yes."),
        ("en", "Yes!”"),
        ("ar", "ماذا؟"),
        ("ur", "ہاں۔"),
        ("hi", "हाँ।"),
        ("hy", "Այո։"),
        ("am", "አዎ።"),
        ("my", "ဟုတ်တယ်။"),
        ("el", "Πώς είσαι;"),
        ("el", "Πώς είσαι\u037e"),
        ("fr", "Quoi ?"),
    ],
)
def test_after_a_sentences_end_any_dash_is_a_speakers(locale, before):
    assert begins_turn(before, "No", locale, own=False)


@pytest.mark.parametrize(
    "before",
    ["I was going to--", "I never said—", "I said —", "(SIGHS)", "[sighs]", "♪ La ♪", "«Oui»"],
)
def test_after_what_is_broken_off_or_closed_only_the_texts_own_dash_is(before):
    assert begins_turn(before, "No", "en", own=True)
    assert not begins_turn(before, "No", "en", own=False)


@pytest.mark.parametrize(
    "before", ["He came (late)", "I read “Emma”", "the dog", "first;", "-", ""]
)
def test_a_clause_may_be_set_apart_in_a_text_that_begins_with_a_dash(before):
    assert not begins_turn(before, "a book", "en", own=True)


def test_who_breaks_in_may_go_on_with_a_small_letter():
    assert begins_turn("I was going to--", "no, you were not", "en", own=True)
