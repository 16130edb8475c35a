"""A season with the sample's Japanese scene, as a machine that hears well would have left it.

Lines, times and shot changes are those of `sample/reference`; no model is asked.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import textwrap
from typing import TYPE_CHECKING

from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.service import Review
from localize.script import Cue, Provenance, Track, TrackRole
from localize.season import load_season
from localize.store import Database
from localize.timeline import FrameRate
from tests.localize_ui.browser.team import add_people

if TYPE_CHECKING:
    from pathlib import Path

EPISODE = "last-train"
RATE = FrameRate.parse("23.976")
#: Frames that the guide wants between two cues.
GAP = 2
_SEASON = """name = "Last train"
source = "ja"
[market.en]
[market.es-419]
[market.es-419.policy]
times = "fixed"
[market.fr]
"""
_HEARD = Provenance("whisper", "1", "base", "abc")


def make_season(project: Path, sample: Path) -> tuple[dict[str, int], list[int]]:
    """A project with people, the scene's transcript and its English draft.

    Args:
        project: folder to be made.
        sample: the folder of that name.

    Returns:
        Tracks by locale, and the shot changes, ms.
    """
    project.mkdir(parents=True, exist_ok=True)
    (project / "localize.toml").write_text(_SEASON, "utf-8")
    media = project / f"{EPISODE}.mp4"
    shutil.copy(sample / "episodes" / media.name, media)
    told = json.loads((sample / "reference" / f"{EPISODE}.json").read_text("utf-8"))
    spans = _spans([(one["start"], one["end"]) for one in told["lines"]])
    heard, drafted = [], []
    for one, (start, end) in zip(told["lines"], spans, strict=True):
        heard.append(Cue(one["id"], start, end, (one["text"],), speaker=one["speaker"]))
        text = tuple(textwrap.wrap(one["english"], 42))
        drafted.append(
            Cue(one["id"], start, end, text, speaker=one["speaker"], source_ids=(one["id"],))
        )
    tracks = (
        Track(EPISODE, "ja", TrackRole.TRANSCRIPT, tuple(heard)),
        Track(EPISODE, "en", TrackRole.SUBTITLE, tuple(drafted), based_on="ja"),
    )
    episode = ImportedEpisode(
        EPISODE,
        tuple(ImportedTrack(track, (_HEARD,)) for track in tracks),
        media_path=str(media),
        media_hash=hashlib.sha256(media.read_bytes()).hexdigest(),
        duration=told["duration"],
        frame_rate=RATE.label,
        start_timecode=told["start_timecode"],
    )
    with Database.of_project(project) as database:
        database.upgrade()
        report = Review(database, load_season(project), project).import_run(episode)
    add_people(project)
    return {one.locale: one.track_id for one in report.tracks}, told["shots"]


def _spans(said: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """On frames, and one after the other where two speak at once."""
    frames = [(RATE.nearest_frame(start), RATE.nearest_frame(end)) for start, end in said]
    nexts = [start for start, _ in frames[1:]] + [frames[-1][1] + 2 * GAP]
    return [
        (RATE.time_of(start), RATE.time_of(min(end, following - GAP)))
        for (start, end), following in zip(frames, nexts, strict=True)
    ]
