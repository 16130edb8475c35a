"""Opening the database, and transactions that are kept whole or not at all."""

from __future__ import annotations

import random
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Self, TypeVar

from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from localize.store.address import Address
from localize.store.engine import WAIT, postgresql_engine, reading, sqlite_engine
from localize.store.errors import BusyError, in_our_words, is_lost, unsure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_T = TypeVar("_T")

#: How often `Database.write` does its work anew when PostgreSQL ends it for a deadlock.
_TRIES: Final = 5


class Database:
    """One database, for any number of threads of one process; make a new one after a fork.

    Args:
        url: ``sqlite:////full/path.db`` or ``postgresql://user:password@host/database``.
        wait: how long a writer waits for others, seconds.

    Raises:
        SettingsError: the URL names no database that can be used.
        MissingPartError: psycopg is needed and not installed.
    """

    def __init__(self, url: str | Address, *, wait: float = WAIT) -> None:
        self.address = url if isinstance(url, Address) else Address.parse(url)
        self.wait = wait
        if self.address.path is not None:
            self._writer = sqlite_engine(self.address, write=True, wait=wait)
            self._reader = sqlite_engine(self.address, write=False, wait=wait)
        else:
            self._writer = postgresql_engine(self.address, wait=wait)
            self._reader = reading(self._writer)
        self._turn = threading.Lock()
        self._here = threading.local()

    @classmethod
    def of_project(cls, project: Path) -> Self:
        """A project's database.

        It is the one that ``LOCALIZE_DATABASE_URL`` names, else the project's own file,
        ``.localize/localize.db``.

        Raises:
            SettingsError: the variable holds no URL of a database.
            MissingPartError: psycopg is needed and not installed.
        """
        return cls(Address.of_project(project))

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file; else it is PostgreSQL."""
        return self.address.path is not None

    def upgrade(self) -> None:
        """Make the tables, or bring those of an older version up to date, with all they hold.

        Safe when several processes start at once. An older SQLite file is copied first, to
        ``<file>.<revision>.backup`` beside it. A database that is up to date is only looked at.

        Raises:
            SettingsError: the database was made by a newer localize, or is not one of ours.
            OutputError, FetchError: it cannot be written or reached; nothing was changed.
        """
        from localize.store.upgrade import (  # noqa: PLC0415 -- `upgrade` is the larger part
            upgrade,
        )

        upgrade(self.address)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One transaction that may write: kept whole when the block ends, taken back on any error.

        Waits for its turn. On PostgreSQL take the tracks that are to be changed first
        (`locks.lock_track`). Rows that were loaded stay readable after it. Do nothing slow in the
        block: on SQLite nobody else can write meanwhile, and PostgreSQL ends a transaction that
        stands still for a minute.

        Raises:
            OutputError: the disk is full, or the database may not be written.
            BusyError: others have been writing for too long, or PostgreSQL ended one of two
                transactions that waited for each other (`write` tries again by itself).
            FetchError: the connection was refused or lost.
            SettingsError: the account is refused, or the database was not brought up to date.
            RuntimeError: this thread is already in a transaction; it would wait for itself.
        """
        if getattr(self._here, "writing", False):
            raise RuntimeError("begin() inside begin() would wait for itself")
        with in_our_words(self.address), self._my_turn():
            self._here.writing = True
            try:
                with Session(self._writer, expire_on_commit=False) as session:
                    yield session
                    session.flush()
                    self._commit(session)
            finally:
                self._here.writing = False

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One snapshot of everything; never waits for a writer, and can change nothing.

        Raises:
            OutputError, FetchError, SettingsError: as `begin`.
        """
        with (
            in_our_words(self.address),
            Session(self._reader, autoflush=False, expire_on_commit=False) as session,
        ):
            yield session

    def write(self, work: Callable[[Session], _T]) -> _T:
        """Do work in one transaction, and anew when PostgreSQL ended it for a deadlock.

        At most five times, with a short pause that grows; the work may therefore run more than
        once, and must do nothing outside the session.

        Raises:
            As `begin`.
        """
        for trial in range(1, _TRIES):
            try:
                with self.begin() as session:
                    return work(session)
            except BusyError as error:
                if not error.again:
                    raise
                time.sleep(random.uniform(0.5, 1.5) * 0.01 * 2**trial)  # noqa: S311 -- no secret
        with self.begin() as session:
            return work(session)

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._reader.dispose()
        self._writer.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        """On SQLite, the writers of this process in turn.

        SQLite itself has a waiting writer sleep and look again, up to 0.1 s at a time, which
        favours newcomers; that is left to writers of other processes.
        """
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=self.wait):
            raise BusyError(
                f"Somebody else has been writing to {self.address.shown} for too long.",
                hint="Try again in a moment.",
            )
        try:
            yield
        finally:
            self._turn.release()

    def _commit(self, session: Session) -> None:
        try:
            session.commit()
        except StatementError as error:
            if is_lost(error):
                raise unsure(self.address) from error
            raise
