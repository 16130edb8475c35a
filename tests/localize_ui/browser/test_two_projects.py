"""One address, and another project at it: what was typed for one stays out of the other."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.localize_ui.browser.team import Chair, Mortal, add_episode

SETTINGS = 'name = "{name}"\nsource = "en"\n[market.fr-FR]\n'
#: What a browser says of requests that reach nobody, and of the code of a server that is gone.
NOT_REACHED = re.compile(r"net::ERR_|status of 403")


def project(folder, name):
    """A project that nobody has an account in, and its French track."""
    made = folder / name
    made.mkdir()
    (made / "localize.toml").write_text(SETTINGS.format(name=name))
    lines = {
        "en": [(f"{name} {n}.",) for n in (1, 2, 3)],
        "fr-FR": [(f"{name}, {n}.",) for n in (1, 2, 3)],
    }
    return made, add_episode(made, "S01E01", lines)["fr-FR"]


def texts(server, track):
    cues = httpx.get(f"{server.url}/api/v1/tracks/{track}").json()["cues"]
    return ["\n".join(one["cue"]["lines"]) for one in cues]


@pytest.fixture
def shows(tmp_path):
    """A server of the first of two projects, the projects, and the track's id, the same in both."""
    (sea, track), (land, also) = project(tmp_path, "Sea"), project(tmp_path, "Land")
    assert track == also
    server = Mortal(sea)
    yield server, sea, land, track
    server.kill()


def test_what_was_typed_for_one_project_waits_for_it(chromium, shows):
    server, sea, land, track = shows
    chair = Chair(chromium, server, "")
    chair.open(track)
    server.kill()
    chair.write("Pour la mer")
    chair.press("Control+s")
    chair.status("Not saved, kept here")
    server.project = land
    server.start()
    reload = chair.page.locator(".lz-status a", has_text="Reload")
    reload.wait_for()
    chair.status("Not saved, kept here")
    assert texts(server, track) == ["Land, 1.", "Land, 2.", "Land, 3."]
    reload.click()
    chair.ready()
    chair.box_becomes("Land, 1.")
    chair.write("Pour la terre")
    chair.press("Control+s")
    chair.status("Saved")
    assert texts(server, track) == ["Pour la terre", "Land, 2.", "Land, 3."]
    server.kill()
    server.project = sea
    server.start()
    chair.page.locator(".lz-status a", has_text="Reload").wait_for()
    chair.page.reload()
    chair.ready()
    chair.saved()
    assert texts(server, track) == ["Pour la mer", "Sea, 2.", "Sea, 3."]
    chair.close()
    assert [fault for fault in chair.faults if not NOT_REACHED.search(fault)] == []
