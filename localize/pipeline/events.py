"""What a run tells while it works: plain values that a terminal, a page or a log can follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; the class's name says what.

    Attributes:
        episode: name of the episode concerned; empty for the whole run.
    """

    episode: str = ""

    def to_data(self) -> dict[str, Any]:
        """The event as JSON data, its kind first."""
        return {"event": _kebab(type(self).__name__), **asdict(self)}


#: Takes events as they happen; called from any thread of the process that runs the pipeline.
Emit = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class RunStarted(Event):
    """The plan is made.

    Attributes:
        episodes: names of the episodes, in order.
        project: the project folder.
        out: the output folder.
    """

    episodes: tuple[str, ...] = ()
    project: str = ""
    out: str = ""


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """Something that a person should know and that stops nothing.

    Attributes:
        rule: its name, as of a finding.
        severity: ``error``, ``warning`` or ``note``.
        message: in the person's terms.
        start: where in the episode, ms; None where it has no place.
        track: locale of the track concerned; empty for none.
    """

    rule: str = ""
    severity: str = "note"
    message: str = ""
    start: int | None = None
    track: str = ""


@dataclass(frozen=True, slots=True)
class StageStarted(Event):
    """A stage begins to compute; a stage whose result is kept is told by `StageDone` alone.

    Attributes:
        stage: its name.
        track: locale of the track that it makes; empty where it makes none.
        total: length of the work, ms of programme; 0 where unknown, or where it is something else.
        engine: name of the engine that drafts; empty in other stages.
    """

    stage: str = ""
    track: str = ""
    total: int = 0
    engine: str = ""


@dataclass(frozen=True, slots=True)
class StageProgress(Event):
    """A stage goes on.

    Attributes:
        stage: its name.
        track: locale of the track that it makes; empty where it makes none.
        done: ms of programme that are done; bytes in the stage ``model``, which fetches weights.
        total: ms of programme that there are, or bytes.
    """

    stage: str = ""
    track: str = ""
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class StageDone(Event):
    """A stage has its result.

    Attributes:
        stage: its name.
        track: locale of the track that it made; empty where it makes none.
        kept: the result was there from an earlier run.
        seconds: how long it took.
    """

    stage: str = ""
    track: str = ""
    kept: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class EpisodeDone(Event):
    """An episode has all its tracks.

    Attributes:
        language: of its dialogue.
        duration: ms of programme.
        cues: locale → number of cues.
        seconds: wall time of this run's work on it; of episodes that are heard together, each
            after the first has the time since the one before it.
        computed: how many stages were computed; 0 where every result was kept.
        listened: whether one of them listened to the programme.
        files: files of the episode, relative to the output folder.
        written: those that this run wrote.
    """

    language: str = ""
    duration: int = 0
    cues: tuple[tuple[str, int], ...] = ()
    seconds: float = 0.0
    computed: int = 0
    listened: bool = False
    files: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EpisodeFailed(Event):
    """An episode, or one track of it, could not be made.

    Attributes:
        message: what was wrong.
        hint: what to do about it.
        kind: class of the error.
        track: locale of the track; empty where the whole episode failed.
    """

    message: str = ""
    hint: str = ""
    kind: str = ""
    track: str = ""


@dataclass(frozen=True, slots=True)
class RunDone(Event):
    """The run has ended by itself.

    Attributes:
        done: episodes with all their tracks.
        failed: episodes without, or with a track missing.
        unchanged: episodes of which every result and file was there already.
        seconds: wall time.
        manifest: the manifest's path; empty where none was written.
    """

    done: int = 0
    failed: int = 0
    unchanged: int = 0
    seconds: float = 0.0
    manifest: str = ""


def _kebab(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")
