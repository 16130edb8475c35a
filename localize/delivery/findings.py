"""Findings of a track for the page: what its files break, and what its texts leave to be done."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from localize.delivery.checking import Measure, check_files, is_enough
from localize.delivery.gate import of_text
from localize.delivery.snapshot import measure_of
from localize.delivery.variants import Variant, usual_variants
from localize.findings import Finding, Severity
from localize.review.bench import open_bench
from localize.script import CueKind
from localize.store.cues import cues_of, find_cues
from localize.store.mapping import cue_of
from localize.store.tables import CueRow
from localize.store.work import waivers_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database

#: Cues before and after those that are asked for, which are read with them. As many as two signs
#: on the screen at once, and the dialogue under them, could ask for; where they are not enough the
#: whole track is read.
_AROUND: Final = 12
#: More cues than this are not asked for one by one: the whole track is read.
_MANY: Final = 50


@dataclass(frozen=True, slots=True)
class TrackFinding(Finding):
    """A finding of a track.

    Attributes:
        waived: whether the rule may be broken there.
    """

    waived: bool = False


def findings_of(
    database: Database,
    actor: Actor,
    season: Season,
    track_id: int,
    *,
    project: Path,
    cue_ids: Collection[str] | None = None,
) -> tuple[TrackFinding, ...]:
    """What is found in a track, in programme order; of some of its cues alone where they are named.

    Of a cue it says exactly what it says of it in the whole track, and an error is what keeps the
    track from being final (`localize.delivery.gate`). Cues that are not there are passed over.

    Raises:
        UnknownNameError: the season has no such track.
        SettingsError: its style guide cannot be read.
    """
    with database.read() as session:
        bench = open_bench(session, actor, season, track_id)
        hung = bench.track.based_on_version is not None
        measure = measure_of(bench.track, bench.episode, season, project)
        rows: Sequence[CueRow] | None = None
        variants: Sequence[Variant] | None = None
        if cue_ids is not None:
            variants = _variants(session, track_id)
            rows = _part(session, track_id, frozenset(cue_ids), variants)
        if rows is None:
            rows, variants = cues_of(session, track_id), None
        waived = {(one.cue_id, one.rule) for one in waivers_of(session, track_id)}
    found = _found(rows, measure, variants, hung=hung)
    places = {row.cue_id: number for number, row in enumerate(rows)}
    wanted = [one for one in found if cue_ids is None or one.cue_id in cue_ids]
    wanted.sort(key=lambda one: (places.get(one.cue_id, -1), one.rule))
    return tuple(_told(one, waived) for one in wanted)


def _found(
    rows: Sequence[CueRow], measure: Measure, variants: Sequence[Variant] | None, *, hung: bool
) -> list[Finding]:
    cues = [cue_of(row) for row in rows]
    found = [
        finding if variant is Variant.FULL else _in_file(finding, variant)
        for variant, finding in check_files(cues, measure, variants)
    ]
    for row, cue in zip(rows, cues, strict=True):
        for one in of_text(cue, row.stale, drafted=row.machine is not None, hung=hung):
            message = f"{one.message.rstrip('.')}: {one.clear[:1].lower()}{one.clear[1:]}"
            found.append(
                Finding(
                    rule=one.rule,
                    severity=Severity.ERROR,
                    message=message.rstrip("."),
                    cue_id=one.cue_id,
                    start=one.start,
                )
            )
    return found


def _in_file(finding: Finding, variant: Variant) -> Finding:
    what, parting, cure = finding.message.partition(": ")
    return replace(finding, message=f"{what} (in the {variant.label} file){parting}{cure}")


def _told(finding: Finding, waived: Collection[tuple[str, str]]) -> TrackFinding:
    values = {field.name: getattr(finding, field.name) for field in fields(finding)}
    free = (finding.cue_id, finding.rule) in waived or ("", finding.rule) in waived
    return TrackFinding(**values, waived=free)


# --- A few cues of many ---------------------------------------------------------------------------


def _variants(session: Session, track_id: int) -> tuple[Variant, ...]:
    """The files that a track has by itself, without reading all of it."""
    query = select(CueRow).where(
        CueRow.track_id == track_id,
        CueRow.deleted.is_(False),
        CueRow.kind.in_([CueKind.SOUND.value, CueKind.FORCED.value]),
    )
    return usual_variants([cue_of(row) for row in session.scalars(query)])


def _part(
    session: Session, track_id: int, asked: frozenset[str], variants: Sequence[Variant]
) -> list[CueRow] | None:
    """A stretch of the track that is enough to check some cues; None where only all of it is."""
    if len(asked) > _MANY:
        return None
    chosen = [row for row in find_cues(session, track_id, asked).values() if not row.deleted]
    if not chosen:
        return []
    begin = min(row.start for row in chosen)
    end = max(max(row.end, row.start + 1) for row in chosen)
    live = select(CueRow).where(CueRow.track_id == track_id, CueRow.deleted.is_(False))
    order = (CueRow.start, CueRow.end, CueRow.id)
    back = [column.desc() for column in order]
    before = session.scalars(live.where(CueRow.start < begin).order_by(*back).limit(_AROUND)).all()
    within = session.scalars(
        live.where(CueRow.start >= begin, CueRow.start < end).order_by(*order)
    ).all()
    after = session.scalars(live.where(CueRow.start >= end).order_by(*order).limit(_AROUND)).all()
    rows = [*reversed(before), *within, *after]
    enough = is_enough(
        [cue_of(row) for row in rows],
        asked,
        variants,
        from_first=len(before) < _AROUND,
        to_last=len(after) < _AROUND,
    )
    return rows if enough else None
