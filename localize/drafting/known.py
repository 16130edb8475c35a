"""Lines that people approved before, found among the sentences that are to be drafted.

A recap says again what was approved already. Such a line is taken as it stands; no engine is asked
for it. What is certain is told from what only looks the same: a text that was approved in two ways,
a word or two without a neighbour in common, a rendering that lacks a term of today.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from localize import locales, markup
from localize.drafting.terms import missed, said_in
from localize.engines import Draft, Example, TranslatedUnit
from localize.script import Placement, Provenance
from localize.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from localize.engines import Term, TranslationUnit

#: The machine of a line that was taken from people's own work.
ENGINE: Final = "memory"
#: Changes whenever other lines would be taken.
METHOD: Final = "1"
#: The least words of a source (characters, in scripts without spaces) that are known without a
#: neighbour in common: "Right." is said in many senses, and a recap is never a word alone. Our own
#: figures.
_ALONE: Final = 4
_ALONE_UNSPACED: Final = 8
#: Sentences that one known passage may be in the new text: another recogniser ends them elsewhere.
_MOST: Final = 12
#: Least likeness, 0 to 100, of an approved line that is given to an engine as an example: the upper
#: bands of fuzzy matches, by which translators are paid, usually begin there.
LIKE: Final = 85
#: Examples for one sentence: more cost more than they tell.
_EXAMPLES: Final = 2
#: Quotation marks and apostrophes that guides set one way and recognisers another.
_MARKS: Final = str.maketrans(dict.fromkeys("‘’ʼ", "'") | dict.fromkeys("“”„«»", '"'))
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
    """

    units: tuple[str, ...]
    before: str
    after: str
    source_locale: str
    duration: int
    cues: tuple[KnownCue, ...]
    episode: str
    season: str = ""

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
                answer is not used.
        """
        known = self.unit_ids
        wanted = [place for place, unit in enumerate(units) if unit.id not in known]
        places = set(wanted)
        if heard:
            for first, last in pairwise(wanted):
                if units[last].span.start - units[first].span.end < _HEARD:
                    places.update(range(first, last))
        return tuple(units[place] for place in sorted(places))

    def filled(self, units: Sequence[TranslationUnit], draft: Draft) -> Draft:
        """A draft of every sentence: what is known in its place, the engine's for the others.

        Args:
            units: all, in programme order.
            draft: of those that were asked for, and maybe of more.
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


class Recall:
    """A market's approved lines, to be asked what of a new text they know.

    Args:
        lines: of the market.
        locale: of the market.
    """

    def __init__(self, lines: KnownLines, locale: str) -> None:
        self._locale = locale
        self._lines = lines
        self._texts: defaultdict[str, list[KnownPassage]] = defaultdict(list)
        for passage in lines.passages:
            self._texts[_key(passage.units)].append(passage)
        self._longest = max(map(len, self._texts), default=0)

    def find(
        self,
        units: Sequence[TranslationUnit],
        source: str,
        *,
        terms: Sequence[Term] = (),
        examples: bool = False,
    ) -> Recalled:
        """What is known of an episode's sentences.

        Args:
            units: all of the episode, in programme order.
            source: their locale; what was approved for another language is not known.
            terms: of the show, as the market renders them today.
            examples: whether lines like those that are not known are wanted too.
        """
        runs: list[KnownRun] = []
        at = 0
        while at < len(units):
            run = self._longest_run(units, at, source, terms)
            if run is None:
                at += 1
            else:
                runs.append(run)
                at += len(run.unit_ids)
        found = Recalled(tuple(runs))
        if not examples:
            return found
        asked = found.asked(units)
        return Recalled(found.runs, tuple(self._examples(asked, source)))

    # --- The same text ----------------------------------------------------------------------------

    def _longest_run(
        self, units: Sequence[TranslationUnit], at: int, source: str, terms: Sequence[Term]
    ) -> KnownRun | None:
        best: KnownRun | None = None
        for stop in range(at + 1, min(len(units), at + _MOST) + 1):
            text = _key([unit.text for unit in units[at:stop]])
            if len(text) > self._longest:
                break
            alike = [
                one
                for one in self._texts.get(text, ())
                if locales.same_writing(one.source_locale, source)
            ]
            if alike and text:
                best = self._decided(units, at, stop, alike, terms)
        return best

    def _decided(
        self,
        units: Sequence[TranslationUnit],
        at: int,
        stop: int,
        alike: Sequence[KnownPassage],
        terms: Sequence[Term],
    ) -> KnownRun:
        """The passage that is taken, and why it may be the wrong one."""
        source = alike[0].source_locale
        before = _key([units[at - 1].text]) if at else ""
        after = _key([units[stop].text]) if stop < len(units) else ""

        def near(one: KnownPassage) -> int:
            return sum(
                bool(text) and _key([other]) == text
                for text, other in ((before, one.before), (after, one.after))
            )

        most = max(near(one) for one in alike)
        nearest = [one for one in alike if near(one) == most]
        chosen = max(nearest, key=lambda one: one.at)
        own = units[at:stop]
        text = _on_one_line(chosen, self._locale)
        doubt = (
            self._two_ways(chosen, nearest if most else alike)
            or _alone(own, source, most)
            or _written_otherwise(own, chosen)
            or self._term_missed(own, text, source, terms)
        )
        return KnownRun(tuple(unit.id for unit in own), chosen, text, doubt)

    def _two_ways(self, chosen: KnownPassage, others: Sequence[KnownPassage]) -> str:
        taken = _on_one_line(chosen, self._locale)
        for other in others:
            text = _on_one_line(other, self._locale)
            if text != taken:
                return f"it was approved in two ways, as “{text}” in {other.episode}"
        return ""

    def _term_missed(
        self, own: Sequence[TranslationUnit], text: str, source: str, terms: Sequence[Term]
    ) -> str:
        said = said_in(" ".join(unit.text for unit in own), terms, source)
        wrong = [f"“{one.source}” as “{one.target}”" for one in missed(text, said, self._locale)]
        return f"it does not say {', '.join(wrong)}, as the terms do now" if wrong else ""

    # --- Texts like it ----------------------------------------------------------------------------

    def _examples(self, asked: Sequence[TranslationUnit], source: str) -> Iterator[Example]:
        from rapidfuzz import fuzz, process  # noqa: PLC0415 -- not needed by a run without examples

        pool = self._pool(source)
        texts = list(pool)
        for unit in asked:
            text = comparable([unit.text], source)
            found = process.extract(
                text, texts, scorer=fuzz.ratio, score_cutoff=LIKE, limit=_EXAMPLES
            )
            for like, score, _ in found:
                said, rendered = pool[like]
                yield Example(unit.id, said, rendered, int(score))

    def _pool(self, source: str) -> Mapping[str, tuple[str, str]]:
        """Comparable text → (source, rendering), the latest of each; approved lines win."""
        pool: dict[str, tuple[str, str]] = {}
        for line in self._lines.foreign:
            if locales.same_writing(line.source_locale, source):
                pool[comparable([line.source], source)] = (line.source, line.target)
        for one in sorted(self._lines.passages, key=lambda passage: passage.at):
            if locales.same_writing(one.source_locale, source):
                said = ("" if locales.is_unspaced(source) else " ").join(one.units)
                pool[comparable(one.units, source)] = (said, _on_one_line(one, self._locale))
        pool.pop("", None)
        return pool


def comparable(texts: Iterable[str], locale: str) -> str:
    """Sentences as they are compared for likeness: without tags, letters' case and line breaks.

    Where words are written without spaces, a space is a habit of whoever wrote it.
    """
    words = _plain(texts).casefold().split()
    return ("" if locales.is_unspaced(locale) else " ").join(words)


def _key(texts: Iterable[str]) -> str:
    """Sentences as they are found: no more than their letters and marks, however they are set."""
    return "".join(_plain(texts).casefold().split())


def _plain(texts: Iterable[str]) -> str:
    """Sentences without tags; marks as a keyboard has them, whatever a guide makes of them."""
    text = unicodedata.normalize("NFC", " ".join(markup.strip(one) for one in texts))
    return text.translate(_MARKS).replace("…", "...")


def _alone(own: Sequence[TranslationUnit], source: str, near: int) -> str:
    """Whether a text may be said in another sense here."""
    text = " ".join(unit.text for unit in own)
    unspaced = locales.is_unspaced(source)
    long = len(_key([text])) >= _ALONE_UNSPACED if unspaced else len(text.split()) >= _ALONE
    return "" if near or long else "it is short, and other lines stood around it"


def _written_otherwise(own: Sequence[TranslationUnit], chosen: KnownPassage) -> str:
    new, old = (
        "".join(_plain(texts).split()) for texts in ([unit.text for unit in own], chosen.units)
    )
    return "its source is written with other capitals there" if new != old else ""


def _on_one_line(passage: KnownPassage, locale: str) -> str:
    """A passage's rendering without tags, line breaks and the dashes of two speakers."""
    space = "" if locales.is_unspaced(locale) else " "
    lines = (markup.strip(line).strip() for cue in passage.cues for line in cue.lines)
    return " ".join(space.join(line for line in lines if line).split())
