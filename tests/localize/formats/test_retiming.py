"""Frame rates, offsets and stretches: exact, to the frame."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import SettingsError
from localize.formats.retiming import Retiming, parse_factor, parse_shift
from localize.script import Cue, Track, TrackRole
from localize.timeline import FrameRate

PAL, FILM, NTSC = (FrameRate.parse(text) for text in ("25", "23.976", "29.97df"))


def track(*spans: tuple[int, int]) -> Track:
    cues = tuple(Cue(str(n), a, b, ("Hi",)) for n, (a, b) in enumerate(spans, start=1))
    return Track("e", "en", TrackRole.SUBTITLE, cues)


def run_at(old: FrameRate, new: FrameRate) -> Retiming:
    return Retiming(old.rate / new.rate, 0, old, new)


@given(st.integers(0, 25 * 86_400))
def test_a_frame_stays_the_same_frame_at_another_rate(frame: int) -> None:
    assert run_at(PAL, FILM).time(PAL.time_of(frame)) == FILM.time_of(frame)
    assert run_at(FILM, PAL).time(FILM.time_of(frame)) == PAL.time_of(frame)


@given(st.integers(0, 25 * 86_400))
def test_there_and_back_is_the_same(frame: int) -> None:
    there = run_at(PAL, FILM).time(PAL.time_of(frame))
    assert run_at(FILM, PAL).time(there) == PAL.time_of(frame)


def test_an_hour_at_another_speed() -> None:
    # An hour at 25 is 90,000 frames, which last 1:02:33.750 at 23.976.
    assert run_at(PAL, FILM).time(3_600_000) == 3_753_750
    assert run_at(FILM, PAL).time(3_753_750) == 3_600_000


def test_a_time_of_no_frame_is_scaled_and_rounded_to_one() -> None:
    time = run_at(PAL, FILM).time(1_013)
    assert time == FILM.time_of(25)
    assert Retiming(Fraction(1001, 1000)).time(1_000_000) == 1_001_000


def test_a_cue_that_lasts_keeps_a_frame() -> None:
    moved = Retiming(Fraction(1, 2), 0, None, PAL).track(track((1000, 1001), (2000, 2000)))
    assert [(cue.start, cue.end) for cue in moved.cues] == [(520, 560), (1000, 1000)]


def test_nothing_goes_before_the_beginning() -> None:
    with pytest.raises(SettingsError, match=r"Cue 1 begins at 00:00:01\.000 .* --shift=-1000"):
        Retiming(shift=-1500).track(track((1000, 2000)))
    assert Retiming(shift=-1000).track(track((1000, 2000))).cues[0].start == 0


@pytest.mark.parametrize(
    ("text", "rate", "ms"),
    [
        ("00:00:10:00", None, 10_000),
        ("00:00:10:00", FILM, 10_010),
        ("-00:00:01:12", PAL, -1_480),
        ("01:00:00;00", NTSC, 3_599_996),
        ("00:00:10.5", None, 10_500),
        ("-00:00:10,250", PAL, -10_250),
        ("1500", None, 1500),
        ("+1500ms", None, 1500),
        ("-2.5s", None, -2500),
    ],
)
def test_offsets(text: str, rate: FrameRate | None, ms: int) -> None:
    assert parse_shift(text, rate) == ms


@pytest.mark.parametrize("text", ["", "soon", "1:2", "00:00:10:30", "10.5", "--5"])
def test_what_is_no_offset_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        parse_shift(text, PAL)


@pytest.mark.parametrize(
    ("text", "factor"),
    [("1.001", Fraction(1001, 1000)), ("25/24", Fraction(25, 24)), ("96 %", Fraction(24, 25))],
)
def test_stretches(text: str, factor: Fraction) -> None:
    assert parse_factor(text) == factor


@pytest.mark.parametrize("text", ["0", "-1", "100", "1/0", "much", ""])
def test_what_is_no_stretch_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        parse_factor(text)
