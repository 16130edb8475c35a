"""Terms and memory through the API; what the services do is tested with them."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from localize.script import TrackRole
from localize.store import Database
from localize.store.seasons import put_episode, put_season, put_track
from tests.localize_ui.api.test_work import MARKUP, Track, error, ok

TERM = {"source": "Deep Six", "kind": "name", "note": "", "locale": "fr-FR", "target": "Le Fond"}


@pytest.fixture
def elsewhere(served):
    """A track of another season in the same database."""
    with Database.of_project(served.project) as database, database.begin() as session:
        season = put_season(session, "Land")
        episode = put_episode(session, season.id, "S09E01")
        return put_track(session, episode.id, "fr-FR", TrackRole.SUBTITLE).id


def test_terms_from_adding_to_taking_out(served_twice):
    served = served_twice
    ana, ben, lea = (served.as_(name) for name in ("ana", "ben", "lea"))
    track = served.tracks["fr-FR"]
    assert ok(ana.api("GET", f"tracks/{track}/terms")) == []
    added = ok(ana.api("POST", "terms", {**TERM, "note": MARKUP}))
    assert (added["source"], added["target"], added["note"]) == ("Deep Six", "Le Fond", MARKUP)
    assert added["by"] == served.people["ana"]
    assert ok(ben.api("GET", f"tracks/{track}/terms")) == [added]
    (other,) = ok(ben.api("GET", f"tracks/{served.tracks['es-419']}/terms"))
    assert (other["source"], other["target"]) == ("Deep Six", "")
    path = f"terms/{added['term_id']}"
    changed = ok(ben.api("PUT", path, {"locale": "fr-FR", "target": MARKUP}))
    assert (changed["target"], changed["by"]) == (MARKUP, served.people["ben"])
    assert error(ben.api("PUT", path, {"locale": "fr-FR", "source": "x"})) == (403, "refused")
    assert error(ben.api("DELETE", path)) == (403, "refused")
    assert lea.api("DELETE", path).status_code == 204
    assert error(lea.api("DELETE", path)) == (404, "unknown-name")
    assert ok(ana.api("GET", f"tracks/{track}/terms")) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"source": ""}, (422, "invalid")),
        ({"source": "x" * 201}, (422, "invalid")),
        ({"target": "x" * 501}, (422, "invalid")),
        ({"target": "a\x00"}, (422, "input")),
        ({"locale": "de-DE"}, (404, "unknown-name")),
        ({"locale": "???"}, (422, "settings")),
        ({"by": 1}, (422, "invalid")),
    ],
)
def test_what_cannot_be_a_term(served, fields, expected):
    client = served.as_("ana")
    assert error(client.api("POST", "terms", {**TERM, **fields})) == expected
    assert ok(client.api("GET", f"tracks/{served.tracks['fr-FR']}/terms")) == []


def test_memory_shows_what_was_approved(served):
    track = served.tracks["fr-FR"]
    ana, rita = Track(served.as_("ana"), track), Track(served.as_("rita"), track)
    assert ok(ana.get("/memory", cue_id="c2")) == []
    ok(ana.do("text", "c1", lines=[MARKUP]))
    ok(ana.do("confirm", "c1"))
    ok(rita.do("approve", "c1"))
    (hit,) = ok(ana.get("/memory", cue_id="c2"))  # “Line number 1.” and “Line number 2.”
    assert hit == {
        "score": 92,
        "source": ["Line number 1."],
        "target": [MARKUP],
        "episode": "S01E01",
        "track_id": track,
        "cue_id": "c1",
        "season": "",
        "origin": "",
        "by": "rita",
    }
    assert error(ana.get("/memory", cue_id="nowhere")) == (403, "refused")
    assert error(ana.get("/memory")) == (422, "invalid")


def test_another_seasons_track_is_not_there(served, elsewhere):
    client = served.as_("ana")
    for path in ("terms", "memory?cue_id=c1"):
        answer = client.api("GET", f"tracks/{elsewhere}/{path}")
        assert error(answer) == (404, "unknown-name")


def test_nobody_comes_without_signing_in(served):
    client = served.client()
    track = served.tracks["fr-FR"]
    answers = [
        client.api("GET", f"tracks/{track}/terms"),
        client.api("GET", f"tracks/{track}/memory?cue_id=c1"),
        client.api("POST", "terms", TERM),
        client.api("GET", "me/settings"),
    ]
    assert [answer.status_code for answer in answers] == [401] * 4


def test_a_track_says_of_its_terms_when_they_were_changed(served_twice):
    """What an editor read goes with what it saves, so that nobody is written over unseen."""
    ana, ben, lea = (served_twice.as_(name) for name in ("ana", "ben", "lea"))
    ok(ana.api("POST", "terms", TERM))
    (other,) = ok(ana.api("GET", f"tracks/{served_twice.tracks['es-419']}/terms"))
    assert other["target_at"] is None
    (read,) = ok(ana.api("GET", f"tracks/{served_twice.tracks['fr-FR']}/terms"))
    path = f"terms/{read['term_id']}"
    theirs = ok(ben.api("PUT", path, {"locale": "fr-FR", "target": "Le Gouffre"}))
    own = {"locale": "fr-FR", "target": "L’Abîme", "seen": read["target_at"]}
    answer = ana.api("PUT", path, own)
    assert error(answer) == (409, "changed")
    assert "“Le Gouffre” by ben" in answer.json()["error"]["message"]
    assert ok(ana.api("PUT", path, {**own, "seen": theirs["target_at"]}))["target"] == "L’Abîme"
    ok(ana.api("PUT", path, {"locale": "fr-FR", "note": "A harbour."}))
    gone = f"{path}?seen_term={quote(read['term_at'])}"
    assert error(lea.api("DELETE", gone)) == (409, "changed")
    (now,) = ok(lea.api("GET", f"tracks/{served_twice.tracks['fr-FR']}/terms"))
    assert lea.api("DELETE", f"{path}?seen_term={quote(now['term_at'])}").status_code == 204
