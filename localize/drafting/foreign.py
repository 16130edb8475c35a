"""Sentences in another language than the programme's: no engine is asked as if they were in it.

An engine that is told English and given Japanese answers something. So what was heard stands in the
draft as it is, and a finding says so; where the market reads that language, nothing else is wanted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localize import locales
from localize.engines import Draft, TranslatedUnit, TranslationRequest
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import TranslationUnit


def set_apart(
    request: TranslationRequest,
) -> tuple[TranslationRequest, tuple[TranslationUnit, ...]]:
    """A request without its sentences in another language, and those sentences."""
    apart = tuple(unit for unit in request.units if unit.language)
    if not apart:
        return request, ()
    return replace(request, units=tuple(u for u in request.units if not u.language)), apart


def put_back(
    draft: Draft,
    order: Sequence[TranslationUnit],
    apart: Sequence[TranslationUnit],
    target: str,
) -> Draft:
    """The draft with what was set apart in its place, as it was heard, and told.

    Args:
        draft: of the others.
        order: all sentences of the request, in order.
        apart: those that were set apart.
        target: the market.
    """
    if not apart:
        return draft
    made = {one.unit_ids[0]: one for one in draft.units}
    made |= {unit.id: TranslatedUnit((unit.id,), unit.text) for unit in apart}
    units = tuple(made[unit.id] for unit in order if unit.id in made)
    told = tuple(_finding(unit, target) for unit in apart)
    return replace(draft, units=units, findings=(*draft.findings, *told))


def _finding(unit: TranslationUnit, target: str) -> Finding:
    read = locales.same_writing(unit.language, target)
    said = (
        f"Spoken in {unit.language}, which {target} reads: it stands as it was heard."
        if read
        else f"Spoken in {unit.language}, and left as it was heard: translate it if the audience "
        "is to understand it, else take it out."
    )
    return Finding(
        "foreign-dialogue",
        Severity.NOTE if read else Severity.WARNING,
        said,
        cue_id=unit.source_ids[0] if unit.source_ids else "",
        start=unit.span.start,
    )
