"""How the characters address each other, market by market: familiar or formal, settled or guessed.

An empty name stands for everybody. Whoever may change terms may settle a form; leads and operators
take one out. Each change keeps who made it and when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from localize.locales import normalize
from localize.memory.rules import hold, kept_row, one_line, prose, see_market, see_role, take_out
from localize.memory.seen import see_unchanged
from localize.review.acts import ActKind
from localize.review.bench import season_row
from localize.review.own_words import addresses_of
from localize.store.kinds import AddressForm
from localize.store.tables import NAME, AddressRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from localize.engines import Address
    from localize.memory.seen import Seen
    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database


@dataclass(frozen=True, slots=True)
class AddressView:
    """How somebody addresses somebody in one market.

    Attributes:
        address_id: to be taken out by.
        locale: of the market.
        speaker: who speaks; empty for everybody.
        addressee: who is spoken to; empty for everybody.
        form: familiar or formal.
        guessed: nobody has settled it yet.
        note: why, since when.
        by: person who last changed it.
        at: when.
    """

    address_id: int
    locale: str
    speaker: str
    addressee: str
    form: AddressForm
    guessed: bool
    note: str
    by: int
    at: datetime


class Addresses:
    """The forms of address of one season.

    Args:
        database: brought up to date.
        season: its settings.
    """

    def __init__(self, database: Database, season: Season) -> None:
        self._database = database
        self._season = season

    def of_locale(self, locale: str) -> tuple[AddressView, ...]:
        """Every form that is kept for a market, by speaker and addressee.

        Raises:
            LocaleError: not a language tag.
            UnknownNameError: nothing of the season is kept yet.
        """
        with self._database.read() as session:
            rows = kept_addresses(session, season_row(session, self._season).id, normalize(locale))
        views = map(_view, rows)
        return tuple(sorted(views, key=lambda one: (one.speaker.casefold(), one.addressee)))

    def for_engines(self, locale: str) -> tuple[Address, ...]:
        """The same as engines and checks take them.

        Raises:
            LocaleError, UnknownNameError: as `of_locale`.
        """
        with self._database.read() as session:
            season = season_row(session, self._season)
            return addresses_of(session, season.id, normalize(locale))

    def settle(
        self,
        actor: Actor,
        locale: str,
        speaker: str,
        addressee: str,
        form: AddressForm,
        *,
        guessed: bool = False,
        note: str | None = None,
        seen: Seen | None = None,
    ) -> AddressView:
        """Say how somebody addresses somebody in a market; ``note`` None keeps what is.

        Raises:
            RefusedError: the person may not.
            InputError: a text is too long, or holds what cannot be kept.
            UnknownNameError: the season has no such market.
            ChangedError: it is not as the person had read it.
        """
        see_role(actor, ActKind.TERM, "settle forms of address")
        tag = normalize(locale)

        def work(session: Session) -> AddressView:
            season = hold(session, self._season)
            see_market(session, self._season, season, tag)
            row = put_address(
                session,
                season.id,
                actor,
                locale=tag,
                speaker=speaker,
                addressee=addressee,
                form=form,
                guessed=guessed,
                note=note,
                seen=seen,
            )
            return _view(row)

        return self._database.write(work)

    def remove(self, actor: Actor, address_id: int, *, seen: Seen | None = None) -> None:
        """Take a form out; it stays in the database, marked so.

        Raises:
            RefusedError: the person may not.
            UnknownNameError: there is no such form.
            ChangedError: it is not as the person had read it.
        """
        see_role(actor, ActKind.REMOVE_TERM, "take forms of address out")

        def work(session: Session) -> None:
            season = hold(session, self._season)
            row = kept_row(session, AddressRow, season.id, address_id, "form of address")
            see_unchanged(session, seen, row, _pair(row.speaker, row.addressee), _said(row))
            take_out(row, actor)

        self._database.write(work)


def kept_addresses(session: Session, season_id: int, locale: str = "") -> Sequence[AddressRow]:
    """The rows of a market, or of all, that were not taken out."""
    query = select(AddressRow).where(AddressRow.season_id == season_id, AddressRow.gone.is_(False))
    if locale:
        query = query.where(AddressRow.locale == locale)
    return session.scalars(query.order_by(AddressRow.id)).all()


def find_address(
    session: Session, season_id: int, locale: str, speaker: str, addressee: str
) -> AddressRow | None:
    """A form by its pair, whatever the letters' case; those taken out included."""
    wanted = speaker.casefold(), addressee.casefold()
    query = select(AddressRow).where(AddressRow.season_id == season_id, AddressRow.locale == locale)
    alike = [
        row
        for row in session.scalars(query)
        if (row.speaker.casefold(), row.addressee.casefold()) == wanted
    ]
    return min(alike, key=lambda row: (row.gone, row.id), default=None)


def put_address(
    session: Session,
    season_id: int,
    actor: Actor,
    *,
    locale: str,
    speaker: str,
    addressee: str,
    form: AddressForm,
    guessed: bool = False,
    note: str | None = None,
    seen: Seen | None = None,
) -> AddressRow:
    """Add or change a form inside a transaction; one that was taken out is there again.

    Raises:
        InputError: a text is too long, or holds what cannot be kept.
        ChangedError: it is not as the person had read it.
    """
    who = one_line("A speaker's name", speaker, NAME)
    whom = one_line("An addressee's name", addressee, NAME)
    about = None if note is None else prose(note)
    row = find_address(session, season_id, locale, who, whom)
    same = row is not None and (row.form, row.guessed, row.gone) == (form.value, guessed, False)
    if row is not None and same and about in (None, row.note):
        return row
    if row is None:
        see_unchanged(session, seen, row, _pair(who, whom), "")
    else:
        see_unchanged(session, seen, row, _pair(row.speaker, row.addressee), _said(row))
    if row is None:
        row = AddressRow(season_id=season_id, locale=locale, speaker=who, addressee=whom, note="")
        session.add(row)
    elif row.gone:
        row.note, row.gone = "", False
    row.form, row.guessed = form.value, guessed
    row.note = row.note if about is None else about
    row.by, row.at = actor.person_id, datetime.now(UTC)
    session.flush()
    return row


def _pair(speaker: str, addressee: str) -> str:
    return f"How {speaker or 'everybody'} addresses {addressee or 'everybody'}"


def _said(row: AddressRow) -> str:
    """What is kept of a pair, in words."""
    note = f" with the note “{row.note}”" if row.note else ""
    return f"{row.form}{' (guessed)' if row.guessed else ''}{note}"


def _view(row: AddressRow) -> AddressView:
    return AddressView(
        row.id,
        row.locale,
        row.speaker,
        row.addressee,
        AddressForm(row.form),
        row.guessed,
        row.note,
        row.by,
        row.at,
    )
