"""ASS and SSA: what people's files do to them, and what ours say."""

from __future__ import annotations

import pytest

from localize.engines import ReadResult, WriteOptions
from localize.errors import FormatError, UnwritableError
from localize.formats import detect, read_bytes
from localize.formats.ass import AssFormat, SsaFormat
from localize.script import Cue, Placement, Track, TrackRole

ASS, SSA = AssFormat(), SsaFormat()
STYLE = (
    "[V4+ Styles]\nFormat: Name, Fontname, Bold, Italic, Underline, Alignment\n"
    "Style: Default,Arial,0,0,0,2\nStyle: Sign,@Gothic,0,-1,0,8\nStyle: Old,Arial,-1,0,0,5\n"
)
EVENTS = (
    "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)


def script(*events: str, head: str = "[Script Info]\nPlayResX: 200\nPlayResY: 100\n") -> str:
    return head + "\n" + STYLE + "\n" + EVENTS + "".join(f"{event}\n" for event in events)


def event(text: str, style: str = "Default", name: str = "", times: str = "") -> str:
    return f"Dialogue: 0,{times or '0:00:01.00,0:00:02.50'},{style},{name},0,0,0,,{text}"


def read(text: str, one: AssFormat = ASS) -> ReadResult:
    return one.read(text.encode(), episode="e", locale="en")


def lines(text: str, style: str = "Default") -> tuple[str, ...]:
    return read(script(event(text, style))).track.cues[0].lines


def rules(text: str) -> set[str]:
    return {finding.rule for finding in read(text).findings}


def track(*cues: Cue) -> Track:
    return Track("e", "en", TrackRole.SUBTITLE, cues)


# --- Reading ------------------------------------------------------------------------------------


def test_a_sound_file_has_no_findings() -> None:
    result = read(script(event("Hello, you\\Nthere", name="Anna")))
    cue = result.track.cues[0]
    assert (cue.start, cue.end, cue.lines, cue.speaker) == (
        1000,
        2500,
        ("Hello, you", "there"),
        "Anna",
    )
    assert result.findings == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (r"{\i1}slanted{\i0} not", ("<i>slanted</i> not",)),
        (r"{\b1\i1}both{\b0\i0}", ("<i><b>both</b></i>",)),
        (r"{\b700}bold{\b400} not", ("<b>bold</b> not",)),
        (r"{\i1}over\Ntwo lines", ("<i>over", "two lines</i>")),
        (r"{\i1}reset{\r} all", ("<i>reset</i> all",)),
        (r"{\rOld}named", ("<b>named</b>",)),
        (r"soft\nbreak\hhere", ("soft break\xa0here",)),
        (r"{\q2}soft\nbreak{\q} or\nnot", ("soft", "break or not")),
        (r"{\c&HFF0000&}blue{\c}", ("blue",)),
        (r"{a note}said", ("said",)),
        (r"{\k20}ka{\kf30}ra{\ko5}oke", ("karaoke",)),
        (r"before {\p1}m 0 0 l 1 1{\p0} after", ("before  after",)),
        (r"<i>text</i>", ("‹i›text‹/i›",)),
        (f"{{\\b{'7' * 5000}}}no weight", ("no weight",)),
        (r"{\i1", (r"{\i1",)),
        (r"\N\Nblank lines\N", ("blank lines",)),
    ],
)
def test_text(text: str, wanted: tuple[str, ...]) -> None:
    assert lines(text) == wanted


def test_the_way_of_wrapping_says_what_a_soft_break_is() -> None:
    head = "[Script Info]\nWrapStyle: 2\n"
    assert read(script(event(r"a\nb"), head=head)).track.cues[0].lines == ("a", "b")


def test_an_alignment_without_sense_is_none() -> None:
    text = script(event("Hi")).replace("0,0,0,2\n", f"0,0,0,{'7' * 5000}\n")
    assert read(text).track.cues[0].placement.anchor == 2


def test_styles_are_what_text_begins_with() -> None:
    assert lines("on a sign", "Sign") == ("<i>on a sign</i>",)
    assert lines("upright {\\i0}here", "Sign") == ("<i>upright </i>here",)
    sign = read(script(event("on a sign", "Sign"))).track.cues[0]
    assert sign.placement == Placement(8, "rl")
    assert "style-missing" in rules(script(event("Hi", "Nobody's")))


@pytest.mark.parametrize(
    ("text", "placement"),
    [
        (r"{\an8}up", Placement(8)),
        (r"{\an8}first{\an1} counts", Placement(8)),
        (r"{\a6}older", Placement(8)),
        (r"{\a10}older", Placement(5)),
        (
            r"{\an8\pos(100,10)}there",
            Placement(8, "", (("line", "10%,start"), ("position", "50%"), ("align", "center"))),
        ),
        (
            r"{\move(0,90,200,90)}moving",
            Placement(2, "", (("line", "90%,end"), ("position", "0%"), ("align", "center"))),
        ),
    ],
)
def test_places(text: str, placement: Placement) -> None:
    cue = read(script(event(text))).track.cues[0]
    if placement.settings:
        assert cue.placement.settings == placement.settings
        data = ASS.write(track(cue), WriteOptions())
        assert ASS.read(data, episode="e", locale="en").track.cues[0].placement == cue.placement
    else:
        assert cue.placement == placement


@pytest.mark.parametrize(
    ("text", "rule", "cues"),
    [
        (script(event("Hi", times="0:00:02:50,0:00:03:00")), "", 1),
        (script(event("Hi", times="0:00:02.00,0:00:01.00")), "times-swapped", 1),
        (script(event("Hi", times="-0:00:02.00,0:00:01.00")), "negative-time", 1),
        (script(event("Hi", times="0:00:02.00,soon")), "time-guessed", 1),
        (script(event("Hi", times="soon,later")), "cue-left-out", 0),
        (script("Dialogue: 0,0:00:01.00"), "cue-left-out", 0),
        (script(event("Hi"), "and this too"), "line-joined", 1),
        (script("Comment: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Note"), "comments-dropped", 0),
        (script("Picture: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,a.png"), "events-dropped", 0),
        (script(event(r"{\p1}m 0 0 l 1 1{\p0}")), "drawings-dropped", 0),
        (script(event("Hi"), head="[Script Info]\nPlayResX: wide\n"), "size-unknown", 1),
        (script(event(r"{\pos(-5,5)}Hi")), "position-outside", 1),
        (script(event("")), "empty-cue", 1),
        (script() + "[Fonts]\nfontname: a.ttf\nABCDEF\n", "attachments-dropped", 0),
        (script(event("Hi").replace(",0,0,0,,", ",0,0,0,Banner;5,")), "effects-dropped", 1),
        (event("No head,") + "\n" + event("no sections"), "", 2),
        ("Dialogue: 0,0:00:01.00,0:00:02.00,Default,Anna,No margins, you see", "", 1),
    ],
)
def test_damage_is_repaired_and_said(text: str, rule: str, cues: int) -> None:
    result = read(text)
    assert len(result.track.cues) == cues
    assert not rule or rule in {finding.rule for finding in result.findings}


def test_fields_are_where_the_file_says_that_they_are() -> None:
    text = (
        "[Events]\nFormat: Start, End, Actor, Text\nDialogue: 0:00:01.00,0:00:02.00,Anna,Hi, you\n"
    )
    cue = read(text).track.cues[0]
    assert (cue.speaker, cue.lines) == ("Anna", ("Hi, you",))


def test_versions_are_told_apart() -> None:
    data = SSA.write(track(Cue("1", 0, 1000, ("Hi",), placement=Placement(8))), WriteOptions())
    assert detect(data).name == "ssa"
    assert b"{\\a6}Hi" in data
    assert read_bytes(data).track.cues[0].placement == Placement(8)
    assert detect(script(event("Hi")).encode()).name == "ass"
    assert detect(script(event("Hi")).encode(), "a.ssa").name == "ass"
    assert read(script(event("Hi")).replace("V4+", "V4"), ASS).track.cues[0].placement.anchor == 2
    with pytest.raises(FormatError):
        ASS.read(b"Dear Sir or Madam,", episode="e", locale="en")


def test_utf_16() -> None:
    data = script(event("Grüße")).encode("utf-16")
    assert read_bytes(data).track.cues[0].lines == ("Grüße",)


# --- Writing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [r"C:\New\hot", r"\N", r"{\i1}", "{}", "a, b, c", "; no comment", "-->", "<i>a</i> <u>b</u>"],
)
def test_nothing_in_the_text_is_an_override(text: str) -> None:
    cues = track(Cue("1", 0, 1000, (text,)))
    found = ASS.read(ASS.write(cues, WriteOptions()), episode="e", locale="en").track.cues[0]
    assert found.lines == (text.replace("{", "(").replace("}", ")"),)
    assert ("lost-braces" in {loss.rule for loss in ASS.losses(cues)}) == ("{" in text)


def test_vertical_text_lies_on_its_side() -> None:
    cues = track(Cue("1", 0, 1000, ("縦",), placement=Placement(2, "rl")))
    data = ASS.write(cues, WriteOptions())
    assert b"@Arial" in data
    assert ASS.read(data, episode="e", locale="ja").track.cues[0].placement.vertical == "rl"
    assert "lost-vertical" in {loss.rule for loss in SSA.losses(cues)}


def test_the_head_says_what_the_file_is() -> None:
    cues = Track("e", "en", TrackRole.SUBTITLE, (Cue("1", 1, 1004, ("Hi",)),), title="A title")
    data = ASS.write(cues, WriteOptions(draft=True, note="engine:x\nv:1")).decode()
    assert "; Draft: no person has approved this track.\n; engine:x v:1\nTitle: A title" in data
    assert "0:00:00.00,0:00:01.00" in data
    assert "lost-times" in {loss.rule for loss in ASS.losses(cues)}
    assert read(data).track.title == "A title"


def test_ten_hours_are_too_many() -> None:
    with pytest.raises(UnwritableError, match="9:59:59"):
        ASS.write(track(Cue("1", 0, 36_000_000, ("Hi",))), WriteOptions())


@pytest.mark.parametrize(
    "evil",
    [
        script(event("Hi")) + "\n" * 200_000,
        "\n" * 200_000 + script(event("Hi")),
        script(event("Hi"), "[" + "a" * 200_000),
        script(event("Hi"), "a" + " " * 200_000 + "b"),
        script(event("{\\b" + " " * 200_000 + "x}Hi")),
        script(event("{\\k" + " " * 200_000 + "x}Hi")),
        script(event("Hi"), head="Format: " + "Start " * 100_000 + "\n"),
    ],
)
def test_no_script_takes_for_ever(evil: str) -> None:
    # What grows with the square of its length would take minutes here.
    assert ASS.sniff(evil) > 0
    assert read(evil).track.cues[0].lines[0] == "Hi"
