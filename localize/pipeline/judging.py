"""How likely each cue of a market's track is wrong, from all that its run knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.drafting.risk import Evidence, Risk, risks
from localize.engines import StretchKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from localize.engines import CheckContext, TranslatedUnit, TranslationUnit
    from localize.findings import Finding
    from localize.pipeline.programme import Programme
    from localize.script import Cue, Word


def judged(
    cues: Sequence[Cue],
    context: CheckContext,
    findings: Sequence[Finding],
    programme: Programme,
    scores: Mapping[str, float],
    *,
    approved: Collection[str] = (),
) -> tuple[tuple[str, Risk], ...]:
    """(cue id, risk) of each cue of a draft.

    Args:
        cues: of the track.
        context: what it is checked against.
        findings: all that is said of it.
        programme: what was heard.
        scores: id of a source cue → the engine's mean log-probability of what renders it.
        approved: ids of cues that people approved before: they are no machine's, and have no risk.
    """
    own = {
        cue.id: min(found)
        for cue in cues
        if (found := [scores[one] for one in cue.source_ids if one in scores])
    }
    evidence = Evidence(
        findings,
        own,
        _heard(context.source, programme.transcript.words),
        _doubtful(context.source, programme),
    )
    all_ = risks(cues, context, evidence)
    return tuple((cue.id, Risk() if cue.id in approved else all_[cue.id]) for cue in cues)


def scores_of(
    drafted: Iterable[TranslatedUnit], units: Sequence[TranslationUnit]
) -> dict[str, float]:
    """Id of a source cue → the least score of what renders it, where the engine gives any."""
    sources = {unit.id: unit.source_ids for unit in units}
    scores: dict[str, float] = {}
    for one in drafted:
        if one.score is None:
            continue
        for unit_id in one.unit_ids:
            for cue_id in sources.get(unit_id, ()):
                scores[cue_id] = min(one.score, scores.get(cue_id, one.score))
    return scores


def _heard(cues: Sequence[Cue], words: Sequence[Word]) -> dict[str, float]:
    """Mean probability of each cue's words; none for what people wrote since."""
    found: dict[str, float] = {}
    at = 0
    for cue in sorted(cues, key=lambda one: (one.start, one.end)):
        while at < len(words) and words[at].end <= cue.start:
            at += 1
        own = []
        for word in words[at:]:
            if word.start >= cue.end:
                break
            own.append(word)
        said = _letters("".join(word.text for word in own))
        if own and said == _letters(cue.text):
            found[cue.id] = sum(word.probability for word in own) / len(own)
    return found


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _doubtful(cues: Sequence[Cue], programme: Programme) -> dict[str, str]:
    coverage = programme.transcript.coverage
    if coverage is None:
        return {}
    # What is said of a line's own words tells more than that there is noise.
    doubtful = coverage.of(StretchKind.DOUBTFUL, StretchKind.KEPT_OUT)
    found: dict[str, str] = {}
    for stretch in (*doubtful, *coverage.of(StretchKind.NOISY)):
        for cue in cues:
            if stretch.why and stretch.start < cue.end and cue.start < stretch.end:
                found.setdefault(cue.id, stretch.why)
    return found
