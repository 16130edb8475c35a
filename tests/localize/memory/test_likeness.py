"""How like two source texts are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.memory.likeness import CUTOFF, SAME, likest, normal
from localize.memory.shelf import Book
from localize.script import Cue


@pytest.mark.parametrize(
    "lines",
    [
        ("I saw the boat.",),
        ("<i>I saw</i>", "the boat."),
        ("  i SAW the", "", "boat. "),
    ],
)
def test_tags_breaks_and_case_make_no_other_text(lines):
    assert normal(lines) == "i saw the boat."


def test_composed_and_decomposed_letters_are_the_same():
    assert normal(["Ç\u0327a", "e\u0301"]) == normal(["\u00c7\u0327a", "\u00e9"])


def test_only_the_same_text_scores_100():
    long = "a" * 999
    others = ["good night.", "good night!", "what?", long + "b", long + "c"]
    assert likest("good night.", others, 9) == [(0, SAME), (1, 90)]
    assert likest(long + "b", others, 9) == [(3, SAME), (4, 99)]
    assert likest("good", ["what?"], 9) == []
    assert len(likest("x", ["x" * n for n in range(1, 3)], 1)) == 1


@given(st.text(max_size=20), st.lists(st.text(max_size=20), unique=True, max_size=10))
def test_scores_are_in_bounds_and_in_order(text, others):
    found = likest(text, others, 9)
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    for place, score in found:
        assert CUTOFF <= score <= SAME
        assert (score == SAME) == (others[place] == text)


_CUES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 15)).map(lambda span: (span[0], sum(span))),
    max_size=12,
)


@given(_CUES, st.integers(0, 60), st.integers(0, 15))
def test_a_book_finds_what_is_said_at_a_cues_time(spans, start, length):
    cues = [Cue(f"c{n}", *span, (f"t{n}",)) for n, span in enumerate(spans)]
    cue = Cue("x", start, start + length, ())
    book = Book.of([(one.id, one.start, one.end, one.lines) for one in cues])
    found = [book.texts[place] for place in book.stood_for((), cue.start, cue.end)]
    said = [
        other.lines[0]
        for other in cues
        if 2 * other.span.overlap(cue.span) >= max(1, min(cue.duration, other.duration))
    ]
    assert sorted(found) == sorted(said)
    if cues:
        named = book.stood_for((cues[0].id, "gone"), cue.start, cue.end)
        assert book.text(named) == "t0"
