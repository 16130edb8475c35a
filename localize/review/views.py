"""What a person is shown: frozen values, read from the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, func, select

from localize.drafting.risk import Risk
from localize.review.remembered import Remembered, remembered
from localize.script import Cue, TrackRole
from localize.season import RulesInForce
from localize.store.kinds import CueState, NoteKind, NoteScope
from localize.store.mapping import cue_of
from localize.store.tables import AssignmentRow, CueRow, NoteRow, PersonRow, StepRow, WaiverRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class MachineDraft:
    """A cue as a machine made it.

    Attributes:
        start: ms.
        end: ms.
        lines: its text.
        machines: ids of the machines that made it (`store.tables.MachineRow`), in order.
        memory: which approved line it is; None where it is a machine's own.
    """

    start: int
    end: int
    lines: tuple[str, ...]
    machines: tuple[int, ...] = ()
    memory: Remembered | None = None


@dataclass(frozen=True, slots=True)
class CueView:
    """A cue as it is now.

    Attributes:
        cue: the cue.
        revision: to be named by whoever changes it.
        state: how far it has come.
        stale: why the source has moved on; empty where it has not.
        locked: whether somebody locked it.
        deleted: whether it was taken out.
        machine: the draft; None where no machine made one.
        annotations: (category, text).
        notes: how many notes it has that are not answered.
        sources: ids of the source's cues that it stands for, else of those at its time.
        edited_by: person who last changed it; None for nobody.
        reviewed_by: person who confirmed it.
        approved_by: person who approved it.
        approved_at: when.
        approved_bulk: whether with many others at once.
        risk: how likely its draft is wrong, while it is a machine's; None where nothing judged it.
    """

    cue: Cue
    revision: int
    state: CueState
    stale: str = ""
    locked: bool = False
    deleted: bool = False
    machine: MachineDraft | None = None
    annotations: tuple[tuple[str, str], ...] = ()
    notes: int = 0
    sources: tuple[str, ...] = ()
    edited_by: int | None = None
    reviewed_by: int | None = None
    approved_by: int | None = None
    approved_at: datetime | None = None
    approved_bulk: bool = False
    risk: Risk | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """What an act did.

    Attributes:
        step: id of the step, to be undone by; 0 where nothing had to be changed.
        cues: the cues concerned as they are now, those taken out included, in programme order.
        number: of the step on its track; 0 where nothing had to be changed.
        note: what was done, in words.
    """

    step: int
    cues: tuple[CueView, ...]
    number: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class TrackView:
    """A track with all its cues.

    Attributes:
        track_id: the track.
        episode: name of the episode.
        locale: BCP 47.
        role: what it is for.
        stage: where the work is.
        number: of the last step: what `changes_since` is asked with.
        rules: what may be changed here.
        cues: in programme order.
        based_on: id of the track that ``source`` is from; None for none.
        version: of the template that the track hangs on; None where it follows the track itself.
        source_locale: of the source; empty for none.
        source: the source's cues, in programme order.
        people: names to show, by person.
    """

    track_id: int
    episode: str
    locale: str
    role: TrackRole
    stage: str
    number: int
    rules: RulesInForce
    cues: tuple[CueView, ...]
    based_on: int | None = None
    version: int | None = None
    source_locale: str = ""
    source: tuple[Cue, ...] = ()
    people: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StepView:
    """One act on a track.

    Attributes:
        step: its id.
        number: on its track.
        action: what was done, a word.
        person_id: who; None for a machine.
        at: when.
        detail: whatever the action remembers.
        undone: whether it was taken back.
    """

    step: int
    number: int
    action: str
    person_id: int | None
    at: datetime
    detail: dict[str, Any]
    undone: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What came after a step.

    Attributes:
        number: of the last step.
        stage: where the track is now.
        cues: every cue that was touched, as it is now, those taken out included.
        steps: what was done.
    """

    number: int
    stage: str
    cues: tuple[CueView, ...]
    steps: tuple[StepView, ...]


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note, query, flag or request.

    Attributes:
        note_id: to be answered by.
        track_id: of the track it was made on: a template's, where it is for all markets.
        cue_id: the cue; empty for the whole track.
        kind: which.
        scope: where it is seen.
        category: of a flag.
        severity: of a flag.
        text: what was said.
        by: who.
        at: when.
        answer: empty while it is open.
        answered_by: who.
        answered_at: when; None while it is open.
        yours: whether it returns a cue that the person who asks may change now, wherever the track
            is; told by `Noting.notes` alone.
    """

    note_id: int
    track_id: int
    cue_id: str
    kind: NoteKind
    scope: NoteScope
    category: str
    severity: str
    text: str
    by: int
    at: datetime
    answer: str = ""
    answered_by: int | None = None
    answered_at: datetime | None = None
    yours: bool = False

    @classmethod
    def of(cls, row: NoteRow, *, yours: bool = False) -> NoteView:
        """From its row."""
        return cls(
            row.id,
            row.track_id,
            row.cue_id,
            NoteKind(row.kind),
            NoteScope(row.scope),
            row.category,
            row.severity,
            row.text,
            row.by,
            row.at,
            row.answer or "",
            row.answered_by,
            row.answered_at,
            yours,
        )


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """Who does which stage of a track.

    Attributes:
        assignment_id: to be withdrawn or finished by.
        track_id: the track.
        person_id: who.
        stage: which.
        first_cue: empty for the first.
        last_cue: empty for the last.
        due: by when; None for no date.
        done: since when; None while it is not.
    """

    assignment_id: int
    track_id: int
    person_id: int
    stage: str
    first_cue: str
    last_cue: str
    due: datetime | None
    done: datetime | None

    @classmethod
    def of(cls, row: AssignmentRow) -> AssignmentView:
        """From its row."""
        return cls(
            row.id,
            row.track_id,
            row.person_id,
            row.stage,
            row.first_cue,
            row.last_cue,
            row.due,
            row.done,
        )


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A rule that may be broken.

    Attributes:
        waiver_id: to be withdrawn by.
        track_id: the track.
        cue_id: the cue; empty for the whole track.
        rule: which.
        reason: why.
        by: who.
        at: when.
        withdrawn: when it was taken back; None while it is in force.
    """

    waiver_id: int
    track_id: int
    cue_id: str
    rule: str
    reason: str
    by: int
    at: datetime
    withdrawn: datetime | None = None

    @classmethod
    def of(cls, row: WaiverRow) -> WaiverView:
        """From its row."""
        return cls(
            row.id, row.track_id, row.cue_id, row.rule, row.reason, row.by, row.at, row.withdrawn
        )


# --- From rows ------------------------------------------------------------------------------------


def draft_of(data: dict[str, Any] | None) -> MachineDraft | None:
    """A machine's draft from what a cue's row remembers of it."""
    if data is None:
        return None
    return MachineDraft(
        data["start"],
        data["end"],
        tuple(data["lines"]),
        tuple(data.get("machines", ())),
        remembered(data),
    )


def cue_view(row: CueRow, *, notes: int = 0, sources: tuple[str, ...] = ()) -> CueView:
    """A cue as it is shown."""
    cue = cue_of(row)
    return CueView(
        cue=cue,
        revision=row.revision,
        state=CueState(row.state),
        stale=row.stale,
        locked=row.locked,
        deleted=row.deleted,
        machine=draft_of(row.machine),
        annotations=tuple((one["category"], one["text"]) for one in row.annotations),
        notes=notes,
        sources=sources or cue.source_ids,
        edited_by=row.edited_by,
        reviewed_by=row.reviewed_by,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        approved_bulk=row.approved_bulk,
        risk=Risk.of_data(row.risk) if row.risk and row.state == CueState.MACHINE.value else None,
    )


def cue_views(session: Session, track_id: int, rows: Iterable[CueRow]) -> tuple[CueView, ...]:
    """Cues as they are shown, in programme order, with how many open notes each has."""
    kept = list(rows)
    return in_order(kept, open_notes(session, track_id, [row.cue_id for row in kept]))


def in_order(rows: Iterable[CueRow], notes: Mapping[str, int]) -> tuple[CueView, ...]:
    """Cues as they are shown, in programme order; ``notes`` as `open_notes` counts them."""
    ordered = sorted(rows, key=lambda row: (row.start, row.end, row.id))
    return tuple(cue_view(row, notes=notes.get(row.cue_id, 0)) for row in ordered)


#: Made once: putting a query together takes as long as asking it, and every save asks one of these.
_OPEN: Final = (
    select(NoteRow.cue_id, func.count())
    .where(NoteRow.track_id == bindparam("track"), NoteRow.answered_at.is_(None))
    .group_by(NoteRow.cue_id)
)
_OPEN_OF: Final = _OPEN.where(NoteRow.cue_id.in_(bindparam("cues", expanding=True)))


def open_notes(session: Session, track_id: int, cue_ids: Collection[str]) -> dict[str, int]:
    """How many notes that are not answered each cue has; those with none are not in it."""
    few = len(cue_ids) <= 100
    query, wanted = (_OPEN_OF, {"cues": list(cue_ids)}) if few else (_OPEN, {})
    found = session.execute(query, {"track": track_id, **wanted})
    return {cue_id: count for cue_id, count in found if cue_id}


def open_notes_of(session: Session, track_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """The same of all cues of several tracks."""
    query = (
        select(NoteRow.track_id, NoteRow.cue_id, func.count())
        .where(NoteRow.track_id.in_(track_ids), NoteRow.answered_at.is_(None))
        .group_by(NoteRow.track_id, NoteRow.cue_id)
    )
    counts: dict[int, dict[str, int]] = {track_id: {} for track_id in track_ids}
    for track_id, cue_id, count in session.execute(query):
        if cue_id:
            counts[track_id][cue_id] = count
    return counts


def step_view(row: StepRow) -> StepView:
    """A step as it is shown."""
    return StepView(
        row.id,
        row.number,
        row.action,
        row.person_id,
        row.at,
        row.detail,
        row.undone_by is not None,
    )


def names_of(session: Session, person_ids: Iterable[int | None]) -> tuple[tuple[int, str], ...]:
    """Names to show, by person."""
    wanted = {person for person in person_ids if person is not None}
    query = select(PersonRow.id, PersonRow.display).where(PersonRow.id.in_(wanted))
    return tuple((person_id, name) for person_id, name in session.execute(query))
