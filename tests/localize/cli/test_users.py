"""`localize users`, as an operator types it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from localize.accounts import Accounts
from localize.store import Database

PROGRAM = """
import sys
from localize.cli.users import users_app
from localize.errors import LocalizeError, SettingsError
try:
    users_app()
except LocalizeError as error:
    sys.stderr.write(f"{error}\\n")
    sys.exit(2 if isinstance(error, SettingsError) else 1)
"""
GOOD = "correct horse battery"


@pytest.fixture
def users(tmp_path, monkeypatch):
    monkeypatch.delenv("LOCALIZE_DATABASE_URL", raising=False)

    def run(*arguments, stdin="", project=tmp_path):
        command = [sys.executable, "-c", PROGRAM, *arguments]
        if project:
            command += ["--project", str(project)]
        return subprocess.run(
            command, input=stdin, capture_output=True, text=True, check=False, timeout=120
        )

    return run


def test_an_account_from_its_making_to_its_end(users, tmp_path):
    made = users("add", "Ana", "--role", "operator", "--role", "lead", "--password-stdin",
                 stdin=GOOD + "\n")  # fmt: skip
    assert (made.returncode, made.stdout) == (0, "ana: lead, operator\n")
    assert users("add", "bot", "--role", "lead", "--no-password").returncode == 0
    listed = users("list", "--json")
    people = [json.loads(line) for line in listed.stdout.splitlines()]
    assert [(one["name"], one["roles"]) for one in people] == [
        ("ana", ["lead", "operator"]),
        ("bot", ["lead"]),
    ]
    token = users("token", "bot", "--label", "nightly", "--days", "3")
    assert token.returncode == 0
    secret = token.stdout.strip()
    with Database.of_project(tmp_path) as database:
        accounts = Accounts(database)
        session = accounts.sign_in("ana", GOOD, "").secret
        assert accounts.holder(secret).actor.name == "bot"
        shown = users("token", "bot", "--list")
        assert "nightly" in shown.stdout
        assert secret not in shown.stdout
        number = shown.stdout.split(":")[0]
        assert users("token", "bot", "--end", number).returncode == 0
        assert accounts.holder(secret) is None
        assert users("roles", "ana", "operator").returncode == 0
        assert [role.value for role in accounts.holder(session).actor.roles] == ["operator"]
        changed = users("password", "ana", "--password-stdin", stdin=GOOD + " anew\n")
        assert changed.stdout == "ana: new password; 1 sessions ended\n"
        assert accounts.holder(session) is None
        session = accounts.sign_in("ana", GOOD + " anew", "").secret
        assert users("disable", "ana").returncode == 0
        assert accounts.holder(session) is None
    assert users("list").stdout == "bot: lead\n"
    assert "ana (Ana): operator [disabled]" in users("list", "--all").stdout
    assert users("disable", "ana", "--undo").returncode == 0
    assert "ana (Ana): operator" in users("list").stdout


def test_where_all_accounts_are_disabled_it_is_said_how_one_comes_back(users):
    assert "There is no account" in users("list").stderr
    users("add", "Ana", "--role", "operator", "--password-stdin", stdin=GOOD + "\n")
    users("add", "bot", "--role", "lead", "--no-password")
    assert users("disable", "bot").stderr == ""
    last = users("disable", "ana")
    assert (last.returncode, "No operator can sign in any more" in last.stderr) == (0, True)
    listed = users("list").stderr
    assert "All accounts are disabled" in listed
    assert "localize users disable NAME --undo" in listed


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (["add", "ana", "--role", "lead", "--password-stdin"], GOOD, "first account"),
        (["add", "ana", "--role", "operator", "--password-stdin"], "short", "12"),
        (["add", "ana", "--role", "operator", "--password-stdin"], "", "empty"),
        (["add", "ana", "--role", "boss", "--password-stdin"], GOOD, "translator"),
        (["add", "ana", "--password-stdin"], GOOD, "needs a role"),
        (["add", "ana", "--role", "operator"], GOOD, "--password-stdin"),
        (["add", "local", "--role", "operator", "--password-stdin"], GOOD, "local"),
        (["add", "a", "--role", "operator", "--password-stdin", "--no-password"], "", "exclude"),
        (["disable", "nobody"], "", "nobody"),
        (["password", "nobody", "--password-stdin"], GOOD, "nobody"),
        (["token", "nobody", "--label", "x"], "", "nobody"),
        (["token", "nobody"], "", "Say one thing"),
    ],
)
def test_what_is_refused_is_said(users, arguments, stdin, said):
    answer = users(*arguments, stdin=stdin)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr


def test_help_loads_no_database(users):
    program = PROGRAM.replace("users_app()", "users_app(standalone_mode=False)")
    program += "\nprint('LOADED', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program, "--help"], capture_output=True, text=True, check=True
    )
    loaded = done.stdout.rpartition("LOADED ")[2].split()
    assert not {"sqlalchemy", "argon2", "fastapi", "alembic"} & set(loaded)
