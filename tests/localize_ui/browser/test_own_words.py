"""Names that the sources say again and again, in the terms panel: made terms of, or dismissed."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.localize_ui.browser.team import Chair, Mortal, add_episode, new_project
from tests.localize_ui.browser.test_hostile import show

SEASON = 'name = "Dream"\nsource = "en"\n[market.pl]\n'
LINES = {
    "en": [("I saw Proog.",), ("Where is Proog?",), ("Not at Rhodes.",), ("Rhodes or Rhodes.",)],
    "pl": [("Raz.",), ("Dwa.",), ("Trzy.",), ("Cztery.",)],
}


@pytest.fixture
def season(tmp_path):
    project = new_project(tmp_path, SEASON)
    tracks = add_episode(project, "E01", LINES)
    server = Mortal(project)
    yield server, tracks
    server.kill()


def test_proposed_names_become_terms_or_are_dismissed(chromium, season):
    server, tracks = season
    chair = Chair(chromium, server, "ana")
    chair.open(tracks["pl"], "c1")
    panels = chair.page.locator(".lz-panels")
    show(chair, "Terms")
    panels.get_by_role("button", name="Proposed names").click()
    rows = panels.locator(".lz-entry", has_text="times in 1 episode")
    rows.nth(1).wait_for()
    assert [one.split("\n")[0] for one in rows.all_inner_texts()] == ["Rhodes", "Proog"]
    proog = rows.filter(has_text="Proog")
    assert "I saw Proog." in proog.inner_text()
    proog.get_by_role("button", name="Not a name").click()
    proog.wait_for(state="detached")
    rows.get_by_role("button", name="Add term").click()
    chair.page.keyboard.type("Rodos")
    chair.press("Enter")
    panels.get_by_text("No name comes again that is no term yet.").wait_for()
    chair.sees(".lz-panels", "Rodos")
    chair.close()
    assert chair.faults == []


def opens_term(chair, track):
    """Sit down at the term in the editor, with its form open; the form."""
    chair.open(track, "c1")
    show(chair, "Terms")
    row = chair.page.locator(".lz-term", has_text="Proog")
    row.get_by_role("button", name="Edit").click()
    form = chair.page.locator(".lz-panels form", has=chair.page.locator("button[type=submit]"))
    form = form.filter(visible=True)
    form.wait_for()
    return form


def kept(server):
    """The only term: its renderings and its note."""
    with closing(server.asks("lea")) as client:
        terms = client.get("terms").json()
    (one,) = terms
    return {each["locale"]: each["text"] for each in one["renderings"]}, one["note"]


def test_nobody_writes_over_anothers_term_unseen(chromium, season):
    server, tracks = season
    with closing(server.asks("lea")) as client:
        term = {"source": "Proog", "locale": "pl", "target": "Prug", "note": "Old.\nA man."}
        client.post("terms", json=term).raise_for_status()
    ana = Chair(chromium, server, "ana")
    form = opens_term(ana, tracks["pl"])
    rendering = form.get_by_label("Rendering")
    with closing(server.asks("ben")) as client:
        (term,) = client.get(f"tracks/{tracks['pl']}/terms").json()
        body = {"locale": "pl", "target": "Proogo"}
        client.put(f"terms/{term['term_id']}", json=body).raise_for_status()

    rendering.fill("Proga")
    ana.page.keyboard.press("Enter")
    told = form.get_by_role("alert")
    told.get_by_text("“Proogo”").wait_for()
    assert "Ben" in told.inner_text()
    assert "save again" in told.inner_text()
    assert rendering.input_value() == "Proga", "what was typed is kept"
    assert kept(server) == ({"pl": "Proogo"}, "Old.\nA man.")

    ana.page.keyboard.press("Enter")
    form.wait_for(state="hidden")
    assert kept(server) == ({"pl": "Proga"}, "Old.\nA man."), "and the note that nobody touched"
    ana.close()
    assert all("status of 4" in one for one in ana.faults), ana.faults  # the refusal itself


def test_a_term_that_was_taken_out_meanwhile_can_be_added_anew(chromium, season):
    server, tracks = season
    with closing(server.asks("lea")) as client:
        term = {"source": "Proog", "locale": "pl", "target": "Prug"}
        client.post("terms", json=term).raise_for_status()
        ana = Chair(chromium, server, "ana")
        form = opens_term(ana, tracks["pl"])
        (term,) = client.get("terms").json()
        client.delete(f"terms/{term['term_id']}").raise_for_status()
    form.get_by_label("Rendering").fill("Proga")
    ana.page.keyboard.press("Enter")
    form.get_by_text("Save again to add it anew.").wait_for()
    ana.page.keyboard.press("Enter")
    form.wait_for(state="hidden")
    assert kept(server) == ({"pl": "Proga"}, "")
    ana.close()
    assert all("status of 4" in one for one in ana.faults), ana.faults  # the refusal itself
