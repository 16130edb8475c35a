"""Shot changes in a run: found once, kept by content, used for cues, and kept under people's."""

from __future__ import annotations

import pytest

from localize.pipeline.events import EpisodeDone, Notice, StageDone, StageProgress
from localize.review.actor import Actor
from localize.review.screening import Screening
from localize.review.service import Review
from localize.season import load_season
from localize.store import Database
from localize.store.kinds import PersonRole
from localize.store.people import add_person
from localize.testing.fakes import FakeSpeechEngine, Line
from tests.localize.media.test_shots import film, shot
from tests.localize.pipeline.test_run import Studio
from tests.localize.review.service_world import AT

#: The second sentence begins five frames before the shot changes at 3 s.
LINES = (Line("Wo warst du?", 500, 1500), Line("Ich habe auf dich gewartet.", 2800, 5000))


@pytest.fixture
def studio(tmp_path, monkeypatch):
    made = Studio(tmp_path, monkeypatch)
    made.speech = FakeSpeechEngine(lines=LINES, language="de")
    film(made.media / "e1.mkv", shot(1, 75) + shot(2, 100))
    return made


def computed(studio):
    return [event.kept for event in studio.told(StageDone) if event.stage == "shots"]


class Room:
    """Somebody at work on the episode that a run has made."""

    def __init__(self, project):
        self.database = Database.of_project(project)
        season = load_season(project)
        self.desk = Screening(self.database, season, project)
        self.review = Review(self.database, season, project)
        with self.database.begin() as session:
            self.lea = Actor.of(add_person(session, "Lea", [PersonRole.LEAD], AT))

    def track(self, locale="en"):
        from sqlalchemy import select  # noqa: PLC0415 -- here alone

        from localize.store.tables import TrackRow  # noqa: PLC0415

        with self.database.read() as session:
            return session.scalars(select(TrackRow.id).where(TrackRow.locale == locale)).one()

    def shots(self):
        return self.desk.shots(self.lea, self.track())

    def mark(self, time, shot):
        self.desk.mark_shot(self.lea, self.track(), time, shot=shot)

    def cues(self):
        """The transcript, as its people see it."""
        return self.review.track(self.lea, self.track("de")).cues

    def retime(self, text, start, end):
        (view,) = [one for one in self.cues() if one.cue.text == text]
        self.review.set_times(
            self.lea, self.track("de"), view.cue.id, view.revision, start=start, end=end
        )


def test_they_are_found_once_and_cues_come_with_them(studio):
    assert studio.run().ok
    assert computed(studio) == [False]
    assert studio.told(StageProgress)
    assert [cue.start for cue in studio.text("e1.de.draft.srt")] == [520, 3000]
    assert studio.run().ok
    assert computed(studio) == [True]


def test_who_does_not_want_to_wait_need_not(studio):
    assert studio.run(shots=False).ok
    assert computed(studio) == []
    assert [cue.start for cue in studio.text("e1.de.draft.srt")] == [520, 2800]
    room = Room(studio.settings.project)
    assert room.shots() == ()
    assert studio.run(overwrite=True).ok
    assert room.shots() == (3000,)
    # What looks at the picture alone has not listened.
    assert [done.listened for done in studio.told(EpisodeDone)] == [False]
    # Once they are known they cost nothing, and are used.
    assert studio.run(shots=False).ok
    assert computed(studio) == [True]
    assert room.shots() == (3000,)


def test_peoples_marks_outlive_another_run(studio):
    assert studio.run().ok
    room = Room(studio.settings.project)
    assert room.shots() == (3000,)
    room.mark(1000, shot=True)
    room.mark(3000, shot=False)
    assert room.shots() == (1000,)
    assert studio.run().ok
    assert room.shots() == (1000,)


def test_cues_come_with_the_shots_that_people_mark(studio):
    assert studio.run().ok
    assert [cue.start for cue in studio.text("e1.de.draft.srt")] == [520, 3000]
    room = Room(studio.settings.project)
    room.mark(3000, shot=False)
    room.mark(600, shot=True)
    assert studio.run().ok
    # Only the cut is new: nobody listens again, and the picture is not looked at.
    assert computed(studio) == [True]
    made = [event.stage for event in studio.told(StageDone) if not event.kept]
    assert "cues" in made
    assert not {"speech", "shots", "draft"} & set(made)
    assert [cue.start for cue in studio.text("e1.de.draft.srt")] == [600, 2800]
    assert studio.run().ok
    assert [event for event in studio.told(StageDone) if not event.kept] == []


def test_a_list_that_people_imported_holds_where_nobody_looked(studio):
    assert studio.run(shots=False).ok
    room = Room(studio.settings.project)
    room.mark(3000, shot=True)
    assert studio.run(shots=False).ok
    assert computed(studio) == []
    assert [cue.start for cue in studio.text("e1.de.draft.srt")] == [520, 3000]


def test_what_a_person_touched_stays_where_it_is_after_a_mark(studio):
    assert studio.run().ok
    room = Room(studio.settings.project)
    room.retime("Wo warst du?", 560, 2000)
    room.mark(3000, shot=False)
    room.mark(600, shot=True)
    assert studio.run().ok
    assert [view.cue.start for view in room.cues()] == [560, 2800]


def test_sound_alone_has_none_and_no_stage(studio):
    (studio.media / "e1.mkv").unlink()
    studio.add("e1.wav", value=1)
    assert studio.run().ok
    assert computed(studio) == []


def test_a_damaged_picture_is_told_and_stops_nothing(studio, monkeypatch):
    monkeypatch.setattr("localize.media.shots.look", lambda path, info: None)
    assert studio.run().ok
    assert "picture-unreadable" in [event.rule for event in studio.told(Notice)]
    assert [cue.start for cue in studio.text("e1.de.draft.srt")] == [520, 2800]
