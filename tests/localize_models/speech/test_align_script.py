"""A script's words on the times of what was heard."""

from __future__ import annotations

from itertools import pairwise

import pytest

from localize.engines import ScriptLine
from localize.script import Word
from localize.timeline import Span
from localize_models.speech.align_script import aligned
from localize_models.speech.matching import pairs
from localize_models.speech.script_words import key_of, of_heard, of_script

SPEECH = (Span(0, 60_000),)


def heard(text, start=0, step=300, **more):
    """Words of 250 ms each, every 300 ms."""
    return [
        Word(word, start + n * step, start + n * step + 250, probability=0.9, **more)
        for n, word in enumerate(text.split())
    ]


def script(*lines):
    pairs_ = (line.split(": ", 1) if ": " in line else ("", line) for line in lines)
    return [ScriptLine(text, speaker, n) for n, (speaker, text) in enumerate(pairs_, 1)]


def rules(made):
    return [finding.rule for finding in made.findings]


def test_the_scripts_words_at_the_heard_times():
    words = heard("somebody has too come in and mined the step")
    made = aligned(
        words, script("Ellen: Somebody has to.", "Ellen: Come in, and mind the step!"), SPEECH, "en"
    )
    assert [w.text for w in made.words] == [
        "Somebody", "has", "to.", "Come", "in,", "and", "mind", "the", "step!",
    ]  # fmt: skip
    assert [w.span for w in made.words] == [w.span for w in words]
    assert {w.speaker for w in made.words} == {"Ellen"}
    assert (made.agreed, made.placed, made.script) == (7, 9, 9)
    assert rules(made) == ["script-otherwise", "script-otherwise", "script-placed"]
    assert "“too”" in made.findings[0].message
    assert made.findings[0].start == 600


def test_a_scene_that_was_cut_is_left_out_and_told():
    words = heard("we go home the end is near")
    made = aligned(
        words,
        script("A: We go home.", "B: The long dark scene was never shot.", "A: The end is near."),
        (Span(0, 2_200),),
        "en",
    )  # fmt: skip
    assert [w.text for w in made.words] == ["We", "go", "home.", "The", "end", "is", "near."]
    (cut,) = [f for f in made.findings if f.rule == "script-cut"]
    assert cut.measured == 7
    assert cut.start == 850


def test_what_the_script_lacks_is_kept_as_it_was_heard():
    words = heard("we go home well perhaps not today the end is near")
    made = aligned(words, script("A: We go home.", "A: The end is near."), SPEECH, "en")
    assert [w.text for w in made.words][3:7] == ["well", "perhaps", "not", "today"]
    assert [w.speaker for w in made.words] == ["A"] * 3 + [""] * 4 + ["A"] * 4
    (lacks,) = [f for f in made.findings if f.rule == "script-lacks"]
    assert (lacks.measured, lacks.start) == (4, 900)


def test_words_that_were_not_recognised_go_where_somebody_speaks():
    words = heard("we go home") + heard("the end is near", 6_000)
    speech = (Span(0, 900), Span(2_000, 3_000), Span(4_000, 5_000), Span(6_000, 7_200))
    made = aligned(
        words,
        script("A: We go home.", "B: Wait for me there.", "A: The end is near."),
        speech,
        "en",
    )
    mumbled = [w for w in made.words if w.speaker == "B"]
    assert [w.text for w in mumbled] == ["Wait", "for", "me", "there."]
    assert mumbled[0].start == 2_000
    assert mumbled[-1].end == 5_000
    assert all(w.probability == 0.0 for w in mumbled)
    assert all(w.end <= 3_000 or w.start >= 4_000 for w in mumbled)
    assert "script-unheard" in rules(made)


def test_a_word_that_strayed_into_what_was_missed_comes_back():
    words = [
        *heard("nobody lives here"),
        Word("I'm", 1_000, 1_250),
        *heard("from a coast", 5_000),
    ]
    made = aligned(
        words,
        script("A: Nobody lives here.", "B: Somebody has to, mind it all.", "A: I'm from a coast."),
        (Span(0, 5_900),),
        "en",
    )  # fmt: skip
    placed = {word.text: word for word in made.words}
    assert " ".join(w.text for w in made.words if w.speaker == "B") == (
        "Somebody has to, mind it all."
    )
    assert placed["I'm"].end == 5_000
    assert placed["all."].end <= placed["I'm"].start
    assert rules(made) == ["script-unheard", "script-placed"]


def test_another_hearing_shares_the_time_by_letters():
    words = [
        *heard("please let them see"),
        Word("alike", 1_200, 2_000),
        *heard("tonight yes", 2_100),
    ]
    made = aligned(words, script("Please let them see a light tonight, yes."), SPEECH, "en")
    placed = {w.text: w for w in made.words}
    assert (placed["a"].start, placed["light"].end) == (1_200, 2_000)
    assert placed["a"].end == placed["light"].start


def test_a_short_word_between_two_that_are_close_stands():
    words = heard("this is best day of all", step=250)
    made = aligned(words, script("This is the best day of all."), SPEECH, "en")
    assert " ".join(w.text for w in made.words) == "This is the best day of all."
    assert all(a.end <= b.start for a, b in pairwise(made.words))
    assert all(w.end > w.start for w in made.words)


def test_another_episodes_script_is_not_used():
    words = heard("the weather is fine and the sea is calm this morning")
    made = aligned(words, script("Completely different dialogue from elsewhere."), SPEECH, "en")
    assert made.words == tuple(words)
    assert rules(made) == ["script-unfit"]


def test_japanese_by_characters():
    words = [
        Word("終電は", 0, 600),
        Word("生きました", 600, 1_600, spaced=False),
        Word("そうですか", 2_000, 3_000),
    ]
    made = aligned(
        words, script("駅員: 終電は、行きました。", "女: 「そうですか。」"), SPEECH, "ja"
    )
    assert "".join(w.text for w in made.words) == "終電は、行きました。「そうですか。」"
    assert made.words[0].speaker == "駅員"
    assert (made.words[-1].speaker, made.words[-1].start, made.words[-1].end) == (
        "女",
        2_000,
        3_000,
    )


def test_order_holds_whatever_the_script_is():
    words = heard("one two three four five six seven eight nine ten")
    for text in (
        "ten nine eight seven six",
        "one one two two three three",
        "four",
        "1 2 3 one ten",
    ):
        made = aligned(words, script(text), SPEECH, "en")
        assert all(a.end <= b.start for a, b in pairwise(made.words))


def test_song_and_language_stay():
    words = heard("la vie en rose", language="fr", sung=True)
    made = aligned(words, script("La vie en rose…"), SPEECH, "en")
    assert all(w.sung and w.language == "fr" for w in made.words)


def test_keys_and_tokens():
    assert key_of("“Don’t!”") == key_of("don't") == "dont"
    assert key_of("Zoë") == "zoe"
    tokens = of_script(script("Oui ! — ¿ Qué ?"), unspaced=False)
    assert [token.text for token in tokens] == ["Oui ! —", "¿ Qué ?"]
    joined = of_heard(
        [Word("well", 0, 100), Word("-known", 100, 200, spaced=False)], unspaced=False
    )
    assert [(t.key, t.start, t.end) for t in joined] == [("wellknown", 0, 200)]
    apart = of_heard([Word("now.", 0, 100), Word("40", 100, 200, spaced=False)], unspaced=False)
    assert [t.key for t in apart] == ["now", "40"]


@pytest.mark.parametrize(
    ("pieces", "written"),
    [
        ("My mother -in -law lives here", "My mother-in-law lives here"),
        ("in the U .S .A. now", "in the U.S.A. now"),
        ("some 1 ,000 ,000 people", "some 1,000,000 people"),
    ],
)
def test_a_word_of_many_pieces_is_one(pieces, written):
    words = [
        Word(piece, n * 300, n * 300 + 250, spaced=not piece.startswith(("-", ".", ",")))
        for n, piece in enumerate(pieces.split())
    ]
    if "," in written:  # Whisper's pieces of a number hang together by digits
        words[1:4] = [
            Word("1", 300, 550),
            Word(",000", 600, 850, spaced=False),
            Word(",000", 900, 1_150, spaced=False),
        ]
    made = aligned(words, script(written), SPEECH, "en")
    assert " ".join(word.text for word in made.words) == written
    assert rules(made) == ["script-placed"]


@pytest.mark.parametrize(
    ("language", "said", "written"),
    [
        ("th", ["ที่นี่", "สวัสดีครับ", "ขอบคุณ"], "สวัสดีครับ"),
        ("ja", ["そうですね。", "行きました。", "「明日。」"], "行きました。"),
        ("km", ["អរគុណ", "ជំរាបសួរ", "ខ្ញុំ"], "ជំរាបសួរ"),
    ],
)
def test_what_an_unspaced_script_lacks_keeps_every_character(language, said, written):
    words = [Word(text, n * 900, n * 900 + 800, spaced=False) for n, text in enumerate(said)]
    made = aligned(words, script(written), SPEECH, language)
    assert "".join(word.text for word in made.words) == "".join(said)


def test_a_lone_little_word_is_no_match():
    left = ["we", "go", "a", "scene", "about", "the", "sea", "and", "a", "boat", "home", "now"]
    right = ["we", "go", "the", "home", "now"]
    assert pairs(left, right) == [(0, 0), (1, 1), (10, 3), (11, 4)]


@pytest.mark.parametrize("times", [1, 40])
def test_long_texts_are_matched_as_short_ones_are(times):
    left = [f"word{n % 97}x{n % 89}" for n in range(400 * times)]
    right = [w for n, w in enumerate(left) if n % 50 != 7]
    found = pairs(left, right)
    assert len(found) == len(right)
    assert all(left[i] == right[j] for i, j in found)
