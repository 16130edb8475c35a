"""What `localize import` takes in with a subtitle file: the picture and sound of its episode.

Import it inside the command: it brings the database's libraries and PyAV.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.cli.saying import say_line
from localize.pipeline.filmed import film_called, film_of, said_of
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
        film, findings = film_of(media, episode, work.project, work.season)
        for finding in findings:
            say_line(f"{media}: {said_of(finding)}", err=True)
        return film
    if episode in Filming(work.database, work.season, work.project).filmed():
        return None
    called, said = film_called(episode, file, work.project, work.season)
    for words in said:
        hint = "" if called else " --media names its media file."
        say_line(f"{file}: {words}{hint}", err=True)
    return called
