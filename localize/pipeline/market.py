"""One market's track of one episode: what an engine is asked, and how its draft is laid out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from localize import drafting
from localize.engines import TranslationEngine, TranslationRequest, TranslationUnit
from localize.pipeline.cutting import checked_track, key_of
from localize.pipeline.guidance import Guidance
from localize.pipeline.keys import content_key
from localize.pipeline.programme import Programme
from localize.pipeline.settings import RunSettings
from localize.script import Cue, Track, TrackRole
from localize.season import CuesRule
from localize.segmentation import Segmentation
from localize.version import __version__

if TYPE_CHECKING:
    from localize.engines import Draft
    from localize.guides.model import Limits
    from localize.media import Sound
    from localize.pipeline.outcome import EpisodeOutcome, TrackOutcome
    from localize.pipeline.stages import Stages
    from localize.review.sources import SourceText


@dataclass(frozen=True, slots=True)
class Basis:
    """What a market is drafted from.

    Attributes:
        locale: of the text.
        cues: in programme order; the market's cues stand for these.
        units: their sentences.
        track_id: the track of the database whose cues these are; 0 for the words as they were
            heard.
        version: the template's version that they are; 0 for none.
    """

    locale: str
    cues: tuple[Cue, ...]
    units: tuple[TranslationUnit, ...]
    track_id: int = 0
    version: int = 0


def heard(outcome: EpisodeOutcome) -> Basis:
    """The words of an episode as they were heard."""
    assert outcome.programme is not None and outcome.source is not None  # noqa: S101, PT018 -- a run's
    words = outcome.programme.transcript.words
    units = drafting.units_of_words(words, outcome.source.words_of, locale=outcome.language)
    return Basis(outcome.language, outcome.source.cues, units)


def written(source: SourceText) -> Basis:
    """What people made of an episode's source."""
    cues = tuple(source.cues)
    units = drafting.units_of_cues(cues, locale=source.locale, notes=source.notes)
    return Basis(source.locale, cues, units, source.track_id, source.version)


@dataclass(frozen=True)
class MarketWork:
    """One market of one episode that is to be drafted.

    Attributes:
        episode: its name.
        media: SHA-256 of the media.
        target: locale of the market.
        engine: what drafts it.
        basis: what from.
        programme: sound and picture of the episode.
        settings: of the run.
        guidance: the guides.
    """

    episode: str
    media: str
    target: str
    engine: TranslationEngine
    basis: Basis
    programme: Programme
    settings: RunSettings
    guidance: Guidance

    @property
    def name(self) -> str:
        """Tells the work from all others of the run."""
        return f"{self.episode} {self.target}"

    @property
    def duration(self) -> int:
        """Length of the programme, ms."""
        return self.programme.transcript.duration

    @cached_property
    def limits(self) -> Limits:
        """What the market's guide asks."""
        return self.guidance.limits(self.target, TrackRole.SUBTITLE)

    @cached_property
    def request(self) -> TranslationRequest:
        """All that the engine is asked, without the sound."""
        can = self.engine.capabilities()
        units = self.basis.units
        if can.from_sound:  # what is heard has one rendering, however much room there is
            return TranslationRequest(self.name, self.basis.locale, self.target, units)
        return TranslationRequest(
            self.name,
            self.basis.locale,
            self.target,
            drafting.with_room(units, self.limits),
            terms=self.settings.terms_of(self.target),
            synopsis=self.settings.synopsis if can.context else "",
            counting=self.limits.counting,
        )

    @cached_property
    def asked(self) -> str:
        """Content key of what is asked beside the sentences: of which engine, with which words."""
        request = self.request
        return content_key(
            drafting.METHOD,
            self.engine.provenance().signature,
            request.source,
            request.target,
            request.synopsis,
            request.counting,
            *(f"{one.source}\x1f{one.target}\x1f{one.note}" for one in request.terms),
        )

    @cached_property
    def spelled(self) -> str:
        """Content key of the sentences."""
        return content_key(*(f"{u.id}|{u.span.start}|{u.span.end}|{u.room}|{u.note}|{u.text}"
                             for u in self.request.units))  # fmt: skip

    def with_sound(self, sound: Sound) -> TranslationRequest:
        """What an engine that works from sound is asked."""
        return replace(self.request, sound=sound)

    def laid_out(self, draft: Draft, stages: Stages) -> TrackOutcome:
        """The draft as a track, over the time of its source."""
        policy = self.settings.market(self.target).policy
        # Who has a published template wants its cues; who has none, a layout of the market's own.
        rule = policy.cues or (CuesRule.FIXED if self.basis.version else CuesRule.SENTENCE)
        habits = self.guidance.habits(self.target)
        programme, basis = self.programme, self.basis
        key = content_key(
            key_of(replace(draft, id=self.name)),
            content_key(*(str(cue) for cue in basis.cues)),
            self.limits.signature,
            habits.signature,
            rule,
            programme.rate.label,
            __version__,
            str(programme.shots),
        )
        laid = stages.run(
            "layout",
            key,
            Segmentation,
            lambda: drafting.lay(
                draft.units,
                basis.cues,
                basis.units,
                self.limits,
                programme.rate,
                rule=rule,
                locale=self.target,
                habits=habits,
                duration=self.duration,
                shots=programme.shots,
            ),
            track=self.target,
        )
        track = Track(
            self.episode, self.target, TrackRole.SUBTITLE, laid.cues, based_on=basis.locale
        )
        lost = tuple(drafting.unaccounted(basis.cues, laid.cues, laid.findings))
        told = (*drafting.findings_of(draft, laid), *lost)
        return checked_track(
            track,
            programme,
            self.guidance,
            told,
            engines=(draft.provenance,),
            source=basis.cues,
            source_locale=basis.locale,
            terms=self.settings.terms_of(self.target),
        )
