"""Whether a name that a person types is an episode of the season, a slip of one, or a new one."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from localize.errors import SettingsError
from localize.review.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: How many of the season's episodes are named where one is new.
_NAMED: Final = 8
#: Characters of a name that is refused that are told of it.
_SHOWN: Final = 100


def new_episode_note(name: str, known: Sequence[str]) -> str:
    """What is said where a name makes an episode; empty for one that is known, or the first.

    Args:
        name: as it was typed.
        known: of the season's episodes, as they were made.

    Raises:
        RefusedError: it is a known one but for case, spaces, or how its letters are composed.
        SettingsError: it is new, and no file can be called so.
    """
    if name in known:
        return ""
    see_name(name)
    if not known:
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


def see_name(name: str) -> None:
    """See that files can be called like an episode: ``/`` stands between folders of the output.

    Raises:
        SettingsError: it leads out of the output folder, would be hidden in it, or cannot be seen.
    """
    parts = name.split("/")
    why = ""
    if not name.isprintable():
        why = "it has characters that cannot be seen"
    elif "\\" in name:
        why = "it has a \\"
    elif any(not part.strip() for part in parts):
        why = "a folder or the file in it would have no name"
    elif any(part.strip().startswith(".") for part in parts):
        why = "files and folders whose names begin with a dot are hidden, or lead elsewhere"
    if why:
        raise SettingsError(
            f"{name[:_SHOWN]!r} is no name of an episode: {why}.",
            hint="Such as S01E01, or Season 1/S01E01.",
        )


def called_alike(name: str, other: str) -> bool:
    """Whether two names are the same but for case, spaces, or how their letters are composed."""
    return _key(name) == _key(other)


def _key(name: str) -> str:
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    return "".join(composed.split())
