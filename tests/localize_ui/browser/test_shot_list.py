"""A list of shot changes is taken in on the review page: a file, or what is pasted."""

from __future__ import annotations

import hashlib
from contextlib import closing

import pytest

from localize.timeline import FrameRate
from tests.localize_ui.browser.desk import until
from tests.localize_ui.browser.team import Chair, Mortal, add_episode, new_project

SEASON = 'name = "Shots"\nsource = "en"\n[market.fr]\n'
RATE = FrameRate.parse("25")


@pytest.fixture(scope="module")
def season(tmp_path_factory, coded):
    project = new_project(tmp_path_factory.mktemp("shots"), SEASON)
    media = project / "shots.mp4"
    coded.write_coded_video(media, RATE.rate, 25 * 12)
    tracks = add_episode(
        project, "E01", {"en": [("One.",), ("Two.",)], "fr": [("Un.",), ("Deux.",)]},
        media=media, media_hash=hashlib.sha256(media.read_bytes()).hexdigest(), rate=RATE,
    )  # fmt: skip
    server = Mortal(project)
    yield server, tracks["fr"]
    server.kill()


def kept(server, track):
    with closing(server.asks("lea")) as lea:
        return lea.get(f"tracks/{track}/desk").json()["shots"]


def test_a_file_is_shown_then_taken_in_and_a_pasted_list_replaces(season, chromium, tmp_path):
    server, track = season
    lea = Chair(chromium, server, "lea")
    lea.open(track)
    page = lea.page
    page.get_by_role("button", name="Take in a list of shot changes").click()
    dialog = page.get_by_role("dialog", name="Take in a list of shot changes")
    dialog.wait_for()
    dialog.get_by_role("button", name="Take in", exact=True).click()
    dialog.locator(".lz-error").filter(has_text="Choose a file").wait_for()

    wrong = tmp_path / "picture.txt"
    wrong.write_bytes(b"\xff\xfe\x00\x81")
    dialog.locator("input[type=file]").set_input_files(wrong)
    dialog.locator(".lz-error").filter(has_text="not text").wait_for()

    listed = tmp_path / "shots.edl"
    listed.write_text("TITLE: E01\n00:00:02:00\n00:00:04:13\n", "utf-8")
    dialog.locator("input[type=file]").set_input_files(listed)
    until(lambda: "00:00:04:13" in dialog.locator("textarea").input_value(), "it is shown")
    assert kept(server, track) == []
    dialog.get_by_role("button", name="Take in", exact=True).click()
    lea.sees(".lz-status", "2 added, 0 taken out; 2 shot changes")
    assert not dialog.is_visible()
    assert kept(server, track) == [2000, 4520]

    # By key, out of the timeline; what is pasted stands alone.
    lea.press("Escape", "Alt+m")
    dialog.wait_for()
    dialog.locator("textarea").fill("5.0\n")
    dialog.get_by_label("Marks that the list does not have are none").check()
    dialog.get_by_role("button", name="Take in", exact=True).click()
    lea.sees(".lz-status", "1 added, 2 taken out; 1 shot changes")
    assert kept(server, track) == [5000]

    # What the server refuses is said in the form, which stays.
    lea.press("Alt+m")
    dialog.wait_for()
    dialog.locator("textarea").fill("nothing of the kind")
    dialog.get_by_role("button", name="Take in", exact=True).click()
    dialog.locator(".lz-error").filter(has_text="There is no time in the list").wait_for()
    lea.press("Escape")
    assert not dialog.is_visible()
    assert kept(server, track) == [5000]
    lea.close()
    assert [one for one in lea.faults if "409" not in one and "403" not in one] == []
