"""Which media file it is: a hash of what is in it, whatever it is called."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from localize.errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path


def content_hash(path: Path) -> str:
    """SHA-256 of the whole file in hexadecimal: the content key that every later result has.

    Streamed, so that memory does not grow with the file.

    Raises:
        MediaError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror or str(error)
        raise MediaError(
            f"{str(path)!r} cannot be read: {reason}.",
            path=str(path),
            hint="See that it is there, and that you may read it.",
        ) from error
