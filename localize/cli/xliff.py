"""`localize xliff`: a market's track out to a translators' tool, and its texts back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from localize.cli.exchange_files import Force, write_files
from localize.errors import SettingsError, UnknownNameError

xliff_app = typer.Typer(
    help="Tracks with their sources as XLIFF 2, out to translators' tools and back.",
    no_args_is_help=True,
)

_Project = Annotated[
    Path, typer.Option(envvar="LOCALIZE_PROJECT", help="Folder of the project, as for `run`.")
]
#: Endings of names of XLIFF files.
_WRITTEN = (".xlf", ".xliff")


@xliff_app.command("export")
def export_xliff(
    episode: Annotated[str, typer.Argument(help="Episode, such as S01E01.")],
    file: Annotated[Path, typer.Argument(help="The file: .xlf.")],
    to: Annotated[str, typer.Option(help="The market, such as fr-FR.")],
    force: Force = False,
    project: _Project = Path(),
) -> None:
    """Write a market's track with its source, its speakers and its notes."""
    if file.suffix.lower() not in _WRITTEN:
        raise UnknownNameError("form of XLIFF", file.suffix or file.name, _WRITTEN)
    from localize.cli.kept import kept, say  # noqa: PLC0415 -- `--help` needs no database
    from localize.locales import normalize  # noqa: PLC0415
    from localize.memory.exchange.giving_track import give_track  # noqa: PLC0415
    from localize.memory.exchange.xliff import write_xliff  # noqa: PLC0415
    from localize.script import TrackRole  # noqa: PLC0415

    with kept(project) as work:
        track = work.track(episode, normalize(to), TrackRole.SUBTITLE)
        with work.database.read() as session:
            given = give_track(session, work.season, work.actor, track)
    if not given.units:
        raise SettingsError(f"{episode} has nothing to translate in {given.locale}.")
    write_files({file: write_xliff(given)}, force=force)
    say(f"{file}: {len(given.units)} cues, {given.source_locale} to {given.locale}")


@xliff_app.command("import")
def import_xliff(
    file: Annotated[Path, typer.Argument(help="The file, as it came back: .xlf.")],
    episode: Annotated[str, typer.Option(help="Episode; the one that the file names.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of it; keep nothing.")
    ] = False,
    project: _Project = Path(),
) -> None:
    """Take the texts of a file into its track, as one step that can be undone.

    A cue that somebody changed after the file was made, or that may not be changed, stays and is
    named; the exit code is then 1. No file confirms or approves a cue.
    """
    from localize.cli.kept import kept, say  # noqa: PLC0415 -- as in `export`
    from localize.memory.exchange.files import read_bytes  # noqa: PLC0415
    from localize.memory.exchange.xliff import read_xliff  # noqa: PLC0415
    from localize.review.texts_in import GivenText, TextsIn  # noqa: PLC0415
    from localize.script import TrackRole  # noqa: PLC0415

    tracks = read_xliff(read_bytes(file), str(file), file.name)
    refused = 0
    with kept(project) as work:
        desk = TextsIn(work.database, work.season, project)
        for given in tracks:
            name = episode or given.original
            track = work.track(name, given.locale, TrackRole.SUBTITLE)
            texts = [
                GivenText(unit.cue_id, tuple(unit.target.split("\n")), unit.revision)
                for unit in given.units
                if unit.target
            ]
            report = desk.take_texts(work.actor, track, texts, file.name, dry_run=dry_run)
            for one in given.refusals:
                say(f"refused: {one.place}: {one.message}", err=True)
            for cue_id, why in report.refused:
                say(f"refused: cue {cue_id}: {why}", err=True)
            refused += len(given.refusals) + len(report.refused)
            trial = "; a trial: nothing was kept" if dry_run else ""
            say(
                f"{name}.{given.locale}: {len(report.changed)} changed, {report.same} as they "
                f"were, {len(given.refusals) + len(report.refused)} refused{trial}"
            )
    if refused:
        raise typer.Exit(1)
