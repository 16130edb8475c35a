"""Whisper's words at their original times."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.timeline import Span
from localize_models.speech.sections import Collected
from localize_models.speech.words import LEAST_WORD_MS, RawWord, placed, settled

#: Two stretches with 5 s of silence between them: 0–2 s and 7–10 s of the original.
SPEECH = Collected((Span(0, 2_000), Span(7_000, 10_000)))


def test_a_word_does_not_reach_over_a_silence_that_was_taken_out():
    before, over, after = placed(
        [
            RawWord(" one", 500, 1_500, 0.9, opens=True),
            RawWord(" two", 1_800, 2_900, 0.8),
            RawWord(" three", 2_900, 3_400, 0.7),
        ],
        SPEECH,
    )
    assert (before.start, before.end) == (500, 1_500)
    assert (over.start, over.end) == (7_000, 7_900)
    assert (after.start, after.end) == (7_900, 8_400)


def test_words_without_length_get_one():
    words = placed([RawWord(f" w{n}", 1_000, 1_000, 0.5) for n in range(5)], SPEECH)
    assert [word.start for word in words] == [1_000, 1_020, 1_040, 1_060, 1_080]
    assert all(word.end - word.start == LEAST_WORD_MS for word in words)


def test_words_crowded_at_the_end_move_forward():
    words = placed([RawWord(f" w{n}", 2_000 - 1, 2_000, 0.5) for n in range(3)], SPEECH)
    assert [(word.start, word.end) for word in words] == [
        (1_940, 1_960),
        (1_960, 1_980),
        (1_980, 2_000),
    ]


@pytest.mark.parametrize(
    ("texts", "unspaced", "spaced"),
    [
        ([" Good", " morning", "."], False, [True, True, False]),
        (["Oh", " no"], False, [True, True]),
        (["今日", "は"], True, [False, False]),
    ],
)
def test_spaces(texts, unspaced, spaced):
    raw = [RawWord(text, n * 100, n * 100 + 90, 0.9, n == 0) for n, text in enumerate(texts)]
    words = placed(raw, SPEECH, unspaced=unspaced)
    assert [word.spaced for word in words] == spaced
    assert [word.text for word in words] == [text.strip() for text in texts]


def test_a_phrase_without_punctuation_opens_with_a_space_in_japanese():
    raw = [
        RawWord("そうですね", 0, 500, 0.9, opens=True),
        RawWord("はい", 500, 900, 0.9, opens=True),
        RawWord("。", 900, 950, 0.9),
        RawWord("では", 950, 1_200, 0.9, opens=True),
    ]
    assert [w.spaced for w in placed(raw, SPEECH, unspaced=True)] == [False, True, False, False]


def test_probabilities_are_cut_to_their_range():
    above, below = placed([RawWord(" a", 0, 10, 1.0000001), RawWord(" b", 10, 40, -1e-9)], SPEECH)
    assert (above.probability, below.probability) == (1.0, 0.0)


times = st.lists(
    st.tuples(st.integers(-500, 6_000), st.integers(-500, 6_000)).map(
        lambda pair: (min(pair), max(pair))
    ),
    min_size=1,
    max_size=60,
)


@given(times, st.integers(0, 3_000), st.integers(100, 4_000))
def test_settled_times_are_in_order_and_inside(given_times, start, length):
    bounds = Span(start, start + length)
    inside = [
        (max(start, min(a, bounds.end)), max(start, min(b, bounds.end))) for a, b in given_times
    ]
    found = settled(inside, bounds)
    least = min(LEAST_WORD_MS, length // len(found))
    assert len(found) == len(inside)
    assert all(b - a >= least for a, b in found)
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert found[0][0] >= bounds.start
    assert found[-1][1] <= bounds.end


@given(st.lists(st.integers(20, 300), min_size=1, max_size=20))
def test_times_in_order_stay_as_they_are(lengths):
    marks = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
    given_times = list(pairwise(marks))
    assert settled(given_times, Span(0, marks[-1])) == given_times


words = st.lists(st.tuples(st.floats(0, 5_000), st.floats(0, 800)), min_size=1, max_size=40).map(
    lambda pairs: [
        RawWord(f" w{n}", start, start + length, 0.5) for n, (start, length) in enumerate(pairs)
    ]
)


@given(words)
def test_words_keep_their_order_and_lie_in_one_stretch(raw):
    found = placed(raw, SPEECH)
    assert [word.text for word in found] == [word.text.strip() for word in raw]
    assert all(a.end <= b.start for a, b in pairwise(found))
    for word in found:
        assert word.end > word.start
        assert any(s.start <= word.start and word.end <= s.end for s in SPEECH.spans)
