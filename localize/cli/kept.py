"""What commands share that look at kept work: the project's season and database, and who asks.

Import it inside the command: it brings the database's libraries.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from localize.accounts import Accounts, local_person
from localize.cli.project_named import see_project
from localize.errors import SettingsError, UnknownNameError
from localize.review.actor import Actor
from localize.script import TrackRole
from localize.season import Season, load_season
from localize.store import Database
from localize.store.address import Address
from localize.store.seasons import episodes_of, find_season, tracks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Where a token of `localize users token` is looked for; on the command line others could read it.
TOKEN: Final = "LOCALIZE_TOKEN"  # noqa: S105 -- the variable's name

_FIRST: Final = "Bring it in first: localize run, or localize import."
_BEGIN: Final = "Begin one first: localize template start."


def say(line: str, *, err: bool = False) -> None:
    """Print one line; what could steer a terminal is written as an escape.

    Names, notes and cues come from people and files.
    """
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
    typer.echo(shown, err=err)


@dataclass(frozen=True, slots=True)
class Kept:
    """A project's kept work, opened by somebody.

    Attributes:
        project: its folder.
        season: its settings.
        database: brought up to date.
        actor: whoever the token in ``LOCALIZE_TOKEN`` belongs to; this machine's local user
            without one.
    """

    project: Path
    season: Season
    database: Database
    actor: Actor

    def track(self, episode: str, locale: str, role: TrackRole) -> int:
        """The id of a track; with an empty locale, of the episode's only one in that role.

        Raises:
            UnknownNameError: no such episode or track; lists those there are.
            SettingsError: the episode has several in that role, and no locale says which.
        """
        with self.database.read() as session:
            season = find_season(session, self.season.name)
            rows = [] if season is None else episodes_of(session, season.id)
            found = [row for row in rows if row.name == episode]
            if not found:
                names = tuple(row.name for row in rows)
                raise UnknownNameError("episode", episode, names, hint=_FIRST)
            tracks = {row.locale: row.id for row in tracks_of(session, found[0].id, role)}
        if not locale and len(tracks) > 1:
            raise SettingsError(
                f"{episode} has a {role} in {' and in '.join(tracks)}.",
                hint="Say which with --locale.",
            )
        if not tracks:
            hint = _BEGIN if role is TrackRole.TEMPLATE else _FIRST
            raise SettingsError(f"{episode} has no {role}.", hint=hint)
        wanted = locale or next(iter(tracks))
        if wanted not in tracks:
            raise UnknownNameError(f"{role} of {episode}", wanted, tuple(tracks))
        return tracks[wanted]


def is_kept(project: Path) -> bool:
    """Whether the project has a database: a shared one, or a file that was made.

    Raises:
        SettingsError: ``LOCALIZE_DATABASE_URL`` holds no URL of a database.
    """
    path = Address.of_project(project).path
    return path is None or path.exists()


@contextmanager
def kept(project: Path, *, make: bool = False) -> Iterator[Kept]:
    """Open a project's kept work.

    Args:
        project: its folder.
        make: begin a database where there is none; else that is an error, so that a mistyped
            folder stays as it is.

    Raises:
        SettingsError: there is no such folder, the settings or the token are wrong, or nothing is
            kept there.
        OutputError, FetchError: the database cannot be written or reached.
    """
    if not make:
        see_project(project)
    season = load_season(project)
    if not make and not is_kept(project):
        raise SettingsError(f"Nothing is kept in {str(project)!r} yet.", hint=_FIRST)
    with Database.of_project(project) as database:
        database.upgrade()
        yield Kept(project, season, database, asking(database))


def asking(database: Database) -> Actor:
    """Whoever the token in ``LOCALIZE_TOKEN`` belongs to; this machine's local user without one.

    Raises:
        SettingsError: the token does not hold.
    """
    secret = os.environ.get(TOKEN, "")
    if not secret:
        return local_person(database)
    actor = Accounts(database).actor_of(secret)
    if actor is None:
        raise SettingsError(
            f"The token in {TOKEN} is unknown or over.",
            hint="Have the operator make one with `localize users token`.",
        )
    return actor
