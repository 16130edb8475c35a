"""What goes wrong, in one shape: ``{"error": {"code", "message", "hint", …}}``.

A code is stable and for programs; message and hint are for people. Nothing of a request is repeated
that was not understood, and nothing of a fault of ours is shown.
"""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any, Final

from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from localize.accounts import SignInError, TooManyTriesError
from localize.delivery.gate import NotFinalError
from localize.errors import (
    FetchError,
    FormatError,
    InputError,
    LocalizeError,
    MissingPartError,
    OutputError,
    SettingsError,
    UnknownNameError,
)
from localize.memory.seen import ChangedError
from localize.review.errors import ConflictError, RefusedError
from localize.store import BusyError
from localize.store.mapping import cue_data
from localize_ui.api.too_long import too_long

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

    from localize.script import Cue

#: Seconds after which a request that found the database busy may come again.
_AGAIN: Final = 1

_LOG: Final = logging.getLogger("localize.api")


class SignedOutError(LocalizeError):
    """Nobody is known to be asking."""

    def __init__(self, message: str = "Nobody is signed in.") -> None:
        super().__init__(message, hint="Sign in, or send a token that holds.")


class ForgedError(LocalizeError):
    """The request does not prove that our own page made it."""


class TooLargeError(LocalizeError):
    """More was sent than is taken."""


class UnknownKindError(FormatError):
    """A file that was sent is none of those that are taken."""


#: The first that fits decides, so what is special stands before what it is a case of.
_STATUS: Final[tuple[tuple[type[LocalizeError], int, str], ...]] = (
    (SignedOutError, 401, "signed-out"),
    (TooManyTriesError, 429, "too-many-tries"),
    (SignInError, 401, "sign-in"),
    (ForgedError, 403, "forged"),
    (RefusedError, 403, "refused"),
    (ConflictError, 409, "conflict"),
    (ChangedError, 409, "changed"),
    (TooLargeError, 413, "too-large"),
    (UnknownKindError, 415, "unknown-kind"),
    (UnknownNameError, 404, "unknown-name"),
    (SettingsError, 422, "settings"),
    (InputError, 422, "input"),
    (BusyError, 503, "busy"),
    (FetchError, 503, "unavailable"),
    (OutputError, 507, "no-room"),
    (MissingPartError, 501, "missing-part"),
)


def error_data(code: str, message: str, hint: str = "", **facts: Any) -> dict[str, Any]:  # noqa: ANN401 -- JSON of any kind
    """The one shape of an error."""
    return {"error": {"code": code, "message": message, "hint": hint, **facts}}


def status_of(error: LocalizeError) -> tuple[int, str]:
    """The status and code that an error of ours stands for."""
    found = ((status, code) for kind, status, code in _STATUS if isinstance(error, kind))
    return next(found, (500, "failed"))


def when_again(error: LocalizeError) -> dict[str, str]:
    """The header that says when a request may come again, where one is known."""
    if isinstance(error, BusyError):
        return {"Retry-After": str(_AGAIN)}
    if isinstance(error, TooManyTriesError):
        return {"Retry-After": str(math.ceil(error.seconds))}
    return {}


def answer_to(error: LocalizeError) -> JSONResponse:
    """The answer that an error of ours stands for."""
    status, code = status_of(error)
    headers = when_again(error)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    data = error_data(code, error.message, error.hint, **_facts(error))
    return JSONResponse(data, status, headers)


def plain_answer_to(error: LocalizeError) -> PlainTextResponse:
    """The same beside the API, where a person reads it."""
    return PlainTextResponse(f"{error}\n", status_of(error)[0], when_again(error))


def _facts(error: LocalizeError) -> dict[str, Any]:
    if isinstance(error, NotFinalError):
        found = jsonable_encoder(error.blockers)
        return {"reason": error.reason, "ask": error.ask, "blockers": found}
    if isinstance(error, RefusedError):
        return {"reason": error.reason, "ask": error.ask}
    if isinstance(error, ConflictError):
        return conflict_data(error)
    if isinstance(error, UnknownNameError):
        return {"kind": error.kind, "name": error.name, "known": list(error.known)}
    return {}


def conflict_data(error: ConflictError) -> dict[str, Any]:
    """Both versions of a cue, with who changed it and when."""
    return {
        "mine": _cue(error.mine),
        "theirs": _cue(error.theirs),
        "revision": error.revision,
        "by": error.by,
        "at": error.at.isoformat(),
        "action": error.action,
        "yours": error.yours,
    }


def _cue(cue: Cue | None) -> dict[str, Any] | None:
    return None if cue is None else cue_data(cue)


def handle_errors(app: FastAPI) -> None:
    """Have an application answer every error in this shape."""

    @app.exception_handler(LocalizeError)
    def ours(_: Request, error: LocalizeError) -> JSONResponse:
        return answer_to(error)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        fields = [
            {"at": [str(part) for part in one["loc"]], "message": one["msg"]}
            for one in error.errors()
        ]
        message, hint = too_long(error.errors()) or (
            "The request cannot be understood.",
            "See the fields; the description is at openapi.json.",
        )
        return JSONResponse(error_data("invalid", message, hint, fields=fields), 422)

    @app.exception_handler(HTTPException)
    def plain(_: Request, error: HTTPException) -> JSONResponse:
        code = {400: "malformed", 404: "not-found", 405: "wrong-method", 413: "too-large"}.get(
            error.status_code, "failed"
        )
        data = error_data(code, str(error.detail))
        return JSONResponse(data, error.status_code, dict(error.headers or {}))

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> JSONResponse:
        # The traceback is the operator's; its text may hold what is nobody else's business.
        _LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
        message = "Something went wrong that should not."
        return JSONResponse(
            error_data("unexpected", message, "The server's own output says more."), 500
        )
