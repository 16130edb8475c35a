"""`localize`: the program, its commands, and what it says when something is wrong.

Exit codes: 0 done; 1 findings or failures remain, each named; 2 the command itself is wrong;
130 interrupted. Results go to stdout, progress and messages to stderr.
"""

from __future__ import annotations

import sys
from typing import Annotated, Final

import typer

from localize.cli.check import check
from localize.cli.convert import convert
from localize.cli.demo import demo
from localize.cli.doctor import doctor
from localize.cli.effort import effort
from localize.cli.export import export
from localize.cli.guide import guide_app
from localize.cli.import_ import import_file
from localize.cli.memory import memory_app
from localize.cli.models import models_app
from localize.cli.retime import retime
from localize.cli.run import run as run_command
from localize.cli.season import season_app
from localize.cli.serve import serve
from localize.cli.shots import shots_app
from localize.cli.template import template_app
from localize.cli.terms import terms_app
from localize.cli.translate import translate
from localize.cli.users import users_app
from localize.cli.values import Commands
from localize.cli.xliff import xliff_app
from localize.errors import LocalizeError, SettingsError
from localize.version import __version__

app = typer.Typer(
    cls=Commands,
    name="localize",
    help="From a season of episodes to reviewed subtitle tracks for every market: "
    "machines draft, people decide.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

#: What `localize --help` lists together.
_SEASON: Final = "A season"
_FILES: Final = "Files"
_WORDS: Final = "The show's own words"
_MACHINE: Final = "This machine and its people"

app.command("run", rich_help_panel=_SEASON)(run_command)
app.command("serve", rich_help_panel=_SEASON)(serve)
app.command("export", rich_help_panel=_SEASON)(export)
app.command("import", rich_help_panel=_SEASON)(import_file)
app.command("effort", rich_help_panel=_SEASON)(effort)
app.add_typer(season_app, cls=Commands, name="season", rich_help_panel=_SEASON)
app.add_typer(template_app, cls=Commands, name="template", rich_help_panel=_SEASON)
app.add_typer(shots_app, cls=Commands, name="shots", rich_help_panel=_SEASON)
app.command("translate", rich_help_panel=_FILES)(translate)
app.command("check", rich_help_panel=_FILES)(check)
app.command("convert", rich_help_panel=_FILES)(convert)
app.command("retime", rich_help_panel=_FILES)(retime)
app.add_typer(guide_app, cls=Commands, name="guide", rich_help_panel=_FILES)
app.add_typer(terms_app, cls=Commands, name="terms", rich_help_panel=_WORDS)
app.add_typer(memory_app, cls=Commands, name="memory", rich_help_panel=_WORDS)
app.add_typer(xliff_app, cls=Commands, name="xliff", rich_help_panel=_WORDS)
app.command("demo", rich_help_panel=_MACHINE)(demo)
app.command("doctor", rich_help_panel=_MACHINE)(doctor)
app.add_typer(models_app, cls=Commands, name="models", rich_help_panel=_MACHINE)
app.add_typer(users_app, cls=Commands, name="users", rich_help_panel=_MACHINE)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"localize {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Options of the program itself."""


def run() -> None:
    """Run the program; the entry point of the `localize` command."""
    try:
        app()
    except LocalizeError as error:
        sys.stderr.write(f"localize: {error.message}\n")
        if error.hint:
            sys.stderr.write(f"  {error.hint}\n")
        sys.exit(2 if isinstance(error, SettingsError) else 1)
