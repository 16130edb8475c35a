"""Formality sheets: who speaks down the side, who is spoken to along the top, one a market.

In a cell a question mark says that nobody has settled the form, and what follows a colon is a note:
``formal?: they have just met``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from localize.memory.exchange.headers import (
    RowError,
    kept_line,
    locale_of,
    note_text,
    tag_of,
)
from localize.memory.exchange.sheets import Sheet
from localize.memory.exchange.values import AddressEntry, CharacterEntry, KeyNames, Refusal
from localize.store.kinds import AddressForm
from localize.store.tables import NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Stands for everybody in a formality sheet.
EVERYBODY: Final = "(everybody)"
_ANY: Final = frozenset(
    {"(everybody)", "everybody", "everyone", "(everyone)", "anyone", "all", "*"}
)
#: Words that people put into formality sheets: ours, their initials, and the pronouns themselves.
_FORMS: Final = {
    **dict.fromkeys(
        ("formal", "f", "v", "polite", "sie", "vous", "usted", "lei", "pan", "pani", "pan/pani",
         "вы", "você", "u", "vykání", "vy", "siz", "desu/masu", "존댓말", "आप"),
        AddressForm.FORMAL,
    ),
    **dict.fromkeys(
        ("familiar", "informal", "i", "t", "casual", "du", "tu", "tú", "ty", "ты", "je", "jij",
         "tykání", "sen", "plain", "반말", "तुम", "vos"),
        AddressForm.FAMILIAR,
    ),
}  # fmt: skip
_CELL: Final = re.compile(r"\A([^?:]*?)\s*(\?)?\s*(?::\s*(.*))?\Z", re.DOTALL)


def formality_of(sheet: Sheet) -> str:
    """The market of a formality sheet; empty for every other sheet."""
    words = sheet.name.replace(".", " ").replace("_", " ").split()
    words = words[: -1 if words[-1:] in (["csv"], ["tsv"], ["txt"]) else None]
    if len(words) > 1 and words[-2].casefold() in ("formality", "address") and locale_of(words[-1]):
        return locale_of(words[-1])
    corner = sheet.cell(0, 0) if sheet.rows else ""
    tag, colon, _ = corner.partition(":")
    return tag_of(tag) if colon else ""


def addresses_of_sheet(sheet: Sheet, locale: str) -> KeyNames:
    """The forms that a market's sheet says, and what of it cannot be taken in."""
    addresses: dict[tuple[str, str], AddressEntry] = {}
    refusals = [Refusal(sheet.place(*at), why) for at, why in sorted(sheet.faults.items())]
    for number in range(1, len(sheet.rows)):
        for column in range(1, len(sheet.rows[number])):
            if (number, column) in sheet.faults or not sheet.cell(number, column):
                continue
            try:
                entry = _address(sheet, locale, number, column)
                key = entry.speaker.casefold(), entry.addressee.casefold()
                _see_same(addresses.setdefault(key, entry), entry, column)
            except RowError as error:
                refusals.append(Refusal(sheet.place(number, error.column), str(error)))
    return KeyNames(addresses=tuple(addresses.values()), refusals=tuple(refusals))


def _see_same(known: AddressEntry, entry: AddressEntry, column: int) -> None:
    if known.form is not entry.form:
        raise RowError(column, f"{known.place} says otherwise: keep one")


def _address(sheet: Sheet, locale: str, number: int, column: int) -> AddressEntry:
    who, whom = sheet.cell(number, 0), sheet.cell(0, column)
    if not who or not whom:
        raise RowError(
            0 if not who else column,
            f"nobody is named {'at the side' if not who else 'along the top'}; "
            f"{EVERYBODY} stands for everybody",
        )
    said = _CELL.match(sheet.cell(number, column))
    form = _FORMS.get(said[1].strip().casefold()) if said else None
    if said is None or form is None:
        given = sheet.cell(number, column)
        raise RowError(column, f"{given[:40]!r} is no form of address: formal or familiar")
    names = []
    for name, where in ((who, 0), (whom, column)):
        bare = "" if name.casefold() in _ANY else name
        names.append(kept_line(where, "A name", bare, NAME))
    note = note_text(column, said[3] or "")
    guessed = said[2] is not None
    return AddressEntry(
        locale, names[0], names[1], form, guessed, note, sheet.place(number, column)
    )


def formality_sheet(
    locale: str, addresses: Sequence[AddressEntry], characters: Sequence[CharacterEntry]
) -> Sheet:
    """The sheet of a market, with a row and a column for every character, to be filled in.

    Args:
        locale: of the market.
        addresses: its forms.
        characters: of the show.
    """
    known = [one.name for one in characters]
    side = list(dict.fromkeys(["", *known, *(one.speaker for one in addresses)]))
    top = list(dict.fromkeys(["", *known, *(one.addressee for one in addresses)]))
    said = {(one.speaker, one.addressee): _cell(one) for one in addresses}
    rows = [(f"{locale}: who speaks ↓ to whom →", *(name or EVERYBODY for name in top))]
    rows += [
        (speaker or EVERYBODY, *(said.get((speaker, one), "") for one in top)) for speaker in side
    ]
    return Sheet(f"Formality {locale}", tuple(rows))


def _cell(one: AddressEntry) -> str:
    form = one.form.value + ("?" if one.guessed else "")
    return f"{form}: {one.note}" if one.note else form
