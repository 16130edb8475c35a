"""A draft laid over its source, by how far the market lets cues leave the source's borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.findings import Finding, Severity
from localize.guides.model import SILENT
from localize.markup import strip
from localize.season import CuesRule
from localize.segmentation import lay_out
from localize.segmentation.lay_over import lay_over

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import Draft, TranslatedUnit, TranslationUnit
    from localize.guides.model import Habits, Limits
    from localize.script import Cue
    from localize.segmentation import Segmentation
    from localize.timeline import FrameRate


def lay(
    drafted: Sequence[TranslatedUnit],
    sources: Sequence[Cue],
    units: Sequence[TranslationUnit],
    limits: Limits,
    rate: FrameRate,
    *,
    rule: CuesRule,
    locale: str,
    habits: Habits = SILENT,
    shots: Sequence[int] = (),
    duration: int | None = None,
) -> Segmentation:
    """Cut a draft into cues over the time of its source.

    Args:
        drafted: every unit once, in programme order.
        sources: the cues of the source.
        units: what was translated.
        limits: of the guide, for the market.
        rate: frames that times lie on.
        rule: ``fixed`` keeps the source's cues and times, ``sentence`` splits and merges inside a
            sentence only, ``free`` anywhere.
        locale: of the market.
        habits: of the guide: how two speakers in a cue are told apart (a hyphen before both where
            it does not say), whether the language has italics, and the shape of two lines.
        shots: first frames of the shots but the first, ms, ascending.
        duration: of the programme, ms.
    """
    source_of = {unit.id: unit for unit in units}
    if rule is CuesRule.FIXED:
        return lay_over(drafted, sources, source_of, limits, locale=locale, habits=habits)
    return lay_out(
        drafted,
        sources,
        source_of,
        limits,
        rate,
        locale=locale,
        duration=duration,
        sentences=rule is CuesRule.SENTENCE,
        shots=shots,
        habits=habits,
    )


def findings_of(draft: Draft, laid: Segmentation) -> tuple[Finding, ...]:
    """What a person should know of a draft and its layout; a unit without text is told once."""
    told = {one.start for one in draft.findings if one.rule == "untranslated"}
    own = (one for one in laid.findings if one.rule != "untranslated" or one.start not in told)
    return (*draft.findings, *own)


def unaccounted(
    sources: Sequence[Cue], targets: Sequence[Cue], findings: Sequence[Finding]
) -> Iterator[Finding]:
    """Source cues that no target cue renders and no finding names: there are to be none.

    A cue that is not to be translated is blank on purpose.

    Args:
        sources: of the source track.
        targets: of the draft.
        findings: of the draft and its layout.
    """
    rendered = {i for cue in targets for i in cue.source_ids}
    told = " ".join(one.message for one in findings if one.rule == "untranslated")
    for cue in sources:
        if not cue.translate or not strip(cue.text).strip() or cue.id in rendered:
            continue
        if cue.id not in told:
            yield Finding(
                "lost",
                Severity.ERROR,
                f"Source cue {cue.id} is in no cue of the draft; translate it by hand, and please "
                "report it.",
                cue_id=cue.id,
                start=cue.start,
            )
