"""How large a request may be, whatever it is read into; counted as it comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi import HTTPException

from localize_ui.api.errors import TooLargeError, answer_to
from localize_ui.api.receiving import MOST

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Largest body, bytes: a list of every cue of a long film that was watched.
BODY: Final = 1_000_000
#: Largest upload, bytes: no subtitle file comes near it.
UPLOAD: Final = 20_000_000
#: Ends of the paths that take files.
UPLOADS: Final = ("/imports", "/imports/brought", "/key-names", "/key-names/brought")
#: Ends of the paths that take media, which are written as they come (`localize_ui.api.receiving`).
MEDIA_UPLOADS: Final = ("/uploads",)
#: What multipart adds around a file, bytes.
_AROUND: Final = 20_000


class BodyLimit:
    """ASGI middleware: refuses a body that is too large before anything keeps it.

    Args:
        app: what is guarded.
        uploads: ends of the paths that take files.
    """

    def __init__(self, app: ASGIApp, uploads: tuple[str, ...] = ()) -> None:
        self._app = app
        self._uploads = uploads

    def _most(self, path: str) -> int:
        """Bytes of a body that are taken at a path."""
        if path.endswith(MEDIA_UPLOADS):
            return MOST
        return UPLOAD + _AROUND if path.endswith(self._uploads or "\n") else BODY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most(scope["path"])
        counted = 0
        begun = False

        async def count() -> Message:
            nonlocal counted
            message = await receive()
            if message["type"] == "http.request":
                counted += len(message.get("body", b""))
                if counted > most:
                    raise _TooMuch(most)
            return message

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > most:
            await _refusal(most)(scope, receive, send)
            return
        try:
            await self._app(scope, count, watch)
        except _TooMuch:
            if not begun:
                await _refusal(most)(scope, receive, send)


class _TooMuch(HTTPException):
    """Of FastAPI's kind: it makes a plain 400 of any other that comes while it reads a body."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"More was sent than the {most / 1e6:.0f} MB that are taken here.")


def _refusal(most: int) -> ASGIApp:
    return answer_to(
        TooLargeError("More was sent than is taken here.", hint=f"At most {most / 1e6:.0f} MB are.")
    )
