"""Sentences follow the speech across cue borders, and every word is in exactly one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.drafting.units import units_of_cues, units_of_words, with_room
from localize.guides import load_guide
from localize.markup import strip
from localize.script import Cue, CueKind, Placement, Word


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
    return units_of_words(words, words_of, locale=locale)


def test_a_sentence_over_three_cues_is_one_unit():
    first, second = spoken("I would like you to come home now. Please do.")
    assert first.text == "I would like you to come home now."
    assert first.source_ids == ("c0", "c3", "c6")
    assert second.source_ids == ("c6", "c9")
    assert first.span.start == 0
    assert first.span.end == 7 * 400 + 300


def test_abbreviations_end_nothing():
    assert len(spoken("Ask Dr. Weber about it. Now.")) == 2


def test_a_title_that_is_written_in_full_ends_a_sentence():
    assert len(spoken("Yes, sir. At once.")) == 2
    assert len(spoken("Oui, monsieur. Tout de suite.", locale="fr")) == 2
    assert len(spoken("Ask Sir John about it.")) == 1


def test_a_long_silence_ends_a_unit_without_punctuation():
    assert len(spoken("and then we went away", pause=2_500)) == 5


def test_japanese_has_sentences_with_and_without_marks():
    texts = [unit.text for unit in spoken("そうです。はい今日は", locale="ja", apart=(7,))]
    assert texts == ["そうです。", "はい", "今日は"]


def test_a_very_long_unit_ends_at_a_pause():
    units = spoken("word " * 60, pause=400)
    assert len(units) > 1
    assert all(unit.span.duration < 25_000 for unit in units)


@pytest.mark.parametrize(
    ("locale", "text", "gap"), [("ko", "그래서 우리는 갔다", 83), ("en", "and so we went", 0)]
)
def test_cues_without_punctuation_and_pauses_are_not_one_unit(locale, text, gap):
    cues = [Cue(f"c{n}", n * 2500, n * 2500 + 2500 - gap, (text,)) for n in range(40)]
    units = units_of_cues(cues, locale=locale)
    assert max(unit.span.duration for unit in units) < 28_000
    named = [cue_id for unit in units for cue_id in unit.source_ids]
    assert named == [cue.id for cue in cues]


def test_a_very_long_unit_ends_with_a_clause_sooner():
    cues = [Cue(f"c{n}", n * 2500, n * 2500 + 2500, ("and so we went",)) for n in range(12)]
    cues[8] = Cue("c8", 20_000, 22_500, ("and so we went,",))
    assert [len(unit.source_ids) for unit in units_of_cues(cues, locale="en")] == [9, 3]


@given(st.lists(st.sampled_from(["yes", "no.", "why?", "Mr.", "3.5", "„so“"]), max_size=40))
def test_every_word_is_in_exactly_one_unit(tokens):
    units = spoken(" ".join(tokens))
    assert " ".join(unit.text for unit in units).split() == tokens
    assert len({unit.id for unit in units}) == len(units)


# --- Cues -----------------------------------------------------------------------------------------


def cues(*given, gap=100, **more):
    """Cues of two seconds each; a text, or a text with what differs."""
    made, at = [], 0
    for number, one in enumerate(given, start=1):
        text, own = one if isinstance(one, tuple) else (one, {})
        at = own.pop("start", at)
        made.append(Cue(f"c{number}", at, at + 2_000, tuple(text.split("\n")), **own, **more))
        at += 2_000 + gap
    return made


def texts_of(units):
    return [(unit.text, unit.source_ids) for unit in units]


def test_a_sentence_goes_on_over_cues():
    found = units_of_cues(
        cues("I would like you", "to come\nhome now. <i>Please</i> do.", "Thanks."), locale="en"
    )
    assert texts_of(found) == [
        ("I would like you to come home now.", ("c1", "c2")),
        ("Please do.", ("c2",)),
        ("Thanks.", ("c3",)),
    ]
    assert found[0].span.start == 0
    assert found[0].span.end < 4_100
    assert [unit.id for unit in found] == ["u0001", "u0002", "u0003"]


def test_a_long_pause_another_speaker_and_another_kind_end_it():
    found = units_of_cues(
        cues(
            "and then we went",
            ("away", {"start": 9_000, "speaker": "Ana"}),
            ("and back", {"speaker": "Ben"}),
            ("STATION", {"kind": CueKind.FORCED, "start": 11_200}),
            ("again", {"speaker": "Ben", "start": 13_200}),
        ),
        locale="en",
    )
    assert [unit.text for unit in found] == [
        "and then we went",
        "away",
        "and back again",
        "STATION",
    ]
    assert [unit.speaker for unit in found] == ["", "Ana", "Ben", ""]


@pytest.mark.parametrize(
    "between",
    [
        "[DOOR SLAMS]",
        "(sighs)",
        "♪ Over the hills",
        "and away ♪",
        "<i>♪ La la la ♪</i>",
        "♩ La la",
        "# Over the hills",
        "#Over the hills#",
        "# 99 bottles of beer #",
        "and away #",
    ],
)
def test_a_label_stands_alone_and_a_sentence_goes_on_past_it(between):
    cues = [
        Cue("a", 0, 2_000, ("What in the world",)),
        Cue("b", 2_100, 2_900, (between,)),
        Cue("c", 3_000, 4_000, ("do you want?",)),
    ]
    found = [(unit.text, unit.source_ids) for unit in units_of_cues(cues, locale="en")]
    assert found == [("What in the world do you want?", ("a", "c")), (strip(between), ("b",))]


@pytest.mark.parametrize(
    "between", ["#1 in the world", "# 1 in the world", "#metoo changed everything", "in C#"]
)
def test_a_number_sign_before_a_word_is_no_song(between):
    cues = [
        Cue("a", 0, 1_900, ("What came",)),
        Cue("b", 2_000, 3_900, (between,)),
        Cue("c", 4_000, 5_900, ("last year.",)),
    ]
    found = [(unit.text, unit.source_ids) for unit in units_of_cues(cues, locale="en")]
    assert found == [(f"What came {between} last year.", ("a", "b", "c"))]


@pytest.mark.parametrize(
    ("first", "label", "last", "one"),
    [
        (1_900, [(2_000, 3_900)], 4_000, True),
        (1_900, [(1_800, 6_500)], 6_600, True),
        (1_900, [(2_000, 3_500), (3_000, 4_500)], 4_600, True),
        (1_900, [(2_000, 3_900)], 5_950, False),  # silence beside it
        (1_900, [(0, 1_900)], 4_000, False),  # a label that is over
        (1_900, [(2_000, 5_000), (5_000, 8_000), (8_000, 11_000)], 11_100, False),  # a whole song
    ],
)
@pytest.mark.parametrize("look", [{}, {"translate": False}, {"kind": CueKind.SOUND}])
def test_the_time_of_a_label_is_no_pause_in_a_sentence(first, label, last, one, look):
    cues = [Cue("a", 0, first, ("I called",)), Cue("z", last, last + 1_500, ("my mother.",))]
    cues[1:1] = [Cue(f"b{n}", *span, ("♪ La ♪",), **look) for n, span in enumerate(label)]
    found = [unit.text for unit in units_of_cues(cues, locale="en")]
    said = ["I called my mother."] if one else ["I called", "my mother."]
    assert [text for text in found if text != "♪ La ♪"] == said


def test_lines_of_a_song_are_not_one_sentence():
    lines = ["♪ Over the hills ♪", "♪ and far away ♪", "♪ we will go ♪"]
    cues = [Cue(f"c{n}", n * 2_000, n * 2_000 + 1_900, (line,)) for n, line in enumerate(lines)]
    assert [unit.text for unit in units_of_cues(cues, locale="en")] == lines


def test_capitals_among_dialogue_are_what_is_on_the_screen():
    texts = ["I think", "BAKER STREET", "that we are here.", "Now go."]
    cues = [Cue(f"c{n}", n * 1_500, n * 1_500 + 1_400, (text,)) for n, text in enumerate(texts)]
    found = [unit.text for unit in units_of_cues(cues, locale="en")]
    assert found == ["I think that we are here.", "BAKER STREET", "Now go."]
    loud = [Cue(cue.id, cue.start, cue.end, (cue.text.upper(),)) for cue in cues]
    found = [unit.text for unit in units_of_cues(loud, locale="en")]
    assert found == ["I THINK BAKER STREET THAT WE ARE HERE.", "NOW GO."]


@pytest.mark.parametrize(
    ("before", "word", "after", "one"),
    [
        ("He worked for the", "UNESCO", "in Paris.", True),
        ("In those years,", "<i>NATO,</i>", "“as we know it”, grew.", True),
        ("He worked for Dr.", "BAKER", "in Paris.", True),
        ("He worked for", "N.A.T.O.", "in Paris.", True),
        ("He said that", "STOP!", "and went.", False),  # has an end of its own
        ("He said that", "<i>“WHAT?!”</i>", "and went.", False),
        ("He was there.", "UNESCO", "in Paris.", False),
        ("He was at the…", "UNESCO", "in Paris.", False),  # broken off for a sign
        ("He worked in the", "UNESCO", "In Paris.", False),
        ("He worked in the", "UNESCO", "- in Paris.", False),
        ("He worked in the", "BAKER STREET", "in Paris.", False),
        ("He worked in the", "(UNESCO)", "in Paris.", False),  # a sound, or a label in brackets
    ],
)
def test_one_word_in_capitals_inside_a_sentence_is_its(before, word, after, one):
    found = [u.text for u in units_of_cues(cues(before, word, after, "Now go."), locale="en")]
    assert (found[0] == strip(f"{before} {word} {after}")) is one
    assert one or strip(word) in found


def test_one_word_in_capitals_that_stands_elsewhere_or_over_dialogue_is_a_sign():
    for own in ({"placement": Placement(8)}, {"start": 1_000}, {"speaker": "Ana"}):
        said = cues("He worked for the", ("UNESCO", own), "in Paris.", "Now go.")
        assert "UNESCO" in [unit.text for unit in units_of_cues(said, locale="en")]


def test_two_speakers_in_a_cue_have_units_of_their_own():
    found = units_of_cues(cues("- Are you coming\n- With whom?", "With me"), locale="en")
    assert texts_of(found) == [
        ("Are you coming", ("c1",)),
        ("With whom?", ("c1",)),
        ("With me", ("c2",)),
    ]
    # Dutch marks the second alone; a hyphen inside a line, or a lone dash line, is text.
    assert [u.text for u in units_of_cues(cues("Ga je mee\n-Met wie?"), locale="nl")] == [
        "Ga je mee",
        "Met wie?",
    ]
    assert [u.text for u in units_of_cues(cues("– 20 degrees"), locale="en")] == ["– 20 degrees"]


def test_what_is_not_to_be_translated_has_no_unit():
    given = cues("Hello.", ("La la la", {"translate": False}), "", "Bye.")
    assert texts_of(units_of_cues(given, locale="en")) == [
        ("Hello.", ("c1",)),
        ("Bye.", ("c4",)),
    ]
    assert units_of_cues([], locale="en") == ()


def test_notes_go_to_the_units_of_their_cue():
    found = units_of_cues(cues("Hello.", "Bye."), locale="en", notes={"c2": "waves"})
    assert [unit.note for unit in found] == ["", "waves"]


def test_japanese_with_and_without_marks():
    # No marks: a cue is a sentence or a clause, its lines belong together.
    bare = units_of_cues(cues("もう行ったんですか\n最後の電車は", "はい"), locale="ja")
    assert texts_of(bare) == [
        ("もう行ったんですか最後の電車は", ("c1",)),
        ("はい", ("c2",)),
    ]
    marked = units_of_cues(cues("最後の電車は、", "もう出ました。", "はい。"), locale="ja")
    assert texts_of(marked) == [
        ("最後の電車は、もう出ました。", ("c1", "c2")),
        ("はい。", ("c3",)),
    ]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["yes", "no.\nwhy", "- A b\n- c", "Mr. X went", "", "<i>so</i>"]),
            st.sampled_from(list(CueKind)),
            st.booleans(),
            st.sampled_from([100, 3_000]),
        ),
        max_size=20,
    )
)
def test_every_word_of_every_cue_is_in_exactly_one_unit(given_cues):
    made, at = [], 0
    for number, (text, kind, translate, gap) in enumerate(given_cues):
        made.append(
            Cue(f"c{number}", at, at + 1_000, tuple(text.split("\n")), kind, translate=translate)
        )
        at += 1_000 + gap
    found = units_of_cues(made, locale="en")
    wanted = [
        word
        for cue in made
        if cue.translate
        for line in cue.lines
        for word in strip(line).removeprefix("- ").split()
    ]
    assert sorted(" ".join(unit.text for unit in found).split()) == sorted(wanted)
    assert len({unit.id for unit in found}) == len(found)
    named = {i for unit in found for i in unit.source_ids}
    assert named == {cue.id for cue in made if cue.translate and strip(cue.text).strip()}


def test_room_is_what_can_be_read_until_the_next_begins():
    limits = load_guide("netflix").limits("es")
    units = units_of_cues(cues("Hello.", "Bye.", gap=200), locale="en")
    assert [unit.room for unit in with_room(units, limits)] == [
        round(2.2 * 17, 1),
        round(2.5 * 17, 1),
    ]
