"""Which of Gradio's own addresses are open: those that its page calls, and no more.

Gradio 6.31 brings some sixty routes, among them uploads, a proxy, files by their path on the disk,
a description of every function, saved states and a run history. A page that needs one of them adds
it here, with the reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from starlette.responses import PlainTextResponse

from localize_ui.pages import paths

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_FILE: Final = r"[\w@-]+(?:\.[\w@-]+)*"  # no folder, and no dots alone

#: (methods, path as a regular expression)
OPEN: Final = (
    ({"GET", "HEAD"}, "|".join(map(re.escape, paths.ALL))),
    # Scripts, styles, icons of the page itself.
    ({"GET", "HEAD"}, rf"/assets/{_FILE}"),
    ({"GET", "HEAD"}, rf"/static/(?:js|img)/{_FILE}"),
    ({"GET", "HEAD"}, r"/theme\.css|/favicon\.ico|/robots\.txt|/manifest\.json"),
    # A browser that comes back to a page from before a restart asks for these two.
    ({"GET"}, r"/config|/gradio_api/app_id"),
    # Calls of the page's functions, and their answers; a heartbeat is asked for by pages that were
    # loaded before an update (`localize_ui.application` says why ours ask for none).
    ({"POST"}, r"/gradio_api/queue/join|/gradio_api/cancel|/gradio_api/reset"),
    ({"GET"}, r"/gradio_api/queue/data|/gradio_api/heartbeat/\w+|/gradio_api/startup-events"),
)


class GradioRoutes:
    """ASGI application: Gradio's, with every address closed that its page does not call."""

    def __init__(self, gradio_app: ASGIApp) -> None:
        self._app = gradio_app
        self._open = [(methods, re.compile(path)) for methods, path in OPEN]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer that there is nothing."""
        if scope["type"] == "http" and not self._is_open(scope["method"], scope["path"]):
            await PlainTextResponse("There is no such page.\n", 404)(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)

    def _is_open(self, method: str, path: str) -> bool:
        return any(method in methods and rule.fullmatch(path) for methods, rule in self._open)
