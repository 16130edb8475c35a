"""Speech put end to end and cut into sections, and the way back."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from localize.media import Sound
from localize.timeline import Span
from localize_models.speech.sections import Collected, sections


@st.composite
def speech(draw):
    """Spans in order and apart."""
    found, at = [], 0
    for gap, length in draw(
        st.lists(st.tuples(st.integers(1, 5_000), st.integers(1, 9_000)), max_size=40)
    ):
        found.append(Span(at + gap, at + gap + length))
        at += gap + length
    return tuple(found)


def quiet(spans):
    end = spans[-1].end if spans else 0
    return np.full(end // 32 + 1, 0.9, np.float32)


@given(speech(), st.integers(500, 12_000))
def test_sections_hold_all_speech_and_are_bounded(spans, limit):
    found = sections(spans, quiet(spans), limit)
    assert all(0 < section.duration <= limit for section in found)
    assert all(section.duration >= limit // 2 for section in found[:-1])
    pieces = [span for section in found for span in section.spans]
    assert sum(span.duration for span in pieces) == sum(span.duration for span in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(pieces))
    assert all(any(s.start <= p.start and p.end <= s.end for s in spans) for p in pieces)


def test_a_section_is_cut_at_the_longest_silence():
    spans = (Span(0, 4_000), Span(4_100, 7_000), Span(9_500, 11_000), Span(11_200, 14_000))
    first, second = sections(spans, quiet(spans), 10_000)
    assert (first.spans, second.spans) == (spans[:2], spans[2:])


def test_speech_without_a_pause_is_cut_where_it_is_least_sure():
    probabilities = np.full(1_000, 0.9, np.float32)
    probabilities[200:210] = 0.4  # 6.40 s to 6.72 s
    probabilities[410:420] = 0.4  # 13.12 s to 13.44 s
    first, second, *_ = sections((Span(0, 32_000),), probabilities, 16_000)
    assert first.spans == (Span(0, 13_280),)
    assert second.spans[0].start == 13_280


@given(speech().filter(bool))
def test_times_come_back(spans):
    collected = Collected(spans)
    passed = 0
    for index, span in enumerate(spans):
        for offset in {0, span.duration // 2, span.duration - 1}:
            assert collected.original(passed + offset) == span.start + offset
            assert collected.index(passed + offset) == index
        assert collected.original(passed + span.duration, index) == span.end
        assert collected.original(passed - 500, index) == span.start
        passed += span.duration
    assert collected.original(collected.duration + 9_999) == spans[-1].end


@given(speech().filter(bool), st.data())
def test_what_is_read_is_what_was_there(spans, data):
    # Each sample tells its own ms, so whatever is read says where it is from.
    samples = np.repeat(np.arange(spans[-1].end + 10, dtype=np.int64) % 32_768, 16)
    sound = Sound(samples.astype(np.int16))
    collected = Collected(spans)
    start = data.draw(st.integers(0, collected.duration))
    end = data.draw(st.integers(start, collected.duration))
    heard = np.round(collected.read(sound, start, end)[::16] * 32_768).astype(int).tolist()
    expected = [collected.original(time) % 32_768 for time in range(start, end)]
    assert heard == expected
