"""Puts styles and scripts of ours into the head of Gradio's pages.

Gradio 6.31 adds what one gives it as ``head`` only once its own script has run; the editor must be
on its way before that. So the lines are written into the page as it leaves the server.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize_ui.pages import paths, review
from localize_ui.preloads import preload_lines
from localize_ui.web_files import has_editor

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_END: Final = b"</head>"
_BODY: Final = b"<gradio-app"
#: Browsers ask for it without the session, and nobody installs these pages.
_MANIFEST: Final = b'<link rel="manifest" href="/manifest.json" />'

_THEME: Final = Path(__file__).parent.joinpath("pages", "theme.js").read_text("utf-8")
_FIRST: Final = f"<script>{_THEME}</script>"
_PAGES: Final = f'{_FIRST}<link rel="stylesheet" href="/web/pages.css">'
_SHELL: Final = f'{_FIRST}<link rel="stylesheet" href="/web/review.css">'
_EDITOR: Final = (
    f'<link rel="stylesheet" href="/web/editor.css">{_SHELL}'
    '<script type="module" src="/web/editor.js"></script>'
)


def head_lines(path: str) -> str:
    """What stands in a page's head besides Gradio's own lines."""
    if path != paths.REVIEW:
        return _PAGES + preload_lines()
    # The editor first: it has the longer way to go.
    return (_EDITOR if has_editor() else _SHELL) + preload_lines()


class PageHead:
    """ASGI middleware: writes `head_lines` into each of the pages.

    Args:
        app: Gradio's application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and write into the page that comes back."""
        if scope["type"] != "http" or scope["path"] not in paths.ALL:
            await self._app(scope, receive, send)
            return
        # A compressed page could not be written into.
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        writer = _Writer(send, scope["path"])
        await self._app({**scope, "headers": headers}, receive, writer)


class _Writer:
    """Holds an HTML answer back until it is whole."""

    def __init__(self, send: Send, path: str) -> None:
        self._send = send
        self._path = path
        self._start: Message | None = None
        self._page = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._page += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        page = self._written()
        headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        headers.append((b"content-length", str(len(page)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": page})

    def _written(self) -> bytes:
        if not self._page:  # a HEAD request
            return b""
        page = self._page.replace(_MANIFEST, b"", 1)
        before, found, after = page.partition(_END)
        if not found:
            raise RuntimeError("Gradio's page has no head any more")
        page = before + head_lines(self._path).encode() + found + after
        if self._path == paths.REVIEW and not has_editor():
            page = page.replace(_BODY, review.MISSING.encode() + _BODY, 1)
        return page


def _is_page(message: Message) -> bool:
    headers = {key.lower(): value for key, value in message.get("headers", ())}
    kind: bytes = headers.get(b"content-type", b"")
    return kind.startswith(b"text/html")
