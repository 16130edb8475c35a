"""Listening (beyond this machine only where one must sign in), and serving until told to stop."""

from __future__ import annotations

import errno
import logging
import socket
import sys
from typing import TYPE_CHECKING, Final

import uvicorn

from localize.accounts import Accounts
from localize.errors import SettingsError
from localize.store import Database
from localize.store.address import Address
from localize_ui.guard import is_loopback

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from starlette.types import ASGIApp

#: Seconds that open connections are given at the end; a page that is open holds one for ever.
_GRACE: Final = 1
#: Seconds of a thread's turn in the interpreter. Measured on SQLite: beside a preview of a
#: season-wide replace, a save takes 2 ms instead of 16 (medians).
_TURN: Final = 0.0005


def see_accounts(project: Path, host: str, public: Sequence[str]) -> None:
    """See that nobody can reach the page who need not sign in, other than from this machine.

    Args:
        project: the project's folder.
        host: address to listen on.
        public: addresses under which a proxy serves it.

    Raises:
        SettingsError: others could reach it, and nobody can sign in.
    """
    if is_loopback(host) and not public:
        return
    path = Address.of_project(project).path
    if host and (path is None or path.exists()):
        with Database.of_project(project) as database:
            database.upgrade()
            if Accounts(database).can_sign_in():
                return
    where = repr(host) if not is_loopback(host) else public[0]
    raise SettingsError(
        f"The page cannot be served on {where}: there are no accounts, so it is only for this "
        "machine.",
        hint="Make one with `localize users add NAME --role operator`; or leave --host out and "
        "reach the page through `ssh -L`.",
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Args:
        host: a name or address of this machine.
        port: 0 takes a free one.

    Raises:
        SettingsError: no address of this machine, or a port that is taken or may not be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.create_server((host, port), family=family)
    except OverflowError as error:
        raise SettingsError(
            f"{port} is no port.", hint="Give one from 1 to 65535, or 0 for any that is free."
        ) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} is taken, perhaps by another `localize serve`."
        elif error.errno == errno.EACCES:
            message = f"Port {port} is kept for the system's own services."
        else:
            message = f"Nothing can listen on {host!r}, port {port}: {error.strerror}."
        hint = "Give another with --port; 0 takes a free one."
        raise SettingsError(message, hint=hint) from error
    # Connections have it from here. An answer is written in two parts, and without it the second
    # waits until the first is acknowledged, which a client may put off for 40 ms; asyncio sets it
    # only on sockets that name their protocol.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return bound


class _Server(uvicorn.Server):
    """Says nothing of the connections that its end cuts: every page that is open holds one."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End, as `uvicorn.Server.shutdown`."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def serve_until_interrupted(app: ASGIApp, bound: socket.socket, host: str) -> None:
    """Serve on a socket until Ctrl-C or a polite kill, which is how it is meant to end."""
    config = uvicorn.Config(
        app,
        log_level="error",  # what a person should know is said here, not in the server's words
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    name = f"[{host}]" if ":" in host else host
    sys.stderr.write(
        f"The season page is at http://{name}:{bound.getsockname()[1]}/ (Ctrl-C ends it).\n"
    )
    if not is_loopback(host):
        sys.stderr.write(
            "Passwords cross the network unprotected here: put a proxy with TLS in front, and name "
            "its address in LOCALIZE_PUBLIC_URL.\n"
        )
    # A long piece of work (a find over a whole season) shares the interpreter with everybody's
    # saves; at Python's 5 ms a turn, each of their database calls would wait so long for its own.
    sys.setswitchinterval(_TURN)
    try:
        _Server(config).run(sockets=[bound])
    except KeyboardInterrupt:
        sys.stderr.write("The page is closed.\n")
