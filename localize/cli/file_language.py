"""In which language a subtitle file is that a command was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.errors import InputError
from localize.formats import contents, locale_from_name
from localize.formats.media_files import refuse_media

if TYPE_CHECKING:
    from pathlib import Path


def language_of(path: Path, told: str | None) -> str:
    """The language that was told for all files, or else the one that a file's name says.

    Raises:
        InputError: neither is there.
        FormatError: neither is there, as it is a film or sound; or it cannot be opened.
    """
    found = told or locale_from_name(path)
    if found is not None:
        return found
    refuse_media(contents(path), path)
    raise InputError(
        "Its name does not say its language.",
        path=str(path),
        hint="Give --locale, or name it like episode.es-419.srt.",
    )
