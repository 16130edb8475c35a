"""The running server: tokens through the guard, and addresses beyond this machine."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import httpx
import pytest

from localize.accounts import Accounts
from localize.errors import SettingsError
from localize.store import Database
from localize.store.kinds import PersonRole
from localize_ui.guard import Guard, public_urls
from localize_ui.server import see_accounts
from tests.localize_ui.api.served import PASSWORD

SERVE = "import typer; from localize.cli.serve import serve; typer.run(serve)"


def add_operator(project):
    with Database.of_project(project) as database:
        database.upgrade()
        accounts = Accounts(database)
        accounts.add("otto", [PersonRole.OPERATOR], password=PASSWORD)
        return accounts.add_token("otto", "test", 1).secret


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
def test_beyond_this_machine_only_with_an_account_that_can_sign_in(empty, host):
    with pytest.raises(SettingsError, match="accounts"):
        see_accounts(empty.project, host, ())
    with pytest.raises(SettingsError, match=r"subs\.example\.org"):
        see_accounts(empty.project, "127.0.0.1", ("https://subs.example.org",))
    assert not (empty.project / ".localize").exists()
    see_accounts(empty.project, "127.0.0.1", ())
    add_operator(empty.project)
    if host:
        see_accounts(empty.project, host, ())
    with Database.of_project(empty.project) as database:
        Accounts(database).disable("otto")
    with pytest.raises(SettingsError, match="accounts"):
        see_accounts(empty.project, host, ())


def test_public_addresses():
    named = {"LOCALIZE_PUBLIC_URL": "https://Subs.example.org/, http://10.0.0.7:8080"}
    assert public_urls(named) == ("https://subs.example.org", "http://10.0.0.7:8080")
    assert public_urls({}) == ()
    for wrong in ("subs.example.org", "ftp://x", "https://x/path", "https://u:p@x", "https://x\ny"):
        with pytest.raises(SettingsError):
            public_urls({"LOCALIZE_PUBLIC_URL": wrong})


@pytest.mark.parametrize(
    ("host", "dialled", "answers"),
    [
        ("192.0.2.7:80", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.8", "192.0.2.7", False),
        ("evil.example", "192.0.2.7", False),
        ("192.0.2.7:81", "192.0.2.7", False),
    ],
)
def test_on_every_address_it_answers_to_the_one_that_was_dialled(host, dialled, answers):
    guard = Guard(None, host="0.0.0.0", port=80)
    assert guard._answers_to(host, {"server": (dialled, 80)}) is answers


def test_the_server_on_every_address_lets_in_who_signs_in(empty):
    token = add_operator(empty.project)
    command = [sys.executable, "-c", SERVE, "--project", str(empty.project), "--port", "0"]
    with subprocess.Popen(
        [*command, "--host", "0.0.0.0"], stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        try:
            port = re.search(r":(\d+)/", process.stderr.readline())[1]
            assert "unprotected" in process.stderr.readline()
            url = f"http://127.0.0.1:{port}"
            assert httpx.get(f"{url}/").headers["location"] == "/sign-in"
            assert httpx.get(f"{url}/config").status_code == 401
            assert httpx.get(f"{url}/sign-in").status_code == 200
            assert httpx.get(f"{url}/api/v1/me").status_code == 401
            bearer = {"authorization": f"Bearer {token}"}
            assert httpx.get(f"{url}/api/v1/me", headers=bearer).json()["name"] == "otto"
            note = httpx.post(f"{url}/api/v1/runs", headers=bearer, json={"paths": ["nowhere"]})
            assert note.json()["error"]["code"] == "unknown-name"
            assert httpx.post(f"{url}/api/v1/runs", json={}).json()["error"]["code"] == "foreign"
            with httpx.Client(base_url=url, headers={"origin": url}) as browser:
                typed = {"name": "otto", "password": PASSWORD}
                assert browser.post("/sign-in", data=typed).status_code == 303
                page = browser.get("/", headers={"accept": "text/html"})
                assert "gradio" in page.text
                assert browser.get("/api/v1/me").json()["by"] == "session"
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
    assert process.returncode == 0
