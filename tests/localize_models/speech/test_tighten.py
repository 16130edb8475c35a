"""Words are laid on the sound: nothing lost, no overlap, edges out of the silence."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from localize.script import Word
from localize.timeline import Span
from localize_models.speech.tighten import sounded, tightened


def times(words: list[Word], sounding: list[Span]) -> list[tuple[int, int]]:
    return [(word.start, word.end) for word in tightened(words, sounding)]


def test_a_first_word_that_hangs_in_the_silence_before_it_comes_in_with_the_voice() -> None:
    words = [Word("And", 0, 620), Word("so", 620, 800)]
    assert times(words, [Span(320, 900)]) == [(320, 620), (620, 900)]


def test_a_word_over_a_pause_keeps_the_longer_of_its_parts() -> None:
    words = [Word("one", 0, 500), Word("two", 450, 1600), Word("three", 1600, 1900)]
    assert times(words, [Span(0, 500), Span(1300, 1900)])[1] == (1300, 1600)


def test_a_last_word_that_ends_too_soon_sounds_to_the_end_of_its_stretch() -> None:
    words = [Word("the", 100, 300), Word("end", 300, 520), Word("Now", 1500, 1700)]
    assert times(words, [Span(100, 700), Span(1500, 1700)]) == [
        (100, 300),
        (300, 700),
        (1500, 1700),
    ]


def test_sound_far_beyond_the_last_word_is_not_its_own() -> None:
    assert times([Word("Well", 0, 300)], [Span(0, 2000)]) == [(0, 300)]


def test_a_word_that_only_ends_in_a_stretch_shares_the_time_of_the_first_word_there() -> None:
    words = [Word("He", 0, 340), Word("began", 340, 600)]
    assert times(words, [Span(288, 600)]) == [(288, 377), (377, 600)]


def test_a_word_without_any_sound_stays_as_it_is() -> None:
    words = [Word("psst", 100, 400), Word("there", 900, 1200)]
    assert times(words, [Span(900, 1200)])[0] == (100, 400)


@given(
    steps=st.lists(st.tuples(st.integers(0, 900), st.integers(20, 1500)), max_size=12),
    sounds=st.lists(st.tuples(st.integers(1, 900), st.integers(1, 1500)), max_size=8),
)
def test_order_text_and_gaps_stay(
    steps: list[tuple[int, int]], sounds: list[tuple[int, int]]
) -> None:
    words, at = [], 0
    for number, (pause, length) in enumerate(steps):
        words.append(Word(f"w{number}", at + pause, at + pause + length))
        at += pause + length
    spans, at = [], 0
    for pause, length in sounds:
        spans.append(Span(at + pause, at + pause + length))
        at += pause + length
    laid = tightened(words, spans)
    assert [word.text for word in laid] == [word.text for word in words]
    assert all(word.start < word.end for word in laid)
    assert all(one.end <= other.start for one, other in pairwise(laid))


def test_an_edge_that_hangs_in_a_silence_is_brought_to_the_sound_and_no_other_is() -> None:
    words = [
        Word("Forty", 100, 500),  # its sound begins at 300
        Word("years", 500, 1_000),  # goes on in the same sound, which ends at 920
        Word("ago", 1_050, 1_150),  # ends before the next sound: a whisper, as far as is known
        Word("it", 1_200, 1_510),  # no 60 ms of it would be left
        Word("was", 1_600, 1_900),
    ]
    moved = sounded(words, [Span(300, 920), Span(1_500, 1_900)])
    assert [(word.start, word.end) for word in moved] == [
        (300, 500), (500, 920), (1_050, 1_150), (1_200, 1_510), (1_600, 1_900)
    ]  # fmt: skip


def test_a_word_over_two_sounds_keeps_both() -> None:
    (moved,) = sounded([Word("altogether", 100, 900)], [Span(200, 400), Span(600, 800)])
    assert (moved.start, moved.end) == (200, 800)


def test_where_nothing_sounds_no_word_moves() -> None:
    words = [Word("and", 100, 500)]
    assert sounded(words, []) == tuple(words)
    assert sounded(words, [Span(0, 50)]) == tuple(words)


def test_a_word_too_short_to_be_one_is_brought_out_of_the_silence() -> None:
    words = [
        Word("assistance", 100, 1_000),
        Word("and", 1_220, 1_240),  # said with what follows
        Word("they", 1_900, 2_300),
        Word("have", 2_300, 2_600),
        Word("it", 2_700, 2_730),  # said with what goes before
        Word("far", 9_000, 9_030),  # no word is near
        Word("off", 12_000, 12_400),
    ]
    moved = sounded(words, [Span(100, 1_000), Span(1_900, 2_600), Span(12_000, 12_400)])
    assert [(word.start, word.end) for word in moved] == [
        (100, 1_000), (1_900, 1_960), (1_960, 2_300), (2_300, 2_540), (2_540, 2_600),
        (9_000, 9_030), (12_000, 12_400),
    ]  # fmt: skip
