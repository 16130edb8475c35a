"""What the visits come to, and for whose eyes.

Everybody sees all of their own and nothing of a colleague's. The lead sees tracks, never a person:
a figure that could be held against somebody is not measured honestly for long. The operator sees
how good the drafts were, and no working time at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from localize.effort.drafts import Drafts, drafts, unjudged
from localize.effort.history import CueHistory, histories, is_drafted, is_worked_on
from localize.effort.paces import scene_paces
from localize.effort.saving import Saving, ScenePace, saving
from localize.effort.source import source_of
from localize.effort.times import StageTimes, stage_times
from localize.errors import UnknownNameError
from localize.review.errors import RefusedError
from localize.store.kinds import DraftKind, PersonRole
from localize.store.mapping import cue_of
from localize.store.seasons import find_season, tracks_of_season
from localize.store.tables import (
    DeliveryRow,
    EpisodeRow,
    RevisionRow,
    StepRow,
    TrackRow,
    VisitRow,
)
from localize.store.work import deliveries_of, visits_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.script import Cue
    from localize.season import Season
    from localize.store import Database

#: What no figure of ours says; told with every report.
NOT_KNOWN: Final = (
    "Work outside the page (files edited elsewhere, meetings, reading up) is not measured.",
    "Genre is not kept: name it, and the languages, wherever you quote a figure.",
)


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What left of a track as final.

    Attributes:
        finals: how often.
        again: how often after the track was changed since the one before: redeliveries.
        findings: findings that the last one went out with, each waived; None where its record does
            not say.
    """

    finals: int = 0
    again: int = 0
    findings: int | None = None


@dataclass(frozen=True, slots=True)
class TrackFigures:
    """Figures of one track, of everybody on it or of one person.

    Attributes:
        track_id: the track.
        episode: its name.
        locale: BCP 47.
        role: what the track is for.
        stages: working time by stage; empty for who may not see it.
        drafts: what became of the machine's drafts.
        deliveries: what left.
        unknown: what could not be told of this track.
    """

    track_id: int
    episode: str
    locale: str
    role: str
    stages: tuple[StageTimes, ...]
    drafts: Drafts
    deliveries: Deliveries
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a season, or of one person's part in it.

    Attributes:
        tracks: by episode.
        person: whose they are; empty for a season's.
        saving: what drafts save; None for one person's figures, and for who may not see times.
        unknown: what the figures do not say.
    """

    tracks: tuple[TrackFigures, ...]
    person: str = ""
    saving: Saving | None = None
    unknown: tuple[str, ...] = NOT_KNOWN

    @property
    def stages(self) -> tuple[StageTimes, ...]:
        """All tracks together, by stage."""
        total: dict[str, StageTimes] = {}
        for times in (times for track in self.tracks for times in track.stages):
            total[times.stage] = total[times.stage] + times if times.stage in total else times
        return tuple(total.values())

    @property
    def drafts(self) -> Drafts:
        """All tracks together."""
        return sum((track.drafts for track in self.tracks), Drafts())

    @property
    def redelivery_rate(self) -> float | None:
        """Redeliveries to final deliveries; None where nothing was delivered."""
        finals = sum(track.deliveries.finals for track in self.tracks)
        again = sum(track.deliveries.again for track in self.tracks)
        return again / finals if finals else None


def figures(
    database: Database,
    actor: Actor,
    season: Season,
    *,
    person: str = "",
    tracks: Collection[int] | None = None,
) -> Figures:
    """A season's figures by track, for the lead; without working times for the operator.

    Args:
        database: where they are kept.
        actor: who asks.
        season: its settings.
        person: refused unless empty or the actor's own name; then it is `own_figures`.
        tracks: only these; None for all of the season.

    Raises:
        RefusedError: another person's figures are asked for, or the actor leads nothing and
            operates nothing.
        UnknownNameError: the season has no such track.
    """
    if person:
        if person.casefold().strip() != actor.name.casefold().strip():
            raise RefusedError(
                "Figures of a person are for that person alone.",
                "Ask for a track's, or have them show you theirs.",
            )
        return own_figures(database, actor, season, tracks=tracks)
    if not actor.roles & {PersonRole.LEAD, PersonRole.OPERATOR}:
        raise RefusedError("Figures of a track are for the lead.", "Your own are yours to see.")
    leads = PersonRole.LEAD in actor.roles
    with database.read() as session:
        found = _tracks(session, season, tracks)
        made = tuple(_of_track(session, season, *one) for one in found)
        if not leads:
            made = tuple(replace(track, stages=()) for track in made)
            return Figures(made, unknown=("Working times are for the lead.", *NOT_KNOWN))
        measured = saving(_paces(session, season, found), seed=season.effort.seed)
    reasons = (measured.reason,) if measured.reason else ()
    return Figures(made, saving=measured, unknown=(*reasons, *NOT_KNOWN))


def own_figures(
    database: Database, actor: Actor, season: Season, *, tracks: Collection[int] | None = None
) -> Figures:
    """All of the actor's own figures: the tracks that they visited cues of.

    Draft figures are of the cues that they visited; deliveries are of the whole track.

    Raises:
        UnknownNameError: the season has no such track.
    """
    with database.read() as session:
        found = _tracks(session, season, tracks)
        query = select(VisitRow.track_id).where(VisitRow.person_id == actor.person_id).distinct()
        visited = set(session.scalars(query))
        made = tuple(
            _of_track(session, season, *one, person_id=actor.person_id)
            for one in found
            if one[1].id in visited
        )
    return Figures(made, person=actor.name)


def _tracks(
    session: Session, season: Season, wanted: Collection[int] | None
) -> list[tuple[EpisodeRow, TrackRow]]:
    kept = find_season(session, season.name)
    found = [] if kept is None else tracks_of_season(session, kept.id)
    if wanted is None:
        return found
    known = {track.id for _, track in found}
    for track_id in wanted:
        if track_id not in known:
            raise UnknownNameError("track", str(track_id), tuple(map(str, sorted(known))))
    return [one for one in found if one[1].id in wanted]


def _of_track(
    session: Session,
    season: Season,
    episode: EpisodeRow,
    track: TrackRow,
    *,
    person_id: int | None = None,
) -> TrackFigures:
    everything = visits_of(session, track.id)
    visits = [one for one in everything if person_id in (None, one.person_id)]
    drafted = is_drafted(session, track.id)
    deliveries = _deliveries(session, track.id)
    stages: tuple[StageTimes, ...] = ()
    judged = unjudged(track.locale) if drafted else Drafts()
    # Reading all that happened to a track takes a while, and most of a season nobody has opened.
    if everything or (drafted and is_worked_on(session, track.id)):
        cues = histories(session, track.id)
        approving = {stage.name for stage in season.stages if stage.approves}
        if visits:
            source = source_of(session, track)
            stages = stage_times(visits, _live(cues), source, episode.duration)
        judged = drafts(
            cues,
            track.locale,
            approving,
            unseen=_unseen(everything),
            only=None if person_id is None else {visit.cue_id for visit in visits},
        )
    return TrackFigures(
        track_id=track.id,
        episode=episode.name,
        locale=track.locale,
        role=track.role,
        stages=stages,
        drafts=judged,
        deliveries=deliveries,
        unknown=_unknown(episode, stages, deliveries, drafted=drafted),
    )


def _live(cues: Iterable[CueHistory]) -> dict[str, Cue]:
    return {cue.cue_id: cue_of(data) for cue in cues if (data := cue.at()) is not None}


def _unseen(visits: Sequence[VisitRow]) -> set[str]:
    """Cues in control scenes that were first opened without their draft."""
    first: dict[str, VisitRow] = {}
    for visit in visits:
        first.setdefault(visit.cue_id, visit)
    return {
        cue_id
        for cue_id, visit in first.items()
        if visit.draft == DraftKind.NONE and visit.figures.get("control")
    }


def _unknown(
    episode: EpisodeRow,
    stages: Sequence[StageTimes],
    deliveries: Deliveries,
    *,
    drafted: bool,
) -> tuple[str, ...]:
    """What could not be told of a track, in words."""
    found = []
    if not stages:
        found.append("No visit was logged.")
    elif episode.duration <= 0:
        found.append("The episode's length is not known, so nothing is told by programme minute.")
    if any(times.time_edits is None for times in stages):
        found.append("There is no frame rate, so edits of times are not counted.")
    if not drafted:
        found.append("No machine drafted it, so there is nothing to say of drafts.")
    if deliveries.finals and deliveries.findings is None:
        found.append("The record of the last delivery does not say with which findings it left.")
    return tuple(found)


def _deliveries(session: Session, track_id: int) -> Deliveries:
    finals = [row for row in deliveries_of(session, track_id) if row.final]
    changes = _changes(session, track_id) if len(finals) > 1 else []
    again = sum(
        any(earlier.at < at <= later.at for at in changes) for earlier, later in pairwise(finals)
    )
    return Deliveries(len(finals), again, _findings(finals[-1]) if finals else None)


def _changes(session: Session, track_id: int) -> list[datetime]:
    """Moments at which a cue of the track was changed in what is read or when."""
    query = (
        select(StepRow.at, RevisionRow.before, RevisionRow.after)
        .join(RevisionRow, RevisionRow.step_id == StepRow.id)
        .where(StepRow.track_id == track_id)
    )
    parts = ("start", "end", "lines", "kind", "placement", "deleted")
    return [
        at
        for at, before, after in session.execute(query)
        if before is None or any(before[part] != after[part] for part in parts)
    ]


def _findings(row: DeliveryRow) -> int | None:
    """Waivers that a delivery needed, as `localize.delivery.export` counts them in its entry."""
    needed = row.record.get("waivers")
    return needed if isinstance(needed, int) else None


def _paces(
    session: Session, season: Season, tracks: Iterable[tuple[EpisodeRow, TrackRow]]
) -> list[ScenePace]:
    return [pace for _, track in tracks for pace in scene_paces(session, season, track)]
