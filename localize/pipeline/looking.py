"""What a media file is and holds, before anybody listens to it: the first stages of an episode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.media.identity import content_hash
from localize.media.info import MediaInfo
from localize.media.probe import probe
from localize.pipeline.keys import content_key
from localize.pipeline.results import stat_key

if TYPE_CHECKING:
    from pathlib import Path

    from localize.pipeline.stages import Stages


def look_at(
    path: Path, stages: Stages, *, audio_stream: int | None, language: str, start_timecode: str
) -> tuple[str, MediaInfo]:
    """The SHA-256 of a media file, and what it holds; kept, so that the next look finds both.

    Args:
        path: the file.
        stages: of its episode.
        audio_stream: as `probe`.
        language: as `probe`.
        start_timecode: as `probe`.

    Raises:
        MediaError: the file cannot be used.
        SettingsError: the start timecode is none.
        OutputError: what was found cannot be kept.
    """
    media = stages.run("identity", content_key(stat_key(path)), str, lambda: content_hash(path))
    info = stages.run(
        "probe",
        content_key(media, str(audio_stream), language, start_timecode),
        MediaInfo,
        lambda: probe(
            path, audio_stream=audio_stream, language=language, start_timecode=start_timecode
        ),
    )
    return media, info
