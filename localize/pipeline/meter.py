"""How far a run is and how long it will take, from its events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from localize.pipeline.events import (
    EpisodeDone,
    EpisodeFailed,
    Event,
    RunStarted,
    StageDone,
    StageProgress,
    StageStarted,
)

#: The stages that take time: each listens to the whole programme once.
_LISTENING: Final = frozenset({"speech", "draft"})


@dataclass(slots=True)
class EpisodeState:
    """Where one episode stands.

    Attributes:
        stage: the stage that is computing; empty before the first.
        track: locale that the stage is for; empty where it is for none.
        done: ms of programme done in this stage.
        total: ms of programme in this stage; 0 where unknown.
        heard: ms of programme listened to so far, over all its stages.
        ended: it has its tracks, or failed.
    """

    stage: str = ""
    track: str = ""
    done: int = 0
    total: int = 0
    heard: int = 0
    ended: bool = False


@dataclass(slots=True)
class Meter:
    """Follows a run's events.

    Attributes:
        passes: how often each episode is listened to: once, and once a market drafted from sound.
        episodes: name → state, in the order of the plan.
    """

    passes: int = 1
    episodes: dict[str, EpisodeState] = field(default_factory=dict)
    _lengths: dict[str, int] = field(default_factory=dict)
    _began: float | None = None
    _heard: int = 0

    def follow(self, event: Event, now: float) -> None:
        """Take an event that happened at ``now`` (seconds of any clock that only goes forward)."""
        if isinstance(event, RunStarted):
            self.episodes = {name: EpisodeState() for name in event.episodes}
            return
        state = self.episodes.get(event.episode)
        if state is None:
            return
        if isinstance(event, StageStarted):
            state.stage, state.track = event.stage, event.track
            state.done, state.total = 0, event.total
            if event.total:
                self._lengths[event.episode] = event.total
            if event.stage in _LISTENING and self._began is None:
                self._began = now
        elif isinstance(event, StageProgress):
            if event.stage in _LISTENING:
                self._hear(state, event.done - state.done)
            state.stage = event.stage
            state.done, state.total = event.done, event.total
        elif isinstance(event, StageDone):
            if event.stage in _LISTENING and not event.kept:
                self._hear(state, state.total - state.done)
            state.done = state.total
        elif isinstance(event, EpisodeDone) or (
            isinstance(event, EpisodeFailed) and not event.track
        ):
            state.ended = True

    def _hear(self, state: EpisodeState, step: int) -> None:
        state.heard += max(0, step)
        self._heard += max(0, step)

    @property
    def ended(self) -> int:
        """How many episodes have ended."""
        return sum(state.ended for state in self.episodes.values())

    def seconds_left(self, now: float) -> float | None:
        """Estimated seconds to the end of the run; None before anything can be told.

        Episodes that have not been opened yet count as long as the mean of those that have.
        """
        if self._began is None or not self._heard or now <= self._began or not self._lengths:
            return None
        mean = sum(self._lengths.values()) / len(self._lengths)
        left = 0.0
        for name, state in self.episodes.items():
            if not state.ended:
                left += max(0.0, self._lengths.get(name, mean) * self.passes - state.heard)
        return left / (self._heard / (now - self._began))
