"""Lines that people approved before, found among the sentences that are to be drafted.

A recap says again what was approved already. Such a line is taken as it stands; no engine is asked
for it. What is certain is told from what only looks the same: a text that was approved in two ways,
a word or two without a neighbour in common, a rendering that lacks a term of today.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from localize.engines import Draft, Example, TranslatedUnit
from localize.script import Placement, Provenance
from localize.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import TranslationUnit

#: The machine of a line that was taken from people's own work.
ENGINE: Final = "memory"
#: Changes whenever other lines would be taken.
METHOD: Final = "1"
#: An engine that hears the episode takes in pauses up to this length, ms, with what is said there.
_HEARD: Final = 2_000


@dataclass(frozen=True, slots=True)
class KnownCue:
    """A cue of a market that a person approved.

    Attributes:
        cue_id: its id.
        start: ms after its source begins; before 0 where it comes first.
        end: ms after its source begins.
        lines: as approved, tags included.
        placement: where it stands.
        by: name of the person who approved it.
        at: when, ISO 8601.
    """

    cue_id: str
    start: int
    end: int
    lines: tuple[str, ...]
    placement: Placement = field(default_factory=Placement)
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class KnownPassage:
    """The least of an approved track that stands by itself: whole sentences, whole cues.

    Attributes:
        units: the source, sentence by sentence.
        before: the sentence before it; empty where it is the first.
        after: the sentence after it.
        source_locale: of the source.
        duration: of the source's cues, ms.
        cues: what people approved for it, in order.
        episode: where it is from.
        season: the same.
        start: where its source begins there, ms.
    """

    units: tuple[str, ...]
    before: str
    after: str
    source_locale: str
    duration: int
    cues: tuple[KnownCue, ...]
    episode: str
    season: str = ""
    start: int = 0

    @property
    def at(self) -> str:
        """When the last of it was approved, ISO 8601."""
        return max(cue.at for cue in self.cues)

    @property
    def reading(self) -> tuple[tuple[str, ...], ...]:
        """What is read, line by line."""
        return tuple(cue.lines for cue in self.cues)


@dataclass(frozen=True, slots=True)
class ForeignLine:
    """A line of another show's memory: shown, and given as an example, but never taken.

    Attributes:
        source: what is said.
        target: the market's rendering.
        source_locale: of the source.
        origin: where it is from.
    """

    source: str
    target: str
    source_locale: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class KnownLines:
    """All that a market approved, as a run is given it.

    Attributes:
        passages: of the tracks, as they were made.
        foreign: lines that somebody brought in.
    """

    passages: tuple[KnownPassage, ...] = ()
    foreign: tuple[ForeignLine, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownRun:
    """Sentences of the new text that were approved before.

    Attributes:
        unit_ids: they, in order.
        passage: where.
        text: the rendering on one line.
        doubt: why it may be the wrong one; empty where it is certain.
    """

    unit_ids: tuple[str, ...]
    passage: KnownPassage
    text: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of one episode's sentences in one market.

    Attributes:
        runs: in programme order; no sentence is in two.
        examples: lines like those that are not known, for engines that take context.
    """

    runs: tuple[KnownRun, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def unit_ids(self) -> frozenset[str]:
        """The sentences that are known."""
        return frozenset(unit_id for run in self.runs for unit_id in run.unit_ids)

    @property
    def drafted(self) -> tuple[tuple[str, str], ...]:
        """(sentence, rendering), as `TranslationRequest.drafted` has them."""
        return tuple((run.unit_ids[0], run.text) for run in self.runs)

    def asked(
        self, units: Sequence[TranslationUnit], *, heard: bool = False
    ) -> tuple[TranslationUnit, ...]:
        """The sentences that an engine is still needed for; none where everything is known.

        Args:
            units: all, in programme order.
            heard: whether the engine works from sound. It would take what lies between two of its
                sentences for part of them, so a known one in a short pause goes with them; its
                answer is used only where it has both in one (`beside`).
        """
        known = self.unit_ids
        wanted = [place for place, unit in enumerate(units) if unit.id not in known]
        places = set(wanted)
        if heard:
            for first, last in pairwise(wanted):
                if units[last].span.start - units[first].span.end < _HEARD:
                    places.update(range(first, last))
        return tuple(units[place] for place in sorted(places))

    def beside(self, draft: Draft) -> Recalled:
        """What of it stands beside a draft: no line that the draft renders in one with others.

        An engine that works from sound may put a known sentence and another into one rendering.
        With the approved line beside it, it would be read twice.

        Args:
            draft: of what was asked for.
        """
        known = self.unit_ids
        groups = [set(one.unit_ids) for one in draft.units]
        mixed = set().union(*(group for group in groups if group & known and group - known))
        rendered = set().union(*groups)
        runs = tuple(
            run
            for run in self.runs
            if not mixed & set(run.unit_ids) or not rendered >= set(run.unit_ids)
        )
        return replace(self, runs=runs) if len(runs) < len(self.runs) else self

    def filled(self, units: Sequence[TranslationUnit], draft: Draft) -> Draft:
        """A draft of every sentence: what is known in its place, the engine's for the others.

        Args:
            units: all, in programme order.
            draft: of those that were asked for, and maybe of more; see `beside`.
        """
        if not self.runs:
            return draft
        begins = {run.unit_ids[0]: run for run in self.runs}
        known = self.unit_ids
        groups = {unit_id: one for one in draft.units for unit_id in one.unit_ids}
        made: list[TranslatedUnit] = []
        named: set[str] = set()
        for unit in units:
            if unit.id in begins:
                run = begins[unit.id]
                made.append(TranslatedUnit(run.unit_ids, run.text))
            elif unit.id not in known | named:
                made.append(_without(groups[unit.id], known))
                named.update(made[-1].unit_ids)
        places = {
            (unit.source_ids[0] if unit.source_ids else "", unit.span.start)
            for unit in units
            if unit.id in known
        }
        told = tuple(one for one in draft.findings if (one.cue_id, one.start) not in places)
        return Draft(draft.id, tuple(made), draft.provenance, told)


def _without(group: TranslatedUnit, known: frozenset[str]) -> TranslatedUnit:
    """A rendering as that of its sentences that are not known."""
    return replace(group, unit_ids=tuple(one for one in group.unit_ids if one not in known))


def provenance() -> Provenance:
    """The machine of a draft that no engine was needed for."""
    return Provenance(ENGINE, __version__, parameters=(("method", METHOD),))


def nothing_asked(request_id: str) -> Draft:
    """The draft of no sentence."""
    return Draft(request_id, (), provenance())
