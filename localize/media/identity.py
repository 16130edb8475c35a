"""Which media file it is: a hash of what is in it, whatever it is called."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from localize.media.refusal import see_ordinary, unreadable

if TYPE_CHECKING:
    from pathlib import Path


def content_hash(path: Path) -> str:
    """SHA-256 of the whole file in hexadecimal: the content key that every later result has.

    Streamed, so that memory does not grow with the file.

    Raises:
        MediaError: it is no ordinary file, or cannot be read.
    """
    see_ordinary(path)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(error, path) from error
