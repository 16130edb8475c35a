"""One episode from its media file to its words, its source track, and what needs its sound.

    identity → probe → (sound) → speech → (speakers) → shots → cues ─┬─► the source track
                                                                     ├─► markets that read it
                                                                     └─► drafts by ear

Each arrow is a stage with a content key; the sound is decoded only when a stage has to listen. The
other markets are drafted when every episode was heard (`localize.pipeline.together`).
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final

from localize import chinese, drafting, locales, registry
from localize.engines import (
    Diariser,
    Draft,
    SpeechEngine,
    SpeechRequest,
    TranslationEngine,
    TranslationUnit,
)
from localize.errors import LocalizeError, MediaError
from localize.media.rate import rate_finding
from localize.pipeline import apart, english
from localize.pipeline.basis import Basis
from localize.pipeline.choosing import FATAL, engine_for, translation_engines
from localize.pipeline.cutting import checked_track, same_language, words_as_cues
from localize.pipeline.events import Notice, StageProgress
from localize.pipeline.guidance import Guidance
from localize.pipeline.heard_together import Heard, Looked, work_together
from localize.pipeline.hearing import (
    coverage_notice,
    no_script,
    script_findings,
    script_notices,
    speaker_notices,
)
from localize.pipeline.journal import journal_of
from localize.pipeline.keys import content_key
from localize.pipeline.knowing import Recalls, drafted_by_ear
from localize.pipeline.looking import look_at
from localize.pipeline.market import MarketWork
from localize.pipeline.outcome import EpisodeOutcome, TrackFailure, TrackOutcome
from localize.pipeline.programme import Programme
from localize.pipeline.results import ResultStore
from localize.pipeline.same_words import reads_alike
from localize.pipeline.settings import EpisodeJob
from localize.pipeline.shots import find_episode_shots
from localize.pipeline.speaking import diariser_of, told_apart
from localize.pipeline.stages import LazySound, Stages
from localize.script import Track, TrackRole
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from localize.findings import Finding
    from localize.media.info import MediaInfo
    from localize.pipeline.settings import RunSettings
    from localize.segmentation import Segmentation

#: Frames are counted at this rate where there is no picture, or one without a constant rate; the
#: figures of the guides are written for it.
_DEFAULT_RATE: Final = FrameRate(Fraction(24))


class EpisodeWorker:
    """Works on episodes one after the other, keeping the engines between them.

    Fulfils `localize.engines.Worker`; every executor builds one in each of its processes.
    """

    def __init__(self, settings: RunSettings) -> None:
        self.settings = settings
        self.results = ResultStore(settings.project)
        self.guidance = Guidance(settings)
        self.recalls = Recalls(settings)
        self.speech: SpeechEngine = registry.speech_engine(settings.speech, settings.engine)
        self.translation, _ = translation_engines(settings)
        self.diariser = diariser_of(settings)
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
        looked = self.look(job, emit)
        with looked.sound:
            return self.finish(looked, self.hear(looked))

    def work_on(
        self, jobs: Sequence[EpisodeJob], emit: Callable[[object], None]
    ) -> Iterator[tuple[EpisodeJob, EpisodeOutcome | Exception]]:
        """As `localize.engines.SharingWorker`: the speech engine gets every episode at once."""
        return work_together(self, jobs, emit)

    def look(self, job: EpisodeJob, emit: Callable[[object], None]) -> Looked:
        """What a media file holds, before anybody listens to it.

        Raises:
            MediaError: the file cannot be used.
        """
        began = time.monotonic()
        settings = self.settings
        stages = Stages(job.name, self.results, emit)
        media, info = look_at(
            job.path,
            stages,
            audio_stream=settings.audio_stream,
            language=settings.source,
            start_timecode=settings.start_timecode,
        )
        findings = (*info.findings, *self._rate_findings(info))
        for finding in findings:
            emit(_notice(job.name, finding))
        key = self._speech_key(job, media, info)
        return Looked(
            job=job,
            stages=stages,
            media=media,
            info=info,
            findings=findings,
            key=key,
            sound=LazySound(job.path, info, stages),
            parts=journal_of(self.results, key),
            seconds=time.monotonic() - began,
        )

    def finish(self, looked: Looked, heard: Heard) -> EpisodeOutcome:
        """The tracks of an episode that was heard.

        Raises:
            MediaError: nobody speaks in it.
            LocalizeError: one of `FATAL`, which would stop every other episode too.
        """
        began = time.monotonic()
        job, stages, info = looked.job, looked.stages, looked.info
        transcript = heard.transcript
        if not transcript.words:
            raise MediaError(
                "Nobody speaks in it, as far as can be heard.",
                path=str(job.path),
                hint="If somebody does, choose the stream with --audio-stream.",
            )
        if transcript.coverage is not None and stages.listened:
            stages.emit(coverage_notice(job.name, transcript.coverage))
        transcript, speakers = told_apart(
            self.diariser, looked, transcript, lambda engine: self.ready(engine, stages)
        )
        if stages.listened:
            told = (*heard.findings, *transcript.findings, *(speakers.findings if speakers else ()))
            for notice in speaker_notices(job.name, told):
                stages.emit(notice)
        for notice in script_notices(job.name, transcript):
            stages.emit(notice)
        if self.settings.script is not None and not job.script:
            stages.emit(no_script(job.name))
        shots = find_episode_shots(job.path, info, looked.media, stages, look=self.settings.shots)
        for finding in () if shots is None else shots.findings:
            stages.emit(_notice(job.name, finding))
        found = () if shots is None else shots.times
        times = found if job.marks is None else job.marks.over(found)
        programme = Programme(
            transcript, self._rate(info), times, speakers.provenance if speakers else None
        )
        work = _EpisodeWork(self, job, looked.media, programme, stages, looked.sound, looked.key)
        source, segmentation = work.source_track()
        tracks, failures, drafted = work.market_tracks(source, segmentation)
        return EpisodeOutcome(
            name=job.name,
            file=job.path.name,
            media_hash=looked.media,
            media=info,
            language=source.track.locale,
            language_probability=transcript.language_probability,
            duration=transcript.duration,
            tracks=(source, *tracks),
            failures=failures,
            findings=(
                *looked.findings,
                *heard.findings,
                *transcript.findings,
                *(speakers.findings if speakers else ()),
                *(() if shots is None else shots.findings),
            ),
            computed=stages.computed,
            listened=stages.listened,
            seconds=round(looked.seconds + time.monotonic() - began, 3),
            transcript=looked.key,
            shots=None if shots is None else shots.times,
            drafted=drafted,
            programme=programme,
            source=segmentation,
        )

    def requests(self, looked: Looked) -> tuple[SpeechRequest, ...]:
        """What the speech engine is asked of an episode, voice by voice; opens its sound."""
        job, names = looked.job, self._names()
        request = SpeechRequest(
            job.name, looked.sound.open(), self._spoken, job.script, names, parts=looked.parts
        )
        mixed = request if job.held else replace(request, english_from=self._english_from)
        if job.script:  # its words are found in the mix, whoever says them
            return (mixed,)
        voices = apart.voices(looked.sound, self.settings.speakers)
        # Drafts are made from the mix, so that English of each voice would be of no use.
        return apart.parted(request, voices) if voices else (mixed,)

    @cached_property
    def _english_from(self) -> frozenset[str]:
        return english.wanted_from(self.speech, self.translation, self.settings)

    @property
    def _spoken(self) -> str:
        """What the engine is told of the language; of Chinese all, which settles the script."""
        source = self.settings.source
        return source if chinese.is_chinese(source) else locales.language(source)

    def _names(self) -> tuple[str, ...]:
        """What to listen for, where the engine can."""
        return self.settings.names() if self.speech.capabilities().terms else ()

    def ready(self, engine: SpeechEngine | TranslationEngine | Diariser, stages: Stages) -> None:
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

    def _rate(self, info: MediaInfo) -> FrameRate:
        video = info.video
        own = video.rate if video is not None and not video.variable else _DEFAULT_RATE
        return self.settings.frame_rate or own

    def _speech_key(self, job: EpisodeJob, media: str, info: MediaInfo) -> str:
        return content_key(
            media,
            info.dialogue.index,
            self.speech.provenance().signature,
            self._spoken,
            content_key(*(f"{line.speaker}\t{line.text}" for line in job.script)),
            *self._names(),
            *apart.key_part(self.settings.speakers, info.dialogue),
        )

    def hear(self, looked: Looked) -> Heard:
        """The speech stage of one episode by itself: words with times, and the language."""
        stages, total = looked.stages, looked.info.duration
        began = time.monotonic()
        if stages.missing("speech", looked.key):
            self.ready(self.speech, stages)
            looked.sound.open()

        def listen() -> Heard:
            asked = [self.requests(looked)]
            (transcript,) = apart.transcribe(self.speech, asked, looked.progress)
            return looked.heard(transcript, self.settings.speakers)

        heard = stages.run("speech", looked.key, Heard, listen, total=total)
        looked.whole()
        looked.seconds += time.monotonic() - began
        return heard


@dataclass
class _EpisodeWork:
    """The tracks of one episode whose words are known."""

    worker: EpisodeWorker
    job: EpisodeJob
    media: str
    programme: Programme
    stages: Stages
    sound: LazySound
    #: Content key of its transcript.
    heard: str

    def __post_init__(self) -> None:
        self.settings, self.guidance = self.worker.settings, self.worker.guidance
        spoken = locales.normalize(self.programme.transcript.language)
        self.locale = self.settings.source or spoken

    def source_track(self) -> tuple[TrackOutcome, Segmentation]:
        """The words as cues, under the guide for their own language."""
        limits = self.guidance.limits(self.locale, TrackRole.TRANSCRIPT)
        cut = words_as_cues(self.programme, self.locale, limits, self.guidance, self.stages)
        track = Track(self.job.name, self.locale, TrackRole.TRANSCRIPT, cut.cues)
        found = (*cut.findings, *script_findings(self.programme.transcript))
        return checked_track(track, self.programme, self.guidance, found), cut

    def market_tracks(
        self, source: TrackOutcome, segmentation: Segmentation
    ) -> tuple[tuple[TrackOutcome, ...], tuple[TrackFailure, ...], tuple[str, ...]]:
        """A track for each market that needs the sound alone; one that fails stops no other.

        Returns:
            The tracks, the failures, and the markets that no other engine is to draft.
        """
        tracks: list[TrackOutcome] = []
        failures: list[TrackFailure] = []
        drafted: list[str] = []
        for target in self.settings.targets:
            if target == self.locale:
                drafted.append(target)
                continue
            try:
                made = self._market(target, source.track, segmentation)
            except FATAL:
                raise
            except LocalizeError as error:
                failures.append(TrackFailure.of(target, error))
                drafted.append(target)
            else:
                if made is not None:
                    tracks.append(made)
                    drafted.append(target)
        return tuple(tracks), tuple(failures), tuple(drafted)

    def _market(
        self, target: str, source: Track, segmentation: Segmentation
    ) -> TrackOutcome | None:
        """A market's track, where what was heard is enough for it; else None."""
        if self.job.held:
            return None
        if reads_alike(self.locale, target, self.programme.said):
            return same_language(
                self.programme,
                self.guidance,
                self.stages,
                target=target,
                source=segmentation,
                locale=self.locale,
            )
        if locales.same_writing(self.locale, target):
            return None  # Chinese whose tag leaves open that it is in the other script
        engine = engine_for(self.worker.translation, self.locale, target, self.settings)
        if not engine.capabilities().from_sound:
            return None
        return self._heard(engine, target, source, segmentation)

    def _heard(
        self, engine: TranslationEngine, target: str, source: Track, segmentation: Segmentation
    ) -> TrackOutcome:
        """A draft by an engine that works from the sound, laid out over the time of its source."""
        units = drafting.units_of_words(
            self.programme.transcript.words, segmentation.words_of, locale=self.locale
        )
        work = MarketWork(
            self.job.name,
            self.media,
            target,
            engine,
            Basis(self.locale, source.cues, units),
            self.programme,
            self.settings,
            self.guidance,
            self.worker.recalls.of(target),
        )
        key = content_key(work.asked, work.spelled, self.media, self.sound.stream)

        def translate(wanted: tuple[TranslationUnit, ...]) -> Draft:
            self.worker.ready(engine, self.stages)
            tell = self.stages.progress("draft", work.duration, track=target)
            request = replace(
                work.with_sound(self.sound.open()),
                units=wanted,
                english=english.kept(self.stages.results, self.heard),
            )
            (draft,) = drafting.draft_safely(engine, [request], tell)
            inputs = content_key(work.asked, work.spelled)
            return replace(draft, provenance=replace(draft.provenance, inputs=inputs))

        draft = drafted_by_ear(
            self.stages,
            key,
            work.request.units,
            translate,
            track=target,
            total=work.duration,
            engine=engine.name,
        )
        return work.laid_out(draft, self.stages)


def _notice(episode: str, finding: Finding) -> Notice:
    return Notice(episode, finding.rule, finding.severity.value, finding.message, finding.start)
