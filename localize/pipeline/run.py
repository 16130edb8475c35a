"""A run over a season: plan, work, write each episode's files as soon as it is whole."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from localize import registry
from localize.delivery.files import check_writable, clear_leftovers, write_atomically
from localize.delivery.manifest import Manifest
from localize.delivery.tracks import WrittenFile, timestamp, track_entry, write_track
from localize.engines import SENT_AWAY
from localize.errors import LocalizeError, SettingsError, UnwritableError
from localize.pipeline.episode import FATAL, EpisodeWorker, translation_engines
from localize.pipeline.events import (
    Emit,
    EpisodeDone,
    EpisodeFailed,
    Notice,
    RunDone,
    RunStarted,
)
from localize.pipeline.keeping import Keeper
from localize.pipeline.keys import content_key
from localize.pipeline.outcome import EpisodeOutcome
from localize.pipeline.plan import Plan, make_plan
from localize.pipeline.results import ResultStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from localize.pipeline.outcome import TrackOutcome
    from localize.pipeline.settings import EpisodeJob, RunSettings

#: Said in every file that can carry a comment.
_NOTE = "Made by machine; see manifest.json."


@dataclass(frozen=True, slots=True)
class RunReport:
    """What came of a run.

    Attributes:
        done: an entry for each episode that has its tracks.
        failed: what failed, in order.
        ok: every episode has every track, and every file is as the machine made it.
    """

    done: tuple[EpisodeDone, ...]
    failed: tuple[EpisodeFailed, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not self.failed


def run(
    paths: Sequence[Path],
    settings: RunSettings,
    emit: Emit,
    *,
    executor: str = "serial",
    workers: int = 1,
) -> RunReport:
    """Make the tracks of every episode under ``paths``.

    Args:
        paths: media files, and folders that are searched with all below them.
        settings: the options.
        emit: told what happens.
        executor: name of the executor.
        workers: how many episodes it may work on at once.

    Raises:
        LocalizeError: the run cannot go on at all (see `localize.pipeline.episode.FATAL`); what
            was finished before is kept.
    """
    began = time.monotonic()
    plan = make_plan(paths)
    if not plan.jobs and not plan.problems:
        raise SettingsError(
            "There is no media under " + ", ".join(repr(str(path)) for path in paths) + ".",
            hint="Name a media file, or a folder that holds some.",
        )
    check_writable(settings.out)
    results = ResultStore(settings.project)
    with results.lock():
        clear_leftovers(settings.out)
        at_work = _Run(settings, emit, plan, began)
        try:
            return at_work.work(executor, workers)
        finally:
            at_work.close()


class UnexpectedError(LocalizeError):
    """A fault of ours, or of a library, while working on one episode."""


class _Run:
    """One run, while it is at work."""

    def __init__(self, settings: RunSettings, emit: Emit, plan: Plan, began: float) -> None:
        self._settings = settings
        self._emit = emit
        self._plan = plan
        self._began = began
        self._results = ResultStore(settings.project)
        self._manifest = Manifest.load(settings.out)
        self._keeper = Keeper(settings.project, emit)
        self._done: list[EpisodeDone] = []
        self._failed: list[EpisodeFailed] = []

    def work(self, executor: str, workers: int) -> RunReport:
        settings, plan = self._settings, self._plan
        self._emit(
            RunStarted(
                episodes=tuple(job.name for job in plan.jobs),
                project=str(settings.project),
                out=str(settings.out),
            )
        )
        self._check_settings()
        self._warn_of_unserved()
        for problem in plan.problems:
            self._fail(problem.path, problem)
        chosen = registry.executor(executor, workers)
        settings = replace(settings, terms=self._keeper.terms(settings.targets))
        make_worker = partial(EpisodeWorker, settings)
        for job, outcome in chosen.run(make_worker, plan.jobs, self._emit):  # type: ignore[arg-type]
            if isinstance(outcome, EpisodeOutcome):
                self._deliver(outcome, job)
            elif isinstance(outcome, FATAL):
                raise outcome
            elif isinstance(outcome, LocalizeError):
                self._fail(job.name, outcome)
            else:
                self._fail(job.name, self._unexpected(job.name, outcome))
        return self._finish()

    def close(self) -> None:
        """Let the database go."""
        self._keeper.close()

    def _deliver(self, outcome: EpisodeOutcome, job: EpisodeJob) -> None:
        """Write an episode's files and its part of the manifest, and keep its drafts."""
        self._keeper.keep(outcome, job.path.resolve())
        files: list[WrittenFile] = []
        tracks = []
        for made in outcome.tracks:
            written = self._write(made, outcome)
            files += written
            tracks.append(_entry(made, written))
        if self._manifest.record(_episode_entry(outcome, tracks)):
            self._manifest.save()
        for failure in outcome.failures:
            self._failed.append(
                EpisodeFailed(
                    outcome.name, failure.message, failure.hint, failure.kind, failure.locale
                )
            )
            self._emit(self._failed[-1])
        done = EpisodeDone(
            outcome.name,
            language=outcome.language,
            duration=outcome.duration,
            cues=tuple((made.track.locale, len(made.track.cues)) for made in outcome.tracks),
            seconds=outcome.seconds,
            computed=outcome.computed,
            listened=outcome.listened,
            files=tuple(file.path for file in files),
            written=tuple(file.path for file in files if file.state == "written"),
        )
        self._done.append(done)
        self._emit(done)

    def _write(self, made: TrackOutcome, outcome: EpisodeOutcome) -> tuple[WrittenFile, ...]:
        settings = self._settings
        market = settings.market(made.track.locale)
        video = outcome.media.video
        own = video.rate if video is not None and not video.variable else None
        written: list[WrittenFile] = []
        for name in market.formats:
            try:
                written += write_track(
                    made.track,
                    settings.out,
                    (name,),
                    self._manifest,
                    draft=True,
                    note=_NOTE,
                    rate=market.frame_rate or own,
                    start=market.start_timecode or outcome.media.start_timecode,
                    overwrite=settings.overwrite,
                )
            except UnwritableError as error:
                # The track is kept all the same; its other files are written.
                self._fail(outcome.name, error, track=made.track.locale)
        for file in written:
            if file.state == "kept":
                self._emit(
                    Notice(
                        made.track.episode,
                        rule="changed-by-hand",
                        severity="warning",
                        message=f"{file.path} was changed since it was written, so it is kept as "
                        "it is; --overwrite writes the machine's draft over it.",
                        track=made.track.locale,
                    )
                )
        return tuple(written)

    def _fail(self, episode: str, error: LocalizeError, *, track: str = "") -> None:
        kind = type(error).__name__
        failed = EpisodeFailed(episode, error.message, error.hint, kind, track)
        self._failed.append(failed)
        self._emit(failed)

    def _unexpected(self, episode: str, error: Exception) -> LocalizeError:
        """A fault of ours or of a library: the other episodes go on, and the traceback is kept."""
        trace = "".join(traceback.format_exception(error))
        path = self._results.folder / "errors" / f"{content_key(episode, trace)[:12]}.txt"
        write_atomically(path, f"{episode}\n\n{trace}".encode())
        return UnexpectedError(
            f"Something went wrong that should not: {type(error).__name__}: {error}.",
            hint=f"Please report it with {path}.",
        )

    def _finish(self) -> RunReport:
        report = RunReport(tuple(self._done), tuple(self._failed))
        path = self._manifest.path
        self._emit(
            RunDone(
                done=len(report.done),
                failed=len(report.failed),
                unchanged=sum(not done.computed and not done.written for done in report.done),
                seconds=round(time.monotonic() - self._began, 3),
                manifest=str(path) if path.exists() else "",
            )
        )
        return report

    def _check_settings(self) -> None:
        """Find out what cannot be before any work begins; nothing heavy is loaded for it.

        Raises:
            SettingsError: a name that nothing answers to, or an option that the engine cannot take.
        """
        settings = self._settings
        for locale in ("", *settings.targets):
            for name in settings.market(locale).formats:
                registry.subtitle_format(name)
        worker = EpisodeWorker(settings)
        worker.speech.provenance()
        if settings.script and not worker.speech.capabilities().script:
            raise SettingsError(
                f"The speech engine {settings.speech!r} cannot align a supplied script.",
                hint="Leave --script out, or choose an engine that can.",
            )
        for locale in (settings.source or "en", *settings.targets):
            worker.limits(locale)

    def _warn_of_unserved(self) -> None:
        """Say at once which markets no engine can draft, before hours go into the others."""
        settings = self._settings
        engines, missing = translation_engines(settings)
        for error in missing:
            self._emit(Notice(rule="engine-missing", severity="note", message=str(error)))
        for target in settings.targets:
            named = settings.market(target).engine
            able = [
                engine.name
                for engine in engines
                if named in ("", engine.name) and engine.serves(settings.source, target)
            ]
            if not able:
                self._emit(
                    Notice(
                        rule="no-engine",
                        severity="warning",
                        message=f"No installed translation engine drafts {target}: only episodes "
                        "spoken in that language get such a track.",
                        track=target,
                    )
                )
            elif len(able) > 1:
                self._emit(
                    Notice(
                        rule="engine-chosen",
                        severity="note",
                        message=f"{' and '.join(able)} draft {target}; where both serve the "
                        f"dialogue's language {able[0]} is taken. --translation names another.",
                        track=target,
                    )
                )


def _entry(made: TrackOutcome, written: tuple[WrittenFile, ...]) -> dict[str, Any]:
    return track_entry(
        made.track,
        written,
        made.provenance,
        limits=made.limits,
        draft=True,
        findings=dict(sorted(Counter(finding.rule for finding in made.findings).items())),
    )


def _episode_entry(outcome: EpisodeOutcome, tracks: list[dict[str, Any]]) -> dict[str, Any]:
    video = outcome.media.video
    return {
        "episode": outcome.name,
        "made": timestamp(),
        "media": {
            "file": outcome.file,
            "sha256": outcome.media_hash,
            "duration_ms": outcome.duration,
            "audio_stream": outcome.media.dialogue.index,
            "frame_rate": video.rate.label if video is not None else None,
            "variable_frame_rate": video.variable if video is not None else None,
            "start_timecode": outcome.media.start_timecode or None,
        },
        "language": outcome.language,
        "language_probability": round(outcome.language_probability, 4),
        "left_the_machine": any(
            dict(machine.parameters).get(SENT_AWAY) == "yes"
            for made in outcome.tracks
            for machine in made.provenance
        ),
        "tracks": tracks,
    }
