"""One episode of a run, from its words to the last of its markets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localize.delivery.tracks import WrittenFile
from localize.pipeline.basis import Basis
from localize.pipeline.events import EpisodeDone
from localize.pipeline.outcome import EpisodeOutcome, TrackOutcome
from localize.pipeline.settings import EpisodeJob
from localize.pipeline.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass
class Underway:
    """One episode that was heard, while its markets are drafted.

    Attributes:
        outcome: what was heard.
        job: the episode.
        stages: where its drafting is counted.
        waits: markets that have neither a track nor a failure yet.
        bases: (track, version) → what is drafted from.
    """

    outcome: EpisodeOutcome
    job: EpisodeJob
    stages: Stages
    waits: set[str] = field(default_factory=set)
    bases: dict[tuple[int, int], Basis] = field(default_factory=dict)
    _cues: list[tuple[str, int]] = field(default_factory=list)
    _files: list[WrittenFile] = field(default_factory=list)

    def take(self, tracks: Iterable[TrackOutcome], files: Iterable[WrittenFile]) -> None:
        """Note tracks and files that are there now."""
        self._cues += ((made.track.locale, len(made.track.cues)) for made in tracks)
        self._files += files

    def done(self) -> EpisodeDone:
        """What came of it."""
        outcome, stages = self.outcome, self.stages
        return EpisodeDone(
            outcome.name,
            language=outcome.language,
            duration=outcome.duration,
            cues=tuple(self._cues),
            seconds=round(outcome.seconds + stages.seconds, 3),
            computed=outcome.computed + stages.computed,
            listened=outcome.listened,
            files=tuple(file.path for file in self._files),
            written=tuple(file.path for file in self._files if file.state == "written"),
        )
