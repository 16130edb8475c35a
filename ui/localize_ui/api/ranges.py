"""Parts of a file over HTTP, as a media element asks for them (RFC 9110, 14)."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Final

import anyio
import anyio.to_thread
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

#: Read and sent at once, bytes.
_PIECE: Final = 256 * 1024

#: One part: from a byte, or so many from the end. No file has more than 18 digits of bytes.
_RANGE: Final = re.compile(r"bytes=\s*(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))\s*", re.ASCII)


class UnsatisfiableError(ValueError):
    """The part that is asked for lies outside the file."""


def part_of(asked: str, size: int) -> tuple[int, int] | None:
    """First byte and byte after the last; None for the whole file.

    What is no single range of bytes counts as not asked, as the standard lets a server do.

    Args:
        asked: the ``Range`` header; empty for none.
        size: of the file.

    Raises:
        UnsatisfiableError: no byte of it is in the file.
    """
    found = _RANGE.fullmatch(asked.strip())
    if found is None:
        return None
    first, last, tail = found.groups()
    if tail is not None:
        start, end = max(0, size - int(tail)), size
    else:
        start = int(first)
        end = min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None  # no range at all (14.1.1)
    if start >= end:
        raise UnsatisfiableError
    return start, end


class FilePart(Response):
    """An answer with a file, or the part of it that is asked for.

    The file is opened once, read in a thread, and never as a whole; a reader who goes away ends it.

    Args:
        path: of the file.
        kind: its media type.
        headers: more of them.
    """

    def __init__(self, path: Path, kind: str, headers: Mapping[str, str]) -> None:
        super().__init__()
        self._path, self._kind, self._more = path, kind, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        file = await anyio.to_thread.run_sync(lambda: self._path.open("rb"))
        try:
            await self._answer(scope, receive, send, file)
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(file.close)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, file: IO[bytes]) -> None:
        asked = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        status = await anyio.to_thread.run_sync(self._path.stat)
        size = await anyio.to_thread.run_sync(lambda: file.seek(0, 2))
        tag = f'"{status.st_mtime_ns:x}-{size:x}"'
        headers = {
            **self._more,
            "accept-ranges": "bytes",
            "content-type": self._kind,
            "etag": tag,
        }
        code, start, end = 200, 0, size
        only_if = asked.get("if-range", tag)
        try:
            part = part_of(asked.get("range", ""), size) if only_if == tag else None
        except UnsatisfiableError:
            headers |= {"content-range": f"bytes */{size}", "content-length": "0"}
            await _begin(send, 416, headers)
            await send({"type": "http.response.body", "body": b""})
            return
        if part is None and tag in _tags(asked.get("if-none-match", "")):
            await _begin(send, 304, headers)
            await send({"type": "http.response.body", "body": b""})
            return
        if part is not None:
            code, (start, end) = 206, part
            headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
        headers["content-length"] = str(end - start)
        await _begin(send, code, headers)
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        async with anyio.create_task_group() as group:

            async def watch() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                group.cancel_scope.cancel()

            group.start_soon(watch)
            await _send(send, file, start, end)
            group.cancel_scope.cancel()


async def _begin(send: Send, code: int, headers: Mapping[str, str]) -> None:
    raw = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in headers.items()]
    await send({"type": "http.response.start", "status": code, "headers": raw})


async def _send(send: Send, file: IO[bytes], start: int, end: int) -> None:
    await anyio.to_thread.run_sync(file.seek, start)
    left = end - start
    while left:
        piece = await anyio.to_thread.run_sync(file.read, min(_PIECE, left))
        if not piece:
            raise OSError("the file became shorter while it was sent")
        left -= len(piece)
        await send({"type": "http.response.body", "body": piece, "more_body": bool(left)})
    if start == end:
        await send({"type": "http.response.body", "body": b""})


def _tags(text: str) -> set[str]:
    return {part.strip().removeprefix("W/") for part in text.split(",")}
