"""One market's track of one episode: what an engine is asked, and how its draft is laid out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from localize import drafting
from localize.drafting.fitting import fit
from localize.drafting.known import Recalled, nothing_asked
from localize.drafting.recalling import Recall
from localize.engines import TranslationEngine, TranslationRequest, TranslationUnit
from localize.pipeline.basis import Basis
from localize.pipeline.cutting import checked_track, context_of, key_of
from localize.pipeline.guidance import Guidance
from localize.pipeline.judging import scores_of
from localize.pipeline.keys import content_key
from localize.pipeline.programme import Programme
from localize.pipeline.settings import RunSettings
from localize.script import Track, TrackRole
from localize.season import CuesRule
from localize.segmentation import Segmentation
from localize.version import __version__

if TYPE_CHECKING:
    from localize.engines import Draft
    from localize.guides.model import Limits
    from localize.media import Sound
    from localize.pipeline.outcome import TrackOutcome
    from localize.pipeline.stages import Stages


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
        recall: what the market approved before; None for nothing.
    """

    episode: str
    media: str
    target: str
    engine: TranslationEngine
    basis: Basis
    programme: Programme
    settings: RunSettings
    guidance: Guidance
    recall: Recall | None = None

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
    def known(self) -> Recalled:
        """What of it people approved before."""
        if self.recall is None:
            return Recalled()
        return self.recall.find(
            self.basis.units,
            self.basis.locale,
            terms=self.settings.terms_of(self.target),
            examples=self.engine.capabilities().context,
        )

    @cached_property
    def units(self) -> tuple[TranslationUnit, ...]:
        """Every sentence, with the room that it has."""
        if self.engine.capabilities().from_sound:
            return self.basis.units  # what is heard has one rendering, however much room there is
        return drafting.with_room(self.basis.units, self.limits)

    @cached_property
    def request(self) -> TranslationRequest:
        """All that the engine is asked, without the sound; what is known is not asked for."""
        can, units = self.engine.capabilities(), self.units
        if can.from_sound:
            asked = self.known.asked(units, heard=True)
            return TranslationRequest(self.name, self.basis.locale, self.target, asked)
        around = can.context and bool(self.known.runs)
        return TranslationRequest(
            self.name,
            self.basis.locale,
            self.target,
            self.known.asked(units),
            programme=units if around else (),
            drafted=self.known.drafted if around else (),
            examples=self.known.examples,
            terms=self.settings.terms_of(self.target),
            addresses=self.settings.addresses_of(self.target) if can.context else (),
            characters=self.settings.characters if can.context else (),
            synopsis=self.settings.synopsis if can.context else "",
            counting=self.limits.counting,
        )

    @cached_property
    def asked(self) -> str:
        """Content key of what is asked beside the sentences and the terms in them."""
        request = self.request
        return content_key(
            drafting.METHOD,
            self.engine.provenance().signature,
            request.source,
            request.target,
            request.synopsis,
            request.counting,
            *map(str, (*request.addresses, *request.characters)),
        )

    @cached_property
    def spelled(self) -> str:
        """Content key of the sentences, those that are known too."""
        return content_key(*(f"{u.id}|{u.span.start}|{u.span.end}|{u.room}|{u.note}|{u.text}"
                             for u in self.units))  # fmt: skip

    def with_sound(self, sound: Sound) -> TranslationRequest:
        """What an engine that works from sound is asked."""
        return replace(self.request, sound=sound)

    def laid_out(self, draft: Draft, stages: Stages) -> TrackOutcome:
        """The draft as a track, over the time of its source."""
        policy = self.settings.market(self.target).policy
        none_asked = bool(self.known.runs) and not self.request.units
        made = nothing_asked(self.name).provenance if none_asked else draft.provenance
        known = self.known.beside(draft)
        draft = known.filled(self.basis.units, replace(draft, provenance=made))
        # Who has a published template wants its cues; who has none, a layout of the market's own.
        rule = policy.cues or (CuesRule.FIXED if self.basis.version else CuesRule.SENTENCE)
        habits = self.guidance.habits(self.target)
        programme, basis = self.programme, self.basis
        key = content_key(
            drafting.METHOD,
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
        context = context_of(
            self.target,
            TrackRole.SUBTITLE,
            programme,
            self.guidance,
            source=basis.cues,
            source_locale=basis.locale,
            show=self.settings,
        )
        fixed = rule is CuesRule.FIXED
        fitted = fit(laid, known, basis.units, basis.cues, context, fixed=fixed)
        laid = fitted.laid
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
            engines=(made,),
            source=basis.cues,
            source_locale=basis.locale,
            show=self.settings,
            known=fitted.known,
            scores=scores_of(draft.units, basis.units),
        )
