"""What a run writes into a track: drafts with what made them, and approved lines among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localize.drafting.known import provenance
from localize.review.remembered import MEMORY, Locks, memory_data
from localize.store.mapping import cue_of
from localize.store.seasons import put_machine
from localize.store.steps import create, edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from localize.drafting.fitting import KnownLine
    from localize.review.edits import Change
    from localize.script import Cue, Provenance
    from localize.store.steps import Change as StoreChange
    from localize.store.tables import CueRow, TrackRow


class Drafts:
    """The drafts of one run for one track, on their way into its rows.

    Args:
        session: a transaction.
        track: taken for writing.
        machines: that made them, in order.
        known: the cues of the draft that people approved before.
    """

    def __init__(
        self,
        session: Session,
        track: TrackRow,
        machines: Sequence[Provenance],
        known: Sequence[KnownLine] = (),
    ) -> None:
        self._track_id = track.id
        self._machines = [put_machine(session, one).id for one in machines]
        self._lines: Mapping[str, KnownLine] = {one.cue_id: one for one in known}
        self._locks = Locks(session, track.id)
        self._remembering = (
            [*self._machines[:-1], put_machine(session, provenance()).id] if known else []
        )

    def line_of(self, draft: Cue) -> KnownLine | None:
        """What is known of a cue of the draft."""
        return self._lines.get(draft.id)

    def closed_by_run(self, row: CueRow) -> bool:
        """Whether a cue is locked by an earlier run alone, so that this one may draft it anew."""
        return self._locks.by_run(row)

    def new(self, cue: Cue, draft: Cue, line: KnownLine | None, stale: str = "") -> StoreChange:
        """A cue that the track did not have."""
        wanted = self._locks.wanted(None, line)
        data = self._data(draft, line)
        return create(self._track_id, cue, machine=data, locked=wanted, stale=stale)

    def again(
        self,
        rows: Mapping[str, CueRow],
        change: Change,
        draft: Cue | None,
        line: KnownLine | None,
        stale: str | None,
    ) -> StoreChange:
        """What a change of a plan writes; without a draft in its place a cue is taken out.

        Args:
            rows: of the track, by id.
            change: of the plan.
            draft: the draft.
            line: what is known of it.
            stale: why it is stale; None where that is not known, so that the mark stays.
        """
        if change.after is None or draft is None:
            return edit(rows[change.cue_id], deleted=True)
        row = rows.get(change.cue_id)
        if row is None:
            return self.new(change.after, draft, line, stale or "")
        wanted = self._locks.wanted(row, line)
        data = self._data(draft, line)
        mark = row.stale if stale is None else stale
        return edit(row, change.after, machine=data, stale=mark, deleted=False, locked=wanted)

    def same_text(
        self,
        rows: Mapping[str, CueRow],
        pairs: Iterable[tuple[str, Cue, KnownLine | None, str | None]],
    ) -> Iterator[StoreChange]:
        """Cues whose text is the old one, but that were approved elsewhere since, or no longer.

        Args:
            rows: of the track, by id.
            pairs: (id in the track, its draft, what is known of it, why it is stale) of cues that
                nobody touched; None for what is not known.
        """
        for cue_id, draft, line, why in pairs:
            row = rows[cue_id]
            wanted = self._locks.wanted(row, line)
            before = (row.machine or {}).get(MEMORY)
            after = None if line is None else memory_data(line)
            stale = row.stale if why is None else why and (row.stale or why)
            if before != after or row.locked != wanted or row.stale != stale:
                data = self._data(draft, line)
                yield edit(row, cue_of(row), machine=data, locked=wanted, stale=stale)

    def _data(self, draft: Cue, line: KnownLine | None) -> dict[str, Any]:
        """What a cue remembers of its draft: times, text, and the machines that made it."""
        data: dict[str, Any] = {
            "start": draft.start,
            "end": draft.end,
            "lines": list(draft.lines),
            "machines": self._machines if line is None else self._remembering,
        }
        if line is not None:
            data[MEMORY] = memory_data(line)
        return data
