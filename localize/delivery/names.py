"""What a delivered file is called, and that it never leaves the output folder.

    <episode>.<locale>[.sdh|.forced][.draft].<extension>

as players expect; ``.draft`` until a person has approved the track (SRT has no comment in which
to say so).
"""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath
from typing import Final

from localize.errors import OutputError

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
