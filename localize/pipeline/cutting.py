"""Words and drafts as tracks: cut under a guide, tidied, checked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localize.checks import run_checks
from localize.checks.tidy import tidied
from localize.engines import CheckContext
from localize.pipeline.judging import judged
from localize.pipeline.keys import content_key
from localize.pipeline.outcome import TrackOutcome
from localize.script import Track, TrackRole
from localize.segmentation import Segmentation, segment
from localize.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localize.drafting.fitting import KnownLine
    from localize.engines import Draft, Transcript
    from localize.findings import Finding
    from localize.guides.model import Limits
    from localize.pipeline.guidance import Guidance
    from localize.pipeline.programme import Programme
    from localize.pipeline.settings import RunSettings
    from localize.pipeline.stages import Stages
    from localize.script import Cue, Provenance


def words_as_cues(
    programme: Programme, locale: str, limits: Limits, guidance: Guidance, stages: Stages
) -> Segmentation:
    """The words of a programme as cues, kept or cut now."""
    transcript = programme.transcript
    habits = guidance.habits(locale)
    key = content_key(
        key_of(transcript),
        limits.signature,
        habits.signature,
        programme.rate.label,
        __version__,
        str(programme.shots),
    )
    return stages.run(
        "cues",
        key,
        Segmentation,
        lambda: segment(
            transcript.words,
            limits,
            programme.rate,
            locale=locale,
            duration=transcript.duration,
            habits=habits,
            shots=programme.shots,
        ),
        track=locale,
    )


def same_language(
    programme: Programme,
    guidance: Guidance,
    stages: Stages,
    *,
    target: str,
    source: Segmentation,
    locale: str,
) -> TrackOutcome:
    """A market that reads what is spoken: the same words, laid out to its own limits."""
    limits = guidance.limits(target, TrackRole.SUBTITLE)
    own = words_as_cues(programme, target, limits, guidance, stages)
    cues = tuple(
        replace(cue, source_ids=_sharing(own.words_of[cue.id], source)) for cue in own.cues
    )
    track = Track(stages.episode, target, TrackRole.SUBTITLE, cues, based_on=locale)
    return checked_track(
        track, programme, guidance, own.findings, source=source.cues, source_locale=locale
    )


def checked_track(
    track: Track,
    programme: Programme,
    guidance: Guidance,
    findings: tuple[Finding, ...],
    *,
    engines: tuple[Provenance, ...] = (),
    source: tuple[Cue, ...] = (),
    source_locale: str = "",
    show: RunSettings | None = None,
    known: tuple[KnownLine, ...] = (),
    scores: Mapping[str, float] | None = None,
) -> TrackOutcome:
    """A track as it is delivered: tidied, checked, with all that is to be said of it.

    Args:
        track: as it was laid out.
        programme: what it is of.
        guidance: the guides.
        findings: of drafting and layout.
        engines: what drafted it.
        source: cues that it renders; none for a track of the words that are spoken.
        source_locale: of those.
        show: what holds the show's own words: terms, characters, forms of address; None for a
            track of the words that are spoken.
        known: cues whose text people approved before; those that are locked are as they left them.
        scores: id of a source cue → how sure the engine was of its rendering; None for a track that
            no engine drafted, which has no risk.
    """
    context = context_of(
        track.locale,
        track.role,
        programme,
        guidance,
        source=source,
        source_locale=source_locale,
        show=show,
    )
    speakers = {cue.speaker for cue in (*track.cues, *source) if cue.speaker}
    context = replace(context, known=context.known | speakers)
    approved = {one.cue_id for one in known if one.locked}
    before = {cue.id: cue for cue in track.cues if cue.id in approved}
    tidy = tidied(track, context).cues
    track = replace(track, cues=tuple(before.get(cue.id, cue) for cue in tidy))
    checked = run_checks(track, context)
    reported = {(one.rule, one.cue_id) for one in checked}
    own = tuple(one for one in findings if (one.rule, one.cue_id) not in reported)
    ordered = sorted((*own, *checked), key=lambda one: one.start or 0)
    told = () if programme.speakers is None else (programme.speakers,)
    provenance = (programme.transcript.provenance, *told, *engines)
    signature = context.limits.signature
    risks = (
        ()
        if scores is None
        else judged(track.cues, context, ordered, programme, scores, approved=approved)
    )
    return TrackOutcome(track, signature, provenance, tuple(ordered), known, risks)


def context_of(
    locale: str,
    role: TrackRole,
    programme: Programme,
    guidance: Guidance,
    *,
    source: tuple[Cue, ...] = (),
    source_locale: str = "",
    show: RunSettings | None = None,
) -> CheckContext:
    """What a track of a programme is checked against; as `checked_track`."""
    return CheckContext(
        guidance.limits(locale, role),
        programme.rate,
        guidance.habits(locale),
        role,
        source=source,
        source_locale=source_locale,
        shots=programme.shots,
        speech=programme.transcript.speech,
        known=guidance.names(locale),
        terms=show.terms_of(locale) if show else (),
        characters=show.characters if show else (),
        addresses=show.addresses_of(locale) if show else (),
    )


def key_of(value: Transcript | Draft) -> str:
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
