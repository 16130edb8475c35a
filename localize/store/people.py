"""People, their roles, and their keys. Secrets are never kept, only hashes of them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from localize.errors import SettingsError
from localize.store.kinds import KeyKind, PersonRole
from localize.store.seasons import add_if_missing
from localize.store.tables import KeyRow, PersonRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session


def sign_in_name(name: str) -> str:
    """A name as it is compared: NFKC, casefolded, without blanks around it."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def add_person(
    session: Session,
    name: str,
    roles: Iterable[PersonRole],
    at: datetime,
    *,
    display: str = "",
    password: str = "",
) -> PersonRow:
    """Add somebody; ``password`` is an argon2 hash, or empty for none.

    Raises:
        SettingsError: the name is empty, or somebody has it already.
    """
    compared = sign_in_name(name)
    if not compared:
        raise SettingsError("A person must have a name.")
    added = add_if_missing(
        session,
        PersonRow,
        name=compared,
        display=display or name.strip(),
        password=password,
        roles=_role_data(roles),
        made=at,
    )
    if not added:
        raise SettingsError(
            f"There is already somebody named {compared!r}.", hint="Choose another name."
        )
    return session.scalars(select(PersonRow).where(PersonRow.name == compared)).one()


def set_roles(person: PersonRow, roles: Iterable[PersonRole]) -> None:
    """Give somebody these roles and no others."""
    person.roles = _role_data(roles)


def _role_data(roles: Iterable[PersonRole]) -> list[str]:
    given = set(roles)
    return [role.value for role in PersonRole if role in given]


def find_person(session: Session, name: str) -> PersonRow | None:
    """Somebody by the name that they sign in with, however it is spelt."""
    return session.scalar(select(PersonRow).where(PersonRow.name == sign_in_name(name)))


def people(session: Session, *, disabled: bool = False) -> list[PersonRow]:
    """Everybody who may sign in, as they were added; with ``disabled``, the others too."""
    query = select(PersonRow)
    if not disabled:
        query = query.where(PersonRow.disabled.is_(False))
    return list(session.scalars(query.order_by(PersonRow.id)))


def add_key(
    session: Session,
    person_id: int,
    kind: KeyKind,
    secret_hash: str,
    at: datetime,
    *,
    label: str = "",
    expires: datetime | None = None,
) -> KeyRow:
    """Keep a new session or token; ``secret_hash`` is the SHA-256 of its secret, in hex."""
    row = KeyRow(
        person_id=person_id,
        kind=kind.value,
        secret_hash=secret_hash,
        label=label,
        made=at,
        expires=expires,
    )
    session.add(row)
    session.flush()
    return row


def holder_of(session: Session, secret_hash: str, now: datetime) -> tuple[KeyRow, PersonRow] | None:
    """The key with this hash, and whose it is.

    None where it is unknown, over or ended, or its holder is disabled.
    """
    found = session.execute(
        select(KeyRow, PersonRow)
        .join(PersonRow, KeyRow.person_id == PersonRow.id)
        .where(
            KeyRow.secret_hash == secret_hash,
            KeyRow.ended.is_(None),
            PersonRow.disabled.is_(False),
        )
    ).first()
    if found is None:
        return None
    key, person = found
    return None if key.expires is not None and key.expires <= now else (key, person)


def keys_of(session: Session, person_id: int, now: datetime) -> list[KeyRow]:
    """Somebody's sessions and tokens that still work, as they were made."""
    query = select(KeyRow).where(KeyRow.person_id == person_id, KeyRow.ended.is_(None))
    rows = session.scalars(query.order_by(KeyRow.id))
    return [row for row in rows if row.expires is None or row.expires > now]


def end_keys(session: Session, person_id: int, at: datetime, *, kind: KeyKind | None = None) -> int:
    """End all of somebody's keys, or those of one kind; how many that were."""
    statement = (
        update(KeyRow).where(KeyRow.person_id == person_id, KeyRow.ended.is_(None)).values(ended=at)
    )
    if kind is not None:
        statement = statement.where(KeyRow.kind == kind.value)
    return len(session.execute(statement.returning(KeyRow.id)).all())
