"""What `localize import` takes in with a subtitle file: the picture and sound of its episode.

Import it inside the command: it brings the database's libraries and PyAV.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.cli.saying import say_line
from localize.errors import MediaError
from localize.pipeline.filmed import film_of, media_called
from localize.review.filming import Film, Filming

if TYPE_CHECKING:
    from pathlib import Path

    from localize.cli.kept import Kept


def film_for(work: Kept, file: Path, episode: str, media: Path | None) -> Film | None:
    """The media file of an episode; None where none is given, or found for one that has none.

    Args:
        work: the project.
        file: the subtitle file.
        episode: that it belongs to.
        media: the file that was given; None to look for one.

    Raises:
        MediaError: the file that was given cannot be used.
        OutputError: what is found in it cannot be kept.
    """
    if media is not None:
        return _looked(work, media, episode, found=False)
    if episode in Filming(work.database, work.season, work.project).filmed():
        return None
    called = media_called(episode, work.project, file)
    if len(called) > 1:
        names = ", ".join(map(str, called))
        say_line(
            f"{file}: without picture and sound: several media files are called like the episode "
            f"({names}); --media says which.",
            err=True,
        )
    if len(called) != 1:
        return None
    try:
        return _looked(work, called[0], episode, found=True)
    except MediaError as error:
        say_line(f"{file}: without picture and sound: {error.message}", err=True)
        return None


def _looked(work: Kept, path: Path, episode: str, *, found: bool) -> Film:
    film, findings = film_of(path, episode, work.project, work.season, found=found)
    for finding in findings:
        say_line(f"{path}: {finding.severity.value}: {finding.message}", err=True)
    return film
