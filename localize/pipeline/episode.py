"""One episode from its media file to its tracks.

    identity → probe → (sound) → speech → shots → cues ─┬─► the source track
                                                        └─► draft → layout, once a market

Each arrow is a stage with a content key; the sound is decoded only when a stage has to listen.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from localize import drafting, locales, registry
from localize.checks import run_checks
from localize.checks.tidy import tidied
from localize.engines import (
    CheckContext,
    Draft,
    SpeechEngine,
    SpeechRequest,
    Transcript,
    TranslationEngine,
    TranslationRequest,
    TranslationUnit,
)
from localize.errors import (
    FetchError,
    LocalizeError,
    MediaError,
    MissingPartError,
    OutputError,
    SettingsError,
)
from localize.findings import Finding
from localize.media.identity import content_hash
from localize.media.info import MediaInfo
from localize.media.probe import probe
from localize.media.rate import rate_finding
from localize.pipeline.events import Notice, StageProgress
from localize.pipeline.keys import content_key
from localize.pipeline.outcome import EpisodeOutcome, TrackFailure, TrackOutcome
from localize.pipeline.results import ResultStore, stat_key
from localize.pipeline.settings import EpisodeJob
from localize.pipeline.shots import find_episode_shots
from localize.pipeline.stages import LazySound, Stages
from localize.script import Cue, Provenance, Track, TrackRole
from localize.season import CuesRule
from localize.season.model import style_guide
from localize.segmentation import Segmentation, segment
from localize.timeline import FrameRate
from localize.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from localize.guides import StyleGuide
    from localize.guides.model import Habits, Limits
    from localize.pipeline.settings import RunSettings

#: Frames are counted at this rate where there is no picture, or one without a constant rate; the
#: figures of the guides are written for it.
_DEFAULT_RATE: Final = FrameRate(Fraction(24))

#: Errors that no other episode would escape: the run stops and says so once.
FATAL: Final = (MissingPartError, FetchError, SettingsError, OutputError)


class NoEngineError(LocalizeError):
    """No engine drafts from the episode's language into the market's."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the speech stage keeps: the transcript, and what was odd about the sound.

    Attributes:
        transcript: words with times.
        findings: from decoding.
    """

    transcript: Transcript
    findings: tuple[Finding, ...]


class EpisodeWorker:
    """Works on episodes one after the other, keeping the engines between them.

    Fulfils `localize.engines.Worker`; every executor builds one in each of its processes.
    """

    def __init__(self, settings: RunSettings) -> None:
        self.settings = settings
        self.results = ResultStore(settings.project)
        self._guides: dict[str, StyleGuide] = {}
        self.speech: SpeechEngine = registry.speech_engine(settings.speech, settings.engine)
        self.translation, _ = translation_engines(settings)
        self._stack = ExitStack()
        self._ready: set[int] = set()

    def __enter__(self) -> EpisodeWorker:
        """Enter the engines; weights are still loaded only when one is used."""
        self._stack.enter_context(self.speech)
        for engine in self.translation:
            self._stack.enter_context(engine)
        return self

    def __exit__(self, *_: object) -> None:
        """Let the engines go."""
        self._stack.close()

    def __call__(self, job: EpisodeJob, emit: Callable[[object], None], /) -> EpisodeOutcome:
        """Make every track of one episode.

        Raises:
            MediaError: the file cannot be used, or nobody speaks in it.
            LocalizeError: one of `FATAL`, which would stop every other episode too.
        """
        began = time.monotonic()
        settings = self.settings
        stages = Stages(job.name, self.results, emit)
        media = stages.run("identity", content_key(stat_key(job.path)), str, _hash_of(job))
        info = stages.run(
            "probe",
            content_key(
                media, str(settings.audio_stream), settings.source, settings.start_timecode
            ),
            MediaInfo,
            lambda: probe(
                job.path,
                audio_stream=settings.audio_stream,
                language=settings.source,
                start_timecode=settings.start_timecode,
            ),
        )
        findings = (*info.findings, *self._rate_findings(info))
        for finding in findings:
            emit(_notice(job.name, finding))
        with LazySound(job.path, info, stages) as sound:
            key = self._speech_key(media, info)
            heard = self._hear(key, media, info, sound, stages)
            transcript = heard.transcript
            if not transcript.words:
                raise MediaError(
                    "Nobody speaks in it, as far as can be heard.",
                    path=str(job.path),
                    hint="If somebody does, choose the stream with --audio-stream.",
                )
            shots = find_episode_shots(job.path, info, media, stages, look=self.settings.shots)
            for finding in () if shots is None else shots.findings:
                emit(_notice(job.name, finding))
            times = () if shots is None else shots.times
            work = _EpisodeWork(self, job, media, info, transcript, stages, sound, times)
            source, segmentation = work.source_track()
            tracks, failures = work.market_tracks(source, segmentation)
        return EpisodeOutcome(
            name=job.name,
            file=job.path.name,
            media_hash=media,
            media=info,
            language=source.track.locale,
            language_probability=transcript.language_probability,
            duration=transcript.duration,
            tracks=(source, *tracks),
            failures=failures,
            findings=(
                *findings,
                *heard.findings,
                *transcript.findings,
                *(() if shots is None else shots.findings),
            ),
            computed=stages.computed,
            listened=stages.listened,
            seconds=round(time.monotonic() - began, 3),
            transcript=key,
            shots=None if shots is None else shots.times,
        )

    def limits(self, locale: str, role: TrackRole = TrackRole.SUBTITLE) -> Limits:
        """What the guide of a locale's market asks of its tracks.

        Raises:
            SettingsError: no such guide or audience.
        """
        audience = self.settings.market(locale).audience
        return self._guide(locale).limits(locale, audience=audience, role=role)

    def habits(self, locale: str) -> Habits:
        """What the guide of a locale's market says of writing.

        Raises:
            SettingsError: no such guide.
        """
        return self._guide(locale).habits(locale)

    def _guide(self, locale: str) -> StyleGuide:
        name = self.settings.market(locale).guide
        if name not in self._guides:
            self._guides[name] = style_guide(name, self.settings.project)
        return self._guides[name]

    def ready(self, engine: SpeechEngine | TranslationEngine, stages: Stages) -> None:
        """Fetch what an engine needs, once a process, before its first use."""
        if id(engine) in self._ready:
            return
        engine.prepare(
            lambda done, total: stages.emit(
                StageProgress(stages.episode, "model", done=done, total=total)
            )
        )
        self._ready.add(id(engine))

    def _rate_findings(self, info: MediaInfo) -> tuple[Finding, ...]:
        wanted = self.settings.frame_rate
        finding = rate_finding(info, wanted) if wanted else None
        return (finding,) if finding else ()

    def _speech_key(self, media: str, info: MediaInfo) -> str:
        return content_key(
            media,
            info.dialogue.index,
            self.speech.provenance().signature,
            locales.language(self.settings.source),
            content_key(*self.settings.script),
        )

    def _hear(
        self, key: str, media: str, info: MediaInfo, sound: LazySound, stages: Stages
    ) -> Heard:
        """The speech stage: words with times, and the language."""
        settings = self.settings
        language = locales.language(settings.source)
        if stages.missing("speech", key):
            self.ready(self.speech, stages)
            sound.open()

        def listen() -> Heard:
            request = SpeechRequest(stages.episode, sound.open(), language, settings.script)
            tell = stages.progress("speech", info.duration)
            (transcript,) = self.speech.transcribe([request], tell)
            provenance = replace(transcript.provenance, inputs=media)
            return Heard(replace(transcript, provenance=provenance), sound.findings)

        return stages.run("speech", key, Heard, listen, total=info.duration)


@dataclass
class _EpisodeWork:
    """The tracks of one episode whose words are known."""

    worker: EpisodeWorker
    job: EpisodeJob
    media: str
    info: MediaInfo
    transcript: Transcript
    stages: Stages
    sound: LazySound
    shots: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        settings, video = self.worker.settings, self.info.video
        self.settings = settings
        self.locale = settings.source or locales.normalize(self.transcript.language)
        own = video.rate if video is not None and not video.variable else _DEFAULT_RATE
        self.rate = settings.frame_rate or own

    def source_track(self) -> tuple[TrackOutcome, Segmentation]:
        """The words as cues, under the guide for their own language."""
        limits = self.worker.limits(self.locale, TrackRole.TRANSCRIPT)
        segmentation = self._segmented(self.locale, limits)
        track = Track(self.job.name, self.locale, TrackRole.TRANSCRIPT, segmentation.cues)
        return self._outcome(track, limits, segmentation, ()), segmentation

    def market_tracks(
        self, source: TrackOutcome, segmentation: Segmentation
    ) -> tuple[tuple[TrackOutcome, ...], tuple[TrackFailure, ...]]:
        """A track for each market; one that cannot be made stops no other."""
        tracks: list[TrackOutcome] = []
        failures: list[TrackFailure] = []
        units = drafting.units_of_words(
            self.transcript.words, segmentation.words_of, locale=self.locale
        )
        for target in self.settings.targets:
            if target == self.locale:
                continue
            try:
                if locales.same_writing(self.locale, target):
                    tracks.append(self._same_language(target, segmentation))
                else:
                    tracks.append(self._translated(target, source.track, units))
            except FATAL:
                raise
            except LocalizeError as error:
                kind = type(error).__name__
                failures.append(TrackFailure(target, error.message, error.hint, kind))
        return tuple(tracks), tuple(failures)

    def _same_language(self, target: str, source: Segmentation) -> TrackOutcome:
        """A market that reads what is spoken: the same words, laid out to its own limits."""
        limits = self.worker.limits(target, TrackRole.SUBTITLE)
        own = self._segmented(target, limits)
        cues = tuple(
            replace(cue, source_ids=_sharing(own.words_of[cue.id], source)) for cue in own.cues
        )
        track = self._subtitle(target, cues)
        return self._outcome(track, limits, own, ())

    def _translated(
        self, target: str, source: Track, units: tuple[TranslationUnit, ...]
    ) -> TrackOutcome:
        """A draft by an engine, laid out over the time of its source."""
        engine = self._engine_for(target)
        limits = self.worker.limits(target, TrackRole.SUBTITLE)
        draft = self._draft(engine, target, units, limits)
        rule = self.settings.market(target).policy.cues or CuesRule.SENTENCE
        habits = self.worker.habits(target)
        key = content_key(
            _key_of(draft),
            limits.signature,
            habits.signature,
            rule,
            self.rate.label,
            __version__,
            str(self.shots),
        )
        laid = self.stages.run(
            "layout",
            key,
            Segmentation,
            lambda: drafting.lay(
                draft.units,
                source.cues,
                units,
                limits,
                self.rate,
                rule=rule,
                locale=target,
                habits=habits,
                duration=self.transcript.duration,
                shots=self.shots,
            ),
            track=target,
        )
        track = self._subtitle(target, laid.cues)
        lost = tuple(drafting.unaccounted(source.cues, laid.cues, laid.findings))
        told = replace(laid, findings=(*drafting.findings_of(draft, laid), *lost))
        return self._outcome(track, limits, told, (draft.provenance,))

    def _draft(
        self,
        engine: TranslationEngine,
        target: str,
        units: tuple[TranslationUnit, ...],
        limits: Limits,
    ) -> Draft:
        from_sound = engine.capabilities().from_sound
        if not from_sound:  # what is heard has one rendering, however much room there is
            units = drafting.with_room(units, limits)
        synopsis = self.settings.synopsis if engine.capabilities().context else ""
        terms = () if from_sound else self.settings.terms_of(target)
        spelled = content_key(
            drafting.METHOD,
            synopsis,
            *(f"{one.source}\x1f{one.target}\x1f{one.note}" for one in terms),
            *(f"{u.id}|{u.span.start}|{u.span.end}|{u.room}|{u.text}" for u in units),
        )
        key = content_key(
            spelled,
            self.media if from_sound else "",
            self.info.dialogue.index,
            engine.provenance().signature,
            self.locale,
            target,
        )

        def translate() -> Draft:
            self.worker.ready(engine, self.stages)
            opened = self.sound.open() if from_sound else None
            request = TranslationRequest(
                self.job.name,
                self.locale,
                target,
                units,
                opened,
                terms=terms,
                synopsis=synopsis,
                counting=limits.counting,
            )
            tell = self.stages.progress("draft", self.transcript.duration, track=target)
            (draft,) = drafting.draft_safely(engine, [request], tell)
            return replace(draft, provenance=replace(draft.provenance, inputs=spelled))

        return self.stages.run(
            "draft", key, Draft, translate, track=target, total=self.transcript.duration
        )

    def _engine_for(self, target: str) -> TranslationEngine:
        wanted = self.settings.market(target).engine
        for engine in self.worker.translation:
            if wanted in ("", engine.name) and engine.serves(self.locale, target):
                return engine
        raise NoEngineError(
            f"No translation engine here drafts {target} from {self.locale}.",
            hint="`localize doctor` lists the engines and what each needs.",
        )

    def _segmented(self, locale: str, limits: Limits) -> Segmentation:
        transcript = self.transcript
        habits = self.worker.habits(locale)
        key = content_key(
            _key_of(transcript),
            limits.signature,
            habits.signature,
            self.rate.label,
            __version__,
            str(self.shots),
        )
        return self.stages.run(
            "cues",
            key,
            Segmentation,
            lambda: segment(
                transcript.words,
                limits,
                self.rate,
                locale=locale,
                duration=self.transcript.duration,
                habits=habits,
                shots=self.shots,
            ),
            track=locale,
        )

    def _subtitle(self, target: str, cues: tuple[Cue, ...]) -> Track:
        return Track(self.job.name, target, TrackRole.SUBTITLE, cues, based_on=self.locale)

    def _outcome(
        self,
        track: Track,
        limits: Limits,
        segmentation: Segmentation,
        engines: tuple[Provenance, ...],
    ) -> TrackOutcome:
        habits = self.worker.habits(track.locale)
        context = CheckContext(limits, self.rate, habits, track.role, shots=self.shots)
        track = tidied(track, context)
        checked = run_checks(track, context)
        reported = {(f.rule, f.cue_id) for f in checked}
        own = tuple(f for f in segmentation.findings if (f.rule, f.cue_id) not in reported)
        ordered = sorted((*own, *checked), key=lambda f: f.start or 0)
        provenance = (self.transcript.provenance, *engines)
        return TrackOutcome(track, limits.signature, provenance, tuple(ordered))


def translation_engines(
    settings: RunSettings,
) -> tuple[tuple[TranslationEngine, ...], tuple[MissingPartError, ...]]:
    """The engines that a run may draft with: the one that is named, else all that are installed.

    Returns:
        The engines, the preferred first, and why those that are installed and cannot be loaded
        cannot.

    Raises:
        UnknownNameError: the one that is named is not installed.
        MissingPartError: the one that is named cannot be loaded.
    """
    if settings.translation:
        return (registry.translation_engine(settings.translation, settings.engine),), ()
    engines: list[TranslationEngine] = []
    missing: list[MissingPartError] = []
    for name in registry.names(registry.TRANSLATION):
        try:
            engines.append(registry.translation_engine(name, settings.engine))
        except MissingPartError as error:
            missing.append(error)
    engines.sort(key=lambda engine: -engine.capabilities().preference)
    return tuple(engines), tuple(missing)


def _hash_of(job: EpisodeJob) -> Callable[[], str]:
    return lambda: content_hash(job.path)


def _key_of(value: Transcript | Draft) -> str:
    """Content key of a result that other results are made from; how long it took is no part."""
    from pydantic import TypeAdapter  # noqa: PLC0415 -- 0.1 s to import

    provenance = replace(value.provenance, seconds=0.0, device="")
    data = TypeAdapter(type(value)).dump_json(replace(value, provenance=provenance))
    return content_key(data.decode())


def _sharing(words: tuple[int, int], source: Segmentation) -> tuple[str, ...]:
    """The source cues that share a word with the words from the first to the last given."""
    first, last = words
    return tuple(
        cue.id
        for cue in source.cues
        if source.words_of[cue.id][0] <= last and first <= source.words_of[cue.id][1]
    )


def _notice(episode: str, finding: Finding) -> Notice:
    return Notice(episode, finding.rule, finding.severity.value, finding.message, finding.start)
