"""What we write is read by programs that know nothing of us, cue for cue."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from fractions import Fraction
from typing import TYPE_CHECKING

import pysubs2
import pytest
import webvtt
from ttconv import model
from ttconv.scc import reader as scc_reader
from ttconv.stl import reader as stl_reader
from ttconv.stl.config import STLReaderConfiguration

from localize import markup, registry
from localize.engines import WriteOptions
from localize.formats import read_file
from localize.script import Cue, Track, TrackRole
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from pathlib import Path

#: In-time, out-time (ms) and text without space of each cue.
Told = list[tuple[int, int, str]]


def told(track: Track) -> Told:
    return [
        (cue.start, cue.end, squeezed("".join(map(markup.strip, cue.lines)))) for cue in track.cues
    ]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def near(found: Told, wanted: Told, within: int) -> bool:
    """Whether both have the same cues, times within so many ms."""
    return [text for _, _, text in found] == [text for _, _, text in wanted] and all(
        abs(a - c) <= within and abs(b - d) <= within
        for (a, b, _), (c, d, _) in zip(found, wanted, strict=True)
    )


def sample() -> Track:
    """Cues in Latin letters, with styles, that leave room for each other."""
    lines = (("<i>Où</i> est-elle ?", "— Là-bas, señor."), ("It's “over” there!",), ("Größe: ½",))
    cues = tuple(
        Cue(str(n), n * 5000 + 7 * n, n * 5000 + 3007 + 3 * n, lines[n % 3]) for n in range(1, 40)
    )
    return Track("e", "en", TrackRole.SUBTITLE, cues)


def real(shared_data: Path, name: str) -> Track:
    return read_file(shared_data / name).track


# --- ttconv -------------------------------------------------------------------------------------


def by_ttconv(document: object) -> Told:
    found: Told = []
    for element in document.get_body().dfs_iterator():  # type: ignore[attr-defined]
        if isinstance(element, model.P):
            text = "".join(
                one.get_text() for one in element.dfs_iterator() if isinstance(one, model.Text)
            )
            begin, end = (Fraction(at) * 1000 for at in (element.get_begin(), element.get_end()))
            found.append((round(begin), round(end), squeezed(text)))
    return found


@pytest.mark.parametrize("name", ["stl", "stl-teletext"])
@pytest.mark.parametrize(("rate", "start"), [("25", "10:00:00:00"), ("29.97df", "01:00:00;00")])
def test_stl_by_ttconv(name: str, rate: str, start: str) -> None:
    track = sample()
    options = WriteOptions(rate=FrameRate.parse(rate), start=start)
    data = registry.subtitle_format(name).write(track, options)
    document = stl_reader.to_model(io.BytesIO(data), STLReaderConfiguration(program_start_tc="TCP"))
    assert near(by_ttconv(document), told(track), 20)


@pytest.mark.parametrize(
    ("name", "table"),
    [("captions.ru.vtt", "01"), ("captions.ar.vtt", "02"), ("captions.sv.vtt", "00")],
)
def test_stl_of_real_tracks_by_ttconv(name: str, table: str, shared_data: Path) -> None:
    track = real(shared_data, f"subs-elephantsdream/{name}")
    stl = registry.subtitle_format("stl")
    lost = [one.message for one in stl.losses(track) if one.rule == "lost-characters"]
    data = stl.write(track, WriteOptions())
    assert data[12:14].decode() == table
    document = stl_reader.to_model(io.BytesIO(data))
    found = by_ttconv(document)
    assert len(found) == len(track.cues)
    if not lost:
        assert near(found, told(track), 20)


def test_scc_by_ttconv() -> None:
    track = sample()
    scc = registry.subtitle_format("scc")
    lost = {one.rule for one in scc.losses(track)}
    assert lost == {"lost-times"}
    document = scc_reader.to_model(scc.write(track, WriteOptions()).decode())
    # ttconv calls the em dash by another code point.
    found = [(a, b, text.replace("━", "—")) for a, b, text in by_ttconv(document)]
    assert near(found, told(track), 34)


# --- pysubs2, webvtt-py -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["srt", "vtt", "ass", "ssa"])
def test_by_pysubs2(name: str) -> None:
    track = sample()
    data = registry.subtitle_format(name).write(track, WriteOptions(draft=True, note="a note"))
    file = pysubs2.SSAFile.from_string(data.decode(), format_=name)
    found = [
        (one.start, one.end, squeezed(re.sub("<[^>]*>", "", one.plaintext))) for one in file.events
    ]
    assert near(found, told(track), 5)


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_by_webvtt_py(name: str, tmp_path: Path) -> None:
    track = sample()
    text = registry.subtitle_format(name).write(track, WriteOptions(draft=True)).decode()
    path = tmp_path / f"a.{name}"
    path.write_text(text, encoding="utf-8")
    file = webvtt.read(path) if name == "vtt" else webvtt.from_srt(path)
    found = [
        (
            round(one.start_in_seconds * 1000),
            round(one.end_in_seconds * 1000),
            squeezed(re.sub("<[^>]*>", "", one.text)),
        )
        for one in file.captions
    ]
    # It counts whole seconds.
    assert near(found, told(track), 1000)


# --- ffmpeg -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ffmpeg() -> str:
    found = shutil.which("ffmpeg")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("ffmpeg is not installed; `make system-deps` installs it")
        pytest.skip("ffmpeg is not installed (`make system-deps`)")
    return found


def by_ffmpeg(ffmpeg: str, data: bytes, extension: str, folder: Path) -> Told:
    """What ffmpeg makes of a file, as SRT."""
    source = folder / f"a{extension}"
    source.write_bytes(data)
    done = subprocess.run(
        [ffmpeg, "-v", "error", "-i", source, "-f", "srt", "-"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == b""
    out = folder / "out.srt"
    out.write_bytes(done.stdout)
    return told(read_file(out, locale="en").track)


@pytest.mark.parametrize("name", ["srt", "vtt", "ass", "ssa"])
def test_by_ffmpeg(name: str, ffmpeg: str, tmp_path: Path) -> None:
    track = sample()
    one = registry.subtitle_format(name)
    data = one.write(track, WriteOptions(draft=True, note="a note"))
    assert near(by_ffmpeg(ffmpeg, data, one.extensions[0], tmp_path), told(track), 5)


def test_scc_by_ffmpeg(ffmpeg: str, tmp_path: Path) -> None:
    """Its decoder takes times from the packets, so text and number are compared."""
    track = sample()
    data = registry.subtitle_format("scc").write(track, WriteOptions())
    found = by_ffmpeg(ffmpeg, data, ".scc", tmp_path)
    # It shows the apostrophe curled and the dash short, and a change of style as a hard space.
    texts = [text.replace("’", "'").replace("\\h", "") for _, _, text in found]
    assert texts == [text.replace("—", "-") for _, _, text in told(track)]
