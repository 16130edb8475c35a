"""Signing in and out, who one is, and one's own tokens."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from localize.accounts import Issued, Key
from localize.errors import SettingsError
from localize.review.errors import RefusedError
from localize_ui.api.bodies import Body, Name, Password, Word
from localize_ui.api.errors import SignedOutError, answer_to
from localize_ui.api.identity import (
    Asks,
    Caller,
    Place,
    clear_cookie,
    identify,
    set_cookie,
)
from localize_ui.api.workplace import Workplace


class SignIn(Body):
    """Name and password."""

    name: Name
    password: Password


class NewToken(Body):
    """What a token is for, and for how long."""

    label: Word
    days: Annotated[int, Field(ge=1, le=366)] = 90


router = APIRouter(tags=["session"])


@router.post("/session")
def sign_in(request: Request, place: Place, body: SignIn) -> JSONResponse:
    """Begin a session: answers who one is, and sets the cookie."""
    issued = begin(request, place, body.name, body.password.get_secret_value())
    answer = JSONResponse(_me(place, Caller(issued.actor, issued.key, issued.secret)))
    set_cookie(answer, request, place, issued.secret)
    return answer


@router.delete("/session")
def sign_out(request: Request, place: Place, caller: Asks) -> Response:
    """End the session; of a token it ends nothing."""
    if caller.key is not None and not caller.by_token:
        place.accounts.sign_out(caller.secret)
    answer = Response(status_code=204)
    clear_cookie(answer, request, place)
    return answer


@router.get("/me")
def me(place: Place, caller: Asks) -> dict[str, Any]:
    """Who asks, in which roles, of which project, and the code that changes must carry."""
    return _me(place, caller)


@router.get("/me/tokens")
def tokens(place: Place, caller: Asks) -> list[Key]:
    """One's own tokens, without their secrets."""
    return list(place.accounts.tokens(_account_name(place, caller)))


@router.post("/me/tokens", status_code=201)
def add_token(place: Place, caller: Asks, body: NewToken) -> dict[str, Any]:
    """Make a token; its secret is in this answer and never again."""
    _see_session(caller)
    name = _account_name(place, caller)
    issued = place.accounts.add_token(name, body.label, body.days)
    return {"token": issued.secret, "key": issued.key}


@router.delete("/me/tokens/{key_id}", status_code=204)
def end_token(place: Place, caller: Asks, key_id: int) -> None:
    """End one of one's own tokens."""
    _see_session(caller)
    place.accounts.end_token(_account_name(place, caller), key_id)


def begin(request: Request, place: Workplace, name: str, password: str) -> Issued:
    """Begin a session; the one that the browser had before is ended.

    Raises:
        SignInError: name or password is wrong, or there were too many tries.
        SettingsError: nobody has an account here.
    """
    if not place.is_made:
        raise SettingsError(
            "There are no accounts here.", hint="Make one with: localize users add NAME"
        )
    address = request.client.host if request.client else ""
    issued = place.accounts.sign_in(name, password, address)
    try:
        before = identify(request, place)
    except SignedOutError:
        return issued
    if before.key is not None and not before.by_token:
        place.accounts.sign_out(before.secret)
    return issued


def signed_out(request: Request, error: SignedOutError) -> JSONResponse:
    """The answer to nobody; a cookie that no longer holds is taken back."""
    answer = answer_to(error)
    clear_cookie(answer, request, request.app.state.workplace)
    return answer


def _me(place: Workplace, caller: Caller) -> dict[str, Any]:
    key = caller.key
    return {
        "id": caller.actor.person_id,
        "name": caller.actor.name,
        "roles": sorted(role.value for role in caller.actor.roles),
        "by": "local" if key is None else key.kind.value,
        "expires": key.expires.isoformat() if key is not None and key.expires else None,
        "code": caller.code,
        "project": place.mark,
    }


def _see_session(caller: Caller) -> None:
    """See that a person asks: a token that leaks must not be able to prolong itself.

    Raises:
        RefusedError: a script asks.
    """
    if caller.by_token:
        raise RefusedError("A token cannot make or end tokens.", "Sign in with the password.")


def _account_name(place: Workplace, caller: Caller) -> str:
    return place.accounts.name_of(caller.actor.person_id)
