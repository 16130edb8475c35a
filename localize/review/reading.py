"""What a person sees: the season, a track, a cue's past, what came since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from localize.checks import run_checks
from localize.engines import CheckContext
from localize.findings import Severity
from localize.review.bench import market_of, open_bench, range_of, rate_of, season_row, within
from localize.review.edits import in_order
from localize.review.errors import RefusedError
from localize.review.evidence import evidence_of, origin_of
from localize.review.office import Office
from localize.review.overlaps import Overlaps
from localize.review.sent_back import sent_back
from localize.review.views import (
    AssignmentView,
    Changes,
    CueView,
    TrackView,
    cue_view,
    cue_views,
    names_of,
    open_notes,
    step_view,
)
from localize.script import Cue, Track, TrackRole
from localize.store import steps
from localize.store.cues import count_states, cues_changed_since, cues_of, find_cue, live_cues
from localize.store.kinds import CueState, NoteKind, NoteScope
from localize.store.mapping import cue_of
from localize.store.seasons import find_version, tracks_of_season
from localize.store.tables import CueRow, NoteRow, TrackRow
from localize.store.work import assignments_of, waivers_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.review.bench import Bench
    from localize.season import Season
    from localize.store.steps import Revision
    from localize.store.tables import AssignmentRow, EpisodeRow


@dataclass(frozen=True, slots=True)
class TrackSummary:
    """A track in the season's overview.

    Attributes:
        track_id: the track.
        episode: name of the episode.
        locale: BCP 47.
        role: what it is for.
        stage: where the work is.
        states: (state, how many cues), all four states.
        stale: how many cues whose source has moved on.
        queries: how many queries that are not answered, a template's for all markets included.
        blocking: findings that break a hard limit and are not waived; None where not looked for.
        assignments: in force.
        due: the soonest date of those that are not done; None for none.
        late: whether that date is past.
    """

    track_id: int
    episode: str
    locale: str
    role: TrackRole
    stage: str
    states: tuple[tuple[CueState, int], ...]
    stale: int
    queries: int
    blocking: int | None
    assignments: tuple[AssignmentView, ...]
    due: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Task:
    """Something that the person is to do.

    Attributes:
        assignment: what, and by when.
        episode: name of the episode.
        locale: BCP 47.
        ready: whether the track is at that stage, or past it with cues that were sent back to the
            person: then they are what waits.
        late: whether its date is past.
        cue_id: the first cue that waits; empty where none does.
        left: how many cues wait.
    """

    assignment: AssignmentView
    episode: str
    locale: str
    ready: bool
    late: bool
    cue_id: str
    left: int


@dataclass(frozen=True, slots=True)
class SeasonOverview:
    """A season at a glance.

    Attributes:
        season: its name.
        tracks: by episode, as they were made.
        next: what waits for this person: what is ready before what is not, the soonest first.
        people: names to show, by person.
    """

    season: str
    tracks: tuple[TrackSummary, ...]
    next: tuple[Task, ...]
    people: tuple[tuple[int, str], ...]


class Reading(Office):
    """Looking; everybody with an account may."""

    def overview(self, actor: Actor, *, findings: bool = False) -> SeasonOverview:
        """The season at a glance; with ``findings`` every track is checked, which takes a while.

        Raises:
            UnknownNameError: nothing of the season is kept yet.
        """
        now = datetime.now(UTC)
        with self.database.read() as session:
            pairs = tracks_of_season(session, season_row(session, self.season).id)
            ids = [track.id for _, track in pairs]
            states = count_states(session, ids)
            stale = _counts(session, CueRow.track_id, ids, CueRow.stale != "", ~CueRow.deleted)
            is_open = (NoteRow.kind == NoteKind.QUERY.value, NoteRow.answered_at.is_(None))
            for_all = NoteRow.scope == NoteScope.ALL_MARKETS.value
            queries = _counts(session, NoteRow.track_id, ids, *is_open)
            of_sources = _counts(session, NoteRow.track_id, ids, *is_open, for_all)
            assignments = assignments_of(session, ids)
            summaries = []
            for episode, track in pairs:
                own = [one for one in assignments if one.track_id == track.id]
                dates = [one.due for one in own if one.due is not None and one.done is None]
                due = min(dates, default=None)
                found = states[track.id]
                of_template = of_sources.get(track.based_on_id or 0, 0)
                summaries.append(
                    TrackSummary(
                        track.id,
                        episode.name,
                        track.locale,
                        TrackRole(track.role),
                        track.stage,
                        tuple((state, found.get(state.value, 0)) for state in CueState),
                        stale.get(track.id, 0),
                        queries.get(track.id, 0) + of_template,
                        self._blocking(session, episode, track) if findings else None,
                        tuple(AssignmentView.of(one) for one in own),
                        due,
                        due is not None and due < now,
                    )
                )
            tasks = _tasks(session, actor, pairs, assignments, self.season)
            people = names_of(session, [one.person_id for one in assignments])
        return SeasonOverview(self.season.name, tuple(summaries), tasks, people)

    def _blocking(self, session: Session, episode: EpisodeRow, track: TrackRow) -> int:
        cues = tuple(cue_of(row) for row in cues_of(session, track.id))
        market = market_of(self.season, track.locale)
        role = TrackRole(track.role)
        guide = self._guide(market.guide)
        beside = evidence_of(session, track, episode)
        context = CheckContext(
            limits=guide.limits(track.locale, audience=market.audience, role=role),
            rate=rate_of(episode),
            habits=guide.habits(track.locale),
            role=role,
            source=beside.source,
            source_locale=beside.source_locale,
            shots=beside.shots,
            known=beside.known,
            terms=beside.terms,
            characters=beside.characters,
            addresses=beside.addresses,
        )
        waived = {(one.cue_id, one.rule) for one in waivers_of(session, track.id)}
        checked = run_checks(Track(episode.name, track.locale, role, cues), context)
        return sum(
            one.severity is Severity.ERROR
            and (one.cue_id, one.rule) not in waived
            and ("", one.rule) not in waived
            for one in checked
        )

    def track(self, actor: Actor, track_id: int) -> TrackView:
        """A track with all its cues, and those of its source.

        Raises:
            UnknownNameError: the season has no such track.
        """
        return self._read(actor, track_id, track_view)

    def number(self, actor: Actor, track_id: int) -> int:
        """The number of a track's last step: whether `changes_since` is worth asking.

        Raises:
            UnknownNameError: the season has no such track.
        """
        return self._read(actor, track_id, lambda bench: bench.track.changed)

    def history(self, actor: Actor, track_id: int, cue_id: str) -> tuple[Revision, ...]:
        """Every revision of a cue, oldest first, with who, when, before and after.

        Raises:
            RefusedError: there never was such a cue.
            UnknownNameError: the season has no such track.
        """
        with self.database.read() as session:
            open_bench(session, actor, self.season, track_id)
            row = find_cue(session, track_id, cue_id)
            if row is None:
                raise RefusedError(f"There is no cue {cue_id} in this track.")
            return tuple(steps.history(session, row.id))

    def changes_since(self, actor: Actor, track_id: int, number: int) -> Changes:
        """What came after step ``number`` (`TrackView.number`) of a track, of everybody.

        Raises:
            UnknownNameError: the season has no such track.
        """
        with self.database.read() as session:
            bench = open_bench(session, actor, self.season, track_id)
            if bench.track.changed <= number:  # most who ask are up to date
                return Changes(bench.track.changed, bench.track.stage, (), ())
            rows = cues_changed_since(session, track_id, number)
            done = steps.steps_of(session, track_id, after=number)
            return Changes(
                bench.track.changed,
                bench.track.stage,
                cue_views(session, track_id, rows),
                tuple(step_view(one) for one in done),
            )


def track_view(bench: Bench) -> TrackView:
    """A track with all its cues, and those of its source."""
    session, row = bench.session, bench.track
    rows = cues_of(session, row.id)
    source, lines = source_of(session, row)
    notes = open_notes(session, row.id, [one.cue_id for one in rows])
    touched = chain.from_iterable((one.edited_by, one.reviewed_by, one.approved_by) for one in rows)
    return TrackView(
        track_id=row.id,
        episode=bench.episode.name,
        locale=row.locale,
        role=bench.role,
        stage=row.stage,
        number=row.changed,
        rules=bench.desk.rules,
        cues=tuple(_with_sources(rows, notes, lines)),
        based_on=source.id if source else None,
        version=row.based_on_version,
        source_locale=source.locale if source else "",
        source=lines,
        people=names_of(session, touched),
    )


def source_of(session: Session, track: TrackRow) -> tuple[TrackRow | None, tuple[Cue, ...]]:
    """The track that another stands for, with its cues: the version it hangs on, or as they are.

    A subtitle track that names none has the episode's transcript beside it.
    """
    source = origin_of(session, track)
    if source is None:
        return None, ()
    if track.based_on_version is not None:
        version = find_version(session, source.id, track.based_on_version)
        if version is not None:
            return source, tuple(cue_of(data) for data in version.cues)
    return source, live_cues(session, source.id)


def _with_sources(
    rows: Sequence[CueRow], notes: dict[str, int], lines: tuple[Cue, ...]
) -> list[CueView]:
    known = {line.id for line in lines}
    ordered = in_order(lines)
    times = Overlaps([(line.start, line.end) for line in ordered])
    views = []
    for row in rows:
        named = tuple(one for one in row.source_ids if one in known)
        near = () if named else tuple(ordered[n].id for n in times.find(row.start, row.end))
        views.append(cue_view(row, notes=notes.get(row.cue_id, 0), sources=named or near))
    return views


def _counts(
    session: Session,
    column: Any,  # noqa: ANN401 -- a column of one table or another
    ids: Collection[int],
    *conditions: Any,  # noqa: ANN401 -- SQLAlchemy's
) -> dict[int, int]:
    query = select(column, func.count()).where(column.in_(ids), *conditions).group_by(column)
    return {row[0]: row[1] for row in session.execute(query)}


#: What waits at a stage that approves, and at one that does not.
_WAITING = (
    (CueState.MACHINE, CueState.EDITED, CueState.REVIEWED),
    (CueState.MACHINE, CueState.EDITED),
)


def _is_past(season: Season, stage: str, other: str) -> bool:
    """Whether a track at ``stage`` has another behind it, and is still changed."""
    names = [one.name for one in season.stages]
    if stage not in names or other not in names or not season.stage(stage).edits:
        return False
    return names.index(other) < names.index(stage)


def _tasks(
    session: Session,
    actor: Actor,
    pairs: Sequence[tuple[EpisodeRow, TrackRow]],
    assignments: Sequence[AssignmentRow],
    season: Season,
) -> tuple[Task, ...]:
    now = datetime.now(UTC)
    approving = {stage.name for stage in season.stages if stage.approves}
    tracks = {track.id: (episode, track) for episode, track in pairs}
    tasks = []
    for one in assignments:
        if one.person_id != actor.person_id or one.done is not None:
            continue
        episode, track = tracks[one.track_id]
        approves = one.stage in approving
        wanted = {state.value for state in _WAITING[0 if approves else 1]}
        span = range_of(session, one)
        waiting = [
            row for row in cues_of(session, track.id) if row.state in wanted and within(row, span)
        ]
        late = one.due is not None and one.due < now
        ready = track.stage == one.stage
        if _is_past(season, track.stage, one.stage):
            back = sent_back(session, track.id)
            theirs = {cue for cue, to in back.items() if to in (None, actor.person_id)}
            returned = [row for row in waiting if row.cue_id in theirs]
            ready, waiting = bool(returned), returned or waiting
        first = waiting[0].cue_id if waiting else ""
        view = AssignmentView.of(one)
        tasks.append(Task(view, episode.name, track.locale, ready, late, first, len(waiting)))
    never = datetime.max.replace(tzinfo=UTC)
    tasks.sort(key=lambda task: (not task.ready, task.assignment.due or never))
    return tuple(tasks)
