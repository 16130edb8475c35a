"""What holds for all of the show's own words: who may change them, and how their texts are kept."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from localize import locales
from localize.errors import InputError, UnknownNameError
from localize.review.acts import ROLES_OF, ActKind
from localize.review.bench import season_row
from localize.review.errors import RefusedError
from localize.script import TrackRole
from localize.store.columns import check_text
from localize.store.seasons import tracks_of_season
from localize.store.tables import AddressRow, CharacterRow, SeasonRow, TermRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.season import Season

Entry = TypeVar("Entry", TermRow, CharacterRow, AddressRow)

#: Longest note, code points.
NOTE: Final = 2_000


def see_role(actor: Actor, kind: ActKind, did: str) -> None:
    """See that somebody has a role for an act.

    Args:
        actor: who.
        kind: the act.
        did: it in words, such as "change terms".

    Raises:
        RefusedError: they have none.
    """
    allowed = ROLES_OF[kind]
    if not actor.roles & allowed:
        named = " or ".join(sorted(role.value for role in allowed))
        raise RefusedError(f"Only a {named} may {did}.", "Ask the lead (F4 on the review page).")


def may_remove(actor: Actor) -> bool:
    """Whether somebody may take out, or change, what another wrote for all markets."""
    return bool(actor.roles & ROLES_OF[ActKind.REMOVE_TERM])


def hold(session: Session, season: Season) -> SeasonRow:
    """The season's row, held until the transaction ends.

    Two who add the same name at once are then told apart, on every database.

    Raises:
        UnknownNameError: nothing of the season is kept yet.
    """
    found = season_row(session, season)
    return session.get_one(SeasonRow, found.id, with_for_update=True, populate_existing=True)


def kept_row(session: Session, table: type[Entry], season_id: int, row_id: int, what: str) -> Entry:
    """A row of the show's own words by its id.

    Args:
        session: of the transaction.
        table: `TermRow`, `CharacterRow` or `AddressRow`.
        season_id: the season's.
        row_id: the row's.
        what: it is, for the message.

    Raises:
        UnknownNameError: the season has none of this id, or it was taken out.
    """
    row = session.get(table, row_id)
    if row is None or row.season_id != season_id or row.gone:
        raise UnknownNameError(what, str(row_id), (), hint="Load them again.")
    return row


def take_out(row: TermRow | CharacterRow | AddressRow, actor: Actor) -> None:
    """Mark a row as gone; it stays in the database, with who took it out."""
    row.gone, row.by, row.at = True, actor.person_id, datetime.now(UTC)


def see_market(session: Session, season: Season, row: SeasonRow, locale: str) -> None:
    """See that the season has a market; one without settings has those of its tracks.

    Raises:
        UnknownNameError: it has no such market.
    """
    named = {market.locale for market in season.markets}
    if locale in named:
        return
    kept = {track.locale for _, track in tracks_of_season(session, row.id, locale)}
    if not kept:
        raise UnknownNameError("market", locale, tuple(sorted(named)))


def markets(session: Session, season: Season, row: SeasonRow) -> tuple[str, ...]:
    """The markets of a season: those of its settings, then those of its tracks."""
    tracks = (
        track.locale
        for _, track in tracks_of_season(session, row.id)
        if track.role == TrackRole.SUBTITLE.value
    )
    return tuple(dict.fromkeys([*(market.locale for market in season.markets), *tracks]))


def markets_of(locale: str, there: Collection[str]) -> tuple[str, ...]:
    """The markets that lines in a language serve: its own, else those whose writing it names."""
    if locale in there:
        return (locale,)
    return tuple(market for market in there if _general(locale, market))


def _general(locale: str, market: str) -> bool:
    """Whether a language names no region, and can stand in a market."""
    regionless = all(len(part) == 4 and part.isalpha() for part in locale.split("-")[1:])
    return regionless and locales.same_writing(locale, market)


def one_line(what: str, text: str, most: int) -> str:
    """A text of people on one line, NFC.

    Args:
        what: it is, for the message: "A term's source".
        text: as it was given.
        most: code points that it may have.

    Raises:
        InputError: it is too long, or holds what cannot be kept.
    """
    check_text(text)
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if len(line) > most:
        raise InputError(f"{what} of {len(line)} characters is too long: at most {most}.")
    return line


def prose(text: str) -> str:
    """A note of people, NFC; it may have several lines.

    Raises:
        InputError: it is too long, or holds what cannot be kept.
    """
    check_text(text)
    kept = unicodedata.normalize("NFC", text.strip())
    if len(kept) > NOTE:
        raise InputError(f"A note of {len(kept)} characters is too long: at most {NOTE}.")
    return kept
