"""Who asks: the holder of a cookie or of a token, or the local user; and whether they meant it.

A browser sends a cookie with whatever request any page makes it send. `localize_ui.guard` refuses
those of other sites by Origin; here each one that changes something must also carry what only a
page of ours could read: a code that is bound to the session (`Caller.code`, from ``GET me``). A
token is sent by whoever has it, on purpose, so it needs no code.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import Depends
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from localize.accounts import Holder, Key
from localize.review.actor import Actor
from localize.store.kinds import KeyKind
from localize_ui.api.errors import ForgedError, SignedOutError
from localize_ui.api.workplace import Workplace
from localize_ui.guard import SAFE_METHODS

#: Header of the code that a request must carry to change something by cookie.
CODE_HEADER: Final = "X-CSRF-Token"


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks.

    Attributes:
        actor: as whom.
        key: the session or token that they showed; None for the local user.
        secret: of the session; empty for a token.
    """

    actor: Actor
    key: Key | None
    secret: str = field(default="", repr=False)

    @property
    def code(self) -> str:
        """What a page of this session sends with each change; empty for a token."""
        if not self.secret:
            return ""
        return hmac.new(self.secret.encode(), b"localize-csrf", hashlib.sha256).hexdigest()

    @property
    def by_token(self) -> bool:
        """Whether a script asks."""
        return self.key is not None and self.key.kind is KeyKind.TOKEN


def identify(connection: HTTPConnection, workplace: Workplace) -> Caller:
    """Who asks, by what the request shows. Reads the database.

    What is shown and does not hold is never passed over in favour of something else.

    Raises:
        SignedOutError: nobody who is known.
    """
    given = connection.headers.getlist("authorization")
    if given:
        return _of_token(given, workplace)
    cookies = _cookies(connection, cookie_name(connection, workplace))
    if len(cookies) > 1:
        raise SignedOutError("Two sessions were shown at once.")
    if cookies:
        holder = workplace.accounts.holder(cookies[0]) if workplace.is_made else None
        if holder is None or holder.key.kind is not KeyKind.SESSION:
            raise SignedOutError("The session is over.")
        return Caller(holder.actor, holder.key, cookies[0])
    if workplace.is_local_users:
        return Caller(workplace.local_actor(), None, workplace.local_secret)
    raise SignedOutError


def _of_token(given: list[str], workplace: Workplace) -> Caller:
    scheme, _, secret = given[0].partition(" ")
    if len(given) > 1 or scheme.lower() != "bearer":
        raise SignedOutError("Only one bearer token is taken.")
    holder: Holder | None = workplace.accounts.holder(secret.strip()) if workplace.is_made else None
    if holder is None or holder.key.kind is not KeyKind.TOKEN:
        raise SignedOutError("The token does not hold.")
    return Caller(holder.actor, holder.key)


# --- Cookies --------------------------------------------------------------------------------------


def cookie_name(connection: HTTPConnection, workplace: Workplace) -> str:
    """The session's cookie. Browsers share cookies between ports, so ours has its port in it.

    Over TLS it begins with ``__Host-``: no other host of the same domain can then set it.
    """
    prefix = "__Host-" if connection.url.scheme == "https" else ""
    return f"{prefix}localize-{workplace.port}"


def set_cookie(response: Response, request: Request, workplace: Workplace, secret: str) -> None:
    """Have the browser keep a session's secret, where no script can read it."""
    response.set_cookie(
        cookie_name(request, workplace),
        secret,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def clear_cookie(response: Response, request: Request, workplace: Workplace) -> None:
    """Have the browser forget it."""
    response.delete_cookie(
        cookie_name(request, workplace),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def _cookies(connection: HTTPConnection, name: str) -> list[str]:
    pairs = [
        part.strip().partition("=")
        for header in connection.headers.getlist("cookie")
        for part in header.split(";")
    ]
    return [value for key, _, value in pairs if key == name]


# --- For routes -----------------------------------------------------------------------------------


def workplace_of(request: Request) -> Workplace:
    """The project that this application serves."""
    found: Workplace = request.app.state.workplace
    return found


def caller_of(request: Request) -> Caller:
    """Who asks, and that they meant it.

    Raises:
        SignedOutError: nobody who is known.
        ForgedError: a change by cookie without the session's code.
    """
    caller = identify(request, workplace_of(request))
    if request.method not in SAFE_METHODS and caller.secret:
        sent = request.headers.getlist(CODE_HEADER)
        if len(sent) != 1 or not hmac.compare_digest(sent[0].encode(), caller.code.encode()):
            raise ForgedError(
                "The request does not prove that the page made it.",
                hint=f"Send the code that GET me gives, as {CODE_HEADER}.",
            )
    return caller


#: For a route's parameters: the project, and whoever asks.
Place = Annotated[Workplace, Depends(workplace_of)]
Asks = Annotated[Caller, Depends(caller_of)]
