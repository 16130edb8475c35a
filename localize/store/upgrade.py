"""Bringing a database up to date: under a lock, in one transaction, with a copy kept."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

from localize.errors import OutputError, SettingsError
from localize.store.engine import postgresql_engine, sqlite_engine, sqlite_migrator
from localize.store.errors import BusyError, in_our_words
from localize.store.tables import Base
from localize.store.version import SCHEMA, TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alembic.config import Config

    from localize.store.address import Address

#: The folder of revisions that is shipped, as Alembic names a package's resource.
MIGRATIONS: Final = "localize.store:migrations"
#: How long one process waits while another brings the database up to date, seconds.
_WAIT: Final = 120.0
#: The advisory lock on PostgreSQL: any number that nobody else uses; here "localize" in ASCII.
_LOCK: Final = int.from_bytes(b"localize", "big")


def upgrade(address: Address, migrations: str = MIGRATIONS) -> None:
    """Make the tables, or bring older ones up to date.

    Args:
        address: the database.
        migrations: the folder of revisions, or a package's resource.

    Raises:
        SettingsError: the database was made by a newer localize, or is not one of ours.
        OutputError, FetchError: it cannot be written or reached; nothing was changed.
    """
    with in_our_words(address):
        if address.path is None:
            _upgrade_postgresql(address, migrations)
        else:
            _upgrade_sqlite(address, address.path, migrations)


def config(migrations: str = MIGRATIONS) -> Config:
    """Alembic's settings, without an `alembic.ini`."""
    from alembic.config import Config  # noqa: PLC0415 -- only a migration needs it

    made = Config()
    made.set_main_option("path_separator", "os")
    made.set_main_option("script_location", migrations.replace("%", "%%"))
    made.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    return made


# --- SQLite ---------------------------------------------------------------------------------------


def _upgrade_sqlite(address: Address, path: Path, migrations: str) -> None:
    _make_file(path)
    # To look, nobody is waited for; the migrator would wait for every writer.
    reader = sqlite_engine(address, write=False, wait=_WAIT)
    engine = sqlite_migrator(address, _WAIT)
    try:
        with reader.connect() as connection:
            if migrations == MIGRATIONS and current(connection) == SCHEMA:
                return
        with _file_lock(path):
            with reader.connect() as connection:
                _check(connection, address, migrations)
            reader.dispose()  # a file can only be switched while nobody else has it open
            _use_wal(address)
            with engine.begin() as connection:
                found = current(connection)
                if found is not None and found != _head(migrations):
                    _back_up(path, found)
                _migrate(connection, migrations)
                _check_references(connection, address)
    finally:
        reader.dispose()
        engine.dispose()


def _make_file(path: Path) -> None:
    """Make an empty file that only its owner may read; an existing one is left as it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise OutputError(
            f"Cannot open the database {str(path)!r}: {error.strerror or error}.",
            path=str(path),
            hint="See whose folder it is and whether its disk has room.",
        ) from error


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout  # noqa: PLC0415 -- only a migration needs it

    lock = FileLock(f"{path}.lock", timeout=_WAIT, mode=0o600)
    try:
        with lock:
            yield
    except Timeout as error:
        raise BusyError(
            f"Another localize has been bringing {str(path)!r} up to date for too long.",
            hint="Wait until it is done, or end it, then try again.",
        ) from error
    except OSError as error:
        raise OutputError(
            f"Cannot make {f'{path}.lock'!r}: {error.strerror or error}.",
            path=f"{path}.lock",
            hint="See whose folder it is and whether its disk has room.",
        ) from error


def _use_wal(address: Address) -> None:
    """Switch the file to write-ahead logging; it stays so.

    Raises:
        SettingsError: its file system cannot do it.
    """
    with closing(sqlite3.connect(str(address.path), timeout=_WAIT)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    if mode != "wal":
        raise SettingsError(
            f"{address.shown} cannot be kept safely where it is: no write-ahead log is possible.",
            hint="Put the project on a local disk, or use PostgreSQL (LOCALIZE_DATABASE_URL).",
        )


def _back_up(path: Path, revision: str) -> None:
    """Copy the file as it is before a migration; the writer's lock is held, so it is the last.

    An older copy of the same revision is replaced: it lacks what was done since.
    """
    copy = path.with_name(f"{path.name}.{revision}.backup")
    partial = copy.with_name(f"{copy.name}.partial")
    partial.unlink(missing_ok=True)
    _make_file(partial)
    try:
        with (
            closing(sqlite3.connect(path, timeout=_WAIT)) as source,
            closing(sqlite3.connect(partial)) as target,
        ):
            source.backup(target)
            # The copy is one file, whole by itself, not a part of a write-ahead log.
            target.execute("PRAGMA journal_mode=DELETE")
        descriptor = os.open(partial, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        partial.replace(copy)
    except OSError as error:
        raise OutputError(
            f"Cannot copy the database to {str(copy)!r}: {error.strerror or error}.",
            path=str(copy),
            hint="Make room, then try again; nothing was changed.",
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def _check_references(connection: Connection, address: Address) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise SettingsError(
            f"{address.shown} cannot be brought up to date: a row of {broken[0]!r} points nowhere.",
            hint="Nothing was changed. Please report it.",
        )


# --- PostgreSQL -----------------------------------------------------------------------------------


def _upgrade_postgresql(address: Address, migrations: str) -> None:
    engine = postgresql_engine(address, wait=_WAIT, pooled=False)
    try:
        with engine.connect() as connection:
            if migrations == MIGRATIONS and current(connection) == SCHEMA:
                return
        with engine.begin() as connection:
            encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
            if encoding != "UTF8":
                raise SettingsError(
                    f"{address.shown} keeps text as {encoding}, which lacks most of the world's.",
                    hint="Make the database with: createdb --encoding=UTF8 --template=template0.",
                )
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            _check(connection, address, migrations)
            _migrate(connection, migrations)
    finally:
        engine.dispose()


# --- Both -----------------------------------------------------------------------------------------


def current(connection: Connection) -> str | None:
    """The revision that a database has; None where it has none of our tables' versions."""
    if not inspect(connection).has_table(TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {TABLE}")).scalar()  # noqa: S608 -- a constant of ours


def _head(migrations: str) -> str | None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 -- only a migration needs it

    return ScriptDirectory.from_config(config(migrations)).get_current_head()


def _check(connection: Connection, address: Address, migrations: str) -> None:
    """See that the database is empty, or ours and not newer than this program.

    Raises:
        SettingsError: it is not.
    """
    from alembic.script import ScriptDirectory  # noqa: PLC0415 -- only a migration needs it

    found = current(connection)
    if found is None:
        others = set(inspect(connection).get_table_names()) & set(Base.metadata.tables)
        if others:
            raise SettingsError(
                f"{address.shown} has a table {min(others)!r} that localize did not make.",
                hint="Name another database.",
            )
        return
    scripts = ScriptDirectory.from_config(config(migrations))
    if found not in {script.revision for script in scripts.walk_revisions()}:
        raise SettingsError(
            f"{address.shown} was made by a newer localize (layout {found}; "
            f"this one knows up to {scripts.get_current_head()}).",
            hint="Update localize on this machine; nothing was changed.",
        )


def _migrate(connection: Connection, migrations: str) -> None:
    """Run what is missing, inside the transaction that the connection is in."""
    from alembic import command  # noqa: PLC0415 -- only a migration needs it

    settings = config(migrations)
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
