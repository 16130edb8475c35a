"""The media file of an episode that comes in as subtitles: found by its name, looked into."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from localize.delivery.names import episode_name
from localize.errors import MediaError
from localize.media.find import media_in
from localize.media.rate import rate_finding
from localize.media.refusal import see_ordinary
from localize.pipeline.copying import keep_dialogue
from localize.pipeline.looking import look_at
from localize.pipeline.results import ResultStore
from localize.pipeline.stages import Stages
from localize.review.episode_names import called_alike
from localize.review.filming import Film

if TYPE_CHECKING:
    from pathlib import Path

    from localize.findings import Finding
    from localize.season import Season


def media_called(episode: str, project: Path, file: Path) -> tuple[Path, ...]:
    """Media files that are called like an episode, in the project's folder or beside a file.

    A run calls an episode as its media file without the ending, or with it where two would have
    one name; the episode ``Season 1/E01`` has its media in a folder ``Season 1``. Case and spaces
    do not tell names apart (`localize.review.episode_names`).

    Args:
        episode: its name.
        project: the project's folder.
        file: a subtitle file of the episode.
    """
    wanted = PurePosixPath(episode).parts
    if (
        not wanted
        or ".." in wanted
        or PurePosixPath(episode).is_absolute()
        or not episode.isprintable()
    ):
        return ()  # no run makes such a name, and it would lead elsewhere
    above = wanted[:-1]
    beside = file.parent
    folders = (project.joinpath(*above), beside.joinpath(*above), beside)
    found = {path.resolve(): path for folder in folders for path in media_in(folder)}
    return tuple(path for path in found.values() if _is_called(path, wanted))


def _is_called(path: Path, wanted: tuple[str, ...]) -> bool:
    folders = path.parent.resolve().parts
    own = folders[len(folders) - len(wanted) + 1 :]
    return any(
        called_alike("/".join(map(episode_name, (*own, name))), "/".join(wanted))
        for name in (path.stem, path.name)
    )


def film_called(
    episode: str, file: Path, project: Path, season: Season
) -> tuple[Film | None, tuple[str, ...]]:
    """The one media file that is called like an episode, looked into.

    Args:
        episode: its name.
        file: a subtitle file of it.
        project: the project's folder.
        season: the settings.

    Returns:
        The file, None where there is none or no telling which; what a person should know of it.

    Raises:
        OutputError: what was found in it cannot be kept.
    """
    called = media_called(episode, project, file)
    if len(called) > 1:
        names = ", ".join(_shown(path, project) for path in called)
        several = f"several media files are called like the episode ({names})."
        return None, (f"Without picture and sound: {several}",)
    if not called:
        return None, ()
    path, shown = called[0], _shown(called[0], project)
    try:
        film, findings = film_of(path, episode, project, season, found=True)
    except MediaError as error:
        # Said to people at other machines, too: where the project lies is none of their business.
        message = error.message.replace(str(path.resolve()), shown).replace(str(path), shown)
        return None, (f"Without picture and sound: {message}",)
    return film, tuple(f"{shown}: {said_of(one)}" for one in findings)


def _shown(path: Path, project: Path) -> str:
    """A file's path from the project's folder on; its name alone where it lies elsewhere."""
    for inside, root in (
        (path.absolute(), project.absolute()),
        (path.resolve(), project.resolve()),
    ):
        if inside.is_relative_to(root):
            return inside.relative_to(root).as_posix()
    return path.name


def said_of(finding: Finding) -> str:
    """What is said of a media file, with how grave it is."""
    return f"{finding.severity.value}: {finding.message}"


def film_of(
    path: Path, episode: str, project: Path, season: Season, *, found: bool = False
) -> tuple[Film, tuple[Finding, ...]]:
    """Look into the media file of an episode, as a run of the season does.

    What is found is kept for the next run, which has not to look again.

    Args:
        path: the file; it may lie anywhere.
        episode: its name.
        project: the project's folder.
        season: the settings.
        found: nobody named the file.

    Returns:
        What the episode is to have, and what a person should know of the file.

    Raises:
        MediaError: the file cannot be used.
        OutputError: what was found cannot be kept.
    """
    see_ordinary(path)
    path = path.resolve()
    stages = Stages(episode, ResultStore(project), lambda _: None)
    media, info = look_at(
        path,
        stages,
        audio_stream=season.audio_stream,
        language=season.source,
        start_timecode=season.start_timecode,
    )
    keep_dialogue(project, media, info.dialogue.index)
    doubt = rate_finding(info, season.frame_rate) if season.frame_rate else None
    film = Film(
        str(path),
        media,
        info.duration,
        info.video.rate.label if info.video is not None else "",
        info.start_timecode,
        found,
    )
    return film, (*info.findings, *((doubt,) if doubt else ()))
