"""Characters, forms of address and candidates through the API; the services are tested alone."""

from __future__ import annotations

import pytest

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


def test_candidates_are_proposed_and_dismissed(served):
    ana = served.as_("ana")
    found = ok(ana.api("GET", "candidates?least=1"))
    for one in found:
        assert one.keys() == {"text", "times", "episodes", "example"}
        assert ana.api("POST", "candidates/dismissed", {"text": one["text"]}).status_code == 204
    assert ok(ana.api("GET", "candidates?least=1")) == []
    assert error(ana.api("GET", "candidates?least=0")) == (422, "invalid")
    assert error(ana.api("POST", "candidates/dismissed", {"text": ""})) == (422, "invalid")
