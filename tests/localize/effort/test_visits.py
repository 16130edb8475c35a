"""Visits are kept whole, once, at the server's time, with what the database knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from localize.effort import VisitReport, log_visit, log_visits, own_figures
from localize.effort.activity import Activity, ActivityKind
from localize.errors import InputError
from localize.review.actor import Actor
from localize.review.errors import RefusedError
from localize.script import Cue
from localize.store.kinds import DraftKind
from localize.store.mapping import cue_of
from localize.store.steps import create, edit
from localize.store.tables import TrackRow
from localize.store.work import visits_of

from .conftest import AT, ENGINE, World


def kept(world, actor=None):
    with world.database.read() as session:
        return visits_of(session, world.market, actor.person_id if actor else None)


def test_a_visit_that_changed_nothing_is_kept_too(world):
    assert world.visit(world.ana, "m1", seconds=7, active=5_000, plays=2, playing=3_000)
    (visit,) = kept(world)
    assert (visit.person_id, visit.cue_id, visit.stage) == (world.ana.person_id, "m1", "translate")
    assert (visit.draft, visit.active, visit.before, visit.after) == ("mt", 5_000, 1, 1)
    assert (visit.opened, visit.closed) == (AT, AT + timedelta(seconds=7))
    told = visit.figures
    assert (told["plays"], told["playing"], told["seeks"], told["order"]) == (
        2,
        3_000,
        0,
        "programme",
    )
    assert (told["market"], told["guide"], told["template_version"]) == ("es-419", "netflix", None)
    assert told["engine"] == ENGINE.signature
    assert (told["delta_in"], told["delta_out"], told["splits"], told["approved"]) == (0, 0, 0, "")


def test_nothing_of_what_was_written_is_in_it(world):
    after = world.change(world.ana, "m0", lines=("Una frase muy particular.",))
    world.visit(world.ana, after=after, inserted=25)
    (visit,) = kept(world)
    values = [visit.stage, visit.draft, *visit.figures.values()]
    assert not [one for one in values if isinstance(one, str) and "particular" in one]


def test_what_the_person_did_is_read_off_the_revisions(world):
    world.change(world.ana, "m0", "times", start=80, end=2_400)  # 2 and 10 frames of 40 ms
    world.change(world.ana, "m0", lines=("No está", "aquí, no."))
    world.change(world.lea, "m0", lines=("Otra cosa.",), start=4_000, end=6_000)
    world.change(world.ana, "m0", lines=("Mi cosa.",))
    last = world.change(world.ana, "m0", "approve", stage="review", state="approved")
    world.visit(world.ana, before=1, after=last)
    told = kept(world)[0].figures
    assert (told["delta_in"], told["delta_out"]) == (2, 10)
    assert (told["breaks_moved"], told["texts_changed"], told["approved"]) == (1, 1, "singly")
    world.visit(world.ana, before=last, after=last)
    assert kept(world)[1].figures["texts_changed"] == 0


def test_splits_merges_new_and_deleted_cues(world):
    def split(row):
        one = cue_of(row("m0"))
        return [
            edit(row("m0"), replace(one, end=900, lines=("No",)), state="edited"),
            create(world.market, Cue("n1", 980, one.end, ("está.",)), state="edited"),
        ]

    def unsplit(row):
        whole = Cue("m0", 0, 2_000, ("No está.",))
        return [edit(row("m0"), whole), edit(row("n1"), deleted=True)]

    def add(_):
        return [create(world.market, Cue("n2", 70_000, 71_000, ("Más.",)), state="edited")]

    world.step(world.ana, "split", split)
    world.step(world.ana, "merge", unsplit)
    world.visit(world.ana, "m0", before=1, after=3)
    world.step(world.ana, "insert", add)
    world.visit(world.ana, "n2", before=0, after=1, draft=DraftKind.NONE)
    world.step(world.ana, "delete", lambda row: [edit(row("m3"), deleted=True)])
    world.visit(world.ana, "m3", before=1, after=2)
    told = [
        tuple(visit.figures[name] for name in ("splits", "merges", "inserts", "deletes"))
        for visit in sorted(kept(world), key=lambda visit: visit.id)
    ]
    assert told == [(1, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)]


def test_a_template_that_moved_a_cue_is_nobodys_edit(world):
    after = world.change(world.ana, "m0", "template", end=5_000)
    world.visit(world.ana, before=1, after=after)
    assert kept(world)[0].figures["delta_out"] == 0


def test_where_there_is_no_picture_there_are_no_frames(database):
    world = World(database, frame_rate="")
    world.visit(world.ana)
    assert kept(world)[0].figures["delta_in"] is None
    (track,) = own_figures(database, world.ana, world.season).tracks
    assert track.stages[0].time_edits is None
    assert any("frame rate" in note for note in track.unknown)


@pytest.mark.parametrize("wrong_by", [timedelta(days=-4000), timedelta(0), timedelta(hours=9)])
def test_a_browsers_clock_is_set_right_by_the_servers(world, wrong_by):
    report = world.report(begin=0, seconds=20)
    told = replace(
        report,
        opened=report.opened + wrong_by,
        closed=report.closed + wrong_by,
        sent=report.sent + wrong_by + timedelta(seconds=3),
    )
    now = report.sent + timedelta(seconds=3)
    log_visit(world.database, world.ana, told, world.season, now=now)
    (visit,) = kept(world)
    assert (visit.opened, visit.closed) == (report.opened, report.closed)


def test_the_servers_own_clock_is_taken_by_default(world):
    before = datetime.now(UTC)
    log_visit(world.database, world.ana, world.report(seconds=2), world.season)
    (visit,) = kept(world)
    assert before <= visit.closed <= datetime.now(UTC)


def test_what_was_sent_twice_is_kept_once(world):
    report = world.report()
    assert log_visit(world.database, world.ana, report, world.season)
    assert not log_visit(world.database, world.ana, report, world.season)
    assert log_visit(world.database, world.lea, report, world.season)
    assert len(kept(world)) == 2


def test_what_is_sent_twice_at_once_is_kept_once(world):
    report = world.report()
    new = []

    def send():
        new.append(log_visit(world.database, world.ana, report, world.season))

    threads = [Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == [False] * 5 + [True]
    assert len(kept(world)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"cue_id": "m99"}, {"cue_id": "s0"}, {"track_id": 999}, {"after": 2}],
)
def test_what_is_not_there_was_not_visited_and_nothing_of_the_batch_is_kept(world, wrong):
    good, bad = world.report(), replace(world.report(), **wrong)
    with pytest.raises(InputError):
        log_visits(world.database, world.ana, [good, bad], world.season)
    assert kept(world) == []


def test_a_visit_of_last_month_is_refused(world):
    report = world.report()
    late = replace(report, sent=report.sent + timedelta(days=8))
    with pytest.raises(InputError, match="7 days"):
        log_visit(world.database, world.ana, late, world.season)


def test_nobody_has_no_visits(world):
    with pytest.raises(RefusedError):
        log_visit(world.database, Actor(999, "Nobody"), world.report(), world.season)


def test_a_stage_that_the_season_no_longer_has_is_kept_as_it_is(world):
    world.set_stage("polish")
    world.visit(world.ana)
    assert kept(world)[0].stage == "polish"


# --- A scripted morning ---------------------------------------------------------------------------


def scripted(world):
    """Twenty minutes on four cues: what is done, and how long the person was really at work.

    They type, listen, and think up to 25 s at a time; once they answer the telephone for four
    minutes with a cue open.
    """
    work = 0
    clock = 0
    reports = []
    for number in range(16):
        signs = []
        at = 0
        for think in (2, 25, 9, 4):
            signs.append(Activity(ActivityKind.TYPING, at * 1000, (at + 3) * 1000))
            at += 3 + think
        signs.append(Activity(ActivityKind.PLAYING, at * 1000, (at + 6) * 1000))
        at += 7
        signs.append(Activity(ActivityKind.KEY, at * 1000, at * 1000))
        work += at
        if number == 7:
            at += 240
        opened = AT + timedelta(seconds=clock)
        closed = opened + timedelta(seconds=at)
        reports.append(
            VisitReport.of_activity(
                signs,
                opened=opened,
                closed=closed,
                sent=closed + timedelta(seconds=1),
                key=f"morning-{number:04}",
                track_id=world.market,
                cue_id=f"m{number % 4}",
                draft=DraftKind.MACHINE,
                before=1,
                after=1,
            )
        )
        clock += at
    return reports, work, clock


def test_a_scripted_twenty_minutes_with_pauses(world):
    reports, work, clock = scripted(world)
    assert 19 <= clock / 60 <= 21
    sent_at = reports[-1].sent
    for report in reports:
        log_visit(world.database, world.ana, report, world.season, now=report.sent)
    found = own_figures(world.database, world.ana, world.season)
    (times,) = found.stages
    assert times.active / 1000 == pytest.approx(work, rel=0.05)
    assert times.active / 1000 - work <= 30
    assert (times.visits, times.cues) == (16, 4)
    assert times.playing == 16 * 6_000
    # Sent all together at the end it is the same.
    log_visits(
        world.database, world.rui, [replace(one, sent=sent_at) for one in reports], world.season
    )
    assert own_figures(world.database, world.rui, world.season).stages == found.stages


def test_the_stage_is_the_tracks(world):
    world.visit(world.ana)
    world.set_stage("review")
    world.visit(world.rui)
    with world.database.read() as session:
        assert session.get(TrackRow, world.market).stage == "review"
    assert [visit.stage for visit in sorted(kept(world), key=lambda one: one.id)] == [
        "translate",
        "review",
    ]
