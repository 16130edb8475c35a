"""Accounts and keys in the database, as the service needs them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from localize.accounts.names import LOCAL
from localize.accounts.values import Issued, Key
from localize.errors import UnknownNameError
from localize.review.actor import Actor
from localize.store.kinds import KeyKind, PersonRole
from localize.store.people import add_key, find_person, people
from localize.store.seasons import add_if_missing
from localize.store.tables import PersonRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.store import Database

#: Begins every token, so that tools that look for leaked secrets can find one.
TOKEN_PREFIX: Final = "lctoken_"  # noqa: S105 -- a mark, not a secret


def local_person(database: Database) -> Actor:
    """The one who works alone on this machine: a person like others, with every role.

    It is for whoever can read the project's files anyway: the command line, and the page on
    loopback while nobody has an account.
    """
    with database.read() as session:
        row = find_person(session, LOCAL)
        if row is not None:
            return Actor.of(row)

    def work(session: Session) -> Actor:
        add_if_missing(
            session,
            PersonRow,
            name=LOCAL,
            display=LOCAL,
            password="",
            roles=[role.value for role in PersonRole],
            made=datetime.now(UTC),
        )
        return Actor.of(find(session, LOCAL))

    return database.write(work)


def issue(
    session: Session,
    person: PersonRow,
    kind: KeyKind,
    now: datetime,
    expires: datetime,
    *,
    label: str = "",
) -> Issued:
    """Make a session or token, and keep its hash."""
    prefix = TOKEN_PREFIX if kind is KeyKind.TOKEN else ""
    secret = prefix + secrets.token_urlsafe(32)
    row = add_key(session, person.id, kind, secret_hash(secret), now, label=label, expires=expires)
    return Issued(secret, Actor.of(person), Key.of(row))


def secret_hash(secret: str) -> str:
    """What is kept of a secret."""
    # 256 random bits need no slow hash: they cannot be guessed.
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def find(session: Session, name: str) -> PersonRow:
    """Somebody by name.

    Raises:
        UnknownNameError: there is nobody of that name.
    """
    row = find_person(session, name)
    if row is None:
        known = tuple(row.name for row in people(session, disabled=True))
        raise UnknownNameError("account", name, known, hint="See: localize users list --all")
    return row


def person_of(session: Session, person_id: int) -> PersonRow:
    """Somebody by number.

    Raises:
        UnknownNameError: there is nobody with that number.
    """
    row = session.get(PersonRow, person_id) if abs(person_id) < 2**31 else None
    if row is None:
        known = tuple(str(row.id) for row in people(session, disabled=True))
        raise UnknownNameError("person", str(person_id), known)
    return row


def anybody(session: Session) -> bool:
    """Whether there is an account, even one that is disabled."""
    return any(row.name != LOCAL for row in people(session, disabled=True))
