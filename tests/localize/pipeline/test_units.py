"""Sentences follow the speech across cue borders, and every word is in exactly one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from localize.pipeline.units import translation_units
from localize.script import Word


def spoken(text, *, pause=100, locale="en", per_cue=3, apart=()):
    """Words of 300 ms, and cues of so many words, whatever the sentences."""
    words, at = [], 0
    tokens = text.split() if locale != "ja" else list(text)
    for number, token in enumerate(tokens):
        spaced = locale != "ja" or number in apart
        words.append(Word(token, at, at + 300, spaced=spaced))
        at += 300 + pause
    words_of = {
        f"c{first}": (first, min(first + per_cue, len(words)) - 1)
        for first in range(0, len(words), per_cue)
    }
    return translation_units(words, words_of, locale=locale)


def test_a_sentence_over_three_cues_is_one_unit():
    first, second = spoken("I would like you to come home now. Please do.")
    assert first.text == "I would like you to come home now."
    assert first.source_ids == ("c0", "c3", "c6")
    assert second.source_ids == ("c6", "c9")
    assert first.span.start == 0
    assert first.span.end == 7 * 400 + 300


def test_abbreviations_end_nothing():
    assert len(spoken("Ask Dr. Weber about it. Now.")) == 2


def test_a_long_silence_ends_a_unit_without_punctuation():
    assert len(spoken("and then we went away", pause=2_500)) == 5


def test_japanese_has_sentences_with_and_without_marks():
    texts = [unit.text for unit in spoken("そうです。はい今日は", locale="ja", apart=(7,))]
    assert texts == ["そうです。", "はい", "今日は"]


def test_a_very_long_unit_ends_at_a_pause():
    units = spoken("word " * 60, pause=400)
    assert len(units) > 1
    assert all(unit.span.duration < 25_000 for unit in units)


@given(st.lists(st.sampled_from(["yes", "no.", "why?", "Mr.", "3.5", "„so“"]), max_size=40))
def test_every_word_is_in_exactly_one_unit(tokens):
    units = spoken(" ".join(tokens))
    assert " ".join(unit.text for unit in units).split() == tokens
    assert len({unit.id for unit in units}) == len(units)
