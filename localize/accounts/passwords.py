"""Passwords: what makes one good enough, and how one is kept (argon2id, never the password).

Rules are those of NIST SP 800-63B (3.1.1): length instead of kinds of characters, no forced
changes, any character, compared in one Unicode form. The cost of a guess is RFC 9106's second
recommended option (64 MiB, three passes), argon2-cffi's default.
"""

from __future__ import annotations

import functools
import secrets
import threading
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from localize.errors import SettingsError
from localize.store import BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Shortest and longest password, code points after NFKC.
SHORTEST: Final = 12
LONGEST: Final = 1_000
#: Fewer different characters than this are a pattern, not a password.
_DIFFERENT: Final = 5

_HASHER: Final = PasswordHasher()
#: Each check takes 64 MiB and a moment of a processor: so many at once …
_AT_ONCE: Final = threading.BoundedSemaphore(2)
#: … and so many that wait, so that a flood of sign-ins takes neither memory nor all threads.
_WAITING: Final = threading.BoundedSemaphore(8)


def check_password(password: str, *names: str) -> None:
    """See that a password is good enough.

    Args:
        password: what was chosen.
        names: of the person; a password that is made of one is no secret.

    Raises:
        SettingsError: it is too short, too long or too plain; the message never repeats it.
    """
    form = _form(password)
    hint = f"At least {SHORTEST} characters; several words that do not belong together are good."
    if not SHORTEST <= len(form) <= LONGEST:
        raise SettingsError(
            f"The password has {len(form)} characters; from {SHORTEST} to {LONGEST} are allowed.",
            hint=hint,
        )
    if len(set(form)) < _DIFFERENT:
        raise SettingsError("The password repeats a few characters.", hint=hint)
    plain = form.casefold()
    for name in names:
        compared = _form(name).casefold()
        if compared and len(plain.replace(compared, "")) < SHORTEST // 2:
            raise SettingsError("The password is made of the name.", hint=hint)


def hash_password(password: str) -> str:
    """What is kept of a password: its argon2id hash with salt and cost.

    Raises:
        BusyError: too many passwords are being checked.
    """
    with _in_turn():
        return _HASHER.hash(_form(password))


def matches(kept: str, password: str) -> bool:
    """Whether a password is the one that was kept.

    An empty ``kept`` (nobody, or somebody without a password) takes as long, and never matches.

    Raises:
        BusyError: too many passwords are being checked.
    """
    real = bool(kept)
    with _in_turn():
        try:
            _HASHER.verify(kept or _nobodys(), _form(password)[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return real


def is_outdated(kept: str) -> bool:
    """Whether a hash was made at another cost than today's, and should be made anew."""
    return _HASHER.check_needs_rehash(kept)


@functools.cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _WAITING.acquire(blocking=False):
        raise BusyError("Too many people sign in at once.", hint="Try again in a moment.")
    try:
        with _AT_ONCE:
            yield
    finally:
        _WAITING.release()


def _form(password: str) -> str:
    # The same keys give other code points on other systems.
    return unicodedata.normalize("NFKC", password)
