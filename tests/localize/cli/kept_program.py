"""The commands on kept work, run in this process as `localize` runs them."""

from __future__ import annotations

import json
from dataclasses import dataclass

import typer
from typer.testing import CliRunner

from localize.cli.import_ import import_file
from localize.cli.memory import memory_app
from localize.cli.season import season_app
from localize.cli.template import template_app
from localize.cli.terms import terms_app
from localize.cli.xliff import xliff_app
from localize.errors import LocalizeError, SettingsError

APP = typer.Typer()
APP.add_typer(season_app, name="season")
APP.add_typer(template_app, name="template")
APP.add_typer(terms_app, name="terms")
APP.add_typer(memory_app, name="memory")
APP.add_typer(xliff_app, name="xliff")
APP.command("import")(import_file)


@dataclass
class Said:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def lines(self):
        return self.out.splitlines()

    @property
    def objects(self):
        return [json.loads(line) for line in self.lines]


class Program:
    """`localize` in a project's folder."""

    def __init__(self, project):
        self.project = project

    def __call__(self, *arguments):
        given = [*map(str, arguments), "--project", str(self.project)]
        done = CliRunner().invoke(APP, given)
        error = done.exception
        if isinstance(error, LocalizeError):
            code = 2 if isinstance(error, SettingsError) else 1
            return Said(code, done.stdout, f"{error}")
        if error is not None and not isinstance(error, SystemExit):
            raise error
        return Said(done.exit_code, done.stdout, done.stderr)

    def ok(self, *arguments):
        """The same, where it must succeed."""
        done = self(*arguments)
        assert done.code == 0, (arguments, done)
        return done


def srt(path, *cues):
    """Write an SRT file of (start, end, text), times in seconds below a minute."""
    blocks = [
        f"{number}\n00:00:{start:06.3f} --> 00:00:{end:06.3f}\n{text}\n".replace(".", ",", 2)
        for number, (start, end, text) in enumerate(cues, start=1)
    ]
    path.write_text("\n".join(blocks), encoding="utf-8")
    return path
