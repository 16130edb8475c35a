"""Findings of a track for the page: what its files break, and what its texts leave to be done."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from localize.delivery.checking import check_files, is_enough, narrowed, whole_rules
from localize.delivery.gate import of_text
from localize.delivery.snapshot import measure_of
from localize.delivery.variants import Variant, usual_variants
from localize.findings import Finding, Severity
from localize.review.bench import open_bench
from localize.script import Cue, CueKind
from localize.store.cues import cues_of, find_cues
from localize.store.mapping import cue_of
from localize.store.tables import CueRow, WaiverRow
from localize.store.work import waivers_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.season import Season
    from localize.store import Database

#: Cues before and after those that are asked for, which are read with them. As many as two signs
#: on the screen at once, and the dialogue under them, could ask for; where they are not enough the
#: whole track is read, and those taken of it that are needed.
_AROUND: Final = 12
#: More cues than this are not asked for one by one: the whole track is checked.
_MANY: Final = 50


@dataclass(frozen=True, slots=True)
class TrackFinding(Finding):
    """A finding of a track.

    Attributes:
        waived: whether the rule may be broken there.
        reason: why it may; empty where it may not.
        waiver_id: the waiver, to be withdrawn by; None where there is none.
        whole_track: whether its rule looks at the whole track, so that it is not told where only
            some cues are asked about.
    """

    waived: bool = False
    reason: str = ""
    waiver_id: int | None = None
    whole_track: bool = False


def findings_of(
    database: Database,
    actor: Actor,
    season: Season,
    track_id: int,
    *,
    project: Path,
    cue_ids: Collection[str] | None = None,
    typed: Mapping[str, Sequence[str]] | None = None,
    whole: bool = False,
) -> tuple[TrackFinding, ...]:
    """What is found in a track, in programme order; of some of its cues alone where they are named.

    Of a cue it says exactly what it says of it in the whole track, but for rules that look at all
    of it, and an error is what keeps the track from being final (`localize.delivery.gate`). Cues
    that are not there are passed over.

    Args:
        database: that holds the track.
        actor: the person.
        season: its settings.
        track_id: the track.
        project: the project's folder.
        cue_ids: the cues that are asked about; all if not given.
        typed: lines of cues that are not saved; the cues are checked as if they were.
        whole: ask the rules alone that look at the whole track, of all cues.

    Raises:
        UnknownNameError: the season has no such track.
        SettingsError: its style guide cannot be read.
    """
    asked = None if cue_ids is None or whole else frozenset(cue_ids)
    with database.read() as session:
        bench = open_bench(session, actor, season, track_id)
        hung = bench.track.based_on_version is not None
        if asked is None or len(asked) > _MANY:
            rows: Sequence[CueRow] = cues_of(session, track_id)
            variants, part = None, False
        else:
            variants, part = _variants(session, track_id), True
            rows = _part(session, track_id, asked, variants)
        sources = {one for row in rows for one in row.source_ids} if part else None
        measure = measure_of(
            session, bench.track, bench.episode, season, project, source_ids=sources
        )
        waivers = {(one.cue_id, one.rule): one for one in waivers_of(session, track_id)}
    cues = [_as_typed(cue_of(row), (typed or {}).get(row.cue_id)) for row in rows]
    rules = whole_rules()
    if whole:
        found = _in_files(check_files(cues, measure, names=sorted(rules)))
    else:
        found = _in_files(check_files(cues, measure, variants, part=part))
        found += _of_texts(rows, cues, hung=hung)
    places = {row.cue_id: number for number, row in enumerate(rows)}
    wanted = [one for one in found if asked is None or one.cue_id in asked]
    wanted.sort(key=lambda one: (places.get(one.cue_id, -1), one.rule))
    return tuple(_told(one, waivers, whole_track=one.rule in rules) for one in wanted)


def _as_typed(cue: Cue, lines: Sequence[str] | None) -> Cue:
    return cue if lines is None else replace(cue, lines=tuple(lines))


def _in_files(found: Iterable[tuple[Variant, Finding]]) -> list[Finding]:
    return [
        finding if variant is Variant.FULL else _in_file(finding, variant)
        for variant, finding in found
    ]


def _of_texts(rows: Sequence[CueRow], cues: Sequence[Cue], *, hung: bool) -> Iterator[Finding]:
    for row, cue in zip(rows, cues, strict=True):
        for one in of_text(cue, row.stale, drafted=row.machine is not None, hung=hung):
            message = f"{one.message.rstrip('.')}: {one.clear[:1].lower()}{one.clear[1:]}"
            yield Finding(
                rule=one.rule,
                severity=Severity.ERROR,
                message=message.rstrip("."),
                cue_id=one.cue_id,
                start=one.start,
            )


def _in_file(finding: Finding, variant: Variant) -> Finding:
    what, parting, cure = finding.message.partition(": ")
    return replace(finding, message=f"{what} (in the {variant.label} file){parting}{cure}")


def _told(
    finding: Finding, waivers: Mapping[tuple[str, str], WaiverRow], *, whole_track: bool
) -> TrackFinding:
    values = {field.name: getattr(finding, field.name) for field in fields(finding)}
    waiver = waivers.get((finding.cue_id, finding.rule)) or waivers.get(("", finding.rule))
    return TrackFinding(
        **values,
        waived=waiver is not None,
        reason="" if waiver is None else waiver.reason,
        waiver_id=None if waiver is None else waiver.id,
        whole_track=whole_track,
    )


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
) -> list[CueRow]:
    """The cues that are enough to check some: a stretch of the track, or some of all its cues."""
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
    if enough:
        return rows
    every = cues_of(session, track_id)
    kept = {cue.id for cue in narrowed([cue_of(row) for row in every], asked, variants)}
    return [row for row in every if row.cue_id in kept]
