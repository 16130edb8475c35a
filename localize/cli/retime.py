"""`localize retime`: subtitle files timed anew against sound, picture and a style guide."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 -- Typer reads the annotations
from typing import Annotated

import typer

from localize import locales
from localize.errors import LocalizeError, SettingsError


def retime(
    files: Annotated[
        list[Path], typer.Argument(help="Subtitle files, and folders of them with all below.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="Folder for the copies; or, for one file, the file to write, whose extension "
            "says the format.",
        ),
    ] = None,
    media: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The programme, or a folder of them: voices, shot changes, frame rate.",
        ),
    ] = None,
    shots: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Shot changes, one time a line, in place of the media's."
        ),
    ] = None,
    voices: Annotated[
        bool, typer.Option("--voices/--no-voices", help="Whether the media's voices are heard.")
    ] = True,
    sync: Annotated[
        bool,
        typer.Option(
            "--sync",
            help="Find first, by the media's voices, whether the whole file is early, late or at "
            "another speed. Refused where it is unsure.",
        ),
    ] = False,
    parts: Annotated[
        bool,
        typer.Option(
            "--parts", help="With --sync: files are of another cut; find an offset for each part."
        ),
    ] = False,
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
    rate: Annotated[
        str,
        typer.Option(
            "--rate",
            "--fps",
            metavar="RATE",
            help="Frame rate that times lie on; if not given the media's, the one that a file says "
            "itself (EBU STL, SCC, TTML, JSON), or 24.",
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would move, and why; write nothing.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace files that are there already.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line on stdout, nothing else there.")
    ] = False,
) -> None:
    """Time subtitle files anew: cues come and go as the guide asks, and each move says why.

    With media, cues come with their first sound and go with the last; without, their own times
    stand for that. Gaps are opened or closed, cues held until they can be read, ends taken to shot
    changes. Text and cues stay as they are, and so do the files: copies are written. To move a
    whole file and leave it at that: `localize convert --sync`. The exit code is 1 if a file could
    not be timed, or times break the guide still (speech that is too fast): each is named.
    """
    # `localize --help` needs none of these.
    from localize.cli.check_beside import Beside, rate_of  # noqa: PLC0415
    from localize.cli.check_files import find_files  # noqa: PLC0415
    from localize.cli.check_lists import look_at_lists  # noqa: PLC0415
    from localize.cli.listening import listening  # noqa: PLC0415
    from localize.cli.places import Places  # noqa: PLC0415
    from localize.cli.retime_files import (  # noqa: PLC0415
        Copies,
        Terms,
        is_named_file,
        retime_file,
    )
    from localize.cli.retime_report import JsonReport, TextReport  # noqa: PLC0415
    from localize.cli.syncing import Syncing  # noqa: PLC0415
    from localize.formats import format_for_path  # noqa: PLC0415
    from localize.guides import load_guide  # noqa: PLC0415

    style = load_guide(guide)
    style.limits("und", audience=audience)  # an unknown audience is no fault of the files
    rate_of(rate, None, "--rate, or --fps")  # nor is an unknown rate
    if out is None and not dry_run:
        raise SettingsError(
            "Nothing says where the copies go.", hint="Give --out, or --dry-run to look only."
        )
    if media is not None and not media.exists():
        raise SettingsError(f"--media: there is no {str(media)!r}.")
    if sync and (media is None or not voices):
        raise SettingsError(
            "--sync goes by the media's voices.", hint="Give --media, without --no-voices."
        )
    if parts and not sync:
        raise SettingsError("--parts says how --sync looks.", hint="Give --sync too.")
    inputs, problems = find_files(files, out)
    if out is not None and is_named_file(out) and len(inputs) > 1:
        raise SettingsError(
            f"{str(out)!r} is one file, and there are {len(inputs)} to write.",
            hint="Name a folder.",
        )
    if out is not None and is_named_file(out):
        format_for_path(out)  # a kind that is not written is no fault of the file
    looks = listening()
    beside = Beside(media=media, shots=shots, looks=looks)
    look_at_lists(beside, rate)
    terms = Terms(
        guide=style,
        locale=locales.normalize(locale) if locale else None,
        audience=audience,
        sdh=sdh,
        rate=rate,
        beside=beside,
        listening=looks if voices else None,
        syncing=Syncing(media, looks, parts) if sync and media is not None else None,
    )
    places = Places((one.path for one in inputs), "--out", force=force)
    copies = None if dry_run or out is None else Copies(out, places)
    report = JsonReport() if json else TextReport()
    for problem in problems:
        report.failed(problem.path, problem)
    for found in inputs:
        try:
            report.timed(retime_file(found, terms, copies))
        except LocalizeError as error:
            report.failed(str(found.path), error)
    report.summary()
    if report.failures or report.errors:
        raise typer.Exit(1)
