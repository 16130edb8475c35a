"""Words where nobody speaks, and speech without words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from localize.script import Word
from localize.timeline import Span
from localize_models.speech.guards import runs_without_speech, uncovered


def said(*times):
    return tuple(Word(f"w{start}", start, end) for start, end in times)


def over_speech(words, speech):
    return [word for spoken, run in runs_without_speech(words, speech) if spoken for word in run]


def test_words_where_nobody_speaks_are_a_run_of_their_own():
    words = said((0, 400), (5_000, 5_300), (5_300, 5_600), (9_000, 9_500))
    runs = runs_without_speech(words, (Span(0, 1_000), Span(8_800, 10_000)))
    assert runs == [(True, [words[0]]), (False, [*words[1:3]]), (True, [words[3]])]


def test_a_word_that_touches_speech_is_over_it():
    words = said((900, 1_500), (1_500, 2_100))
    assert over_speech(words, (Span(0, 1_000), Span(2_000, 3_000))) == [*words]


@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(1, 900)), max_size=20),
    st.lists(st.tuples(st.integers(1, 900), st.integers(1, 900)), max_size=20),
)
def test_every_word_is_in_a_run_and_in_the_right_one(gaps_and_words, gaps_and_speech):
    def laid(pairs):
        at, found = 0, []
        for gap, length in pairs:
            found.append((at + gap, at + gap + length))
            at += gap + length
        return found

    words = said(*laid(gaps_and_words))
    speech = tuple(Span(*pair) for pair in laid(gaps_and_speech))
    runs = runs_without_speech(words, speech)
    assert [word for _, run in runs for word in run] == [*words]
    expected = [w for w in words if any(s.overlap(w.span) for s in speech)]
    assert over_speech(words, speech) == expected


def test_what_words_leave_of_speech_lies_between_them_and_at_its_ends():
    words = said((1_000, 1_500), (6_000, 6_500))
    assert [*uncovered(Span(900, 6_600), words)] == [Span(1_800, 5_700)]
    assert [*uncovered(Span(0, 10_000), said((5_000, 5_500)))] == [
        Span(0, 4_700),
        Span(5_800, 10_000),
    ]
    assert [*uncovered(Span(0, 2_200), said((300, 1_900)))] == []
    assert [*uncovered(Span(0, 999), ())] == [Span(0, 999)]
