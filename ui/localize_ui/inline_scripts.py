"""Lets a page's own inline scripts run by their hash, so that no others need be allowed.

Gradio's page carries a handful of inline scripts, one of them different in every answer. The page
holds none of a project's text (that comes later, as data), so what stands in it is Gradio's.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Final

from localize_ui.policy import content_policy

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCRIPT: Final = re.compile(
    rb"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script", re.DOTALL | re.IGNORECASE
)
_SOURCE: Final = re.compile(rb"\bsrc\s*=", re.IGNORECASE)


def script_hashes(page: bytes) -> tuple[str, ...]:
    """Base64 SHA-256 of each inline script of an HTML page, in order (CSP 3, 2.3.1)."""
    bodies = [m["body"] for m in _SCRIPT.finditer(page) if not _SOURCE.search(m["attributes"])]
    # Parsers turn CR LF into LF before anything is hashed.
    bodies = [body.replace(b"\r\n", b"\n").replace(b"\r", b"\n") for body in bodies if body]
    return tuple(base64.b64encode(hashlib.sha256(body).digest()).decode() for body in bodies)


class InlineScripts:
    """ASGI middleware: gives each HTML answer a policy that allows the scripts it holds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and read an HTML answer before it leaves."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        accepted = b"".join(value for key, value in scope["headers"] if key == b"accept")
        if b"text/html" in accepted:
            # A compressed page could not be read here.
            headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, _Reader(send))


class _Reader:
    """Holds an HTML answer back until it is whole; passes any other on as it comes."""

    def __init__(self, send: Send) -> None:
        self._send = send
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
        policy = content_policy(script_hashes(self._page)).encode()
        headers = [*start["headers"], (b"content-security-policy", policy)]
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": self._page})


def _is_page(message: Message) -> bool:
    headers = {key.lower(): value for key, value in message.get("headers", ())}
    is_html = headers.get(b"content-type", b"").startswith(b"text/html")
    return is_html and b"content-encoding" not in headers
