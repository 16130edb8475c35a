"""The page's door: what is not the API is for those who are signed in, or for the local user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse

from localize.errors import LocalizeError
from localize_ui.api.errors import SignedOutError, answer_to
from localize_ui.api.identity import identify
from localize_ui.api.limits import UPLOADS
from localize_ui.pages import paths

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from localize_ui.api.workplace import Workplace

#: Where the API is; its routes ask by themselves, and answer in their own shape.
API: Final = "/api/v1"
#: Where one signs in.
SIGN_IN: Final = "/sign-in"
#: Longest address that is gone back to after signing in.
_LONGEST: Final = 500


class Gate:
    """ASGI middleware: lets to the page only who may see it.

    Args:
        app: the whole application.
        workplace: the project that is served.
    """

    def __init__(self, app: ASGIApp, workplace: Workplace) -> None:
        self._app = app
        self._workplace = workplace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or send it to where one signs in."""
        if scope["type"] not in ("http", "websocket") or _is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            await run_in_threadpool(self._see, HTTPConnection(scope))
        except LocalizeError as error:
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})
                return
            await _answer(scope, error)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _see(self, connection: HTTPConnection) -> None:
        """See that somebody known asks.

        Raises:
            SignedOutError: nobody is.
            LocalizeError: the database cannot be asked.
        """
        workplace = self._workplace
        shown = connection.headers.get("authorization") or connection.headers.get("cookie")
        if not shown and workplace.is_local_users:
            return  # without making them in the database: looking leaves no trace
        identify(connection, workplace)


def _is_open(path: str) -> bool:
    """Whether nobody is asked here: the API asks by itself, but only when it has read a file."""
    return path == SIGN_IN or (path.startswith(f"{API}/") and not path.endswith(UPLOADS))


def _answer(scope: Scope, error: LocalizeError) -> ASGIApp:
    if scope["path"].startswith(API):
        return answer_to(error)
    if not isinstance(error, SignedOutError):
        return PlainTextResponse(f"{error}\n", 503)
    if scope["method"] in ("GET", "HEAD") and scope["path"] in paths.ALL:
        return RedirectResponse(paths.address(SIGN_IN, to=_asked(scope)), 303)
    return PlainTextResponse(f"{error}\n", 401)


def _asked(scope: Scope) -> str:
    """The page that somebody wanted, for after they have signed in; empty for the first one."""
    query = scope["query_string"].decode("latin-1")
    asked: str = scope["path"] + (f"?{query}" if query else "")
    return "" if asked == "/" or len(asked) > _LONGEST else asked
