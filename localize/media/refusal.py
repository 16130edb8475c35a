"""Errors of ours for media files that cannot be read, in a person's words and with a cure."""

from __future__ import annotations

import errno
import re
import stat
from typing import TYPE_CHECKING, Final

from localize.errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path

#: What to give, where nothing better is known.
EXPORT: Final = "Give a media file such as MKV, MP4, MOV, MP3 or WAV."

#: An address as a path shows it, which has one slash where two were written.
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]+:/[^/\\]", re.IGNORECASE)


def media_error(path: Path, what: str, hint: str = "") -> MediaError:
    """An error that names the file: ``'ep1.mkv' is empty.``."""
    return MediaError(f"{str(path)!r} {what}", path=str(path), hint=hint)


def unreadable(error: OSError, path: Path) -> MediaError:
    """The error of ours for a file or folder that the system will not let us read."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return _missing(path)
    if isinstance(error, PermissionError):
        return media_error(
            path, "may not be read by you.", "Ask its owner for leave to read it, or copy it."
        )
    if error.errno == errno.ELOOP:
        return media_error(
            path,
            "is a link that leads back to itself.",
            "Give the file that it was to lead to.",
        )
    reason = error.strerror or str(error)
    return media_error(path, f"cannot be read: {reason}.", "Look at the disk it lies on.")


def see_ordinary(path: Path) -> int:
    """See that a path is an ordinary file: reading a pipe or a device would never end.

    What is kept of a file names it as text, so its name has to be one.

    Returns:
        Its size, bytes.

    Raises:
        MediaError: it is something else, not there, out of reach, or not named in UTF-8.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise unreadable(error, path) from error
    if stat.S_ISDIR(status.st_mode):
        raise media_error(path, "is a folder, not a media file.", EXPORT)
    if not stat.S_ISREG(status.st_mode):
        raise media_error(
            path, "is not an ordinary file, but a pipe, a device or a socket.", EXPORT
        )
    try:
        str(path.resolve()).encode()
    except UnicodeEncodeError as error:
        raise media_error(
            path, "has a name that is not UTF-8, or lies in a folder that has one.", "Rename it."
        ) from error
    return status.st_size


def _missing(path: Path) -> MediaError:
    if path.is_symlink():
        return media_error(
            path,
            f"is a link to {str(path.readlink())!r}, which is not there.",
            "Look where it leads: a disk that is not mounted, or a file that was moved.",
        )
    if _ADDRESS.match(str(path)):
        return media_error(
            path,
            "is an address, and nothing is fetched from the network.",
            "Fetch the file, and give its path.",
        )
    return media_error(path, "is not there.", "Look at the spelling of the path.")
