"""The form of a translation server's address, told before any work is done for it."""

from __future__ import annotations

from urllib.parse import urlsplit

from localize.errors import SettingsError


def host_of(address: str) -> str:
    """The machine that an address names.

    Raises:
        SettingsError: it is no address of a server.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises where it is none
    except ValueError as error:
        raise no_address(address) from error
    # urlsplit takes some control characters out of what it is given, and leaves others in.
    if not address.isprintable() or " " in address:
        raise no_address(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise no_address(address)
    return parts.hostname


def no_address(address: str) -> SettingsError:
    """That something is no address of a server, and what one looks like."""
    return SettingsError(
        f"{address!r} is not the address of a server.",
        hint="Write it like http://127.0.0.1:8000/v1.",
    )
