"""A run over a season: plan, work, write each episode's files as soon as it is whole."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from localize import locales, registry
from localize.delivery.files import check_writable, clear_leftovers, write_atomically
from localize.errors import LocalizeError, SettingsError
from localize.pipeline.basis import Basis, heard, written
from localize.pipeline.beforehand import check_settings, tell_who_drafts
from localize.pipeline.choosing import FATAL, engine_for, translation_engines
from localize.pipeline.delivering import Deliveries
from localize.pipeline.episode import EpisodeWorker
from localize.pipeline.events import (
    Emit,
    EpisodeDone,
    EpisodeFailed,
    Notice,
    RunDone,
    RunStarted,
)
from localize.pipeline.guidance import Guidance
from localize.pipeline.journal import clear_journals
from localize.pipeline.keeping import Keeper
from localize.pipeline.kept_names import with_kept_names
from localize.pipeline.keys import content_key
from localize.pipeline.knowing import KeptTracks, Recalls
from localize.pipeline.market import MarketWork
from localize.pipeline.outcome import EpisodeOutcome
from localize.pipeline.plan import Plan, make_plan
from localize.pipeline.results import ResultStore
from localize.pipeline.same_words import SAME, reads_alike
from localize.pipeline.stages import Stages
from localize.pipeline.together import DraftingTogether
from localize.pipeline.underway import Underway

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from localize.engines import Estimate, Executor
    from localize.pipeline.settings import EpisodeJob, RunSettings


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
    plan = make_plan(paths, settings.script)
    if not plan.jobs and not plan.problems:
        raise SettingsError(
            "There is no media under " + ", ".join(repr(str(path)) for path in paths) + ".",
            hint="Name a media file, or a folder that holds some.",
        )
    check_writable(settings.out)
    results = ResultStore(settings.project)
    with results.lock():
        clear_leftovers(settings.out)
        clear_journals(results)
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
        self._problems = plan.problems
        self._began = began
        self._results = ResultStore(settings.project)
        self._keeper = Keeper(settings.project, emit)
        self._jobs, self._renamed = with_kept_names(plan.jobs, self._keeper.media())
        self._deliveries = Deliveries(settings, self._keeper, emit)
        self._episodes: dict[str, Underway] = {}
        self._done: list[EpisodeDone] = []
        self._fatal: Exception | None = None

    def work(self, executor: str, workers: int) -> RunReport:
        settings = self._settings
        self._emit(
            RunStarted(
                episodes=tuple(job.name for job in self._jobs),
                project=str(settings.project),
                out=str(settings.out),
            )
        )
        check_settings(settings)
        tell_who_drafts(settings, self._emit)
        for made, kept in self._renamed:
            message = f"This media is that of {kept}: it keeps that name, and is not made {made!r}."
            self._emit(Notice(kept, rule="kept-name", severity="note", message=message))
        for problem in self._problems:
            self._deliveries.fail(problem.path, problem)
        self._settings = replace(
            settings,
            terms=self._keeper.terms(settings.targets),
            addresses=self._keeper.addresses(settings.targets),
            characters=self._keeper.characters(),
            confirmed=self._keeper.confirmed(settings.targets),
            known=self._keeper.known(settings.targets, KeptTracks(self._results)),
        )
        self._hear(registry.executor(executor, workers))
        self._draft()
        if self._fatal is not None:
            raise self._fatal
        return self._finish()

    def close(self) -> None:
        """Let the database go."""
        self._keeper.close()

    # --- Every episode's words --------------------------------------------------------------------

    def _hear(self, executor: Executor) -> None:
        """Listen to the episodes; each source track is written as soon as it is there.

        What no other episode would escape ends it; what was heard until then is drafted first.
        """
        make_worker = partial(EpisodeWorker, self._settings)
        jobs = [replace(self._held(job), marks=self._keeper.marks(job.name)) for job in self._jobs]
        for job, outcome in executor.run(make_worker, jobs, self._emit):  # type: ignore[arg-type]
            if isinstance(outcome, EpisodeOutcome):
                self._deliver(outcome, job)
            elif isinstance(outcome, FATAL):
                self._fatal = outcome
                return
            elif isinstance(outcome, LocalizeError):
                self._deliveries.fail(job.name, outcome)
            else:
                self._deliveries.fail(job.name, self._unexpected(job.name, outcome))

    def _held(self, job: EpisodeJob) -> EpisodeJob:
        wait = self._settings.wait_for_source and not self._keeper.approved(job.name)
        return replace(job, held=wait and bool(self._settings.targets))

    def _without_overtaken(self, outcome: EpisodeOutcome) -> EpisodeOutcome:
        """An episode without tracks of the words as heard where people have made the source."""
        spoken, programme = outcome.language, outcome.programme
        overtaken = {
            made.track.locale
            for made in outcome.tracks[1:]
            # The words as heard, as the episode's worker tells them; the rest is drafted by ear.
            if programme is not None
            and reads_alike(spoken, made.track.locale, programme.said)
            and self._keeper.source(outcome.name, spoken, made.track.locale) is not None
        }
        return replace(
            outcome,
            tracks=tuple(one for one in outcome.tracks if one.track.locale not in overtaken),
            drafted=tuple(one for one in outcome.drafted if one not in overtaken),
        )

    def _deliver(self, outcome: EpisodeOutcome, job: EpisodeJob) -> None:
        outcome = self._without_overtaken(outcome)
        files = self._deliveries.deliver(outcome, job)
        markets = [one for one in self._settings.targets if one not in outcome.drafted]
        episode = Underway(outcome, job, Stages(outcome.name, self._results, self._emit))
        episode.take(outcome.tracks, files)
        self._episodes[outcome.name] = episode
        for failure in outcome.failures:
            self._deliveries.fail_market(outcome.name, failure)
        if job.held:
            self._emit(
                Notice(
                    outcome.name,
                    rule="waits-for-source",
                    severity="note",
                    message=f"{', '.join(markets)}: not drafted until every cue of the source "
                    "track is approved, or a template of it is published.",
                )
            )
        elif markets:
            episode.waits = set(markets)
            return
        self._end(episode)

    # --- Every market's drafts --------------------------------------------------------------------

    def _draft(self) -> None:
        """Draft the markets of every episode that was heard, by engine."""
        together = DraftingTogether(self._results, lambda name: self._episodes[name].stages)
        works = list(self._works())
        self._tell_estimates(together.estimate(works))
        try:
            for work, made in together.draft(works):
                episode = self._episodes[work.episode]
                if isinstance(made, Exception):
                    self._fail_market(work.episode, work.target, made)
                else:
                    files = self._deliveries.deliver_market(
                        episode.outcome, made, episode.job, work.basis
                    )
                    episode.take((made,), files)
                self._market_ends(episode, work.target)
        except FATAL as error:
            self._fatal = self._fatal or error

    def _works(self) -> Iterator[MarketWork]:
        """What is to be drafted; a market that no engine serves fails alone."""
        engines, _ = translation_engines(self._settings)
        guidance, recalls = Guidance(self._settings), Recalls(self._settings)
        for name, episode in self._episodes.items():
            outcome = episode.outcome
            programme = outcome.programme
            for target in self._settings.targets:
                if target not in episode.waits or programme is None:
                    continue
                try:
                    basis = self._basis(episode, target)
                    same = locales.same_writing(basis.locale, target) or reads_alike(
                        basis.locale, target, basis.text
                    )
                    engine = (
                        SAME if same else engine_for(engines, basis.locale, target, self._settings)
                    )
                except FATAL:
                    raise
                except LocalizeError as error:
                    self._fail_market(name, target, error)
                    self._market_ends(episode, target)
                    continue
                yield MarketWork(
                    name,
                    outcome.media_hash,
                    target,
                    engine,
                    basis,
                    programme,
                    self._settings,
                    guidance,
                    recalls.of(target),
                )

    def _basis(self, episode: Underway, target: str) -> Basis:
        """What a market is drafted from: what people made of the source, else what was heard."""
        outcome = episode.outcome
        kept = self._keeper.source(outcome.name, outcome.language, target)
        key = (0, 0) if kept is None else (kept.track_id, kept.version)
        spoken = episode.bases.setdefault((0, 0), heard(outcome))
        if kept is not None and key not in episode.bases:
            episode.bases[key] = written(kept, spoken)
        return episode.bases[key]

    def _tell_estimates(self, found: Mapping[str, Estimate]) -> None:
        for name, one in found.items():
            message = f"{name} will be asked {one.said(self._settings.prices)}."
            self._emit(Notice(rule="estimate", severity="note", message=message))

    def _fail_market(self, episode: str, target: str, error: Exception) -> None:
        told = error if isinstance(error, LocalizeError) else self._unexpected(episode, error)
        self._deliveries.fail(episode, told, track=target)

    def _market_ends(self, episode: Underway, target: str) -> None:
        episode.waits.discard(target)
        if not episode.waits:
            self._end(episode)

    def _end(self, episode: Underway) -> None:
        done = episode.done()
        self._done.append(done)
        self._emit(done)

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
        report = RunReport(tuple(self._done), tuple(self._deliveries.failed))
        path = self._deliveries.manifest.path
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
