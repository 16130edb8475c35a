"""Tracks for tests of timed text: everything that a cue can hold, in hypothesis' hands."""

from __future__ import annotations

import unicodedata
from itertools import product

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st

from localize import markup
from localize.formats.inline import balanced
from localize.formats.netflix_imsc import NetflixImscFormat
from localize.formats.netflix_ttml import NetflixTtmlFormat
from localize.formats.ttml import TtmlFormat
from localize.script import Cue, CueKind, Placement, Track, TrackRole

FORMATS = (TtmlFormat(), NetflixTtmlFormat(), NetflixImscFormat())
CALM = settings(max_examples=80, suppress_health_check=list(HealthCheck))

_CHUNKS = st.sampled_from(
    [
        *("<", ">", "&", "&lt;", "&amp;", "]]>", "<!--", "-->", "<p>", "</p>", "<br/>", '"', "'"),
        *(
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
            "a  b",
        ),
    ]
)
TEXT = st.lists(_CHUNKS, min_size=1, max_size=6).map("".join)
_RUBY = st.sampled_from(
    [
        "<ruby>漢字<rt>かんじ</rt></ruby>",
        "<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>です",
        "<i><ruby>漢字<rt>かんじ</rt></ruby></i>だ",
        "<ruby><i>漢</i>字<rt>かんじ</rt></ruby>",
    ]
)
#: What a person may type, or a program leave behind.
WILD = st.text(
    st.sampled_from(list("ab <>/&\t\x00\x1b\x85\ufffe\u0338\u2003漢é")) | st.characters(),
    max_size=12,
).map(lambda text: "".join(c for c in text if c not in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
TAGGED = st.lists(
    st.one_of(
        WILD,
        st.sampled_from(
            ["<i>", "</i>", "<b>", "</u>", "<ruby>", "</ruby>", "<rt>", "</rt>", "<u>"]
        ),
    ),
    max_size=8,
).map("".join)
IDS = st.one_of(
    st.sampled_from(
        ["1", "12", "c1", "x y", "cue-1", "cue-_x20_", "bottom", "text", "italic", "_"]
    ),
    st.text(min_size=1, max_size=6),
)


@st.composite
def tidy_lines(draw: st.DrawFn, *, ruby: bool) -> tuple[str, ...]:
    """Lines as a track should hold them: none blank, no space at their ends, tags closed."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        text = unicodedata.normalize("NFC", draw(TEXT)).strip(" \t")
        tag = draw(st.sampled_from(["", "i", "b", "u", "bi", *(["ruby"] if ruby else [])]))
        if tag == "ruby":
            text = draw(_RUBY)
        else:
            for name in tag:
                text = f"<{name}>{text}</{name}>"
        if markup.TAG.sub("", text).strip():
            found.append(text)
    assume(balanced("\n".join(found)) == ("\n".join(found), 0))
    return tuple(found)


@st.composite
def tidy_tracks(draw: st.DrawFn, *, netflix: bool, ruby: bool) -> Track:
    """Tracks of which a format should lose nothing."""
    cues, start = [], 0
    names = draw(st.lists(IDS, max_size=5, unique=True))
    for name in names:
        start += draw(st.integers(0, 9_000_000))
        vertical = "" if netflix else draw(st.sampled_from(["", "", "rl", "lr"]))
        anchor = draw(st.sampled_from([2, 8]) if netflix else st.integers(1, 9))
        cues.append(
            Cue(
                id=name,
                start=start,
                end=start + draw(st.integers(0, 400_000_000)),
                lines=draw(tidy_lines(ruby=ruby)),
                kind=draw(st.sampled_from(CueKind)),
                speaker=draw(st.sampled_from(["", "Anna", "A & <B>", "分", "bottom"])),
                placement=Placement(anchor, vertical),
            )
        )
    locale = draw(st.sampled_from(["en", "pt-BR", "ar", "zh-Hant", "ja"]))
    role = draw(st.sampled_from(TrackRole))
    return Track("e", locale, role, tuple(cues), title=draw(st.sampled_from(["", "A & <title>"])))


@st.composite
def wild_tracks(draw: st.DrawFn) -> Track:
    """Any track at all."""
    names = draw(st.lists(IDS, max_size=4, unique=True))
    cues = []
    for name in names:
        start = draw(st.integers(0, 40_000_000))
        cues.append(
            Cue(
                name,
                start,
                start + draw(st.integers(0, 90_000)),
                tuple(draw(st.lists(TAGGED, max_size=3))),
                kind=draw(st.sampled_from(CueKind)),
                translate=draw(st.booleans()),
                speaker=draw(WILD),
                placement=Placement(
                    draw(st.integers(1, 9)),
                    draw(st.sampled_from(["", "rl", "lr"])),
                    draw(st.sampled_from([(), (("line", "7%"),)])),
                ),
                source_ids=draw(st.sampled_from([(), ("a", "b")])),
            )
        )
    return Track(
        "e",
        draw(st.sampled_from(["en", "he", "ja", "und"])),
        draw(st.sampled_from(TrackRole)),
        tuple(cues),
        based_on=draw(st.sampled_from(["", "e.en"])),
        title=draw(WILD),
    )


#: One cue of every kind, place and style, for readers that are not ours.
SAMPLE = Track(
    "e",
    "ja",
    TrackRole.SUBTITLE,
    (
        *(
            Cue(
                str(n), n * 2000, n * 2000 + 1234, (f"Cue {n} & <so on>", "<i>in italics</i>"), kind
            )
            for n, kind in enumerate(CueKind)
        ),
        Cue("all", 20_000, 21_000, ("<i>One line</i>", "<i>and two</i>"), speaker="Anna"),
        Cue("mixed", 22_000, 23_000, ("<b>bold <i>both</i></b> <u>under</u>",), speaker="Bo & Co"),
        Cue("ruby", 24_000, 25_000, ("<ruby>漢字<rt>かんじ</rt></ruby>です",), translate=False),
        Cue("two", 26_000, 27_000, ("<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>",)),
        Cue("empty", 28_000, 29_000, ()),
        *(
            Cue(
                f"p{a}{v}",
                30_000 + 1000 * n,
                30_900 + 1000 * n,
                ("place",),
                placement=Placement(a, v),
            )
            for n, (a, v) in enumerate(product(range(1, 10), ("", "rl", "lr")))
        ),
    ),
    title="A title",
)
