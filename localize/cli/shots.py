"""`localize shots`: where the shots of an episode begin, and lists of them that people have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.errors import InputError

if TYPE_CHECKING:
    from localize.timeline import FrameRate

shots_app = typer.Typer(
    help="Shot changes: found in a media file, kept for an episode, taken in from a list.",
    no_args_is_help=True,
)

_Project = Annotated[
    Path, typer.Option(envvar="LOCALIZE_PROJECT", help="Folder of the project, as for `run`.")
]
_Episode = Annotated[str, typer.Argument(help="Episode, such as S01E01.")]
_Locale = Annotated[
    str, typer.Option(help="Language of the transcript, where the episode has several.")
]


@shots_app.command("find")
def find(
    file: Annotated[Path, typer.Argument(help="A media file.")],
) -> None:
    """Find the shot changes of a media file and print them, one a line; nothing is kept."""
    from localize.media.probe import probe  # noqa: PLC0415 -- `--help` needs no PyAV
    from localize.media.shots import find_shots  # noqa: PLC0415

    info = probe(file)
    found = find_shots(file, info)
    for finding in found.findings:
        typer.echo(f"{finding.severity.value}: {finding.message}", err=True)
    _show(found.times, None if info.video is None or info.video.variable else info.video.rate)


@shots_app.command("list")
def list_(episode: _Episode, locale: _Locale = "", project: _Project = Path()) -> None:
    """Print the shot changes of an episode as they are kept, a machine's and people's."""
    from localize.cli.kept import kept  # noqa: PLC0415 -- `--help` needs no database
    from localize.review.screening import Screening  # noqa: PLC0415
    from localize.script import TrackRole  # noqa: PLC0415

    with kept(project) as work:
        track = work.track(episode, locale, TrackRole.TRANSCRIPT)
        times = Screening(work.database, work.season, project).shots(work.actor, track)
    _show(times, None)


@shots_app.command("import")
def import_(
    episode: _Episode,
    file: Annotated[
        Path, typer.Argument(help="The list: times in lines, a table, or an EDL; UTF-8.")
    ],
    replace: Annotated[
        bool, typer.Option("--replace", help="Marks that the list does not have are none.")
    ] = False,
    locale: _Locale = "",
    project: _Project = Path(),
) -> None:
    """Take a list of shot changes in; no later run takes them out again.

    A line is 00:01:02:03 (timecode), 00:01:02.345, 62.345 (seconds) or 1487 (a frame); of a table
    its first time counts, of an EDL where the event stands in the programme.
    """
    from localize.cli.kept import kept, say  # noqa: PLC0415 -- `--help` needs no database
    from localize.review.screening import Screening  # noqa: PLC0415
    from localize.script import TrackRole  # noqa: PLC0415

    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The list {str(file)!r} cannot be read: {error}.",
            path=str(file),
            hint="Give a UTF-8 text file.",
        ) from error
    with kept(project) as work:
        track = work.track(episode, locale, TrackRole.TRANSCRIPT)
        desk = Screening(work.database, work.season, project)
        before = set(desk.shots(work.actor, track))
        after = set(desk.import_shots(work.actor, track, text, replace=replace))
    say(
        f"{episode}: {len(after - before)} added, {len(before - after)} taken out; "
        f"{len(after)} shot changes"
    )


def _show(times: tuple[int, ...], rate: FrameRate | None) -> None:
    """One time a line, as `import` reads it; where the rate is known its frame after it."""
    from localize.timeline import format_clock  # noqa: PLC0415 -- `--help` needs none

    for time in times:
        frame = "" if rate is None else f"\t{rate.nearest_frame(time)}"
        typer.echo(f"{format_clock(time)}{frame}")
