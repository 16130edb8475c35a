"""A real PostgreSQL for tests: Debian's server in a temporary folder, gone when they end.

    with temporary_postgres() as server:
        database = Database(server.new_database())

PostgreSQL refuses to run as root; there its files and its process belong to the user `postgres`.
It keeps `fsync` on, because tests crash it and count what is there afterwards, and sits in another
time zone than most, because moments must not depend on it.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Who runs it where the tests run as root.
_USER: Final = "postgres"
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "fsync": "on",
    "timezone": "Asia/Tokyo",
    "lc_messages": "C",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
}
#: How long it may take to start or stop, seconds; a crash is recovered from in that time too.
_WAIT: Final = 60.0


class NoPostgresError(Exception):
    """There is no PostgreSQL on this machine, or it cannot be started; the text says why."""


@dataclass(slots=True)
class PostgresServer:
    """A server of our own.

    Attributes:
        folder: its data, socket and log.
        programs: where `postgres` and `initdb` are.
        port: on 127.0.0.1.
        password: of the user `localize`, who owns every database made here.
    """

    folder: Path
    programs: Path
    port: int
    password: str
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _made: int = field(default=0, init=False)

    def url(self, database: str = "postgres", *, password: str | None = None) -> str:
        """The address of a database, over TCP, with its password or another."""
        secret = self.password if password is None else password
        return f"postgresql://localize:{secret}@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template1") -> str:
        """Make a database, empty or a copy of another that nobody uses; its URL."""
        self._made += 1
        name = f"test_{self._made}"
        self.command(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        name = url.rpartition("/")[2]
        self.command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def command(self, statement: str, database: str = "postgres") -> None:
        """Run one statement outside a transaction."""
        import psycopg  # noqa: PLC0415 -- only where there is a server

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        """Start it, and wait until it answers.

        Raises:
            NoPostgresError: it does not start; the text holds the end of its log.
        """
        log = self.folder / "log"
        with log.open("ab") as file:
            self._process = subprocess.Popen(  # noqa: S603 -- the server that was found
                [
                    self.programs / "postgres",
                    "-D",
                    self.folder / "data",
                    *("-p", str(self.port), "-k", self.folder),
                    *(part for pair in _SETTINGS.items() for part in ("-c", "=".join(pair))),
                ],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                user=_user(),
                group=_user(),
                extra_groups=None if _user() is None else [],
            )
        deadline = time.monotonic() + _WAIT
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                tail = log.read_text(errors="replace")[-1500:]
                raise NoPostgresError(f"PostgreSQL did not start:\n{tail}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it in order; whoever is connected is disconnected."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """Stop it at once, without writing anything more, as if the power had gone; then start it.

        What it had acknowledged is found again in its log (its manual, part 30.2).
        """
        self._end(signal.SIGQUIT)
        self.start()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(_WAIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _answers(self) -> bool:
        import psycopg  # noqa: PLC0415 -- only where there is a server

        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def temporary_postgres() -> Iterator[PostgresServer]:
    """Make a server in a folder of its own, start it, and remove it all at the end.

    Raises:
        NoPostgresError: PostgreSQL or psycopg is not installed, or it cannot be started here.
    """
    try:
        import psycopg  # noqa: F401, PLC0415 -- asked whether it is there
    except ImportError as error:
        raise NoPostgresError(f"psycopg is not usable: {error}") from error
    programs = _find_programs()
    # Not pytest's folder: that one is closed to the user `postgres`, and its path too long for a
    # socket's (107 bytes).
    folder = Path(tempfile.mkdtemp(prefix="localize-pg-"))
    server = PostgresServer(folder, programs, _free_port(), secrets.token_urlsafe(12))
    try:
        _initialise(server)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _find_programs() -> Path:
    """The folder of the newest PostgreSQL: Debian's, else the one on the path."""
    found = {
        int(match[1]): folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if (folder / "initdb").is_file() and (match := re.fullmatch(r"(\d+)", folder.parent.name))
    }
    if found:
        return found[max(found)]
    initdb = shutil.which("initdb")
    if initdb is None:
        raise NoPostgresError("PostgreSQL is not installed (`make system-deps` installs it)")
    return Path(initdb).resolve().parent


def _user() -> str | None:
    """Who a child process becomes: `postgres` where we are root, else nobody else."""
    return _USER if os.geteuid() == 0 else None


def _initialise(server: PostgresServer) -> None:
    secret = server.folder / "password"
    secret.write_text(server.password)
    if os.geteuid() == 0:
        try:
            for path in (server.folder, secret):
                shutil.chown(path, _USER, _USER)
        except LookupError as error:
            raise NoPostgresError(f"root cannot run it, and there is no user {_USER}") from error
    done = subprocess.run(  # noqa: S603 -- the program that was found
        [
            server.programs / "initdb",
            *("-D", server.folder / "data", "-U", "localize", "--pwfile", secret),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
        ],
        cwd=server.folder,
        check=False,
        capture_output=True,
        text=True,
        user=_user(),
        group=_user(),
        extra_groups=None if _user() is None else [],
    )
    if done.returncode:
        raise NoPostgresError(f"initdb failed: {done.stderr.strip()[-1500:]}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
