"""Which cues of a track the cues of a new draft are: a run counts its ids anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localize.review.overlaps import CueTimes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from localize.script import Cue
    from localize.store.tables import CueRow


def by_source(rows: Iterable[CueRow], draft: Sequence[Cue]) -> list[tuple[str, str]]:
    """(cue of a hung market, cue of a draft of its template) that render a line in common."""
    renders: dict[str, list[str]] = {}
    for cue in draft:
        for source in cue.source_ids:
            renders.setdefault(source, []).append(cue.id)
    return [
        (row.cue_id, origin)
        for row in rows
        for source in row.source_ids
        for origin in renders.get(source, ())
    ]


def renamed_cue(cue: Cue, names: Mapping[str, tuple[str, ...]]) -> Cue:
    """The cue with the ids that its source's cues have on their track."""
    if not names:
        return cue
    ids = [new for old in cue.source_ids for new in names.get(old, ())]
    return replace(cue, source_ids=tuple(dict.fromkeys(ids)))


def names_of(
    draft: Iterable[Cue], now: Sequence[Cue], came_from: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """For each cue of a new draft, the ids of the track's cues that say what it says."""
    taken: dict[str, list[str]] = {}
    for cue_id, draft_id in came_from.items():
        taken.setdefault(draft_id, []).append(cue_id)
    times = CueTimes(now)
    return {cue.id: tuple(taken.get(cue.id) or times.over(cue)) for cue in draft}
