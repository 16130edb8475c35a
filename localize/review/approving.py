"""How far a cue has come: confirmed, returned, approved, reopened, locked; the track's stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from localize.review.acts import Act, ActKind
from localize.review.bench import Bench, rows_by_id, translators_of
from localize.review.committing import ask, edited, refuse_unless, see, write_step
from localize.review.errors import RefusedError
from localize.review.office import Office
from localize.review.policy import decide
from localize.review.sent_back import ACTION, RETURNED
from localize.review.views import CueView, Edited, cue_views
from localize.store.cues import find_cue
from localize.store.kinds import CueState, NoteKind, NoteScope
from localize.store.steps import edit
from localize.store.tables import NoteRow, PersonRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from localize.review.actor import Actor
    from localize.store.mapping import CueFields
    from localize.store.tables import CueRow


@dataclass(frozen=True, slots=True)
class RefusedCue:
    """A cue of many that was left as it is.

    Attributes:
        cue_id: the cue.
        reason: why.
        ask: how to get it done all the same; empty where there is no way.
    """

    cue_id: str
    reason: str
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Approved:
    """What approving many did.

    Attributes:
        edited: the act, with the cues that are approved now.
        refused: the cues that are not, and why.
    """

    edited: Edited
    refused: tuple[RefusedCue, ...] = ()


class Approving(Office):
    """Judgements on cues; each names the revision that the person saw.

    All raise ConflictError where the cue was changed since, and RefusedError where the policy
    stands against it.
    """

    def confirm(self, actor: Actor, track_id: int, cue_id: str, revision: int) -> Edited:
        """Say that a cue is right as it stands, changed or not; it is no longer stale."""
        fields: CueFields = {
            "state": CueState.REVIEWED.value,
            "reviewed_by": actor.person_id,
            "stale": "",
        }
        return self._judge(actor, track_id, (cue_id, revision), ActKind.CONFIRM, fields)

    def approve(self, actor: Actor, track_id: int, cue_id: str, revision: int) -> Edited:
        """Approve one cue: nobody changes it from now on."""
        fields = _approval(actor, bulk=False)
        return self._judge(actor, track_id, (cue_id, revision), ActKind.APPROVE, fields)

    def approve_many(
        self, actor: Actor, track_id: int, cue_ids: Sequence[str] | Mapping[str, int]
    ) -> Approved:
        """Approve several at once; it is recorded that they were approved in bulk.

        Args:
            actor: who.
            track_id: the track.
            cue_ids: the cues, with the revisions that the person saw where they are known: one
                that was changed since is then left as it is.

        Raises:
            RefusedError: none of them may be approved; says why for the first.
        """
        seen = dict(cue_ids) if isinstance(cue_ids, Mapping) else dict.fromkeys(cue_ids)

        def work(bench: Bench) -> Approved:
            rows = rows_by_id(bench, seen) if seen else {}
            live = [row for row in rows.values() if not row.deleted]
            by = translators_of(bench.session, self.season, live)
            chosen: list[CueRow] = []
            refused: list[RefusedCue] = []
            for cue_id, revision in seen.items():
                row = rows.get(cue_id)
                if row is None or row.deleted:
                    refused.append(RefusedCue(cue_id, f"There is no cue {cue_id} in this track."))
                    continue
                if revision is not None and revision != row.revision:
                    why = "The cue was changed after you had read it."
                    refused.append(RefusedCue(cue_id, why, "Read it again."))
                    continue
                facts = bench.facts(row, translated=actor.person_id in by[row.id])
                decision = decide(Act(ActKind.APPROVE), bench.desk, facts)
                if decision.allowed:
                    chosen.append(row)
                else:
                    refused.append(RefusedCue(cue_id, decision.reason, decision.ask))
            if not chosen:
                first = refused[0] if refused else RefusedCue("", "No cue was named.")
                raise RefusedError(first.reason, first.ask)
            fields = _approval(actor, bulk=len(seen) > 1)
            note = f"{len(chosen)} approved in bulk"
            step = write_step(
                bench, [edit(row, **fields) for row in chosen], "approve", note=note,
                detail={"bulk": len(seen) > 1},
            )  # fmt: skip
            return Approved(edited(bench, step, chosen, note), tuple(refused))

        return self._write(actor, track_id, work)

    def reopen(
        self, actor: Actor, track_id: int, cue_id: str, revision: int, reason: str = ""
    ) -> Edited:
        """Take an approval back, so that the cue can be changed: the lead's act."""

        def fields(row: CueRow) -> CueFields:
            confirmed = row.reviewed_by is not None
            return {
                "state": (CueState.REVIEWED if confirmed else CueState.EDITED).value,
                "approved_by": None,
                "approved_at": None,
                "approved_bulk": False,
            }

        detail = {"reason": reason} if reason else None
        seen = (cue_id, revision)
        return self._judge(actor, track_id, seen, ActKind.REOPEN, fields, detail=detail)

    def send_back(
        self,
        actor: Actor,
        track_id: int,
        cue_id: str,
        revision: int,
        reason: str,
        *,
        to: int | None = None,
    ) -> Edited:
        """Return a cue with a reason, to a person or to whoever has it next.

        It is no longer confirmed, and carries a flag with the reason until that is answered. Until
        then the person changes and confirms it, wherever the track is before its last stage.

        Raises:
            RefusedError: no reason, or there is nobody of that id.
        """
        why = _reason(reason)

        def work(bench: Bench) -> Edited:
            if to is not None and bench.session.get(PersonRow, to) is None:
                raise RefusedError("There is nobody of that id to return it to.")
            found = find_cue(bench.session, bench.track.id, cue_id)
            row = see(bench, found, cue_id, revision)
            ask(bench, ActKind.RETURN, row)
            untouched = row.state == CueState.MACHINE.value
            state = CueState.MACHINE if untouched else CueState.EDITED
            bench.session.add(
                NoteRow(
                    track_id=track_id,
                    cue_id=cue_id,
                    kind=NoteKind.FLAG.value,
                    scope=NoteScope.HERE.value,
                    category=RETURNED,
                    severity="",
                    text=why,
                    by=actor.person_id,
                    at=datetime.now(UTC),
                )
            )
            change = edit(row, state=state.value, reviewed_by=None)
            detail = {"cue": cue_id, "reason": why, "to": to, "by": actor.person_id}
            step = write_step(bench, [change], ACTION, detail=detail)
            return edited(bench, step, [row])

        return self._write(actor, track_id, work)

    def lock(self, actor: Actor, track_id: int, cue_id: str, revision: int) -> Edited:
        """Close a cue to changes, without approving it."""
        return self._judge(actor, track_id, (cue_id, revision), ActKind.LOCK, {"locked": True})

    def unlock(self, actor: Actor, track_id: int, cue_id: str, revision: int) -> Edited:
        """Open a locked cue again."""
        return self._judge(actor, track_id, (cue_id, revision), ActKind.UNLOCK, {"locked": False})

    def set_stage(self, actor: Actor, track_id: int, stage: str) -> int:
        """Move a track to another stage, on or back; the number of the step.

        Raises:
            RefusedError: the person may not.
            UnknownNameError: the season has no such stage.
        """
        self.season.stage(stage)

        def work(bench: Bench) -> int:
            ask(bench, ActKind.SET_STAGE)
            before = bench.track.stage
            if before == stage:
                return bench.track.changed
            step = write_step(bench, (), "stage", detail={"from": before, "to": stage})
            bench.track.stage = stage
            return step.number

        return self._write(actor, track_id, work)

    def _judge(
        self,
        actor: Actor,
        track_id: int,
        seen: tuple[str, int],
        kind: ActKind,
        fields: CueFields | Callable[[CueRow], CueFields],
        *,
        detail: dict[str, Any] | None = None,
    ) -> Edited:
        cue_id, revision = seen

        def work(bench: Bench) -> Edited:
            found = find_cue(bench.session, bench.track.id, cue_id)
            row = see(bench, found, cue_id, revision)
            translated = kind is ActKind.APPROVE and actor.person_id in translators_of(
                bench.session, self.season, [row]
            ).get(row.id, frozenset())
            facts = bench.facts(row, translated=translated)
            refuse_unless(decide(Act(kind), bench.desk, facts))
            change = edit(row, **(fields(row) if callable(fields) else fields))
            if change.before == change.after:
                views: tuple[CueView, ...] = cue_views(bench.session, track_id, [row])
                return Edited(0, views)
            return edited(bench, write_step(bench, [change], kind.value, detail=detail), [row])

        return self._write(actor, track_id, work)


def _approval(actor: Actor, *, bulk: bool) -> CueFields:
    return {
        "state": CueState.APPROVED.value,
        "approved_by": actor.person_id,
        "approved_at": datetime.now(UTC),
        "approved_bulk": bulk,
        "stale": "",
    }


def _reason(text: str) -> str:
    kept = text.strip()
    if not kept:
        raise RefusedError("A reason is needed.", "Say in a few words why.")
    return kept
