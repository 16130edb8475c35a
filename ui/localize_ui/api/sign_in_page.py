"""Where one signs in: a form without script. The guard sees that no other site fills it in."""

import html
from collections.abc import Mapping
from string import Template
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from localize.errors import LocalizeError
from localize_ui.api.errors import status_of, when_again
from localize_ui.api.gate import SIGN_IN
from localize_ui.api.identity import Place, set_cookie
from localize_ui.api.routes.session import begin
from localize_ui.pages import paths

_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Sign in - localize</title>
<style>
  :root { color-scheme: dark }
  body { font: 14px/1.5 system-ui, sans-serif; max-width: 19rem; margin: 16vh auto; padding: 0 1rem;
    background: #121517; color: #e6e9ec }
  h1 { font-size: 18px; margin: 0 0 1rem }
  label { color: #a0abb5; font-size: 12px }
  input, button { font: inherit; display: block; width: 100%; box-sizing: border-box;
    margin-bottom: 1rem; padding: 6px 9px; border-radius: 4px;
    border: 1px solid #6b7680; background: #23282d;
    color: inherit }
  button { background: #74b6f2; color: #0c1a27;
    border-color: transparent; font-weight: 600; cursor: pointer }
  [role=alert] { color: #f58d84 }
</style>
<main>
<h1>localize</h1>
$said
<form method="post" action="$action">
  <label for="name">Name</label>
  <input id="name" name="name" autocomplete="username" required autofocus maxlength="200">
  <label for="password">Password</label>
  <input id="password" name="password" type="password" autocomplete="current-password" required
    maxlength="1000">
  <input type="hidden" name="to" value="$to">
  <button>Sign in</button>
</form>
</main>
</html>
""")
#: Longest that is taken, characters; the page says the same.
_NAME: Final = 200
_PASSWORD: Final = 1_000
_ADDRESS: Final = 500
#: Field and pydantic's word for what is wrong with it → what is said of it.
_WRONG: Final = {
    ("name", "string_too_long"): f"The name is too long: it has at most {_NAME} characters.",
    ("password", "string_too_long"): (
        f"The password is too long: it has at most {_PASSWORD:,} characters."
    ),
    ("to", "string_too_long"): (
        "The address of the page that was wanted is too long: sign in, and go there again."
    ),
}

router = APIRouter()


@router.get(SIGN_IN)
def form(to: Annotated[str, Query(max_length=_ADDRESS)] = "") -> HTMLResponse:
    """The form; ``to`` is the page that somebody wanted."""
    return _page(to=_ours(to))


@router.post(SIGN_IN)
def sign_in(
    request: Request,
    place: Place,
    name: Annotated[str, Form(max_length=_NAME)],
    password: Annotated[str, Form(max_length=_PASSWORD)],
    to: Annotated[str, Form(max_length=_ADDRESS)] = "",
) -> Response:
    """Begin a session, and go to the page that was wanted."""
    wanted = _ours(to)
    try:
        issued = begin(request, place, name, password)
    except LocalizeError as error:
        page = _page(str(error), status_of(error)[0], to=wanted)
        page.headers.update(when_again(error))
        return page
    answer = RedirectResponse(wanted, 303)
    set_cookie(answer, request, place, issued.secret)
    return answer


def not_taken(error: RequestValidationError) -> HTMLResponse:
    """The form again, with what is wrong with what was sent; nothing that was typed is repeated."""
    one = error.errors()[0]
    said = _WRONG.get((one["loc"][-1], one["type"]), "Type a name and its password.")
    to = error.body.get("to") if isinstance(error.body, Mapping) else None
    return _page(said, 422, to=_ours(to if isinstance(to, str) and len(to) <= _ADDRESS else ""))


def _ours(to: str) -> str:
    """A page of ours that a link names; the first one for anything else."""
    path, _, query = to.partition("?")
    return to if path in paths.ALL and query.isascii() and query.isprintable() else paths.SEASON


def _page(said: str = "", status: int = 200, *, to: str = paths.SEASON) -> HTMLResponse:
    alert = f'<p role="alert">{html.escape(said)}</p>' if said else ""
    return HTMLResponse(
        _PAGE.substitute(said=alert, action=SIGN_IN, to=html.escape(to, quote=True)), status
    )
