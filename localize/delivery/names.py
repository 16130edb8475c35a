"""What a delivered file is called, and that it never leaves the output folder.

    <episode>.<locale>[.sdh|.forced][.draft].<extension>

as players expect; ``.draft`` until a person has approved the track (SRT has no comment in which
to say so).
"""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from localize import registry
from localize.errors import OutputError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Names longer than this in UTF-8 do not fit a file name of 255 bytes with what follows them.
_MAX_NAME_BYTES: Final = 200


def episode_name(stem: str) -> str:
    """A file's stem made fit to begin output names: no separators, no control characters.

    Everything else, spaces, quotes and letters of any script among them, is kept. A name that is
    too long is cut at a character's border.
    """
    kept = "".join(
        "_" if c in "/\\" or unicodedata.category(c) in ("Cc", "Cs") else c
        for c in unicodedata.normalize("NFC", stem)
    )
    kept = kept.strip()
    if not kept.strip("."):
        kept = f"_{kept}"  # "." and ".." are folders
    while len(kept.encode()) > _MAX_NAME_BYTES:
        kept = kept[:-1]
    return kept


def refuse_same_names(formats: Iterable[str]) -> None:
    """Refuse formats of which two would write a track into one file.

    Args:
        formats: names of the formats of one track; each counts once.

    Raises:
        SettingsError: two of them have the same usual extension.
        UnknownNameError: no such format.
    """
    taken: dict[str, str] = {}
    for name in dict.fromkeys(formats):
        extension = registry.subtitle_format(name).extensions[0]
        other = taken.setdefault(extension, name)
        if other != name:
            raise SettingsError(
                f"The formats {other} and {name} both make files that end in {extension}.",
                hint="Deliver one of them, or each into a folder of its own.",
            )


def track_file(
    out: Path, episode: str, locale: str, extension: str, *, variant: str = "", draft: bool
) -> Path:
    """Path of one delivered file.

    Args:
        out: the output folder.
        episode: the episode's name, ``/`` between folders.
        locale: BCP 47.
        extension: of the format, with its dot.
        variant: ``sdh``, ``forced`` or empty for the full track.
        draft: whether no person has approved it.

    Raises:
        OutputError: the file would lie outside the output folder.
    """
    folder, stem = PurePosixPath(episode).parent, PurePosixPath(episode).name
    parts = [stem, locale, *([variant] if variant else []), *(["draft"] if draft else [])]
    path = out / folder / (".".join(parts) + extension)
    if not path.resolve().is_relative_to(out.resolve()):
        raise OutputError(
            f"{str(path)!r} would lie outside the output folder {str(out)!r}.",
            path=str(path),
            hint="Rename the episode, or take the link out of the output folder.",
        )
    return path
