"""Who does which stage of a track, over which cues, by when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from localize.errors import SettingsError
from localize.review.acts import ActKind
from localize.review.bench import Bench, take_bench
from localize.review.committing import ask, write_step
from localize.review.errors import RefusedError
from localize.review.office import Office
from localize.review.views import AssignmentView
from localize.store.cues import find_cue
from localize.store.tables import AssignmentRow, PersonRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor


class Assigning(Office):
    """Assignments: the lead's."""

    def assign(
        self,
        actor: Actor,
        track_id: int,
        person: int,
        stage: str,
        *,
        first: str = "",
        last: str = "",
        due: datetime | None = None,
    ) -> AssignmentView:
        """Give somebody a stage of a track, or a range of its cues.

        Args:
            actor: who assigns.
            track_id: the track.
            person: who is to do it.
            stage: of the season.
            first: first cue of the range; empty for the track's first.
            last: last cue of the range; empty for the track's last.
            due: by when, with its zone.

        Raises:
            RefusedError: the actor may not; there is nobody of that id; no such cue; a range that
                ends before it begins.
            UnknownNameError: no such stage or track.
            SettingsError: the date has no zone.
        """
        self.season.stage(stage)
        if due is not None and due.tzinfo is None:
            raise SettingsError("A date must say its zone.", hint="Write 2031-05-06T18:00+02:00.")

        def work(bench: Bench) -> AssignmentView:
            ask(bench, ActKind.ASSIGN)
            given = bench.session.get(PersonRow, person)
            if given is None or given.disabled:
                raise RefusedError("There is nobody of that id who could do it.")
            _check_range(bench, first, last)
            row = AssignmentRow(
                track_id=track_id,
                person_id=person,
                stage=stage,
                first_cue=first,
                last_cue=last,
                due=due,
            )
            bench.session.add(row)
            bench.session.flush()
            detail = {"assignment": row.id, "person": person, "for": stage}
            write_step(bench, (), "assign", detail=detail)
            return AssignmentView.of(row)

        return self._write(actor, track_id, work)

    def unassign(self, actor: Actor, assignment_id: int) -> AssignmentView:
        """Take an assignment back; it is kept, marked so.

        Raises:
            RefusedError: the actor may not, or it was taken back before.
        """

        def close(bench: Bench, row: AssignmentRow) -> None:
            ask(bench, ActKind.ASSIGN)
            row.withdrawn = datetime.now(UTC)

        return self._close(actor, assignment_id, "unassign", close)

    def finish(self, actor: Actor, assignment_id: int) -> AssignmentView:
        """Say that an assignment is done: the person's who has it, or a lead's.

        Raises:
            RefusedError: it is another's, is done already or was taken back.
        """

        def close(bench: Bench, row: AssignmentRow) -> None:
            if row.person_id != actor.person_id:
                ask(bench, ActKind.ASSIGN)
            if row.done is not None:
                raise RefusedError("That is done already.")
            row.done = datetime.now(UTC)

        return self._close(actor, assignment_id, "finish", close)

    def _close(
        self,
        actor: Actor,
        assignment_id: int,
        action: str,
        close: Callable[[Bench, AssignmentRow], None],
    ) -> AssignmentView:
        def work(session: Session) -> AssignmentView:
            row = session.get(AssignmentRow, assignment_id)
            if row is None:
                raise RefusedError("There is no such assignment.", "Load the season again.")
            bench = take_bench(session, actor, self.season, row.track_id)
            session.refresh(row)
            if row.withdrawn is not None:
                raise RefusedError("That assignment was taken back.", "Load the season again.")
            close(bench, row)
            detail = {"assignment": row.id, "person": row.person_id, "for": row.stage}
            write_step(bench, (), action, detail=detail)
            return AssignmentView.of(row)

        return self.database.write(work)


def _check_range(bench: Bench, first: str, last: str) -> None:
    rows = {}
    for cue_id in (first, last):
        if cue_id:
            row = find_cue(bench.session, bench.track.id, cue_id)
            if row is None or row.deleted:
                raise RefusedError(f"There is no cue {cue_id} in this track.")
            rows[cue_id] = (row.start, row.end, row.id)
    if first and last and rows[first] > rows[last]:
        raise RefusedError("The range ends before it begins.", "Choose the earlier cue first.")
