"""What files of others hold: key names, characters, forms of address, lines of a memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from localize.store.kinds import AddressForm, Gender


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file.

    Attributes:
        sheet: name of the sheet, or of the file where it has none.
        row: from 1, as spreadsheets number them; the line in files of lines; 0 for none.
        column: A, B, … of a table; empty for a whole row, and in files that are no tables.
    """

    sheet: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row and self.column else ""
        line = f", line {self.row}" if self.row and not self.column else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.sheet}{row}{line}{column}"


#: Where nothing is said of it.
NOWHERE: Final = Place("")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a file has and cannot be taken in.

    Attributes:
        place: where it stands.
        message: why not, and what to do.
    """

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Rendering:
    """A term in one market.

    Attributes:
        locale: of the market.
        text: the rendering; may be empty where there is only a note.
        note: about it.
        place: where it stands.
    """

    locale: str
    text: str
    note: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term, with its renderings.

    Attributes:
        source: as it is said.
        kind: what it is, a word ("name", "place"); may be empty.
        note: about the term, for all markets.
        renderings: one a market, those without text or note left out.
        frequency: how often the source tracks say it; 0 where nobody counted.
        place: where it stands.
    """

    source: str
    kind: str = ""
    note: str = ""
    renderings: tuple[Rendering, ...] = ()
    frequency: int = 0
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class CharacterEntry:
    """Somebody who speaks in the show.

    Attributes:
        name: as the cues name them.
        gender: what is known.
        note: for those who translate.
        place: where it stands.
    """

    name: str
    gender: Gender = Gender.UNKNOWN
    note: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class AddressEntry:
    """How somebody addresses somebody in one market; an empty name stands for everybody.

    Attributes:
        locale: of the market.
        speaker: who speaks.
        addressee: who is spoken to.
        form: familiar or formal.
        guessed: nobody has settled it yet.
        note: why, since when.
        place: where it stands.
    """

    locale: str
    speaker: str
    addressee: str
    form: AddressForm
    guessed: bool = False
    note: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class KeyNames:
    """Everything that a key-names workbook or a termbase says.

    Attributes:
        source_locale: language of the terms; empty where the file does not say.
        terms: in the file's order.
        characters: in the file's order.
        addresses: in the file's order.
        refusals: what cannot be taken in.
        notes: what is passed over and hurts nobody, in words.
    """

    source_locale: str = ""
    terms: tuple[TermEntry, ...] = ()
    characters: tuple[CharacterEntry, ...] = ()
    addresses: tuple[AddressEntry, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()

    def joined(self, other: KeyNames) -> KeyNames:
        """Both, this one first."""
        return KeyNames(
            self.source_locale or other.source_locale,
            self.terms + other.terms,
            self.characters + other.characters,
            self.addresses + other.addresses,
            self.refusals + other.refusals,
            self.notes + other.notes,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a memory: a source text with its translation.

    Attributes:
        source_locale: language of the source.
        locale: language of the translation.
        source: tags of cues included; lines are parted by newlines.
        target: likewise.
        before: the source before it; empty where it is not known.
        after: the source after it.
        origin: where it is from: a file, an episode and a cue.
        by: name of whoever approved or made it; empty where it is not known.
        at: when; None where it is not known.
        id: of the line in its file; empty for none.
        note: of people, for those who translate.
        place: where it stands.
    """

    source_locale: str
    locale: str
    source: str
    target: str
    before: str = ""
    after: str = ""
    origin: str = ""
    by: str = ""
    at: datetime | None = None
    id: str = ""
    note: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Lines:
    """What a memory's file says.

    Attributes:
        lines: in the file's order.
        refusals: what cannot be taken in.
        notes: what is passed over and hurts nobody, in words.
    """

    lines: tuple[Line, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
