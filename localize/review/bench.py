"""A person at a track, inside one transaction: the rows, and what the policy asks about them.

Everything here is cheap for one cue: a save must not read the whole track.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from localize.errors import UnknownNameError
from localize.guides.counting import is_blank
from localize.review.actor import Actor
from localize.review.content import Setting
from localize.review.policy import Assigned, CueFacts, Desk, Touch, translators
from localize.review.sent_back import sent_back
from localize.review.touched import TEMPLATE_ACTIONS
from localize.script import TrackRole
from localize.season import Market, MarketPolicy, Season
from localize.store.cues import find_cue, find_cues
from localize.store.kinds import CueState
from localize.store.locks import NoTrackError, lock_tracks
from localize.store.mapping import cue_of
from localize.store.seasons import find_season, find_version
from localize.store.tables import (
    AssignmentRow,
    CueRow,
    EpisodeRow,
    RevisionRow,
    SeasonRow,
    StepRow,
    TrackRow,
)
from localize.store.work import assignments_of
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from localize.script import Cue

#: Steps that write cues without their person having written the text: who takes a file in is not
#: its translator, and who undoes only takes back.
NO_TRANSLATION: Final = TEMPLATE_ACTIONS | {"import", "rerun", "undo", "redo", "stale"}

#: Frames that edges lie on where an episode has sound alone; `localize.pipeline` takes the same.
_SOUND_RATE: Final = FrameRate(Fraction(24))


#: Made once: putting a query together takes as long as asking it, and every save asks this one.
_EPISODES: Final = (
    select(EpisodeRow)
    .join(SeasonRow, EpisodeRow.season_id == SeasonRow.id)
    .where(EpisodeRow.id.in_(bindparam("ids", expanding=True)))
    .where(SeasonRow.name == bindparam("season"))
)

#: Start and end, ms, and the row's id: the order of a programme.
_Place = tuple[int, int, int]
_Range = tuple[_Place | None, _Place | None]


@dataclass(slots=True)
class Bench:
    """One person at one track.

    Attributes:
        session: the transaction.
        actor: the person.
        season: its settings.
        track: the track; taken for writing where the session writes.
        episode: of the track.
        desk: what the policy asks about person and track.
        followers: tracks whose cues stand for this one's as it is now (not for a version of it).
    """

    session: Session
    actor: Actor
    season: Season
    track: TrackRow
    episode: EpisodeRow
    desk: Desk
    followers: tuple[TrackRow, ...] = ()
    _assignments: list[AssignmentRow] = field(default_factory=list)
    _ranges: dict[int, _Range] = field(default_factory=dict)
    _sent_back: dict[str, int | None] | None = None

    @property
    def rate(self) -> FrameRate:
        """Frames that edges of cues lie on."""
        return rate_of(self.episode)

    @property
    def role(self) -> TrackRole:
        """What the track is for."""
        return TrackRole(self.track.role)

    def setting(self, cues: Iterable[Cue], min_gap: int = 0, *, hung: bool = True) -> Setting:
        """What holds an edit of these cues, with the template's where there is one.

        Reading a template takes time; ``hung`` is false for an edit that it has no part in.
        """
        template, locale = template_of(self.session, self.track) if hung else ((), "en")
        return Setting(
            cues=tuple(cues),
            rate=self.rate,
            min_gap=min_gap,
            template=template,
            template_locale=locale,
        )

    def assigned(self, row: CueRow) -> Assigned:
        """Who has a cue at the track's present stage."""
        found = Assigned.NOBODY
        for assignment in self._assignments:
            if assignment.stage == self.track.stage and self._covers(assignment, row):
                if assignment.person_id == self.actor.person_id:
                    return Assigned.ACTOR
                found = Assigned.OTHER
        return found

    @property
    def sent_back(self) -> dict[str, int | None]:
        """To whom cues were sent back, where it matters: to who had their turn, and has it not."""
        if self._sent_back is None:
            desk = self.desk
            out_of_turn = not desk.leads and not desk.in_turn and desk.had_turn
            self._sent_back = sent_back(self.session, self.track.id) if out_of_turn else {}
        return self._sent_back

    def returned(self, row: CueRow) -> bool:
        """Whether a cue was sent back to the person, or to nobody in particular and is theirs.

        Whose it is then say the assignments of the stages before; where there are none, it is
        everybody's who had their turn.
        """
        if row.cue_id not in self.sent_back:
            return False
        to = self.sent_back[row.cue_id]
        if to is not None:
            return to == self.actor.person_id
        before = self.desk.stages_before
        had = {
            one.person_id
            for one in self._assignments
            if one.stage in before and self._covers(one, row)
        }
        return not had or self.actor.person_id in had

    def _range(self, assignment: AssignmentRow) -> _Range:
        if assignment.id not in self._ranges:
            self._ranges[assignment.id] = range_of(self.session, assignment)
        return self._ranges[assignment.id]

    def _covers(self, assignment: AssignmentRow, row: CueRow) -> bool:
        return within(row, self._range(assignment))

    @property
    def standing(self) -> tuple[object, ...]:
        """All that a judgement depends on beside the cue and what is done to it."""
        assigned = [(one.person_id, one.stage, self._range(one)) for one in self._assignments]
        sent = tuple(self.sent_back.items())
        return (self.actor.person_id, self.desk, self.rate, sent, *assigned)

    def facts(self, row: CueRow | None, *, translated: bool = False) -> CueFacts:
        """What the policy asks about a cue; None for one that is to be made."""
        if row is None:
            return CueFacts()
        return CueFacts(
            state=CueState(row.state),
            locked=row.locked,
            translated_by_actor=translated,
            assigned=self.assigned(row),
            touched=is_touched(row),
            returned=self.returned(row),
            unwritten=row.translate and all(is_blank(line) for line in row.lines),
        )


def rate_of(episode: EpisodeRow) -> FrameRate:
    """An episode's frame rate; 24 where there is no picture."""
    return FrameRate.parse(episode.frame_rate) if episode.frame_rate else _SOUND_RATE


def is_touched(row: CueRow) -> bool:
    """Whether a person has changed or confirmed a cue since a machine made it."""
    return row.edited_by is not None or row.state != CueState.MACHINE.value


def range_of(session: Session, assignment: AssignmentRow) -> _Range:
    """Where an assignment begins and ends; None for the track's own end on that side."""

    def place(cue_id: str) -> _Place | None:
        row = find_cue(session, assignment.track_id, cue_id) if cue_id else None
        return None if row is None else (row.start, row.end, row.id)

    return place(assignment.first_cue), place(assignment.last_cue)


def within(row: CueRow, span: _Range) -> bool:
    """Whether a cue lies in the range of an assignment; its outer cues may be taken out."""
    first, last = span
    place = (row.start, row.end, row.id)
    return (first is None or place >= first) and (last is None or place <= last)


def template_of(session: Session, track: TrackRow) -> tuple[tuple[Cue, ...], str]:
    """Cues and locale of the template version that a track hangs on; nothing where on none."""
    if track.based_on_id is None or track.based_on_version is None:
        return (), "en"
    version = find_version(session, track.based_on_id, track.based_on_version)
    template = session.get(TrackRow, track.based_on_id)
    if version is None or template is None:
        return (), "en"
    return tuple(cue_of(data) for data in version.cues), template.locale


# --- Opening --------------------------------------------------------------------------------------


def season_row(session: Session, season: Season) -> SeasonRow:
    """The season's row.

    Raises:
        UnknownNameError: nothing of this season is kept yet.
    """
    found = find_season(session, season.name)
    if found is None:
        raise UnknownNameError(
            "season", season.name, (), hint="Run or import an episode of it first."
        )
    return found


def market_of(season: Season, locale: str) -> Market:
    """What the settings say for a locale; the season's own where it is no market."""
    for market in season.markets:
        if market.locale == locale:
            return market
    return Market(locale, season.guide, season.audience, season.formats, policy=MarketPolicy())


def open_bench(session: Session, actor: Actor, season: Season, track_id: int) -> Bench:
    """A track for reading.

    Raises:
        UnknownNameError: the season has no such track.
    """
    track = session.get(TrackRow, track_id)
    if track is None:
        raise _no_track(track_id)
    return _benches(session, actor, season, [track])[0]


def open_benches(
    session: Session, actor: Actor, season: Season, track_ids: Collection[int]
) -> dict[int, Bench]:
    """Several tracks of the season for reading, by id; those that are not there are not in it.

    Raises:
        UnknownNameError: one is not the season's.
    """
    query = select(TrackRow).where(TrackRow.id.in_(track_ids)).order_by(TrackRow.id)
    tracks = list(session.scalars(query))
    return {one.track.id: one for one in _benches(session, actor, season, tracks)}


def take_bench(session: Session, actor: Actor, season: Season, track_id: int) -> Bench:
    """A track for writing, with the tracks that follow it as it is now.

    Raises:
        UnknownNameError: the season has no such track.
        BusyError: another has held it for too long.
    """
    return take_benches(session, actor, season, (track_id,))[0]


def take_benches(
    session: Session, actor: Actor, season: Season, track_ids: Collection[int]
) -> list[Bench]:
    """Several tracks for writing, taken by one call, in the order of their ids.

    Raises:
        UnknownNameError: the season has no such track.
        BusyError: another has held one for too long.
    """
    wanted = set(track_ids)
    try:
        tracks = lock_tracks(session, wanted, followers=True)
    except NoTrackError as error:
        raise _no_track(error.track_id) from error
    return _benches(session, actor, season, [one for one in tracks if one.id in wanted], tracks)


def followers_first(benches: Sequence[Bench]) -> list[Bench]:
    """The same tracks, each before those that it stands for.

    An act on a source marks what follows it, and must not take its own mark for another's change.
    """
    based = {bench.track.id: bench.track.based_on_id for bench in benches}

    def depth(track_id: int | None) -> int:
        steps = 0
        while track_id in based and steps <= len(based):
            track_id, steps = based[track_id], steps + 1
        return steps

    return sorted(benches, key=lambda bench: (-depth(bench.track.id), bench.track.id))


def _no_track(track_id: int) -> UnknownNameError:
    return UnknownNameError(
        "track", str(track_id), (), hint="Load the season again; it may be another project's."
    )


def _benches(
    session: Session,
    actor: Actor,
    season: Season,
    tracks: Sequence[TrackRow],
    around: Sequence[TrackRow] = (),
) -> list[Bench]:
    """Benches of these tracks, their followers among those ``around``; two queries for all."""
    episodes = {
        row.id: row
        for row in session.scalars(
            _EPISODES, {"ids": list({one.episode_id for one in tracks}), "season": season.name}
        )
    }
    concerned = {one.id for one in tracks}
    concerned |= {one.based_on_id for one in tracks if one.based_on_id is not None}
    assignments = assignments_of(session, concerned)
    benches = []
    for track in tracks:
        if track.episode_id not in episodes:
            season_row(session, season)  # where the season itself is not there, that is said
            raise _no_track(track.id)
        role = TrackRole(track.role)
        owned = track.id if role is not TrackRole.SUBTITLE else track.based_on_id
        desk = Desk(
            roles=actor.roles,
            season=season,
            stage=track.stage,
            locale=track.locale,
            role=role,
            policy=market_of(season, track.locale).policy,
            template_version=track.based_on_version,
            owns_template=any(
                one.track_id == owned and one.person_id == actor.person_id for one in assignments
            ),
        )
        followers = tuple(
            one for one in around if one.based_on_id == track.id and one.based_on_version is None
        )
        own = [one for one in assignments if one.track_id == track.id]
        episode = episodes[track.episode_id]
        benches.append(Bench(session, actor, season, track, episode, desk, followers, own))
    return benches


# --- Whose work it is -----------------------------------------------------------------------------


def translators_of(
    session: Session, season: Season, rows: Collection[CueRow]
) -> dict[int, frozenset[int]]:
    """Who translated each cue, by the row's id (`localize.review.policy.translators`)."""
    touches: dict[int, list[Touch]] = {row.id: [] for row in rows}
    ids = list(touches)
    for first in range(0, len(ids), 500):  # as many parameters as every SQLite takes
        query = (
            select(RevisionRow, StepRow)
            .join(StepRow, RevisionRow.step_id == StepRow.id)
            .where(
                RevisionRow.cue_row_id.in_(ids[first : first + 500]), StepRow.person_id.is_not(None)
            )
        )
        for revision, step in session.execute(query):
            confirmed = step.action == "confirm"
            if step.person_id is None or step.action in NO_TRANSLATION:
                continue
            wrote = revision.before is None or revision.before["lines"] != revision.after["lines"]
            if confirmed or wrote:
                stage = str(step.detail.get("stage", ""))
                touches[revision.cue_row_id].append(Touch(step.person_id, stage, confirmed))
    return {row_id: translators(found, season) for row_id, found in touches.items()}


def rows_by_id(bench: Bench, cue_ids: Collection[str]) -> dict[str, CueRow]:
    """The track's rows with these ids, taken-out ones included."""
    if len(cue_ids) == 1:
        (cue_id,) = cue_ids
        row = find_cue(bench.session, bench.track.id, cue_id)
        return {} if row is None else {cue_id: row}
    return find_cues(bench.session, bench.track.id, cue_ids)
