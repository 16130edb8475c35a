"""Who sees whom on a track, and for how long."""

from __future__ import annotations

import pytest

from localize.review.actor import Actor
from localize.script import TrackRole
from localize.store import Database
from localize.store.seasons import put_episode, put_season, put_track
from localize_ui.api.presence import FORGET, WINDOWS, Presence
from tests.localize_ui.api.test_work import MARKUP, error, ok

ANA, BEN = Actor(1, "Ana"), Actor(2, "Ben")


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def room(clock):
    return Presence(clock)


def here(client, track, cue="c1", window="w", *, editing=False):
    body = {"client": window, "cue_id": cue, "editing": editing}
    return client.api("POST", f"tracks/{track}/presence", body)


def test_two_on_one_cue_see_each_other(served):
    ana, ben = served.as_("ana"), served.as_("ben")
    track = served.tracks["fr-FR"]
    assert ok(here(ana, track)) == {"others": [], "number": 1}
    seen = ok(here(ben, track, editing=True))
    assert seen["others"] == [
        {"person_id": served.people["ana"], "name": "ana", "cue_id": "c1", "editing": False}
    ]
    (other,) = ok(here(ana, track, "c2"))["others"]
    assert (other["name"], other["editing"]) == ("ben", True)
    assert ok(here(ben, track))["others"][0]["cue_id"] == "c2"
    assert ok(here(ben, served.tracks["es-419"]))["others"] == []


def test_it_tells_whether_there_is_something_new(served):
    ana, ben = served.as_("ana"), served.as_("ben")
    track = served.tracks["fr-FR"]
    before = ok(here(ana, track))["number"]
    ok(ben.api("POST", f"tracks/{track}/text", {"cue_id": "c1", "revision": 1, "lines": ["x"]}))
    assert ok(here(ana, track))["number"] == before + 1


def test_the_same_person_in_another_window_is_seen_too(served):
    ana = served.as_("ana")
    track = served.tracks["fr-FR"]
    ok(here(ana, track, window="one"))
    (other,) = ok(here(ana, track, "c3", window="two"))["others"]
    assert other["person_id"] == served.people["ana"]


def test_hostile_text_comes_back_as_it_is(served):
    ana, ben = served.as_("ana"), served.as_("ben")
    track = served.tracks["fr-FR"]
    ok(here(ana, track, MARKUP, window=MARKUP[:60]))
    answer = here(ben, track)
    assert ok(answer)["others"][0]["cue_id"] == MARKUP
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "body",
    [
        {"client": ""},
        {"client": "x" * 61},
        {"client": "w", "cue_id": "x" * 101},
        {"client": "w", "name": "Rita"},
        {"cue_id": "c1"},
    ],
)
def test_nobody_says_more_than_where_they_are(served, body):
    client = served.as_("ana")
    answer = client.api("POST", f"tracks/{served.tracks['fr-FR']}/presence", body)
    assert error(answer) == (422, "invalid")


def test_a_track_of_another_season_is_not_there(served):
    with Database.of_project(served.project) as database, database.begin() as session:
        season = put_season(session, "Land")
        episode = put_episode(session, season.id, "S09E01")
        other = put_track(session, episode.id, "fr-FR", TrackRole.SUBTITLE).id
    client = served.as_("ana")
    for track in (other, 999_999):
        assert error(here(client, track)) == (404, "unknown-name")
    assert served.workplace.presence._tracks == {}


def test_it_takes_a_session_and_its_code(served):
    track = served.tracks["fr-FR"]
    assert error(here(served.client(), track))[0] == 401
    ana = served.as_("ana")
    ana.code = ""
    assert error(here(ana, track)) == (403, "forged")


def test_who_says_nothing_is_forgotten(room, clock):
    room.here(ANA, 1, "w", "c1", editing=True)
    clock.now += FORGET
    assert [one.name for one in room.here(BEN, 1, "w", "c1", editing=False)] == ["Ana"]
    clock.now += 0.1
    assert room.here(BEN, 1, "w", "c2", editing=False) == ()
    clock.now += FORGET + 1
    room.here(ANA, 2, "w", "c1", editing=False)
    assert list(room._tracks) == [2]


def test_a_person_takes_no_more_than_some_windows(room):
    for number in range(WINDOWS + 5):
        room.here(ANA, 1, f"w{number}", "c1", editing=False)
    assert len(room.here(BEN, 1, "w", "c1", editing=False)) == WINDOWS
    # A window that speaks again is not taken for the oldest.
    room.here(ANA, 1, "w5", "c9", editing=False)
    room.here(ANA, 1, "new", "c1", editing=False)
    assert "c9" in [one.cue_id for one in room.here(BEN, 1, "w", "c1", editing=False)]
