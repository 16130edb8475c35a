"""Units and English paired by time; passages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.engines import TranslationUnit
from localize.script import Word
from localize.timeline import Span
from localize_models.translation.matching import Piece, ends_sentence, match, pieces
from localize_models.translation.passages import LONGEST_MS, MARGIN_MS, passages


def said(text, start, end):
    """A piece whose words share its time evenly."""
    texts = text.split()
    step = (end - start) // len(texts)
    return Piece(
        tuple(Word(t, start + n * step, start + (n + 1) * step) for n, t in enumerate(texts)), -0.5
    )


def paired(spans, english):
    return [
        (found.first, found.last, " ".join(w.text for p in found.pieces for w in p.words))
        for found in match(spans, english)
    ]


def test_one_to_one():
    spans = (Span(0, 2_000), Span(2_500, 4_000))
    english = (said("Good morning.", 100, 1_900), said("Sit down.", 2_600, 3_900))
    assert paired(spans, english) == [(0, 1, "Good morning."), (1, 2, "Sit down.")]


def test_two_sentences_render_one_unit():
    spans = (Span(0, 4_000), Span(6_000, 7_000))
    english = (said("No.", 0, 600), said("I will not.", 700, 3_900), said("Why?", 6_000, 6_900))
    assert paired(spans, english) == [(0, 1, "No. I will not."), (1, 2, "Why?")]


def test_one_sentence_renders_two_units():
    spans = (Span(0, 1_000), Span(1_100, 3_000), Span(5_000, 6_000))
    english = (said("Fine, and how is the film?", 0, 3_000), said("Well.", 5_000, 6_000))
    assert paired(spans, english) == [(0, 2, "Fine, and how is the film?"), (2, 3, "Well.")]


def test_a_unit_that_nothing_renders_is_left_empty():
    spans = (Span(0, 2_000), Span(6_000, 9_000), Span(12_000, 13_000))
    english = (said("Here.", 0, 1_900), said("There.", 12_000, 12_900))
    assert paired(spans, english) == [(0, 1, "Here."), (1, 2, ""), (2, 3, "There.")]


def test_english_that_no_unit_accounts_for_is_left_out():
    spans = (Span(20_000, 22_000),)
    english = (said("Thank you for watching.", 0, 2_000), said("Come in.", 20_000, 22_000))
    assert paired(spans, english) == [(0, 1, "Come in.")]


def test_nothing_at_all():
    assert match((), ()) == ()
    assert paired((Span(0, 1_000), Span(1_000, 2_000)), ()) == [(0, 1, ""), (1, 2, "")]


spans_of = st.lists(st.tuples(st.integers(0, 3_000), st.integers(1, 8_000)), max_size=9).map(
    lambda pairs: tuple(
        Span(
            sum(g + n for g, n in pairs[:k]) + pairs[k][0],
            sum(g + n for g, n in pairs[: k + 1]),
        )
        for k in range(len(pairs))
    )
)


@given(spans_of, spans_of)
def test_every_unit_is_named_once_and_english_keeps_its_order(spans, english_spans):
    english = tuple(said(f"piece{n}.", s.start, s.end) for n, s in enumerate(english_spans))
    found = match(spans, english)
    assert [n for m in found for n in range(m.first, m.last)] == list(range(len(spans)))
    used = [piece for m in found for piece in m.pieces]
    assert used == [piece for piece in english if piece in used]
    assert len(set(map(id, used))) == len(used)


@pytest.mark.parametrize(
    ("word", "ends"),
    [
        ("done.", True),
        ("What?!", True),
        ("said,", False),
        ("Mr.", False),
        ('home."', True),
        ("…", True),
    ],
)
def test_sentence_ends(word, ends):
    assert ends_sentence(word) is ends


def test_a_segment_is_divided_where_sentences_end():
    words = [
        Word(text, n * 100, n * 100 + 90)
        for n, text in enumerate(["Hi.", "I", "am", "Mr.", "Lee.", "and"])
    ]
    found = pieces(words, -0.25)
    assert [" ".join(w.text for w in piece.words) for piece in found] == [
        "Hi.",
        "I am Mr. Lee.",
        "and",
    ]
    assert [piece.whole for piece in found] == [True, True, False]
    assert {piece.score for piece in found} == {-0.25}


def units(*spans):
    return tuple(
        TranslationUnit(f"u{n}", "text", Span(*span), (f"c{n}",)) for n, span in enumerate(spans)
    )


def test_passages_are_cut_at_the_longest_pause():
    given_units = units((0, 9_000), (9_200, 16_000), (18_000, 24_000), (24_300, 33_000))
    found = passages(given_units, 60_000)
    assert [[unit.id for unit in part.units] for part in found] == [["u0", "u1"], ["u2", "u3"]]


def test_another_scene_is_another_passage():
    found = passages(units((0, 2_000), (30_000, 32_000)), 60_000)
    assert [len(part.units) for part in found] == [1, 1]
    assert found[0].speech.spans == (Span(0, 2_000 + MARGIN_MS),)
    assert found[1].speech.spans == (Span(30_000 - MARGIN_MS, 32_000 + MARGIN_MS),)


def test_long_pauses_are_taken_out_and_short_ones_kept():
    (part,) = passages(units((1_000, 3_000), (4_000, 6_000), (11_000, 12_000)), 60_000)
    assert part.speech.spans == (Span(600, 6_400), Span(10_600, 12_400))


def test_the_margin_does_not_reach_into_a_neighbour():
    before, after = passages(units((0, 20_000), (20_100, 40_000)), 60_000)
    assert before.speech.spans[-1].end == 20_050
    assert after.speech.spans[0].start == 20_050


def test_nothing_beyond_the_sound_is_taken():
    (part,) = passages(units((0, 5_000)), 4_900)
    assert part.speech.spans == (Span(0, 4_900),)


@given(spans_of)
def test_every_unit_is_in_one_passage_with_all_of_its_sound(spans):
    given_units = units(*((span.start, span.end) for span in spans))
    found = passages(given_units, 200_000)
    assert [unit for part in found for unit in part.units] == list(given_units)
    for part in found:
        assert part.speech.duration <= LONGEST_MS + 2 * MARGIN_MS * len(part.units)
        for unit in part.units:
            assert sum(s.overlap(unit.span) for s in part.speech.spans) == unit.span.duration
