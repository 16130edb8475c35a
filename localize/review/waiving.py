"""Rules that may be broken, with a reason; and what was watched through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from localize.errors import SettingsError
from localize.review.acts import ActKind
from localize.review.bench import Bench, open_bench, rows_by_id, take_bench
from localize.review.committing import ask, write_step
from localize.review.errors import RefusedError
from localize.review.office import Office
from localize.review.views import WaiverView
from localize.store.cues import find_cue
from localize.store.tables import WaiverRow
from localize.store.work import find_waiver, mark_watched, waivers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor


@dataclass(frozen=True, slots=True)
class Watched:
    """What a watch-through came to.

    Attributes:
        marked: how many cues are now marked that this person had not watched at that revision.
        outdated: cues that were changed meanwhile, so that they are to be watched again.
    """

    marked: int
    outdated: tuple[str, ...]


class Waiving(Office):
    """Waivers, and watch-throughs."""

    def waive(self, actor: Actor, track_id: int, cue_id: str, rule: str, reason: str) -> WaiverView:
        """Let a rule be broken, on a cue or (``cue_id`` empty) on the whole track.

        Raises:
            RefusedError: the person may not, no reason or rule, no such cue, or it is waived
                already.
        """
        why, name = reason.strip(), rule.strip()
        if not why or not name:
            raise RefusedError("A waiver needs a rule and a reason.", "Say in a few words why.")

        def work(bench: Bench) -> WaiverView:
            row = find_cue(bench.session, track_id, cue_id) if cue_id else None
            if cue_id and row is None:
                raise RefusedError(f"There is no cue {cue_id} in this track.")
            ask(bench, ActKind.WAIVE)
            if find_waiver(bench.session, track_id, cue_id, name) is not None:
                raise RefusedError(f"{name} is waived there already.")
            waiver = WaiverRow(
                track_id=track_id,
                cue_id=cue_id,
                rule=name,
                reason=why,
                by=actor.person_id,
                at=datetime.now(UTC),
            )
            bench.session.add(waiver)
            bench.session.flush()
            detail = {"waiver": waiver.id, "cue": cue_id, "rule": name, "reason": why}
            write_step(bench, (), "waive", detail=detail)
            return WaiverView.of(waiver)

        return self._write(actor, track_id, work)

    def withdraw_waiver(self, actor: Actor, waiver_id: int) -> WaiverView:
        """Let a rule hold again; the waiver stays in the record, marked so.

        Raises:
            RefusedError: the person may not, there is none, or it was withdrawn before.
        """

        def work(session: Session) -> WaiverView:
            row = session.get(WaiverRow, waiver_id)
            if row is None:
                raise RefusedError("There is no such waiver.", "Load the track again.")
            bench = take_bench(session, actor, self.season, row.track_id)
            session.refresh(row)
            ask(bench, ActKind.WAIVE)
            if row.withdrawn is not None:
                raise RefusedError("That waiver was withdrawn already.")
            row.withdrawn, row.withdrawn_by = datetime.now(UTC), actor.person_id
            detail = {"waiver": row.id, "cue": row.cue_id, "rule": row.rule}
            write_step(bench, (), "withdraw-waiver", detail=detail)
            return WaiverView.of(row)

        return self.database.write(work)

    def waivers(
        self, actor: Actor, track_id: int, *, withdrawn: bool = False
    ) -> tuple[WaiverView, ...]:
        """A track's waivers in force, oldest first; with ``withdrawn`` all there ever were."""
        return self._read(
            actor,
            track_id,
            lambda bench: tuple(
                WaiverView.of(row)
                for row in waivers_of(bench.session, track_id, withdrawn=withdrawn)
            ),
        )

    def watched(
        self, actor: Actor, track_id: int, cues: Sequence[tuple[str, int]], speed: float = 1.0
    ) -> Watched:
        """Keep that this person watched cues, each as they were at a revision.

        Args:
            actor: who.
            track_id: the track.
            cues: (id, revision that was on the screen).
            speed: of playback; 1 is the programme's own.

        Raises:
            RefusedError: the person may not.
            SettingsError: a speed that is none.
        """
        if not 0 < speed <= 16:
            raise SettingsError(f"A playback speed of {speed} is none.", hint="1 is normal.")
        seen = dict(cues)

        def work(session: Session) -> Watched:
            # No cue is changed, and what is marked is a revision: no need to take the track.
            bench = open_bench(session, actor, self.season, track_id)
            ask(bench, ActKind.WATCH)
            rows = rows_by_id(bench, seen) if seen else {}
            same = [row for row in rows.values() if seen[row.cue_id] == row.revision]
            current = {row.cue_id for row in same}
            at = datetime.now(UTC)
            marked = mark_watched(session, same, actor.person_id, at, speed)
            return Watched(marked, tuple(one for one in seen if one not in current))

        return self.database.write(work)
