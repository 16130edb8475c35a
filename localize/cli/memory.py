"""`localize memory`: approved lines out, and the memories of other shows and tools in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.exchange_files import Force, write_files
from localize.errors import SettingsError, UnknownNameError

if TYPE_CHECKING:
    from localize.memory.exchange.values import Lines

memory_app = typer.Typer(
    help="The translation memory: approved lines out, lines of other shows in.",
    no_args_is_help=True,
)

_Project = Annotated[
    Path, typer.Option(envvar="LOCALIZE_PROJECT", help="Folder of the project, as for `run`.")
]
_WRITTEN = (".tmx",)
_READ = (".tmx", ".xlf", ".xliff")


@memory_app.command("export")
def export_memory(
    file: Annotated[Path, typer.Argument(help="The file: .tmx.")],
    to: Annotated[str, typer.Option(help="Markets, such as fr-FR,es-419; all if not given.")] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="With the lines that were brought in from elsewhere.")
    ] = False,
    force: Force = False,
    project: _Project = Path(),
) -> None:
    """Write the season's approved lines with their sources and the lines around them."""
    from localize.cli.kept import kept, say  # noqa: PLC0415 -- `--help` needs no database
    from localize.locales import normalize  # noqa: PLC0415
    from localize.memory.exchange.giving_lines import give_lines  # noqa: PLC0415
    from localize.memory.exchange.tmx import write_tmx  # noqa: PLC0415

    _see_ending(file, _WRITTEN)
    wanted = {normalize(tag.strip()) for tag in to.split(",") if tag.strip()}
    with kept(project) as work, work.database.read() as session:
        lines = give_lines(session, work.season, wanted, others=everything)
        source = work.season.source or (lines[0].source_locale if lines else "")
    write_files({file: write_tmx(lines, source)}, force=force)
    markets = ", ".join(sorted({line.locale for line in lines})) or "no market"
    say(f"{file}: {len(lines)} lines; {markets}")


@memory_app.command("import")
def import_memory(
    file: Annotated[Path, typer.Argument(help="The file: .tmx, or XLIFF 2 (.xlf).")],
    locale: Annotated[
        str, typer.Option(help="The market that all its lines are for, whatever the file says.")
    ] = "",
    source: Annotated[
        str, typer.Option(help="The language to translate from; the season's if not given.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of it; keep nothing.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line on stdout.")
    ] = False,
    project: _Project = Path(),
) -> None:
    """Take in the lines of another memory; they are offered to people, and are never drafts.

    A line that cannot be taken in is named by the file's line, and the exit code is then 1.
    """
    from localize.cli.exchange_report import show_report  # noqa: PLC0415 -- as in `export`
    from localize.cli.kept import kept  # noqa: PLC0415
    from localize.locales import normalize  # noqa: PLC0415
    from localize.memory.exchange.taking_lines import take_lines  # noqa: PLC0415

    _see_ending(file, _READ)
    with kept(project) as work:
        begun = normalize(source) if source else work.season.source
        report = take_lines(
            work.database,
            work.season,
            work.actor,
            read_lines(file, begun),
            file.name,
            locale=normalize(locale) if locale else "",
            dry_run=dry_run,
        )
    show_report(report, as_json=as_json)


def read_lines(file: Path, source: str) -> Lines:
    """A memory's lines.

    Args:
        file: .tmx or XLIFF 2.
        source: language to translate from; empty for what the file says.

    Raises:
        UnknownNameError: neither of these.
        InputError: damaged, or no memory.
    """
    from localize.memory.exchange.files import read_bytes  # noqa: PLC0415 -- as in `export`
    from localize.memory.exchange.tmx import read_tmx  # noqa: PLC0415
    from localize.memory.exchange.xliff import lines_of, read_xliff  # noqa: PLC0415

    _see_ending(file, _READ)
    if file.suffix.lower() != ".tmx":
        return lines_of(read_xliff(read_bytes(file), str(file), file.name))
    return read_tmx(read_bytes(file), str(file), file.name, source)


def _see_ending(file: Path, known: tuple[str, ...]) -> None:
    if file.is_dir():
        raise SettingsError(f"{str(file)!r} is a folder.", hint="Name a file.")
    if file.suffix.lower() not in known:
        raise UnknownNameError("form of a memory", file.suffix or file.name, known)
