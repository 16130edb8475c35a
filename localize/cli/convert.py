"""``localize convert``: subtitle files into another format, rate or time; damaged into sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize import locales, registry
from localize.errors import SettingsError

if TYPE_CHECKING:
    from localize.formats.retiming import Retiming
    from localize.timeline import FrameRate


def _formats_help() -> str:
    """The formats that are installed, for the help; nothing is imported for it."""
    return ", ".join(registry.names(registry.FORMATS))


def convert(
    source: Annotated[
        str,
        typer.Argument(metavar="IN", help="The subtitle file or folder to read; - for stdin."),
    ],
    target: Annotated[
        str,
        typer.Argument(
            metavar="OUT",
            help="Where to write, a folder if IN is one; its extension says the format; - for "
            "stdout.",
        ),
    ],
    from_format: Annotated[
        str,
        typer.Option("--from", metavar="NAME", help="Format of IN, if not told by its content."),
    ] = "",
    to_format: Annotated[
        str,
        typer.Option(
            "--to",
            "--format",
            metavar="NAME",
            help=f"Format of OUT, if not told by its extension: {_formats_help()}.",
        ),
    ] = "",
    locale: Annotated[
        str,
        typer.Option("--locale", metavar="TAG", help="Language of IN, if not told by its name."),
    ] = "",
    from_fps: Annotated[
        str,
        typer.Option(
            metavar="RATE",
            help="Frame rate that IN was timed to; with --to-fps, times are scaled as when the "
            "picture is run at the other speed.",
        ),
    ] = "",
    to_fps: Annotated[
        str, typer.Option(metavar="RATE", help="Frame rate that the picture is run at now.")
    ] = "",
    stretch: Annotated[
        str, typer.Option(metavar="FACTOR", help="Multiply every time: 1.001, 25/24.")
    ] = "",
    shift: Annotated[
        str,
        typer.Option(
            metavar="TIME",
            help="Then move by 00:00:10:00 (timecode, counted at --fps, --to-fps, or what IN says "
            "of itself), 00:00:10.500, 1500 (ms) or 2.5s; with a minus towards the beginning "
            "(--shift=-1500).",
        ),
    ] = "",
    fps: Annotated[
        str,
        typer.Option(
            metavar="RATE",
            help="Frame rate of the programme that OUT is for, for formats that count frames; "
            "if not given --to-fps, or what IN says of itself.",
        ),
    ] = "",
    start: Annotated[
        str,
        typer.Option(
            metavar="TIMECODE",
            help="Timecode of the programme's first frame, 10:00:00:00, for formats whose times "
            "are timecodes; IN's, where it says one, if not given.",
        ),
    ] = "",
    sync: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Find offset and speed by this: the programme, whose voices cues are laid on, or "
            "subtitles of it that are in time; a folder if IN is one. Refused where it is unsure.",
        ),
    ] = None,
    parts: Annotated[
        bool,
        typer.Option(
            "--parts", help="With --sync: IN is of another cut; find an offset for each part."
        ),
    ] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="Mark OUT as a draft, whatever IN says of itself.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace OUT if it is there already.")
    ] = False,
) -> None:
    """Convert subtitle files into another format, rate or time, repairing what is damaged.

    Every repair, and whatever OUT's format cannot say, is a line on stderr. The exit code is 1 if
    a cue had to be left out, or a file could not be converted or, with --sync, put in time.
    """
    from localize.cli.convert_files import (  # noqa: PLC0415 -- `--help` loads no formats
        STREAM,
        Job,
        convert_file,
        convert_folder,
    )

    rate = _rate(fps, "--fps") or _rate(to_fps, "--to-fps")
    syncing = None
    if sync is not None:
        if shift or stretch or from_fps or to_fps:
            raise SettingsError(
                "--sync finds what --shift, --stretch, --from-fps and --to-fps say.",
                hint="Give the one or the others.",
            )
        if not sync.exists():
            raise SettingsError(f"--sync: there is no {str(sync)!r}.")
        from localize.cli.listening import listening  # noqa: PLC0415 -- as above
        from localize.cli.syncing import Syncing  # noqa: PLC0415 -- as above

        syncing = Syncing(sync, listening(), parts)
    elif parts:
        raise SettingsError("--parts says how --sync looks.", hint="Give --sync too.")
    job = Job(
        from_format=from_format,
        to_format=to_format,
        locale=locales.normalize(locale) if locale else None,
        retiming=_retiming(from_fps, to_fps, stretch),
        shift=shift,
        syncing=syncing,
        rate=rate,
        start=_start(start, rate),
        draft=draft,
        force=force,
    )
    job.check_shift()
    if source != STREAM and Path(source).is_dir():
        whole = convert_folder(Path(source), Path(target), job)
    else:
        whole = convert_file(source, target, job)
    if not whole:
        raise typer.Exit(1)


def _rate(text: str, option: str) -> FrameRate | None:
    from localize.timeline import FrameRate  # noqa: PLC0415 -- as in `convert`

    if not text:
        return None
    try:
        return FrameRate.parse(text)
    except ValueError as error:
        raise SettingsError(f"{option}: {error}.") from error


def _start(text: str, rate: FrameRate | None) -> str:
    """The start's timecode, looked at before any file is.

    Raises:
        SettingsError: it is none, or one that the rate does not have.
    """
    if not text:
        return ""
    from localize.timeline import FrameRate  # noqa: PLC0415 -- as in `convert`

    known = rate or FrameRate.parse("29.97df" if ";" in text else "30")
    try:
        known.frame_of_timecode(text)
    except ValueError as error:
        raise SettingsError(f"--start: {error}.") from error
    return text.strip()


def _retiming(from_fps: str, to_fps: str, stretch: str) -> Retiming:
    """How times are scaled.

    Raises:
        SettingsError: one of two rates is missing, or a value is none.
    """
    from localize.formats import retiming  # noqa: PLC0415 -- as in `convert`

    old, new = _rate(from_fps, "--from-fps"), _rate(to_fps, "--to-fps")
    if (old is None) != (new is None):
        missing = "--to-fps" if new is None else "--from-fps"
        raise SettingsError(f"Times cannot be scaled without {missing}.", hint=f"Give {missing}.")
    factor = retiming.parse_factor(stretch or "1")
    if old is not None and new is not None:
        factor = factor * old.rate / new.rate
    return retiming.Retiming(factor, source=old, target=new)
