"""Whatever dies, nothing that somebody typed is lost; and nobody's text goes unseen."""

from __future__ import annotations

import json
import re
import threading
from contextlib import closing

import pytest

from tests.localize_ui.browser.team import Chair, plain_season

CUES = 24
#: What a browser says of requests that reach nobody; it is the server that is gone, not the page.
NOT_REACHED = re.compile(r"net::ERR_")
#: One for each test.
EPISODES = (
    "killed", "busy", "crashed", "closed", "offline", "mine", "theirs", "both", "seen",
    "gone", "split", "out", "windows",
)  # fmt: skip


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """A server over a season with an episode for each test; tracks by episode."""
    yield from plain_season(tmp_path_factory.mktemp("losses"), EPISODES, CUES)


@pytest.fixture
def sits(chromium, season):
    """Lets people sit down at browsers of their own; whatever else goes wrong there is told."""
    server, _ = season
    server.revive()
    chairs = []

    def one(name):
        chairs.append(Chair(chromium, server, name))
        return chairs[-1]

    yield one
    for chair in chairs:
        chair.close()
    assert [
        fault for chair in chairs for fault in chair.faults if not NOT_REACHED.search(fault)
    ] == []


def every_cue(text):
    return {f"c{number}": text(number) for number in range(1, CUES + 1)}


def test_a_server_that_is_killed_and_comes_back(season, sits):
    server, tracks = season
    track = tracks["killed"]
    ana = sits("ana")
    ana.open(track)
    ana.page.evaluate("window.same = true")
    ana.write("Avant la mort")
    server.kill()
    ana.page.keyboard.type(" du serveur")
    ana.press("Enter")
    ana.page.keyboard.type("encore")
    ana.status("Not saved, kept here")
    ana.press("PageDown")
    ana.at(2)
    ana.write("Sans serveur")
    ana.press("Control+s")
    ana.status("Not saved, kept here")
    ana.page.locator('.lz-save[title^="2 cues"]').wait_for()
    server.start()
    # Nobody does anything: it comes by itself.
    ana.saved()
    texts = server.texts(track)
    assert texts["c1"] == "Avant la mort du serveur\nencore"
    assert texts["c2"] == "Sans serveur"
    assert texts["c3"] == "Ligne 3."
    # The same page goes on, with the caret where it was.
    ana.page.keyboard.type(" et après")
    ana.press("Control+s")
    ana.saved()
    assert server.texts(track)["c2"] == "Sans serveur et après"
    assert ana.page.evaluate("window.same") is True


def test_a_server_that_is_killed_again_and_again_under_somebody_who_types(season, sits):
    server, tracks = season
    track = tracks["busy"]
    ana = sits("ana")
    ana.open(track)
    done = threading.Event()
    deaths = []

    def die():
        while not done.wait(0.9):
            server.kill()
            server.start()
            deaths.append(True)

    killer = threading.Thread(target=die)
    killer.start()
    try:
        for number in range(1, CUES + 1):
            ana.at(number)
            ana.press("Control+a")
            ana.page.keyboard.type(f"Écrit {number}\nau milieu du désordre", delay=20)
            ana.press("PageDown")
    finally:
        done.set()
        killer.join()
    assert len(deaths) >= 2
    ana.press("Control+s")
    ana.saved()
    assert server.texts(track) == every_cue(lambda number: f"Écrit {number}\nau milieu du désordre")
    assert ana.page.locator(".lz-conflict").is_hidden()


def test_a_page_that_crashes_with_text_that_is_not_saved(season, sits):
    server, tracks = season
    track = tracks["crashed"]
    ana = sits("ana")
    ana.open(track)
    ana.context.set_offline(True)
    ana.write("Tapé, pas envoyé")
    ana.press("PageDown")
    ana.at(2)
    ana.write("Ni ceci")
    ana.status("Not saved, kept here")
    with ana.page.expect_event("crash"):
        crash(ana)
    ana.page.close()
    ana.context.set_offline(False)
    ana.new_page()
    ana.open(track)
    ana.box_becomes("Tapé, pas envoyé")
    ana.saved()
    texts = server.texts(track)
    assert (texts["c1"], texts["c2"]) == ("Tapé, pas envoyé", "Ni ceci")


def crash(chair):
    """The page's process ends at once, as it does when it runs out of memory."""
    other = chair.context.browser.new_browser_cdp_session()
    targets = other.send("Target.getTargets")["targetInfos"]
    (target,) = [one["targetId"] for one in targets if one["url"] == chair.page.url]
    session = other.send("Target.attachToTarget", {"targetId": target, "flatten": False})
    message = json.dumps({"id": 1, "method": "Page.crash"})
    sent = {"sessionId": session["sessionId"], "message": message}
    other.send("Target.sendMessageToTarget", sent)


def test_a_page_that_is_closed_with_text_that_is_not_saved(season, sits):
    server, tracks = season
    track = tracks["closed"]
    ana = sits("ana")
    ana.open(track)
    ana.write("Fermé trop tôt")
    # Sent as the page goes, without waiting.
    ana.page.close(run_before_unload=False)
    ana.new_page()
    ana.open(track)
    ana.box_becomes("Fermé trop tôt")
    ana.saved()
    assert server.texts(track)["c1"] == "Fermé trop tôt"
    # And with nobody there to take it.
    server.kill()
    ana.write("Fermé sans serveur")
    ana.status("Not saved, kept here")
    ana.page.close(run_before_unload=False)
    server.start()
    ana.new_page()
    ana.open(track)
    ana.box_becomes("Fermé sans serveur")
    ana.saved()
    assert server.texts(track)["c1"] == "Fermé sans serveur"


def test_a_network_that_goes_and_comes(season, sits):
    server, tracks = season
    track = tracks["offline"]
    ana = sits("ana")
    ana.open(track)
    for times in range(3):
        ana.context.set_offline(True)
        ana.write(f"Hors ligne {times}")
        ana.press("Control+s")
        ana.status("Not saved, kept here")
        assert server.texts(track)["c1"] != f"Hors ligne {times}"
        ana.context.set_offline(False)
        ana.saved()
        assert server.texts(track)["c1"] == f"Hors ligne {times}"


@pytest.mark.parametrize("choice", ["mine", "theirs", "both"])
def test_two_on_one_cue_are_shown_both_versions(season, sits, choice):
    server, tracks = season
    track = tracks[choice]
    ana, ben = sits("ana"), sits("ben")
    ana.open(track)
    ben.open(track)
    # Each sees the other there, and then that they write.
    ana.sees(".lz-strip-marks", "Ben is here")
    ben.sees(".lz-strip-marks", "Ana is here")
    ben.context.set_offline(True)
    ben.write("Ce que Ben écrit")
    ana.write("Ce qu'Ana écrit")
    ana.press("Control+s")
    ana.saved()
    ben.context.set_offline(False)
    ben.sees(".lz-conflict", "Ce que Ben écrit")
    ben.sees(".lz-conflict", "Ce qu'Ana écrit")
    ben.sees(".lz-conflict-head", "Ana")
    ben.status("Not saved, kept here")
    # Until it is decided, the server has what Ana wrote, and the box what Ben did.
    assert server.texts(track)["c1"] == "Ce qu'Ana écrit"
    assert ben.box == "Ce que Ben écrit"
    ben.press("Control+F3", {"mine": "1", "theirs": "2", "both": "3"}[choice])
    kept = {
        "mine": "Ce que Ben écrit",
        "theirs": "Ce qu'Ana écrit",
        "both": "Ce qu'Ana écrit\nCe que Ben écrit",
    }[choice]
    ben.page.locator(".lz-conflict").wait_for(state="hidden")
    ben.saved()
    ben.box_becomes(kept)
    assert server.texts(track)["c1"] == kept
    # Ana sees what became of it without doing anything, and her own text is in the history.
    ana.box_becomes(kept)
    assert ana.page.locator(".lz-conflict").is_hidden()
    assert "Ce qu'Ana écrit" in server.history(track, "c1")


def test_others_are_seen_where_they_are_and_go(season, sits):
    _, tracks = season
    track = tracks["seen"]
    ana, ben = sits("ana"), sits("ben")
    ana.open(track)
    ben.open(track, "c5")
    ana.page.locator(".lz-person[title='Ben, at cue 5']").wait_for()
    # In the list too, on the row of the cue.
    ana.page.locator(".lz-row .lz-others[aria-label='Here: Ben']").wait_for()
    ben.context.set_offline(True)
    ben.write("Hors ligne, Ben n'est plus là")
    ana.page.locator(".lz-person[title^='Ben']").wait_for(state="detached")
    ben.context.set_offline(False)
    ana.page.locator(".lz-person[title='Ben, at cue 5']").wait_for()
    # What he wrote meanwhile comes to her as he has it.
    ana.page.locator(".lz-row", has_text="Hors ligne, Ben n'est plus là").wait_for()


def act(server, track, name, route, cue, **more):
    """Somebody does something to a cue as it is now."""
    revision = next(one["revision"] for one in server.cues(track) if one["cue"]["id"] == cue)
    with closing(server.asks(name)) as asks:
        body = {"cue_id": cue, "revision": revision, **more}
        answer = asks.post(f"tracks/{track}/{route}", json=body)
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_cue_that_somebody_takes_out_while_another_writes_in_it(season, sits, choice):
    server, tracks = season
    track = tracks["gone"]
    cue, number = {"mine": ("c3", 3), "theirs": ("c7", 7)}[choice]
    ana = sits("ana")
    ana.open(track, cue)
    ana.page.keyboard.type(" et plus")
    act(server, track, "ben", "delete", cue)
    ana.sees(".lz-conflict", "taken out")
    ana.sees(".lz-conflict", f"Ligne {number}. et plus")
    ana.sees(".lz-conflict-head", "Ben")
    assert ana.box == f"Ligne {number}. et plus"
    ana.press("Control+F3", {"mine": "1", "theirs": "2"}[choice])
    ana.page.locator(".lz-conflict").wait_for(state="hidden")
    ana.saved()
    texts = server.texts(track)
    if choice == "mine":
        assert texts[cue] == f"Ligne {number}. et plus"
        assert ana.box == f"Ligne {number}. et plus"
    else:
        assert cue not in texts
        # The cue after it stands in its place, with its own text.
        ana.box_becomes(f"Ligne {number + 1}.")


def test_a_cue_that_somebody_splits_while_another_writes_in_it(season, sits):
    server, tracks = season
    track = tracks["split"]
    ana = sits("ana")
    ana.open(track, "c3")
    ana.page.keyboard.type(" et la suite")
    act(server, track, "ben", "split", "c3", at=5)
    ana.sees(".lz-conflict", "Ligne 3. et la suite")
    ana.press("Control+F3", "1")
    ana.saved()
    texts = server.texts(track)
    assert texts["c3"] == "Ligne 3. et la suite"
    assert "3." in texts.values(), "the other half is there"


def test_a_session_that_ends_while_somebody_types(season, sits):
    server, tracks = season
    track = tracks["out"]
    ana = sits("ana")
    ana.open(track)
    code = ana.page.evaluate("fetch('/api/v1/me').then((one) => one.json()).then((me) => me.code)")
    ana.page.keyboard.type(" et puis")
    ended = ana.page.evaluate(
        """(code) => fetch('/api/v1/session', {
             method: 'DELETE', headers: { 'X-CSRF-Token': code }
           }).then((one) => one.status)""",
        code,
    )
    assert ended == 204
    ana.press("Control+s")
    ana.status("Not saved, kept here")
    ana.page.keyboard.type(" encore")
    ana.page.locator(".lz-status a[href^='/sign-in']").wait_for()
    assert server.texts(track)["c1"] == "Ligne 1."
    # Signed in again in another window: the page goes on by itself.
    ana.sign_in("ana")
    ana.saved()
    assert server.texts(track)["c1"] == "Ligne 1. et puis encore"
    # What the browser says of requests that were refused, and nothing else.
    refused = re.compile(r"status of 40[13] ")
    ana.faults = [fault for fault in ana.faults if not refused.search(fault)]


def test_two_windows_of_one_browser_on_one_cue(season, sits):
    server, tracks = season
    track = tracks["windows"]
    ana = sits("ana")
    ana.open(track)
    one = ana.page
    two = ana.new_page()
    ana.open(track)
    ana.write("Dans la seconde fenêtre")
    ana.context.set_offline(True)
    ana.page = one
    one.bring_to_front()
    ana.write("Dans la première fenêtre")
    ana.press("Control+s")
    ana.status("Not saved, kept here")
    ana.context.set_offline(False)
    # Whichever comes second is shown both.
    shown = "document.querySelector('.lz-conflict')?.hidden === false"
    until_either(one, two, shown)
    ana.page = one if one.evaluate(shown) else two
    ana.page.bring_to_front()
    for text in ("Dans la première fenêtre", "Dans la seconde fenêtre"):
        ana.sees(".lz-conflict", text)
    ana.press("Control+F3", "3")
    ana.saved()
    kept = server.texts(track)["c1"]
    assert sorted(kept.split("\n")) == ["Dans la première fenêtre", "Dans la seconde fenêtre"]
    for page in (one, two):
        page.wait_for_function(
            "text => document.querySelector('textarea.lz-box').value === text", arg=kept
        )


def until_either(one, two, condition):
    for _ in range(600):
        if one.evaluate(condition) or two.evaluate(condition):
            return
        one.wait_for_timeout(100)
    raise AssertionError(f"in neither window: {condition}")
