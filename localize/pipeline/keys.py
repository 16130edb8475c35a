"""Content keys: a result's name is a hash of all that could change it."""

from __future__ import annotations

import hashlib


def content_key(*parts: str | int | float | bool) -> str:
    """A SHA-256 over the parts, in hex.

    Each part is written with its length before it, so that no two lists of parts read the same.
    A file's name that is no UTF-8 is a part like any other.
    """
    digest = hashlib.sha256()
    for part in parts:
        data = str(part).encode(errors="surrogatepass")
        digest.update(f"{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()
