"""Approved tracks cut into passages: whole sentences that people's cues render whole. Pure.

A cue may hold half a sentence, and a sentence half a cue, so neither by itself can be found in
another episode. What hangs together by cues of the source, sentences or cues of the market is a
passage; it is known when a person approved every cue of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.drafting.known import KnownCue, KnownPassage
from localize.script import Cue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import TranslationUnit


@dataclass(frozen=True, slots=True)
class Rendered:
    """A cue of a market, as far as a memory wants to know.

    Attributes:
        cue: the cue; its ``source_ids`` are all of the source's cues that it stands for.
        approved: whether a person approved it, and its source has not moved on since.
        by: name of that person.
        at: when, ISO 8601.
    """

    cue: Cue
    approved: bool
    by: str = ""
    at: str = ""


def passages_of(
    sources: Sequence[Cue],
    units: Sequence[TranslationUnit],
    targets: Sequence[Rendered],
    *,
    source_locale: str,
    episode: str,
    season: str = "",
) -> Iterator[KnownPassage]:
    """The passages of a track that people approved, in programme order.

    Args:
        sources: cues of the source.
        units: their sentences, in programme order.
        targets: every cue of the market, in programme order.
        source_locale: of the source.
        episode: where it is from.
        season: the same.
    """
    chains = _Chains()
    for links in (*(unit.source_ids for unit in units), *(one.cue.source_ids for one in targets)):
        chains.join(links)
    renders: defaultdict[str, list[Rendered]] = defaultdict(list)
    for one in targets:
        if one.cue.source_ids:
            renders[chains.top(one.cue.source_ids[0])].append(one)
    says: defaultdict[str, list[int]] = defaultdict(list)
    for place, unit in enumerate(units):
        says[chains.top(unit.source_ids[0])].append(place)
    by_id = {cue.id: cue for cue in sources}
    for top, places in says.items():
        own = renders.get(top, [])
        said = any(line.strip() for one in own for line in one.cue.lines)
        together = places[-1] - places[0] + 1 == len(places)
        if not (together and said and all(one.approved for one in own)):
            continue
        ids = dict.fromkeys(i for place in places for i in units[place].source_ids)
        start = min(by_id[one].start for one in ids)
        yield KnownPassage(
            units=tuple(units[place].text for place in places),
            before=units[places[0] - 1].text if places[0] else "",
            after=units[places[-1] + 1].text if places[-1] + 1 < len(units) else "",
            source_locale=source_locale,
            duration=max(by_id[one].end for one in ids) - start,
            cues=tuple(_known(one, start) for one in own),
            episode=episode,
            season=season,
            start=start,
        )


def _known(one: Rendered, start: int) -> KnownCue:
    cue = one.cue
    return KnownCue(
        cue.id, cue.start - start, cue.end - start, cue.lines, cue.placement, one.by, one.at
    )


class _Chains:
    """Ids that hang together, however far apart."""

    def __init__(self) -> None:
        self._over: dict[str, str] = {}

    def top(self, one: str) -> str:
        while self._over.setdefault(one, one) != one:
            one = self._over[one]
        return one

    def join(self, ids: Sequence[str]) -> None:
        for one in ids[1:]:
            self._over[self.top(one)] = self.top(ids[0])
