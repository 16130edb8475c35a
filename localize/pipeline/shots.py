"""The stage that finds an episode's shot changes: the picture is decoded once and never again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.media.shots import METHOD, FoundShots, find_shots
from localize.pipeline.keys import content_key

if TYPE_CHECKING:
    from pathlib import Path

    from localize.media.info import MediaInfo
    from localize.pipeline.stages import Stages


#: The stage's name, also of its folder among the results.
SHOTS: Final = "shots"


def shots_key(media: str, info: MediaInfo) -> str | None:
    """The content key of a file's shot changes; None for one without a picture.

    Args:
        media: SHA-256 of the file.
        info: what it holds.
    """
    video = info.video
    if video is None:
        return None
    return content_key(media, video.index, info.format, str(info.start), video.rate.label, METHOD)


def find_episode_shots(
    path: Path, info: MediaInfo, media: str, stages: Stages, *, look: bool
) -> FoundShots | None:
    """The shot changes of an episode, kept or found now; None where they are not known.

    Args:
        path: the media file.
        info: what it holds.
        media: SHA-256 of it.
        stages: of the episode.
        look: whether to look for them where they are not kept.

    Raises:
        MediaError: the file cannot be opened any more.
    """
    key = shots_key(media, info)
    if key is None:
        return FoundShots()
    if not look and stages.missing(SHOTS, key):
        return None
    tell = stages.progress(SHOTS, info.duration)
    return stages.run(
        SHOTS,
        key,
        FoundShots,
        lambda: find_shots(path, info, lambda done: tell("", done)),
        total=info.duration,
        listens=False,
    )
