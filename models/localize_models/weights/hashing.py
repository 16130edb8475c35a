"""SHA-256 of files, read in blocks."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

#: Bytes read at once: large enough that hashing, not the calls, takes the time.
BLOCK: Final = 1 << 20


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in lower-case hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
