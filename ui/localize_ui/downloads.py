"""The files of an output folder, as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

from localize_ui.listing import inside, read_season

if TYPE_CHECKING:
    from pathlib import Path


def downloads(out: Path) -> APIRouter:
    """A router that gives out the files that the manifest names, and no other.

    Args:
        out: the output folder.
    """
    router = APIRouter()

    @router.get("/files/{path:path}")
    def download(path: str) -> FileResponse:
        """Answer one file's bytes; 404 for whatever is not a file of a track."""
        listed = {
            file.path
            for episode in read_season(out).episodes
            for track in episode.tracks
            for file in track.files
        }
        found = inside(out, path) if path in listed else None
        if found is None:
            raise HTTPException(404, "There is no such file.")
        name = path.rpartition("/")[2]
        headers = {
            # Given out to be kept, never to be shown: a browser runs nothing that it saves.
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        }
        return FileResponse(found, media_type="application/octet-stream", headers=headers)

    return router
