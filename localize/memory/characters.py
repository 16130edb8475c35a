"""Who speaks in the show: names as the cues have them, gender, a note for those who translate.

Whoever may change terms may change characters; leads and operators take them out. Each change
keeps who made it and when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from localize.memory.rules import hold, kept_row, one_line, prose, see_role, take_out
from localize.memory.seen import Seen, see_unchanged
from localize.review.acts import ActKind
from localize.review.bench import season_row
from localize.review.errors import RefusedError
from localize.review.own_words import characters_of
from localize.store.kinds import Gender
from localize.store.tables import NAME, AddressRow, CharacterRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from localize.engines import Character
    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database


@dataclass(frozen=True, slots=True)
class CharacterView:
    """Somebody who speaks in the show.

    Attributes:
        character_id: to be taken out by.
        name: as the source's cues name them.
        gender: what is known.
        note: for those who translate.
        by: person who last changed it.
        at: when.
    """

    character_id: int
    name: str
    gender: Gender
    note: str
    by: int
    at: datetime


class Characters:
    """The characters of one season.

    Args:
        database: brought up to date.
        season: its settings.
    """

    def __init__(self, database: Database, season: Season) -> None:
        self._database = database
        self._season = season

    def all(self) -> tuple[CharacterView, ...]:
        """Every character, by name.

        Raises:
            UnknownNameError: nothing of the season is kept yet.
        """
        with self._database.read() as session:
            rows = kept_characters(session, season_row(session, self._season).id)
        return tuple(sorted(map(_view, rows), key=lambda one: one.name.casefold()))

    def for_engines(self) -> tuple[Character, ...]:
        """The same as engines and checks take them.

        Raises:
            UnknownNameError: nothing of the season is kept yet.
        """
        with self._database.read() as session:
            return characters_of(session, season_row(session, self._season).id)

    def put(
        self,
        actor: Actor,
        name: str,
        *,
        gender: Gender | None = None,
        note: str | None = None,
        seen: Seen | None = None,
    ) -> CharacterView:
        """Add a character, or change what is known of one; None keeps what is.

        Letters' case does not make another character.

        Raises:
            RefusedError: the person may not, or there is no name.
            InputError: a text is too long, or holds what cannot be kept.
            UnknownNameError: nothing of the season is kept yet.
            ChangedError: it is not as the person had read it.
        """
        see_role(actor, ActKind.TERM, "change characters")

        def work(session: Session) -> CharacterView:
            season = hold(session, self._season)
            row = put_character(
                session, season.id, actor, name, gender=gender, note=note, seen=seen
            )
            return _view(row)

        return self._database.write(work)

    def change(
        self,
        actor: Actor,
        character_id: int,
        *,
        name: str | None = None,
        gender: Gender | None = None,
        note: str | None = None,
        seen: Seen | None = None,
    ) -> CharacterView:
        """Change what is known of a character, the name included; None keeps what is.

        Forms of address follow the name.

        Raises:
            RefusedError: the person may not, there would be no name, or it is another's.
            InputError: a text is too long, or holds what cannot be kept.
            UnknownNameError: there is no such character.
            ChangedError: it is not as the person had read it.
        """
        see_role(actor, ActKind.TERM, "change characters")

        def work(session: Session) -> CharacterView:
            season = hold(session, self._season)
            row = session.get(CharacterRow, character_id)
            if row is not None and row.season_id == season.id and row.gone:
                see_unchanged(session, seen, row, row.name, "")
            row = kept_row(session, CharacterRow, season.id, character_id, "character")
            called = row.name if name is None else _known_name(name)
            if called != row.name:
                see_unchanged(session, seen, row, row.name, _said(row))
                rename(session, row, called)
                row.by, row.at = actor.person_id, datetime.now(UTC)
                session.flush()
                read = None if seen is None else Seen(row.at)
            else:
                read = seen
            return _view(
                put_character(
                    session, season.id, actor, called, gender=gender, note=note, seen=read
                )
            )

        return self._database.write(work)

    def remove(self, actor: Actor, character_id: int, *, seen: Seen | None = None) -> None:
        """Take a character out; it stays in the database, marked so.

        Raises:
            RefusedError: the person may not.
            UnknownNameError: there is no such character.
            ChangedError: it is not as the person had read it.
        """
        see_role(actor, ActKind.REMOVE_TERM, "take characters out")

        def work(session: Session) -> None:
            season = hold(session, self._season)
            row = kept_row(session, CharacterRow, season.id, character_id, "character")
            see_unchanged(session, seen, row, row.name, _said(row))
            take_out(row, actor)

        self._database.write(work)


def kept_characters(session: Session, season_id: int) -> Sequence[CharacterRow]:
    """The rows of those who were not taken out."""
    query = select(CharacterRow).where(
        CharacterRow.season_id == season_id, CharacterRow.gone.is_(False)
    )
    return session.scalars(query.order_by(CharacterRow.id)).all()


def find_character(session: Session, season_id: int, name: str) -> CharacterRow | None:
    """A character by name, whatever its letters' case; those taken out included."""
    query = select(CharacterRow).where(CharacterRow.season_id == season_id)
    # Compared here: the databases fold letters' case differently.
    alike = [row for row in session.scalars(query) if row.name.casefold() == name.casefold()]
    return min(alike, key=lambda row: (row.gone, row.id), default=None)


def put_character(
    session: Session,
    season_id: int,
    actor: Actor,
    name: str,
    *,
    gender: Gender | None = None,
    note: str | None = None,
    seen: Seen | None = None,
) -> CharacterRow:
    """Add or change a character inside a transaction; one that was taken out is there again.

    Raises:
        RefusedError: there is no name.
        InputError: a text is too long, or holds what cannot be kept.
        ChangedError: it is not as the person had read it.
    """
    known = _known_name(name)
    about = None if note is None else prose(note)
    row = find_character(session, season_id, known)
    there = row is not None and not row.gone
    if row is not None and there and gender in (None, row.gender) and about in (None, row.note):
        return row
    if row is None:
        see_unchanged(session, seen, row, known, "")
    else:
        see_unchanged(session, seen, row, row.name, _said(row))
    if row is None:
        row = CharacterRow(season_id=season_id, name=known, gender="", note="")
        session.add(row)
    elif row.gone:
        row.name, row.gender, row.note, row.gone = known, "", "", False
    row.gender = row.gender if gender is None else gender.value
    row.note = row.note if about is None else about
    row.by, row.at = actor.person_id, datetime.now(UTC)
    session.flush()
    return row


def rename(session: Session, row: CharacterRow, name: str) -> None:
    """Give a character another name, inside a transaction; forms of address follow.

    Raises:
        RefusedError: the name is another's, or was, or forms of address have it already.
    """
    other = find_character(session, row.season_id, name)
    if other is not None and other.id != row.id:
        if other.gone:
            raise RefusedError(
                f"“{other.name}” was taken out before.", "Add it again, and take this one out."
            )
        raise RefusedError(f"“{other.name}” is there already.", "Change that one.")
    old, new = row.name.casefold(), name.casefold()
    forms = session.scalars(select(AddressRow).where(AddressRow.season_id == row.season_id)).all()
    if old != new and any(new in _pair(one) for one in forms):
        raise RefusedError(
            f"Forms of address are settled for “{name}” already.",
            "Add that character, and take this one out.",
        )
    for one in forms:
        one.speaker = name if one.speaker.casefold() == old else one.speaker
        one.addressee = name if one.addressee.casefold() == old else one.addressee
    row.name = name


def _pair(one: AddressRow) -> tuple[str, str]:
    return one.speaker.casefold(), one.addressee.casefold()


def _known_name(name: str) -> str:
    known = one_line("A character's name", name, NAME)
    if not known:
        raise RefusedError("A character needs a name.", "Write it as the cues name the speaker.")
    return known


def _said(row: CharacterRow) -> str:
    """What is known of a character, in words."""
    note = f" with the note “{row.note}”" if row.note else ""
    return f"{row.gender or 'gender not known'}{note}"


def _view(row: CharacterRow) -> CharacterView:
    return CharacterView(row.id, row.name, Gender(row.gender), row.note, row.by, row.at)
