"""Lists of shot changes that people have: what is read, and what becomes of the marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.review.errors import RefusedError
from localize.review.screening import Screening
from localize.review.shot_lists import read_shot_list
from localize.timeline import FrameRate
from tests.localize.review.service_world import World

PAL = FrameRate.parse("25")
NTSC = FrameRate.parse("29.97df")

EDL = """TITLE: EPISODE 1
FCM: NON-DROP FRAME

001  AX       V     C        00:00:00:00 00:00:05:00 01:00:00:00 01:00:05:00
* FROM CLIP NAME: A.MOV
002  AX       V     C        00:10:00:00 00:10:04:10 01:00:05:00 01:00:09:10
003  AX       V     D    012 00:20:00:00 00:20:02:00 01:00:09:10 01:00:11:10
"""

TABLE = """Timecode List:,00:00:05.005,00:00:10.010
Scene Number,Start Frame,Start Timecode,Start Time (seconds),End Frame,End Timecode
1,0,00:00:00.000,0.000,120,00:00:05.005
2,120,00:00:05.005,5.005,240,00:00:10.010
3,240,00:00:10.010,10.010,360,00:00:15.015
"""


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("00:00:01:00\n00:00:02:12\n", (1000, 2480)),
        ("\ufeff00:00:01.500\r\n00:00:02,250\r\n", (1500, 2250)),
        ("1:02.5\n", (62_500,)),
        ("62.345\n3.2\n", (3200, 62_345)),
        ("25\n50\n0\n", (1000, 2000)),
        ("shots\n\n1.0\n1.0\n", (1000,)),
        ("1\t00:00:01:00\n2\t00:00:03:00\n", (1000, 3000)),
        (TABLE, (5005, 10_010)),
        (EDL, (5000, 9400)),
    ],
)
def test_lists_are_read(text, times):
    assert read_shot_list(text, PAL, duration=60_000) == times


def test_timecodes_count_from_the_programmes_start():
    text = "10:00:01:00\n10:00:02:00\n"
    assert read_shot_list(text, PAL, start_timecode="10:00:00:00") == (1000, 2000)
    assert read_shot_list(text, PAL, duration=60_000) == (1000, 2000)
    # A list from nought is one from nought, whatever the file's own timecode.
    assert read_shot_list("00:00:01:00\n", PAL, start_timecode="10:00:00:00") == (1000,)


def test_drop_frame_numbers_are_frames():
    (time,) = read_shot_list("00:01:00;02\n", NTSC)
    assert time == NTSC.time_of(1800)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no times here\n", "no time"),
        ("", "no time"),
        ("00:00:01:00\n00:00:02:25\n", "Line 2"),
        ("00:61:00:00\n", "Line 1"),
    ],
)
def test_what_is_no_list_is_refused_with_the_line(text, said):
    with pytest.raises(RefusedError, match=said):
        read_shot_list(text, PAL)


@given(text=st.text(alphabet="0123456789:;,.\t\n -|TC", max_size=200))
def test_no_text_breaks_it(text):
    try:
        times = read_shot_list(text, PAL, start_timecode="01:00:00:00", duration=60_000)
    except RefusedError:
        return
    assert list(times) == sorted(set(times))
    assert all(time > 0 for time in times)


# --- What becomes of the marks --------------------------------------------------------------------


@pytest.fixture
def world(database):
    return World(database)


def screening(world):
    return Screening(world.database, world.season)


def test_a_list_adds_to_what_is_there(world):
    desk = screening(world)
    desk.mark_shot(world.ana, world.fr, 500, shot=True)
    assert desk.import_shots(world.ana, world.fr, "1.0\n2.0\n") == (520, 1000, 2000)
    assert desk.shots(world.lea, world.es) == (520, 1000, 2000), "they are the episode's"


def test_a_list_may_replace_what_is_there(world):
    desk = screening(world)
    desk.import_shots(world.ana, world.fr, "1.0\n2.0\n3.0\n")
    assert desk.import_shots(world.ana, world.fr, "2.0\n4.0\n", replace=True) == (2000, 4000)
    assert desk.import_shots(world.ana, world.fr, "1.0\n") == (1000, 2000, 4000)


def test_a_mark_between_frames_can_be_taken_out(world):
    desk = screening(world)
    desk.import_shots(world.ana, world.fr, "1.013\n")
    assert desk.mark_shot(world.ana, world.fr, 1013, shot=False) == ()


def test_a_list_of_another_episode_is_refused(world):
    with pytest.raises(RefusedError, match="ends at"):
        screening(world).import_shots(world.ana, world.fr, "1.0\n3600.0\n")
    assert screening(world).shots(world.ana, world.fr) == ()


def test_who_may_not_write_may_not_import(world):
    with pytest.raises(RefusedError):
        screening(world).import_shots(world.otto, world.fr, "1.0\n")
