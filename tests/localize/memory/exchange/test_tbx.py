"""TBX of both editions: round trips, independent readers, files of other tools, broken ones."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.storage.tbx import tbxfile

from localize.errors import InputError
from localize.memory.exchange.tbx import read_tbx, write_tbx
from localize.memory.exchange.values import KeyNames, Rendering, TermEntry

LOCALES = ("fr-FR", "zh-Hant")
CHARS = st.characters(
    exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), exclude_characters="\ufffe\uffff\ufeff"
)
WORDS = st.text(CHARS, min_size=1, max_size=12) | st.sampled_from(["a<b&c", "]]>", '"', "<i>x</i>"])
LINES = st.lists(WORDS, min_size=1, max_size=3).map(
    lambda words: unicodedata.normalize("NFC", " ".join(words))
)
NOTES = st.just("") | LINES


@st.composite
def termbases(draw):
    terms = []
    for source in draw(st.lists(LINES, max_size=5, unique_by=str.casefold)):
        locales = draw(st.lists(st.sampled_from(LOCALES), unique=True))
        made = tuple(Rendering(one, draw(LINES), draw(NOTES)) for one in sorted(locales))
        terms.append(TermEntry(source, draw(st.sampled_from(["", "name"])), draw(NOTES), made))
    return KeyNames("en", tuple(terms))


def bare(names):
    return [
        (one.source, one.kind, one.note, [(r.locale, r.text, r.note) for r in one.renderings])
        for one in names.terms
    ]


@given(termbases(), st.sampled_from([2008, 2019]))
@settings(max_examples=120)
def test_a_termbase_comes_back_as_it_was(names, edition):
    back = read_tbx(write_tbx(names, LOCALES, edition), "t.tbx", "t.tbx", "en")
    assert (back.refusals, back.notes, back.source_locale) == ((), (), "en")
    assert bare(back) == bare(names)


@given(termbases())
@settings(max_examples=40)
def test_independent_readers_find_the_same_terms(names):
    store = tbxfile.parsestring(write_tbx(names, LOCALES, 2008))
    assert [unit.source for unit in store.units] == [one.source for one in names.terms]
    for edition, entry, section in (
        (2008, "termEntry", "langSet"),
        (2019, "conceptEntry", "langSec"),
    ):
        root = etree.fromstring(write_tbx(names, LOCALES, edition))
        space = f"{{{root.nsmap[None]}}}" if None in root.nsmap else ""
        assert (space != "") == (edition == 2019)
        found = [
            {
                one.get("{http://www.w3.org/XML/1998/namespace}lang"): one.find(
                    f".//{space}term"
                ).text
                for one in concept.iter(f"{space}{section}")
            }
            for concept in root.iter(f"{space}{entry}")
        ]
        assert found == [
            {"en": one.source, **{r.locale: r.text for r in one.renderings}} for one in names.terms
        ]


def test_what_is_written_is_tbx_basic_of_2019():
    names = KeyNames(
        "en", (TermEntry("Deep Six", "name", "the ship", (Rendering("fr-FR", "Le Fond", "sic"),)),)
    )
    assert write_tbx(names, LOCALES, 2019).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">'
        "<tbxHeader><fileDesc><sourceDesc><p>localize</p></sourceDesc></fileDesc></tbxHeader>\n"
        "<text><body>\n"
        '<conceptEntry id="t1"><descrip type="subjectField">name</descrip><note>the ship</note>'
        '<langSec xml:lang="en"><termSec><term>Deep Six</term></termSec></langSec>'
        '<langSec xml:lang="fr-FR"><termSec><term>Le Fond</term>'
        "<note>sic</note></termSec></langSec>"
        "</conceptEntry>\n</body></text></tbx>\n"
    )


OLD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif PUBLIC "ISO 12200:1999A//DTD MARTIF core (DXFcdV04)//EN" "TBXcdv04.dtd">
<martif type="TBX-Default" xml:lang="en-US"><martifHeader/><text><body>
<termEntry id="1">
 <descripGrp><descrip type="definition">A ship.</descrip></descripGrp>
 <langSet xml:lang="EN-us"><ntig><termGrp><term>Deep Six</term></termGrp></ntig></langSet>
 <langSet xml:lang="fr"><ntig><termGrp><term>Le Vieux</term>
   <termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termGrp></ntig>
  <ntig><termGrp><term>Le <hi>Fond</hi></term></termGrp></ntig>
  <tig><term>La Fosse</term></tig></langSet>
</termEntry>
<termEntry id="2"><langSet xml:lang="fr"><tig><term>Seul</term></tig></langSet></termEntry>
<termEntry id="3"><langSet><tig><term>x</term></tig></langSet></termEntry>
<termEntry id="4"><langSet xml:lang="en"><tig><term>deep six</term></tig></langSet></termEntry>
<termEntry id="5"><langSet xml:lang="en"><tig><term>{long}</term></tig></langSet></termEntry>
</body></text></martif>
""".format(long="x" * 201)

NEW = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<tbxHeader/><text><body><conceptEntry id="c1">
 <min:subjectField>place</min:subjectField><basic:definition>A bar.</basic:definition>
 <langSec xml:lang="en"><termSec><term>Sky</term></termSec></langSec>
 <langSec xml:lang="es-419"><termSec><term>Nube</term>
  <min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec>
  <termSec><term>Cielo</term><note>neon</note></termSec></langSec>
</conceptEntry></body></text></tbx>
"""


def test_a_termbase_of_2008_of_another_tool():
    read = read_tbx(OLD.encode(), "o.tbx", "o.tbx", "en")
    assert bare(read) == [("Deep Six", "", "A ship.", [("fr", "Le Fond", "")])]
    assert read.notes == ("o.tbx: 1 further terms of a language were passed over.",)
    assert [(one.place.row, one.message[:34]) for one in read.refusals] == [
        (12, "the concept has no term in the lan"),
        (13, "a language section does not name i"),
        (14, "the term stands in line 4 already"),
        (15, "A term's source of 201 characters "),
    ]


@pytest.mark.parametrize("preferred", ["preferredTerm-admn-sts", "preferred"])
def test_of_several_terms_the_one_that_is_preferred_is_taken(preferred):
    terms = "".join(
        f'<tig><term>{term}</term><termNote type="administrativeStatus">{status}</termNote></tig>'
        for term, status in (
            ("nef", "deprecatedTerm-admn-sts"),
            ("astronef", "admittedTerm-admn-sts"),
            ("vaisseau", preferred),
            ("fusée", "non-preferred"),
        )
    )
    data = (
        '<martif type="TBX" xml:lang="en"><text><body><termEntry id="1">'
        '<langSet xml:lang="en"><tig><term>spaceship</term></tig></langSet>'
        f'<langSet xml:lang="fr">{terms}</langSet></termEntry></body></text></martif>'
    )
    read = read_tbx(data.encode(), "o.tbx", "o.tbx", "en")
    assert bare(read) == [("spaceship", "", "", [("fr", "vaisseau", "")])]
    assert read.notes == ("o.tbx: 2 further terms of a language were passed over.",)


def test_a_termbase_of_2019_in_elements():
    read = read_tbx(NEW.encode(), "n.tbx", "n.tbx")
    assert bare(read) == [("Sky", "place", "A bar.", [("es-419", "Cielo", "neon")])]
    assert (read.refusals, read.source_locale) == ((), "en")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            NEW.replace("</termSec></langSec>\n <lang", "</langSec>\n <lang"),
            "line 5: The XML is dam",
        ),
        (NEW[:-8], "line 9: The XML is damaged"),
        ('<!DOCTYPE martif [<!ENTITY a "b">]>' + NEW, "DOCTYPE"),
        ('<tmx version="1.4"/>', "begins with <tmx>, not with <martif> or <tbx>"),
    ],
    ids=["tags", "cut", "entity", "tmx"],
)
def test_what_is_broken_is_refused_with_its_line(data, said):
    with pytest.raises(InputError, match=said):
        read_tbx(data.encode(), "t.tbx", "t.tbx")
