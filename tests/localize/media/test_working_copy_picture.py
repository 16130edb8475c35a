"""The picture of working copies, as it is or encoded anew: frame k is frame k."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from localize.media.light import KEY_FRAMES
from tests.localize.media.build import Audio, bursts, write
from tests.localize.media.coded import Coded
from tests.localize.media.copied import QUIET, SECONDS, Made, beeps, coded

# --- The picture is copied ------------------------------------------------------------------------

RATES = [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(50)]


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize(
    ("name", "codec"), [("a.mkv", "ac3"), ("a.mp4", "eac3"), ("a.mov", "aac"), ("a.ts", "ac3")]
)
def test_h264_with_frequent_key_frames_is_copied(made, name, codec, rate):
    start = 1001.0 if name == "a.ts" else 0.0
    one = made(name, coded(rate=rate, start=start), beeps(codec, start=start))
    assert one.copy.plan == "picture copied, sound encoded", one.copy.why
    assert one.b_frames > 0, "the original has frames out of order; else this shows little"
    one.check_frames(round(SECONDS * rate), rate)
    one.check_sound()
    assert (one.copy.width, one.copy.height) == one.size == (320, 180)
    assert one.copy.duration == pytest.approx(SECONDS * 1000, abs=40)
    with av.open(str(one.file)) as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.layout.name) == ("aac", "stereo")
        assert stream.sample_rate == 48_000
    head = one.file.read_bytes()[:4096]
    assert b"moov" in head, "it can be played before all of it is there"


def test_packets_are_the_same(made, tmp_path):
    one = made("a.mkv", coded(), beeps())
    with av.open(str(tmp_path / "a.mkv")) as before, av.open(str(one.file)) as after:
        sizes = [
            [p.size for p in container.demux(video=0) if p.size] for container in (before, after)
        ]
    assert len(sizes[0]) == len(sizes[1]) == 60
    # MP4 writes the length of a unit where others write a start code.
    assert max(abs(a - b) for a, b in zip(*sizes, strict=True)) < 8


@pytest.mark.parametrize(
    ("why", "picture"),
    [
        ("further apart than a second", coded(options={"g": "250"})),
        ("varies", coded(times=[0, 40, 80, 160, 200, 240, 300, 340, 400, 480, 520, 560, 640])),
        ("not 8-bit 4:2:0", coded(pixels="yuv422p")),
        ("not 8-bit 4:2:0", coded(pixels="yuv420p10le")),
        ("not square", coded(shape=Fraction(4, 3))),
        ("need it", coded(options={"g": "20", "x264-params": "open-gop=1:bframes=3:b-adapt=0"})),
        ("begins after the sound", coded(start=0.4)),
        ("larger than 1080p", coded(size=(2560, 64))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_h264_that_does_not_seek_well_is_encoded_anew(made, why, picture):
    if picture.times:
        picture.tick = Fraction(1, 1000)
    one = made("a.mkv", picture, beeps())
    assert one.copy.plan == "picture and sound encoded"
    assert why in one.copy.why
    one.check_sound()


def test_a_frame_that_is_missing_in_mid_file_is_held(made):
    times = [n for n in range(60) if n not in (30, 31)]
    one = made("a.mkv", coded(times=times, tick=Fraction(1, 25)), beeps())
    assert "missing" in one.copy.why
    assert one.shown == [*range(30), 29, 29, *range(30, 58)]


# --- The picture is encoded anew ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "codec", "pixels", "sound"),
    [
        ("a.mp4", "libx265", "yuv420p", "eac3"),
        ("a.mkv", "libx265", "yuv420p10le", "ac3"),
        ("a.mov", "prores_ks", "yuv422p10le", "pcm_s16le"),
        ("a.ts", "mpeg2video", "yuv420p", "mp2"),
        ("a.mkv", "libvpx-vp9", "yuv420p", "libopus"),
        ("b.mkv", "mpeg4", "yuv420p", "libmp3lame"),
    ],
)
@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(50)], ids=str)
def test_what_browsers_do_not_play_is_encoded_anew(made, name, codec, pixels, sound, rate):
    options = QUIET if codec == "libx265" else {"b": "4000k"} if "mpeg" in codec else {}
    if (codec, rate) == ("mpeg2video", Fraction(24000, 1001)):
        options |= {"bf": "2"}
    start = 1001.0 if name == "a.ts" else 0.0
    picture = coded(codec=codec, pixels=pixels, rate=rate, options=options, start=start)
    one = made(name, picture, beeps(sound, start=start))
    assert one.copy.why == "it is not H.264"
    one.check_frames(round(SECONDS * rate), rate)
    one.check_sound()
    assert one.format == "yuv420p"
    assert one.b_frames == 0
    ticks = 1 / rate / one.base
    assert one.keys == [k * ticks for k in range(0, round(SECONDS * rate), KEY_FRAMES)]


@pytest.mark.parametrize(
    ("size", "shape", "light"),
    [
        ((1920, 1080), None, (960, 540)),
        ((1998, 1080), None, (960, 518)),
        ((720, 576), Fraction(64, 45), (960, 540)),
        ((720, 576), Fraction(16, 15), (720, 540)),
        ((720, 480), Fraction(8, 9), (720, 540)),
        ((321, 181), None, (320, 180)),
        ((540, 960), None, (540, 960)),
        ((1080, 1920), None, (540, 960)),
        ((352, 288), Fraction(12, 11), (384, 288)),
    ],
)
def test_sizes(made, size, shape, light):
    codec = "libx264" if shape else "ffv1"
    picture = Coded(0.4, size=size, shape=shape, codec=codec)
    one = made("a.mkv", picture, Audio(bursts(0.4, [0.1])))
    assert one.size == (one.copy.width, one.copy.height) == light
    one.check_frames(10, 25)


def turned(path, degrees):
    """Have an MP4 say that it is to be turned clockwise (ISO/IEC 14496-12, 8.3.2: a matrix)."""
    one, zero, minus = (
        (1 << 16).to_bytes(4, "big"),
        bytes(4),
        (-1 << 16).to_bytes(4, "big", signed=True),
    )
    rows = {
        90: (zero, one, minus, zero),
        180: (minus, zero, zero, minus),
        270: (zero, minus, one, zero),
    }
    a, b, c, d = rows[degrees]
    unity = (0x40000000).to_bytes(4, "big")
    plain = one + zero * 3 + one + zero * 3 + unity
    data = path.read_bytes()
    first = data.index(b"tkhd")
    at = data.index(plain, first)
    path.write_bytes(data[:at] + a + b + zero + c + d + zero * 3 + unity + data[at + len(plain) :])


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_pictures_stand_upright(tmp_path, degrees):
    path = write(tmp_path / "a.mp4", coded(codec="libx264", size=(320, 180)), beeps())
    turned(path, degrees)
    one = Made(path, tmp_path / "key")
    assert "turned" in one.copy.why
    assert one.size == ((180, 320) if degrees % 180 else (320, 180))
    with av.open(str(one.file)) as container:
        first = next(container.decode(video=0)).to_ndarray(format="gray")
    # Before it was turned, white stands at the left edge and black beside it.
    back = np.rot90(first, degrees // 90)
    assert back[90, 8] > 200
    assert back[90, 26] < 60


def test_interlaced_pictures_are_woven(made):
    lines = {"x264-params": "interlaced=1:tff=1", "g": "20"}
    one = made("a.mkv", coded(options=lines, size=(320, 192)), beeps())
    assert "interlaced" in one.copy.why
    one.check_frames(60, 25)
    with av.open(str(one.file)) as container:
        assert not any(frame.interlaced_frame for frame in container.decode(video=0))


def test_hdr_is_brought_to_what_a_screen_shows(made):
    picture = coded(codec="libx265", pixels="yuv420p10le", hdr=True, options=QUIET)
    one = made("a.mkv", picture, beeps())
    one.check_frames(60, 25)
    with av.open(str(one.file)) as container:
        frame = next(container.decode(video=0))
        assert (frame.color_trc, frame.color_primaries, frame.colorspace) == (1, 1, 1)
        grey = frame.to_ndarray(format="gray")[10, 160]
    # The grey of the picture's border, 96 of 255 in PQ, is 23 candela: dark, not middle grey.
    assert 60 < grey < 130


def test_a_rate_that_varies_is_laid_on_the_raster_by_time(made):
    times = [0, 40, 80, 200, 240, 300, 360, 400, 520, *range(560, 2400, 40)]
    one = made("a.mkv", coded(times=times, tick=Fraction(1, 1000)), beeps())
    assert "varies" in one.copy.why
    starts = [round(at / 40) for at in times]
    wanted, now = [], 0
    for place in range(starts[-1] + 1):
        now = starts.index(place) if place in starts else now
        wanted.append(now)
    assert one.shown == wanted
    assert one.times == pytest.approx([k / 25 for k in range(len(wanted))], abs=0.0001)
    one.check_sound()


def test_a_transport_stream_whose_clock_starts_again(made):
    """Two recordings that were joined: picture and sound go on without a break."""
    jump = (1.2, 300.0)
    picture = coded(codec="mpeg2video", options={"b": "4000k"}, jump=jump)
    one = made("a.ts", picture, beeps("mp2", jump=jump))
    assert one.shown == list(range(60))
    one.check_sound(within=0.04)
