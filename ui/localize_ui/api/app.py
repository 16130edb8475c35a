"""The API, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response

from localize.errors import LocalizeError
from localize.review.errors import ConflictError
from localize.version import __version__
from localize_ui.api import sign_in_page
from localize_ui.api.errors import SignedOutError, answer_to, handle_errors, plain_answer_to
from localize_ui.api.gate import API, SIGN_IN, Gate
from localize_ui.api.identity import Asks, caller_of, identify, workplace_of
from localize_ui.api.limits import UPLOADS, BodyLimit
from localize_ui.api.routes import (
    delivery,
    desk,
    edits,
    effort,
    imports,
    key_names,
    media,
    memory,
    notes,
    own_words,
    people,
    preferences,
    presence,
    replacing,
    runs,
    season,
    session,
    states,
    templates,
    uploads,
)
from localize_ui.api.withholding import conflict_here
from localize_ui.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.types import ASGIApp

    from localize_ui.api.workplace import Workplace

_WHAT = """The services of localize over HTTP.

Sign in with `POST session`; the cookie then says who asks, and every request that changes something
carries the code of `GET me` as `X-CSRF-Token`. Scripts send `Authorization: Bearer TOKEN` instead.
Errors have one shape: `{"error": {"code", "message", "hint", …}}`.
"""

_SUBJECTS: Final = (
    season,
    desk,
    edits,
    states,
    notes,
    media,
    memory,
    own_words,
    key_names,
    presence,
    preferences,
    replacing,
    templates,
    imports,
    delivery,
    effort,
    runs,
    people,
    uploads,
)


def api_app(workplace: Workplace) -> FastAPI:
    """The API of one project, to be mounted.

    Args:
        workplace: the project; whoever made it closes it.
    """
    app = FastAPI(
        title="localize",
        version=__version__,
        description=_WHAT,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.workplace = workplace
    handle_errors(app)
    app.add_exception_handler(SignedOutError, session.signed_out)  # type: ignore[arg-type]
    app.add_exception_handler(ConflictError, _conflict)  # type: ignore[arg-type]
    app.include_router(session.router)
    for subject in _SUBJECTS:
        # Asked for here once, so that a route that forgets to ask is not open.
        app.include_router(subject.router, dependencies=[Depends(caller_of)])
    app.include_router(_description(app))
    return app


def _conflict(request: Request, error: ConflictError) -> JSONResponse:
    """Who comes too late is not shown a draft for that."""
    track_id = request.path_params.get("track_id")
    if track_id is None:
        return answer_to(error)
    place = workplace_of(request)
    return answer_to(conflict_here(place, identify(request, place).actor, int(track_id), error))


def _plain(_: Request, error: LocalizeError) -> PlainTextResponse:
    return plain_answer_to(error)


def _not_understood(request: Request, error: RequestValidationError) -> Response:
    """In words, and without what was sent: the framework's own answer repeats it, passwords too."""
    if request.scope["path"] == SIGN_IN:
        return sign_in_page.not_taken(error)
    return PlainTextResponse("The request cannot be understood.\n", 422)


def add_api(app: FastAPI, workplace: Workplace) -> None:
    """Give an application the API, and the page where one signs in."""
    app.state.workplace = workplace
    app.add_exception_handler(LocalizeError, _plain)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _not_understood)  # type: ignore[arg-type]
    app.mount(API, api_app(workplace))
    app.include_router(sign_in_page.router)


def guarded(
    app: ASGIApp, workplace: Workplace, *, host: str, public: Sequence[str] = ()
) -> ASGIApp:
    """An application behind everything that stands before it.

    Args:
        app: with `add_api`.
        workplace: the project that is served.
        host: address that it is served on.
        public: addresses under which a proxy serves it.
    """
    inner = BodyLimit(Gate(app, workplace), UPLOADS)
    return Guard(inner, host=host, port=workplace.port, public=public)


def _description(app: FastAPI) -> APIRouter:
    router = APIRouter()

    @router.get("/openapi.json", include_in_schema=False)
    def openapi(_: Asks) -> dict[str, Any]:
        """The description of every route, for those who are signed in."""
        return app.openapi()

    return router
