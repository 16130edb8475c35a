"""`localize serve`: the page in the browser."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated

import typer

from localize.cli.project_named import see_project
from localize.errors import MissingPartError


def serve(
    project: Annotated[
        Path,
        typer.Option(envvar="LOCALIZE_PROJECT", help="Folder of the project, as for `run`."),
    ] = Path(),
    out: Annotated[
        Path | None,
        typer.Option(help="Where the files are; `subtitles` in the project."),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            help="Address to listen on; beyond this machine only once there are accounts "
            "(`localize users add`)."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 7860,
) -> None:
    """Serve the season: its pages in the browser, and the REST API under /api/v1.

    Episodes are added and drafted, corrected, approved and delivered there. Ctrl-C ends it, and so
    does a polite kill.
    """
    see_project(project)
    from localize import registry  # noqa: PLC0415 -- `--help` needs none of this

    # By default a service manager's SIGTERM ends Python on the spot: temporary folders stay.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        page = registry.page()
    except MissingPartError as error:
        error.hint = "Install what it needs: pip install 'localize-workbench[ui]'"
        raise
    page.serve(project, project / "subtitles" if out is None else out, host=host, port=port)
