"""Films and sound are told by their first bytes, and no subtitles are taken for one."""

from __future__ import annotations

import pytest

from localize.errors import FormatError
from localize.formats import read_bytes

PACKET = (b"G@\x00\x10\x00" + bytes(200))[:188]


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"\x1aE\xdf\xa3\x01", "film"),
        (b"\0\0\0 ftypisom", "film"),
        (b"RIFF\0\0\0\0AVI LIST", "film"),
        (PACKET * 3, "film"),
        (b"\x06\x0e+4\x02\x05\x01\x01", "film"),
        (b"RIFF\0\0\0\0WAVEfmt ", "sound"),
        (b"\0\0\0 ftypM4A ", "sound"),
        (b"OggS\0\x02", "sound"),
        (b"fLaC\0\0", "sound"),
        (b"ID3\x04\0", "sound"),
        (b"\xff\xfb\x90d", "sound"),
    ],
)
@pytest.mark.parametrize("named", ["srt", None])
def test_media_are_told_by_their_first_bytes(start, said, named):
    with pytest.raises(FormatError, match=said):
        read_bytes(start + bytes(2000), path="ep.en.srt", format_name=named)


def test_text_with_a_g_at_each_packet_is_read():
    line = ("G" * 187 + "\n").encode()
    read = read_bytes(line * 3 + b"\n1\n00:00:01,000 --> 00:00:02,000\nGo.\n", path="a.en.srt")
    assert [cue.text for cue in read.track.cues] == ["Go."]
    utf16 = "1\n00:00:01,000 --> 00:00:02,000\nGo.\n".encode("utf-16")
    assert len(read_bytes(utf16, path="a.en.srt").track.cues) == 1
