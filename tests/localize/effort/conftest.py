"""A season with an episode, its template and a market's track, in each kind of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from localize.effort import VisitReport, log_visit, log_visits
from localize.review.actor import Actor
from localize.script import Cue, Provenance, TrackRole
from localize.season import Effort, Market, Season
from localize.store import lock_track
from localize.store.cues import find_cue
from localize.store.kinds import DraftKind, PersonRole
from localize.store.mapping import cue_of
from localize.store.people import add_person
from localize.store.seasons import put_episode, put_machine, put_season, put_track
from localize.store.steps import create, edit, record_step
from localize.store.tables import TrackRow

AT = datetime(2031, 5, 6, 7, 0, tzinfo=UTC)
SEASON = Season(name="Season", markets=(Market("es-419", guide="netflix"),))
ENGINE = Provenance("nmt", "2", "opus", "r" * 40, (("beam", "4"),))


class World:
    """The season, with three people; `cues` is what the market's draft is."""

    def __init__(self, database, cues=4, season=SEASON, frame_rate="25"):
        self.database = database
        self.season = season
        self._keys = count(10_000_000)
        with database.begin() as session:
            made = [
                add_person(session, name, [role], AT)
                for name, role in (
                    ("Ana", PersonRole.TRANSLATOR),
                    ("Rui", PersonRole.REVIEWER),
                    ("Lea", PersonRole.LEAD),
                    ("Ops", PersonRole.OPERATOR),
                )
            ]
            self.ana, self.rui, self.lea, self.ops = map(Actor.of, made)
            kept = put_season(session, season.name).id
            episode = put_episode(
                session, kept, "S01E01", duration=600_000, frame_rate=frame_rate
            ).id
            self.source = put_track(session, episode, "en", TrackRole.TEMPLATE).id
            self.market = put_track(session, episode, "es-419", TrackRole.SUBTITLE).id
            machine = put_machine(session, ENGINE).id
            source = lock_track(session, self.source)
            market = lock_track(session, self.market)
            market.based_on_id = self.source
            # Scenes of four cues, 5 s apart; in a scene 1 s between two.
            starts = [n * 3_000 + n // 4 * 5_000 for n in range(cues)]
            lines = [
                Cue(f"s{n}", start, start + 2_000, ("It is not here.",))
                for n, start in enumerate(starts)
            ]
            record_step(session, source, None, "import", [create(source.id, cue) for cue in lines])
            drafts = [
                replace(cue, id=f"m{n}", lines=("No está aquí, no.",), source_ids=(cue.id,))
                for n, cue in enumerate(lines)
            ]
            changes = [
                create(
                    market.id,
                    cue,
                    machine={
                        "start": cue.start,
                        "end": cue.end,
                        "lines": list(cue.lines),
                        "machines": [machine],
                    },
                )
                for cue in drafts
            ]
            record_step(session, market, None, "import", changes)

    def change(
        self, actor, cue_id, action="text", *, stage="translate", at=AT, state="edited", **to
    ):
        """What a person does to one of the market's cues."""
        with self.database.begin() as session:
            track = lock_track(session, self.market)
            row = find_cue(session, self.market, cue_id)
            by = actor.person_id if to else row.edited_by
            change = edit(row, replace(cue_of(row), **to), state=state, edited_by=by)
            detail = {"stage": stage}
            record_step(session, track, actor.person_id, action, [change], detail=detail, at=at)
            return row.revision

    def step(self, actor, action, make, *, stage="translate"):
        """A step of several changes; ``make`` gets the session and a cue's row by its id."""
        with self.database.begin() as session:
            track = lock_track(session, self.market)
            changes = make(lambda cue_id: find_cue(session, self.market, cue_id))
            record_step(session, track, actor.person_id, action, changes, detail={"stage": stage})

    def set_stage(self, stage):
        with self.database.begin() as session:
            session.get(TrackRow, self.market).stage = stage

    def report(self, cue_id="m0", *, begin=0, seconds=20, active=None, **rest):
        """A visit that began so many seconds after `AT` and is sent when it ends."""
        opened = AT + timedelta(seconds=begin)
        closed = opened + timedelta(seconds=seconds)
        values = {
            "key": f"visit-{next(self._keys)}",
            "track_id": self.market,
            "cue_id": cue_id,
            "draft": DraftKind.MACHINE,
            "opened": opened,
            "closed": closed,
            "sent": closed,
            "before": 1,
            "after": 1,
            "active": seconds * 1000 if active is None else active,
        }
        return VisitReport(**{**values, **rest})

    def visit(self, actor, cue_id="m0", **rest):
        report = self.report(cue_id, **rest)
        return log_visit(self.database, actor, report, self.season, now=report.sent)

    def visit_all(self, actor, visits):
        """Visits that are sent together: (id of the cue, what `report` takes)."""
        reports = [self.report(cue_id, **rest) for cue_id, rest in visits]
        sent = max(report.sent for report in reports)
        reports = [replace(report, sent=sent) for report in reports]
        return log_visits(self.database, actor, reports, self.season, now=sent)


@pytest.fixture
def world(database):
    return World(database)


@pytest.fixture
def control_world(database):
    """An episode of 30 scenes of 4 cues, a tenth of them without draft; pauses of 5 s between."""
    season = replace(SEASON, effort=Effort(control_share=0.1, seed=7))
    return World(database, cues=120, season=season)
