"""Workbooks and CSV files as bytes: as Excel writes them; hostile and damaged ones cost nothing."""

from __future__ import annotations

import io
import zipfile

import pytest

from localize.errors import InputError
from localize.memory.exchange.csv_sheet import read_csv, write_csv
from localize.memory.exchange.key_names import key_names_of
from localize.memory.exchange.sheets import MAX_BYTES, MAX_COLUMNS, Sheet
from localize.memory.exchange.xlsx_book import read_xlsx, write_xlsx


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_the_strings_of_excel_itself_are_read():
    """Excel keeps texts in a part of their own, some in runs with a look, some with escapes."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    strings = (
        "<si><t>Source term</t></si><si><t>fr-FR</t></si><si><t>fr-FR notes</t></si>"
        "<si><r><t>Deep </t></r><r><rPr><b/></rPr><t>Six</t></r></si>"
        '<si><t xml:space="preserve"> _x005F_x0041_ &amp; Co </t></si>'
        "<si><t>one_x000D_\ntwo</t></si>"
    )
    cells = ((0, 1, 2), (3, 4, 5))
    rows = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{"ABC"[c]}{n}" t="s"><v>{i}</v></c>' for c, i in enumerate(row))
        + "</row>"
        for n, row in enumerate(cells, 1)
    )
    data = zipped(
        **{
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{office}.sheet.main+xml"/>'
            f'<Override PartName="/xl/sheet.xml" ContentType="{office}.worksheet+xml"/>'
            f'<Override PartName="/xl/strings.xml" ContentType="{office}.sharedStrings+xml"/>'
            "</Types>",
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{kinds}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{kinds}"><sheets>'
            '<sheet name="KNP" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{kinds}/worksheet" Target="sheet.xml"/>'
            f'<Relationship Id="r2" Type="{kinds}/sharedStrings" Target="strings.xml"/>'
            "</Relationships>",
            "xl/sheet.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
            "xl/strings.xml": f'<sst xmlns="{main}">{strings}</sst>',
        }
    )
    (term,) = key_names_of(read_xlsx(data, "x.xlsx")).terms
    assert term.source == "Deep Six"
    assert [(one.text, one.note) for one in term.renderings] == [("_x0041_ & Co", "one\ntwo")]


# --- Hostile and damaged --------------------------------------------------------------------------


def with_part(name, change):
    """A sound workbook, one of whose parts is changed."""
    sound = zipfile.ZipFile(io.BytesIO(write_xlsx([Sheet("Names", (("Source term",), ("A",)))])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sound.namelist():
            data = sound.read(part)
            archive.writestr(part, change(data) if part == name else data)
    return out.getvalue()


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_part_with_an_entity_bomb_is_refused_unread(encoding):
    def change(data):
        text = data.decode()
        head, rest = (
            text.split("?>", 1) if text.startswith("<?xml") else ("<?xml version='1.0'", text)
        )
        return f"{head.split(' encoding')[0]}?>{BOMB}{rest}".encode(encoding)

    for part in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"):
        with pytest.raises(InputError, match="declares a document type"):
            read_xlsx(with_part(part, change), "x.xlsx")


def test_what_unpacks_to_too_much_is_refused_unread():
    data = zipped(**{"xl/workbook.xml": b"0" * (300 * 1024 * 1024)})
    assert len(data) < 1024 * 1024
    with pytest.raises(InputError, match="unpacks to more"):
        read_xlsx(data, "x.xlsx")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "cannot be read as XLSX"),
        (b"PK\x03\x04" + b"\0" * 100, "cannot be read as XLSX"),
        (zipped(a="b"), "cannot be read as XLSX"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Excel file, or has a password"),
        (b"0" * (MAX_BYTES + 1), "at most"),
        (with_part("xl/worksheets/sheet1.xml", lambda data: data[:-40]), "cannot be read as XLSX"),
        (with_part("xl/styles.xml", lambda _: b"<styles"), "cannot be read as XLSX"),
        (with_part("xl/workbook.xml", lambda _: b"<workbook/>"), "no sheet"),
    ],
    ids=["empty", "cut", "zip", "ole", "large", "sheet", "styles", "book"],
)
def test_what_is_no_sound_workbook_is_refused_with_a_reason(data, said):
    with pytest.raises(InputError, match=said):
        read_xlsx(data, "x.xlsx")


def test_a_row_far_down_or_far_right_costs_nothing():
    def far(data):
        cell = b'<c r="A1048576" t="inlineStr"><is><t>x</t></is></c>'
        return data.replace(b"</sheetData>", b'<row r="1048576">' + cell + b"</row></sheetData>")

    (sheet,) = read_xlsx(with_part("xl/worksheets/sheet1.xml", far), "x.xlsx")
    assert sheet.rows == (("Source term",), ("A",))
    wide = Sheet("Names", (tuple("x" for _ in range(MAX_COLUMNS + 1)),))
    with pytest.raises(InputError, match="row 1 is beyond the 400 columns"):
        read_csv(write_csv(wide), "Names", "x.csv")


def test_a_quotation_that_never_closes_is_refused_with_its_line():
    with pytest.raises(InputError, match="line 3"):
        read_csv(b'Source term,fr-FR\nA,B\n"C,D\n', "x", "x.csv")
