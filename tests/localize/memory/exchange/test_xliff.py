"""XLIFF 2: round trips, independent readers, files of other tools, broken ones."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.storage.xliff2 import Xliff2File

from localize.errors import InputError
from localize.memory.exchange.xliff import Bilingual, Unit, lines_of, read_xliff, write_xliff

NS = "{urn:oasis:names:tc:xliff:document:2.0}"
CHARS = st.characters(
    exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), exclude_characters="\ufffe\uffff\ufeff"
)
TEXTS = st.lists(
    st.text(CHARS, min_size=1, max_size=12)
    | st.sampled_from(["<i>so</i>", "a < b & c", "]]>", "<b>x", "</i>", "<ph/>", '"', "a\nb"]),
    min_size=1,
    max_size=3,
).map(lambda parts: unicodedata.normalize("NFC", " ".join(parts)))
STATES = ("initial", "translated", "reviewed", "final")


@st.composite
def tracks(draw):
    ids = draw(
        st.lists(st.text(CHARS, min_size=1, max_size=8), min_size=1, max_size=5, unique=True)
    )
    ids = [unicodedata.normalize("NFC", one) for one in ids]
    return Bilingual(
        draw(TEXTS).replace("\n", " "),
        "en",
        "zh-Hant",
        tuple(
            Unit(
                one, draw(TEXTS), draw(st.just("") | TEXTS), draw(st.sampled_from(STATES)),
                draw(st.sampled_from(["", "Anna & Ben"])), draw(st.integers(0, 10**6)),
                tuple(draw(st.lists(TEXTS, max_size=2))),
            )
            for one in dict.fromkeys(ids)
        ),
    )  # fmt: skip


def bare(track):
    units = [
        (one.cue_id, one.source, one.target, one.state, one.speaker, one.revision, one.notes)
        for one in track.units
    ]
    return track.original, track.source_locale, track.locale, units


@given(tracks())
@settings(max_examples=100)
def test_a_track_comes_back_as_it_was(track):
    (back,) = read_xliff(write_xliff(track), "t.xlf", "t.xlf")
    assert back.refusals == ()
    assert bare(back) == bare(track)


def without_tags(text):
    for one in ("<i>", "</i>", "<b>"):
        text = text.replace(one, "")
    return text


@given(tracks())
@settings(max_examples=40)
def test_independent_readers_find_the_same_texts(track):
    data = write_xliff(track)
    root = etree.fromstring(data)
    assert (root.get("srcLang"), root.get("trgLang")) == ("en", "zh-Hant")
    units = list(root.iter(f"{NS}unit"))
    assert [one.get("name") for one in units] == [one.cue_id for one in track.units]
    assert len({one.get("id") for one in units}) == len(units)
    for unit, element in zip(track.units, units, strict=True):
        data_ids = {one.get("id") for one in element.iter(f"{NS}data")}
        assert {one.get("dataRef") for one in element.iter(f"{NS}ph")} <= data_ids
        texts = ["".join(one.itertext()) for one in element.iter(f"{NS}source", f"{NS}target")]
        wanted = [unit.source, *([unit.target] if unit.target else [])]
        assert texts == [without_tags(one) for one in wanted]
    store = Xliff2File.parsestring(data)
    assert (store.getsourcelanguage(), store.gettargetlanguage()) == ("en", "zh-Hant")
    assert [one.getid().rpartition("\x04")[2] for one in store.units] == [
        f"u{number}" for number in range(1, len(units) + 1)
    ]


OTHERS = """<?xml version="1.0" encoding="utf-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en-us" trgLang="fr-FR"
 xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0">
<file id="f" original="S01E01"><group id="g"><unit id="u1" name="c1">
 <mda:metadata><mda:metaGroup><mda:meta type="x">y</mda:meta></mda:metaGroup></mda:metadata>
 <notes><note category="revision">3</note><note>Softly.</note></notes>
 <originalData><data id="a">&lt;i&gt;</data><data id="b">&lt;/i&gt;</data></originalData>
 <segment state="reviewed">
  <source>Good <pc id="1" dataRefStart="a" dataRefEnd="b">day</pc>.</source>
  <target>Bon<mrk id="m" type="term">jour</mrk>.</target></segment>
 <ignorable><source> </source></ignorable>
 <segment state="translated"><source>Bye<ph id="2" equiv="X"/>.</source>
  <target>Salut.</target></segment>
</unit></group>
<unit id="u2"><segment><source>Alone.</source></segment></unit>
<unit id="u3" name="c1"><segment><source>x</source></segment></unit>
<unit id="u4"><segment/></unit>
</file></xliff>
"""


def test_a_file_as_a_tool_gives_it_back():
    (track,) = read_xliff(OTHERS.encode(), "t.xlf", "t.xlf")
    assert bare(track) == (
        "S01E01", "en-US", "fr-FR",
        [
            ("c1", "Good <i>day</i>. Bye.", "Bonjour. Salut.", "translated", "", 3, ("Softly.",)),
            ("u2", "Alone.", "", "initial", "", 0, ()),
        ],
    )  # fmt: skip
    assert [(one.place.row, one.message) for one in track.refusals] == [
        (16, "the unit stands in line 4 already"),
        (17, "the unit has no name, id or source"),
    ]
    lines = lines_of([track])
    assert [(one.source, one.target, one.after, one.origin) for one in lines.lines] == [
        ("Good <i>day</i>. Bye.", "Bonjour. Salut.", "Alone.", "S01E01 c1")
    ]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ('Oui.<ph id="1" type="fmt" subType="xlf:lb"/>Non.', "Oui.\nNon."),
        ('Oui<ph id="1" dataRef="d1"/>Non', "Oui\nNon"),
        ('Oui <ph id="1" disp="\\n"/> Non', "Oui\nNon"),
        ('Oui<ph id="1" equiv="X"/>Non', "Oui Non"),
        ('Oui<ph id="1"/>.', "Oui."),
        ('i<pc id="1">mpos</pc>sible<sc id="2"/>s<ec startRef="2"/>', "impossibles"),
    ],
)
def test_a_code_that_parts_two_words_leaves_them_parted(said, read):
    unit = (
        '<unit id="u1"><originalData><data id="d1">&lt;br/&gt;</data></originalData>'
        f"<segment><source>Yes.</source><target>{said}</target></segment></unit>"
    )
    data = SOUND[: SOUND.index("<unit")] + unit + SOUND[SOUND.index("</file>") :]
    (track,) = read_xliff(data.encode(), "t.xlf", "t.xlf")
    assert [one.target for one in track.units] == [read]


def test_targets_stand_in_the_order_that_they_say():
    unit = (
        '<unit id="u1"><segment><source>If so, </source><target order="3">wenn das stimmt.'
        "</target></segment><ignorable><source>I </source></ignorable>"
        '<segment><source>go.</source><target order="1">Ich gehe, </target></segment></unit>'
    )
    data = SOUND[: SOUND.index("<unit")] + unit + SOUND[SOUND.index("</file>") :]
    (track,) = read_xliff(data.encode(), "t.xlf", "t.xlf")
    (one,) = track.units
    assert (one.source, one.target) == ("If so, I go.", "Ich gehe, I wenn das stimmt.")


SOUND = write_xliff(Bilingual("E1", "en", "fr", (Unit("c1", "Yes.", "Oui."),))).decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (SOUND.replace("</segment>", ""), r"line 4: The XML is damaged \(mismatched tag\)"),
        (SOUND[:-12], "line 5: The XML is damaged"),
        (SOUND.replace('version="2.0"', 'version="1.2"'), "line 2: this is XLIFF 1.2, not 2"),
        (SOUND.replace(' trgLang="fr"', ""), "line 2: it does not say its languages"),
        (SOUND.replace('"fr"', '"nonsense-"'), "line 2: 'nonsense-' is not a language tag"),
        (SOUND.replace("<xliff", "<!DOCTYPE xliff><xliff"), "DOCTYPE"),
        ("<tmx/>", "begins with <tmx>, not with <xliff>"),
    ],
    ids=["tags", "cut", "1.2", "language", "tag", "doctype", "tmx"],
)
def test_what_is_broken_is_refused_with_its_line(data, said):
    with pytest.raises(InputError, match=said):
        read_xliff(data.encode(), "t.xlf", "t.xlf")
