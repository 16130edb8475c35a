"""``localize convert``: a subtitle file into another format, a damaged one into a sound."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from localize import locales
from localize.errors import InputError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.findings import Finding

#: What stands for stdin and stdout.
_STREAM: Final = "-"
#: The rule of findings that stand for a cue that is not in the result.
_LEFT_OUT: Final = "cue-left-out"


def convert(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="The subtitle file to read; - for stdin.")
    ],
    target: Annotated[
        str,
        typer.Argument(
            metavar="OUT", help="Where to write; its extension says the format; - for stdout."
        ),
    ],
    from_format: Annotated[
        str,
        typer.Option("--from", metavar="NAME", help="Format of IN, if not told by its content."),
    ] = "",
    to_format: Annotated[
        str,
        typer.Option("--to", metavar="NAME", help="Format of OUT, if not told by its extension."),
    ] = "",
    locale: Annotated[
        str,
        typer.Option("--locale", metavar="TAG", help="Language of IN, if not told by its name."),
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Replace OUT if it is there already.")
    ] = False,
) -> None:
    """Convert a subtitle file, repairing what is damaged.

    Every repair, and whatever OUT's format cannot say, is a line on stderr. The exit code is 1 if
    a cue had to be left out.
    """
    from localize import formats, registry  # noqa: PLC0415 -- `--help` need not load the formats
    from localize.delivery.files import write_atomically  # noqa: PLC0415 -- likewise
    from localize.engines import WriteOptions  # noqa: PLC0415 -- likewise

    _check_target(source, target, force=force)
    tag = locales.normalize(locale) if locale else None
    writer = _writer_name(target, to_format)
    data = _read(source)
    name = "" if source == _STREAM else source
    result = formats.read_bytes(data, path=name, locale=tag, format_name=from_format or None)
    draft = _is_draft(data, source, target)
    chosen = registry.subtitle_format(writer)
    written = chosen.write(result.track, WriteOptions(draft=draft))
    if target == _STREAM:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
    else:
        write_atomically(Path(target), written)
    _report(source, result.findings)
    _report(target, chosen.losses(result.track))
    if draft and chosen.name == "srt" and not _named_draft(target):
        typer.echo(
            f"{target}: SRT cannot say that it is a draft: put .draft in its name.", err=True
        )
    if any(finding.rule == _LEFT_OUT for finding in result.findings):
        raise typer.Exit(1)


def _check_target(source: str, target: str, *, force: bool) -> None:
    """Refuse to write over the file that is read, or, unless told to, over any.

    Raises:
        SettingsError: OUT is IN, a folder, or is there already.
    """
    if target == _STREAM:
        return
    out = Path(target)
    if out.is_dir():
        raise SettingsError(f"{target!r} is a folder.", hint="Name the file to write.")
    if not out.exists():
        return
    if source != _STREAM and Path(source).exists() and out.samefile(source):
        raise SettingsError(
            f"OUT is the same file as IN: {target!r}.", hint="Choose another name for OUT."
        )
    if not force:
        raise SettingsError(f"{target!r} is there already.", hint="Give --force to replace it.")


def _writer_name(target: str, to_format: str) -> str:
    """Name of the format to write.

    Raises:
        UnknownNameError: no format has that name or extension.
        SettingsError: stdout has no extension and no name was given.
    """
    from localize import formats, registry  # noqa: PLC0415 -- as in `convert`

    if to_format:
        return registry.subtitle_format(to_format).name
    if target == _STREAM:
        raise SettingsError(
            "OUT is stdout, which has no extension.", hint="Name the format with --to."
        )
    return formats.format_for_path(target).name


def _read(source: str) -> bytes:
    """IN's bytes.

    Raises:
        InputError: it cannot be opened.
    """
    if source == _STREAM:
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise InputError(
            f"Cannot read {source!r}: {error.strerror or error}.", path=source
        ) from error


def _is_draft(data: bytes, source: str, target: str) -> bool:
    """Whether no person has approved what is converted: by either file's name, or its own word."""
    from localize.formats.vtt import DRAFT_NOTE  # noqa: PLC0415 -- as in `convert`

    return _named_draft(source) or _named_draft(target) or DRAFT_NOTE.encode() in data


def _named_draft(name: str) -> bool:
    """Whether a file's name carries the draft mark."""
    return "draft" in Path(name).name.lower().split(".")


def _report(name: str, findings: Iterable[Finding]) -> None:
    """Print findings the way compilers do, one a line."""
    for finding in findings:
        where = f"{name}:{finding.line}" if finding.line is not None else name
        typer.echo(f"{where}: {finding.message}", err=True)
