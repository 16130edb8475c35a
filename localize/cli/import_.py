"""`localize import`: a subtitle file that people made becomes a track, or a change of one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from localize.errors import InputError, UnknownNameError


def import_file(
    file: Annotated[Path, typer.Argument(help="The subtitle file.")],
    episode: Annotated[str, typer.Option(help="Episode that it belongs to, such as S01E01.")],
    locale: Annotated[str, typer.Option(help="Its language, such as en or es-419.")],
    role: Annotated[str, typer.Option(help="transcript, template or subtitle.")] = "subtitle",
    replace: Annotated[
        bool, typer.Option("--replace", help="Whatever the file lacks is taken out of the track.")
    ] = False,
    media: Annotated[
        Path | None,
        typer.Option(
            help="The episode's media file. If not given, an episode without one gets the only "
            "media file that is called like it, in the project's folder or beside FILE."
        ),
    ] = None,
    project: Annotated[
        Path, typer.Option(envvar="LOCALIZE_PROJECT", help="Folder of the project, as for `run`.")
    ] = Path(),
) -> None:
    """Take a subtitle file in as source or target of an episode.

    A track that is not there is made of it. Where there is one, the file is a change of it: the
    differences are taken as one step, or refused with the reason, and can be undone. Cues of kinds
    that an exported file leaves out (sounds; all but forced ones where it is named .forced) stay.

    With the media file come frame rate, start timecode, and the picture and sound of the review
    page, without a run. An episode keeps the media that it has.
    """
    from localize.cli.import_media import film_for  # noqa: PLC0415 -- `--help` needs no PyAV
    from localize.cli.kept import kept, say  # noqa: PLC0415 -- `--help` needs no database
    from localize.cli.project_named import begun_in  # noqa: PLC0415
    from localize.delivery.files import make_folder  # noqa: PLC0415
    from localize.locales import normalize  # noqa: PLC0415
    from localize.review.service import Review  # noqa: PLC0415
    from localize.script import TrackRole  # noqa: PLC0415

    if role not in list(TrackRole):
        raise UnknownNameError("role", role, tuple(TrackRole))
    if file.is_dir():
        raise InputError(f"{str(file)!r} is a folder.", path=str(file), hint="Name a file.")
    if not file.is_file():
        raise InputError(f"There is no file {str(file)!r}.", path=str(file))
    begun = begun_in(project)
    with kept(project, make=True) as work:
        if begun:
            make_folder(project)  # a shared database has not, and other commands ask for it
            say(begun, err=True)
        review = Review(work.database, work.season, project)
        tag = normalize(locale)
        film = film_for(work, file, episode, media)
        report = review.import_file(
            work.actor, file, episode, tag, TrackRole(role), instead=replace, film=film
        )
    for note in report.notes:
        say(f"{file}: {note}", err=True)
    for track in report.tracks:
        say(
            f"{report.episode}.{track.locale} ({track.role}): {track.added} added, "
            f"{track.changed} changed, {track.removed} taken out"
        )
