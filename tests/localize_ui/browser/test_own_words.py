"""Names that the sources say again and again, in the terms panel: made terms of, or dismissed."""

from __future__ import annotations

import pytest

from tests.localize_ui.browser.team import Chair, Mortal, add_episode, add_people
from tests.localize_ui.browser.test_hostile import show

SEASON = 'name = "Dream"\nsource = "en"\n[market.pl]\n'
LINES = {
    "en": [("I saw Proog.",), ("Where is Proog?",), ("Not at Rhodes.",), ("Rhodes or Rhodes.",)],
    "pl": [("Raz.",), ("Dwa.",), ("Trzy.",), ("Cztery.",)],
}


@pytest.fixture
def season(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    (project / "localize.toml").write_text(SEASON)
    add_people(project)
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
