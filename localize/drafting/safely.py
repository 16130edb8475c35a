"""Line safety: whatever an engine answers, every unit is rendered once, or flagged.

Engines leave lines out, join them, repeat them, answer in the source's language or not at all. So
nothing is taken on trust: each answer is tallied against the units that were asked for and judged
by the nets. What is unfit is asked for again, then in smaller parts; what is unfit to the last is
left without text, with a finding that names it, so that the page shows the source for a person to
translate. Nothing is dropped, shifted, joined unseen or filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from localize import locales
from localize.drafting.foreign import put_back, set_apart
from localize.drafting.nets import Defect, defect
from localize.drafting.parting import halves_of
from localize.drafting.telling import doubtful, joined, untranslated
from localize.drafting.terms import missed, repaired, said_in
from localize.engines import (
    Draft,
    TranslatedUnit,
    TranslationRequest,
)
from localize.findings import Finding
from localize.guides.counting import count
from localize.script import Provenance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from localize.engines import (
        Progress,
        Term,
        TranslationEngine,
        TranslationUnit,
    )

#: Part of the content key of drafts: changes whenever another part of an answer would be kept.
METHOD: Final = "8"
#: Times that units which came back unfit are asked for again as they are.
_AGAIN: Final = 2
#: A draft that fits the reading speed wins over the engine's best where its mean log-probability a
#: token is lower by no more than this: half as likely, a token.
_NEARLY: Final = 0.7


def draft_safely(
    engine: TranslationEngine,
    requests: Iterable[TranslationRequest],
    progress: Progress | None = None,
) -> Iterator[Draft]:
    """Draft requests, each as soon as it is whole; the engine may batch over all of them.

    Args:
        engine: what drafts.
        requests: with units whose ids differ.
        progress: as `TranslationEngine.translate`.

    Yields:
        A draft for each request, naming each of its units exactly once, in order. A unit without
        text has a finding ``untranslated``; one that was kept with a doubt ``doubtful-draft``; two
        that the engine would not render apart ``joined-draft``.

    Raises:
        LocalizeError: what the engine raises where it cannot go on at all.
    """
    works: dict[str, _Work] = {}
    whole: dict[str, tuple[TranslationRequest, tuple[TranslationUnit, ...]]] = {}
    ready: list[Draft] = []
    heard = engine.capabilities().from_sound

    def asked() -> Iterator[TranslationRequest]:
        for request in requests:
            wanted, apart = (request, ()) if heard else set_apart(request)
            if apart and not wanted.units:
                nothing = Draft(request.id, (), engine.provenance())
                ready.append(put_back(nothing, request.units, apart, request.target))
                continue
            works[request.id] = _Work(wanted, engine.name)
            whole[request.id] = request, apart
            yield wanted

    for draft in engine.translate(asked(), progress):
        work = works.pop(draft.id)
        # An engine that hears the episode has tried again with more of its sound already.
        work.take(draft, last=heard)
        if not heard:
            if not engine.capabilities().terms:
                work.ask_with_names(engine)
            work.ask_again(engine)
            work.ask_in_parts(engine)
        request, apart = whole.pop(draft.id)
        yield put_back(work.result(), request.units, apart, request.target)
    yield from ready


@dataclass
class _Work:
    """One request while it is at work.

    Attributes:
        request: as it was asked.
        engine: its name, for messages.
        fit: unit id → its rendering; the same one for units that were rendered together.
        doubts: unit id → why its rendering is doubtful.
        faults: unit id → what was wrong with the last answer, for units without a rendering.
        joined: renderings of several units, for want of better ones, with their doubts.
        reasons: unit id → what the engine itself says of why it could not render it.
        told: the engine's own findings about single units, and about all.
    """

    request: TranslationRequest
    engine: str
    fit: dict[str, TranslatedUnit] = field(default_factory=dict)
    doubts: dict[str, Defect] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    joined: list[tuple[TranslatedUnit, Defect | None]] = field(default_factory=list)
    reasons: dict[str, Finding] = field(default_factory=dict)
    told: list[Finding] = field(default_factory=list)
    provenance: Provenance | None = None

    def __post_init__(self) -> None:
        self._units = {unit.id: unit for unit in self.request.units}

    def take(self, draft: Draft, *, last: bool) -> None:
        """Tally the first answer, which may be the last."""
        self.provenance = draft.provenance
        self.told = [one for one in draft.findings if one.rule != "untranslated"]
        heard = [one for one in draft.findings if one.rule == "untranslated"]
        self._tally(draft.units, self._units, last=last)
        # What the engine itself says of a unit that it could not render is the better reason.
        for unit_id in self._open():
            own = [one for one in heard if one.cue_id in self._units[unit_id].source_ids]
            if own:
                self.reasons[unit_id] = own[0]

    def ask_with_names(self, engine: TranslationEngine) -> None:
        """Ask for drafts that lack a name of the show once more, the market's name in the source.

        An engine passes a name that it does not know through. Words of the language are not put
        in: their gender and number would be guessed.
        """
        named: list[TranslationUnit] = []
        for unit_id in self.doubts.keys() & self._units.keys():
            unit = self._units[unit_id]
            said = said_in(unit.text, self.request.terms, self.request.source)
            names = [
                term
                for term in missed(self.fit[unit_id].text, said, self.request.target)
                if term.source[:1].isupper() and term.target[:1].isupper()
            ]
            text = repaired(unit.text, names, self.request.source)
            if text != unit.text:
                named.append(replace(unit, text=text))
        if named:
            named.sort(key=lambda unit: unit.span.start)
            for draft in engine.translate([self._asking(named, 1)]):
                # What they are linked to is not the source, whose words stand elsewhere.
                answers = [_unlinked(one) for one in draft.units]
                self._tally(answers, {u.id: self._units[u.id] for u in named}, last=False)

    def ask_again(self, engine: TranslationEngine) -> None:
        """Ask for what is unfit or doubtful once more, as it is."""
        for attempt in range(1, 1 + _AGAIN):
            wanted = [u for u in self.request.units if u.id not in self.fit or u.id in self.doubts]
            if not wanted:
                return
            for draft in engine.translate([self._asking(wanted, attempt)]):
                self._tally(draft.units, {u.id: u for u in wanted}, last=attempt == _AGAIN)

    def ask_in_parts(self, engine: TranslationEngine) -> None:
        """Ask for units that came to nothing as two smaller ones."""
        parts: dict[str, tuple[TranslationUnit, TranslationUnit]] = {}
        for unit_id in self._open():
            halves = halves_of(self._units[unit_id], self.request.source)
            if halves is not None:
                parts[unit_id] = halves
        if not parts:
            return
        asked = [half for halves in parts.values() for half in halves]
        answers = _Work(replace(self.request, units=tuple(asked)), self.engine)
        for draft in engine.translate([self._asking(asked, 1 + _AGAIN)]):
            answers._tally(draft.units, {half.id: half for half in asked}, last=True)
        space = "" if locales.is_unspaced(self.request.target) else " "
        for unit_id, halves in parts.items():
            found = [answers.fit.get(half.id) for half in halves]
            texts = [one.text for one in found if one is not None]
            if len(texts) == len(halves):
                whole = TranslatedUnit((unit_id,), space.join(texts))
                self._judge(whole, self._units[unit_id])

    def result(self) -> Draft:
        """Every unit once, in order."""
        assert self.provenance is not None  # noqa: S101 -- `take` has been called
        for group, doubt in self.joined:
            if all(unit_id in self._open() for unit_id in group.unit_ids):
                self.fit.update(dict.fromkeys(group.unit_ids, group))
                self.told.append(joined(self.engine, [self._units[i] for i in group.unit_ids]))
                if doubt is not None:
                    self.doubts[group.unit_ids[0]] = doubt
        units: list[TranslatedUnit] = []
        for unit in self.request.units:
            found = self.fit.get(unit.id)
            if found is None:
                units.append(TranslatedUnit((unit.id,), ""))
                self.told.append(self.reasons.get(unit.id) or self._untranslated(unit))
            elif found.unit_ids[0] == unit.id:
                units.append(found)
            if unit.id in self.doubts:
                self.told.append(doubtful(self.engine, unit, self.doubts[unit.id].fault))
        findings = sorted(self.told, key=lambda one: one.start or 0)
        return Draft(self.request.id, tuple(units), self.provenance, tuple(findings))

    def _untranslated(self, unit: TranslationUnit) -> Finding:
        return untranslated(self.engine, unit, self.faults.get(unit.id, "gave nothing"))

    # --- Judging ----------------------------------------------------------------------------------

    def _open(self) -> list[str]:
        return [unit.id for unit in self.request.units if unit.id not in self.fit]

    def _asking(self, units: Sequence[TranslationUnit], attempt: int) -> TranslationRequest:
        drafted = tuple(
            (unit.id, self.fit[unit.id].text)
            for unit in self.request.units
            if unit.id in self.fit and unit.id not in self.doubts
        )
        return replace(
            self.request,
            units=tuple(units),
            attempt=attempt,
            programme=self.request.programme or self.request.units,
            drafted=(*self.request.drafted, *drafted),
        )

    def _tally(
        self,
        answers: Sequence[TranslatedUnit],
        asked: dict[str, TranslationUnit],
        *,
        last: bool,
    ) -> None:
        """Take the first answer to each unit that was asked for; anything else is nobody's."""
        answered: set[str] = set()
        for answer in answers:
            ids = answer.unit_ids
            if not ids or any(i not in asked or i in answered for i in ids):
                continue
            answered.update(ids)
            if len(ids) == 1:
                self._judge(answer, asked[ids[0]])
            else:
                self._judge_joined(answer, last=last)
        for unit_id in asked.keys() - answered - self.fit.keys():
            self.faults[unit_id] = "left it out"

    def _judge(self, answer: TranslatedUnit, unit: TranslationUnit) -> None:
        """Keep the best of an answer's drafts, unless a better one is kept already."""
        said = said_in(unit.text, self.request.terms, self.request.source)
        candidates = [
            self._with_terms(one, said)
            for one in (answer, *(_other(answer, n) for n in range(len(answer.alternatives))))
        ]
        found = [
            (one, self._defect(one.text, unit.text) or self._term_missed(one.text, said))
            for one in candidates
        ]
        sound = [one for one, wrong in found if wrong is None]
        if sound:
            self.fit[unit.id] = self._that_fits(sound, unit)
            self.doubts.pop(unit.id, None)
            self.faults.pop(unit.id, None)
            return
        for one, wrong in found:
            if wrong is not None and not wrong.unfit:
                if unit.id not in self.fit:
                    self.fit[unit.id] = one
                    self.doubts[unit.id] = wrong
                    self.faults.pop(unit.id, None)
                return
        if unit.id not in self.fit and found[0][1] is not None:
            self.faults[unit.id] = found[0][1].fault

    def _judge_joined(self, answer: TranslatedUnit, *, last: bool) -> None:
        """A rendering of several units: kept aside, for where they never come one by one."""
        ids = answer.unit_ids
        whole = self.request.programme or self.request.units
        places = [place for place, unit in enumerate(whole) if unit.id in ids]
        together = len(places) == len(ids) and places[-1] - places[0] + 1 == len(ids)
        source = " ".join(self._units[i].text for i in ids if i in self._units)
        wrong = self._defect(answer.text, source)
        for unit_id in ids:
            if unit_id not in self.fit:
                self.faults[unit_id] = "joined it with others" if wrong is None else wrong.fault
        if together and (wrong is None or (last and not wrong.unfit)):
            ordered = tuple(unit.id for unit in self.request.units if unit.id in ids)
            self.joined.append((replace(answer, unit_ids=ordered), wrong))

    def _with_terms(self, one: TranslatedUnit, said: Sequence[Term]) -> TranslatedUnit:
        """A rendering with the show's own words put right where that is safe."""
        text = repaired(one.text, said, self.request.target)
        if text == one.text:
            return one
        return replace(one, text=text, words=(), links=())

    def _term_missed(self, text: str, said: Sequence[Term]) -> Defect | None:
        wrong = [
            f"“{one.source}” as “{one.target}”" for one in missed(text, said, self.request.target)
        ]
        return Defect(f"does not say {', '.join(wrong)}", unfit=False) if wrong else None

    def _defect(self, text: str, source: str) -> Defect | None:
        return defect(
            text,
            source,
            source_locale=self.request.source,
            target_locale=self.request.target,
        )

    def _that_fits(
        self, candidates: Sequence[TranslatedUnit], unit: TranslationUnit
    ) -> TranslatedUnit:
        """The first that can be read in its time, if the engine finds it nearly as good."""
        best = candidates[0]
        if not unit.room or count(best.text, self.request.counting) <= unit.room:
            return best
        for one in candidates[1:]:
            near = (
                one.score is not None
                and best.score is not None
                and one.score >= best.score - _NEARLY
            )
            if near and count(one.text, self.request.counting) <= unit.room:
                return one
        return best


def _other(answer: TranslatedUnit, number: int) -> TranslatedUnit:
    """One of an answer's alternatives in its place; the best one's times are not its."""
    other = answer.alternatives[number]
    return TranslatedUnit(answer.unit_ids, other.text, score=other.score, links=other.links)


def _unlinked(answer: TranslatedUnit) -> TranslatedUnit:
    """An answer, and its alternatives, without links to words of what was asked."""
    others = tuple(replace(one, links=()) for one in answer.alternatives)
    return replace(answer, alternatives=others, links=())
