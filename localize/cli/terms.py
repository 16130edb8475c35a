"""`localize terms`: the show's own words, in and out as the sheets that people send each other."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import shorten
from typing import Annotated

import typer

from localize.cli.exchange_files import Force, write_files
from localize.errors import SettingsError, UnknownNameError

terms_app = typer.Typer(
    help="The show's own words: key names, characters, forms of address.",
    no_args_is_help=True,
)

_Project = Annotated[
    Path, typer.Option(envvar="LOCALIZE_PROJECT", help="Folder of the project, as for `run`.")
]
_Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]


@terms_app.command("export")
def export_terms(
    file: Annotated[Path, typer.Argument(help="The file: .xlsx, .csv or .tbx.")],
    to: Annotated[str, typer.Option(help="Markets, such as fr-FR,es-419; all if not given.")] = "",
    separator: Annotated[
        str,
        typer.Option(help="Of cells in a CSV: `;` for Excel where the comma is the decimal sign."),
    ] = ",",
    edition: Annotated[
        int, typer.Option("--tbx", help="Edition of TBX: 2008, which more read, or 2019.")
    ] = 2008,
    force: Force = False,
    project: _Project = Path(),
) -> None:
    """Write the key-names workbook: terms, characters, and who addresses whom how.

    XLSX has a sheet for each; of CSV the further tables are files beside the first. How often the
    sources say each term is counted anew. TBX has the terms alone. A file that says something else
    already, such as a sheet that somebody fills in, is replaced with --force alone.
    """
    from localize.cli.kept import kept, say  # noqa: PLC0415 -- `--help` needs no database
    from localize.locales import normalize  # noqa: PLC0415
    from localize.memory.exchange.csv_sheet import SEPARATORS  # noqa: PLC0415
    from localize.memory.exchange.files import write_key_names  # noqa: PLC0415
    from localize.memory.exchange.giving import give_key_names, told_markets  # noqa: PLC0415

    mark = "\t" if separator in ("\\t", "tab") else separator
    if mark not in SEPARATORS:
        raise SettingsError(f"{separator!r} separates no cells.", hint="Give , or ; or tab or |.")
    if edition not in (2008, 2019):
        raise SettingsError(f"There is no edition {edition} of TBX here.", hint="2008 or 2019.")
    wanted = [normalize(tag.strip()) for tag in to.split(",") if tag.strip()]
    with kept(project) as work, work.database.read() as session:
        names = give_key_names(session, work.season)
    locales = wanted or told_markets(names, work.season)
    files = write_key_names(file, names, locales, mark, edition)
    write_files(files, force=force)
    for path, data in files.items():
        say(f"{path}: {len(data):,} bytes")
    say(
        f"{len(names.terms)} terms, {len(names.characters)} characters, "
        f"{len(names.addresses)} forms of address; {', '.join(locales) or 'no market'}"
    )


@terms_app.command("import")
def import_terms(
    files: Annotated[list[Path], typer.Argument(help="Files: .xlsx, .csv, .tbx.", metavar="FILE…")],
    locale: Annotated[
        str, typer.Option(help="The market of a column that is called `target` or `translation`.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of it; keep nothing.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="The file holds where people settled otherwise.")
    ] = False,
    as_json: _Json = False,
    project: _Project = Path(),
) -> None:
    """Take in key names that somebody sends; all that can be, in one step, or nothing.

    Columns are called by what they hold (Source term, Notes, Type), and those of a language by its
    tag or its name: fr-FR, French, Canadian French. The terms' own may be called by the season's
    source language. What cannot be taken in is named by sheet, row and column, and so is what
    people settled otherwise, which stays; the exit code is then 1. Empty cells take nothing out.
    """
    from localize.cli.exchange_report import show_report  # noqa: PLC0415 -- as in `export`
    from localize.cli.kept import kept  # noqa: PLC0415
    from localize.locales import normalize  # noqa: PLC0415
    from localize.memory.exchange.files import read_key_names  # noqa: PLC0415
    from localize.memory.exchange.taking import take_key_names  # noqa: PLC0415
    from localize.memory.exchange.values import KeyNames  # noqa: PLC0415

    target = normalize(locale) if locale else ""
    with kept(project) as work:
        names = KeyNames()
        for file in files:
            names = names.joined(read_key_names(file, work.season.source, target))
        report = take_key_names(
            work.database, work.season, work.actor, names, replace=replace, dry_run=dry_run
        )
    show_report(report, as_json=as_json)


@terms_app.command("propose")
def propose(
    least: Annotated[int, typer.Option(help="How often the sources say one at least.")] = 2,
    out: Annotated[
        Path | None,
        typer.Option(help="Write them as a sheet (.xlsx, .csv) to be filled in and imported."),
    ] = None,
    dismiss: Annotated[
        list[str] | None,
        typer.Option(help="Say that this is no name: it is not proposed again. Repeat it."),
    ] = None,
    restore: Annotated[
        list[str] | None, typer.Option(help="Let this be proposed again. Repeat it.")
    ] = None,
    force: Force = False,
    as_json: _Json = False,
    project: _Project = Path(),
) -> None:
    """Propose names that the sources say again and again and that no term has yet."""
    from localize.cli.kept import kept, say  # noqa: PLC0415 -- as in `export`
    from localize.memory.candidates import Candidates  # noqa: PLC0415
    from localize.memory.exchange.files import write_key_names  # noqa: PLC0415
    from localize.memory.exchange.giving import told_markets  # noqa: PLC0415
    from localize.memory.exchange.values import KeyNames, TermEntry  # noqa: PLC0415

    with kept(project) as work:
        desk = Candidates(work.database, work.season)
        for text in dismiss or ():
            desk.dismiss(work.actor, text)
        for text in restore or ():
            if not desk.restore(work.actor, text):
                raise UnknownNameError("dismissed candidate", text, desk.dismissed())
        found = desk.propose(least=least)
        season = work.season
    if out is not None:
        terms = tuple(TermEntry(one.text, "name", one.example, (), one.times) for one in found)
        names = KeyNames(season.source, terms)
        write_files(write_key_names(out, names, told_markets(names, season)), force=force)
    for one in found:
        if as_json:
            told = {
                "kind": "candidate",
                "text": one.text,
                "times": one.times,
                "episodes": list(one.episodes),
                "example": one.example,
            }
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            many = f"{len(one.episodes)} episode{'s' if len(one.episodes) > 1 else ''}"
            say(f"{one.text}: {one.times} times in {many}: {shorten(one.example, 100)}")
    if not found and not as_json:
        say("No name comes again that is no term yet.", err=True)
