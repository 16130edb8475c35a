"""Control scenes: a seeded share of scenes that comes without draft.

So the machine's saving is measured on the same person and the same episode; comparing people, or
episodes, or last year would measure those. See `localize.effort.saving` for the measure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from localize.effort.history import NOT_BY_HAND
from localize.effort.scenes import Scene, choose, scenes
from localize.effort.source import Source, first_source_of
from localize.errors import SettingsError
from localize.review.touched import is_left
from localize.script import TrackRole
from localize.store.cues import cues_of
from localize.store.mapping import cue_of
from localize.store.tables import EpisodeRow, RevisionRow, StepRow, TrackRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.script import Cue
    from localize.season import Season
    from localize.store import Database


class ControlPlan:
    """The scenes of one track, and who gets which without draft.

    There are none on templates and transcripts, and none where the season's
    ``effort.control_share`` is 0.

    Args:
        session: any.
        season: its settings.
        track: the track.
    """

    def __init__(self, session: Session, season: Season, track: TrackRow) -> None:
        self._effort = season.effort
        self._episode = ""
        self._source = Source("", (), own=True)
        self.scenes: tuple[Scene, ...] = ()
        if season.effort.control_share <= 0 or track.role != TrackRole.SUBTITLE.value:
            return
        episode = session.get(EpisodeRow, track.episode_id)
        self._episode = episode.name if episode else ""
        self._source = first_source_of(session, track)
        self.scenes = scenes(self._source.cues)
        self._scene_of = {cue_id: scene for scene in self.scenes for cue_id in scene.cue_ids}

    def scene_of(self, cue: Cue) -> Scene | None:
        """The scene of one of the track's cues: that of its first source cue, else by its time."""
        if not self.scenes:
            return None
        for cue_id in (cue.id,) if self._source.own else cue.source_ids:
            if cue_id in self._scene_of:
                return self._scene_of[cue_id]
        before = [scene for scene in self.scenes if scene.start <= cue.start]
        return before[-1] if before else self.scenes[0]

    def without_draft(self, person_id: int) -> frozenset[str]:
        """Names of the scenes that a person gets without draft."""
        return choose(
            self.scenes,
            share=self._effort.control_share,
            seed=self._effort.seed,
            episode=self._episode,
            person_id=person_id,
        )


def drafts_come(season: Season, stage: str) -> bool:
    """Whether people work on machine drafts at a stage; where cues are approved they are past that.

    Raises:
        UnknownNameError: the season has no such stage.
    """
    return not season.stage(stage).approves


def withheld(database: Database, actor: Actor, season: Season, track_id: int) -> frozenset[str]:
    """Ids of the cues whose draft this person is not shown on this track, at its present stage.

    The page shows such a cue empty and offers no suggestion of the machine, until somebody has
    written it; the draft itself stays where it is. Who only moves a cue (a whole track is put in
    time by one person) has not written it. Cues that were taken out are among them.

    Raises:
        SettingsError: there is no such track.
        UnknownNameError: the track is at a stage that the season does not have.
    """
    with database.read() as session:
        track = session.get(TrackRow, track_id)
        if track is None:
            raise SettingsError(f"There is no track {track_id}.")
        if season.effort.control_share <= 0 or not drafts_come(season, track.stage):
            return frozenset()
        plan = ControlPlan(session, season, track)
        chosen = plan.without_draft(actor.person_id)
        if not chosen:
            return frozenset()
        rows = [
            row
            for row in cues_of(session, track_id, deleted=True)
            if (row.edited_by is None or (row.translate and is_left(row)))
            and (scene := plan.scene_of(cue_of(row))) is not None
            and scene.name in chosen
        ]
        written = _written(session, [row.id for row in rows if row.edited_by is not None])
        return frozenset(row.cue_id for row in rows if row.id not in written)


def _written(session: Session, row_ids: Sequence[int]) -> set[int]:
    """Which of these cues have words that a person gave them, though they are the machine's too.

    Short lines often are: who wrote one is to see it.
    """
    found: set[int] = set()
    for first in range(0, len(row_ids), 500):  # as many parameters as every SQLite takes
        query = (
            select(RevisionRow)
            .join(StepRow, RevisionRow.step_id == StepRow.id)
            .where(
                RevisionRow.cue_row_id.in_(row_ids[first : first + 500]),
                StepRow.person_id.is_not(None),
                StepRow.action.not_in(NOT_BY_HAND | {"undo"}),
                StepRow.undone_by.is_(None),
            )
        )
        for one in session.scalars(query):
            if one.before is None or one.before["lines"] != one.after["lines"]:
                found.add(one.cue_row_id)
    return found
