"""Timed text of every kind is read: times, styles, places, people, whatever is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.engines import ProgrammeStart, ReadResult, WriteOptions
from localize.errors import FormatError
from localize.formats.ttml import TtmlFormat
from localize.script import CueKind, Placement, TrackRole
from localize.timeline import FrameRate
from tests.localize.formats.ttml_tracks import FORMATS, SAMPLE

TTML = TtmlFormat()
NTSC = 'ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"'
SPACES = (
    'xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" '
    'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
    'xmlns:ttm="http://www.w3.org/ns/ttml#metadata" '
    'xmlns:itts="http://www.w3.org/ns/ttml/profile/imsc1#styling"'
)


def read(body: str, head: str = "", root: str = 'xml:lang="en"', locale: str = "und") -> ReadResult:
    source = f"<tt {SPACES} {root}><head>{head}</head><body>{body}</body></tt>"
    return TTML.read(source.encode(), episode="e", locale=locale)


def times(body: str, root: str = "") -> list[tuple[int, int]]:
    return [(cue.start, cue.end) for cue in read(body, root=root).track.cues]


def lines(body: str, head: str = "") -> list[tuple[str, ...]]:
    return [cue.lines for cue in read(body, head).track.cues]


def rules(result: ReadResult) -> list[str]:
    return sorted(finding.rule for finding in result.findings)


def one(attributes: str, root: str = "") -> tuple[int, int]:
    ((start, end),) = times(f"<div><p {attributes}>x</p></div>", root)
    return start, end


@pytest.mark.parametrize(
    ("attributes", "root", "expected"),
    [
        ('begin="00:00:01.5" end="00:00:02.25"', "", (1500, 2250)),
        ('begin="01:00:00" end="100:00:00"', "", (3_600_000, 360_000_000)),
        ('begin="1.5s" end="2500ms"', "", (1500, 2500)),
        ('begin="0.001h" end="0.1m"', "", (3600, 6000)),
        ('begin="1s" dur="2s"', "", (1000, 3000)),
        ('begin="1s" end="9s" dur="2s"', "", (1000, 3000)),
        ('begin="00:00:01:12" end="00:00:02:00"', 'ttp:frameRate="24"', (1500, 2000)),
        # The media time base counts frames at the effective rate after whole seconds.
        (
            'begin="48f" end="00:01:00:12"',
            'ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"',
            (2002, 60_501),
        ),
        # The SMPTE time base counts every frame: a minute of timecode at 23.976 lasts 60.06 s.
        (
            'begin="00:01:00:00" end="00:02:00:00"',
            'ttp:timeBase="smpte" ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"',
            (60_060, 120_120),
        ),
        (
            'begin="00:01:00:02" end="01:00:00:00"',
            (
                'ttp:timeBase="smpte" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" '
                'ttp:dropMode="dropNTSC"'
            ),
            (60_060, 3_599_996),
        ),
        ('begin="10t" end="25t"', 'ttp:tickRate="10"', (1000, 2500)),
        ('begin="10000000t" end="20000000t"', 'ttp:tickRate="10000000"', (1000, 2000)),
        ('begin="30t" end="60t"', 'ttp:frameRate="30"', (1000, 2000)),
        ('begin="00:00:01:12.1" end="2s"', 'ttp:frameRate="25" ttp:subFrameRate="2"', (1500, 2000)),
        ('begin="00:00:01:15" end="2s"', "", (1500, 2000)),
        # What some makers write.
        ('begin="19.764" end="3:58.640"', "", (19_764, 238_640)),
        ('begin="00:00:01,500" end="00:00:02;15"', "", (1500, 2500)),
        (
            'begin="48f" end="72f"',
            'ttp:frameRate="24" ttp:frameRateMultiplier="999 1000"',
            (2002, 3003),
        ),
        (
            'begin="48f" end="72f"',
            'ttp:frameRate="24" ttp:frameRateMultiplier="1000:1001"',
            (2002, 3003),
        ),
    ],
)
def test_times(attributes: str, root: str, expected: tuple[int, int]) -> None:
    assert one(attributes, root) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # Parallel containers: times count from where the container begins, and end with it.
        ('<div begin="10s"><p begin="1s" end="2s">x</p></div>', [(11_000, 12_000)]),
        ('<div begin="10s" end="12s"><p begin="1s">x</p></div>', [(11_000, 12_000)]),
        ('<div begin="10s" end="12s"><p begin="1s" end="9s">x</p></div>', [(11_000, 12_000)]),
        ('<div begin="10s" dur="2s"><p>x</p><p>y</p></div>', [(10_000, 12_000)] * 2),
        (
            '<div begin="1s"><div begin="2s"><p begin="3s" dur="1s">x</p></div></div>',
            [(6000, 7000)],
        ),
        # Sequences: each begins where the one before it ended.
        (
            '<div timeContainer="seq"><p dur="1s">x</p><p begin="1s" dur="2s">y</p></div>',
            [(0, 1000), (2000, 4000)],
        ),
        (
            (
                '<div timeContainer="seq" begin="5s"><div dur="3s"><p>x</p></div><p dur="1s">y</p>'
                "</div>"
            ),
            [(5000, 8000), (8000, 9000)],
        ),
        # Times that count from the beginning of the programme, though they should not.
        (
            (
                '<div begin="10s" end="20s"><p begin="10s" end="12s">x</p>'
                '<p begin="18s" end="20s">y</p></div>'
            ),
            [(10_000, 12_000), (18_000, 20_000)],
        ),
        # Only the spans have times: a cue for each time.
        (
            (
                '<div><p><span begin="1s" end="2s">a</span><br/><span begin="1s" end="2s">b</span>'
                '<span begin="3s" end="4s">c</span></p></div>'
            ),
            [(1000, 2000), (3000, 4000)],
        ),
        # Ends that nobody says last until the next cue, or two seconds.
        ('<div><p begin="1s">x</p><p begin="2s">y</p></div>', [(1000, 2000), (2000, 4000)]),
        ('<div><p begin="2s" end="1s">swapped</p></div>', [(1000, 2000)]),
    ],
)
def test_containers(body: str, expected: list[tuple[int, int]]) -> None:
    assert times(body) == expected


def test_cues_with_bad_times_are_kept_or_named() -> None:
    result = read(
        '<div><p begin="1s" end="oops">a</p><p begin="oops" end="9s">b</p>'
        '<p begin="x" end="y">c &amp; d</p><p begin="10s" end="11s">e</p></div>'
    )
    assert [(c.start, c.end, c.text) for c in result.track.cues] == [
        (1000, 3000, "a"),
        (7000, 9000, "b"),
        (10_000, 11_000, "e"),
    ]
    (left_out,) = (f for f in result.findings if f.rule == "cue-left-out")
    assert "c & d" in left_out.message
    assert "time-unreadable" in rules(result)


def test_a_file_whose_times_all_fail_is_refused() -> None:
    with pytest.raises(FormatError, match="times"):
        read('<div><p begin="x" end="y">a</p></div>')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n   one\n   two\n  ", ("one two",)),
        ("one<br/>two", ("one", "two")),
        ("  one  <br/>  <br/> two ", ("one", "two")),
        ("one <span> two</span>", ("one two",)),
        ('<span xml:space="preserve">one  two\nthree</span>', ("one  two", "three")),
        ('<span tts:fontStyle="italic">a<br/>b</span>', ("<i>a", "b</i>")),
        ('a<span tts:fontWeight="700">b</span>', ("a<b>b</b>",)),
        ('<span style="yes">a <span style="no">b</span> c</span>', ("<i>a </i>b<i> c</i>",)),
        ('<span style="chained">a</span>', ("<i><b>a</b></i>",)),
        ('<span style="loop">a</span>', ("<u>a</u>",)),
        ('<span tts:textDecoration="underline lineThrough">a</span>', ("<u>a</u>",)),
        ("&lt;i&gt;a&lt;/i&gt;", ("‹i›a‹/i›",)),
        ("It&#146;s&#133;", ("It’s…",)),
        ('<span xml:space="preserve">one&#13;two</span>', ("one", "two")),
        ('<span xml:space="preserve">one&#13;two &amp</span>', ("one", "two &amp")),
        ("<i>a</i> <em>b</em>", ("<i>a</i> <i>b</i>",)),
        (
            (
                '<span tts:ruby="container"><span tts:ruby="base">漢</span>'
                '<span tts:ruby="delimiter">(</span><span tts:ruby="text">かん</span></span>'
            ),
            ("<ruby>漢<rt>かん</rt></ruby>",),
        ),
        (
            (
                '<span tts:ruby="container"><span tts:ruby="baseContainer">'
                '<span tts:ruby="base">漢</span>'
                '<span tts:ruby="base">字</span></span><span tts:ruby="textContainer">'
                '<span tts:ruby="text">かん</span><span tts:ruby="text">じ</span></span></span>'
            ),
            ("<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>",),
        ),
        ('a<metadata><ttm:desc>b</ttm:desc></metadata><set begin="1s" tts:color="red"/>', ("a",)),
    ],
)
def test_text(text: str, expected: tuple[str, ...]) -> None:
    head = (
        '<styling><style xml:id="yes" tts:fontStyle="italic"/><style xml:id="no" '
        'tts:fontStyle="normal"/><style xml:id="chained" style="yes" tts:fontWeight="bold"/>'
        '<style xml:id="loop" style="loop" tts:textDecoration="underline"/></styling>'
    )
    assert lines(f'<div><p begin="1s" end="2s">{text}</p></div>', head) == [expected]


def test_styles_come_down_from_initial_region_body_division_and_paragraph() -> None:
    head = (
        '<styling><initial tts:fontStyle="italic"/></styling><layout>'
        '<region xml:id="r"><style tts:fontWeight="bold"/></region></layout>'
    )
    body = (
        '<div tts:textDecoration="underline"><p region="r" begin="1s" end="2s">a<br/>b</p>'
        '<p begin="3s" end="4s" tts:fontStyle="normal" tts:textDecoration="none">c</p></div>'
    )
    assert lines(body, head) == [("<i><b><u>a</u></b></i>", "<i><b><u>b</u></b></i>"), ("c",)]


@pytest.mark.parametrize(
    ("region", "style", "expected"),
    [
        ('tts:origin="10% 80%" tts:extent="80% 10%"', "", Placement(2)),
        ('tts:origin="10% 10%" tts:extent="80% 10%"', 'tts:textAlign="left"', Placement(7)),
        ('tts:origin="0% 0%" tts:extent="100% 100%" tts:displayAlign="after"', "", Placement(2)),
        ('tts:displayAlign="center"', 'tts:textAlign="right"', Placement(6)),
        ('tts:displayAlign="before"', "", Placement(8)),
        ('tts:origin="64px 600px" tts:extent="1152px 100px"', "", Placement(2)),
        ('tts:origin="2c 1c" tts:extent="28c 2c"', "", Placement(8)),
        ('tts:position="center bottom" tts:extent="80% 10%"', "", Placement(2)),
        ('tts:position="right top" tts:extent="20% 10%"', "", Placement(9)),
        (
            'tts:writingMode="tbrl" tts:origin="10% 10%" tts:extent="80% 80%"',
            'tts:textAlign="start"',
            Placement(9, "rl"),
        ),
        (
            (
                'tts:writingMode="tbrl" tts:displayAlign="after" tts:origin="10% 10%" '
                'tts:extent="80% 80%"'
            ),
            'tts:textAlign="start"',
            Placement(7, "rl"),
        ),
        (
            'tts:writingMode="tblr" tts:origin="10% 10%" tts:extent="80% 80%"',
            'tts:textAlign="end"',
            Placement(1, "lr"),
        ),
        (
            'tts:origin="10% 80%" tts:extent="80% 10%"',
            'tts:textAlign="start" tts:direction="rtl"',
            Placement(3),
        ),
        ("", "", Placement(2)),
    ],
)
def test_regions_become_places(region: str, style: str, expected: Placement) -> None:
    head = f'<layout><region xml:id="r" {region}/></layout>'
    body = f'<div><p region="r" begin="1s" end="2s" {style}>x</p></div>'
    (cue,) = read(body, head, root='tts:extent="1280px 720px"').track.cues
    assert cue.placement == expected


def test_people_kinds_ids_language_and_title() -> None:
    head = (
        "<metadata><ttm:title> The  title </ttm:title>"
        '<ttm:agent xml:id="a" type="person"><ttm:name type="alias">Annie</ttm:name>'
        '<ttm:name type="full">Anna B.</ttm:name></ttm:agent><ttm:agent xml:id="b"/></metadata>'
    )
    body = (
        '<div ttm:agent="a"><p xml:id="one" begin="1s" end="2s">x</p>'
        '<p xml:id="cue-7" begin="3s" end="4s" ttm:role="lyrics" ttm:agent="b">x</p>'
        '<p id="old" begin="5s" end="6s" itts:forcedDisplay="true">x</p>'
        '<p xml:id="one" begin="7s" end="8s" ttm:role="dialog">'
        '<span ttm:agent="a">x</span><span ttm:agent="b">y</span></p></div>'
    )
    result = read(body, head, root='xml:lang="pt_br"')
    track = result.track
    assert (track.title, track.locale, track.role) == ("The title", "pt-BR", TrackRole.SUBTITLE)
    assert [(c.id, c.speaker, c.kind) for c in track.cues] == [
        ("1", "Anna B.", CueKind.DIALOGUE),
        ("7", "b", CueKind.SONG),
        ("old", "Anna B.", CueKind.FORCED),
        ("4", "Anna B. / b", CueKind.DIALOGUE),
    ]
    assert {"id-twice", "speakers-joined"} <= set(rules(result))


def test_the_language_that_is_given_wins() -> None:
    body = '<div><p begin="1s" end="2s">x</p></div>'
    assert read(body, root='xml:lang="fr"', locale="fr-CA").track.locale == "fr-CA"
    result = read(body, root='xml:lang="fr"', locale="de")
    assert result.track.locale == "de"
    assert rules(result) == ["language-differs"]
    assert rules(read(body, root='xml:lang="no language"')) == ["language-unknown"]


@pytest.mark.parametrize(
    "root",
    [
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling">',
        '<tt xmlns="http://www.w3.org/2006/10/ttaf1" xmlns:tts="http://www.w3.org/2006/10/ttaf1#style">',
        '<tt xmlns="http://www.w3.org/2006/04/ttaf1" xmlns:tts="http://www.w3.org/2006/04/ttaf1#styling">',
        "<tt>",
        '<tt xmlns="http://example.org/broken">',
        '<tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling">',
    ],
)
def test_every_namespace_that_is_in_use(root: str) -> None:
    body = '<body><div><p begin="1s" end="2s" tts:fontStyle="italic">x</p></div></body>'
    if root.startswith("<tt:"):
        for name in ("body", "div", "p"):
            body = body.replace(f"<{name}", f"<tt:{name}").replace(f"</{name}", f"</tt:{name}")
    source = f"{root}{body}</{root[1:].split(maxsplit=1)[0].rstrip('>')}>"
    (cue,) = TTML.read(source.encode(), episode="e", locale="en").track.cues
    assert (cue.start, cue.end, cue.lines) == (1000, 2000, ("<i>x</i>",))


def test_a_programme_that_begins_at_ten_o_clock() -> None:
    head = (
        '<metadata xmlns:ebuttm="urn:ebu:tt:metadata"><ebuttm:documentMetadata>'
        "<ebuttm:documentStartOfProgramme>10:00:00:00</ebuttm:documentStartOfProgramme>"
        "</ebuttm:documentMetadata></metadata>"
    )
    root = 'ttp:timeBase="smpte" ttp:frameRate="25"'
    body = '<div><p begin="10:00:01:00" end="10:00:02:05">x</p></div>'
    result = read(body, head, root=root)
    assert [(c.start, c.end) for c in result.track.cues] == [(1000, 2200)]
    assert rules(result) == ["start-taken-off"]
    assert result.start == ProgrammeStart("10:00:00:00", FrameRate.parse("25"))
    early = read(body.replace('"10:00:01', '"09:00:01'), head, root=root)
    assert early.track.cues[0].start == 32_401_000
    assert rules(early) == ["late-start", "start-ignored"]
    assert early.start == ProgrammeStart()


@pytest.mark.parametrize(
    ("said", "root", "code", "rate"),
    [
        ("10:00:00:12", 'ttp:timeBase="smpte" ttp:frameRate="25"', "10:00:00:12", "25"),
        ("10:00:00.500", 'ttp:timeBase="media" ttp:frameRate="25"', "10:00:00:12", "25"),
        ("01:00:00:00", f'ttp:timeBase="smpte" {NTSC}', "01:00:00:00", "23.976"),
        ("01:00:00:00", f'ttp:timeBase="media" {NTSC}', "01:00:00:00", "23.976"),
        (
            "01:00:00;00",
            'ttp:timeBase="smpte" ttp:frameRate="30" ttp:dropMode="dropNTSC"',
            "01:00:00;00",
            "29.97df",
        ),
        ("36000s", "", "10:00:00:00", ""),
        ("25:00:00:00", 'ttp:timeBase="smpte" ttp:frameRate="25"', "", ""),
    ],
)
def test_the_start_that_is_taken_off_is_told(said: str, root: str, code: str, rate: str) -> None:
    head = (
        '<metadata xmlns:ebuttm="urn:ebu:tt:metadata"><ebuttm:documentStartOfProgramme>'
        f"{said}</ebuttm:documentStartOfProgramme></metadata>"
    )
    result = read('<div><p begin="26:00:01" dur="2s">x</p></div>', head, root=root)
    assert result.start == ProgrammeStart(code, FrameRate.parse(rate) if rate else None)


@pytest.mark.parametrize(
    ("root", "begin", "late"),
    [
        ('ttp:timeBase="smpte" ttp:frameRate="25"', "10:00:01:00", True),
        ('ttp:timeBase="smpte" ttp:frameRate="25"', "00:59:59:24", False),
        ('ttp:timeBase="media" ttp:frameRate="25"', "10:00:01.000", False),
    ],
)
def test_timecodes_of_a_programme_whose_start_is_not_said_are_told(
    root: str, begin: str, late: bool
) -> None:
    result = read(f'<div><p begin="{begin}" dur="1s">x</p></div>', root=root)
    assert rules(result) == ["late-start"] * late


def test_pictures_are_refused_and_named() -> None:
    smpte = 'xmlns:smpte="http://www.smpte-ra.org/schemas/2052-1/2010/smpte-tt"'
    picture = f'<div {smpte} begin="1s" end="2s" smpte:backgroundImage="#i"/>'
    with pytest.raises(FormatError, match="pictures") as caught:
        read(picture)
    assert "recognised" in caught.value.hint
    with pytest.raises(FormatError, match="pictures"):
        read('<div begin="1s" end="2s"><image src="a.png"/></div>')
    result = read(picture + '<div><p begin="3s" end="4s">x</p></div>')
    assert (len(result.track.cues), rules(result)) == (1, ["picture-dropped"])


def test_what_a_track_does_not_keep_is_named() -> None:
    body = (
        '<div><p begin="1s" end="2s"><span tts:textEmphasis="filled dot">あ</span>'
        '<span tts:textCombine="all">12</span><set tts:color="red"/>'
        '<span xml:lang="fr">mot</span><span begin="0s" end="1s">w</span></p>'
        '<p begin="3s" end="4s"/><p style="none" begin="5s" end="6s" tts:display="none">y</p></div>'
    )
    result = read(body)
    assert [cue.lines for cue in result.track.cues] == [("あ12motw",), (), ("y",)]
    assert rules(result) == [
        "animation-dropped",
        "combine-dropped",
        "emphasis-dropped",
        "empty-cue",
        "hidden",
        "language-dropped",
        "reference-unknown",
        "span-times-dropped",
    ]


def test_times_of_spans_that_are_cues_are_kept() -> None:
    spans = '<span begin="1s" end="2s">a</span><span begin="3s" end="4s">c</span>'
    assert rules(read(f"<div><p>{spans}</p></div>")) == []
    inner = '<span begin="1s" end="2s">a<span begin="0s" end="1s">b</span></span>'
    assert rules(read(f"<div><p>{inner}</p></div>")) == ["span-times-dropped"]


def test_numbers_left_out_are_those_of_29_97() -> None:
    body = '<div><p begin="00:01:00:02" end="01:00:00:00">x</p></div>'
    drop = 'xml:lang="en" ttp:timeBase="smpte" ttp:frameRate="30" ttp:dropMode="dropNTSC"'
    result = read(body, root=drop)
    assert (result.track.cues[0].start, result.track.cues[0].end) == (60_060, 3_599_996)
    assert rules(result) == ["frame-rate-guessed"]


def test_colours_and_exact_places_are_named() -> None:
    head = (
        '<layout><region xml:id="near" tts:origin="10% 80%" tts:extent="80% 15%"/>'
        '<region xml:id="far" tts:origin="20% 30%" tts:extent="20% 10%"/></layout>'
    )
    plain = '<div><p begin="1s" end="2s" region="near" tts:color="#FFFFFF">x</p></div>'
    assert rules(read(plain, head)) == []
    yellow = '<div><p begin="1s" end="2s"><span tts:color="yellow">x</span></p></div>'
    assert rules(read(yellow, head)) == ["colour-dropped"]
    far = read(plain.replace("near", "far").replace("#FFFFFF", "red"), head)
    assert rules(far) == ["colour-dropped", "place-rounded"]
    assert far.track.cues[0].placement == Placement(7)


@pytest.mark.parametrize(
    "evil",
    [
        "<span tts:fontStyle='italic'> </span>",
        "<span tts:fontStyle='italic'><span tts:fontStyle='normal'>x</span></span>",
        "<br/> ",
        "<span begin='1s'/>",
        "<span style='a b c'>x</span> ",
        "<span ttm:agent='a b c'/>",
        "<span tts:ruby='container'><span tts:ruby='base'>x</span></span>",
        "<p begin='1s'/>",
    ],
)
def test_no_paragraph_takes_for_ever(evil: str) -> None:
    # What grows with the square of its length would take minutes here.
    for times in ("", "begin='1s' end='2s'"):
        result = read(f"<div><p {times}>{evil * 12_000}</p></div>")
        assert TTML.write(result.track, WriteOptions())


def test_what_is_no_timed_text_is_refused() -> None:
    with pytest.raises(FormatError, match="<map>"):
        TTML.read(b"<map><fragment/></map>", episode="e", locale="en")


def test_a_document_without_cues_is_a_track_without_cues() -> None:
    result = read("")
    assert (result.track.cues, rules(result)) == ((), ["no-cues"])


@settings(max_examples=250)
@given(st.data())
def test_no_timed_text_is_too_strange(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(FORMATS)).write(SAMPLE, WriteOptions(draft=True)).decode()
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(source)))
        match data.draw(st.integers(0, 3)):
            case 0:
                source = source[:at] + source[at + data.draw(st.integers(1, 40)) :]
            case 1:
                source = source[:at] + data.draw(st.sampled_from(SPLINTERS)) + source[at:]
            case 2:
                until = min(at + data.draw(st.integers(1, 300)), len(source))
                source = source[:until] + source[at:until] + source[until:]
            case _:
                source = source[: max(at, 200)]
    encoding = data.draw(st.sampled_from(["utf-8", "utf-16", "shift_jis"]))
    try:
        track = TTML.read(source.encode(encoding, "replace"), episode="e", locale="ja").track
    except FormatError:
        return
    for one in FORMATS:
        again = one.read(one.write(track, WriteOptions()), episode="e", locale="ja").track
        assert [(c.start, c.end) for c in again.cues] == [(c.start, c.end) for c in track.cues]


SPLINTERS = [
    *("<", ">", "&", '"', "</p>", "<p>", "<p begin='1s'>", "<span>", "</span>", "<br/>", "\0"),
    *("\ud7ff", "<div timeContainer='seq'>", "</div>", "-", "9", "99999999999999", "begin='"),
    *("end='x'", "tts:", "<span tts:ruby='container'>", "<span tts:ruby='text'>", "\u2028"),
    *("xml:space='preserve'", "&#8232;", "<region/>", "tts:origin='1e999% 0%'", "dur='0.5f'"),
    *("xmlns='x'", "xmlns:tts='y'", "<i>", "&lt;rt&gt;"),
]
