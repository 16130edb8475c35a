"""Whole scenes with and without draft, out of a track's visits: what `saving` measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.effort.control import ControlPlan, drafts_come
from localize.effort.saving import ScenePace
from localize.effort.source import Source, source_of
from localize.store.cues import cues_of
from localize.store.kinds import DraftKind
from localize.store.mapping import cue_of
from localize.store.work import visits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from localize.script import Cue
    from localize.season import Season
    from localize.store.tables import TrackRow, VisitRow


def scene_paces(session: Session, season: Season, track: TrackRow) -> list[ScenePace]:
    """The scenes of a track that one person did wholly, at stages where drafts come.

    A scene counts for a person when they visited every cue of it that is to be translated. What
    they had is what they found when they first opened each cue: all of a control scene without
    draft, or (elsewhere) the machine's draft, empty lines that it missed among them. A scene where
    it was sometimes this and sometimes that tells nothing and is left out.
    """
    everything = visits_of(session, track.id)
    plan = ControlPlan(session, season, track) if everything else None
    if plan is None or not plan.scenes:
        return []
    cues: dict[str, list[Cue]] = {}
    for row in cues_of(session, track.id):
        cue = cue_of(row)
        scene = plan.scene_of(cue)
        if scene is not None and cue.translate:
            cues.setdefault(scene.name, []).append(cue)
    known = {stage.name for stage in season.stages if drafts_come(season, stage.name)}
    visits: dict[tuple[int, str], list[VisitRow]] = {}
    for visit in everything:
        if visit.stage in known:
            place = (visit.person_id, str(visit.figures.get("scene", "")))
            visits.setdefault(place, []).append(visit)
    source = source_of(session, track)
    found = (
        _pace(track.id, person_id, visits_there, cues.get(name, []), source)
        for (person_id, name), visits_there in visits.items()
    )
    return [pace for pace in found if pace is not None]


def _pace(
    track_id: int,
    person_id: int,
    visits: Sequence[VisitRow],
    cues: Sequence[Cue],
    source: Source,
) -> ScenePace | None:
    first: dict[str, VisitRow] = {}
    for visit in visits:
        first.setdefault(visit.cue_id, visit)
    if not cues or any(cue.id not in first for cue in cues):
        return None
    controls = {bool(visit.figures.get("control")) for visit in first.values()}
    kinds = {visit.draft for visit in first.values()}
    if controls == {True} and kinds == {DraftKind.NONE.value}:
        with_draft = False
    elif controls == {False} and DraftKind.MACHINE.value in kinds and kinds <= _DRAFTED:
        with_draft = True
    else:
        return None
    active = sum(visit.active for visit in visits)
    return ScenePace(person_id, track_id, with_draft, active, source.size(cues))


_DRAFTED = frozenset({DraftKind.MACHINE.value, DraftKind.NONE.value})
