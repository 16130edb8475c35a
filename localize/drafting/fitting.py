"""Known lines put into a layout as people approved them, where they fit.

The layout has room for every known line already, for it was laid out with the others. Its cues are
taken out again and the approved ones put in their place: with their own borders and times where the
speech is as long as it was, else with their own lines at the new cues' times. What breaks a hard
limit there stays as it was laid out, for a person to look at.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from localize import locales, markup
from localize.checks import run_checks
from localize.drafting.known import KnownRun
from localize.findings import Finding, Severity
from localize.script import Cue, Track, TrackRole
from localize.segmentation import Segmentation
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.drafting.known import KnownPassage, Recalled
    from localize.engines import CheckContext, TranslationUnit

#: How much longer or shorter, ms, the source's cues may be than they were and still be the same
#: sound: a cue is held for up to half a second after its last word, more or less by what follows.
_SAME_SOUND: Final = 600
#: The longest pause, ms, between two passages that one cue may hold here.
_SIDE_BY_SIDE: Final = 2_000
#: A source cue belongs to a known cue if they share this part of the shorter one's time.
_SHARED: Final = 0.2
#: Dashes of two speakers, which stand in lines and in no sentence.
_DASHES: Final = re.compile(r"^\s*[-‐‑–—]\s*")


@dataclass(frozen=True, slots=True)
class KnownLine:
    """Where the text of a drafted cue is from, if people approved it before.

    Attributes:
        cue_id: the cue.
        locked: whether it was taken as it stands, and is closed to changes.
        doubt: why it was not; empty where it was.
        episode: where it is from.
        season: the same.
        cue_ids: the same.
        by: names of the people who approved it.
        at: when, ISO 8601.
    """

    cue_id: str
    locked: bool
    doubt: str
    episode: str
    season: str
    cue_ids: tuple[str, ...]
    by: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """A layout with the known lines in it.

    Attributes:
        laid: the layout.
        known: a value for each cue that holds a known line, in order.
    """

    laid: Segmentation
    known: tuple[KnownLine, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """A known run in a layout.

    Attributes:
        run: what is known.
        laid: ids of the cues that hold it and nothing else; empty where others hold part of it.
        near: ids of the cues that hold some of it.
        sources: ids of the source cues that it renders.
        closed: whether no other sentence shares those.
    """

    run: KnownRun
    laid: tuple[str, ...]
    near: tuple[str, ...]
    sources: tuple[str, ...]
    closed: bool


class _Way(enum.IntEnum):
    """How a known run is put in, the best first."""

    WHOLE = 0  # its own cues and times
    LINES = 1  # its own lines, at the times that were laid out
    WORDS = 2  # its words, laid out anew


def fit(
    laid: Segmentation,
    found: Recalled,
    units: Sequence[TranslationUnit],
    sources: Sequence[Cue],
    context: CheckContext,
    *,
    fixed: bool = False,
) -> Fitted:
    """Put the known lines of a draft into its layout.

    Args:
        laid: the layout of the whole draft, known lines included.
        found: what is known.
        units: all sentences of the source.
        sources: the source's cues.
        context: what the track is checked against.
        fixed: whether the market keeps the source's borders and times.
    """
    if not found.runs:
        return Fitted(laid)
    work = _Fitting(laid, found, units, sources, context, fixed=fixed)
    work.settle()
    return work.result()


class _Fitting:
    """One layout, while known lines are put into it."""

    def __init__(
        self,
        laid: Segmentation,
        found: Recalled,
        units: Sequence[TranslationUnit],
        sources: Sequence[Cue],
        context: CheckContext,
        *,
        fixed: bool,
    ) -> None:
        self._laid = laid
        self._sources = {cue.id: cue for cue in sources}
        self._order = {cue.id: place for place, cue in enumerate(sources)}
        self._context = context
        self._locale = context.limits.locale
        self._fixed = fixed
        self._cues = {cue.id: cue for cue in laid.cues}
        self._places = _places(laid.cues, found, units)
        # Which way each run goes now; worse ones are tried where a better one does not fit.
        self._ways = [_Way.LINES if fixed else _Way.WHOLE] * len(self._places)
        self._errors = self._errors_of(laid.cues)

    def settle(self) -> None:
        """Find the best way for every run in which none breaks a limit."""
        while True:
            self._pass_impossible()
            broken = self._broken()
            worse = [
                number
                for number, way in enumerate(self._ways)
                if way is not _Way.WORDS and not broken.keys().isdisjoint(self._ids(number))
            ]
            if not worse:
                return
            for number in worse:
                self._ways[number] = _Way(self._ways[number] + 1)

    def result(self) -> Fitted:
        """The layout, and what is known of its cues."""
        cues = self._built()
        broken = self._broken()
        starts = {cue.id: cue.start for cue in cues}
        known: list[KnownLine] = []
        findings: list[Finding] = []
        replaced: set[str] = set()
        for number, place in enumerate(self._places):
            ids = self._ids(number)
            doubt = place.run.doubt or self._misfit(number, broken)
            if self._ways[number] is not _Way.WORDS:
                replaced.update(place.laid)
            holders = ids or place.near
            known += [_known_line(cue_id, place.run.passage, doubt) for cue_id in holders]
            if doubt and holders:
                findings.append(_say(place.run, doubt, holders[0], starts[holders[0]]))
        kept = tuple(one for one in self._laid.findings if one.cue_id not in replaced)
        laid = replace(self._laid, cues=cues, findings=(*kept, *findings))
        return Fitted(laid, tuple(known))

    # --- Ways -------------------------------------------------------------------------------------

    def _pass_impossible(self) -> None:
        """Go on from ways that cannot be, whatever the limits say."""
        for number, place in enumerate(self._places):
            if self._ways[number] is _Way.WHOLE and not self._may_be_whole(place):
                self._ways[number] = _Way.LINES
            if self._ways[number] is _Way.LINES and not self._may_be_lines(place):
                self._ways[number] = _Way.WORDS

    def _may_be_whole(self, place: _Place) -> bool:
        """Whether the cues here hold it alone, and the speech is as long as it was."""
        if not (place.laid and place.closed):
            return False
        said, passage = self._said(place), place.run.passage
        alike = abs(said.duration - passage.duration) <= _SAME_SOUND
        return alike and said.start + passage.cues[0].start >= 0

    def _may_be_lines(self, place: _Place) -> bool:
        """Whether each of its cues has one here: with its words, or the market has no others."""
        cues = place.run.passage.cues
        if not place.laid or len(place.laid) != len(cues):
            return False
        return self._fixed or all(
            _letters_of(self._cues[here].lines) == _letters_of(one.lines)
            for here, one in zip(place.laid, cues, strict=True)
        )

    def _said(self, place: _Place) -> Span:
        cues = [self._sources[one] for one in place.sources]
        return Span(min(cue.start for cue in cues), max(cue.end for cue in cues))

    def _ids(self, number: int) -> tuple[str, ...]:
        """Ids of the cues that hold a run as things are; empty where they hold more than it."""
        place = self._places[number]
        if self._ways[number] is _Way.WHOLE:
            return _numbered(place.laid, len(place.run.passage.cues))
        return place.laid

    def _built(self) -> tuple[Cue, ...]:
        """All cues as things are, in programme order."""
        cues = dict(self._cues)
        for way, place in zip(self._ways, self._places, strict=True):
            if way is _Way.WORDS:
                continue
            for cue_id in place.laid:
                del cues[cue_id]
            own = self._whole(place) if way is _Way.WHOLE else self._lines(place)
            cues.update((cue.id, cue) for cue in own)
        return tuple(sorted(cues.values(), key=lambda cue: (cue.start, cue.end)))

    def _whole(self, place: _Place) -> Iterator[Cue]:
        passage, begin, rate = place.run.passage, self._said(place).start, self._context.rate
        spans = []
        for one in passage.cues:
            start = rate.time_of(rate.nearest_frame(max(0, begin + one.start)))
            spans.append(Span(start, max(start, rate.time_of(rate.nearest_frame(begin + one.end)))))
        named = self._named(spans, place)
        ids = _numbered(place.laid, len(passage.cues))
        for number, (one, span) in enumerate(zip(passage.cues, spans, strict=True)):
            yield replace(
                self._cues[place.laid[min(number, len(place.laid) - 1)]],
                id=ids[number],
                start=span.start,
                end=span.end,
                lines=one.lines,
                placement=one.placement,
                source_ids=named[number],
            )

    def _lines(self, place: _Place) -> Iterator[Cue]:
        for one, cue_id in zip(place.run.passage.cues, place.laid, strict=True):
            yield replace(self._cues[cue_id], lines=one.lines, placement=one.placement)

    def _named(self, spans: Sequence[Span], place: _Place) -> list[tuple[str, ...]]:
        """For each known cue the source cues that it renders; every one of them is named."""
        sources = [self._sources[one] for one in place.sources]
        found: list[set[str]] = [set() for _ in spans]
        for source in sources:
            parts = [_shared(source.span, span) for span in spans]
            best = max(parts)
            for number, part in enumerate(parts):
                if part >= _SHARED or part == best:
                    found[number].add(source.id)
        for number, span in enumerate(spans):
            if not found[number]:
                nearest = max(sources, key=partial(_nearness, span))
                found[number].add(nearest.id)
        return [tuple(sorted(ids, key=self._order.__getitem__)) for ids in found]

    # --- Limits -----------------------------------------------------------------------------------

    def _broken(self) -> dict[str, set[str]]:
        """Cues that break a hard limit as things are, or make a neighbour break one: id → rules."""
        cues = self._built()
        places = {cue.id: number for number, cue in enumerate(cues)}
        broken: dict[str, set[str]] = {}
        for cue_id, rule in self._errors_of(cues):
            near = [cue_id]
            if cue_id in places and (cue_id, rule) not in self._errors:
                at = places[cue_id]
                near += [cue.id for cue in cues[max(0, at - 1) : at + 2]]
            for one in near:
                broken.setdefault(one, set()).add(rule)
        return broken

    def _errors_of(self, cues: Sequence[Cue]) -> set[tuple[str, str]]:
        track = Track("", self._locale, TrackRole.SUBTITLE, tuple(cues))
        found = run_checks(track, self._context)
        return {(one.cue_id, one.rule) for one in found if one.severity is Severity.ERROR}

    def _misfit(self, number: int, broken: dict[str, set[str]]) -> str:
        """Why a run is not taken as it stands, where nothing else speaks against it."""
        place = self._places[number]
        if not place.laid:
            return "a cue here holds more than it did"
        rules = {rule for one in self._ids(number) for rule in broken.get(one, ())}
        if rules:
            return f"it does not fit here ({', '.join(sorted(rules))})"
        if self._ways[number] is _Way.WORDS and not _plain(place.run.passage, self._locale):
            return "its lines do not fit here as they are"
        return ""


def _known_line(cue_id: str, passage: KnownPassage, doubt: str) -> KnownLine:
    return KnownLine(
        cue_id,
        not doubt,
        doubt,
        passage.episode,
        passage.season,
        tuple(cue.cue_id for cue in passage.cues),
        tuple(dict.fromkeys(cue.by for cue in passage.cues if cue.by)),
        passage.at,
    )


def _places(cues: Sequence[Cue], found: Recalled, units: Sequence[TranslationUnit]) -> list[_Place]:
    by_id = {unit.id: unit for unit in units}
    users: dict[str, set[str]] = {}
    for unit in units:
        for source in unit.source_ids:
            users.setdefault(source, set()).add(unit.id)
    naming: dict[str, list[int]] = {}
    for number, cue in enumerate(cues):
        for source in cue.source_ids:
            naming.setdefault(source, []).append(number)
    places = []
    for run in _side_by_side(found.runs, units):
        own = [by_id[unit_id] for unit_id in run.unit_ids]
        sources = tuple(dict.fromkeys(source for unit in own for source in unit.source_ids))
        near = sorted({number for source in sources for number in naming.get(source, ())})
        closed = all(users[source] <= set(run.unit_ids) for source in sources)
        held = _holding([cues[number] for number in near], run)
        places.append(_Place(run, held, tuple(cues[n].id for n in near), sources, closed))
    return places


def _side_by_side(runs: Sequence[KnownRun], units: Sequence[TranslationUnit]) -> Iterator[KnownRun]:
    """Runs, those as one that share a cue of the source here and followed each other there."""
    order = {unit.id: place for place, unit in enumerate(units)}
    waiting: KnownRun | None = None
    for run in runs:
        if waiting is not None:
            last, first = (units[order[i]] for i in (waiting.unit_ids[-1], run.unit_ids[0]))
            follows = order[first.id] == order[last.id] + 1
            shares = not set(last.source_ids).isdisjoint(first.source_ids)
            whole = _one(waiting, run) if follows and shares else None
            if whole is not None:
                waiting = whole
                continue
            yield waiting
        waiting = run
    if waiting is not None:
        yield waiting


def _one(run: KnownRun, following: KnownRun) -> KnownRun | None:
    """Two runs as one; None where the second did not follow the first."""
    one, other = run.passage, following.passage
    later = other.start - one.start
    if (one.season, one.episode) != (other.season, other.episode) or not (
        one.duration <= later <= one.duration + _SIDE_BY_SIDE
    ):
        return None
    moved = (replace(cue, start=cue.start + later, end=cue.end + later) for cue in other.cues)
    passage = replace(
        one,
        units=(*one.units, *other.units),
        after=other.after,
        duration=later + other.duration,
        cues=(*one.cues, *moved),
    )
    ids = (*run.unit_ids, *following.unit_ids)
    text = f"{run.text} {following.text}"
    return KnownRun(ids, passage, text, run.doubt or following.doubt)


def _holding(near: Sequence[Cue], run: KnownRun) -> tuple[str, ...]:
    """The cues, one after the other, that hold a run's text and nothing else."""
    wanted = _letters(run.text)
    texts = [_letters_of(cue.lines) for cue in near]
    for first in range(len(near)):
        text = ""
        for last in range(first, len(near)):
            text += texts[last]
            if text == wanted:
                return tuple(cue.id for cue in near[first : last + 1])
            if not wanted.startswith(text):
                break
    return ()


def _letters(text: str) -> str:
    return "".join(markup.strip(text).split())


def _letters_of(lines: Sequence[str]) -> str:
    """The letters of a cue, without the dashes of two speakers."""
    return _letters("".join(_DASHES.sub("", markup.strip(line)) for line in lines))


def _plain(passage: KnownPassage, locale: str) -> bool:
    """Whether a passage loses nothing when its words are set on lines anew."""
    if locales.is_unspaced(locale):
        return False  # a line break parts what no mark parts
    lines = [line for cue in passage.cues for line in cue.lines]
    return not any(markup.TAG.search(line) or _DASHES.match(line) for line in lines)


def _numbered(laid: Sequence[str], count: int) -> tuple[str, ...]:
    """Ids for ``count`` cues in the place of others: theirs first, then such as no layout gives."""
    more = (f"{laid[-1]}k{number}" for number in range(1, count - len(laid) + 1))
    return (*laid[:count], *more)


def _shared(one: Span, other: Span) -> float:
    overlap = min(one.end, other.end) - max(one.start, other.start)
    return overlap / max(1, min(one.duration, other.duration))


def _nearness(span: Span, cue: Cue) -> float:
    return _shared(cue.span, span)


def _say(run: KnownRun, doubt: str, cue_id: str, start: int) -> Finding:
    passage = run.passage
    ids = ", ".join(cue.cue_id for cue in passage.cues)
    return Finding(
        "known-line",
        Severity.WARNING,
        f"Approved in {passage.episode} ({ids}), but {doubt}: look at it before it is used.",
        cue_id=cue_id,
        start=start,
    )
