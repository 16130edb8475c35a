"""Listening on this machine's own address, and serving until somebody says stop."""

from __future__ import annotations

import errno
import logging
import socket
import sys
from typing import TYPE_CHECKING, Final

import uvicorn

from localize.errors import SettingsError
from localize_ui.guard import is_loopback

if TYPE_CHECKING:
    from starlette.types import ASGIApp

#: Seconds that open connections are given at the end; a page that is open holds one for ever.
_GRACE: Final = 1


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on this machine's own address.

    Args:
        host: ``localhost``, or a loopback address.
        port: 0 takes a free one.

    Raises:
        SettingsError: an address beyond loopback, or a port that is taken or may not be had.
    """
    if not is_loopback(host):
        raise SettingsError(
            f"The page cannot be served on {host!r}: it has no accounts yet, so it is only for "
            "this machine.",
            hint="Leave --host out. From another machine, reach it through `ssh -L`; accounts come "
            "with a later version.",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
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
    try:
        _Server(config).run(sockets=[bound])
    except KeyboardInterrupt:
        sys.stderr.write("The page is closed.\n")
