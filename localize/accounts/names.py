"""What may be a name, a label, an address that is counted."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from localize.errors import SettingsError
from localize.store.kinds import PersonRole
from localize.store.people import sign_in_name

#: The one who works alone on their own machine, without an account.
LOCAL: Final = "local"

#: Longest name to sign in with, and longest label of a token; a name to show may be twice as long.
_LONGEST: Final = 60


def check_name(name: str) -> None:
    """See that a name can be signed in with.

    Raises:
        SettingsError: it is empty, too long, cannot be seen, or stands for the local user.
    """
    compared = sign_in_name(name)
    if not compared or len(compared) > _LONGEST or not _shows(compared):
        raise SettingsError(
            "A name is one line of 1 to 60 characters that can be seen.",
            hint="Such as: ana, or ana@example.org.",
        )
    if compared == LOCAL:
        raise SettingsError(
            f"{LOCAL!r} stands for whoever works here without an account.",
            hint="Choose another name.",
        )


def check_display(display: str) -> None:
    """See that a name can be shown; it may be empty.

    Raises:
        SettingsError: it is too long, or cannot be seen.
    """
    if len(display) > 2 * _LONGEST or not _shows(display):
        raise SettingsError("A name to be shown is one line of at most 120 characters.")


def check_label(label: str) -> None:
    """See that a token's label says something.

    Raises:
        SettingsError: it is empty, too long, or cannot be seen.
    """
    if not label.strip() or len(label) > _LONGEST or not _shows(label):
        raise SettingsError(
            "A token needs a label that says what it is for.",
            hint=f"One line of at most {_LONGEST} characters, such as: nightly export.",
        )


def _shows(text: str) -> bool:
    """Whether all of a text can be seen: no line ends, and nothing that reorders what is around.

    The two joiners are letters' business in many scripts.
    """
    return all(char.isprintable() or char in "\u200c\u200d" for char in text)


def roles_hint() -> str:
    """The roles there are, for whoever named none."""
    return f"There are: {', '.join(role.value for role in PersonRole)}."


def network_of(address: str) -> str:
    """What counts as one address: an IPv6 customer has at least a /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Network((int(parsed), 64), strict=False))
    return str(parsed)
