"""Requests that share a model → batches over all of them → a draft of each. Knows no library."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from localize.engines import (
    Alternative,
    Draft,
    TranslatedUnit,
    TranslationRequest,
    TranslationUnit,
)
from localize.errors import SettingsError
from localize.findings import Finding, Severity
from localize.guides.counting import count

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from localize.engines import Progress
    from localize.script import Provenance

#: Units that a model is given at once: enough to fill batches of like lengths, few enough to tell
#: progress.
CHUNK: Final = 512
#: Drafts of each unit, the best first, among which one may fit the reading speed.
DRAFTS: Final = 4
#: Requests that are looked at together for those that share a model.
_TOGETHER: Final = 64
#: Pieces of a draft over those of its source: more is a loop.
_LONGEST: Final = 3
_LEAST: Final = 24

#: A unit, and the request that it is part of.
Job = tuple[TranslationRequest, TranslationUnit]

#: Drafts units, each once and in order; all are asked for as often as the second argument says.
Run = Callable[[Sequence[Job], int], list[TranslatedUnit]]

M = TypeVar("M", bound="Hashable")


def longest_draft(pieces: int) -> int:
    """Pieces that the draft of a source of so many pieces may have."""
    return max(_LEAST, _LONGEST * pieces)


def grouped(
    requests: Iterable[TranslationRequest], model: Callable[[str, str], M | None]
) -> Iterator[tuple[M, list[TranslationRequest]]]:
    """Requests by the model that serves their pair, as they come in.

    Args:
        requests: of the engine.
        model: source and target → what serves them; None for nothing.

    Raises:
        SettingsError: nothing serves a pair.
    """
    waiting = iter(requests)
    while group := list(islice(waiting, _TOGETHER)):
        shared: dict[M, list[TranslationRequest]] = {}
        for request in group:
            found = model(request.source, request.target)
            if found is None:
                raise SettingsError(
                    f"No installed model translates {request.source} to {request.target}.",
                    hint="`localize models list` shows which there are, `localize models pull` "
                    "and `localize models convert` bring one.",
                )
            shared.setdefault(found, []).append(request)
        yield from shared.items()


def drafts(
    requests: Sequence[TranslationRequest],
    run: Run,
    provenance: Provenance,
    progress: Progress | None,
) -> Iterator[Draft]:
    """The draft of each request, by batches over the units of all.

    Args:
        requests: that one model drafts.
        run: that model.
        provenance: of the drafts; their seconds are filled in.
        progress: as `TranslationEngine.translate`.
    """
    began = time.perf_counter()
    jobs = [(request, unit) for request in requests for unit in request.units]
    # Like lengths together: what a batch is padded with is worked on for nothing.
    order = sorted(range(len(jobs)), key=lambda n: -len(jobs[n][1].text))
    found: dict[int, TranslatedUnit] = {}
    done = dict.fromkeys((request.id for request in requests), 0)
    for first in range(0, len(order), CHUNK):
        chunk = order[first : first + CHUNK]
        for attempt in sorted({jobs[n][0].attempt for n in chunk}):
            same = [n for n in chunk if jobs[n][0].attempt == attempt]
            found.update(zip(same, run([jobs[n] for n in same], attempt), strict=True))
        for n in chunk:
            done[jobs[n][0].id] += 1
        if progress is not None:
            for request in requests:
                progress(request.id, _reached(request, done[request.id]))
    made = replace(provenance, seconds=round(time.perf_counter() - began, 3))
    at = 0
    for request in requests:
        units = tuple(found[at + n] for n in range(len(request.units)))
        at += len(request.units)
        blank = zip(request.units, units, strict=True)
        findings = tuple(untranslated(unit) for unit, one in blank if not one.text)
        yield Draft(request.id, units, made, findings)


def best_of(unit: TranslationUnit, candidates: Iterable[Alternative]) -> TranslatedUnit:
    """The best draft of a unit, and the others that differ from it.

    Args:
        unit: what was drafted.
        candidates: the best first; none for a unit that could not be drafted.
    """
    texts: dict[str, Alternative] = {}
    for one in candidates:
        text, score = one.text.strip(), None if one.score is None else round(one.score, 4)
        texts.setdefault(text, replace(one, text=text, score=score))
    best, *others = texts.values() or [Alternative("")]
    return TranslatedUnit(
        (unit.id,),
        best.text,
        score=best.score,
        alternatives=tuple(other for other in others if other.text),
        links=best.links,
    )


def over_cues(jobs: Sequence[Job]) -> list[int]:
    """Places of the units that lie over several cues.

    They alone are parted by which of their words render which, and to tell it costs time.
    """
    return [n for n, (_, unit) in enumerate(jobs) if len(unit.source_ids) > 1]


def too_long(job: Job, text: str) -> bool:
    """Whether the best draft cannot be read in its time, so that another may be taken instead."""
    request, unit = job
    return bool(unit.room) and count(text, request.counting) > unit.room


def untranslated(unit: TranslationUnit, why: str = "The model gave no text") -> Finding:
    """The finding that a unit has no draft."""
    return Finding(
        "untranslated",
        Severity.ERROR,
        f"{why} for “{unit.text}”; translate it by hand.",
        cue_id=unit.source_ids[0] if unit.source_ids else "",
        start=unit.span.start,
    )


def _reached(request: TranslationRequest, count: int) -> int:
    """Until when a request is done, ms, as if its units were worked on in order."""
    return request.units[count - 1].span.end if count else 0
