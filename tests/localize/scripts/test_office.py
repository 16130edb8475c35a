"""Word and Excel files: their text, and what is refused."""

from __future__ import annotations

import zipfile

import pytest
from openpyxl import Workbook

from localize.errors import FormatError
from localize.scripts import office, read_script

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(path, body, **more):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        head = more.get("head", "")
        package.writestr(
            "word/document.xml",
            f"<?xml version='1.0'?>{head}<w:document {W}><w:body>{body}</w:body></w:document>",
        )
    return path


def paragraph(text, style=""):
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def said(path):
    return [(line.speaker, line.text) for line in read_script(path)]


def test_paragraphs_and_changes(tmp_path):
    body = (
        paragraph("Episode 1", "Heading1")
        + "<w:p><w:r><w:t>ANNA:</w:t><w:tab/><w:t>Who </w:t></w:r>"
        "<w:del><w:r><w:delText>was</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>is</w:t></w:r></w:ins><w:r><w:t> there?</w:t></w:r></w:p>"
        + paragraph("BEN: Me &amp; you.")
    )
    assert said(docx(tmp_path / "a.docx", body)) == [
        ("ANNA", "Who is there?"),
        ("BEN", "Me & you."),
    ]


def test_screenplay_styles(tmp_path):
    body = "".join(
        paragraph(text, style)
        for text, style in (
            ("Int. Kitchen", "SceneHeading"),
            ("Anna opens the door.", "Action"),
            ("Anna", "Character"),
            ("quietly", "Parenthetical"),
            ("Come in.", "Dialogue"),
            ("He does.", "Action"),
        )
    )
    assert said(docx(tmp_path / "a.docx", body)) == [("Anna", "Come in.")]


def test_a_table(tmp_path):
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in (("TC", "Character", "Dialogue"), ("01:00:00:00", "ANNA", "(sighs) Yes."))
    )
    body = paragraph("Dialogue list", "Title") + f"<w:tbl>{rows}</w:tbl>"
    assert said(docx(tmp_path / "a.docx", body)) == [("ANNA", "Yes.")]


def test_rows_and_cells_in_content_controls_and_a_deleted_row(tmp_path):
    def cells(*texts):
        return "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in texts)

    def control(content):
        return f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    rows = (
        f"<w:tr>{cells('TC', 'Character', 'Dialogue')}</w:tr>"
        f"<w:tr>{cells('01:00:00:00')}{control(cells('ANNA'))}{cells('Yes.')}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cells('01:00:01:00', 'BEN', 'Cut.')}</w:tr>"
        + control(f"<w:tr>{cells('01:00:02:00', 'BEN', 'No.')}</w:tr>")
    )
    found = said(docx(tmp_path / "a.docx", f"<w:tbl>{rows}</w:tbl>"))
    assert found == [("ANNA", "Yes."), ("BEN", "No.")]


def test_a_workbook(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["The Switch", None, None])
    sheet.append([])
    sheet.append(["#", "Role", "Line", "Notes"])
    sheet.append([1, "Ellen", "Somebody has to.", "calm"])
    sheet.append([2, "Daniel (O.S.)", "I know <you>.", None])
    book.save(tmp_path / "list.xlsx")
    lines = read_script(tmp_path / "list.xlsx")
    assert [(line.speaker, line.text, line.line) for line in lines] == [
        ("Ellen", "Somebody has to.", 4),
        ("Daniel", "I know <you>.", 5),
    ]


def test_a_document_type_is_refused(tmp_path):
    head = '<!DOCTYPE w:document [<!ENTITY a "b">]>'
    with pytest.raises(FormatError, match="DOCTYPE"):
        read_script(docx(tmp_path / "a.docx", paragraph("ANNA: &a;"), head=head))


def test_what_unpacks_to_too_much(tmp_path, monkeypatch):
    monkeypatch.setattr(office, "_MOST_BYTES", 10_000)
    with pytest.raises(FormatError, match="unpacks to more"):
        read_script(docx(tmp_path / "a.docx", paragraph("a" * 20_000)))


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"no zip", "cannot be read"), (b"\xd0\xcf\x11\xe0", "old Office file"), (b"", "cannot be")],
)
def test_damaged_files(tmp_path, content, message):
    for name in ("a.docx", "a.xlsx"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(FormatError, match=message):
            read_script(tmp_path / name)


def test_a_zip_of_something_else(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        package.writestr("other.xml", "<a/>")
    with pytest.raises(FormatError, match=r"no word/document\.xml"):
        read_script(tmp_path / "a.docx")
