"""Speech into windows."""

from __future__ import annotations

import numpy as np
import pytest

from localize.timeline import Span
from localize_models.speech.queue.cutting import LONGEST_MS, SHORT_MS, windows
from localize_models.speech.voice import WINDOW_MS


def voice(duration, *quiet):
    """Sure of speech everywhere but around some times, ms."""
    found = np.ones(duration // WINDOW_MS + 1, np.float32)
    for time in quiet:
        found[(time - 300) // WINDOW_MS : (time + 300) // WINDOW_MS] = 0.1
    return found


def joined(found):
    spans = []
    for span in (span for one in found for span in one.spans):
        if spans and spans[-1].end == span.start:
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return tuple(spans)


def test_what_fits_is_one_window():
    spans = (Span(0, 9_000), Span(12_000, 30_000))
    (only,) = windows(spans, voice(30_000))
    assert only.spans == spans


def test_no_speech_no_window():
    assert windows((), voice(1_000)) == ()


def test_a_long_speech_is_cut_where_it_is_quiet():
    first, second = windows((Span(0, 40_000),), voice(40_000, 18_000))
    assert abs(first.spans[0].end - 18_000) <= 300
    assert second.spans[0] == Span(first.spans[0].end, 40_000)


def test_a_silence_that_was_taken_out_is_the_best_place():
    spans = (Span(0, 17_000), Span(25_000, 50_000))
    found = windows(spans, voice(50_000, 20_000 + 8_000))
    assert [one.spans for one in found] == [(spans[0],), (spans[1],)]


@pytest.mark.parametrize("usual", [LONGEST_MS, SHORT_MS])
@pytest.mark.parametrize("seed", range(8))
def test_windows_hold_exactly_the_speech_and_none_is_too_long(seed, usual):
    random = np.random.default_rng(seed)
    edges = np.cumsum(random.integers(100, 60_000, 60))
    spans = tuple(Span(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True))
    found = windows(spans, random.random(int(edges[-1]) // WINDOW_MS + 1).astype(np.float32), usual)
    assert joined(found) == spans
    assert all(0 < one.duration <= LONGEST_MS for one in found)
    total = sum(span.duration for span in spans)
    assert len(found) <= 1.4 * total / usual + 1


@pytest.mark.parametrize(
    ("pauses", "ends"),
    [
        ((9_000, 13_000, 21_000), (13_000,)),  # about half of 26 s
        ((17_000,), (17_000,)),  # no pause within 15 s: at the next
        ((25_000,), ()),  # too little would be left
        ((), ()),
    ],
)
def test_short_windows_end_in_pauses(pauses, ends):
    found = windows((Span(0, 26_000),), voice(26_000, *pauses), SHORT_MS)
    assert len(found) == len(ends) + 1
    for one, end in zip(found, ends, strict=False):
        assert abs(one.spans[-1].end - end) <= 300


def test_speech_without_a_pause_is_cut_all_the_same():
    found = windows((Span(0, 70_000),), voice(70_000), SHORT_MS)
    assert [one.duration <= LONGEST_MS for one in found] == [True] * 3
    assert joined(found) == (Span(0, 70_000),)
