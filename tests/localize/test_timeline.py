"""Milliseconds, frames and timecodes: exact both ways at every rate."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.timeline import FrameRate, Span, format_clock, nearest_standard

LABELS = ("23.976", "24", "25", "29.97", "29.97df", "30", "50", "59.94", "59.94df", "60")
RATES = [FrameRate.parse(label) for label in LABELS]
rates = st.sampled_from(RATES)
frames = st.integers(min_value=0, max_value=24 * 3600 * 60)


@given(rates, frames)
def test_frame_to_ms_and_back_loses_nothing(rate, frame):
    assert rate.nearest_frame(rate.time_of(frame)) == frame


@given(rates, frames)
def test_the_frame_shown_at_its_own_start_is_itself(rate, frame):
    start = rate.time_of(frame)
    assert rate.frame_shown(start) == frame
    if frame:
        assert rate.frame_shown(start - 1) == frame - 1


@given(rates, st.integers(min_value=0, max_value=10**8))
def test_the_frame_shown_has_started_and_the_next_has_not(rate, time):
    frame = rate.frame_shown(time)
    assert rate.time_of(frame) <= time < rate.time_of(frame + 1)


@given(rates, st.data())
def test_timecode_and_back(rate, data):
    frame = data.draw(st.integers(min_value=0, max_value=rate.frames_a_day - 1))
    assert rate.frame_of_timecode(rate.timecode(frame)) == frame


@given(rates, frames)
def test_timecodes_wrap_after_a_day(rate, frame):
    assert rate.timecode(frame) == rate.timecode(frame + rate.frames_a_day)


@pytest.mark.parametrize(
    ("label", "frame", "timecode"),
    [
        ("25", 0, "00:00:00:00"),
        ("25", 90_000, "01:00:00:00"),
        ("24", 24 * 60 - 1, "00:00:59:23"),
        # SMPTE ST 12-1: numbers 0 and 1 are left out at each minute but the tenth.
        ("29.97df", 1799, "00:00:59;29"),
        ("29.97df", 1800, "00:01:00;02"),
        ("29.97df", 17_981, "00:09:59;29"),
        ("29.97df", 17_982, "00:10:00;00"),
        ("29.97df", 107_892, "01:00:00;00"),
        ("29.97", 1800, "00:01:00:00"),
        ("59.94df", 3600, "00:01:00;04"),
        ("59.94df", 35_964, "00:10:00;00"),
    ],
)
def test_known_timecodes(label, frame, timecode):
    rate = FrameRate.parse(label)
    assert rate.timecode(frame) == timecode
    assert rate.frame_of_timecode(timecode) == frame


def test_drop_frame_keeps_to_the_clock():
    """What drop-frame is for: an hour of timecode is an hour within two frames."""
    rate = FrameRate.parse("29.97df")
    assert abs(rate.time_of(rate.frame_of_timecode("10:00:00;00")) - 36_000_000) <= 67


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("29.97df", "00:01:00;00"),
        ("29.97df", "00:01:00;01"),
        ("59.94df", "00:01:00;03"),
        ("25", "00:00:00:25"),
        ("25", "00:00:60:00"),
        ("25", "00:60:00:00"),
        ("25", "24:00:00:00"),
        ("25", "1:2:3:4"),
        ("25", "00:00:00"),
        ("25", "٠٠:٠٠:٠٠:٠٠"),
        ("25", ""),
    ],
)
def test_timecodes_that_do_not_exist_are_refused(label, text):
    with pytest.raises(ValueError, match=r"timecode|does not exist"):
        FrameRate.parse(label).frame_of_timecode(text)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("23.976", Fraction(24000, 1001)),
        ("23.98", Fraction(24000, 1001)),
        ("24000/1001", Fraction(24000, 1001)),
        ("2997/100", Fraction(30000, 1001)),
        ("25 fps", Fraction(25)),
        ("12.5", Fraction(25, 2)),
    ],
)
def test_rates_as_people_and_files_write_them(text, rate):
    assert FrameRate.parse(text).rate == rate


@pytest.mark.parametrize("text", ["", "fast", "0", "-25", "25df", "24/0", "nan", "inf", "1e99"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ValueError, match=r"rate|drop-frame"):
        FrameRate.parse(text)


def test_near_rates_stay_apart():
    assert nearest_standard(Fraction(23976, 1000)) == Fraction(24000, 1001)
    assert nearest_standard(Fraction(24)) == 24
    assert nearest_standard(Fraction(18)) == 18


@pytest.mark.parametrize("label", LABELS)
def test_labels_say_which_rate(label):
    rate = FrameRate.parse(label)
    assert FrameRate.parse(rate.label.replace(" ", "")) == rate


@given(rates, st.integers(min_value=1, max_value=1000))
def test_a_span_of_frames_is_never_short_of_them(rate, count):
    span = rate.span_of(count)
    assert span * rate.rate / 1000 >= count > (span - 1) * rate.rate / 1000


def test_clock():
    assert format_clock(3_723_004) == "01:02:03.004"
    assert format_clock(360_000_000, mark=",") == "100:00:00,000"
    with pytest.raises(ValueError, match="negative"):
        format_clock(-1)


def test_spans():
    assert Span(0, 10).overlap(Span(5, 20)) == 5
    assert Span(0, 10).overlap(Span(10, 20)) == 0
    with pytest.raises(ValueError, match="before it starts"):
        Span(2, 1)
