"""Drafting a season: every episode and market that share an engine go to it together.

An engine that batches has all their sentences before it at once. Each market's track comes as soon
as it is whole; what is kept is not asked for again. Where an engine fails at one request, the
others are given to it one by one, so that a market fails alone; what no request would escape (a
server that is gone) ends that engine's work and no other's, and is told at the end.
"""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from localize import drafting
from localize.engines import Estimate, Estimating
from localize.pipeline.choosing import FATAL
from localize.pipeline.events import Notice, StageProgress
from localize.pipeline.keys import content_key
from localize.pipeline.renderings import STAGE, KeptDrafts
from localize.pipeline.same_words import SameWords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from localize.engines import Draft, TranslationEngine, TranslationRequest, TranslationUnit
    from localize.errors import LocalizeError
    from localize.pipeline.journal import Journal
    from localize.pipeline.market import MarketWork
    from localize.pipeline.outcome import TrackOutcome
    from localize.pipeline.results import ResultStore
    from localize.pipeline.stages import Stages

#: What a work came to: its track, or why it has none.
Result = tuple["MarketWork", "TrackOutcome | Exception"]


class DraftingTogether:
    """The drafting of a run.

    Args:
        results: the project's.
        stages: for each episode's name, where its stages are counted and told.
    """

    def __init__(self, results: ResultStore, stages: Callable[[str], Stages]) -> None:
        self._kept = KeptDrafts(results)
        self._stages = stages

    def estimate(self, works: Iterable[MarketWork]) -> dict[str, Estimate]:
        """What the engines that can say so would be asked, by their names; nothing is sent."""
        found = {}
        for engine, own in _by_engine(works):
            if isinstance(engine, SameWords):
                continue
            wanted = [(work, tuple(self._kept.missing(work).values())) for work in own]
            asked = [self._request(work, units) for work, units in wanted if units]
            if asked and isinstance(engine, Estimating):
                found[engine.name] = engine.estimate(asked)
        return found

    def draft(self, works: Iterable[MarketWork]) -> Iterator[Result]:
        """Yield each work with its track as soon as that is whole, or with what stopped it.

        Raises:
            LocalizeError: what an engine raised that no other request would escape, after the
                other engines' work is done.
        """
        fatal: LocalizeError | None = None
        for engine, own in _by_engine(works):
            try:
                yield from self._by(engine, own)
            except FATAL as error:
                fatal = fatal or error
        if fatal is not None:
            raise fatal

    def _by(self, engine: TranslationEngine, works: Sequence[MarketWork]) -> Iterator[Result]:
        """All the work of one engine."""
        if isinstance(engine, SameWords):
            for work in works:
                (draft,) = engine.translate([work.request])
                inputs = content_key(work.asked, work.spelled)
                made = replace(draft.provenance, inputs=inputs)
                yield work, self._track(work, replace(draft, provenance=made))
            return
        open_: list[MarketWork] = []
        for work in works:
            if self._kept.missing(work):
                open_.append(work)
            else:
                self._stages(work.episode).kept(STAGE, work.target)
                yield work, self._laid_out(work)
        if not open_:
            return
        with ExitStack() as stack:
            stack.enter_context(engine)
            stages = self._stages(open_[0].episode)
            engine.prepare(
                lambda done, total: stages.emit(
                    StageProgress(stages.episode, "model", done=done, total=total)
                )
            )
            yield from self._asked(engine, open_)

    def _asked(self, engine: TranslationEngine, works: Sequence[MarketWork]) -> Iterator[Result]:
        """Works of which sentences are missing: together first, then what that left alone."""
        waiting = {work.name: work for work in works}
        try:
            for name in self._hand_over(engine, works):
                work = waiting.pop(name)
                yield work, self._laid_out(work)
        except FATAL:
            raise
        except Exception as error:  # noqa: BLE001 -- which request it was is found out below
            if len(works) == 1:
                yield works[0], error
                return
        for work in waiting.values():
            yield work, self._alone(engine, work)

    def _alone(self, engine: TranslationEngine, work: MarketWork) -> TrackOutcome | Exception:
        """A work by itself, if others' sentences have not made it whole."""
        try:
            if self._kept.missing(work):
                for _ in self._hand_over(engine, [work]):
                    pass
            if self._kept.missing(work):
                # Sentences that are rendered as one here and apart there: nothing is taken over.
                answers = self._kept.answers(work)
                (draft,) = drafting.draft_safely(engine, [replace(work.request, parts=answers)])
                self._answered(work, answers)
                return work.laid_out(draft, self._stages(work.episode))
        except FATAL:
            raise
        except Exception as error:  # noqa: BLE001 -- told as this market's failure
            return error
        return self._laid_out(work)

    def _hand_over(self, engine: TranslationEngine, works: Sequence[MarketWork]) -> Iterator[str]:
        """Ask for all that is missing at once; yields the name of each work that is whole."""
        by_name = {work.name: work for work in works}
        requests: list[TranslationRequest] = []
        answers: dict[str, Journal] = {}
        taken: defaultdict[str, set[str]] = defaultdict(set)
        shares = not engine.capabilities().context
        for work in works:
            missing = self._kept.missing(work)
            others = taken[work.asked] if shares else set()
            own = tuple(unit for name, unit in missing.items() if name not in others)
            others.update(missing)
            if own:
                answers[work.name] = self._kept.answers(work)
                requests.append(replace(self._request(work, own), parts=answers[work.name]))
        began = time.monotonic()

        def asked() -> Iterator[TranslationRequest]:
            for request in requests:
                work = by_name[request.id]
                self._stages(work.episode).started(
                    STAGE, work.target, work.duration, work.engine.name
                )
                yield request

        def tell(name: str, done: int) -> None:
            work = by_name[name]
            self._stages(work.episode).progress(STAGE, work.duration, track=work.target)("", done)
            if why := answers[name].complaint():
                message = (
                    f"What is answered for {work.target} cannot be kept until it is whole ({why}): "
                    "a run that is broken off will ask for it again."
                )
                self._tell(work, Notice(work.episode, "parts-not-kept", "warning", message))

        for draft in drafting.draft_safely(engine, asked(), tell):
            work = by_name[draft.id]
            self._kept.add(work, draft)
            self._answered(work, answers[work.name])
            self._stages(work.episode).made(STAGE, work.target, time.monotonic() - began)
            if not self._kept.missing(work):
                yield work.name
            began = time.monotonic()

    def _answered(self, work: MarketWork, answers: Journal) -> None:
        """The draft is kept: the answers that it was made of go.

        Raises:
            OutputError: they cannot be removed.
        """
        if taken := answers.taken:
            given = f"{taken} answer{'s' * (taken > 1)} for {work.target}"
            message = f"{given} had been given to a run that was broken off."
            self._tell(work, Notice(work.episode, "parts-taken", "note", message))
        answers.drop()

    def _tell(self, work: MarketWork, notice: Notice) -> None:
        self._stages(work.episode).emit(replace(notice, track=work.target))

    def _request(self, work: MarketWork, units: tuple[TranslationUnit, ...]) -> TranslationRequest:
        """What is asked of a work's sentences, those that are drafted already around them."""
        if len(units) == len(work.request.units):
            return work.request
        if not work.engine.capabilities().context:
            return replace(work.request, units=units)
        whole = work.request
        return replace(
            whole,
            units=units,
            programme=whole.programme or whole.units,
            drafted=(*whole.drafted, *self._kept.drafted(work)),
        )

    def _laid_out(self, work: MarketWork) -> TrackOutcome | Exception:
        return self._track(work, self._kept.whole(work))

    def _track(self, work: MarketWork, draft: Draft) -> TrackOutcome | Exception:
        try:
            return work.laid_out(draft, self._stages(work.episode))
        except FATAL:
            raise
        except Exception as error:  # noqa: BLE001 -- one market's fault stops no other
            return error


def _by_engine(
    works: Iterable[MarketWork],
) -> list[tuple[TranslationEngine, list[MarketWork]]]:
    # Not by name: ways over a third language by different engines have one.
    engines: dict[int, TranslationEngine] = {}
    shared: defaultdict[int, list[MarketWork]] = defaultdict(list)
    for work in works:
        engines.setdefault(id(work.engine), work.engine)
        shared[id(work.engine)].append(work)
    return [(engine, shared[key]) for key, engine in engines.items()]
