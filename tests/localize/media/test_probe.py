"""What a file holds is told right, and which of its sounds is the dialogue."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from av.stream import Disposition

from localize.errors import MediaError, SettingsError
from localize.media.info import AudioStream
from localize.media.probe import probe
from localize.media.rate import rate_finding
from localize.timeline import FrameRate
from tests.localize.media.build import Audio, Video, noise, write

SOUND = noise(1)
RATES = ["23.976", "24", "25", "29.97", "30", "50", "59.94", "60", "15", "12.5"]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(("ending", "codec"), [("mkv", "libx264"), ("mp4", "libx264")])
def test_rate_is_exact(tmp_path, rate, ending, codec):
    wanted = FrameRate.parse(rate)
    path = write(tmp_path / f"r.{ending}", Video(3, rate=wanted.rate, codec=codec), Audio(SOUND))
    video = probe(path).video
    assert video.rate == wanted
    assert video.variable is False
    assert (video.codec, video.width, video.height) == ("h264", 64, 48)


@pytest.mark.parametrize(
    ("ending", "codec"), [("ts", "mpeg2video"), ("mov", "mpeg4"), ("avi", "mpeg4"), ("flv", "flv")]
)
def test_rate_in_other_containers(tmp_path, ending, codec):
    path = write(
        tmp_path / f"r.{ending}",
        Video(3, rate=Fraction(30000, 1001), codec=codec),
        Audio(np.stack([SOUND, SOUND])[:, :48000], "libmp3lame", rate=44_100, layout="stereo"),
    )
    video = probe(path).video
    assert video.rate.label == "29.97"
    assert video.variable is False


def steps(*parts: tuple[int, int]) -> list[int]:
    """Times of pictures: so many at such a distance, part after part."""
    return list(np.cumsum([0] + [step for count, step in parts for _ in range(count)]))


@pytest.mark.parametrize("ending", ["mkv", "mp4"])
@pytest.mark.parametrize(
    ("times", "variable"),
    [
        (steps((100, 40), (100, 33)), True),  # the rate changes half-way
        (steps(*[(1, 33), (1, 50)] * 80), True),  # soft telecine
        (steps(*[(1, 30), (1, 37), (1, 33), (1, 45)] * 40), True),  # a telephone
        (steps((100, 40), (1, 80), (100, 40)), False),  # one dropped picture
        (steps(*[(1, 42), (1, 41), (1, 42), (1, 42)] * 40), False),  # 23.976 in whole ms
    ],
)
def test_variable_rate(tmp_path, ending, times, variable):
    path = write(
        tmp_path / f"v.{ending}",
        Video(times=times, tick=Fraction(1, 1000), codec="libx264", options={"bf": "2"}),
        Audio(SOUND),
    )
    assert probe(path).video.variable is variable


def test_change_far_into_the_file_is_seen(tmp_path):
    """The first pictures alone would not tell."""
    times = steps((2200, 40), (1800, 50))
    path = write(
        tmp_path / "far.mkv",
        Video(times=times, tick=Fraction(1, 1000), codec="mpeg4", size=(16, 16)),
        Audio(SOUND),
    )
    assert probe(path).video.variable is True


def test_rate_finding(tmp_path):
    path = write(tmp_path / "r.mkv", Video(2, rate=Fraction(25)), Audio(SOUND))
    info = probe(path)
    assert rate_finding(info, FrameRate.parse("25")) is None
    finding = rate_finding(info, FrameRate.parse("23.976"))
    assert finding.rule == "frame-rate"
    assert (finding.measured, finding.limit) == (25.0, 24000 / 1001)
    assert "25" in finding.message
    assert "23.976" in finding.message
    sound = probe(write(tmp_path / "s.wav", Audio(SOUND, "pcm_s16le")))
    assert rate_finding(sound, FrameRate.parse("25")) is None
    times = steps((60, 40), (60, 33))
    uneven = probe(
        write(
            tmp_path / "v.mkv",
            Video(times=times, tick=Fraction(1, 1000)),
            Audio(SOUND),
        )
    )
    assert rate_finding(uneven, FrameRate.parse("25")).rule == "frame-rate-variable"


def test_drop_frame_is_no_other_rate(tmp_path):
    path = write(
        tmp_path / "d.mov",
        Video(2, rate=Fraction(30000, 1001)),
        Audio(SOUND, "pcm_s16le"),
        metadata={"timecode": "01:00:00;02"},
    )
    info = probe(path)
    assert info.start_timecode == "01:00:00;02"
    assert info.video.rate == FrameRate.parse("29.97df")
    assert rate_finding(info, FrameRate.parse("29.97ndf")) is None


@pytest.mark.parametrize(
    ("ending", "rate", "timecode", "codec"),
    [
        ("mov", "25", "10:00:00:00", "mpeg4"),
        ("mov", "23.976", "09:59:30:12", "mpeg4"),
        ("mov", "59.94", "00:59:59;59", "mpeg4"),
        ("mxf", "25", "10:00:00:00", "mpeg2video"),
        ("mkv", "25", "10:00:00:00", "mpeg4"),
    ],
)
def test_start_timecode_of_the_file(tmp_path, ending, rate, timecode, codec):
    path = write(
        tmp_path / f"t.{ending}",
        Video(2, rate=FrameRate.parse(rate).rate, codec=codec),
        Audio(SOUND, "pcm_s16le"),
        metadata={"timecode": timecode},
    )
    info = probe(path)
    assert info.start_timecode == timecode
    assert info.video.rate.drop == (";" in timecode)


@pytest.mark.parametrize(
    ("rate", "timecode"), [("25", "10:00:00:05"), ("29.97", "01:00:00;10"), ("25", "")]
)
def test_timecode_of_a_group_of_pictures(tmp_path, rate, timecode):
    options = {"gop_timecode": timecode} if timecode else {}
    path = write(
        tmp_path / "g.ts",
        Video(2, rate=FrameRate.parse(rate).rate, codec="mpeg2video", options=options),
        Audio(SOUND, "mp2"),
    )
    assert probe(path).start_timecode == timecode


def test_given_timecode_wins_and_must_exist(tmp_path):
    path = write(
        tmp_path / "t.mov",
        Video(2, rate=Fraction(24)),
        Audio(SOUND, "pcm_s16le"),
        metadata={"timecode": "01:00:00:00"},
    )
    assert probe(path, start_timecode="10:00:00:00").start_timecode == "10:00:00:00"
    with pytest.raises(SettingsError, match="not a timecode"):
        probe(path, start_timecode="10 o'clock")
    with pytest.raises(MediaError, match="does not exist at 24"):
        probe(path, start_timecode="10:00:00:24")
    with pytest.raises(MediaError, match="drop-frame"):
        probe(path, start_timecode="10:00:00;10")


def test_wrong_timecode_in_the_file_is_a_finding(tmp_path):
    path = write(tmp_path / "t.mkv", Video(2), Audio(SOUND), metadata={"timecode": "10:00:00:29"})
    info = probe(path)
    assert info.start_timecode == ""
    assert [finding.rule for finding in info.findings] == ["start-timecode"]


def test_two_languages(tmp_path):
    path = write(
        tmp_path / "two.mkv",
        Video(2),
        Audio(SOUND, language="eng", title="Stereo"),
        Audio(SOUND, language="jpn", flags=Disposition.default),
        Audio(SOUND, language="ger"),
    )
    info = probe(path)
    assert [stream.language for stream in info.audio] == ["en", "ja", "de"]
    assert info.dialogue.index == 2
    assert info.dialogue.default
    assert probe(path, language="de-AT").dialogue.index == 3
    assert probe(path, language="en").dialogue.index == 1
    assert info.findings == ()
    other = probe(path, language="fr")
    assert other.dialogue.index == 2
    assert [finding.rule for finding in other.findings] == ["audio-language"]


def test_stream_that_is_asked_for(tmp_path):
    path = write(
        tmp_path / "two.mkv",
        Video(2),
        Audio(SOUND, language="eng", flags=Disposition.default),
        Audio(SOUND, language="jpn", title="Kommentar"),
    )
    assert probe(path, audio_stream=2).dialogue.language == "ja"
    with pytest.raises(MediaError) as caught:
        probe(path, audio_stream=0)
    assert "1 (en, aac, mono, default)" in caught.value.hint
    assert '2 (ja, aac, mono, commentary, "Kommentar")' in caught.value.hint


@pytest.mark.parametrize(
    ("title", "flags"),
    [
        ("Director's Commentary", 0),
        ("Audio Description", 0),
        ("", Disposition.comment),
        ("", Disposition.visual_impaired),
        ("M&E", 0),
        ("音声ガイド", 0),
        ("コメンタリー", 0),
    ],
)
def test_commentary_and_description_are_no_dialogue(tmp_path, title, flags):
    path = write(
        tmp_path / "c.mkv",
        Audio(
            np.tile(SOUND, (6, 1)),
            layout="5.1",
            title=title,
            flags=Disposition(flags) | Disposition.default,
            language="eng",
        ),
        Audio(SOUND, language="eng"),
    )
    info = probe(path)
    assert info.dialogue.index == 1
    assert info.findings == ()
    asked = probe(path, audio_stream=0)
    assert [finding.rule for finding in asked.findings] == ["audio-not-dialogue"]


def test_more_channels_win_among_equals(tmp_path):
    path = write(
        tmp_path / "c.mkv",
        Audio(SOUND, language="eng"),
        Audio(np.tile(SOUND, (6, 1)), layout="5.1", language="eng"),
    )
    assert probe(path).dialogue.index == 1


@pytest.mark.parametrize("tag", ["und", "qaa", "mul", "zxx", "xx-nonsense"])
def test_tags_that_name_no_language(tmp_path, tag):
    path = write(tmp_path / "l.mkv", Audio(SOUND, language=tag))
    assert probe(path).dialogue.language == ""


def test_subtitles_inside(shared_data):
    info = probe(shared_data / "av-subtitleedit" / "sample_MP4_SRT.mp4")
    assert [(s.index, s.codec, s.language) for s in info.subtitles] == [(2, "mov_text", "")]
    assert info.dialogue.language == "en"
    assert info.video.rate.label == "30"


def test_cover_picture_is_no_video(tmp_path):
    import av  # noqa: PLC0415 -- only here

    path = write(tmp_path / "plain.mp3", Audio(noise(3), "libmp3lame"))
    cover = tmp_path / "cover.mp3"
    with av.open(str(path)) as source, av.open(str(cover), "w") as target:
        sound = target.add_stream_from_template(source.streams[0])
        picture = target.add_stream("mjpeg", rate=1)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuvj420p"
        picture.disposition = Disposition.attached_pic
        frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
        frame.pts = 0
        for packet in picture.encode(frame) + picture.encode(None):
            target.mux(packet)
        for packet in source.demux():
            if packet.size:
                packet.stream = sound
                target.mux(packet)
    info = probe(cover)
    assert info.video is None
    assert info.start_timecode == ""
    assert info.duration == pytest.approx(3000, abs=60)


def test_stream_names_itself():
    stream = AudioStream(3, "", 2, "", 48_000)
    assert str(stream) == "3 (no language, cannot be decoded, 2 channels)"
