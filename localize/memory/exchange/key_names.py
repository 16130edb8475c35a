"""The key-names workbook: what its sheets say, and how it is laid out.

| sheet | columns |
|---|---|
| Key names | Type, Source term, Notes, Frequency; for each language its tag, and its tag "notes" |
| Characters | Name, Gender, Notes |
| Formality fr-FR | who speaks down the side, who is spoken to along the top; formal or familiar |

A sheet is known by its header, which may stand below a title, and whose columns may come in any
order and under the names that people give them. An empty cell says nothing: it takes nothing out.
"Do not translate" (any mark in the cell) gives every language of the sheet the source as rendering.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from localize.memory.exchange.formality import addresses_of_sheet, formality_of, formality_sheet
from localize.memory.exchange.headers import Header, RowError, header_of, line_of, note_of
from localize.memory.exchange.sheets import Sheet
from localize.memory.exchange.values import (
    CharacterEntry,
    KeyNames,
    Place,
    Refusal,
    Rendering,
    TermEntry,
)
from localize.memory.terms import SOURCE, TARGET
from localize.store.kinds import Gender
from localize.store.tables import NAME, WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Why a table is not read.
_HEADLESS: Final = (
    "no header is known in it, so it was passed over: call the column of the terms Source term and "
    "each language's by a tag or a name, such as fr-FR or French; those of characters are called "
    "Name and Gender"
)
_GENDERS: Final = {
    **dict.fromkeys(("", "?", "unknown", "-", "n/a"), Gender.UNKNOWN),
    **dict.fromkeys(("f", "female", "woman", "girl", "w", "she"), Gender.FEMALE),
    **dict.fromkeys(("m", "male", "man", "boy", "he"), Gender.MALE),
    **dict.fromkeys(
        ("other", "x", "o", "non-binary", "nonbinary", "neutral", "they"), Gender.OTHER
    ),
}


# --- Reading --------------------------------------------------------------------------------------


def key_names_of(sheets: Sequence[Sheet], source: str = "", target: str = "") -> KeyNames:
    """What some sheets say; a table without a header that is known is refused.

    Args:
        sheets: of one file.
        source: language of the terms, by which their column may be called; empty for none.
        target: language of a column that is called "target"; empty for none.
    """
    found = KeyNames()
    filled = sum(any(sheet.rows) for sheet in sheets)
    for sheet in sheets:
        locale = formality_of(sheet)
        header = None if locale else header_of(sheet, source, target)
        if locale:
            found = found.joined(addresses_of_sheet(sheet, locale))
        elif header is not None and "source" in header.columns:
            found = found.joined(_terms(sheet, header))
        elif header is not None:
            found = found.joined(_characters(sheet, header))
        elif filled == 1 or any(sum(map(bool, map(str.strip, row))) > 1 for row in sheet.rows):
            found = found.joined(KeyNames(refusals=(Refusal(Place(sheet.name), _HEADLESS),)))
        elif any(sheet.rows):
            note = f"{sheet.name}: no header is known in it, so it was passed over."
            found = found.joined(KeyNames(notes=(note,)))
    return found


def _passed(sheet: Sheet, row: int, aside: Iterable[str], unplaced: Mapping[int, str]) -> KeyNames:
    """What is told of columns that are not read: those of no use here, and those that may be."""
    return KeyNames(
        notes=tuple(
            f"{sheet.name}: the column {one!r} is none that is known, so it was passed over."
            for one in aside
        ),
        refusals=tuple(
            Refusal(sheet.place(row, column), f"{why}; it was passed over")
            for column, why in sorted(unplaced.items())
        ),
    )


def _terms(sheet: Sheet, header: Header) -> KeyNames:
    terms: dict[tuple[str, str], TermEntry] = {}
    refusals = list(_faults(sheet, header, [*header.terms.values(), *header.notes.values()]))
    refused = {one.place.row for one in refusals}
    for number in range(header.row + 1, len(sheet.rows)):
        if not any(cell.strip() for cell in sheet.rows[number]) or number + 1 in refused:
            continue
        try:
            entry = _term(sheet, header, number)
            key = entry.source.casefold(), entry.kind.casefold()
            known = terms.get(key)
            terms[key] = entry if known is None else _joined(known, entry)
        except RowError as error:
            refusals.append(Refusal(sheet.place(number, error.column), str(error)))
    found = KeyNames(header.source_locale, tuple(terms.values()), refusals=tuple(refusals))
    return found.joined(_passed(sheet, header.row, header.aside.values(), header.unplaced))


def _term(sheet: Sheet, header: Header, number: int) -> TermEntry:
    at = header.columns["source"]
    source = line_of(sheet, number, at, "A term's source", SOURCE)
    if not source:
        raise RowError(at, "there is no source term: write it as it is said")
    kind = line_of(sheet, number, header.columns.get("kind"), "A term's kind", WORD)
    note = note_of(sheet, number, header.columns.get("note"))
    kept = bool(sheet.cell(number, header.columns.get("kept")))
    renderings = []
    for locale in dict.fromkeys((*header.terms, *header.notes)):
        column = header.terms.get(locale)
        text = line_of(sheet, number, column, "A term's rendering", TARGET)
        about = note_of(sheet, number, header.notes.get(locale))
        if kept and text not in ("", source):
            raise RowError(
                header.terms[locale], "it is not to be translated, and has another rendering"
            )
        text = source if kept and column is not None else text
        if text or about:
            place = sheet.place(number, column if column is not None else header.notes[locale])
            renderings.append(Rendering(locale, text, about, place))
    counted = sheet.cell(number, header.columns.get("frequency"))
    frequency = int(counted) if counted.isascii() and counted.isdigit() else 0
    return TermEntry(source, kind, note, tuple(renderings), frequency, sheet.place(number, at))


def _joined(first: TermEntry, second: TermEntry) -> TermEntry:
    """A term that has two rows; what they say of one market must be the same."""
    known = {one.locale: one for one in first.renderings}
    for one in second.renderings:
        other = known.get(one.locale)
        if other is not None and (other.text, other.note) != (one.text, one.note):
            said = f"“{other.text}” in {one.locale}"
            raise RowError(
                _column(one.place.column),
                f"the term stands in row {first.place.row} already, as {said}: keep one",
            )
        known[one.locale] = one
    return replace(first, note=first.note or second.note, renderings=tuple(known.values()))


def _column(name: str) -> int:
    """The number of a column, from 0: A → 0."""
    number = 0
    for char in name:
        number = number * 26 + ord(char) - 64
    return number - 1


def _characters(sheet: Sheet, header: Header) -> KeyNames:
    characters: dict[str, CharacterEntry] = {}
    refusals = list(_faults(sheet, header, []))
    refused = {one.place.row for one in refusals}
    for number in range(header.row + 1, len(sheet.rows)):
        if not any(cell.strip() for cell in sheet.rows[number]) or number + 1 in refused:
            continue
        try:
            entry = _character(sheet, header, number)
            known = characters.setdefault(entry.name.casefold(), entry)
            _see_same(known, entry, header.columns["gender"])
        except RowError as error:
            refusals.append(Refusal(sheet.place(number, error.column), str(error)))
    others = [sheet.cell(header.row, column) for column in sorted(header.unplaced | header.aside)]
    wrong = "a sheet of characters (Name, Gender) has no renderings: put them beside a Source term"
    return KeyNames(characters=tuple(characters.values()), refusals=tuple(refusals)).joined(
        _passed(
            sheet, header.row, filter(None, others), dict.fromkeys(header.terms.values(), wrong)
        )
    )


def _see_same(known: CharacterEntry, entry: CharacterEntry, column: int) -> None:
    if known.gender is not entry.gender:
        raise RowError(
            column,
            f"{entry.name} stands in row {known.place.row} already, "
            f"as {known.gender.value or 'unknown'}: keep one",
        )


def _character(sheet: Sheet, header: Header, number: int) -> CharacterEntry:
    at = header.columns["name"]
    name = line_of(sheet, number, at, "A character's name", NAME)
    if not name:
        raise RowError(at, "there is no name: write it as the cues name the speaker")
    said = sheet.cell(number, header.columns["gender"])
    gender = _GENDERS.get(said.casefold())
    if gender is None:
        raise RowError(
            header.columns["gender"], f"{said!r} is no gender: female, male, other, or nothing"
        )
    note = note_of(sheet, number, header.columns.get("note"))
    return CharacterEntry(name, gender, note, sheet.place(number, at))


def _faults(sheet: Sheet, header: Header, others: Iterable[int]) -> Iterable[Refusal]:
    """The cells below the header that are needed and cannot be read."""
    needed = {*header.columns.values(), *others} - {header.columns.get("frequency", -1)}
    for (row, column), why in sorted(sheet.faults.items()):
        if row > header.row and column in needed:
            yield Refusal(sheet.place(row, column), why)


# --- Writing --------------------------------------------------------------------------------------


def sheets_of(names: KeyNames, locales: Sequence[str]) -> tuple[Sheet, ...]:
    """The workbook of some key names.

    Args:
        names: what is told.
        locales: markets that get columns, and a formality sheet each where there is something to
            say or to ask; others' renderings are left out.
    """
    sheets = [_terms_sheet(names, locales)]
    if names.characters:
        rows = [("Name", "Gender", "Notes")]
        rows += [(one.name, one.gender.value, one.note) for one in names.characters]
        sheets.append(Sheet("Characters", tuple(rows)))
    for locale in locales:
        own = [one for one in names.addresses if one.locale == locale]
        if own:
            sheets.append(formality_sheet(locale, own, names.characters))
    return tuple(sheets)


def _terms_sheet(names: KeyNames, locales: Sequence[str]) -> Sheet:
    source = f"Source term ({names.source_locale})" if names.source_locale else "Source term"
    header = ["Type", source, "Notes", "Frequency"]
    for locale in locales:
        header += [locale, f"{locale} notes"]
    rows = [tuple(header)]
    for term in names.terms:
        own = {one.locale: one for one in term.renderings}
        row = [term.kind, term.source, term.note, str(term.frequency) if term.frequency else ""]
        for locale in locales:
            one = own.get(locale, Rendering(locale, ""))
            row += [one.text, one.note]
        rows.append(tuple(row))
    return Sheet("Key names", tuple(rows))
