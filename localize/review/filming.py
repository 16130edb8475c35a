"""Picture and sound of an episode that came in as subtitle files, and on which no run worked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from localize.review.errors import RefusedError
from localize.review.office import Office
from localize.store.seasons import episodes_of, find_season

if TYPE_CHECKING:
    from localize.store.tables import EpisodeRow


@dataclass(frozen=True, slots=True)
class Film:
    """A media file that was looked into, as a run records one.

    Attributes:
        path: of the file, absolute and without links.
        media_hash: SHA-256 of what is in it.
        duration: ms, as the file says; 0 where nothing tells.
        frame_rate: ``FrameRate.label``; empty for sound alone.
        start_timecode: of the first frame; empty for none.
        found: nobody named it: it was taken for the episode's by its name.
    """

    path: str
    media_hash: str
    duration: int
    frame_rate: str = ""
    start_timecode: str = ""
    found: bool = False


class Filming(Office):
    """Which episodes have picture and sound."""

    def filmed(self) -> frozenset[str]:
        """Names of the season's episodes that have media."""
        with self.database.read() as session:
            season = find_season(session, self.season.name)
            rows = [] if season is None else episodes_of(session, season.id)
            return frozenset(row.name for row in rows if _has_media(row))


def take_film(episode: EpisodeRow, film: Film) -> tuple[str, ...]:
    """Keep a media file with its episode; of one that has media only the place may become another.

    Args:
        episode: in the transaction that the subtitle file comes in by.
        film: its media file. What was only found changes no episode that has media.

    Returns:
        What is said of it.

    Raises:
        RefusedError: the episode has another file.
    """
    name = PurePath(film.path).name
    if _has_media(episode):
        if film.found:
            return ()
        if episode.media_hash != film.media_hash:
            raise RefusedError(
                f"{episode.name} has the picture and sound of {PurePath(episode.media_path).name}, "
                f"and {name} is another file.",
                "Nothing was changed. Without --media the subtitles are taken in for the one that "
                "it has.",
            )
        episode.media_path = film.path
    else:
        episode.media_path = film.path
        episode.media_hash = film.media_hash
        episode.duration = film.duration
        episode.frame_rate = film.frame_rate
        episode.start_timecode = film.start_timecode
    what = "picture and sound" if film.frame_rate else "sound"
    return (f"with the {what} of {name}",)


def _has_media(episode: EpisodeRow) -> bool:
    return bool(episode.media_path or episode.media_hash)
