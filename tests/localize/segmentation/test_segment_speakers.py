"""Speakers in cues and lines: where a second one begins, and which dash is whose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.segmentation import segment
from localize.segmentation.lines import break_lines
from tests.localize.segmentation.saying import FILM, GUIDE, SLOW, lines, said


def test_a_change_of_speaker_always_ends_a_cue() -> None:
    assert lines("<A>Are you hurt? <B>No. <A>Good.") == ["Are you hurt?", "No.", "Good."]


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en", "-Are you hurt? / -No."),
        ("es", "- Are you hurt? / - No."),
        ("nl", "Are you hurt? / -No."),
    ],
)
def test_two_short_turns_share_a_cue_with_the_guides_dash(locale: str, shown: str) -> None:
    words = said("<A>Are you hurt? |100| <B>No. |2000| <A>Then get up and walk.", pace=45)
    limits = GUIDE.limits("en")
    result = segment(words, limits, FILM, locale="en", habits=GUIDE.habits(locale))
    assert [" / ".join(cue.lines) for cue in result.cues] == [shown, "Then get up and walk."]
    assert [cue.speaker for cue in result.cues] == ["", "A"]
    assert not result.findings


def test_turns_that_can_be_read_alone_keep_a_cue_each() -> None:
    words = said("<A>Are you hurt, my dear friend? |300| <B>No, I am quite all right. |900|")
    result = segment(words, GUIDE.limits("en"), FILM, locale="en", habits=GUIDE.habits("en"))
    assert [cue.speaker for cue in result.cues] == ["A", "B"]


def test_a_third_speaker_has_a_cue_of_their_own() -> None:
    words = said("<A>Who? |50| <B>You. |50| <C>Me? |50| <A>Him.", pace=40)
    result = segment(words, GUIDE.limits("en"), FILM, locale="en", habits=GUIDE.habits("en"))
    assert all(len(cue.lines) <= 2 for cue in result.cues)
    for cue in result.cues:
        first, last = result.words_of[cue.id]
        assert last - first + 1 == len(cue.lines)


def test_a_turn_too_long_for_a_line_shares_no_cue() -> None:
    long = "I would rather stay here than go back to that awful place"
    words = said(f"<A>Come! |50| <B>{long}. |900|", pace=60)
    result = segment(words, GUIDE.limits("en"), FILM, locale="en", habits=GUIDE.habits("en"))
    assert result.cues[0].lines == ("Come!",)


def test_speakers_are_kept() -> None:
    result = segment(said("<A>Are you hurt? <B>I am fine."), SLOW, FILM, locale="en")
    assert [cue.speaker for cue in result.cues] == ["A", "B"]


def test_a_hyphen_that_sets_a_clause_apart_begins_no_line() -> None:
    text = "We saw what he did to those who stayed - and he just laughed at me - as if it were fun."
    for length in range(12, 60):
        found = lines(text, replace(SLOW, max_line_length=length))
        assert not [line for cue in found for line in cue.split(" / ") if line.startswith("-")]
        broken = break_lines(text, "en", replace(SLOW, max_line_length=length, max_lines=9))
        assert not [line for line in broken if line.startswith("-")]


def test_a_speakers_hyphen_stands_with_what_he_says() -> None:
    for length in range(12, 40):
        found = lines("And then he told me: - No.", replace(SLOW, max_line_length=length))
        assert not [line for cue in found for line in cue.split(" / ") if line.endswith("-")]
    assert lines("- Are you coming with us to the city? - No, I will stay here with him.") == [
        "- Are you coming with us to the city?",
        "- No, I will stay here with him.",
    ]
    assert lines("<A>I never knew anything about her name <B>- Nobody did, and nobody will") == [
        "I never knew anything about her name",
        "- Nobody did, and nobody will",
    ]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("el", "- Τι κάνεις εδώ απόψε μόνος σου;| - Ήρθα να σε βρω, φίλε μου."),
        ("am", "- አንተ እዚህ ምን ታደርጋለህ ዛሬ ማታ ብቻህን።| - አንተን ፍለጋ መጣሁ ወዳጄ ሆይ።"),
        ("en", "- (SIGHS AND LOOKS AWAY SLOWLY)| - I came to look for you today."),
        ("en", "-(SIGHS AND LOOKS AWAY SLOWLY)| -I came to look for you today."),
        ("en", "- Wait, I did not finish my story here--| - I do not care about it."),
        ("en", "- I was going to the big old house—| - no, you were not."),
        ("en", "- ♪ Somewhere over the rainbow way up ♪| - I love that song, you know."),
        ("fr", "- Tu as déjà lu « Les Misérables »| - Non, je n'ai pas lu ce livre."),
        ("ru", "— Что ты здесь делаешь этой ночью?| — Я пришёл найти тебя, друг."),
    ],
)
def test_a_second_speaker_begins_a_line_whatever_ends_what_the_first_one_says(
    locale: str, text: str
) -> None:
    first, second = text.split("| ")
    assert break_lines(f"{first} {second}", locale, GUIDE.limits(locale)) == (first, second)


@pytest.mark.parametrize(
    "text",
    [
        "- I once read a book “Emma” - a book about a girl who makes matches.",
        "- We saw what he did to those who stayed - and he just laughed at me.",
        "It was all over by then — and he just laughed at me, as if it were fun.",
        "I sighed and went away (slowly) - Nobody came after me, nobody at all.",
    ],
)
def test_a_dash_that_may_set_a_clause_apart_begins_no_line(text: str) -> None:
    for length in range(12, 60):
        broken = break_lines(text, "en", replace(SLOW, max_line_length=length, max_lines=9))
        assert not [line for line in broken[1:] if line.startswith(("-", "—"))]
