"""The show's own words as engines and checks take them: terms, characters, forms of address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from localize.engines import Address, Character, Term
from localize.store.kinds import AddressForm
from localize.store.tables import AddressRow, CharacterRow, TermRow, TermTargetRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def terms_of(session: Session, season_id: int, locale: str) -> tuple[Term, ...]:
    """The season's terms that have a rendering in a market, in the order in which they came."""
    query = (
        select(TermRow.source, TermTargetRow.text, TermRow.kind, TermRow.note)
        .join(TermTargetRow, TermTargetRow.term_id == TermRow.id)
        .where(
            TermRow.season_id == season_id,
            TermRow.gone.is_(False),
            TermTargetRow.locale == locale,
            TermTargetRow.text != "",
        )
        .order_by(TermRow.id)
    )
    return tuple(Term(*row) for row in session.execute(query))


def names_of(session: Session, season_id: int, locale: str) -> frozenset[str]:
    """Every term of the season as a market writes it, and the names of who speaks in it.

    A term without a rendering in the market stands there as in the source, which it does for names
    that nobody translates; in the source's own language every term does.

    Args:
        session: any.
        season_id: of the season.
        locale: of the market; empty for the language of the source, whichever it is.
    """
    query = (
        select(TermRow.source, TermTargetRow.text)
        .outerjoin(
            TermTargetRow,
            (TermTargetRow.term_id == TermRow.id) & (TermTargetRow.locale == locale),
        )
        .where(TermRow.season_id == season_id, TermRow.gone.is_(False))
    )
    found = {text or said for said, text in session.execute(query)}
    return frozenset((*found, *(one.name for one in characters_of(session, season_id))))


def characters_of(session: Session, season_id: int) -> tuple[Character, ...]:
    """Who speaks in the season, in the order in which they came."""
    query = (
        select(CharacterRow.name, CharacterRow.gender, CharacterRow.note)
        .where(CharacterRow.season_id == season_id, CharacterRow.gone.is_(False))
        .order_by(CharacterRow.id)
    )
    return tuple(Character(*row) for row in session.execute(query))


def addresses_of(session: Session, season_id: int, locale: str) -> tuple[Address, ...]:
    """Who addresses whom how in a market; what nobody has settled yet is marked so."""
    query = (
        select(AddressRow.speaker, AddressRow.addressee, AddressRow.form, AddressRow.guessed)
        .where(
            AddressRow.season_id == season_id,
            AddressRow.locale == locale,
            AddressRow.gone.is_(False),
        )
        .order_by(AddressRow.id)
    )
    return tuple(
        Address(speaker, addressee, form == AddressForm.FORMAL.value, guessed)
        for speaker, addressee, form, guessed in session.execute(query)
    )
