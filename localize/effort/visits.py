"""Keeping visits: what the browser tells, set right and filled in by what the database knows.

The browser is believed about keys and seconds. Who, at which stage, under which guide and template,
and what was changed comes from the database, so that no page can tell it wrongly.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from localize.effort.control import ControlPlan, drafts_come
from localize.effort.history import Version, structure, version_of
from localize.effort.report import COUNTS, LONGEST, VisitReport
from localize.errors import InputError
from localize.markup import strip
from localize.review.errors import RefusedError
from localize.store.cues import find_cue
from localize.store.kinds import CueState, DraftKind
from localize.store.mapping import cue_of, provenance_of
from localize.store.tables import (
    CueRow,
    EpisodeRow,
    MachineRow,
    PersonRow,
    RevisionRow,
    StepRow,
    TrackRow,
    VisitRow,
)
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database


def log_visit(
    database: Database,
    actor: Actor,
    report: VisitReport,
    season: Season,
    *,
    now: datetime | None = None,
) -> bool:
    """Keep one visit of the actor's; the same visit sent twice is kept once.

    Args:
        database: where.
        actor: whose visit it is; nobody logs for somebody else.
        report: what the browser tells.
        season: its settings: guide of the market, control scenes.
        now: the server's time; the real one by default.

    Returns:
        Whether it was new.

    Raises:
        InputError: there is no such cue or revision, or the visit is too old.
        RefusedError: the actor has no account any more.
    """
    return log_visits(database, actor, [report], season, now=now) == 1


def log_visits(
    database: Database,
    actor: Actor,
    reports: Iterable[VisitReport],
    season: Season,
    *,
    now: datetime | None = None,
) -> int:
    """Keep several visits of the actor's, all or none; how many were new.

    Raises:
        InputError, RefusedError: as `log_visit`.
    """
    at = datetime.now(UTC) if now is None else now
    kept = list(reports)

    def work(session: Session) -> int:
        # One sender at a time a person, so that a visit sent twice at once is seen. NO KEY: rows
        # that merely point to the person are not held up.
        lock = select(PersonRow.id).where(PersonRow.id == actor.person_id)
        if session.scalar(lock.with_for_update(key_share=True)) is None:
            raise RefusedError("There is nobody whose visit this could be.", "Sign in again.")
        plans: dict[int, ControlPlan] = {}
        return sum(_keep(session, actor, report, season, now=at, plans=plans) for report in kept)

    return database.write(work)


def _keep(
    session: Session,
    actor: Actor,
    report: VisitReport,
    season: Season,
    *,
    now: datetime,
    plans: dict[int, ControlPlan],
) -> bool:
    # A browser's clock may be minutes or years off; what it says between two of its own moments
    # holds. So all is counted back from when the server hears of it.
    offset = now - report.sent
    opened, closed = report.opened + offset, report.closed + offset
    if now - opened > LONGEST:
        raise InputError(f"A visit that began over {LONGEST.days} days ago is not kept.")
    track = session.get(TrackRow, report.track_id)
    row = None if track is None else find_cue(session, track.id, report.cue_id)
    if track is None or row is None:
        raise InputError(f"Track {report.track_id} has no cue {report.cue_id[:40]!r}.")
    if report.after > row.revision:
        raise InputError(f"Cue {row.cue_id} has no revision {report.after} yet.")
    same = select(VisitRow).where(
        VisitRow.person_id == actor.person_id,
        VisitRow.track_id == track.id,
        VisitRow.cue_id == row.cue_id,
    )
    if any(visit.figures.get("key") == report.key for visit in session.scalars(same)):
        return False
    figures = _told(report)
    if track.id not in plans:
        plans[track.id] = ControlPlan(session, season, track)
    figures |= _circumstances(actor, season, track, row, plans[track.id])
    figures["engine"] = _engine(session, row) if report.draft is DraftKind.MACHINE else ""
    figures |= _done(session, actor, report, track, row)
    session.add(
        VisitRow(
            person_id=actor.person_id,
            track_id=track.id,
            cue_id=row.cue_id,
            stage=track.stage,
            draft=report.draft.value,
            opened=opened,
            closed=closed,
            active=report.active,
            figures=figures,
            before=report.before,
            after=report.after,
        )
    )
    session.flush()
    return True


def _told(report: VisitReport) -> dict[str, Any]:
    """What the browser alone knows."""
    return {
        "key": report.key,
        "order": report.order.value,
        "playing": report.playing,
        "typing": report.typing,
        **{name: getattr(report, name) for name in COUNTS},
        "suggestion": report.suggestion,
        "watched": report.watched,
        "speed": report.speed,
    }


def _circumstances(
    actor: Actor, season: Season, track: TrackRow, row: CueRow, plan: ControlPlan
) -> dict[str, Any]:
    """Under what the person worked: market, guide, template, control scene."""
    guides = {market.locale: market.guide for market in season.markets}
    known = {stage.name for stage in season.stages}
    scene, control = "", False
    if track.stage in known and drafts_come(season, track.stage):
        found = plan.scene_of(cue_of(row))
        scene = found.name if found else ""
        control = bool(found) and scene in plan.without_draft(actor.person_id)
    return {
        "market": track.locale,
        "guide": guides.get(track.locale, season.guide),
        "template_version": track.based_on_version,
        "scene": scene,
        "control": control,
    }


def _engine(session: Session, row: CueRow) -> str:
    """Signatures of the machines that made the draft, joined by blanks."""
    ids = (row.machine or {}).get("machines", ())
    machines = [session.get(MachineRow, machine_id) for machine_id in ids]
    return " ".join(provenance_of(one.provenance).signature for one in machines if one is not None)


def _done(
    session: Session, actor: Actor, report: VisitReport, track: TrackRow, row: CueRow
) -> dict[str, Any]:
    """What the person changed between the two revisions; what others did meanwhile is theirs."""
    own, steps = _own_steps(session, actor, report, row)
    episode = session.get(EpisodeRow, track.episode_id)
    rate = FrameRate.parse(episode.frame_rate) if episode and episode.frame_rate else None
    structures = [structure(step) for step in steps]
    edited = [one for one in own if one.before is not None]
    approved = [
        one
        for one in edited
        if one.after["state"] == CueState.APPROVED and _was(one, "state") != CueState.APPROVED
    ]
    return {
        "delta_in": _frames(edited, "start", rate),
        "delta_out": _frames(edited, "end", rate),
        "splits": sum(len(one.split) for one in structures),
        "merges": sum(len(one.merged) for one in structures),
        "inserts": sum(len(one.inserted) for one in structures),
        "deletes": sum(len(one.deleted) for one in structures),
        "breaks_moved": sum(map(_moves_breaks, edited)),
        "texts_changed": sum(
            _words(_was(one, "lines")) != _words(one.after["lines"]) for one in own
        ),
        "approved": ("bulk" if approved[-1].after["approved_bulk"] else "singly")
        if approved
        else "",
    }


def _own_steps(
    session: Session, actor: Actor, report: VisitReport, row: CueRow
) -> tuple[list[Version], list[list[Version]]]:
    """The person's revisions of the cue in this visit, and all that those steps touched."""
    in_visit = (
        select(RevisionRow, StepRow)
        .join(StepRow, RevisionRow.step_id == StepRow.id)
        .where(
            RevisionRow.cue_row_id == row.id,
            RevisionRow.number > report.before,
            RevisionRow.number <= report.after,
            StepRow.person_id == actor.person_id,
        )
        .order_by(RevisionRow.number)
    )
    own: list[Version] = []
    steps: list[list[Version]] = []
    for revision, step in session.execute(in_visit).all():
        version = version_of(revision, step)
        if version.person_id is None:
            continue
        own.append(version)
        touched = session.scalars(select(RevisionRow).where(RevisionRow.step_id == step.id))
        steps.append([version_of(one, step) for one in touched])
    return own, steps


def _was(version: Version, name: str) -> Any:  # noqa: ANN401 -- a cue's data is of any type
    return None if version.before is None else version.before[name]


def _frames(edited: Sequence[Version], edge: str, rate: FrameRate | None) -> int | None:
    """How far the person moved an edge in all, frames; None where there is no picture."""
    if rate is None:
        return None
    return sum(
        rate.nearest_frame(one.after[edge]) - rate.nearest_frame(_was(one, edge)) for one in edited
    )


def _moves_breaks(version: Version) -> bool:
    before, after = _was(version, "lines"), version.after["lines"]
    return bool(before != after and _words(before) == _words(after))


def _words(lines: Iterable[str] | None) -> list[str]:
    return " ".join(strip(line) for line in lines or ()).split()
