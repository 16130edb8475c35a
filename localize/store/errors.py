"""What a database refuses, in our words, with what to do about it.

Sources of the numbers: SQLite's result codes (sqlite.org/rescode.html; the low byte is the primary
code) and PostgreSQL's SQLSTATE (its manual, appendix A).
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from localize.errors import FetchError, InputError, LocalizeError, OutputError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.store.address import Address

#: A disk with less room than this is taken for full when the file cannot grow, bytes: SQLite asks
#: for its shared memory in steps of 32 KiB, and says of a failure only that writing failed.
_FULL_BELOW: Final = 256 * 1024

_NOT_UPGRADED: Final = "It was not brought up to date: call `Database.upgrade()` first."


class BusyError(FetchError):
    """Others hold what this needs; nothing was changed, and the same call may succeed.

    Attributes:
        again: whether it is worth trying at once: the database ended one of two transactions that
            waited for each other. False where a long wait has already passed.
    """

    def __init__(self, message: str, *, hint: str = "", again: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.again = again


@contextmanager
def in_our_words(address: Address) -> Iterator[None]:
    """Raise what a database refuses as an error of ours.

    What only a mistake of ours can cause (a broken constraint, wrong SQL) goes through as it is.

    Raises:
        OutputError: the disk is full, or the database may not be written.
        FetchError: the connection was refused or lost; `BusyError` where others hold it.
        SettingsError: the address, the account or the database is at fault.
        InputError: a value cannot be kept.
    """
    try:
        yield
    except (StatementError, PoolTimeoutError, sqlite3.Error) as error:
        ours = _translate(error, address)
        if ours is None:
            raise
        raise ours from error


def unsure(address: Address) -> FetchError:
    """The connection was lost while a transaction was being kept."""
    return FetchError(
        f"The connection to {address.shown} was lost while a change was being kept: "
        "whether it was kept is not known.",
        hint="Look at it before you do it again.",
    )


def is_lost(error: StatementError) -> bool:
    """Whether the connection itself failed, not the statement."""
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _translate(error: Exception, address: Address) -> LocalizeError | None:
    if isinstance(error, PoolTimeoutError):
        return BusyError(
            f"Too much is asked of {address.shown} at once.", hint="Try again in a moment."
        )
    cause = error.orig if isinstance(error, StatementError) else error
    if isinstance(cause, LocalizeError):
        return cause
    if isinstance(cause, UnicodeEncodeError):
        return InputError("A text holds half of a surrogate pair, which cannot be kept.")
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause, address)
    if isinstance(error, DBAPIError):
        return _of_postgresql(error, address)
    return None


# --- SQLite ---------------------------------------------------------------------------------------


def _of_sqlite(error: sqlite3.Error, address: Address) -> LocalizeError | None:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL):
        return _of_disk(code, error, address)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL):
        return BusyError(
            f"Another program has been writing to {address.shown} for too long.",
            hint="Wait until it is done, or end it, then try again.",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return OutputError(
            f"{address.shown} may not be written.",
            path=str(address.path),
            hint="Its folder must be writable too; see whose it is and whether the disk is "
            "read-only.",
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return SettingsError(
            f"{address.shown} is damaged, or not a database: {error}.",
            hint="Put a copy of it back; before each change of its layout one is kept beside it "
            "(*.backup).",
        )
    if code == sqlite3.SQLITE_ERROR and str(error).startswith("no such "):
        return SettingsError(f"{address.shown} lacks a part: {error}.", hint=_NOT_UPGRADED)
    return None


def _of_disk(code: int, error: sqlite3.Error, address: Address) -> LocalizeError:
    path = address.path
    if path is not None and not path.is_file():
        return SettingsError(f"There is no database at {address.shown}.", hint=_NOT_UPGRADED)
    full = code == sqlite3.SQLITE_FULL or (
        path is not None and shutil.disk_usage(path.parent).free < _FULL_BELOW
    )
    return OutputError(
        f"Cannot write {address.shown}: {'the disk is full' if full else error}.",
        path=str(path),
        hint="Nothing was lost: make room, then do it again."
        if full
        else "See whether its disk is sound and whether you may read and write its folder.",
    )


# --- PostgreSQL -----------------------------------------------------------------------------------

#: SQLSTATE → what to do, where the account or the address is at fault.
_SETTINGS: Final = {
    "28000": "See the user's name in LOCALIZE_DATABASE_URL and the server's pg_hba.conf.",
    "28P01": "See the user's name and password in LOCALIZE_DATABASE_URL.",
    "3D000": "Make the database first (createdb), or name another in LOCALIZE_DATABASE_URL.",
    "42501": "The user needs the rights to create and use tables in this database.",
    "42P01": _NOT_UPGRADED,
    "42703": _NOT_UPGRADED,
}
#: SQLSTATE → what to do, where nothing can be written.
_OUTPUT: Final = {
    "53100": "Nothing was lost: make room on the server's disk, then do it again.",
    "25006": "It may be a copy that only follows another server; name that one.",
}
#: SQLSTATE → what to do, where others were in the way.
_BUSY: Final = {
    "40001": "Nothing was changed: do it again.",  # serialization failure
    "40P01": "Nothing was changed: do it again.",  # deadlock
    "55P03": "Somebody else holds it: try again in a moment.",  # lock_timeout passed
}
#: Classes of SQLSTATE where the server cannot answer now: connection, resources (too many
#: connections), operator intervention (shut down, starting up), system.
_AWAY: Final = ("08", "53", "57", "58")


def _of_postgresql(error: DBAPIError, address: Address) -> LocalizeError | None:
    state = getattr(error.orig, "sqlstate", None) or ""
    said = _first_line(str(error.orig), address)
    message = f"{address.shown} refused: {said}."
    ours: LocalizeError | None = None
    if state in _SETTINGS:
        ours = SettingsError(message, hint=_SETTINGS[state])
    elif state in _OUTPUT:
        ours = OutputError(message, hint=_OUTPUT[state])
    elif state in _BUSY:
        ours = BusyError(message, hint=_BUSY[state], again=state.startswith("40"))
    elif state[:2] in _AWAY:
        ours = FetchError(f"{address.shown} cannot answer: {said}.", hint="Try again later.")
    elif not state and type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout"):
        ours = _of_connection(error, said, address)
    return ours


def _of_connection(error: DBAPIError, said: str, address: Address) -> LocalizeError:
    """No SQLSTATE: the connection was never made, or was lost."""
    if error.connection_invalidated:
        return FetchError(
            f"The connection to {address.shown} was lost; nothing was changed.",
            hint="Try again in a moment.",
        )
    # libpq gives no code for a refused sign-in, but knows whether the server asked for a password.
    connection = getattr(error.orig, "pgconn", None)
    asked = any(getattr(connection, name, False) for name in ("used_password", "needs_password"))
    if asked or "authentication failed" in said or "does not exist" in said:
        return SettingsError(
            f"{address.shown} refused: {said}.",
            hint="See the user, the password and the database's name in LOCALIZE_DATABASE_URL.",
        )
    return FetchError(
        f"{address.shown} cannot be reached: {said}.",
        hint="See that the server runs and that LOCALIZE_DATABASE_URL names its host and port.",
    )


def _first_line(text: str, address: Address) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    secret = address.url.password
    return (line.replace(str(secret), "***") if secret else line).rstrip(".")
