"""What was missed is looked at again, and everything that was left out is told."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from localize.engines import Stretch, StretchKind
from localize.findings import Severity
from localize.script import Word
from localize.timeline import Span
from localize_models.speech.coverage import (
    concluded,
    filled,
    findings_of,
    missed,
    second_looks,
    told,
    within,
)
from localize_models.speech.sections import Collected
from localize_models.speech.settling import Doubt, Settled
from localize_models.speech.words import RawWord


def said(*times, text="w"):
    return tuple(Word(f"{text}{start}", start, end) for start, end in times)


def voice(*spans, length=60_000, loud=0.9):
    """Probabilities of voice activity, high in the spans."""
    found = np.zeros(length // 32, np.float32)
    for start, end in spans:
        found[start // 32 : end // 32] = loud
    return found


def test_missed_speech_is_looked_at_by_itself_with_other_edges():
    words = said((1_000, 4_000), (20_000, 24_000))
    speech = (Span(900, 24_100),)
    (look,) = second_looks(words, speech, voice((900, 24_100)), 60_000)
    assert look.gap == Span(4_300, 19_700)
    (span,) = look.speech.spans
    assert (span.start, span.end) == (4_100, 19_900)
    assert not look.quiet


def test_speech_that_only_a_lower_threshold_hears_is_looked_at_with_less_trust():
    probabilities = np.maximum(voice((0, 4_000)), voice((30_000, 34_000), loud=0.4))
    (look,) = second_looks(said((100, 3_900)), (Span(0, 4_000),), probabilities, 60_000)
    assert look.quiet
    assert abs(look.gap.start - 29_700) <= 64


def test_a_whisper_that_the_usual_threshold_catches_for_a_moment_is_looked_at():
    probabilities = np.maximum(voice((30_000, 33_000), loud=0.2), voice((31_000, 31_200)))
    (look,) = second_looks((), (Span(30_940, 31_260),), probabilities, 60_000)
    assert look.quiet
    assert look.gap.duration > 3_000


def test_a_long_missed_stretch_is_cut_where_nobody_speaks():
    probabilities = voice((0, 60_000))
    probabilities[17_000 // 32 : 17_400 // 32] = 0.3
    looks = second_looks((), (Span(0, 60_000),), probabilities, 60_000)
    ends = [look.speech.spans[0] for look in looks]
    assert all(span.duration <= 20_000 for span in ends)
    assert 17_000 <= ends[0].end <= 17_400
    assert all(a.end == b.start for a, b in pairwise(ends))


def test_words_over_all_speech_need_no_second_look():
    assert second_looks(said((0, 5_000)), (Span(0, 5_200),), voice((0, 5_200)), 60_000) == ()
    assert missed(said((0, 5_000)), (Span(0, 5_200),)) == ()


def test_found_words_fill_the_gap_and_change_no_word_that_was_there():
    words = said((0, 1_000), (9_000, 9_500))
    found = said((900, 1_500), (5_000, 5_400), (8_600, 9_200), text="f")
    whole = filled(words, found, (Span(1_300, 8_700),))
    assert [(word.text, word.start, word.end) for word in whole] == [
        ("w0", 0, 1_000),
        ("f5000", 5_000, 5_400),
        ("w9000", 9_000, 9_500),
    ]


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 900)), max_size=15),
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 900)), max_size=15),
)
def test_filling_loses_nothing_and_never_overlaps(given_words, given_found):
    def laid(pairs, text):
        at, times = 0, []
        for gap, length in pairs:
            times.append((at + gap, at + gap + length))
            at += gap + length
        return said(*times, text=text)

    words, found = laid(given_words, "w"), laid(given_found, "f")
    end = max([1, *(word.end for word in (*words, *found))])
    gaps = missed(words, (Span(0, end),))
    whole = filled(words, found, gaps)
    assert [word for word in whole if word.text[0] == "w"] == list(words)
    assert all(a.end <= b.start for a, b in pairwise(whole))


def test_stretches_of_the_original_on_collected_time():
    collected = Collected((Span(1_000, 2_000), Span(5_000, 7_000)))
    assert within(collected, (Span(1_500, 5_500), Span(6_500, 9_000))) == (
        Span(500, 1_000),
        Span(1_000, 1_500),
        Span(2_500, 3_000),
    )


def raw(*times):
    return tuple(RawWord(f" w{start}", start, end, 0.9) for start, end in times)


def test_a_window_tells_what_it_left_out_where_it_was_heard():
    decoded = raw((0, 500), (1_200, 1_500), (1_500, 1_900))
    settled = Settled(decoded[:1], (Doubt(1, 3, StretchKind.KEPT_OUT, "it loops"),), ("loops",))
    collected = Collected((Span(10_000, 11_000), Span(20_000, 22_000)))
    (stretch,) = told(settled, decoded, collected, attempts=3)
    assert (stretch.kind, stretch.start, stretch.end) == (StretchKind.KEPT_OUT, 20_200, 20_900)
    assert stretch.text == "w1200 w1500"


def test_a_window_tells_its_language_or_that_it_was_decoded_again():
    decoded = raw((0, 500))
    collected = Collected((Span(1_000, 2_000),))
    (foreign,) = told(Settled(decoded), decoded, collected, attempts=2, foreign="de")
    assert (foreign.kind, foreign.language, foreign.text) == (StretchKind.FOREIGN, "de", "w0")
    (again,) = told(Settled(decoded), decoded, collected, attempts=2)
    assert again.kind is StretchKind.RETRIED
    assert told(Settled(decoded), decoded, collected) == ()


def test_the_report_counts_speech_and_tells_everything():
    words = said((0, 2_000), (9_000, 9_500))
    kept, coverage = concluded(
        words,
        speech=(Span(0, 6_000),),
        lenient=(Span(0, 6_500),),
        stretches=[Stretch(StretchKind.RETRIED, 0, 2_000, "twice", "w0")],
        windows=3,
        retried=1,
    )
    assert kept == words[:1]
    assert (coverage.speech, coverage.heard) == (6_000, 2_300)
    assert round(coverage.share, 3) == 0.383
    assert [(one.kind, one.start) for one in coverage.stretches] == [
        (StretchKind.RETRIED, 0),
        (StretchKind.MISSED, 2_300),
        (StretchKind.UNSPOKEN, 9_000),
    ]
    assert [(one.rule, one.start) for one in findings_of(coverage)] == [
        ("speech-without-words", 2_300),
        ("words-without-speech", 9_000),
    ]
    assert "“w9000”" in findings_of(coverage)[1].message


def test_noise_is_told_whatever_was_heard_in_it():
    words = said((1_000, 2_000))
    _, coverage = concluded(
        words, speech=(Span(900, 2_100),), lenient=(Span(500, 2_500),), noisy=(Span(0, 9_000),)
    )
    assert [(one.kind, one.start, one.end) for one in coverage.stretches] == [
        (StretchKind.NOISY, 0, 9_000)
    ]
    assert coverage.share == 1.0
    (finding,) = findings_of(coverage)
    assert (finding.rule, finding.severity, finding.measured) == (
        "noise-over-speech",
        Severity.WARNING,
        9_000,
    )
    assert "00:00:09" in finding.message


def test_every_kind_but_a_retry_is_a_finding_with_what_was_heard():
    kinds = [kind for kind in StretchKind if kind is not StretchKind.RETRIED]
    stretches = [Stretch(kind, 0, 1_000, "why so", "what", "de") for kind in kinds]
    _, coverage = concluded((), speech=(), lenient=(), stretches=stretches)
    found = findings_of(coverage)
    assert len(found) == len(kinds)
    assert sum("“what”" in one.message for one in found) == len(kinds) - 2, "of words, if any"
    assert coverage.share == 1.0
