"""What Whisper makes up and what it leaves out."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from localize.script import Word
from localize.timeline import Span
from localize_models.speech.guards import (
    doubtful,
    drop_words_without_speech,
    speech_without_words,
)


def said(*times):
    return tuple(Word(f"w{start}", start, end) for start, end in times)


def test_words_where_nobody_speaks_are_dropped_and_told():
    words = said((0, 400), (5_000, 5_300), (5_300, 5_600), (9_000, 9_500))
    kept, findings = drop_words_without_speech(words, (Span(0, 1_000), Span(8_800, 10_000)))
    assert kept == (words[0], words[3])
    (finding,) = findings
    assert (finding.rule, finding.start) == ("words-without-speech", 5_000)
    assert "“w5000 w5300”" in finding.message


def test_a_word_that_touches_speech_stays():
    words = said((900, 1_500), (1_500, 2_100))
    assert drop_words_without_speech(words, (Span(0, 1_000), Span(2_000, 3_000))) == (words, ())


@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(1, 900)), max_size=20),
    st.lists(st.tuples(st.integers(1, 900), st.integers(1, 900)), max_size=20),
)
def test_no_word_over_speech_is_ever_dropped(gaps_and_words, gaps_and_speech):
    def laid(pairs):
        at, found = 0, []
        for gap, length in pairs:
            found.append((at + gap, at + gap + length))
            at += gap + length
        return found

    words = said(*laid(gaps_and_words))
    speech = tuple(Span(*pair) for pair in laid(gaps_and_speech))
    kept, findings = drop_words_without_speech(words, speech)
    expected = tuple(w for w in words if any(s.overlap(w.span) for s in speech))
    assert kept == expected
    assert bool(findings) == (len(kept) < len(words))


def test_a_second_of_speech_without_words_is_told_with_its_times():
    words = said((1_000, 1_500), (6_000, 6_500))
    findings = speech_without_words(words, (Span(900, 6_600), Span(8_000, 8_700)))
    (finding,) = findings
    assert finding.rule == "speech-without-words"
    assert (finding.start, finding.measured) == (1_800, 3_900)
    assert "00:00:01.800 to 00:00:05.700" in finding.message


def test_speech_before_and_after_all_words():
    (before, after) = speech_without_words(said((5_000, 5_500)), (Span(0, 10_000),))
    assert (before.start, before.measured) == (0, 4_700)
    assert (after.start, after.measured) == (5_800, 4_200)


def test_speech_that_is_covered_or_short_is_no_finding():
    assert speech_without_words(said((300, 1_900)), (Span(0, 2_200),)) == ()
    assert speech_without_words((), (Span(0, 999),)) == ()


def test_a_window_that_no_temperature_decodes_is_told_once():
    def segment(seek, logprob, compression):
        return SimpleNamespace(seek=seek, avg_logprob=logprob, compression_ratio=compression)

    findings = doubtful(
        [
            (0, segment(0, -0.3, 1.2)),
            (30_000, segment(3_000, -1.4, 1.2)),
            (35_000, segment(3_000, -1.4, 1.2)),
            (60_000, segment(6_000, -0.4, 2.9)),
        ]
    )
    assert [(finding.start, finding.rule) for finding in findings] == [
        (30_000, "doubtful-words"),
        (60_000, "doubtful-words"),
    ]
    assert "guesses" in findings[0].message
    assert "repeat" in findings[1].message
