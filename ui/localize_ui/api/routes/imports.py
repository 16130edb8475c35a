"""Subtitle files from outside: as a new track, or as a change of one."""

import re
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, UploadFile

from localize import locales
from localize.errors import FormatError, SettingsError
from localize.formats import detect
from localize.formats.encoding import decode
from localize.review.importing import ImportReport
from localize.script import TrackRole
from localize_ui.api.errors import TooLargeError, UnknownKindError
from localize_ui.api.identity import Asks, Place
from localize_ui.api.limits import UPLOAD

#: Bytes of a file's beginning that are looked at for what is no text.
_HEAD: Final = 65_536
#: Control characters that text has, and how many others a damaged file may have.
_USUAL: Final = "\t\n\r\f\v\x1a"
_STRAY: Final = 8

#: Characters of a file's name that are kept; the others would be somebody's trick.
_NOT_KEPT: Final = re.compile(r"[^\w.()\[\] -]")


router = APIRouter(tags=["imports"])


@router.post("/imports", status_code=201)
def take(
    place: Place,
    caller: Asks,
    *,
    file: Annotated[UploadFile, File()],
    episode: Annotated[str, Form(min_length=1, max_length=500)],
    locale: Annotated[str, Form(min_length=1, max_length=60)],
    role: Annotated[TrackRole, Form()] = TrackRole.SUBTITLE,
    replace: Annotated[bool, Form()] = False,
) -> ImportReport:
    """Take in a subtitle file; its kind is told by what is in it.

    With `replace` it stands in the place of the track that is there: whatever it lacks goes.
    """
    _check_episode(episode)
    market = locales.normalize(locale)
    data = file.file.read(UPLOAD + 1)
    if len(data) > UPLOAD:
        raise TooLargeError(
            "The file is too large.", hint=f"At most {UPLOAD / 1e6:.0f} MB are taken."
        )
    name = _plain(file.filename or "")
    _check_kind(data, name)
    with TemporaryDirectory(prefix="localize-import-") as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        return place.review.import_file(caller.actor, path, episode, market, role, instead=replace)


def _plain(named: str) -> str:
    """A name that can be a file's in a folder of its own, with the extension that was given."""
    name = _NOT_KEPT.sub("_", re.split(r"[/\\]", named)[-1])[-100:].lstrip(". ")
    return name or "file"


def _check_kind(data: bytes, name: str) -> None:
    """See that a file is subtitles in a format that can be read, by what is in it.

    Raises:
        UnknownKindError: it is empty, no text (an archive may hold subtitles as they are), or in
            no format that there is.
    """
    text = decode(data[:_HEAD]).text
    strange = sum(char < " " and char not in _USUAL for char in text)
    if not text.strip("\ufeff \t\r\n") or strange > max(_STRAY, len(text) // 200):
        raise UnknownKindError(
            "The file holds no text.", hint="Send the subtitle file itself, not an archive."
        )
    try:
        detect(data, name)
    except FormatError as error:
        raise UnknownKindError(error.message, hint=error.hint) from error


def _check_episode(name: str) -> None:
    """See that an episode's name stays inside the output folder, of which it becomes a part.

    Raises:
        SettingsError: it leads elsewhere, or cannot be seen.
    """
    path = PurePosixPath(name)
    parts = name.split("/")
    if (
        path.is_absolute()
        or "\\" in name
        or not name.isprintable()
        or any(part.strip() in ("", ".", "..") for part in parts)
    ):
        raise SettingsError(
            f"{name[:100]!r} is no name of an episode.",
            hint="Such as S01E01, or Season 1/S01E01.",
        )
