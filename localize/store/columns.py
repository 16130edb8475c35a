"""Types of columns that behave the same on SQLite and PostgreSQL.

Left to themselves the two differ: SQLite keeps no time zone, cuts no text at its length and takes
U+0000; PostgreSQL gives moments in the server's zone and refuses the others.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, String, TypeDecorator

from localize.errors import InputError

if TYPE_CHECKING:
    import enum

    from sqlalchemy.engine import Dialect


class Moment(TypeDecorator[datetime]):
    """A moment, in UTC on both sides.

    Raises:
        ValueError: the moment has no zone, so nobody can tell which one is meant.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """To UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment must have a zone: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """To UTC; SQLite's come without a zone, PostgreSQL's in the zone of its session."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text of people and files.

    Args:
        limit: the longest that is kept, in code points; 0 for any length.

    Raises:
        InputError: the text is longer, or holds U+0000 or half of a surrogate pair, which
            PostgreSQL or UTF-8 cannot keep.
    """

    impl = String
    cache_ok = True

    def __init__(self, limit: int = 0) -> None:
        super().__init__(length=limit or None)
        self.limit = limit

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """As it is, or refused."""
        if value is not None:
            check_text(value)
            if self.limit and len(value) > self.limit:
                raise InputError(
                    f"A text of {len(value)} characters is too long: {value[:40]!r}…",
                    hint=f"At most {self.limit} characters can be kept here.",
                )
        return value


def check_text(text: str) -> None:
    """See that a text can be kept.

    Raises:
        InputError: it holds U+0000 or half of a surrogate pair.
    """
    if "\x00" in text or not _is_utf8(text):
        raise InputError(
            f"A text holds a character that cannot be kept: {text[:40]!r}.",
            hint="Remove U+0000 and lone surrogates; a file with them is damaged.",
        )


def _is_utf8(text: str) -> bool:
    """Whether a text has no half of a surrogate pair; asked of every text, so by the encoder."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


#: Data that a query never looks into, so plain JSON, which keeps it exactly, on both. An absent
#: value is SQL's NULL, not JSON's.
Data = JSON(none_as_null=True)

#: A time in the programme, ms.
Milliseconds = BigInteger()


def one_of(column: str, values: type[enum.StrEnum]) -> CheckConstraint:
    """A constraint that a column holds one of the values of an enumeration.

    Only for enumerations that the code closes; what a season's settings may name stays open.
    """
    listed = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
