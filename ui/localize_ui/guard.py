"""What stands between a browser and everything that we serve, the mounted Gradio included.

A page on the loopback address is reachable from every web page that the same browser shows, and by
any name that an attacker's DNS points at it. So, on loopback too:

- the ``Host`` must be one that we answer to (DNS rebinding);
- an ``Origin`` that is not ours is refused, whatever the method, and no ``Access-Control-`` header
  ever leaves (Gradio 6.31 reflects any Origin by itself);
- what can change something (every method but GET, HEAD and OPTIONS, and every websocket) must
  *prove* that it comes from our page, by ``Origin`` or ``Sec-Fetch-Site``;
- a script that sends a bearer token, and no cookie, need not: no page can make a browser send one
  to us without asking first, and we never say yes;
- another site may link to a page of ours, and load nothing else (a resource isolation policy, as
  https://web.dev/articles/fetch-metadata describes);
- headers that a proxy would set are dropped: what stands in front of us is said by the operator
  (`PUBLIC_URL`), never by a request. One thing is taken from a proxy of this very machine that asks
  by such an address: who asked it (`_client`), since failed sign-ins are counted by that;
- every answer carries the security headers.
"""

from __future__ import annotations

import os
import re
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse, PlainTextResponse

from localize.errors import SettingsError
from localize_ui.inline_scripts import InlineScripts
from localize_ui.policy import SECURITY_HEADERS, content_policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Methods that only read (RFC 9110, 9.2.1); TRACE is none that we serve.
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

#: Names of the loopback address. Any port: `ssh -L` reaches us through another one, and a page of
#: another port is told apart by its Origin.
_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})

_HOST: Final = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")

#: Addresses under which a proxy of the operator's serves us, with commas between:
#: ``https://subtitles.example.org``.
PUBLIC_URL: Final = "LOCALIZE_PUBLIC_URL"

_PUBLIC: Final = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+(?::[0-9]{1,5})?)/?")

#: Where tokens are taken.
_API: Final = "/api/"

#: What a proxy says of the request that it passes on; Gradio builds addresses out of them.
_PROXY_HEADERS: Final = re.compile(
    rb"forwarded|x-forwarded-.*|x-real-ip|x-original-.*|x-rewrite-.*"
)


def is_loopback(host: str) -> bool:
    """Whether a name or address that we are to listen on is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def public_urls(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The addresses that ``LOCALIZE_PUBLIC_URL`` names, without a slash at their end.

    Raises:
        SettingsError: one of them is none.
    """
    named = [part.strip().lower() for part in environment.get(PUBLIC_URL, "").split(",")]
    for url in filter(None, named):
        if not _PUBLIC.fullmatch(url):
            raise SettingsError(
                f"{PUBLIC_URL} holds {url!r}, which is not the address of a server.",
                hint="Such as https://subtitles.example.org, without a path.",
            )
    return tuple(url.rstrip("/") for url in named if url)


class Guard:
    """ASGI middleware, the outermost: refuses what does not come from our own page.

    Args:
        app: what is guarded.
        host: address that the server listens on.
        port: its port.
        public: addresses of `public_urls`; over ``https`` the requests count as such.
    """

    def __init__(self, app: ASGIApp, *, host: str, port: int, public: Sequence[str] = ()) -> None:
        self._app = InlineScripts(app)
        self._bound = (host.lower(), port)
        # On every address of the machine, it answers to the machine's own name.
        wide = host in ("0.0.0.0", "::")  # noqa: S104 -- compared, not bound
        self._own_name = socket.gethostname().lower() if wide else None
        self._public = {url.partition("://")[2]: url.partition("://")[0] for url in public}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        refusal = self._refusal(scope, headers)
        if refusal is not None and scope["type"] == "websocket":
            await receive()  # the connect message; closing before accepting answers 403
            await send({"type": "websocket.close", "code": 1008})
            return
        kept = [pair for pair in headers if not _PROXY_HEADERS.fullmatch(pair[0])]
        scope = {**scope, "headers": kept, "client": self._client(scope, headers)}
        if self._scheme(_only(headers, b"host") or "") == "https":
            scope["scheme"] = "wss" if scope["type"] == "websocket" else "https"
        if refusal is None:
            await self._app(scope, receive, _with_headers(send))
        else:
            answer = _answer(scope, *refusal)
            await answer(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: list[tuple[bytes, bytes]]) -> tuple[int, str] | None:
        """Status and reason of a refusal; None where the request may pass."""
        host = _only(headers, b"host")
        if host is None or not self._answers_to(host, scope):
            return 421, "This server does not answer to that name."
        origin = _only(headers, b"origin")
        site = _only(headers, b"sec-fetch-site")
        ours = origin is not None and origin == f"{self._scheme(host)}://{host}"
        if (origin is not None or _has(headers, b"origin")) and not ours:
            return 403, "Requests from other sites are refused."
        if (
            site is not None
            and site not in ("same-origin", "none")
            and not _is_link(scope, headers)
        ):
            return 403, "Requests from other sites are refused."
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        if changes and not (ours or site == "same-origin" or _by_token(scope, headers)):
            return 403, "Only this server's own page may do that."
        return None

    def _scheme(self, host: str) -> str:
        """How a browser that asks for this ``Host`` reaches us."""
        return self._public.get(host.lower(), "http")

    def _client(self, scope: Scope, headers: list[tuple[bytes, bytes]]) -> tuple[str, int] | None:
        """Address and port of whoever asks: for a proxy on this machine, of who asked it.

        A proxy adds its own word to ``X-Forwarded-For`` behind whatever the asker wrote there, so
        the last one counts.
        """
        peer: tuple[str, int] | None = scope.get("client")
        host = _only(headers, b"host") or ""
        if peer is None or host.lower() not in self._public or not is_loopback(peer[0]):
            return peer
        said = [value for key, value in headers if key == b"x-forwarded-for"]
        last = said[-1].decode("latin-1").rpartition(",")[2].strip() if said else ""
        try:
            return str(ip_address(last)), 0
        except ValueError:
            return peer

    def _answers_to(self, host: str, scope: Scope) -> bool:
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        if host.lower() in self._public:
            return True
        name, port = match["name"].strip("[]").lower(), int(match["port"] or 80)
        if name in _LOOPBACK_NAMES or (name, port) == self._bound:
            return True
        if self._own_name is None or port != self._bound[1]:
            return False
        # An address that was dialled is no name that somebody's DNS could point at us.
        dialled, *_ = scope.get("server") or ("",)
        return name in (self._own_name, str(dialled).lower())


def _answer(scope: Scope, status: int, reason: str) -> ASGIApp:
    """A refusal, in the form that the place has."""
    if scope["path"].startswith(_API):
        error = {"code": "foreign", "message": reason, "hint": ""}
        return JSONResponse({"error": error}, status)
    return PlainTextResponse(reason + "\n", status)


def _by_token(scope: Scope, headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether a script asks the API with a token, and with nothing that a browser adds by itself.

    A page can neither send the header to another origin without a preflight, which is refused for
    its Origin, nor know the token.
    """
    return (
        scope["type"] == "http"
        and scope["path"].startswith(_API)
        and not _has(headers, b"cookie")
        and (_only(headers, b"authorization") or "").lower().startswith("bearer ")
    )


def _is_link(scope: Scope, headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether a browser follows a link to a page of ours: a whole page, not in a frame."""
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and _only(headers, b"sec-fetch-mode") == "navigate"
        and _only(headers, b"sec-fetch-dest") == "document"
    )


def _has(headers: list[tuple[bytes, bytes]], name: bytes) -> bool:
    return any(key == name for key, _ in headers)


def _only(headers: list[tuple[bytes, bytes]], name: bytes) -> str | None:
    """A header's value; None where it is absent, or there twice and so means two things."""
    values = [value for key, value in headers if key == name]
    return values[0].decode("latin-1") if len(values) == 1 else None


def _with_headers(send: Send) -> Send:
    """Sends on, with the security headers in place of any others of their names."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [
                (key, value)
                for key, value in message.get("headers", ())
                if key.decode("latin-1").lower() not in SECURITY_HEADERS
                and not key.lower().startswith(b"access-control-")
            ]
            names = {key.lower() for key, _ in kept}
            ours = dict(SECURITY_HEADERS)
            if b"content-security-policy" not in names:
                ours["content-security-policy"] = content_policy()
            if b"cache-control" not in names:
                ours["cache-control"] = "no-store"
            kept += [(name.encode(), value.encode()) for name, value in ours.items()]
            message = {**message, "headers": kept}
        await send(message)

    return guarded
