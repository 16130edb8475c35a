"""`localize users`: who may sign in. Whoever may run it can read the project's database anyway."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from localize.cli.project_named import see_project
from localize.errors import SettingsError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.accounts import Accounts, Key, Person
    from localize.store.kinds import PersonRole

users_app = typer.Typer(
    help="Accounts: who may sign in to the page and the API, and in which roles.",
    no_args_is_help=True,
)

_Project = Annotated[
    Path, typer.Option(envvar="LOCALIZE_PROJECT", help="Folder of the project, as for `run`.")
]
_Name = Annotated[str, typer.Argument(metavar="NAME", help="Name to sign in with.")]
_Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]
_Stdin = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password's line from stdin; ask for none."),
]
_NOBODY: Final = "There is no account: the page is for this machine's own user.\n"
_ALL_DISABLED: Final = (
    "All accounts are disabled, so nobody can sign in: localize users list --all names them, and "
    "localize users disable NAME --undo lets one in again.\n"
)


@users_app.command("add")
def add_user(
    name: _Name,
    role: Annotated[
        list[str] | None,
        typer.Option(help="translator, reviewer, lead or operator; repeat it for several."),
    ] = None,
    display: Annotated[str, typer.Option(help="Name to be shown; NAME if not given.")] = "",
    no_password: Annotated[
        bool, typer.Option("--no-password", help="For a script: it works through tokens alone.")
    ] = False,
    password_stdin: _Stdin = False,
    project: _Project = Path(),
) -> None:
    """Make an account; asks for its password. The first must be an operator's.

    From the first account on, nobody works on the page without signing in.
    """
    if no_password and password_stdin:
        raise SettingsError("--no-password and --password-stdin exclude each other.")
    with _accounts(project) as accounts:
        roles = [_role(one) for one in role or ()]
        password = "" if no_password else _password(stdin=password_stdin)
        person = accounts.add(name, roles, password=password, display=display)
    typer.echo(f"{person.name}: {_roles(person)}")


@users_app.command("list")
def list_users(
    everybody: Annotated[bool, typer.Option("--all", help="Those who are disabled, too.")] = False,
    as_json: _Json = False,
    project: _Project = Path(),
) -> None:
    """List the accounts."""
    with _accounts(project) as accounts:
        people = accounts.people(disabled=everybody)
        left = len(accounts.people(disabled=True))
    for person in people:
        if as_json:
            _line(_facts(person))
        else:
            shown = "" if person.display == person.name else f" ({person.display})"
            state = " [disabled]" if person.disabled else ""
            typer.echo(f"{person.name}{shown}: {_roles(person)}{state}")
    if not people and not as_json:
        sys.stderr.write(_NOBODY if left == 0 else _ALL_DISABLED)


@users_app.command("disable")
def disable_user(
    name: _Name,
    undo: Annotated[bool, typer.Option("--undo", help="Let them in again.")] = False,
    project: _Project = Path(),
) -> None:
    """Let somebody in no more, at once; what they did stays theirs."""
    with _accounts(project) as accounts:
        if undo:
            accounts.enable(name)
            typer.echo(f"{name}: may sign in again; sessions and tokens must be made anew")
            return
        ran = _operators(accounts)
        ended = accounts.disable(name)
        runs = _operators(accounts)
    typer.echo(f"{name}: disabled; {ended} sessions and tokens ended")
    if ran and not runs:
        sys.stderr.write(
            "No operator can sign in any more: localize users disable NAME --undo lets one in "
            "again.\n"
        )


@users_app.command("password")
def set_password(name: _Name, password_stdin: _Stdin = False, project: _Project = Path()) -> None:
    """Give somebody a new password; their sessions end, their tokens go on."""
    with _accounts(project) as accounts:
        _known(accounts, name)
        ended = accounts.set_password(name, _password(stdin=password_stdin))
    typer.echo(f"{name}: new password; {ended} sessions ended")


@users_app.command("roles")
def set_roles(
    name: _Name,
    roles: Annotated[list[str], typer.Argument(metavar="ROLE...", help="All that they have.")],
    project: _Project = Path(),
) -> None:
    """Give somebody these roles and no others, at once."""
    with _accounts(project) as accounts:
        accounts.set_roles(name, [_role(one) for one in roles])
    typer.echo(f"{name}: {', '.join(roles)}")


@users_app.command("token")
def token(
    name: _Name,
    label: Annotated[str, typer.Option(help="What a new token is for.")] = "",
    days: Annotated[int, typer.Option(help="How long it holds.")] = 90,
    end: Annotated[
        int | None, typer.Option(metavar="ID", help="End the token with this number instead.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the tokens instead.")] = False,
    as_json: _Json = False,
    project: _Project = Path(),
) -> None:
    """Make a token, with which a script acts as this person; it is shown this once.

    A script sends it as `Authorization: Bearer TOKEN`.
    """
    if listed + (end is not None) + bool(label) != 1:
        raise SettingsError(
            "Say one thing: --label for a new token, --list, or --end.",
            hint="Such as: localize users token NAME --label 'nightly export'",
        )
    with _accounts(project) as accounts:
        if listed:
            for key in accounts.tokens(name):
                _show_token(key, as_json=as_json)
        elif end is not None:
            accounts.end_token(name, end)
            typer.echo(f"token {end}: ended")
        else:
            issued = accounts.add_token(name, label, days)
            if as_json:
                _line({**_token_facts(issued.key), "token": issued.secret})
            else:
                said = f"Token {issued.key.id}, for {days} days. It is not shown again:"
                sys.stderr.write(f"{said}\n")
                typer.echo(issued.secret)


# --- Parts ----------------------------------------------------------------------------------------


@contextmanager
def _accounts(project: Path) -> Iterator[Accounts]:
    from localize.accounts import Accounts  # noqa: PLC0415 -- `--help` needs no database
    from localize.store import Database  # noqa: PLC0415

    see_project(project)
    with Database.of_project(project) as database:
        database.upgrade()
        yield Accounts(database)


def _operators(accounts: Accounts) -> int:
    """How many may sign in and run the project."""
    from localize.store.kinds import PersonRole  # noqa: PLC0415 -- as in `_accounts`

    return sum(PersonRole.OPERATOR in one.roles for one in accounts.people())


def _known(accounts: Accounts, name: str) -> None:
    """See that a name is known before a password is typed for it.

    Raises:
        UnknownNameError: it is not.
    """
    accounts.tokens(name)


def _role(name: str) -> PersonRole:
    from localize.store.kinds import PersonRole  # noqa: PLC0415 -- as in `_accounts`

    try:
        return PersonRole(name.strip().lower())
    except ValueError:
        raise UnknownNameError("role", name, tuple(role.value for role in PersonRole)) from None


def _password(*, stdin: bool) -> str:
    """A password, typed twice unseen, or the first line of stdin."""
    if stdin:
        given = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        given = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        raise SettingsError(
            "There is no terminal to ask for the password.", hint="Give it with --password-stdin."
        )
    if not given:
        raise SettingsError("The password is empty.")
    return str(given)


def _roles(person: Person) -> str:
    return ", ".join(role.value for role in person.roles)


def _facts(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "display": person.display,
        "roles": [role.value for role in person.roles],
        "disabled": person.disabled,
        "made": person.made.isoformat(),
    }


def _token_facts(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "label": key.label,
        "made": key.made.isoformat(),
        "expires": key.expires.isoformat() if key.expires else None,
    }


def _show_token(key: Key, *, as_json: bool) -> None:
    if as_json:
        _line(_token_facts(key))
    else:
        until = f" until {key.expires:%Y-%m-%d}" if key.expires else ""
        typer.echo(f"{key.id}: {key.label}{until}")


def _line(facts: dict[str, Any]) -> None:
    typer.echo(json.dumps(facts, ensure_ascii=False))
