"""Times as files write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.formats.times import read_clock, read_time_line
from localize.timeline import format_clock


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("00:00:01,500", 1500),
        ("00:00:01.500", 1500),
        ("00:00:01:500", 1500),
        ("0:0:1,5", 1500),
        ("00:00:01,05", 1050),
        ("00:00:01,005", 1005),
        ("00:00:01,0055", 1005),
        ("00:00:01", 1000),
        ("00:01.500", 1500),
        ("01:02,5", 62_500),
        ("01:02", 62_000),
        ("02.345", 2345),
        ("00.00.01.500", 1500),
        ("00.01.500", 1500),
        ("00,00,01,500", 1500),
        ("00;00;01;500", 1500),
        ("00 : 00 : 01 , 500", 1500),
        ("123:04:05,678", 443_045_678),
        ("00:00:75,000", 75_000),
        ("-00:00:01,000", -1000),
        ("٠٠:٠٠:٠١,٥٠٠", 1500),
    ],
)
def test_every_way_to_write_a_time(text: str, time: int) -> None:
    clock = read_clock(text)
    assert clock is not None
    assert clock.time == time


def test_what_may_be_frames_is_no_plain_time() -> None:
    for text, plain in (("00:00:01:15", False), ("00:00:01;15", False), ("00:00:01:150", True)):
        clock = read_clock(text)
        assert clock is not None
        assert clock.plain is plain, text


def test_a_time_beyond_any_recording_is_none() -> None:
    assert read_clock("999999999:00:00,000") is None


@pytest.mark.parametrize(
    "line",
    [
        "00:00:01,500 --> 00:00:02,250",
        "00:00:01.500 --> 00:00:02.250",
        "00:00:01,500-->00:00:02,250",
        "00:00:01,500 -->> 00:00:02,250",
        "00:00:01,500 -> 00:00:02,250",
        "00:00:01,500 → 00:00:02,250",
        "00:00:01,500 —> 00:00:02,250",
        "00:00:01,500 ––> 00:00:02,250",
        "00:00:01,500 - - > 00:00:02,250",
        "00:00:01,500 --&gt; 00:00:02,250",
        "  00:00:01,500   -->   00:00:02,250  ",
        "7 00:00:01,500 --> 00:00:02,250",
        "00：00：01，500 －－＞ 00：00：02，250",
        "00:00:0\ufffd\ufffd1,500 --> 00:00:02,250",
        "00:01.500 --> 00:02.250",
    ],
)
def test_every_way_to_write_a_line_with_times(line: str) -> None:
    times = read_time_line(line)
    assert times is not None
    assert times.sure
    assert times.start is not None
    assert times.end is not None
    assert (times.start.time, times.end.time) == (1500, 2250)
    assert times.rest == ""


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("00:00:01,500 --> 00:00:02,250 X1:1 X2:2 Y1:3 Y2:4", "X1:1 X2:2 Y1:3 Y2:4"),
        ("00:00:01.500 --> 00:00:02.250 line:0 align:start", "line:0 align:start"),
        ("00:00:01.500 --> 00:00:02.250line:0", "line:0"),
        ("00:00:01,500 --> 00:00:02,250 Hello", "Hello"),
    ],
)
def test_what_follows_the_times(line: str, rest: str) -> None:
    times = read_time_line(line)
    assert times is not None
    assert times.rest == rest


@pytest.mark.parametrize(
    "line",
    ["12:30 -> 13:00", "12:30 → 13:00", "Gate 5 -> Gate 7", "a -> b", "→", "Hello", "=> 3", ""],
)
def test_arrows_in_dialogue_are_no_times(line: str) -> None:
    assert read_time_line(line) is None


def test_half_a_line_is_not_sure() -> None:
    times = read_time_line("00:00:06,789 --> not-a-timestamp")
    assert times is not None
    assert not times.sure
    assert times.start is not None
    assert times.end is None


@given(st.integers(0, 9_999 * 3_600_000), st.integers(0, 9_999 * 3_600_000), st.sampled_from(",."))
def test_what_is_written_properly_is_read_exactly(start: int, end: int, mark: str) -> None:
    line = f"{format_clock(start, mark=mark)} --> {format_clock(end, mark=mark)}"
    times = read_time_line(line)
    assert times is not None
    assert times.start is not None
    assert times.end is not None
    assert (times.start.time, times.end.time) == (start, end)
    assert times.start.plain
    assert times.end.plain


@given(st.text(max_size=60))
def test_no_line_is_too_strange(line: str) -> None:
    times = read_time_line(line + "-->" + line)
    assert times is None or times.rest == times.rest.strip()
