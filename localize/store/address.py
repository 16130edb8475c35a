"""Which database is meant, without a secret in what is shown."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from localize.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Names a shared database; without it a project keeps its own file.
VARIABLE: Final = "LOCALIZE_DATABASE_URL"
#: Where a project keeps its database.
FILE: Final = Path(".localize", "localize.db")

_HINT: Final = (
    "Write postgresql://user:password@host:5432/database, or sqlite:////full/path/localize.db."
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is.

    Attributes:
        url: for SQLAlchemy; may hold a password.
        path: the file, for SQLite; None for PostgreSQL.
    """

    url: URL
    path: Path | None

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read ``sqlite:///…`` or ``postgresql://…`` (``postgres://`` and a driver's name too).

        Raises:
            SettingsError: neither; the message does not repeat the text, which may hold a password.
        """
        try:
            url = make_url(text)
        except (ArgumentError, ValueError):  # ValueError: the port is not a number
            # The cause would show the text, and with it the password.
            raise SettingsError("That is not the URL of a database.", hint=_HINT) from None
        if url.drivername in ("sqlite", "sqlite+pysqlite"):
            return cls._of_sqlite(url)
        if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
            if not url.database:
                raise SettingsError("The URL names no database.", hint=_HINT)
            return cls(url.set(drivername="postgresql+psycopg"), None)
        raise SettingsError(f"There is no support for {url.drivername!r} databases.", hint=_HINT)

    @classmethod
    def _of_sqlite(cls, url: URL) -> Address:
        if not url.database or url.database.startswith(":memory:") or url.query:
            raise SettingsError(
                "A SQLite database must be a file, named without options.", hint=_HINT
            )
        return cls.of_file(Path(url.database))

    @classmethod
    def of_file(cls, path: Path) -> Address:
        """A SQLite file."""
        path = path.absolute()
        return cls(URL.create("sqlite", database=str(path)), path)

    @classmethod
    def of_project(cls, project: Path, environment: Mapping[str, str] = os.environ) -> Address:
        """The database that ``LOCALIZE_DATABASE_URL`` names, else the project's own file.

        Raises:
            SettingsError: the variable holds no URL of a database.
        """
        named = environment.get(VARIABLE, "").strip()
        return cls.parse(named) if named else cls.of_file(project / FILE)

    @property
    def shown(self) -> str:
        """What to call it in messages: the file, or server and database; never a password."""
        if self.path is not None:
            return f"the database {str(self.path)!r}"
        url = self.url
        user = f"{url.username}@" if url.username else ""
        host = url.host or "localhost"
        port = f":{url.port}" if url.port else ""
        return f"the database postgresql://{user}{host}{port}/{url.database}"
