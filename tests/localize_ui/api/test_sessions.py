"""Who asks, and whether they meant it: sessions, tokens, the local user, forged requests."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from localize.accounts import Accounts
from localize.errors import OutputError
from localize.store import Database
from localize.store.kinds import PersonRole
from localize.store.tables import KeyRow
from localize_ui.api.app import api_app
from tests.localize_ui.api.served import PASSWORD, Client, Served, routes_of

NOTE = {"text": "Is this right?"}


def error(answer):
    return answer.status_code, answer.json()["error"]["code"]


def write_note(client, track, **options):
    return client.api("POST", f"tracks/{track}/notes", NOTE, **options)


def test_signing_in_sets_a_cookie_that_no_script_reads(served):
    client = served.client()
    answer = client.sign_in("Ana")
    assert answer.json() | {"expires": 0, "code": 0} == {
        "id": served.people["ana"], "name": "ana", "roles": ["translator"], "by": "session",
        "expires": 0, "code": 0, "project": served.workplace.mark,
    }  # fmt: skip
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith("localize-7860=")
    for part in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert part in cookie
    assert "Secure" not in cookie
    assert "Domain" not in cookie
    assert client.api("GET", "me").json()["name"] == "ana"
    secret = client.cookies["localize-7860"]
    assert secret not in answer.text
    assert secret not in client.api("GET", "me").text


def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(served):
    served.workplace.close()
    behind = Served(served.project, alone=False, public=("https://subs.example.org",))
    with behind.client() as client:
        client.base_url = "http://subs.example.org"
        headers = {"origin": "https://subs.example.org", "host": "subs.example.org"}
        body = {"name": "ana", "password": PASSWORD}
        answer = client.post("/api/v1/session", json=body, headers=headers)
        assert answer.status_code == 200
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-localize-7860=")
        assert "Secure" in cookie
        headers["origin"] = "http://subs.example.org"
        assert client.post("/api/v1/session", json=body, headers=headers).status_code == 403
    behind.workplace.close()


def test_behind_the_proxy_one_stranger_keeps_nobody_else_out(served):
    served.workplace.close()
    behind = Served(served.project, alone=False, public=("https://subs.example.org",))

    async def proxied(scope, receive, send):
        await behind.app({**scope, "client": ("127.0.0.1", 9)}, receive, send)

    def sign_in(name, password, comes_from):
        headers = {"origin": "https://subs.example.org", "host": "subs.example.org"}
        return Client(proxied).post(
            "/api/v1/session",
            json={"name": name, "password": password},
            headers={**headers, "x-forwarded-for": f"10.0.0.1, {comes_from}"},
        )

    # 30 at once, and one more every 6 s that the machine takes for them.
    tries = 0
    while sign_in(f"name {tries}", "a wrong password", "203.0.113.9").status_code == 401:
        tries += 1
        assert tries < 90
    assert tries >= 30
    assert sign_in("ana", PASSWORD, "198.51.100.7").status_code == 200
    behind.workplace.close()


@pytest.mark.parametrize(
    ("name", "password"), [("ana", "wrong password here"), ("nobody", PASSWORD), ("local", "x")]
)
def test_a_wrong_sign_in_sets_nothing(served, name, password):
    client = served.client()
    answer = client.sign_in(name, password)
    assert error(answer) == (401, "sign-in")
    assert "localize-7860" not in client.cookies
    assert error(client.api("GET", "me")) == (401, "signed-out")


def test_guessing_is_slowed_and_says_when_to_come_again(served):
    client = served.client()
    for _ in range(10):
        assert error(client.sign_in("ana", "a wrong password")) == (401, "sign-in")
    answer = client.sign_in("ana")
    assert error(answer) == (429, "too-many-tries")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert client.sign_in("ben").status_code == 200


def test_every_route_is_for_those_who_are_signed_in(served):
    client = served.client()
    app = api_app(served.workplace)
    routes = [(method, one.path) for one in routes_of(app) for method in one.methods]
    assert len(routes) > 60
    for method, path in routes:
        filled = re.sub(r"\{[^}]+\}", "1", path).lstrip("/")
        if (method, path) == ("POST", "/session"):
            continue
        answer = client.api(method, filled, {} if method in ("POST", "PATCH") else None)
        if method == "HEAD":  # answers without a body
            assert answer.status_code == 401, path
            continue
        assert error(answer) == (401, "signed-out"), (method, path)


def test_the_description_is_for_those_who_are_signed_in(served):
    assert error(served.client().api("GET", "openapi.json")) == (401, "signed-out")
    paths = served.as_("ana").api("GET", "openapi.json").json()["paths"]
    assert "/tracks/{track_id}/text" in paths
    for path in ("docs", "redoc"):
        assert error(served.as_("ana").api("GET", path)) == (404, "not-found")


# --- Forged requests ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"origin": None}, "foreign"),
        ({"origin": "http://evil.example"}, "foreign"),
        ({"origin": "null"}, "foreign"),
        ({"origin": "http://127.0.0.1:3000"}, "foreign"),
        ({"origin": None, "sec-fetch-site": "cross-site"}, "foreign"),
        ({"x-csrf-token": None}, "forged"),
        ({"x-csrf-token": ""}, "forged"),
        ({"x-csrf-token": "0" * 64}, "forged"),
        ({"x-csrf-token": b"\xe9"}, "forged"),
    ],
)
def test_a_forged_request_changes_nothing(served, headers, code):
    client, track = served.as_("ana"), served.tracks["fr-FR"]
    assert error(write_note(client, track, headers=headers)) == (403, code)
    assert client.api("GET", f"tracks/{track}/notes").json() == []
    assert write_note(client, track).status_code == 201


def test_the_code_of_another_session_does_not_serve(served):
    ana, ben = served.as_("ana"), served.as_("ben")
    other = served.as_("ana")
    for code in (ben.code, other.code):
        headers = {"x-csrf-token": code}
        assert error(write_note(ana, served.tracks["fr-FR"], headers=headers)) == (403, "forged")


def test_a_form_cannot_be_taken_for_json(served):
    client = served.as_("ana")
    answer = client.api(
        "POST", f"tracks/{served.tracks['fr-FR']}/notes", content=b'{"text": "x"}',
        headers={"content-type": "text/plain"},
    )  # fmt: skip
    assert error(answer) == (422, "invalid")


def test_a_script_needs_neither_origin_nor_code(served):
    script, track = served.script("ana"), served.tracks["fr-FR"]
    nothing = {"origin": None, "x-csrf-token": None}
    assert write_note(script, track, headers=nothing).json()["by"] == served.people["ana"]
    foreign = {"origin": "http://evil.example", "x-csrf-token": None}
    assert error(write_note(script, track, headers=foreign)) == (403, "foreign")
    with_cookie = {**nothing, "cookie": "localize-7860=x"}
    assert error(write_note(script, track, headers=with_cookie)) == (403, "foreign")


def test_a_token_opens_only_the_api_without_an_origin(served):
    headers = {"authorization": served.script("ana").headers["authorization"]}
    assert served.client().post("/sign-in", headers=headers).status_code == 403
    assert served.client().get("/", headers=headers).text == '"the page"'


# --- Whose session --------------------------------------------------------------------------------


def test_a_session_and_a_token_do_not_stand_in_for_each_other(served):
    ana = served.as_("ana")
    session = ana.cookies["localize-7860"]
    token = served.script("ana").headers["authorization"].removeprefix("Bearer ")
    as_token = served.client(authorization=f"Bearer {session}")
    assert error(as_token.api("GET", "me")) == (401, "signed-out")
    as_cookie = served.client(cookie=f"localize-7860={token}")
    assert error(as_cookie.api("GET", "me")) == (401, "signed-out")


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "localize-7860=forged"},
        {"cookie": "localize-7860="},
        {"authorization": "Bearer forged"},
        {"authorization": "Bearer "},
        {"authorization": "Basic YW5hOng="},
    ],
)
def test_what_does_not_hold_is_never_passed_over(served, empty, headers):
    assert error(served.client(**headers).api("GET", "me")) == (401, "signed-out")


def test_two_sessions_at_once_are_nobodys(served):
    ana, ben = served.as_("ana"), served.as_("ben")
    both = "; ".join(f"localize-7860={one.cookies['localize-7860']}" for one in (ana, ben))
    assert error(served.client(cookie=both).api("GET", "me")) == (401, "signed-out")
    bens = ben.cookies["localize-7860"]
    script = served.script("ana").headers["authorization"]
    mixed = served.client(cookie=f"localize-7860={bens}", authorization=script)
    assert mixed.api("GET", "me").json()["name"] == "ana"


def test_sessions_never_answer_for_one_another_under_load(served):
    browsers = {name: served.as_(name) for name in ("ana", "ben", "rita", "lea")}

    def ask(name):
        return name, browsers[name].api("GET", "me").json()["name"]

    with ThreadPoolExecutor(8) as pool:
        for name, told in pool.map(ask, [*browsers] * 10):
            assert name == told


def test_a_session_that_is_over_is_nobodys_and_its_cookie_is_taken_back(served):
    client = served.as_("ana")
    database = served.workplace.database
    with database.begin() as session:
        session.query(KeyRow).update({"expires": datetime.now(UTC) - timedelta(seconds=1)})
    answer = client.api("GET", "me")
    assert error(answer) == (401, "signed-out")
    assert 'localize-7860=""' in answer.headers["set-cookie"]


def test_disabling_somebody_ends_their_sessions_between_two_requests(served):
    ana, script = served.as_("ana"), served.script("ana")
    assert ana.api("GET", "me").status_code == script.api("GET", "me").status_code == 200
    otto = served.as_("otto")
    change = {"disabled": True}
    assert otto.api("PATCH", f"people/{served.people['ana']}", change).json()["disabled"]
    for client in (ana, script):
        assert error(client.api("GET", "me")) == (401, "signed-out")
        assert error(write_note(client, served.tracks["fr-FR"])) == (401, "signed-out")


def test_signing_out_ends_the_session_itself(served):
    client = served.as_("ana")
    stolen = client.cookies["localize-7860"]
    assert client.api("DELETE", "session").status_code == 204
    assert error(served.client(cookie=f"localize-7860={stolen}").api("GET", "me"))[0] == 401


def test_signing_in_again_ends_the_session_before(served):
    client = served.as_("ana")
    before = client.cookies["localize-7860"]
    assert client.sign_in("ben").json()["name"] == "ben"
    assert error(served.client(cookie=f"localize-7860={before}").api("GET", "me"))[0] == 401


# --- Tokens and people ----------------------------------------------------------------------------


def test_one_makes_and_ends_ones_own_tokens(served):
    ana = served.as_("ana")
    made = ana.api("POST", "me/tokens", {"label": "nightly", "days": 3}).json()
    script = served.client(authorization=f"Bearer {made['token']}")
    assert script.api("GET", "me").json()["by"] == "token"
    assert [one["label"] for one in ana.api("GET", "me/tokens").json()] == ["nightly"]
    assert made["token"] not in ana.api("GET", "me/tokens").text
    # A token that leaks can neither prolong itself nor end others.
    assert error(script.api("POST", "me/tokens", {"label": "more"})) == (403, "refused")
    number = made["key"]["id"]
    assert error(served.as_("ben").api("DELETE", f"me/tokens/{number}")) == (404, "unknown-name")
    assert ana.api("DELETE", f"me/tokens/{number}").status_code == 204
    assert error(script.api("GET", "me")) == (401, "signed-out")


def test_accounts_are_for_those_who_manage_them(served):
    new = {"name": "cleo", "password": PASSWORD, "roles": ["reviewer"]}
    for client in (served.as_("ana"), served.as_("rita"), served.script("otto")):
        assert error(client.api("POST", "people", new)) == (403, "refused")
        change = {"roles": ["operator"]}
        path = f"people/{served.people['ana']}"
        assert error(client.api("PATCH", path, change)) == (403, "refused")
    otto = served.as_("otto")
    made = otto.api("POST", "people", new)
    assert made.status_code == 201
    assert served.client().sign_in("cleo").status_code == 200
    assert error(otto.api("POST", "people", new)) == (422, "settings")
    assert error(otto.api("POST", "people", {**new, "name": "d", "password": "short"}))[0] == 422
    own = f"people/{served.people['otto']}"
    assert error(otto.api("PATCH", own, {"disabled": True})) == (403, "refused")
    assert error(otto.api("PATCH", "people/99999", {"disabled": True})) == (404, "unknown-name")
    names = [one["name"] for one in served.as_("ana").api("GET", "people").json()]
    assert names == [*served.people, "cleo"]


# --- The local user -------------------------------------------------------------------------------


def test_alone_on_loopback_one_needs_no_account_but_the_code(empty):
    client = empty.client()
    me = client.api("GET", "me").json()
    assert (me["name"], me["by"]) == ("local", "local")
    assert set(me["roles"]) == {role.value for role in PersonRole}
    body = {"to": "x"}
    assert error(client.api("POST", "replace/preview", body)) == (403, "forged")
    client.code = me["code"]
    assert error(client.api("POST", "replace/preview", body)) == (422, "invalid")
    assert error(client.api("POST", "session", {"name": "ana", "password": "x"})) == (
        401,
        "sign-in",
    )


def test_with_the_first_account_the_local_user_is_gone_at_once(empty):
    client = empty.client()
    client.code = client.api("GET", "me").json()["code"]
    assert client.get("/").status_code == 200
    with Database.of_project(empty.project) as database:
        Accounts(database).add("otto", [PersonRole.OPERATOR], password=PASSWORD)
    assert error(client.api("GET", "me")) == (401, "signed-out")
    assert client.get("/", follow_redirects=False).headers["location"] == "/sign-in"
    with Database.of_project(empty.project) as database:
        Accounts(database).disable("otto")
    assert error(client.api("GET", "me")) == (401, "signed-out")


def test_beyond_loopback_there_is_no_local_user(empty):
    beyond = Served(empty.project, alone=False)
    client = beyond.client()
    assert error(client.api("GET", "me")) == (401, "signed-out")
    assert client.get("/", follow_redirects=False).status_code == 303
    assert not (empty.project / ".localize").exists()


def test_the_local_user_cannot_make_accounts_over_the_api(empty):
    client = empty.client()
    client.code = client.api("GET", "me").json()["code"]
    new = {"name": "cleo", "password": PASSWORD, "roles": ["operator"]}
    assert error(client.api("POST", "people", new)) == (403, "refused")


def test_looking_at_a_project_makes_nothing_in_it(empty):
    assert empty.client().get("/").status_code == 200
    assert [path.name for path in empty.project.iterdir()] == ["localize.toml"]


# --- The page's door ------------------------------------------------------------------------------


def test_the_page_is_for_those_who_are_signed_in(served):
    client = served.client()
    assert client.get("/", follow_redirects=False).headers["location"] == "/sign-in"
    for path in ("/files/x", "/config", "/anything"):
        assert client.get(path).status_code == 401
    assert served.as_("ana").get("/").text == '"the page"'


def test_what_goes_wrong_beside_the_api_is_said_in_words(served):
    def broken():
        raise OutputError("The disk is full.")

    served.page.add_api_route("/broken", broken)
    answer = served.as_("ana").get("/broken")
    assert (answer.status_code, answer.text) == (507, "The disk is full.\n")
