"""Drafts that are kept sentence by sentence.

A source that a person corrects in one place, or an episode that is cut again, has most of its
sentences as they were; only the others are asked for. What was asked in the same words, for the
same room, with the same terms, of the same engine gets the same draft. An engine that reads the
sentences around each drafts for one episode; from others, a sentence of any episode will do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from localize.drafting.terms import said_in
from localize.engines import Draft, TranslatedUnit
from localize.findings import Finding
from localize.pipeline.journal import journal_of
from localize.pipeline.keys import content_key
from localize.script import Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from localize.engines import Example, Term, TranslationUnit
    from localize.pipeline.journal import Journal
    from localize.pipeline.market import MarketWork
    from localize.pipeline.results import ResultStore

#: Name of the stage.
STAGE: Final = "draft"
#: A sentence with more room than this many times its own length (and a few characters) is not held
#: back by it: no language of subtitles writes the same three times as long.
_AMPLE: Final = 3.0
_FEW: Final = 20


@dataclass(frozen=True, slots=True)
class Rendering:
    """What an engine made of a sentence, or of several as one.

    Attributes:
        unit: the draft, with the ids that the sentences had.
        following: fingerprints of the others, where it renders several.
        findings: about it.
        ids: the source cues, as messages name them.
    """

    unit: TranslatedUnit
    following: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    ids: str = ""


@dataclass(frozen=True, slots=True)
class Renderings:
    """All that an engine made of one episode's sentences for one market.

    Attributes:
        provenance: the engine.
        made: fingerprint of a sentence → its draft.
        told: findings about no sentence in particular.
    """

    provenance: Provenance
    made: dict[str, Rendering] = field(default_factory=dict)
    told: tuple[Finding, ...] = ()


class KeptDrafts:
    """The drafts of a run's markets, as far as they are there.

    Args:
        results: the project's.
    """

    def __init__(self, results: ResultStore) -> None:
        self._results = results
        self._shared: defaultdict[str, dict[str, Rendering]] = defaultdict(dict)
        self._own: dict[str, Renderings | None] = {}
        self._fingerprints: dict[str, list[str]] = {}

    def missing(self, work: MarketWork) -> dict[str, TranslationUnit]:
        """The sentences that the engine has to be asked for, by fingerprint, in order."""
        known = self._known(work)
        prints = self._prints(work)
        missing: dict[str, TranslationUnit] = {}
        at = 0
        while at < len(prints):
            found = _found(known, prints, at)
            if found is None:
                missing.setdefault(prints[at], work.request.units[at])
            at += 1 if found is None else 1 + len(found.following)
        return missing

    def drafted(self, work: MarketWork) -> tuple[tuple[str, str], ...]:
        """(id, draft) of the sentences that are there."""
        known, prints = self._known(work), self._prints(work)
        return tuple(
            (unit.id, found.unit.text)
            for at, unit in enumerate(work.request.units)
            if (found := _found(known, prints, at)) is not None and found.unit.text
        )

    def add(self, work: MarketWork, draft: Draft) -> None:
        """Keep what an engine made of a work, or of some of its sentences.

        Raises:
            OutputError: it cannot be written.
        """
        known, mine = self._known(work), self._mine(work)
        print_of = dict(zip((u.id for u in work.request.units), self._prints(work), strict=True))
        units = {unit.id: unit for unit in work.request.units}
        asked = [units[unit_id] for one in draft.units for unit_id in one.unit_ids]
        about: defaultdict[str, list[Finding]] = defaultdict(list)
        for finding in draft.findings:
            about[_subject(finding, asked)].append(finding)
        made = {} if mine is None else dict(mine.made)
        for one in draft.units:
            first, *others = (print_of[unit_id] for unit_id in one.unit_ids)
            made[first] = Rendering(
                one,
                tuple(others),
                tuple(finding for unit_id in one.unit_ids for finding in about[unit_id]),
                ", ".join(units[one.unit_ids[0]].source_ids),
            )
        known.update(made)
        self._put(work, Renderings(draft.provenance, made, tuple(about[""])))

    def answers(self, work: MarketWork) -> Journal:
        """Where an engine may keep what it was answered of a work, until its draft is kept."""
        return journal_of(self._results, f"{STAGE}-{_key(work)}")

    def whole(self, work: MarketWork) -> Draft:
        """The draft of a work of which nothing is missing; what is taken from others is kept."""
        known, mine = self._known(work), self._mine(work)
        units, prints = work.request.units, self._prints(work)
        drafted: list[TranslatedUnit] = []
        findings = [] if mine is None else list(mine.told)
        taken: dict[str, Rendering] = {}
        at = 0
        while at < len(prints):
            found = _found(known, prints, at)
            assert found is not None  # noqa: S101 -- nothing is missing
            taken[prints[at]] = found
            group = units[at : at + 1 + len(found.following)]
            drafted.append(replace(found.unit, unit_ids=tuple(unit.id for unit in group)))
            findings += (_moved(one, found.ids, group[0]) for one in found.findings)
            at += len(group)
        provenance = work.engine.provenance() if mine is None else mine.provenance
        if mine is None or taken.keys() - mine.made.keys():
            made = {**(mine.made if mine else {}), **taken}
            self._put(work, Renderings(provenance, made, mine.told if mine else ()))
        provenance = replace(provenance, inputs=content_key(work.asked, work.spelled))
        findings.sort(key=lambda one: one.start or 0)
        return Draft(work.name, tuple(drafted), provenance, tuple(findings))

    def _prints(self, work: MarketWork) -> list[str]:
        if work.name not in self._fingerprints:
            request = work.request
            self._fingerprints[work.name] = fingerprints(
                request.units,
                context=work.engine.capabilities().context,
                examples=request.examples,
                said=lambda text: said_in(text, request.terms, request.source),
            )
        return self._fingerprints[work.name]

    def _put(self, work: MarketWork, value: Renderings) -> None:
        key = _key(work)
        self._results.put(STAGE, key, value)
        self._own[key] = value

    def _mine(self, work: MarketWork) -> Renderings | None:
        key = _key(work)
        if key not in self._own:
            self._own[key] = self._results.get(STAGE, key, Renderings)
        return self._own[key]

    def _known(self, work: MarketWork) -> dict[str, Rendering]:
        context = work.engine.capabilities().context
        known = self._shared[_key(work) if context else work.asked]
        mine = self._mine(work)
        if mine is not None:
            for name, one in mine.made.items():
                known.setdefault(name, one)
        return known


def _key(work: MarketWork) -> str:
    """Where the drafts of an episode's market lie."""
    return content_key(work.asked, work.media)


def fingerprints(
    units: Sequence[TranslationUnit],
    *,
    context: bool,
    examples: Sequence[Example] = (),
    said: Callable[[str], Sequence[Term]] = lambda _: (),
) -> list[str]:
    """What tells sentences apart by what an engine is asked.

    Args:
        units: in programme order.
        context: whether it reads who speaks, notes, and the sentences around; then the n-th of the
            same sentences has a fingerprint of its own.
        examples: lines like them that it is shown.
        said: the terms of the show that a text says; another rendering is another question.
    """
    found, seen = [], Counter[str]()
    shown: defaultdict[str, list[str]] = defaultdict(list)
    for one in examples:
        shown[one.unit_id] += (one.source, one.target)
    for unit in units:
        ample = not unit.room or unit.room > _AMPLE * len(unit.text) + _FEW
        room = "" if ample else f"{unit.room:.0f}"
        read: tuple[str | int, ...] = (unit.speaker, unit.turn, unit.note, *shown[unit.id])
        around = read if context else ()
        words = (f"{one.source}\x1f{one.target}\x1f{one.note}" for one in said(unit.text))
        key = content_key(unit.text, room, content_key(*words), *around)[:24]
        seen[key] += context
        found.append(f"{key}.{seen[key]}")
    return found


def _subject(finding: Finding, units: Sequence[TranslationUnit]) -> str:
    """Id of the sentence that a finding is about; empty for none."""
    near = [unit for unit in units if finding.cue_id and finding.cue_id in unit.source_ids]
    exact = [unit for unit in near if unit.span.start == finding.start]
    return next((unit.id for unit in (*exact, *near)), "")


def _found(known: dict[str, Rendering], prints: Sequence[str], at: int) -> Rendering | None:
    found = known.get(prints[at])
    if found is None or tuple(prints[at + 1 : at + 1 + len(found.following)]) != found.following:
        return None
    return found


def _moved(finding: Finding, ids: str, unit: TranslationUnit) -> Finding:
    """A finding about a sentence where the sentence is now."""
    message = finding.message.replace(f"({ids})", f"({', '.join(unit.source_ids)})")
    cue_id = unit.source_ids[0] if unit.source_ids else ""
    return replace(finding, message=message, cue_id=cue_id, start=unit.span.start)
