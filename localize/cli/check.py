"""`localize check`: subtitle files measured against a style guide, and safe fixes written apart."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 -- Typer reads the annotations
from typing import Annotated

import typer

from localize import locales
from localize.errors import LocalizeError, SettingsError


def check(
    files: Annotated[
        list[Path], typer.Argument(help="Subtitle files, and folders of them with all below.")
    ],
    guide: Annotated[str, typer.Option(help="Style guide: a name, or a TOML file.")] = "netflix",
    locale: Annotated[
        str,
        typer.Option(metavar="TAG", help="Language of the files, if not told by their names."),
    ] = "",
    audience: Annotated[str, typer.Option(help="adult or children.")] = "adult",
    sdh: Annotated[
        bool | None,
        typer.Option(
            "--sdh/--no-sdh",
            help="For the deaf and hard of hearing, if not told by .sdh in their names.",
        ),
    ] = None,
    fps: Annotated[
        str, typer.Option(help="Frame rate that gaps and durations are counted in.")
    ] = "24",
    fix: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write copies with the safe fixes into this folder."),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line on stdout, nothing else there.")
    ] = False,
) -> None:
    """Measure subtitle files against a style guide: lines, reading speed, durations, gaps.

    The exit code is 1 if an error remains or a file cannot be read, each of them named. With --fix
    it goes by what remains in the copies; the files themselves are never changed.
    """
    # `localize --help` needs none of these.
    from localize.cli.check_files import Fixes, Terms, check_file, find_files  # noqa: PLC0415
    from localize.cli.check_report import reporter  # noqa: PLC0415
    from localize.guides import load_guide  # noqa: PLC0415
    from localize.timeline import FrameRate  # noqa: PLC0415

    style = load_guide(guide)
    style.limits("und", audience=audience)  # an unknown audience is no fault of the files
    try:
        rate = FrameRate.parse(fps)
    except ValueError as error:
        raise SettingsError(f"--fps: {error}.") from error
    tag = locales.normalize(locale) if locale else None
    terms = Terms(guide=style, locale=tag, audience=audience, sdh=sdh, rate=rate)
    inputs, problems = find_files(files)
    report = reporter(json=json)
    fixes = None if fix is None else Fixes(fix, inputs)
    for problem in problems:
        report.failed(problem.path, problem)
    for found in inputs:
        try:
            report.checked(check_file(found, terms, fixes))
        except LocalizeError as error:
            report.failed(str(found.path), error)
    report.summary()
    if report.failures or report.errors:
        raise typer.Exit(1)
