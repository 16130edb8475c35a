"""Whatever three people do in whatever order, nothing that was acknowledged is lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.review.errors import ConflictError, RefusedError
from localize.review.replace import Query
from localize.review.replacing import Scope
from localize.store import Database
from localize.store.mapping import cue_of
from tests.localize.review.service_world import World, episode

PEOPLE = ("ana", "ben", "lea")
ACTS = (
    "text",
    "old-text",
    "times",
    "split",
    "merge",
    "insert",
    "delete",
    "restore",
    "push",
    "shift",
    "confirm",
    "approve",
    "reopen",
    "undo",
    "redo",
    "undo-other",
    "replace",
    "rerun",
    "source",
)

acts = st.lists(
    st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE), st.integers(0, 7)),
    min_size=1,
    max_size=16,
)


class Day:
    """A day's work: what was acknowledged, to be looked for in the history afterwards."""

    def __init__(self, world):
        self.world = world
        self.seen = {}  # what each person last read: revision by cue
        self.acknowledged = []
        self.words = 0
        for person in PEOPLE:
            self.read(person)

    def read(self, person):
        cues = self.world.review.changes_since(self.world.lea, self.world.fr, 0).cues
        self.seen[person] = {view.cue.id: view for view in cues}

    def text(self):
        self.words += 1
        return f"Word{self.words} boat sea"

    def do(self, act, person, place):
        world, review, fr = self.world, self.world.review, self.world.fr
        who = getattr(world, person)
        if act != "old-text":
            self.read(person)
        view = list(self.seen[person].values())[place % len(self.seen[person])]
        cue_id, revision = view.cue.id, view.revision
        on = (who, fr, cue_id, revision)
        if act in ("text", "old-text"):
            return review.set_text(*on, self.text())
        if act == "replace":
            query = Query("boat", f"ship{place}")
            seen = review.replace_preview(who, Scope(track_id=fr), query)
            done = review.replace(who, Scope(), query, seen.expected)
            return done.tracks[0][1] if done.tracks else None
        if act == "rerun":
            review.import_run(episode(word=f" {place}"))
            return None
        if act == "source":
            world.text(world.lea, world.en, f"c{place % 6 + 1}", self.text())
            return None
        if act == "undo-other":
            steps = [
                step
                for step in review.changes_since(who, fr, 0).steps
                if step.person_id not in (None, who.person_id)
            ]
            return review.undo(who, fr, steps[place % len(steps)].step) if steps else None
        calls = {
            "times": lambda: review.set_times(*on, start=view.cue.start + 40),
            "split": lambda: review.split(*on, at=8),
            "merge": lambda: review.merge(*on),
            "insert": lambda: review.insert(who, fr, 1000 * place, self.text()),
            "delete": lambda: review.delete(*on),
            "restore": lambda: review.restore(*on),
            "push": lambda: review.push_word(*on),
            "shift": lambda: review.shift(who, fr, cue_id, "", 40).edited,
            "confirm": lambda: review.confirm(*on),
            "approve": lambda: review.approve(*on),
            "reopen": lambda: review.reopen(*on),
            "undo": lambda: review.undo(who, fr),
            "redo": lambda: review.redo(who, fr),
        }
        return calls[act]()

    def work(self, plan):
        world = self.world
        for act, person, place in plan:
            before = world.everything(world.fr)
            try:
                done = self.do(act, person, place)
            except (RefusedError, ConflictError):
                assert world.everything(world.fr) == before
                continue
            for view in done.cues if done else ():
                self.acknowledged.append((view.cue.id, view.revision, view.cue, view.deleted))
            after = world.everything(world.fr)
            for cue_id, (revision, data) in before.items():
                now_revision, now = after[cue_id]
                assert (now_revision == revision) == (now == data)
                if data["state"] == "approved" and act != "reopen":
                    for key in ("lines", "start", "end", "deleted", "state", "speaker"):
                        assert now[key] == data[key]


def check(world, day):
    assert world.replay(world.fr) == world.everything(world.fr)
    assert world.replay(world.en) == world.everything(world.en)
    for cue_id, revision, cue, deleted in day.acknowledged:
        past = world.review.history(world.lea, world.fr, cue_id)
        kept = past[revision - 1]
        assert kept.number == revision
        assert (cue_of(kept.after), kept.after["deleted"]) == (cue, deleted)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=acts)
def test_nothing_acknowledged_is_ever_lost(tmp_path_factory, plan):
    folder = tmp_path_factory.mktemp("day")
    with Database(f"sqlite:///{folder / 'localize.db'}") as database:
        database.upgrade()
        world = World(database, approver_may_translate=True)
        day = Day(world)
        day.work(plan)
        check(world, day)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_on_each_database(database, seed):
    world = World(database, approver_may_translate=True)
    day = Day(world)
    plan = [
        (ACTS[(seed + 7 * n) % len(ACTS)], PEOPLE[(seed + n) % 3], (seed + 3 * n) % 8)
        for n in range(2 * len(ACTS))
    ]
    day.work(plan)
    assert day.acknowledged
    check(world, day)
