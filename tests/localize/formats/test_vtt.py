"""WebVTT: what people's files do to it, and what ours say."""

from __future__ import annotations

import pytest
import webvtt

from localize.engines import ReadResult, WriteOptions
from localize.errors import FormatError
from localize.formats.placement import anchor_of, settings_of
from localize.formats.vtt import DRAFT_NOTE, VttFormat
from localize.script import Cue, CueKind, Placement, Track, TrackRole

VTT = VttFormat()
TIMES = "00:01.000 --> 00:02.000"


def read(text: str) -> ReadResult:
    return VTT.read(text.encode(), episode="e", locale="en")


def only(body: str, settings: str = "") -> Cue:
    (cue,) = read(f"WEBVTT\n\n{TIMES} {settings}\n{body}\n").track.cues
    return cue


def rules(text: str) -> set[str]:
    return {finding.rule for finding in read(text).findings}


def track(*cues: Cue, title: str = "") -> Track:
    return Track("e", "en", TrackRole.SUBTITLE, cues, title=title)


def written(*cues: Cue, title: str = "", draft: bool = False, note: str = "") -> str:
    return VTT.write(track(*cues, title=title), WriteOptions(draft=draft, note=note)).decode()


def test_a_sound_file_has_no_findings() -> None:
    result = read(
        "WEBVTT A title\n\nintro\n00:01.000 --> 00:02.000\nOne.\n\n"
        "00:00:03.000 --> 00:00:04.000\nTwo,\nand more.\n"
    )
    assert result.track.title == "A title"
    assert result.findings == ()
    assert [(cue.id, cue.start, cue.end, cue.lines) for cue in result.track.cues] == [
        ("intro", 1000, 2000, ("One.",)),
        ("2", 3000, 4000, ("Two,", "and more.")),
    ]


def test_names_are_kept_where_they_are_unique_and_no_numbers() -> None:
    names = ["a", "7", "b", "b", "c d"]
    text = "WEBVTT\n\n" + "".join(
        f"{name}\n00:0{n}.000 --> 00:0{n}.500\nx\n\n" for n, name in enumerate(names)
    )
    assert [cue.id for cue in read(text).track.cues] == ["a", "2", "3", "4", "c d"]


def test_comments_styles_and_regions_are_no_text() -> None:
    text = (
        "WEBVTT\nkind: captions\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:r\n\nNOTE one\n\n"
        f"{TIMES}\nNOTE is text here\n\nNOTE\ntwo\nlines\n\n00:03.000 --> 00:04.000\nTwo.\n\n"
        "NOTE three\n"
    )
    result = read(text)
    assert [cue.lines for cue in result.track.cues] == [("NOTE is text here",), ("Two.",)]
    counted = {finding.rule: finding.measured for finding in result.findings}
    assert counted == {
        "metadata-dropped": None,
        "style-dropped": None,
        "region-dropped": None,
        "comments-dropped": 3,
    }


@pytest.mark.parametrize("between", [" ", "\n"])
def test_our_own_mark_of_a_draft_is_no_comment(between: str) -> None:
    mark = f"NOTE{between}{DRAFT_NOTE}"
    assert rules(f"WEBVTT\n\n{mark}\n\n{TIMES}\nOne.\n") == set()
    assert rules(f"WEBVTT\n\n{mark}\nBy Ana.\n\n{TIMES}\nOne.\n") == {"comments-dropped"}
    assert rules(f"WEBVTT\n\n{mark}\n\nNOTE By Ana.\n\n{TIMES}\nOne.\n") == {"comments-dropped"}


def test_damage_is_read_as_it_was_meant() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nOne.\n2\n00:00:03,000 --> 00:00:04,000\nTwo,\n\n"
        "and more.\n3\n00:05.000 -> 00:06.000\nnot a cue\n"
    )
    result = read(text)
    assert result.track.cues[0].lines == ("One.",)
    assert result.track.cues[1].lines[:2] == ("Two,", "and more.")
    assert "no-signature" in {finding.rule for finding in result.findings}


def test_a_clock_of_a_stream_is_spoken_of() -> None:
    text = f"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n{TIMES}\nOne.\n"
    assert rules(text) == {"timestamp-map"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<i.loud>Hi</i>", ("<i>Hi</i>",)),
        ("<c.red.caps>Hi</c> <lang en>you</lang>", ("Hi you",)),
        ("Hi <00:01.500>you", ("Hi you",)),
        ("<foo>Hi</foo>", ("Hi",)),
        ("<ruby.over>漢<rt>かん</ruby>字", ("<ruby>漢<rt>かん</rt></ruby>字",)),
        (
            "Tom &amp; Jerry &lt;3 &gt; &#233;&#xE9;&nbsp;&lrm;x",
            ("Tom & Jerry <3 > éé\xa0\u200ex",),
        ),
        ("&amp;amp; &bogus; & &lt", ("&amp; &bogus; & &lt",)),
        ("&lt;i&gt;Hi", ("‹i›Hi",)),
        ("a&#10;b&#0;", ("a b\ufffd",)),
        ("a < b > c", ("a < b > c",)),
        (r"{\an8}Hi", (r"{\an8}Hi",)),
    ],
)
def test_markup(body: str, said: tuple[str, ...]) -> None:
    assert only(body).lines == said


def test_voices() -> None:
    assert only("<v Anna>Hi</v>").speaker == "Anna"
    assert only("<v.loud  Anna  B.>Hi").speaker == "Anna B."
    assert only("<v>Hi").speaker == ""
    assert only("<v A &amp; B>Hi").speaker == "A & B"
    both = only("<v Anna>- Hi</v>\n<v Ben>- You</v>")
    assert (both.speaker, both.lines) == ("Anna / Ben", ("- Hi", "- You"))


@pytest.mark.parametrize(
    ("settings", "placement"),
    [
        ("", Placement()),
        ("line:0", Placement(8)),
        ("line:10%", Placement(8, "", (("line", "10%"),))),
        ("line:50%", Placement(5)),
        ("line:-2", Placement(2, "", (("line", "-2"),))),
        ("align:left", Placement(1, "", (("align", "left"),))),
        ("line:0 position:100% align:right", Placement(9)),
        ("align:middle", Placement(2, "", (("align", "center"),))),
        (
            "position:10%,line-left size:50%",
            Placement(1, "", (("position", "10%,line-left"), ("size", "50%"))),
        ),
        ("vertical:rl", Placement(2, "rl")),
        ("vertical:rl line:0", Placement(6, "rl")),
        ("vertical:lr line:0", Placement(4, "lr")),
        ("line:nowhere size:900%", Placement()),
        ("size:50% size:60%", Placement(2, "", (("size", "60%"),))),
    ],
)
def test_settings(settings: str, placement: Placement) -> None:
    assert only("Hi", settings).placement == placement


@pytest.mark.parametrize("vertical", ["", "rl", "lr"])
@pytest.mark.parametrize("anchor", range(1, 10))
def test_anchors_come_back(anchor: int, vertical: str) -> None:
    assert anchor_of(settings_of(anchor, vertical), vertical) == anchor
    cue = Cue("x", 0, 1, ("Hi",), placement=Placement(anchor, vertical))
    assert read(written(cue)).track.cues == (cue,)


def test_settings_that_an_edit_has_made_untrue_are_not_written() -> None:
    kept = (("line", "10%"), ("size", "50%"))
    assert "line:10% size:50%" in written(Cue("x", 0, 1, ("a",), placement=Placement(8, "", kept)))
    moved = written(Cue("x", 0, 1, ("a",), placement=Placement(2, "", kept)))
    assert "line" not in moved
    assert "size:50%" in moved


def test_settings_cannot_inject() -> None:
    evil = (("line", "0\n\n00:00:09.000 --> 00:00:10.000\nevil"), ("x", "y"))
    text = written(Cue("x", 0, 1, ("a",), placement=Placement(2, "", evil)))
    assert "evil" not in text


def test_a_cue_without_readable_times_is_left_out_and_quoted() -> None:
    result = read(f"WEBVTT\n\n{TIMES}\nOne.\n\nwhen --> whenever\nTwo is lost.\n")
    assert len(result.track.cues) == 1
    (lost,) = [one for one in result.findings if one.rule == "cue-left-out"]
    assert "Two is lost." in lost.message


def test_a_signature_alone_is_an_empty_track_and_other_text_is_refused() -> None:
    assert read("WEBVTT\n\nNOTE nothing yet\n").track.cues == ()
    with pytest.raises(FormatError):
        read("Dear Sir or Madam")
    with pytest.raises(FormatError):
        read("WEBVTT\n\nwhen --> whenever\nTwo is lost.\n")


def test_what_is_written() -> None:
    cues = (
        Cue("9", 3_600_000, 3_601_005, ("Two <i>lines</i>", "here"), speaker="A & <B>"),
        Cue("sign-1", 0, 999, ("a < b & c --> d",), placement=Placement(8)),
    )
    assert written(*cues, title="S01 --> E01", draft=True, note="by\nwhisper --> base") == (
        "WEBVTT S01 → E01\n\nNOTE Draft: no person has approved this track.\n\n"
        "NOTE by whisper → base\n\n"
        "sign-1\n00:00:00.000 --> 00:00:00.999 line:0\na &lt; b &amp; c --&gt; d\n\n"
        "2\n01:00:00.000 --> 01:00:01.005\n<v A &amp; &lt;B&gt;>Two <i>lines</i>\nhere</v>\n"
    )


def test_a_strict_reader_finds_every_cue() -> None:
    evil = ("", "00:00:05.000 --> 00:00:06.000", "NOTE x", "<foo>", "&lt;", "00:01:00 → 00:02:00")
    names = ("NOTE", "STYLE", "a --> b", " ", "x\ny", "7", "name")
    cues = [Cue(name, n * 1000, n * 1000, evil) for n, name in enumerate(names)]
    text = written(*cues)
    assert len(webvtt.WebVTT.from_string(text, strict=True).captions) == len(cues)
    again = read(text).track.cues
    assert [cue.lines for cue in again] == [tuple(line for line in evil if line)] * len(cues)
    assert again[-1].id == "name"


def test_a_name_cannot_make_an_arrow() -> None:
    text = written(Cue("x", 0, 1, ("Hi",), speaker="Who --"))
    assert "<v Who –>Hi</v>" in text


def test_a_cue_ends_after_it_starts() -> None:
    cue = Cue("1", 5, 5, ("a",))
    assert "00:00:00.005 --> 00:00:00.006" in written(cue)
    assert [loss.rule for loss in VTT.losses(track(cue))] == ["lost-times"]


def test_losses() -> None:
    cue = Cue("1", 0, 1, ("a", ""), kind=CueKind.FORCED)
    rules = {finding.rule for finding in VTT.losses(track(cue))}
    assert rules == {"lost-kind", "lost-blank-lines"}
    assert (
        VTT.losses(track(Cue("1", 0, 1, ("a",), speaker="A", placement=Placement(7, "rl")))) == ()
    )
