"""Words that hold on to the one beside them, in every main language."""

from __future__ import annotations

import pytest

from localize.syntax.borders import syntax_of

LANGUAGES = (
    "en es fr de it pt nl sv da no fi pl cs ru uk tr el hu ro hr id ms vi ar he hi ko ja zh th"
)


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_every_main_language_has_words_that_hold_on(language: str) -> None:
    syntax = syntax_of(language)
    assert syntax.classes or syntax.holding
    assert syntax.leads or syntax.trailing or syntax.clauses


@pytest.mark.parametrize(
    ("locale", "before", "after", "holds"),
    [
        ("pl", "w", "domu", "prepositions"),
        ("cs", "bych", "přišel", "auxiliaries"),
        ("uk", "не", "знаю", "negations"),
        ("fi", "herra", "Virtanen", "titles"),
        ("tr", "benim", "evim", "articles"),
        ("tr", "ev", "için", "trailing"),
        ("el", "το", "σπίτι", "articles"),
        ("hu", "ház", "mellett", "trailing"),
        ("ro", "într-un", "oraș", "prepositions"),
        ("hr", "se", "vratio", "pronouns"),
        ("id", "di", "rumah", "prepositions"),
        ("ms", "encik", "Ahmad", "titles"),
        ("vi", "của", "tôi", "prepositions"),
        ("he", "את", "הבית", "prepositions"),
        ("hi", "राम", "का", "trailing"),
        ("ko", "할", "수", "trailing"),
        ("ar", "في", "البيت", "prepositions"),
        ("no", "på", "skolen", "prepositions"),
    ],
)
def test_function_words_hold_on(locale: str, before: str, after: str, holds: str) -> None:
    assert syntax_of(locale).border(before, after).holds == holds
