"""What a track's table holds, and how it becomes HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.delivery.manifest import Manifest
from localize.script import Cue
from localize_ui import render
from localize_ui.listing import read_season
from localize_ui.pages.output import Choice, FilesDesk, resolve
from localize_ui.sheet import Beside, read_sheet

TAGS = ["<i>", "</i>", "<b>", "</b>", "<ruby>", "<rt>", "</rt>", "</ruby>", "<", ">", "&", '"', "a"]


def opened(out, name, locale):
    season = read_season(out)
    episode = season.episode(name)
    return (
        episode,
        episode.track(locale),
        read_sheet(out, episode, episode.track(locale), episode.source),
    )


@pytest.fixture
def out(project, tmp_path):
    return project.make_project(tmp_path)


def test_rows_hold_what_was_written(out, project):
    _, _, sheet = opened(out, "Season 1/E01", "en")
    assert sheet.problem == ""
    assert [row.number for row in sheet.rows] == [1, 2, 3]
    assert [(row.cue.start, row.cue.end) for row in sheet.rows] == [
        (1000, 2800),
        (3500, 5300),
        (6000, 7800),
    ]
    assert sheet.rows[2].cue.text == project.LONG
    assert sheet.rows[2].beside[0].text.startswith("<ruby>東京")
    # "Time flies." has 11 characters in 1.8 s.
    assert sheet.rows[1].speed == pytest.approx(11 / 1.8)
    assert [row.too_fast for row in sheet.rows] == [False, False, True]
    assert dict(sheet.rules) == {"line-length": 1, "reading-speed": 1}
    assert sheet.guide_note == ""
    assert sheet.edited == ()


def test_transcripts_are_measured_as_transcripts(out):
    _, _, sheet = opened(out, "Season 1/E01", "ja")
    speeds = [f for row in sheet.rows for f in row.findings if f.rule == "reading-speed"]
    assert speeds
    assert {finding.severity for finding in speeds} == {"warning"}


def test_a_file_that_a_person_changed_is_said(out):
    path = next((out / "Season 1").glob("E02.en.*vtt"))
    path.write_bytes(path.read_bytes() + b"\n")
    episode, track, sheet = opened(out, "Season 1/E02", "en")
    assert sheet.edited == (path.relative_to(out).as_posix(),)
    path.unlink()
    episode, track, sheet = opened(out, "Season 1/E02", "en")
    assert sheet.gone == (path.relative_to(out).as_posix(),)
    drawn = render.sheet(episode, track, None, sheet, render.ALL)
    assert drawn.count('class="lz-file"') == 1


def test_a_file_that_a_person_changed_is_the_one_that_is_read(out):
    path = next((out / "Season 1").glob("E02.en.*srt"))
    assert opened(out, "Season 1/E02", "en")[2].file.endswith(".vtt")
    path.write_bytes(path.read_bytes().replace(b"Hello", b"Good day"))
    sheet = opened(out, "Season 1/E02", "en")[2]
    assert sheet.file == path.relative_to(out).as_posix()
    assert sheet.rows[0].cue.text == "Good day."


def test_a_file_that_cannot_be_read_is_said(out):
    for path in (out / "Season 1").glob("E02*"):
        path.write_bytes(b"not subtitles")
    episode, track, sheet = opened(out, "Season 1/E02", "en")
    assert sheet.rows == ()
    assert sheet.problem
    assert 'role="alert"' in render.sheet(episode, track, None, sheet, render.ALL)
    for path in (out / "Season 1").glob("E02*"):
        path.unlink()
    assert "None of its files" in opened(out, "Season 1/E02", "en")[2].problem


def test_a_guide_that_is_not_here_is_said(out):
    manifest = Manifest.load(out)
    manifest.episodes["Season 1/E02"]["tracks"][0]["style_guide"] = "house:3|en|children|sdh|0"
    manifest.save()
    sheet = opened(out, "Season 1/E02", "en")[2]
    assert "house" in sheet.guide_note
    assert (sheet.limits.guide, sheet.limits.audience, sheet.limits.sdh) == (
        "netflix",
        "children",
        True,
    )


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"media": 3, "tracks": None},
        {"media": {"duration_ms": "long", "frame_rate": "odd"}, "tracks": ["x", {}]},
        {
            "tracks": [
                {"locale": 5, "files": [{}, 7, {"path": "\0"}], "findings": [1], "made_by": 2}
            ]
        },
        {"language": ["en"], "tracks": [{"locale": "en", "role": "odd", "style_guide": "|||"}]},
    ],
)
def test_a_manifest_that_says_anything_is_shown_all_the_same(tmp_path, entry):
    manifest = Manifest(tmp_path / "manifest.json", {"E1": {"episode": "E1", **entry}})
    manifest.save()
    assert [card.name for card in read_season(tmp_path).episodes] == ["E1"]
    assert len(FilesDesk(tmp_path).draw(Choice())) == 7


def test_nothing_and_a_broken_manifest_are_said(tmp_path):
    assert "Nothing has been made" in FilesDesk(tmp_path / "none").draw(Choice())[1]
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    assert "lz-problem" in FilesDesk(tmp_path).draw(Choice())[1]


def test_a_choice_that_is_gone_becomes_the_nearest_there_is(out):
    season = read_season(out)
    assert resolve(season, Choice("no such", "xx")).episode is season.episodes[0]
    found = resolve(season, Choice("Season 1/E01", "xx"))
    assert (found.track.locale, found.beside.locale) == ("ar", "ja")
    found = resolve(season, Choice("Season 1/E01", "ja"))
    assert (found.track.locale, found.beside) == ("ja", None)
    assert resolve(season, Choice("Season 1/E01", "en", "")).beside is None
    assert resolve(season, Choice("Season 1/E01", "en", "ar")).beside.locale == "ar"


def cue(start, end):
    return Cue(f"{start}-{end}", start, end, ("x",))


def test_cues_beside_each_other_share_half_of_the_shorter_or_the_most():
    others = Beside([cue(0, 1000), cue(1000, 3000), cue(3000, 4000)])
    assert [one.start for one in others.at(cue(0, 3000))] == [0, 1000]
    assert [one.start for one in others.at(cue(900, 3100))] == [1000]
    assert [one.start for one in others.at(cue(2600, 3600))] == [3000]
    assert others.at(cue(4000, 5000)) == ()
    assert Beside([]).at(cue(0, 1)) == ()
    long = Beside([cue(0, 100_000), cue(10, 20), cue(30, 40)])
    assert [one.start for one in long.at(cue(50_000, 51_000))] == [0]


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 200)), max_size=12), st.integers(0, 600)
)
def test_whatever_is_beside_a_cue_is_on_the_screen_with_it(spans, start):
    others = sorted({(a, a + length) for a, length in spans})
    one = cue(start, start + 50)
    found = Beside([cue(*span) for span in others]).at(one)
    assert all(one.span.overlap(other.span) > 0 for other in found)
    assert bool(found) == any(one.span.overlap(cue(*span).span) > 0 for span in others)


class Reader(HTMLParser):
    """Checks that tags nest, and gathers the text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.text, self.seen = [], "", set()

    def handle_starttag(self, tag, attrs):
        assert not attrs
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@given(st.lists(st.one_of(st.sampled_from(TAGS), st.text(max_size=4)), max_size=12).map("".join))
def test_any_line_becomes_well_formed_html_of_its_own_tags_and_loses_no_text(value):
    reader = Reader()
    reader.feed(render.line(value))
    reader.close()
    assert reader.open == []
    assert reader.seen <= {"i", "b", "u", "ruby", "rt"}
    plain = re.sub(r"</?(?:i|b|u|ruby|rt)>", "", value)
    assert reader.text == plain.replace("\r\n", "\n").replace("\r", "\n") or reader.text == plain


def test_addresses_are_quoted():
    assert render.page_address('a&b="c', "en") == "/output?episode=a%26b%3D%22c&track=en"
    assert render.file_address("a b/#1 100%?.srt") == "/files/a%20b/%231%20100%25%3F.srt"
