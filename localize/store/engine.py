"""Connections as the store needs them.

SQLite (sqlite.org/wal.html, /pragma.html): a writer begins with BEGIN IMMEDIATE, so that it holds
the one write lock before it reads, and never finds at its commit that somebody was faster; a
reader's plain BEGIN sees one snapshot and waits for nobody. `synchronous=FULL` flushes every
commit to the disk, so that what was acknowledged outlives a power cut.

PostgreSQL: writers at READ COMMITTED, made one a track by `localize.store.locks`; readers at
REPEATABLE READ, read only, which gives them one snapshot too.
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from localize.errors import MissingPartError

if TYPE_CHECKING:
    from localize.store.address import Address

#: How long a writer waits for another before it gives up, seconds.
WAIT: Final = 10.0
#: How long a transaction on PostgreSQL may stand still before the server ends it, seconds: a
#: client that hangs must not hold a track for ever.
_IDLE: Final = 60


def to_json(value: Any) -> str:  # noqa: ANN401 -- any data
    """JSON as it is kept: compact, readable, without NaN, which is no JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


# --- SQLite ---------------------------------------------------------------------------------------


def sqlite_engine(address: Address, *, write: bool, wait: float = WAIT) -> Engine:
    """Connections to a SQLite file that exists, all for writing or all for reading."""
    engine = create_engine(
        address.url,
        creator=lambda: _open_sqlite(address, wait, write=write),
        poolclass=QueuePool,
        # Writers take turns (`localize.store.database`), so one connection serves them all.
        pool_size=1 if write else 8,
        max_overflow=0 if write else 32,
        pool_timeout=wait,
        json_serializer=to_json,
        hide_parameters=True,
    )
    begin = "BEGIN IMMEDIATE" if write else "BEGIN"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def sqlite_migrator(address: Address, wait: float) -> Engine:
    """One connection at a time for migrations, without foreign keys.

    Tables that are made anew are dropped in between, and with foreign keys that would count as
    deleting all their rows (sqlite.org/lang_altertable.html, part 7); they are checked afterwards.
    """
    engine = create_engine(
        address.url,
        creator=lambda: _open_sqlite(address, wait, write=True, foreign_keys=False),
        poolclass=NullPool,
        json_serializer=to_json,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _open_sqlite(
    address: Address, wait: float, *, write: bool, foreign_keys: bool = True
) -> sqlite3.Connection:
    # mode=rw: a file that is missing is an error here, never made with everybody's permissions.
    connection = sqlite3.connect(
        f"file:{quote(str(address.path))}?mode=rw",
        uri=True,
        timeout=wait,
        isolation_level=None,  # we begin; the driver does not
        check_same_thread=False,  # the pool gives a connection to one thread at a time
    )
    pragmas = ["synchronous=FULL", f"foreign_keys={'ON' if foreign_keys else 'OFF'}"]
    pragmas += ["trusted_schema=OFF"] if write else ["trusted_schema=OFF", "query_only=ON"]
    try:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


# --- PostgreSQL -----------------------------------------------------------------------------------


def postgresql_engine(address: Address, *, wait: float = WAIT, pooled: bool = True) -> Engine:
    """Connections to PostgreSQL, for writing; `reading` makes readers of them.

    Raises:
        MissingPartError: psycopg is not installed.
    """
    options: dict[str, Any] = {
        "connect_timeout": 10,
        "client_encoding": "utf8",
        "application_name": "localize",
        # A server that vanishes is noticed within a minute and a half, not after two hours.
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 6,
    }
    given = {name: value for name, value in options.items() if name not in address.url.query}
    pool: dict[str, Any] = {"poolclass": NullPool}
    if pooled:
        # Pinged before use: a server that was restarted in between is no error.
        pool = {"pool_size": 8, "max_overflow": 32, "pool_timeout": wait, "pool_pre_ping": True}
    try:
        engine = create_engine(
            address.url,
            isolation_level="READ COMMITTED",
            connect_args=given,
            json_serializer=to_json,
            hide_parameters=True,
            **pool,
        )
    except ModuleNotFoundError as error:
        raise MissingPartError(
            "PostgreSQL needs the library psycopg, which is not installed.",
            hint="Run: pip install 'localize-workbench[postgres]'.",
        ) from error

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:  # noqa: ANN401, ARG001 -- SQLAlchemy's signature
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = {round(wait * 1000)}")
        connection.execute(f"SET idle_in_transaction_session_timeout = '{_IDLE}s'")
        connection.autocommit = False

    return engine


def reading(engine: Engine) -> Engine:
    """The same connections to PostgreSQL, each transaction a snapshot that can change nothing."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
