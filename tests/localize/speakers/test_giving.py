"""Turns are carried to words: a script's speakers stay, changes fall on borders."""

from __future__ import annotations

from localize.engines import Turn
from localize.script import Word
from localize.speakers import given


def words(text, start=0, step=300, gap=0, **marks):
    return tuple(
        Word(one, start + n * (step + gap), start + n * (step + gap) + step, **marks)
        for n, one in enumerate(text.split())
    )


def speakers(found):
    return [word.speaker for word in found]


def test_speakers_are_numbered_as_they_are_heard():
    said = words("Where were you? I was here.")
    found = given(said, [Turn("b", 0, 900), Turn("a", 900, 1_800)], "en")
    assert speakers(found) == ["Speaker 1"] * 3 + ["Speaker 2"] * 3
    assert [(w.text, w.start, w.end) for w in found] == [(w.text, w.start, w.end) for w in said]


def test_a_change_beside_a_sentence_end_falls_on_it():
    said = words("Where were you? I was here.")
    for change in (700, 1_300):
        found = given(said, [Turn("a", 0, change), Turn("b", change, 1_800)], "en")
        assert speakers(found) == ["Speaker 1"] * 3 + ["Speaker 2"] * 3


def test_a_change_far_from_a_sentence_end_stays():
    said = words("I never said that you were wrong about it No you were")
    found = given(said, [Turn("a", 0, 2_700), Turn("b", 2_700, 3_600)], "en")
    assert speakers(found) == ["Speaker 1"] * 9 + ["Speaker 2"] * 3


def test_a_change_moves_to_a_pause():
    said = (*words("I never said that"), *words("well you did", start=1_600))
    found = given(said, [Turn("a", 0, 2_000), Turn("b", 2_000, 3_000)], "en")
    assert speakers(found) == ["Speaker 1"] * 4 + ["Speaker 2"] * 3


def test_a_word_outside_every_turn_is_the_nearest_ones():
    said = (Word("Yes.", 0, 200), Word("No.", 5_000, 5_200), Word("Maybe.", 9_000, 9_400))
    found = given(said, [Turn("a", 300, 900), Turn("b", 4_000, 4_900)], "en")
    assert speakers(found) == ["Speaker 1", "Speaker 2", "Speaker 2"]


def test_a_crumb_inside_a_sentence_is_the_speakers():
    said = words("I never said that you were wrong")
    turns = [Turn("a", 0, 900), Turn("b", 900, 1_200), Turn("a", 1_200, 2_100)]
    assert set(speakers(given(said, turns, "en"))) == {"Speaker 1"}


def test_a_short_answer_that_is_a_sentence_stays_an_answer():
    said = words("You knew? Yes. And said nothing?")
    turns = [Turn("a", 0, 600), Turn("b", 600, 900), Turn("a", 900, 1_800)]
    assert speakers(given(said, turns, "en")) == (
        ["Speaker 1"] * 2 + ["Speaker 2"] + ["Speaker 1"] * 3
    )


def test_a_scripts_speakers_win_and_name_the_voices():
    said = (
        *words("Where were you?", speaker="ANNA"),
        *words("I was here.", start=900, speaker="BEN"),
        *words("So you say.", start=1_800),
        *words("Who is that?", start=2_700),
    )
    turns = [Turn("x", 0, 900), Turn("y", 900, 1_800), Turn("x", 1_800, 2_700),
             Turn("z", 2_700, 3_600)]  # fmt: skip
    assert speakers(given(said, turns, "en")) == (
        ["ANNA"] * 3 + ["BEN"] * 3 + ["ANNA"] * 3 + ["Speaker 1"] * 3
    )


def test_a_number_that_is_a_name_already_is_not_given_again():
    said = (*words("Who are you?", speaker="Speaker 1"), *words("Nobody at all.", start=900))
    found = given(said, [Turn("x", 0, 900), Turn("y", 900, 1_800)], "en")
    assert speakers(found) == ["Speaker 1"] * 3 + ["Speaker 2"] * 3


def test_no_turns_and_no_words():
    said = words("Nobody knows.")
    assert given(said, [], "en") == said
    assert given((), [Turn("a", 0, 100)], "en") == ()


def test_overlapping_turns_give_the_word_to_who_speaks_longer():
    said = (Word("Stop!", 1_000, 2_000),)
    turns = [Turn("a", 0, 1_300), Turn("b", 1_100, 3_000)]
    both = given((Word("Go", 0, 900), *said), turns, "en")
    assert speakers(both) == ["Speaker 1", "Speaker 2"]
