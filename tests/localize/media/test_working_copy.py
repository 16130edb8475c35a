"""Working copies: frame k is frame k, the sound in its place, and nothing is left half-done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from fractions import Fraction

import av
import numpy as np
import pytest

from localize.errors import MediaError, OutputError
from localize.media.light import KEY_FRAMES
from localize.media.probe import probe
from localize.media.working_copy import (
    RECIPE,
    clear_leftovers,
    copy_key,
    make_copy,
    peaks_file,
    read_copy,
)
from tests.localize.media.build import Audio, bursts, noise, onsets, write
from tests.localize.media.coded import Coded, heard, numbers

#: Seconds at which the sound beeps.
AT = [0.5, 1.5]
SECONDS = 2.4
QUIET = {"x265-params": "log-level=none"}


def beeps(codec="aac", **wanted):
    return Audio(bursts(SECONDS, AT), codec=codec, **wanted)


def coded(**wanted):
    return Coded(SECONDS, **{"options": {"g": "20"}, **wanted})


class Made:
    """A copy that was made, with what can be seen and heard in it."""

    def __init__(self, path, folder, progress=None):
        self.info = probe(path)
        self.folder = folder
        self.copy = make_copy(path, self.info, folder, progress)
        self.file = folder / self.copy.file
        self.sound = heard(self.file)
        self.peaks = np.frombuffer(peaks_file(folder).read_bytes(), np.int8).reshape(-1, 2)
        if self.copy.kind == "video":
            shown = numbers(self.file)
            self.shown = [number for number, _ in shown]
            self.times = [at for _, at in shown]
            with av.open(str(self.file)) as container:
                stream = container.streams.video[0]
                self.size = stream.width, stream.height
                self.format = stream.codec_context.format.name
                self.keys = [p.pts for p in container.demux(stream) if p.is_keyframe and p.size]
                self.base = stream.time_base
                self.b_frames = stream.codec_context.reorder_depth

    @property
    def onsets(self):
        return onsets(self.sound[0], rate=48_000)

    def check_frames(self, count, rate, lead=0):
        """Frame k shows k, and stands at k / rate."""
        assert self.copy.frames == len(self.shown) == count + lead
        assert self.shown == [None] * lead + list(range(count))
        off = [abs(at - k / float(rate)) for k, at in enumerate(self.times)]
        assert max(off) < 0.0001

    def check_sound(self, at=AT, within=0.002):
        assert self.onsets == pytest.approx(at, abs=within)
        # The first pair that is a tenth of the tallest stands at the onset too.
        tall = np.flatnonzero(np.abs(self.peaks.astype(int)).max(axis=1) > 12) / 200
        assert tall[0] == pytest.approx(at[0], abs=0.005 + within)


@pytest.fixture
def made(tmp_path):
    def run(name, *streams, **options):
        path = write(tmp_path / name, *streams, **options)
        return Made(path, tmp_path / "copies" / "key")

    return run


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


# --- The sound ------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_late_starts_and_holes_are_silence(made, codec):
    sound = Audio(bursts(SECONDS, AT), "ac3", start=0.7, holes=[(0.9, 1.3)])
    one = made(
        "a.mkv", coded(codec=codec, options=QUIET if codec == "libx265" else {"g": "20"}), sound
    )
    one.check_frames(60, 25)
    one.check_sound([0.7 + at for at in AT])
    assert np.abs(one.sound[:, : round(0.65 * 48_000)]).max() < 0.001
    assert len(one.peaks) == pytest.approx(200 * (SECONDS + 0.7), abs=2)
    assert not one.peaks[: round(0.65 * 200)].any()


def test_sound_that_never_comes_back_holds_nothing_up(made):
    """The muxer waits for a stream that is behind; silence goes on beside the picture."""
    one = made(
        "a.mkv",
        Coded(14, rate=Fraction(10)),
        Audio(bursts(14, [0.5, 13.0]), "ac3", holes=[(1.0, 12.5)]),
    )
    one.check_sound([0.5, 13.0])
    with av.open(str(one.file)) as container:
        order = [(p.stream.type, float(p.dts * p.time_base)) for p in container.demux() if p.size]
    latest = {"video": 0.0, "audio": 0.0}
    for kind, at in order:
        latest[kind] = max(latest[kind], at)
        assert abs(latest["video"] - latest["audio"]) < 10.5


def test_a_picture_that_starts_after_the_sound_stands_in_its_place(made):
    one = made("a.mkv", coded(codec="ffv1", start=0.4, options={}), beeps())
    assert one.copy.lead == 10
    one.check_frames(60, 25, lead=10)
    one.check_sound()


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(60000, 1001)], ids=str)
def test_the_run_in_of_an_encoder_moves_no_frame(made, rate):
    """In a transport stream AAC begins 21 ms before its time: a frame at 50 a second."""
    one = made("a.ts", coded(rate=rate, start=1001.0), beeps("aac", start=1001.0))
    one.check_frames(round(SECONDS * rate), rate)
    one.check_sound()


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mp3", "libmp3lame"), ("a.flac", "flac"), ("a.wav", "pcm_s16le"), ("a.ogg", "libopus")],
)
def test_sound_alone(made, name, codec):
    one = made(name, beeps(codec))
    assert (one.copy.kind, one.file.name, one.copy.frames) == ("audio", "copy.m4a", 0)
    assert one.copy.plan == "sound encoded"
    one.check_sound(within=0.003)


def test_dialogue_of_five_channels_is_as_loud_as_it_was(made):
    speech = bursts(SECONDS, AT, level=0.3)
    music = noise(SECONDS, level=0.3)
    silent = np.zeros_like(speech)
    rows = np.stack([music, -music, speech, silent, music, music])
    one = made("a.mkv", coded(), Audio(rows, "flac", layout="5.1(side)"))
    beep, rest = one.sound[:, 24_200:26_400], one.sound[:, 30_000:40_000]
    assert np.abs(np.fft.rfft(beep[0])).argmax() == pytest.approx(1000 * 2200 / 48_000, abs=1)
    spectrum = np.abs(np.fft.rfft(beep[0] * np.hanning(2200)))
    assert spectrum.max() / 550 == pytest.approx(0.3, rel=0.15)
    assert rest.std() > 0.02, "the music is there too"
    heights = np.abs(one.peaks.astype(int)).max(axis=1)
    # The waveform shows the centre: beeps stand out of music that is as loud.
    assert heights[102:110].min() > 3 * np.median(heights[130:280])


# --- Files ----------------------------------------------------------------------------------------


def test_a_copy_is_made_once_and_found_again(tmp_path):
    path = write(tmp_path / "a.mkv", coded(), beeps())
    told = []
    one = Made(path, tmp_path / "copies" / "key", told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert read_copy(one.folder) == one.copy
    before = one.file.stat().st_mtime_ns
    assert make_copy(path, one.info, one.folder) == one.copy
    assert one.file.stat().st_mtime_ns == before
    assert [p.name for p in one.folder.parent.iterdir()] == ["key"]
    assert sorted(p.name for p in one.folder.iterdir()) == ["copy.json", "copy.mp4", "peaks.bin"]


def test_a_copy_that_is_not_whole_or_of_another_recipe_is_none(tmp_path):
    path = write(tmp_path / "a.wav", beeps("pcm_s16le"))
    info = probe(path)
    folder = tmp_path / "copies" / "key"
    make_copy(path, info, folder)
    (folder / "copy.m4a").unlink()
    assert read_copy(folder) is None
    made = make_copy(path, info, folder)
    facts = folder / "copy.json"
    facts.write_text(facts.read_text().replace(f'"recipe": {RECIPE}', f'"recipe": {RECIPE + 1}'))
    assert read_copy(folder) is None
    (tmp_path / "copies" / ".making-old").mkdir()
    clear_leftovers(tmp_path / "copies")
    assert list((tmp_path / "copies").iterdir()) == []
    assert make_copy(path, info, folder) == made


def test_keys_tell_media_and_sound_apart():
    assert len({copy_key(media, stream) for media in ("a", "b") for stream in (0, 1)}) == 4
    assert copy_key("a", 1) == copy_key("a", 1)


def test_a_file_without_picture_that_decodes_gives_its_sound(tmp_path, made):
    path = write(tmp_path / "a.mkv", coded(), beeps())
    with av.open(str(path)) as container:
        places = [(p.pos, p.size) for p in container.demux(video=0) if p.size]
    data = bytearray(path.read_bytes())
    for at, size in places:
        data[at + 16 : at + size] = b"\x55" * (size - 16)
    path.write_bytes(data)
    one = Made(path, tmp_path / "key")
    one.check_sound()


def test_damage_in_mid_file_moves_nothing_after_it(tmp_path):
    path = write(
        tmp_path / "a.ts",
        Coded(6, codec="mpeg2video", options={"b": "4000k", "g": "12"}),
        Audio(bursts(6, [0.5, 5.5]), "mp2"),
    )
    data = bytearray(path.read_bytes())
    data[len(data) * 2 // 5 : len(data) // 2] = os.urandom(len(data) // 2 - len(data) * 2 // 5)
    path.write_bytes(data)
    one = Made(path, tmp_path / "key")
    assert one.shown[:40] == list(range(40))
    assert one.shown[-30:] == list(range(120, 150))
    assert one.onsets[0] == pytest.approx(0.5, abs=0.002)
    assert one.onsets[-1] == pytest.approx(5.5, abs=0.002)


def test_an_original_that_cannot_be_read_leaves_nothing(tmp_path):
    path = write(tmp_path / "a.wav", beeps("pcm_s16le"))
    info = probe(path)
    path.unlink()
    with pytest.raises(MediaError, match="is not there"):
        make_copy(path, info, tmp_path / "copies" / "key")
    assert list((tmp_path / "copies").iterdir()) == []


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 1 MiB."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk to fill")
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
    mounted = subprocess.run(command, check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip(
            "this machine lets nobody mount a small disk: " + mounted.stderr.decode().strip()
        )
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("room", [0, 200_000, 600_000])
@pytest.mark.parametrize("codec", ["libx264", "ffv1"])
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, small_disk, room, codec):
    picture = Coded(
        10,
        codec=codec,
        size=(640, 360),
        options={"g": "20", "crf": "1"} if codec == "libx264" else {},
    )
    path = write(tmp_path / "a.mkv", picture, Audio(noise(60), "pcm_s16le"))
    (small_disk / "fill").write_bytes(bytes(2**20 - room - 65536))
    with pytest.raises(OutputError, match="No space left") as caught:
        make_copy(path, probe(path), small_disk / "copies" / "key")
    assert "Make room" in caught.value.hint
    assert list(small_disk.glob("copies/*")) == []


def test_a_maker_that_is_killed_leaves_nothing_that_passes_for_a_copy(tmp_path):
    path = write(tmp_path / "a.mkv", Coded(20, codec="ffv1", size=(640, 360)), Audio(noise(20)))
    folder = tmp_path / "copies" / "key"
    script = (
        "import sys; from pathlib import Path; from localize.media.probe import probe;"
        "from localize.media.working_copy import make_copy; path = Path(sys.argv[1]);"
        "make_copy(path, probe(path), Path(sys.argv[2]), lambda n: print(n, flush=True))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, path, folder], stdout=subprocess.PIPE, text=True
    )
    assert float(child.stdout.readline()) < 0.5
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert read_copy(folder) is None
    assert [p.name.startswith(".making-") for p in folder.parent.iterdir()] == [True]
    clear_leftovers(folder.parent)
    assert list(folder.parent.iterdir()) == []


def test_memory_does_not_grow_with_the_programme(tmp_path):
    """Ten minutes of sound and of picture cost little more than one."""
    script = (
        "import re, sys; from pathlib import Path; from localize.media.probe import probe;"
        "from localize.media.working_copy import make_copy; path = Path(sys.argv[1]);"
        "make_copy(path, probe(path), Path(sys.argv[2]));"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    used = []
    for minutes in (1, 8):
        picture = Coded(
            60 * minutes,
            rate=Fraction(10),
            size=(320, 180),
            options={"g": "10", "preset": "ultrafast"},
        )
        path = write(tmp_path / f"{minutes}.mkv", picture, Audio(noise(60 * minutes), "pcm_s16le"))
        done = subprocess.run(
            [sys.executable, "-c", script, path, tmp_path / f"copy{minutes}"],
            check=True,
            capture_output=True,
            text=True,
        )
        used.append(int(done.stdout) / 1024)
    assert used[1] - used[0] < 40, used  # MB; the sound alone is 46 MB a minute as samples
