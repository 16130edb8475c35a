"""Subtitle files → drafts for every market: what `localize run` does from its drafting on.

All files and markets that share an engine go to it together, so that it can batch over them.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from localize import drafting
from localize.checks import run_checks
from localize.checks.tidy import tidied
from localize.delivery.files import check_writable
from localize.delivery.manifest import Manifest
from localize.delivery.tracks import WrittenFile, timestamp, track_entry, write_track
from localize.drafting.fitting import fit
from localize.drafting.known import KnownLines, Recalled, nothing_asked
from localize.engines import (
    SENT_AWAY,
    CheckContext,
    EngineSettings,
    Estimate,
    Estimating,
    TranslationRequest,
)
from localize.errors import UnwritableError
from localize.findings import Finding, Severity
from localize.pipeline.choosing import drafter, text_engines
from localize.pipeline.journal import clear_journals, journal_of, journals_in
from localize.pipeline.keys import content_key
from localize.pipeline.knowing import Recalls
from localize.pipeline.named import check_names
from localize.pipeline.results import ResultStore
from localize.pipeline.same_words import SAME
from localize.pipeline.show_words import ShowWords
from localize.pipeline.source_files import SourceFile
from localize.script import Track, TrackRole
from localize.season import CuesRule, Market
from localize.season.model import style_guide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from localize.engines import Draft, TranslationEngine, TranslationUnit
    from localize.guides import Limits
    from localize.pipeline.journal import Journal

#: Said in every file that can carry a comment.
_NOTE: Final = "Drafted by machine; see manifest.json."


@dataclass(frozen=True, slots=True)
class TranslateSettings:
    """What an operator asks for.

    Attributes:
        out: folder of the drafts and their record.
        targets: locales of the markets, normal form.
        source: locale of the files; empty to take it from each name.
        rule: how far cues may leave the source's borders.
        formats: names of the formats to write; empty for each file's own.
        translation: name of the only engine that is wanted; empty for all.
        markets: what is said of markets: guide, audience, and the engine that alone drafts one
            (empty takes the preferred one that serves it); where it cannot, a market in the other
            script of Chinese gets the source's own words (`choosing.drafter`).
        project: folder that guides' files are looked for from.
        engine: settings of the engines.
        synopsis: what the programme is about.
        overwrite: write over files that a person has changed.
        known: (market's locale, lines of a memory that are taken where a sentence is the same).
        words: (market's locale, what the show that the files belong to has settled there).
    """

    out: Path
    targets: tuple[str, ...]
    source: str = ""
    rule: CuesRule = CuesRule.SENTENCE
    formats: tuple[str, ...] = ()
    translation: str = ""
    markets: tuple[Market, ...] = ()
    project: Path = Path()
    engine: EngineSettings = field(default_factory=EngineSettings)
    synopsis: str = ""
    overwrite: bool = False
    known: tuple[tuple[str, KnownLines], ...] = ()
    words: tuple[tuple[str, ShowWords], ...] = ()

    def market(self, locale: str) -> Market:
        """What is said of a market, else what holds everywhere."""
        own = (market for market in self.markets if market.locale == locale)
        return next(own, Market(locale))

    def words_of(self, locale: str) -> ShowWords:
        """What the show has settled for a market."""
        return dict(self.words).get(locale, ShowWords())


@dataclass(frozen=True, slots=True)
class Drafted:
    """One market's draft of one file.

    Attributes:
        source: the file.
        track: the draft.
        engine: name of what made it.
        findings: of drafting, layout and checks.
        files: what was written.
        within: cues that break no hard limit.
        blank: sentences and cues of the source that have no draft.
        remembered: cues that are lines of a memory.
        unwritten: (name of a format that cannot carry the draft, why not).
    """

    source: SourceFile
    track: Track
    engine: str
    findings: tuple[Finding, ...]
    files: tuple[WrittenFile, ...]
    within: int
    blank: int
    remembered: int = 0
    unwritten: tuple[tuple[str, UnwritableError], ...] = ()


@dataclass(frozen=True, slots=True)
class Unserved:
    """A market of a file that no installed engine drafts, or not the one that is named for it.

    Attributes:
        source: the file.
        target: locale of the market.
        named: name of the engine that alone may draft it, and cannot; empty for any. The source's
            own words need none, so a market that is given those is never unserved.
    """

    source: SourceFile
    target: str
    named: str = ""


class Translation:
    """One `localize translate`, while it is at work.

    Args:
        settings: the options.

    Raises:
        UnknownNameError: no such engine, guide, format or audience.
        SettingsError: two of the formats would write one file.
    """

    def __init__(self, settings: TranslateSettings) -> None:
        self._settings = settings
        markets = [settings.market(target) for target in settings.targets]
        self._guides = {one.locale: style_guide(one.guide, settings.project) for one in markets}
        for market in markets:
            self._limits(market.locale)
            check_names(translation=market.engine)
        check_names(formats=settings.formats)
        self._engines, self.missing = text_engines(settings.translation, settings.engine)
        self._recalls = Recalls(settings)

    def unserved(self, sources: Sequence[SourceFile]) -> list[Unserved]:
        """The markets that no engine drafts, file by file."""
        return [
            Unserved(source, target, self._settings.market(target).engine)
            for source, target in self._wanted(sources)
            if self._engine_for(source.track.locale, target) is None
        ]

    def estimate(self, sources: Sequence[SourceFile]) -> dict[str, Estimate]:
        """What the engines that can say so would take, by their names; nothing is sent."""
        found = {}
        for engine, pairs in self._shared_out(sources):
            if isinstance(engine, Estimating):
                requests = [self._request(*pair) for pair in pairs]
                found[engine.name] = engine.estimate([one for one in requests if one.units])
        return found

    def run(
        self,
        sources: Sequence[SourceFile],
        tell: Callable[[str, int, int], None],
        warn: Callable[[str], None],
    ) -> Iterator[Drafted]:
        """Yield each draft as soon as its files are written.

        Args:
            sources: the files.
            tell: called with a draft's name and how many of its ms are done, of how many.
            warn: called once, with why, where what is answered cannot be kept.

        Raises:
            OutputError: a file cannot be written.
            MissingPartError: what an engine needs is not here.
            FetchError: a server or the network failed; what is written stays, and what was
                answered is kept.
        """
        check_writable(self._settings.out)
        manifest = Manifest.load(self._settings.out)
        with ExitStack() as stack:
            answered = stack.enter_context(_Answered(self._settings.out, warn))
            for engine, pairs in self._shared_out(sources):
                stack.enter_context(engine)
                engine.prepare()
                requests = {self._name(*pair): pair for pair in pairs}
                lengths = {
                    name: max((cue.end for cue in source.track.cues), default=0)
                    for name, (source, _) in requests.items()
                }

                def progress(name: str, done: int, lengths: dict[str, int] = lengths) -> None:
                    tell(name, done, lengths[name])
                    answered.warn()

                began = time.monotonic()
                asked = [self._request(*pair) for pair in pairs]
                for request in asked:
                    if not request.units:
                        draft = nothing_asked(request.id)
                        yield self._made(draft, *requests[draft.id], manifest, began)
                asked = [request for request in asked if request.units]
                asked = [replace(one, parts=answered.of(*requests[one.id])) for one in asked]
                # The nets under drafts would call a copy what both scripts write alike.
                drafted = (
                    SAME.translate if engine is SAME else partial(drafting.draft_safely, engine)
                )
                for draft in drafted(asked, progress):
                    source, target = requests[draft.id]
                    yield self._made(draft, source, target, manifest, began)
                    began = time.monotonic()

    # --- One draft --------------------------------------------------------------------------------

    def _made(
        self, draft: Draft, source: SourceFile, target: str, manifest: Manifest, began: float
    ) -> Drafted:
        settings = self._settings
        limits = self._limits(target)
        habits = self._guides[target].habits(target)
        cues = source.track.cues
        units = drafting.units_of_cues(cues, locale=source.track.locale)
        recalled = self._recalled(source, target, units)
        draft = recalled.filled(units, draft)
        laid = drafting.lay(
            draft.units,
            cues,
            units,
            limits,
            source.rate,
            rule=settings.rule,
            locale=target,
            habits=habits,
        )
        words = settings.words_of(target)
        context = CheckContext(
            limits,
            source.rate,
            habits,
            source=cues,
            source_locale=source.track.locale,
            known=words.known | {cue.speaker for cue in cues if cue.speaker},
            terms=words.terms,
            characters=words.characters,
            addresses=words.addresses,
        )
        fixed = settings.rule is CuesRule.FIXED
        fitted = fit(laid, recalled, units, cues, context, fixed=fixed)
        laid = fitted.laid
        track = Track(
            source.track.episode, target, TrackRole.SUBTITLE, laid.cues,
            based_on=source.track.locale,
        )  # fmt: skip
        track = tidied(track, context)
        checked = run_checks(track, context)
        reported = {(one.rule, one.cue_id) for one in checked}
        told = drafting.findings_of(draft, laid)
        own = tuple(one for one in told if (one.rule, one.cue_id) not in reported)
        lost = tuple(drafting.unaccounted(cues, track.cues, laid.findings))
        findings = (*own, *lost, *checked)
        files, unwritten = self._written(track, source, manifest)
        made = replace(
            draft.provenance,
            inputs=content_key(drafting.METHOD, source.sha256),
            seconds=round(time.monotonic() - began, 3),
        )
        entry = track_entry(
            track, files, (made,), limits=limits.signature, draft=True,
            findings=dict(sorted(Counter(one.rule for one in findings).items())),
        )  # fmt: skip
        entry["renders"] = {cue.id: list(cue.source_ids) for cue in track.cues}
        sent = dict(made.parameters).get(SENT_AWAY) == "yes"
        if manifest.record(_episode_entry(source, entry, sent=sent)):
            manifest.save()
        broken = {one.cue_id for one in findings if one.severity is Severity.ERROR}
        within = sum(cue.id not in broken for cue in track.cues)
        blank = sum(not unit.text for unit in draft.units) + len(lost)
        engine, known = draft.provenance.engine, len(fitted.known)
        return Drafted(
            source, track, engine, findings, tuple(files), within, blank, known, tuple(unwritten)
        )

    def _written(
        self, track: Track, source: SourceFile, manifest: Manifest
    ) -> tuple[list[WrittenFile], list[tuple[str, UnwritableError]]]:
        """A draft's files, and the formats that cannot carry it: its other files are written."""
        settings = self._settings
        files: list[WrittenFile] = []
        unwritten: list[tuple[str, UnwritableError]] = []
        for name in settings.formats or (source.format,):
            try:
                files += write_track(
                    track,
                    settings.out,
                    (name,),
                    manifest,
                    draft=True,
                    note=_NOTE,
                    rate=source.rate,
                    start=source.start.at(source.rate),
                    overwrite=settings.overwrite,
                )
            except UnwritableError as error:
                unwritten.append((name, error))
        return files, unwritten

    def _request(self, source: SourceFile, target: str) -> TranslationRequest:
        limits = self._limits(target)
        units = drafting.units_of_cues(source.track.cues, locale=source.track.locale)
        units = drafting.with_room(units, limits)
        recalled = self._recalled(source, target, units)
        words = self._settings.words_of(target)
        context = self._reads_context(source, target)
        return TranslationRequest(
            self._name(source, target),
            source.track.locale,
            target,
            recalled.asked(units),
            programme=units if recalled.runs else (),
            drafted=recalled.drafted,
            examples=recalled.examples,
            terms=words.terms,
            addresses=words.addresses if context else (),
            characters=words.characters if context else (),
            synopsis=self._settings.synopsis if context else "",
            counting=limits.counting,
        )

    def _recalled(
        self, source: SourceFile, target: str, units: Sequence[TranslationUnit]
    ) -> Recalled:
        """What of a file's sentences is in the memory."""
        recall = self._recalls.of(target)
        if recall is None:
            return Recalled()
        return recall.find(
            units,
            source.track.locale,
            terms=self._settings.words_of(target).terms,
            examples=self._reads_context(source, target),
        )

    def _reads_context(self, source: SourceFile, target: str) -> bool:
        """Whether what drafts a file for a market takes more than its sentences."""
        engine = self._engine_for(source.track.locale, target)
        return engine is not None and engine.capabilities().context

    @staticmethod
    def _name(source: SourceFile, target: str) -> str:
        return f"{source.track.episode} {target}"

    # --- Who drafts what --------------------------------------------------------------------------

    def _wanted(self, sources: Iterable[SourceFile]) -> Iterator[tuple[SourceFile, str]]:
        for source in sources:
            for target in self._settings.targets:
                if not source.reads_alike(target):
                    yield source, target

    def _shared_out(
        self, sources: Sequence[SourceFile]
    ) -> list[tuple[TranslationEngine, list[tuple[SourceFile, str]]]]:
        shared: dict[int, tuple[TranslationEngine, list[tuple[SourceFile, str]]]] = {}
        for source, target in self._wanted(sources):
            engine = self._engine_for(source.track.locale, target)
            if engine is not None:
                shared.setdefault(id(engine), (engine, []))[1].append((source, target))
        return sorted(shared.values(), key=lambda one: -one[0].capabilities().preference)

    def _engine_for(self, source: str, target: str) -> TranslationEngine | None:
        return drafter(self._engines, source, target, self._settings.market(target).engine)

    def _limits(self, target: str) -> Limits:
        audience = self._settings.market(target).audience
        return self._guides[target].limits(target, audience=audience)


class _Answered:
    """What servers answer of files, kept below the drafts until all of these are written.

    Files may be drafted without a project, so that there is no other folder to keep it in. A run
    that goes on makes the drafts that are written again: their answers go with the last ones.

    Args:
        out: folder of the drafts.
        tell: called once, with why, where it cannot be kept.
    """

    def __init__(self, out: Path, tell: Callable[[str], None]) -> None:
        self._results = ResultStore(out)
        self._journals: list[Journal] = []
        self._tell = tell
        self._told = False
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        clear_journals(self._results)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.warn()  # the work may have ended before any progress was told
        if kind is None:
            for journal in self._journals:
                journal.drop()
        for folder in (journals_in(self._results), self._results.folder):
            with suppress(OSError):  # something is kept there
                folder.rmdir()

    def of(self, source: SourceFile, target: str) -> Journal:
        """Those of a file for a market."""
        path = os.fspath(source.path.resolve())
        key = content_key(path, source.track.locale, target)
        self._journals.append(journal_of(self._results, f"draft-{key}"))
        return self._journals[-1]

    def warn(self) -> None:
        """Tell once where it cannot be kept; any thread may ask for that."""
        with self._lock:
            why = next(filter(None, (journal.complaint() for journal in self._journals)), "")
            if why and not self._told:
                self._told = True
                self._tell(
                    f"What is answered cannot be kept below {self._results.folder} ({why}): a run "
                    "that is broken off will ask for it again."
                )


def _episode_entry(source: SourceFile, track: dict[str, Any], *, sent: bool) -> dict[str, Any]:
    cues = source.track.cues
    return {
        "episode": source.track.episode,
        "made": timestamp(),
        "media": {
            "file": source.path.name,
            "sha256": source.sha256,
            "duration_ms": max((cue.end for cue in cues), default=0),
        },
        "language": source.track.locale,
        "left_the_machine": sent,
        "tracks": [track],
    }
