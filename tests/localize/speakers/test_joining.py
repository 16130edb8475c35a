"""Voices heard apart become one transcript that can be read one after the other."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from localize.engines import Coverage, Stretch, StretchKind, Transcript
from localize.script import Provenance, Word
from localize.speakers import joined
from localize.timeline import Span


def voice(*said, language="en", probability=1.0, **more):
    """What one says: (text, start, end) each."""
    words = []
    for text, start, end in said:
        parts = text.split()
        step = (end - start) / len(parts)
        words += [
            Word(one, start + round(n * step), start + round((n + 1) * step))
            for n, one in enumerate(parts)
        ]
    return Transcript(
        id="E",
        language=language,
        language_probability=probability,
        words=tuple(words),
        speech=tuple(Span(start, end) for _, start, end in said),
        duration=20_000,
        provenance=Provenance("x", "1"),
        **more,
    )


def lines(found):
    """(speaker, text, start, end) of words of one speaker that follow each other."""
    told = []
    for word in found.transcript.words:
        if told and told[-1][0] == word.speaker:
            told[-1] = (word.speaker, f"{told[-1][1]} {word.text}", told[-1][2], word.end)
        else:
            told.append((word.speaker, word.text, word.start, word.end))
    return told


def in_order(found):
    words = found.transcript.words
    return all(a.start < b.start and a.end <= b.end for a, b in pairwise(words)) and all(
        word.start < word.end for word in words
    )


def test_one_after_the_other_keeps_every_time():
    left = voice(("Where were you?", 0, 1_000), ("And now?", 5_000, 6_000))
    right = voice(("I was here.", 2_000, 3_000))
    found = joined([left, right])
    assert lines(found) == [
        ("Speaker 1", "Where were you?", 0, 1_000),
        ("Speaker 2", "I was here.", 2_000, 3_000),
        ("Speaker 1", "And now?", 5_000, 6_000),
    ]
    assert found.at_once == ()
    assert found.transcript.speech == (Span(0, 1_000), Span(2_000, 3_000), Span(5_000, 6_000))


def test_who_is_heard_first_is_the_first_whatever_the_channel():
    left, right = voice(("Later.", 3_000, 4_000)), voice(("First.", 0, 1_000))
    assert [word.speaker for word in joined([left, right]).transcript.words] == [
        "Speaker 1",
        "Speaker 2",
    ]


def test_a_little_overlap_is_cut_in_its_middle():
    left = voice(("Where were you?", 0, 3_000))
    right = voice(("I was here.", 2_600, 5_000))
    found = joined([left, right])
    assert lines(found) == [
        ("Speaker 1", "Where were you?", 0, 2_800),
        ("Speaker 2", "I was here.", 2_800, 5_000),
    ]
    assert in_order(found)


def test_at_the_same_time_is_shared_out_by_length_and_nothing_is_lost():
    left = voice(("He began a confused complaint against the wizard", 0, 5_000))
    right = voice(("The horizon seems distant", 500, 3_000))
    found = joined([left, right])
    (first, early, _, border), (second, late, at, end) = lines(found)
    assert {early, late} == {
        "He began a confused complaint against the wizard",
        "The horizon seems distant",
    }
    assert (first, second) == ("Speaker 1", "Speaker 2")
    assert at == border
    assert end == 5_000
    assert in_order(found)
    assert found.at_once == (Span(500, 3_000),)
    assert any(one.rule == "speakers-at-once" for one in found.transcript.findings)


def test_sentences_are_not_torn_by_a_word_of_the_other():
    left = voice(("We went down to the old harbour together,", 0, 4_000))
    right = voice(("Mhm.", 2_500, 2_700))
    found = joined([left, right])
    assert sorted(text for _, text, _, _ in lines(found)) == [
        "Mhm.",
        "We went down to the old harbour together,",
    ]
    assert in_order(found)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_said_when_words_stay_in_order_and_none_is_lost(seed):
    rng = random.Random(seed)

    def someone():
        at, said = rng.randrange(0, 2_000), []
        for _ in range(rng.randrange(1, 8)):
            length = rng.randrange(200, 4_000)
            text = " ".join("w" * rng.randrange(1, 9) for _ in range(rng.randrange(1, 9)))
            said.append((text + rng.choice(".,"), at, at + length))
            at += length + rng.randrange(0, 2_000)
        return voice(*said)

    voices = [someone() for _ in range(rng.randrange(1, 4))]
    found = joined(voices)
    assert in_order(found)
    spoken = sorted(word.text for one in voices for word in one.words)
    assert sorted(word.text for word in found.transcript.words) == spoken


def test_a_voice_in_another_language_is_marked_and_doubted_where_it_is_unsure():
    left = voice(("We shall begin now, ladies and gentlemen.", 0, 4_000))
    right = voice(("Guten Tag.", 5_000, 6_000), language="de", probability=0.4)
    found = joined([left, right])
    assert found.transcript.language == "en"
    assert [word.language for word in found.transcript.words[-2:]] == ["de", "de"]
    assert not any(word.language for word in found.transcript.words[:-2])
    (doubt,) = [one for one in found.transcript.findings if one.rule == "speaker-language"]
    assert "de" in doubt.message
    assert doubt.start == 5_000
    sure = joined([left, replace(right, language_probability=0.95)])
    assert not sure.transcript.findings


def test_coverage_is_of_all_and_of_none_where_one_is_silent_about_it():
    first = Coverage(1_000, 900, 2, 1, (Stretch(StretchKind.MISSED, 700, 800),))
    second = Coverage(2_000, 2_000, 1, 0, (Stretch(StretchKind.DOUBTFUL, 100, 200),))
    left = voice(("One.", 0, 1_000), coverage=first)
    right = voice(("Two.", 2_000, 4_000), coverage=second)
    found = joined([left, right]).transcript.coverage
    assert (found.speech, found.heard, found.windows, found.retried) == (3_000, 2_900, 3, 1)
    assert [one.start for one in found.stretches] == [100, 700]
    assert joined([left, replace(right, coverage=None)]).transcript.coverage is None


def test_nobody_says_anything():
    silent = voice(language="und", probability=0.0)
    found = joined([silent, silent]).transcript
    assert (found.words, found.speech, found.language) == ((), (), "und")
