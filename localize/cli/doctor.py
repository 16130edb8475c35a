"""``localize doctor``: what this machine can do, and what to do about what it lacks."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 -- Typer reads the annotations as it runs
from typing import TYPE_CHECKING, Annotated

import typer

from localize.engines import EngineSettings

if TYPE_CHECKING:
    from localize.doctor import PartReport


def doctor(
    online: Annotated[
        bool,
        typer.Option(
            "--online", help="Also ask the model hub and the package index whether they answer."
        ),
    ] = False,
    models_dir: Annotated[
        str, typer.Option("--models-dir", help="Folder where weights are kept.")
    ] = "",
    project: Annotated[
        Path | None, typer.Option("--project", help="Folder to be worked in; by default this one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Look at this machine: devices, models, engines, libraries, folders.

    Nothing leaves the machine unless --online is given. Exit code 0 when speech can be recognised
    here, 1 otherwise.
    """
    from localize import doctor as examination  # noqa: PLC0415 -- only this command needs it

    reports = examination.examine(
        EngineSettings(models_dir=models_dir), project=project, online=online
    )
    if as_json:
        for report in reports:
            typer.echo(json.dumps(asdict(report), ensure_ascii=False))
    else:
        _print(reports)
    if not examination.speech_core_works(reports):
        raise typer.Exit(1)


def _print(reports: tuple[PartReport, ...]) -> None:
    from rich.console import Console  # noqa: PLC0415 -- Rich's tables are slow to load
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for report in reports:
        needed = report.facts.get("needed") == "yes"
        word, style = ("ok", "green") if report.ok else ("LACKS", "bold red")
        if not report.ok and not needed:
            word, style = "lacks", "yellow"
        detail = Text(report.detail)
        if report.advice:
            detail.append(f"\n→ {report.advice}", style="dim")
        table.add_row(Text(word, style=style), Text(report.part), detail)
    # A pipe has no width of its own; 80 columns would fold the folders.
    Console(width=None if sys.stdout.isatty() else 160).print(table)
