"""What a format can carry comes back as it was; what it cannot, it says."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from localize import registry
from localize.engines import WriteOptions
from localize.errors import FormatError
from localize.formats import read_bytes
from localize.formats.inline import balanced
from localize.formats.srt import SrtFormat
from localize.formats.vtt import VttFormat
from localize.script import Cue, Placement, Track, TrackRole
from localize.testing.formats import differences

SRT, VTT = SrtFormat(), VttFormat()
CALM = settings(max_examples=80, suppress_health_check=list(HealthCheck))

#: Marks that mean something to one format or the other, and words in several scripts.
CHUNKS = st.sampled_from(
    [
        *(
            "<",
            ">",
            "&",
            "-->",
            "->",
            "→",
            "{",
            "}",
            "\\",
            "-",
            "12",
            "00:00:01,000",
            "NOTE",
            "&lt;",
        ),
        *(
            "&amp;",
            "Hi",
            "é",
            "漢字",
            "мы",
            "שלום",
            "🎬",
            " ",
            "…",
            "\u3000x",
            "\xa0",
            "1",
            "</i",
            "i>",
        ),
    ]
)
TEXT = st.lists(CHUNKS, min_size=1, max_size=6).map("".join)


@st.composite
def lines(draw: st.DrawFn, *, ruby: bool) -> tuple[str, ...]:
    """Lines with tags that are closed, none of them blank."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        text = unicodedata.normalize("NFC", draw(TEXT)).strip()
        tag = draw(st.sampled_from(["", "i", "b", "u", *(["ruby"] if ruby else [])]))
        if tag == "ruby":
            text = f"<ruby>{text}<rt>{draw(st.sampled_from(['かん', 'x']))}</rt></ruby>"
        elif tag:
            text = f"<{tag}>{text}</{tag}>"
        if re.sub(r"</?\w+>", "", text).strip():
            found.append(text)
    # Chunks may have made a tag that closes nothing: that is repaired, not carried.
    assume(balanced("\n".join(found)) == ("\n".join(found), 0))
    return tuple(found)


@st.composite
def tracks(draw: st.DrawFn, *, webvtt: bool, longest: int = 400_000_000, apart: int = 0) -> Track:
    cues, start = [], 0
    for n in range(1, draw(st.integers(0, 5)) + 1):
        start += apart + draw(st.integers(0, min(9_000_000, longest)))
        vertical = draw(st.sampled_from(["", "", "rl", "lr"])) if webvtt else ""
        cues.append(
            Cue(
                id=f"c{n}" if webvtt else str(n),
                start=start,
                # WebVTT has no cue that lasts no time.
                end=start + draw(st.integers(max(apart, 1) if webvtt else apart, longest)),
                lines=draw(lines(ruby=webvtt)),
                speaker=draw(st.sampled_from(["", "Anna", "A & <B>", "分"])) if webvtt else "",
                placement=Placement(draw(st.integers(1, 9)), vertical),
            )
        )
        start = cues[-1].start
    title = draw(st.sampled_from(["", "A title"])) if webvtt else ""
    return Track("e", "en", TrackRole.SUBTITLE, tuple(cues), title=title)


@CALM
@given(tracks(webvtt=False))
def test_srt_comes_back(track: Track) -> None:
    assume(not SRT.losses(track))
    result = SRT.read(SRT.write(track, WriteOptions()), episode="e", locale="en")
    ids = [str(n) for n in range(1, len(track.cues) + 1)]
    assert [cue.id for cue in result.track.cues] == ids
    assert [(cue.start, cue.end, cue.lines, cue.placement) for cue in result.track.cues] == [
        (cue.start, cue.end, cue.lines, cue.placement) for cue in track.cues
    ]


@CALM
@given(tracks(webvtt=True), st.booleans())
@example(
    track=Track("e", "en", TrackRole.SUBTITLE, (Cue("c1", 0, 1, ("{\\", "<i>}</i>")),)),
    draft=False,
)
def test_webvtt_comes_back(track: Track, draft: bool) -> None:
    assume(not VTT.losses(track))
    data = VTT.write(track, WriteOptions(draft=draft, note="engine:x|v:1"))
    assert VTT.read(data, episode="e", locale="en").track == track


@CALM
@given(tracks(webvtt=True))
def test_srt_loses_no_cue_whatever_is_in_it(track: Track) -> None:
    again = SRT.read(SRT.write(track, WriteOptions()), episode="e", locale="en").track
    assert [(cue.start, cue.end) for cue in again.cues] == [
        (cue.start, cue.end) for cue in track.cues
    ]


@CALM
@given(tracks(webvtt=True))
def test_the_file_itself_says_what_format_it_is_in(track: Track) -> None:
    assume(track.cues)
    assert len(read_bytes(VTT.write(track, WriteOptions())).track.cues) == len(track.cues)
    assert len(read_bytes(SRT.write(track, WriteOptions())).track.cues) == len(track.cues)


PIECES = st.sampled_from(
    [
        *(b"1\n", b"2", b"\n", b"\r\n", b"\n\n", b"00:00:01,000", b" --> ", b"-->", b"00:00:02.5"),
        *(b"00:00:01,000 --> 00:00:02,000\n", b"<i>", b"</i>", b"<v ", b">", b"{\\an8}", b"{\\i1}"),
        *(b"WEBVTT", b"NOTE", b"STYLE\n", b"REGION\n", b"line:", b"9%", b"&#", b"10;", b"\xff\xfe"),
        *(b"\0", b"\x1b$B", b"\x80", b"\xe3\x81", b"text", b"\xef\xbb\xbf", b"99999999999:", b"~{"),
    ]
)


@settings(max_examples=300)
@given(st.one_of(st.lists(PIECES, max_size=30).map(b"".join), st.binary(max_size=200)))
def test_no_file_is_too_strange(data: bytes) -> None:
    for one in (SRT, VTT):
        try:
            track = one.read(data, episode="e", locale="en").track
        except FormatError:
            continue
        for other in (SRT, VTT):
            again = other.read(other.write(track, WriteOptions()), episode="e", locale="en")
            assert len(again.track.cues) == len(track.cues)
            assert [cue.start for cue in again.track.cues] == [cue.start for cue in track.cues]


@pytest.mark.parametrize(
    "evil",
    [
        b"-" * 200_000,
        b"1:" * 200_000,
        b"--" * 100_000 + b">",
        b"<i>" * 100_000 + b"x" + b"</i>" * 100_000,
        b"<" * 200_000,
        b"{\\" * 100_000,
        b"&#" * 100_000,
        b"9" * 200_000 + b" --> " + b"9" * 200_000,
        b"\x81\xfe" * 100_000,
        b"~{" * 100_000,
        b"1\n\n" * 100_000,
    ],
    ids=lambda evil: repr(evil[:6]),
)
def test_no_text_takes_for_ever(evil: bytes) -> None:
    # What grows with the square of its length would take minutes here, not a second.
    data = b"1\n00:00:01,000 --> 00:00:02,000\n" + evil + b"\n"
    for one in (SRT, VTT):
        track = one.read(data, episode="e", locale="en").track
        assert len(track.cues) >= 1
        assert SRT.write(track, WriteOptions())
        assert VTT.write(track, WriteOptions())


OTHERS = ("ass", "json", "scc", "srt", "ssa", "stl", "stl-teletext", "vtt")


@pytest.mark.parametrize("name", OTHERS)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(track=tracks(webvtt=True, longest=20_000, apart=200))
def test_what_any_format_changes_it_names(name: str, track: Track) -> None:
    assert differences(registry.subtitle_format(name), track) == []


#: Pieces of the other formats' files.
MORE_PIECES = st.sampled_from(
    [
        *(b"[Script Info]\n", b"[V4+ Styles]\n", b"[Events]\n", b"Format: ", b"Style: ", b"a,b,"),
        *(b"Dialogue: 0,0:00:01.00,0:00:02.00,A,B,0,0,0,,", b"{\\i1}", b"{\\p1}", b"\\N", b"\\"),
        *(b"Scenarist_SCC V1.0\n\n", b"00:00:01;00\t", b"9420 ", b"942f ", b"94ae ", b"9425 "),
        *(b"942c ", b"c8e9 ", b"91ae ", b"97a2 ", b"9470 ", b"\n", b"{", b"}", b'"', b"[", b"]"),
        *(b'{"format": "localize-track", "version": 1, "track": ', b"null", b"1e9", b": ", b", "),
        *(b"850STL25.01000" + b" " * 1010, b"\x8a", b"\x8f" * 112, b"\x80", b"\xc8u", b"\0" * 16),
        *(b"\xff", b"\x0a\x00\x01\x00", b"\xef\xbb\xbf", b"0:00:99999.99", b"-"),
    ]
)


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(st.lists(MORE_PIECES, max_size=40).map(b"".join))
def test_no_file_of_the_others_is_too_strange(data: bytes) -> None:
    for name in OTHERS:
        one = registry.subtitle_format(name)
        try:
            track = one.read(data, episode="e", locale="en").track
        except FormatError:
            continue
        again = registry.subtitle_format("json")
        kept = again.read(again.write(track, WriteOptions()), episode="e", locale="en").track
        assert [cue.lines for cue in kept.cues] == [cue.lines for cue in track.cues]
