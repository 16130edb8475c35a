"""Drafting by way of a third language, where the operator says so and nothing drafts directly.

What gets lost on the first leg cannot come back on the second, so nothing is ever drafted so of
its own accord, and every draft says by which way it came.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Self

from localize import locales
from localize.drafting.safely import draft_safely
from localize.engines import SENT_AWAY, Draft, TranslatedUnit, TranslationCapabilities
from localize.errors import SettingsError
from localize.findings import Finding, Severity
from localize.script import Provenance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from localize.engines import (
        FetchProgress,
        Progress,
        TranslationEngine,
        TranslationRequest,
        TranslationUnit,
    )

#: The engine of the first leg, and that of the second.
_Legs = tuple["TranslationEngine", "TranslationEngine"]


class Pivot:
    """Two engines, one after the other (`localize.engines.TranslationEngine`).

    Args:
        engines: those that may draft a leg, the preferred first; none that works from sound.
        via: locale that lies between.
    """

    name: ClassVar[str] = "pivot"

    def __init__(self, engines: Sequence[TranslationEngine], via: str) -> None:
        self._engines = tuple(engines)
        self._via = via
        self._stack = ExitStack()
        self._ready: list[TranslationEngine] = []
        self._by: dict[str, Pivot] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        self._ready.clear()

    def capabilities(self) -> TranslationCapabilities:
        """As the engines together: text leaves the machine if it may on either leg."""
        away = any(one.capabilities().leaves_machine for one in self._engines)
        return TranslationCapabilities(leaves_machine=away, preference=0)

    def serves(self, source: str, target: str) -> bool:
        """Whether both legs are served, and no engine has the pair itself.

        An empty source stands for some: one that would go round.
        """
        direct = bool(source) and any(one.serves(source, target) for one in self._engines)
        return not direct and self._legs(source, target) is not None

    def by(self, name: str) -> Pivot:
        """The same way by the engine of one name alone; each time the same object."""
        if all(one.name == name for one in self._engines):
            return self
        if name not in self._by:
            own = [one for one in self._engines if one.name == name]
            self._by[name] = Pivot(own, self._via)
        return self._by[name]

    def _legs(self, source: str, target: str) -> _Legs | None:
        ends = {locales.language(one) for one in (source, target, self._via) if one}
        if len(ends) < (3 if source else 2):
            return None
        first = next((one for one in self._engines if one.serves(source, self._via)), None)
        second = next((one for one in self._engines if one.serves(self._via, target)), None)
        return (first, second) if first is not None and second is not None else None

    def prepare(self, progress: FetchProgress | None = None) -> None:
        """As `TranslationEngine.prepare`; the legs are prepared when it is known which they are."""

    def provenance(self) -> Provenance:
        """As `TranslationEngine.provenance`: of all engines that may draft a leg."""
        lines = "\n".join(repr(one.provenance()) for one in self._engines)
        digest = hashlib.sha256(lines.encode()).hexdigest()
        return Provenance(self.name, "1", f"via {self._via}", digest)

    def translate(
        self, requests: Iterable[TranslationRequest], progress: Progress | None = None
    ) -> Iterator[Draft]:
        """As `TranslationEngine.translate`.

        Raises:
            SettingsError: a pair whose legs are not both served.
            LocalizeError: as the engines of the legs.
        """
        shared: dict[tuple[str, str], list[TranslationRequest]] = {}
        for request in requests:
            shared.setdefault((request.source, request.target), []).append(request)
        for (source, target), own in shared.items():
            legs = self._legs(source, target)
            if legs is None:
                raise SettingsError(
                    f"{target} cannot be drafted from {source} by way of {self._via} here.",
                    hint="`localize doctor` lists the engines and what each needs.",
                )
            self._prepare(legs)
            yield from self._drafts(legs, own, progress)

    def _prepare(self, legs: _Legs) -> None:
        for engine in legs:
            if engine not in self._ready:
                self._stack.enter_context(engine)
                engine.prepare()
                self._ready.append(engine)

    def _drafts(
        self, legs: _Legs, requests: Sequence[TranslationRequest], progress: Progress | None
    ) -> Iterator[Draft]:
        first, second = legs
        asked = {request.id: request for request in requests}
        half: dict[str, Draft] = {}
        there = [
            # What is the market's is the second leg's alone.
            replace(one, target=self._via, terms=(), addresses=(), drafted=(), examples=())
            for one in requests
        ]
        for draft in draft_safely(first, there):
            half[draft.id] = draft
        onward = [self._onward(request, half[request.id]) for request in requests]
        for draft in second.translate(onward, progress):
            yield self._joined(asked[draft.id], half[draft.id], draft)

    def _onward(self, request: TranslationRequest, half: Draft) -> TranslationRequest:
        """The second leg: what the first one gave, under the id of its first unit."""
        units = {unit.id: unit for unit in request.units}
        parts = tuple(
            replace(units[one.unit_ids[0]], text=one.text) for one in half.units if one.text
        )
        return replace(
            request, source=self._via, units=parts, programme=(), drafted=(), examples=(),
        )  # fmt: skip

    def _joined(self, request: TranslationRequest, half: Draft, draft: Draft) -> Draft:
        found = {one.unit_ids[0]: one for one in draft.units}
        units: list[TranslatedUnit] = []
        findings = [one for one in half.findings if one.rule != "doubtful-draft"]
        for one in half.units:
            last = found.get(one.unit_ids[0])
            text = last.text if last is not None else ""
            links = _through(one.links, last.links) if last is not None else ()
            score = last.score if last is not None else None
            units.append(TranslatedUnit(one.unit_ids, text, score=score, links=links))
            if one.text and not text:
                findings += (_lost(unit) for unit in request.units if unit.id in one.unit_ids)
        legs = (half.provenance, draft.provenance)
        made = Provenance(
            self.name,
            self.provenance().version,
            " → ".join(" ".join(filter(None, (leg.engine, leg.model))) for leg in legs),
            hashlib.sha256("".join(leg.revision for leg in legs).encode()).hexdigest(),
            self._parameters(legs),
            device=legs[1].device,
            seconds=round(sum(leg.seconds for leg in legs), 3),
        )
        return Draft(request.id, tuple(units), made, tuple(findings))

    def _parameters(self, legs: Sequence[Provenance]) -> tuple[tuple[str, str], ...]:
        """The last leg's; what went to another machine on either leg went there."""
        found = dict(legs[-1].parameters)
        sent = [leg for leg in legs if dict(leg.parameters).get(SENT_AWAY) == "yes"]
        if sent:
            found[SENT_AWAY] = "yes"
        return tuple(sorted({**found, "via": self._via}.items()))


def _through(
    first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """Links of the two ends, by the words between that both legs have links of."""
    sources: dict[int, list[int]] = {}
    for source, between in first:
        sources.setdefault(between, []).append(source)
    ends = ((source, end) for between, end in second for source in sources.get(between, ()))
    return tuple(dict.fromkeys(ends))


def _lost(unit: TranslationUnit) -> Finding:
    return Finding(
        "untranslated",
        Severity.ERROR,
        f"The second leg of the pivot gave nothing for “{unit.text}”; translate it by hand.",
        cue_id=unit.source_ids[0] if unit.source_ids else "",
        start=unit.span.start,
    )
