"""The page's own scripts and styles under ``/web/``: the editor's bundle, and the pages' styles.

The bundle is built from ``ui/web`` by ``make ui`` into ``localize_ui/web``; a checkout may lack it.
A name stays the same from build to build, so a browser asks each time whether its copy still holds.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

_HERE: Final = Path(__file__).parent
#: Where ``make ui`` puts the editor.
BUNDLE: Final = _HERE / "web"

_SCRIPT: Final = "text/javascript; charset=utf-8"
_STYLE: Final = "text/css; charset=utf-8"

#: (file, media type) of every name that is served; there is no other.
_FILES: Final = {
    "editor.js": (BUNDLE / "editor.js", _SCRIPT),
    "editor.css": (BUNDLE / "editor.css", _STYLE),
    "pages.css": (_HERE / "pages" / "pages.css", _STYLE),
    "review.css": (_HERE / "pages" / "review.css", _STYLE),
}


@dataclass(frozen=True, slots=True)
class _Asset:
    plain: bytes
    packed: bytes
    etag: str


def has_editor() -> bool:
    """Whether the editor was built."""
    return all(_FILES[name][0].is_file() for name in ("editor.js", "editor.css"))


def web_files() -> APIRouter:
    """A router that gives out the scripts and styles of the page, and no other file."""
    router = APIRouter()

    @router.get("/web/{name}")
    def asset(request: Request, name: str) -> Response:
        """Answer one file; 404 for a name that is none of ours, or that was not built."""
        path, kind = _FILES.get(name, (None, ""))
        found = _read(path) if path is not None else None
        if found is None:
            raise HTTPException(404, "There is no such file.")
        headers = {"cache-control": "no-cache", "etag": found.etag, "vary": "accept-encoding"}
        if found.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            return Response(found.packed, media_type=kind, headers=headers)
        return Response(found.plain, media_type=kind, headers=headers)

    return router


def _read(path: Path) -> _Asset | None:
    try:
        status = path.stat()
        return _asset(path, status.st_mtime_ns, status.st_size)
    except OSError:
        return None


@lru_cache(maxsize=2 * len(_FILES))
def _asset(path: Path, changed: int, size: int) -> _Asset:
    """A file as it is sent; read again only where it has changed."""
    del changed, size  # part of the key
    plain = path.read_bytes()
    digest = hashlib.sha256(plain).hexdigest()[:32]
    return _Asset(plain, gzip.compress(plain, mtime=0), f'W/"{digest}"')
