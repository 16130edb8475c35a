"""What a replacement comes to for one track: found, judged and ready to be written.

It is made of the hits, the rows and the person's standing alone. So it can be made before the
transaction that writes it, and holds in there as long as these are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.review.approving import RefusedCue
from localize.review.committing import judgements, live, store_change
from localize.review.edits import Edit
from localize.review.replace import Hit, replace_all, search
from localize.store.cues import texts_of
from localize.store.steps import Change as StoreChange
from localize.store.tables import CueRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from localize.review.bench import Bench
    from localize.review.policy import Decision
    from localize.review.replace import Matches, Query


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be done to one track.

    Attributes:
        standing: of the person at the track (`Bench.standing`), by which it was judged.
        rows: of the cues, as they were read.
        late: what was found in cues that somebody has changed since the preview.
        refused: cues that the policy stands against.
        made: what is done to the others.
        changes: the same, as it is written.
    """

    standing: tuple[object, ...]
    rows: tuple[CueRow, ...]
    late: tuple[Hit, ...]
    refused: tuple[RefusedCue, ...]
    made: Edit
    changes: tuple[StoreChange, ...]

    def holds(self, bench: Bench, now: Mapping[int, int]) -> bool:
        """Whether it would be made the same again; ``now`` has the revision of each row."""
        return self.standing == bench.standing and all(
            now.get(row.id) == row.revision for row in self.rows
        )

    def row_of(self, hit: Hit) -> CueRow:
        """The row of a cue."""
        return next(row for row in self.rows if row.cue_id == hit.cue_id)


def look(
    session: Session, tracks: Mapping[int, str], query: Query
) -> dict[int, dict[int, Matches]]:
    """What is found in tracks, given with their locales: by track, then by the cue's row.

    In programme order; tracks in which nothing is found are left out.

    Raises:
        SettingsError, RefusedError: as `localize.review.replace.search`.
    """
    every = {}
    for track_id, locale in tracks.items():
        texts = texts_of(session, track_id)
        found = search([text for _, text in texts], query, locale=locale)
        matches = {row: one for (row, _), one in zip(texts, found, strict=True) if one}
        if matches:
            every[track_id] = matches
    return every


def judge_hits(
    bench: Bench, hits: Sequence[Hit], rows: Mapping[str, CueRow], query: Query
) -> dict[str, Decision]:
    """What the policy says about replacing in each of these cues."""
    setting = bench.setting([hit.before for hit in hits], hung=False)
    return judgements(bench, replace_all(hits, query), rows, setting)


def prepare(
    bench: Bench,
    hits: Sequence[Hit],
    rows: Mapping[str, CueRow],
    expected: Mapping[tuple[int, str], int],
    query: Query,
) -> Prepared:
    """Tell apart what may be replaced, what may not, and what was changed since the preview.

    Args:
        bench: the person at the track.
        hits: as the preview showed them.
        rows: of their cues, by id.
        expected: (track, cue) → revision that the preview showed.
        query: what was searched for.
    """
    late: list[Hit] = []
    good: list[Hit] = []
    for hit in hits:
        row = rows[hit.cue_id]
        seen = row.revision == expected[bench.track.id, hit.cue_id] and live(row) == hit.before
        (good if seen else late).append(hit)
    said = judge_hits(bench, good, rows, query)
    refused = tuple(
        RefusedCue(cue_id, decision.reason, decision.ask)
        for cue_id, decision in said.items()
        if not decision.allowed
    )
    against = {one.cue_id for one in refused}
    made = replace_all([hit for hit in good if hit.cue_id not in against], query)
    return Prepared(
        bench.standing,
        tuple(rows[hit.cue_id] for hit in hits),
        tuple(late),
        refused,
        made,
        tuple(store_change(bench, change, rows[change.cue_id]) for change in made.changes),
    )
