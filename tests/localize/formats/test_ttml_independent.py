"""What we write is sound to others: a schema, ttconv, pysubs2, and the rules of each profile."""

from __future__ import annotations

import io
import logging
import re
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pysubs2
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from ttconv import model
from ttconv.imsc import reader
from ttconv.style_properties import FontStyleType, StyleProperties

from localize import markup
from localize.engines import WriteOptions
from localize.script import Cue, Track, TrackRole
from localize.timeline import FrameRate
from tests.localize.formats.ttml_tracks import CALM, FORMATS, SAMPLE, tidy_tracks, wild_tracks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.formats.ttml import TtmlFormat

SCHEMA = Path(__file__).with_name("schema") / "ttml.xsd"
TTML, NETFLIX, JAPANESE = FORMATS
TT = "{http://www.w3.org/ns/ttml}"
TTS = "{http://www.w3.org/ns/ttml#styling}"
XML = "{http://www.w3.org/XML/1998/namespace}"
RATES = [None, FrameRate.parse("25"), FrameRate.parse("29.97df"), FrameRate.parse("23.976")]
OPTIONS = [WriteOptions(draft=True, note="engine:x|v:1", rate=rate) for rate in RATES]


@pytest.fixture(scope="module")
def schema() -> Any:
    return xmlschema.XMLSchema(str(SCHEMA))


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: str(options.rate))
def test_the_schema_holds(schema: Any, one: TtmlFormat, options: WriteOptions) -> None:
    empty = Track("e", "und", TrackRole.TRANSCRIPT)
    for track in (SAMPLE, empty, Track("e", "he", TrackRole.TEMPLATE, SAMPLE.cues)):
        schema.validate(one.write(track, options).decode())


@CALM
@given(wild_tracks(), st.sampled_from(FORMATS), st.sampled_from(OPTIONS))
def test_the_schema_holds_for_any_track(
    schema: Any, track: Track, one: TtmlFormat, options: WriteOptions
) -> None:
    schema.validate(one.write(track, options).decode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (' xml:lang="ja"', ""),
        ('xml:id="cue-1"', 'xml:id="1"'),
        ('xml:id="cue-1"', 'xml:id="cue-2"'),
        ('region="bottom"', 'region="elsewhere"'),
        (' tts:extent="60% 26%"', ""),
        ('tts:origin="20% 64%"', 'tts:origin="20px 64px"'),
        ('end="00:00:01.234"', 'end="1234"'),
        ("<br/>", "<br>x</br>"),
        ("<body", "<head/><body"),
    ],
)
def test_the_schema_is_no_sieve(schema: Any, old: str, new: str) -> None:
    text = TTML.write(SAMPLE, WriteOptions()).decode()
    assert old in text
    assert schema.is_valid(text)
    assert not schema.is_valid(text.replace(old, new))


@CALM
@given(wild_tracks(), st.sampled_from(FORMATS), st.sampled_from(OPTIONS))
def test_rules_that_no_schema_says(track: Track, one: TtmlFormat, options: WriteOptions) -> None:
    text = one.write(track, options).decode()
    root = ElementTree.fromstring(text)
    assert re.fullmatch(r"[A-Za-z]+(-[A-Za-z0-9]+)*", root.attrib[f"{XML}lang"])
    spaces = {
        name[1:].partition("}")[0]
        for element in root.iter()
        for name in (element.tag, *element.attrib)
        if name.startswith("{")
    }
    if one is NETFLIX:
        # Nothing that is not TTML's own.
        assert all(space.startswith(("http://www.w3.org/ns/ttml", XML[1:-1])) for space in spaces)
        assert "imsc" not in text
        names = [region.attrib[f"{XML}id"] for region in root.iter(f"{TT}region")]
        assert names == ["topCenter", "bottomCenter"]
        return
    profiles = root.attrib["{http://www.w3.org/ns/ttml#parameter}contentProfiles"].split()
    assert "http://www.w3.org/ns/ttml/profile/imsc1.1/text" in profiles
    assert root.attrib["{http://www.w3.org/ns/ttml#parameter}timeBase"] == "media"
    for region in root.iter(f"{TT}region"):
        x, y = (float(n[:-1]) for n in region.attrib[f"{TTS}origin"].split())
        wide, high = (float(n[:-1]) for n in region.attrib[f"{TTS}extent"].split())
        assert min(x, y) >= 0
        assert max(x + wide, y + high) <= 100
    if one is JAPANESE:
        assert profiles[0] == "https://www.netflix.com/ns/imsc1.1/text/1"
        for name in ("backgroundColor", "color", "cellResolution"):
            assert f":{name}=" not in text
        assert 'ebutts:multiRowAlign="start"' in text


def shown(cue: Cue) -> str:
    """A cue's base text: tags and readings gone."""
    return "\n".join(markup.strip(line) for line in cue.lines)


def of_ttconv(data: bytes) -> list[tuple[Fraction, Fraction, str, str]]:
    """Begin, end, text and italic text of each paragraph, as ttconv has them."""
    document = reader.to_model(ElementTree.parse(io.BytesIO(data)))
    assert document is not None

    def walk(element: Any, italic: bool) -> Iterator[tuple[str, bool]]:
        style = element.get_style(StyleProperties.FontStyle)
        italic = italic if style is None else style is not FontStyleType.normal
        shear = element.get_style(StyleProperties.Shear)
        italic = italic or bool(shear)
        if isinstance(element, model.Text):
            yield element.get_text(), italic
        elif isinstance(element, model.Br):
            yield "\n", False
        elif not isinstance(element, (model.Rt, model.Rtc, model.Rp)):
            for child in element:
                yield from walk(child, italic)

    found = []
    body = document.get_body()
    for division in body or ():
        for paragraph in division:
            pieces = list(walk(paragraph, italic=False))
            found.append(
                (
                    paragraph.get_begin() or Fraction(0),
                    paragraph.get_end(),
                    "".join(text for text, _ in pieces),
                    "".join(text for text, italic in pieces if italic),
                )
            )
    return found


def italic_of(cue: Cue) -> str:
    return "".join(re.findall(r"<i>(.*?)</i>", re.sub(r"</?[bu]>", "", cue.text)))


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
@pytest.mark.parametrize("rate", RATES, ids=str)
def test_ttconv_reads_every_cue(
    one: TtmlFormat, rate: FrameRate | None, caplog: pytest.LogCaptureFixture
) -> None:
    cues = tuple(cue for cue in SAMPLE.cues if "<ruby>" not in cue.text or one is not NETFLIX)
    track = Track("e", "ja", TrackRole.SUBTITLE, cues, title="T")
    with caplog.at_level(logging.WARNING):
        found = of_ttconv(one.write(track, WriteOptions(rate=rate)))
    assert [record.message for record in caplog.records] == []
    frame = 1000 / rate.rate if rate is not None and rate.drop and one is NETFLIX else 0
    assert len(found) == len(cues)
    for (begin, end, text, italic), cue in zip(found, cues, strict=True):
        assert abs(begin * 1000 - cue.start) <= frame / 2
        assert abs(end * 1000 - cue.end) <= frame / 2
        assert text == shown(cue)
        assert italic == italic_of(cue)


@CALM
@given(tidy_tracks(netflix=False, ruby=True), st.sampled_from([TTML, JAPANESE]))
def test_ttconv_reads_any_track(track: Track, one: TtmlFormat) -> None:
    found = of_ttconv(one.write(track, WriteOptions()))
    # A cue of no length is never shown, and ttconv drops it.
    cues = [cue for cue in track.cues if cue.duration]
    assert [(begin * 1000, end * 1000) for begin, end, _, _ in found] == [
        (cue.start, cue.end) for cue in cues
    ]
    # ttconv collapses white space when it lays out, not when it reads.
    assert [text for _, _, text, _ in found] == [shown(cue) for cue in cues]


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_pysubs2_reads_every_cue(one: TtmlFormat) -> None:
    cues = tuple(cue for cue in SAMPLE.cues if "<ruby>" not in cue.text and cue.lines)
    track = Track("e", "en", TrackRole.SUBTITLE, cues)
    found = pysubs2.SSAFile.from_string(one.write(track, WriteOptions()).decode(), format_="ttml")
    assert [(event.start, event.end, event.plaintext) for event in found] == [
        (cue.start, cue.end, shown(cue)) for cue in cues
    ]


def test_ffmpeg_reads_it_where_it_can(tmp_path: Path) -> None:
    program = shutil.which("ffmpeg")
    if program is None:
        pytest.skip("ffmpeg is not installed")
    listed = subprocess.run([program, "-demuxers"], capture_output=True, text=True, check=True)
    if " ttml " not in listed.stdout:
        pytest.skip("this ffmpeg writes TTML and reads none: it has no demuxer for it")
    source, target = tmp_path / "a.ttml", tmp_path / "a.srt"
    source.write_bytes(TTML.write(SAMPLE, WriteOptions()))
    subprocess.run([program, "-v", "error", "-i", source, target], check=True)
    assert target.read_text().count("-->") == len(SAMPLE.cues)
