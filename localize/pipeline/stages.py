"""Running stages: what is kept is taken, what is missing is computed, kept and told."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, TypeVar

from localize.pipeline.events import Event, StageDone, StageProgress, StageStarted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from localize.findings import Finding
    from localize.media import Sound
    from localize.media.channels import Levels
    from localize.media.info import MediaInfo
    from localize.pipeline.results import ResultStore

Value = TypeVar("Value")


class Stages:
    """The stages of one episode, over the project's results.

    Attributes:
        computed: how many stages were computed so far.
        listened: whether one of them listened to the programme.
        seconds: wall time of those that were computed.
    """

    def __init__(self, episode: str, results: ResultStore, emit: Callable[[Event], None]) -> None:
        self.episode = episode
        self.results = results
        self.emit = emit
        self.computed = 0
        self.listened = False
        self.seconds = 0.0

    def run(
        self,
        stage: str,
        key: str,
        kind: type[Value],
        compute: Callable[[], Value],
        *,
        track: str = "",
        total: int = 0,
        listens: bool = True,
    ) -> Value:
        """The result of a stage, kept or computed.

        Args:
            stage: its name, also of its folder among the results.
            key: content key of everything that could change the result.
            kind: the result's type.
            compute: makes it; whatever it raises goes through, and nothing is kept.
            track: locale of the track that it makes, for events.
            total: length in ms of the programme that it goes through; 0 where it does not.
            listens: whether it then listens to it; another looks at it.
        """
        value = self.results.get(stage, key, kind)
        if value is not None:
            self.kept(stage, track)
            return value
        return self.anew(stage, key, compute, track=track, total=total, listens=listens)

    def anew(
        self,
        stage: str,
        key: str,
        compute: Callable[[], Value],
        *,
        track: str = "",
        total: int = 0,
        listens: bool = True,
        engine: str = "",
    ) -> Value:
        """The result of a stage, computed whatever is kept; as `run`, ``engine`` as `started`."""
        began = time.monotonic()
        self.started(stage, track, total, engine)
        value = compute()
        self.results.put(stage, key, value)
        self.listened = self.listened or (listens and total > 0)
        self.made(stage, track, time.monotonic() - began)
        return value

    def keep(
        self, stage: str, key: str, value: object, seconds: float, *, listened: bool = False
    ) -> None:
        """Keep and tell a result that was computed elsewhere.

        Args:
            stage: as `run`.
            key: as `run`.
            value: the result.
            seconds: wall time that it took.
            listened: whether the programme was listened to for it.
        """
        self.results.put(stage, key, value)
        self.listened = self.listened or listened
        self.made(stage, "", seconds)

    def kept(self, stage: str, track: str = "") -> None:
        """Tell that a stage's result was there."""
        self.emit(StageDone(self.episode, stage, track, kept=True))

    def started(self, stage: str, track: str = "", total: int = 0, engine: str = "") -> None:
        """Tell that a stage begins to compute, and which engine drafts in it."""
        self.emit(StageStarted(self.episode, stage, track, total, engine))

    def made(self, stage: str, track: str, seconds: float) -> None:
        """Count and tell a stage whose result is computed and kept."""
        self.computed += 1
        self.seconds += seconds
        self.emit(StageDone(self.episode, stage, track, kept=False, seconds=round(seconds, 3)))

    def missing(self, stage: str, key: str) -> bool:
        """Whether a stage will have to be computed."""
        return not self.results.path(stage, key).exists()

    def progress(self, stage: str, total: int, *, track: str = "") -> Callable[[str, int], None]:
        """A callback for engines that tells how far a stage is."""

        def tell(_: str, done: int) -> None:
            self.emit(StageProgress(self.episode, stage, track, min(done, total), total))

        return tell


class LazySound(AbstractContextManager["LazySound"]):
    """The episode's sound, decoded when a stage first asks for it and kept until the episode ends.

    A run that finds every result never decodes.
    """

    def __init__(self, path: Path, info: MediaInfo, stages: Stages) -> None:
        self._path = path
        self._info = info
        self._stages = stages
        self._stack = ExitStack()
        self._sound: Sound | None = None
        self.findings: tuple[Finding, ...] = ()
        self.levels: Levels | None = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the sound, if it was opened."""
        self.close()

    def close(self) -> None:
        """Let the sound go, if it was opened, and its file; it is not to be opened again."""
        self._sound = None
        self._stack.close()

    @property
    def stream(self) -> int:
        """Index in the file of the stream that is heard."""
        return self._info.dialogue.index

    def open(self) -> Sound:
        """The sound.

        Raises:
            MediaError: it cannot be decoded.
            OutputError: there is no room for it.
        """
        if self._sound is None:
            from localize.media.decode import open_sound  # noqa: PLC0415 -- loads PyAV

            began = time.monotonic()
            episode, total = self._stages.episode, self._info.duration
            self._stages.emit(StageStarted(episode, "sound", total=total))
            tell = self._stages.progress("sound", total)
            opened = self._stack.enter_context(
                open_sound(
                    self._path,
                    self._info,
                    self._stages.results.scratch,
                    lambda done: tell("", done),
                )
            )
            self._sound, self.findings = opened.sound, (*opened.findings, *self.findings)
            self.levels = opened.levels
            seconds = round(time.monotonic() - began, 3)
            self._stages.emit(StageDone(episode, "sound", seconds=seconds))
        return self._sound

    def open_channel(self, channel: int) -> Sound:
        """One channel of a stereo sound that was opened, without the other's speaker.

        Args:
            channel: 0 for the left, 1 for the right.

        Raises:
            MediaError: it cannot be decoded.
            OutputError: there is no room for it.
            ValueError: the sound was not opened, or is not stereo.
        """
        from localize.media.decode import open_channel  # noqa: PLC0415 -- loads PyAV

        if self.levels is None:
            raise ValueError("only a stereo sound that was opened has channels")
        scratch = self._stages.results.scratch
        return self._stack.enter_context(
            open_channel(self._path, self._info, self.levels, channel, scratch)
        )

    def tell(self, finding: Finding) -> None:
        """Add what a person should know about the sound; what is told already stays once."""
        if finding not in self.findings:
            self.findings = (*self.findings, finding)
