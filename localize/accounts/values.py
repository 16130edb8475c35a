"""People and their keys as values, and what a sign-in can come back with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from localize.errors import LocalizeError
from localize.review.actor import Actor
from localize.store.kinds import KeyKind, PersonRole

if TYPE_CHECKING:
    from localize.store.tables import KeyRow, PersonRow


class SignInError(LocalizeError):
    """Name or password is wrong, or the account is disabled: it is not said which."""


class TooManyTriesError(SignInError):
    """Too many failed sign-ins.

    Attributes:
        seconds: until the next may be tried.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(
            "Too many failed sign-ins.", hint=f"Try again in {seconds:.0f} s at the earliest."
        )
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as others may see them.

    Attributes:
        id: in the database.
        name: to sign in with.
        display: to be shown.
        roles: what they may do, in the order of `PersonRole`.
        disabled: whether they may no longer sign in.
        made: when the account was made.
    """

    id: int
    name: str
    display: str
    roles: tuple[PersonRole, ...]
    disabled: bool
    made: datetime

    @classmethod
    def of(cls, row: PersonRow) -> Person:
        """From a row."""
        roles = tuple(role for role in PersonRole if role.value in row.roles)
        return cls(row.id, row.name, row.display, roles, row.disabled, row.made)


@dataclass(frozen=True, slots=True)
class Key:
    """A session or token, without its secret.

    Attributes:
        id: in the database.
        kind: which.
        label: what a token is for.
        made: when.
        expires: when it ends by itself.
    """

    id: int
    kind: KeyKind
    label: str
    made: datetime
    expires: datetime | None

    @classmethod
    def of(cls, row: KeyRow) -> Key:
        """From a row."""
        return cls(row.id, KeyKind(row.kind), row.label, row.made, row.expires)


@dataclass(frozen=True, slots=True)
class Issued:
    """A new secret; it is kept nowhere, so it is shown this once.

    Attributes:
        secret: 256 random bits as text.
        actor: whose it is.
        key: the rest.
    """

    secret: str
    actor: Actor
    key: Key

    def __repr__(self) -> str:
        return f"Issued(secret=…, actor={self.actor!r}, key={self.key!r})"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever shows a secret that still holds.

    Attributes:
        actor: who.
        key: which of their keys.
    """

    actor: Actor
    key: Key
