"""The page to sign in on, and what no answer repeats."""

from __future__ import annotations

import pytest

from localize.store import BusyError
from tests.localize_ui.api.served import ORIGIN, PASSWORD

SECRET = "hunter2 " * 126  # 1,008 characters


def test_one_signs_in_on_the_page_without_any_script(served):
    client = served.client()
    form = client.get("/sign-in")
    assert "<script" not in form.text
    assert "http" not in form.text.replace("http-equiv", "")
    typed = {"name": "ana", "password": PASSWORD}
    assert client.post("/sign-in", data=typed).status_code == 403  # another site's form
    ours = {"origin": ORIGIN}
    wrong = client.post("/sign-in", data={**typed, "password": "<b>wrong</b>"}, headers=ours)
    assert wrong.status_code == 401
    assert "Name or password is wrong." in wrong.text
    assert "<b>wrong" not in wrong.text
    done = client.post("/sign-in", data=typed, headers=ours, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert client.get("/").text == '"the page"'


def test_where_the_form_cannot_be_answered_it_says_why(served, monkeypatch):
    typed, ours = {"name": "ana", "password": PASSWORD}, {"origin": ORIGIN}

    def busy(*_):
        raise BusyError("Too many people sign in at once.", hint="Try again in a moment.")

    monkeypatch.setattr(served.workplace.accounts, "sign_in", busy)
    answer = served.client().post("/sign-in", data=typed, headers=ours)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert 'role="alert">Too many people sign in at once. Try again in a moment.' in answer.text
    assert "<form" in answer.text


def test_without_accounts_the_form_says_how_to_make_one(empty):
    typed, ours = {"name": "ana", "password": PASSWORD}, {"origin": ORIGIN}
    answer = empty.client().post("/sign-in", data=typed, headers=ours)
    assert answer.status_code == 422
    assert "Make one with: localize users add NAME" in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "a" * 201, "password": SECRET[:900]}, "The name is too long"),
        ({"name": "ana", "password": SECRET}, "The password is too long"),
        ({"name": "ana"}, "Type a name and its password"),
        ({"password": SECRET}, "Type a name and its password"),
        ({"name": "ana", "password": PASSWORD, "to": "/" + SECRET}, "The address"),
    ],
)
def test_what_the_form_cannot_take_is_answered_in_words_and_not_repeated(served, typed, said):
    answer = served.client().post("/sign-in", data=typed, headers={"origin": ORIGIN})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert f'role="alert">{said}' in answer.text
    assert "<form" in answer.text
    assert "hunter2" not in answer.text
    assert "aaaa" not in answer.text


def test_the_page_that_was_wanted_is_kept_where_the_form_cannot_be_taken(served):
    typed = {"name": "ana", "password": SECRET, "to": "/names?market=fr-FR"}
    answer = served.client().post("/sign-in", data=typed, headers={"origin": ORIGIN})
    assert 'name="to" value="/names?market=fr-FR"' in answer.text
    typed["to"] = "https://elsewhere.example"
    answer = served.client().post("/sign-in", data=typed, headers={"origin": ORIGIN})
    assert 'name="to" value="/"' in answer.text


def test_a_file_for_a_password_is_none(served):
    files = {"password": ("hunter2.txt", b"hunter2")}
    answer = served.client().post(
        "/sign-in", data={"name": "ana"}, files=files, headers={"origin": ORIGIN}
    )
    assert answer.status_code == 422
    assert 'role="alert">Type a name and its password' in answer.text
    assert "hunter2" not in answer.text


def test_an_address_too_long_to_go_back_to_is_forgotten(served):
    answer = served.client().get("/sign-in", params={"to": "/" + SECRET})
    assert answer.status_code == 422
    assert "<form" in answer.text
    assert "hunter2" not in answer.text


def test_what_cannot_be_understood_beside_the_api_is_not_repeated(served):
    def numbered(number: int):
        return number

    served.page.add_api_route("/numbered", numbered)
    answer = served.as_("ana").get("/numbered", params={"number": "hunter2"})
    assert (answer.status_code, answer.text) == (422, "The request cannot be understood.\n")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "session", {"name": "ana", "password": SECRET}),
        ("POST", "session", {"name": "ana", "password": [SECRET]}),
        ("POST", "session", {"name": "ana", "password": PASSWORD, "more": SECRET}),
        ("POST", "people", {"name": "eve", "roles": ["lead"], "password": SECRET}),
        ("POST", "people", {"name": "eve", "roles": [SECRET], "password": SECRET}),
        ("PATCH", "people/1", {"password": SECRET}),
        ("PATCH", "people/1", {"password": {"is": SECRET}}),
    ],
)
def test_no_answer_of_the_api_repeats_a_password(served, method, path, body):
    answer = served.as_("otto").api(method, path, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")
    assert "hunter2" not in answer.text
    if body.get("password") == SECRET and body.get("roles") != [SECRET]:
        assert answer.json()["error"]["message"] == (
            "The text is too long: it has 1,008 characters, of at most 1,000."
        )


def test_a_body_that_is_no_json_is_not_repeated(served):
    headers = {"origin": ORIGIN, "content-type": "application/json"}
    body = b'{"name": "ana", "password": "hunter2'
    answer = served.client().post("/api/v1/session", content=body, headers=headers)
    assert answer.status_code == 422
    assert "hunter2" not in answer.text
