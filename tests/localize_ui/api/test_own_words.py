"""Characters, forms of address and candidates through the API; the services are tested alone."""

from __future__ import annotations

import pytest

from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.service import Review
from localize.script import Cue, Track, TrackRole
from localize.season import load_season
from localize.store import Database
from tests.localize_ui.api.test_work import MARKUP, error, ok

FORM = {"locale": "fr-FR", "speaker": "Anna", "addressee": "Ben", "form": "formal"}


def test_characters_from_adding_to_taking_out(served):
    ana, lea = served.as_("ana"), served.as_("lea")
    added = ok(ana.api("PUT", "characters", {"name": "Anna", "gender": "female", "note": MARKUP}))
    assert (added["name"], added["gender"], added["note"]) == ("Anna", "female", MARKUP)
    assert added["by"] == served.people["ana"]
    changed = ok(lea.api("PUT", "characters", {"name": "anna", "gender": "other"}))
    assert (changed["character_id"], changed["gender"], changed["note"]) == (
        added["character_id"], "other", MARKUP,
    )  # fmt: skip
    assert ok(ana.api("GET", "characters")) == [changed]
    path = f"characters/{added['character_id']}"
    assert ok(ana.api("PUT", path, {"name": "Anne"}))["name"] == "Anne"
    stale = {"name": "Annie", "seen": changed["at"]}
    assert error(ana.api("PUT", path, stale)) == (409, "changed")
    assert error(ana.api("PUT", "characters/999", {"name": "Annie"})) == (404, "unknown-name")
    assert error(ana.api("DELETE", path)) == (403, "refused")
    assert lea.api("DELETE", path).status_code == 204
    assert error(lea.api("DELETE", path)) == (404, "unknown-name")
    assert ok(ana.api("GET", "characters")) == []


def test_forms_from_guessing_to_taking_out(served):
    ana, lea = served.as_("ana"), served.as_("lea")
    guess = ok(ana.api("PUT", "addresses", {**FORM, "guessed": True}))
    assert (guess["form"], guess["guessed"]) == ("formal", True)
    settled = ok(ana.api("PUT", "addresses", {**FORM, "form": "familiar", "note": MARKUP}))
    assert settled["address_id"] == guess["address_id"]
    assert ok(lea.api("GET", "addresses?locale=fr-FR")) == [settled]
    assert ok(lea.api("GET", "addresses?locale=es-419")) == []
    assert lea.api("DELETE", f"addresses/{guess['address_id']}").status_code == 204
    assert ok(lea.api("GET", "addresses?locale=fr-FR")) == []


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("characters", {"name": ""}, (422, "invalid")),
        ("characters", {"name": "x" * 201}, (422, "invalid")),
        ("characters", {"name": "Anna", "gender": "alien"}, (422, "invalid")),
        ("characters", {"name": "Anna", "by": 1}, (422, "invalid")),
        ("characters", {"name": "a\x00"}, (422, "input")),
        ("addresses", {**FORM, "form": "rude"}, (422, "invalid")),
        ("addresses", {**FORM, "locale": "de-DE"}, (404, "unknown-name")),
        ("addresses", {**FORM, "speaker": "x" * 201}, (422, "invalid")),
    ],
)
def test_what_cannot_be_kept(served, path, body, expected):
    assert error(served.as_("ana").api("PUT", path, body)) == expected


@pytest.fixture
def spoken(served):
    """Another episode, in which somebody is named."""
    lines = ("I saw Proog.", "Where is Proog?", "Here.")
    cues = tuple(Cue(f"c{n}", n * 1000, n * 1000 + 900, (one,)) for n, one in enumerate(lines))
    track = ImportedTrack(Track("S01E02", "en", TrackRole.TRANSCRIPT, cues))
    with Database.of_project(served.project) as database:
        review = Review(database, load_season(served.project), served.project)
        review.import_run(ImportedEpisode("S01E02", (track,)))
    return served


def test_candidates_are_proposed_and_dismissed(spoken):
    ana = spoken.as_("ana")
    assert ok(ana.api("GET", "candidates")) == [
        {"text": "Proog", "times": 2, "episodes": ["S01E02"], "example": "I saw Proog."}
    ]
    assert ok(ana.api("GET", "candidates?least=3")) == []
    assert ana.api("POST", "candidates/dismissed", {"text": "proog"}).status_code == 204
    assert ok(ana.api("GET", "candidates")) == []
    assert error(ana.api("GET", "candidates?least=0")) == (422, "invalid")
    assert error(ana.api("POST", "candidates/dismissed", {"text": ""})) == (422, "invalid")
