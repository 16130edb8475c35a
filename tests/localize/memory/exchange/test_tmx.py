"""TMX: round trips, an independent reader, files of other tools, broken and hostile ones."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.storage.tmx import tmxfile

from localize.errors import InputError
from localize.memory.exchange.sheets import MAX_BYTES
from localize.memory.exchange.tmx import read_tmx, write_tmx
from localize.memory.exchange.values import Line, Place

AT = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
CHARS = st.characters(
    exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufffe\uffff\ufeff"
)
TEXTS = (
    st.text(CHARS, min_size=1, max_size=20)
    | st.sampled_from(["<i>so</i>", "a < b & c", "]]>", "<b>x", "</i>", "&amp;", "<ph>x</ph>", '"'])
).map(lambda text: unicodedata.normalize("NFC", text).strip()).filter(bool)  # fmt: skip
BODIES = st.lists(TEXTS, min_size=1, max_size=3).map("\n".join)


@st.composite
def lines(draw):
    locales = st.lists(st.sampled_from(["fr-FR", "zh-Hant"]), min_size=1, unique=True)
    around, by, at = st.just("") | TEXTS, st.just("") | TEXTS, st.none() | st.just(AT)
    found = []
    for number, source in enumerate(draw(st.lists(BODIES, max_size=5, unique=True))):
        before, after = draw(around), draw(around)
        found += [
            Line("en", locale, source, draw(BODIES), before, after, "S01E01 c1", draw(by), draw(at),
                 str(number))
            for locale in draw(locales)
        ]  # fmt: skip
    return found


def bare(found):
    return [
        (one.source_locale, one.locale, one.source, one.target, one.before, one.after, one.origin,
         one.by, one.at, one.id)
        for one in found
    ]  # fmt: skip


@given(lines())
@settings(max_examples=120)
def test_a_memory_comes_back_as_it_was(given_lines):
    data = write_tmx(given_lines, "en")
    back = read_tmx(data, "m.tmx", "m.tmx", "en")
    assert back.refusals == ()
    assert bare(back.lines) == bare(given_lines)
    etree.fromstring(data)


def test_each_line_keeps_where_it_is_from():
    given_lines = [
        Line("en", "fr-FR", "Yes.", "Oui.", origin="S01E01 c1", note="softly"),
        Line("en", "de-DE", "Yes.", "Ja.", origin="S01E02 c9"),
    ]
    back = read_tmx(write_tmx(given_lines, "en"), "m.tmx", "m.tmx", "en")
    assert [(one.locale, one.origin, one.note) for one in back.lines] == [
        ("fr-FR", "S01E01 c1", "softly"),
        ("de-DE", "S01E02 c9", ""),
    ]


@given(lines().filter(bool))
@settings(max_examples=40)
def test_an_independent_reader_finds_the_same_lines(given_lines):
    store = tmxfile.parsestring(write_tmx(given_lines, "en"))
    read = etree.fromstring(write_tmx(given_lines, "en"))
    assert len(store.units) == len({one.id for one in given_lines})
    langs = {tuv.get("{http://www.w3.org/XML/1998/namespace}lang") for tuv in read.iter("tuv")}
    assert langs == {"en", *(one.locale for one in given_lines)}
    for unit, tu in zip(store.units, read.iter("tu"), strict=True):
        own = [one for one in given_lines if one.id == tu.get("tuid")]
        texts = ["".join(seg.itertext()) for seg in tu.iter("seg")]
        assert texts == [own[0].source, *(one.target for one in own)]
        # It leaves the content of codes out of what it shows; so it does of our tags.
        if "<" not in own[0].source:
            assert unit.source == own[0].source


def test_what_is_written_is_tmx_1_4():
    line = Line(
        "en", "fr-FR", "<i>Good</i> evening.", "Bonsoir.", "Before", "After", "S01E01 c1", "Ana",
        AT, "7", "softly",
    )  # fmt: skip
    assert write_tmx([line], "en").decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        '<header creationtool="localize" creationtoolversion="0.1.0" segtype="block" '
        'o-tmf="localize" adminlang="en" srclang="en" datatype="plaintext"/>\n<body>\n'
        '<tu tuid="7" srclang="en"><note>softly</note>'
        '<prop type="x-context-pre">Before</prop><prop type="x-context-post">After</prop>'
        '<prop type="x-origin">S01E01 c1</prop>\n'
        '<tuv xml:lang="en"><seg><ph>&lt;i&gt;</ph>Good<ph>&lt;/i&gt;</ph> evening.</seg></tuv>\n'
        '<tuv xml:lang="fr-FR" creationid="Ana" creationdate="20310506T070809Z">'
        "<seg>Bonsoir.</seg></tuv>\n</tu>\n</body>\n</tmx>\n"
    )


OTHERS = """<?xml version="1.0" encoding="{encoding}"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="X" srclang="EN-US" segtype="sentence" adminlang="en" datatype="xml"/>
<body>
<tu creationdate="20200102T030405Z" creationid="BOB">
  <tuv xml:lang="en-us"><seg>Save <bpt i="1">&lt;b&gt;</bpt>all<ept i="1">&lt;/b&gt;</ept>
    <ph x="2">{{0}}</ph><hi type="x">files</hi></seg></tuv>
  <tuv xml:lang="FR_fr" changedate="20210102T030405Z"><seg>Tout enregistrer é</seg></tuv>
  <tuv lang="de"><seg>Alles sichern</seg></tuv>
</tu>
<tu><tuv xml:lang="en-US"><seg>Alone</seg></tuv></tu>
<tu>
 <tuv xml:lang="en-US"><seg>x</seg></tuv><tuv xml:lang="xx-nonsense-"><seg>y</seg></tuv></tu>
<tu><tuv xml:lang="en-US"><seg>x</seg></tuv><tuv><seg>y</seg></tuv></tu>
<tu><tuv xml:lang="en-US"><seg> </seg></tuv><tuv xml:lang="fr"><seg>y</seg></tuv></tu>
<tu><tuv xml:lang="en-US"/><tuv xml:lang="fr"><seg>y</seg></tuv></tu>
</body>
</tmx>
"""


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1"])
def test_a_memory_of_another_tool_is_read_and_each_unit_that_is_none_named(encoding):
    read = read_tmx(OTHERS.format(encoding=encoding).encode(encoding), "m.tmx", "m.tmx", "en")
    french, german = read.lines
    assert (french.source_locale, french.locale, german.locale) == ("en-US", "fr-FR", "de")
    assert french.source == "Save <b>all</b>\n    files"
    assert (french.by, french.at) == ("BOB", datetime(2021, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert (german.target, german.at) == (
        "Alles sichern", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
    )  # fmt: skip
    assert read.notes == ("m.tmx: 1 codes of another program were left out of lines.",)
    assert [(one.place.row, one.message.split(".")[0]) for one in read.refusals] == [
        (12, "the unit has no source with a translation"),
        (13, "'xx-nonsense-' is not a language tag"),
        (15, "a variant does not name its language"),
        (16, "the variant in en-US has no text"),
        (17, "the variant in en-US has no segment"),
    ]  # fmt: skip
    assert read.lines[0].place == Place("m.tmx", 6)


def _unit(*variants):
    body = "".join(f'<tuv xml:lang="{tag}"><seg>{said}</seg></tuv>' for tag, said in variants)
    return f'<tmx version="1.4"><header srclang="en"/><body><tu>{body}</tu></body></tmx>'.encode()


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ('Hello<ph x="1" type="lb"/>world.', "Hello\nworld."),
        ("Hello <ph>&lt;br /&gt;</ph> world.", "Hello\nworld."),
        ("Hello<ph>\\n</ph>world.", "Hello\nworld."),
        ("<ph>&lt;BR&gt;</ph>Hello.", "Hello."),
        ('Hello<ph type="tab">{1}</ph><ph>{2}</ph>world.', "Hello world."),
        ("Hello<hi>there<ph>{1}</ph></hi>world.", "Hellothere world."),
        ("<ph>{1}</ph>Hello,<ph>{2}</ph> world<ph>{3}</ph>.", "Hello, world."),
        ('un<bpt i="1">{b}</bpt>believ<ept i="1">{/b}</ept>able', "unbelievable"),
        ("Hello<ph>&lt;i&gt;</ph>world<ph>&lt;/i&gt;</ph>", "Hello<i>world</i>"),
    ],
)
def test_a_code_that_parts_two_words_leaves_them_parted(said, read):
    (line,) = read_tmx(_unit(("en", said), ("fr", "Oui.")), "m", "m", "en").lines
    assert line.source == read


def test_where_no_spaces_part_words_a_code_leaves_none():
    data = _unit(("en", "Hello world."), ("ja", "今日<ph>{1}</ph>は<ph type='lb'/>世界"))
    (line,) = read_tmx(data, "m", "m", "en").lines
    assert line.target == "今日は\n世界"


def test_a_language_that_says_nothing_yet_takes_no_other_with_it():
    data = _unit(("en", "Yes."), ("fr", "Oui."), ("de", " "))
    read = read_tmx(data, "m", "m", "en")
    assert [(one.locale, one.target) for one in read.lines] == [("fr", "Oui.")]
    assert read.refusals == ()
    assert read.notes == ("m: 1 variants without a text were passed over.",)
    for data in (_unit(("en", ""), ("fr", "Oui."), ("de", "Ja.")), _unit(("en", "a"), ("fr", ""))):
        read = read_tmx(data, "m", "m", "en")
        assert (read.lines, len(read.refusals)) == ((), 1)


def test_the_language_to_translate_from_is_chosen():
    data = (
        b'<tmx version="1.4"><header srclang="*all*"/><body><tu>'
        b'<tuv xml:lang="fr-FR"><seg>oui</seg></tuv><tuv xml:lang="en-GB"><seg>yes</seg></tuv>'
        b"</tu></body></tmx>"
    )
    (line,) = read_tmx(data, "m", "m", "en").lines
    assert (line.source, line.target) == ("yes", "oui")
    (line,) = read_tmx(data, "m", "m", "fr").lines
    assert (line.source, line.target) == ("oui", "yes")
    assert [one.message for one in read_tmx(data, "m", "m", "ja").refusals] == [
        "the unit has no source with a translation"
    ]


BODY = '<tmx version="1.4">\n<header srclang="en"/>\n<body>\n{}\n</body>\n</tmx>\n'
BOMB = '<!DOCTYPE tmx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (BODY.format("<tu><tuv></tu>"), r"line 4: The XML is damaged \(mismatched tag\)"),
        (BODY.format("<tu>&nbsp;</tu>"), r"line 4: The XML is damaged \(undefined entity\)"),
        (BODY.format("a & b"), "line 4: The XML is damaged"),
        (BODY.format("")[:-8], r"line 5: The XML is damaged \(no element found"),
        (BOMB + BODY.format("&b;"), r"DOCTYPE declaration \(line 1\)"),
        ('<!DOCTYPE tmx SYSTEM "file:///etc/passwd" [ ]>' + BODY.format(""), "DOCTYPE"),
        ('<!DOCTYPE html SYSTEM "x">' + BODY.format(""), "DOCTYPE"),
        ("\n\n<tbx/>", "line 3: it begins with <tbx>, not with <tmx>"),
        ("Source,Target\n", "no XML"),
        (BODY.format("<a>" * 70 + "</a>" * 70), "nested more than 64 deep"),
        ("x" * (MAX_BYTES + 1), "at most"),
    ],
    ids=["tags", "entity", "amp", "cut", "bomb", "file", "html", "tbx", "csv", "deep", "large"],
)
def test_what_is_broken_or_hostile_is_refused_with_its_line(data, said):
    with pytest.raises(InputError, match=said):
        read_tmx(data.encode(), "m.tmx", "m.tmx", "en")
