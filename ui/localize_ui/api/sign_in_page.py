"""Where one signs in: a form without script. The guard sees that no other site fills it in."""

import html
from string import Template
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from localize.accounts import SignInError, TooManyTriesError
from localize_ui.api.gate import SIGN_IN
from localize_ui.api.identity import Place, set_cookie
from localize_ui.api.routes.session import begin

_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in - localize</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 22rem;
    margin: 15vh auto; padding: 0 1rem }
  input, button { font: inherit; display: block; width: 100%; box-sizing: border-box;
    margin-bottom: 1rem; padding: .4rem }
  [role=alert] { color: #b00020 }
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
  <button>Sign in</button>
</form>
</main>
</html>
""")


router = APIRouter()


@router.get(SIGN_IN)
def form() -> HTMLResponse:
    """The form."""
    return _page()


@router.post(SIGN_IN)
def sign_in(
    request: Request,
    place: Place,
    name: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
) -> Response:
    """Begin a session, and go to the page."""
    try:
        issued = begin(request, place, name, password)
    except TooManyTriesError as error:
        return _page(str(error), 429)
    except SignInError as error:
        return _page(str(error), 401)
    answer = RedirectResponse("/", 303)
    set_cookie(answer, request, place, issued.secret)
    return answer


def _page(said: str = "", status: int = 200) -> HTMLResponse:
    alert = f'<p role="alert">{html.escape(said)}</p>' if said else ""
    return HTMLResponse(_PAGE.substitute(said=alert, action=SIGN_IN), status)
