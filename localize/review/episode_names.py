"""Whether a name that a person types is an episode of the season, a slip of one, or a new one."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from localize.review.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: How many of the season's episodes are named where one is new.
_NAMED: Final = 8


def new_episode_note(name: str, known: Sequence[str]) -> str:
    """What is said where a name makes an episode; empty for one that is known, or the first.

    Args:
        name: as it was typed.
        known: of the season's episodes, as they were made.

    Raises:
        RefusedError: it is a known one but for case, spaces, or how its letters are composed.
    """
    if name in known or not known:
        return ""
    alike = [one for one in known if called_alike(one, name)]
    if alike:
        raise RefusedError(
            f"The season has the episode {alike[0]!r}, and {name!r} is the same but for case or "
            "spaces.",
            f"Name it {alike[0]!r}.",
        )
    named = ", ".join(known[:_NAMED])
    more = f" and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
    return f"{name} is a new episode; the season has {named}{more}."


def called_alike(name: str, other: str) -> bool:
    """Whether two names are the same but for case, spaces, or how their letters are composed."""
    return _key(name) == _key(other)


def _key(name: str) -> str:
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    return "".join(composed.split())
