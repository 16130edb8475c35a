"""Findings while somebody types: in the page as it is, by hand and by eye.

The pictures lie in `out/screenshots`, or where LOCALIZE_SCREENSHOTS says.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import closing
from pathlib import Path

import pytest

from localize.checks.dictionaries import dictionary_for
from localize.timeline import FrameRate
from tests.localize_ui.browser.desk import until
from tests.localize_ui.browser.team import Chair, Mortal, add_episode, new_project

SEASON = 'name = "Words"\nsource = "en"\n[market.es-419]\n'
ENGLISH = (
    "Good morning.", "Room 12 is free.", "I don't know what to say.", "The house is big.",
    "We close at 9.", "See you tomorrow.",
)  # fmt: skip
SPANISH = (
    "Buenos días.", "La 12 está libre.", "No sé qué decir.", "La casa es grande.",
    "Cerramos a las 9.", "Hasta mañana.",
)  # fmt: skip


@pytest.fixture(scope="module")
def season(tmp_path_factory, coded):
    """A server over an episode in two languages, with a picture; the Spanish track."""
    project = new_project(tmp_path_factory.mktemp("findings"), SEASON)
    media = project / "words.mp4"
    coded.write_coded_video(media, FrameRate.parse("25").rate, 25 * 3 * (len(ENGLISH) + 1))
    lines = {
        "en": [(one,) for one in ENGLISH],
        "es-419": [(one,) for one in SPANISH],
    }
    tracks = add_episode(
        project, "E01", lines, media=media,
        media_hash=hashlib.sha256(media.read_bytes()).hexdigest(), rate=FrameRate.parse("25"),
    )  # fmt: skip
    server = Mortal(project)
    with closing(server.asks("lea")) as lea:
        answer = lea.post(f"tracks/{tracks['es-419']}/stage", json={"stage": "review"})
        assert answer.status_code == 200, answer.text
    yield server, tracks["es-419"]
    server.kill()


@pytest.fixture
def rita(chromium, season):
    """The reviewer, who may waive."""
    server, track = season
    chair = Chair(chromium, server, "rita")
    chair.open(track)
    yield chair
    chair.close()
    assert chair.faults == []


def rules(chair):
    """The rules that the strip names for the current cue."""
    return chair.page.locator(".lz-strip-findings li b").all_inner_texts()


def shows(chair, rule):
    until(lambda: rule in rules(chair), f"{rule} is shown, not only {rules(chair)}", 20)


def gone(chair, rule):
    until(lambda: rule not in rules(chair), f"{rule} is shown no more", 20)


def picture(chair, name):
    folder = Path(os.environ.get("LOCALIZE_SCREENSHOTS", "out/screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    chair.page.screenshot(path=folder / f"{name}.png")


@pytest.mark.parametrize(
    ("cue", "text", "rule"),
    [
        (1, "Buenos  días.", "Double space"),
        (2, "La 13 está libre.", "Numbers differ"),
        (3, "No sé qué decir...", "Ellipsis"),
        (4, "La caza es gramde.", "Spelling"),
    ],
)
def test_a_slip_is_found_while_it_is_typed_and_nothing_is_saved(season, rita, cue, text, rule):
    server, track = season
    if rule == "Spelling" and dictionary_for("es-419") is None:
        pytest.skip("no Spanish dictionary is installed (`make system-deps`)")
    rita.page.locator(f".lz-row[data-cue=c{cue}]").click()
    rita.at(cue)
    before = SPANISH[cue - 1]
    gone(rita, rule)
    rita.write(text)
    shows(rita, rule)
    assert server.texts(track)[f"c{cue}"] == before, "it was asked about, not saved"
    rita.write(before)
    gone(rita, rule)
    rita.press("Control+s")
    rita.saved()


def test_a_fix_is_one_step_that_can_be_undone_and_another_is_waived(season, rita):
    server, track = season
    page = rita.page
    rita.page.locator(".lz-row[data-cue=c5]").click()
    rita.at(5)
    rita.write("Cerramos  a las 9...")
    shows(rita, "Double space")
    shows(rita, "Ellipsis")
    page.get_by_role("button", name="Fix: Double space").first.click()
    until(lambda: "  " not in rita.box, "the fix is in the box", 20)
    rita.saved()
    assert "  " not in server.texts(track)["c5"]
    gone(rita, "Double space")
    rita.press("Control+z")
    until(lambda: server.texts(track)["c5"] == "Cerramos  a las 9...", "the fix is undone", 20)
    rita.box_becomes("Cerramos  a las 9...")
    shows(rita, "Double space")

    # The panel has each in full, with what the fix would do; one is waived, and shown apart.
    rita.press("Control+F8")
    row = page.locator(".lz-finding-row:not(.lz-is-group)").filter(has_text="Ellipsis").first
    row.wait_for()
    picture(rita, "review-findings-live-1280-dark")
    row.get_by_role("button", name="Waive").click()
    page.keyboard.press("Enter")
    rita.sees(".lz-waive .lz-error", "Say why")
    page.keyboard.type("The client writes it so.")
    page.keyboard.press("Enter")
    gone(rita, "Ellipsis")
    rita.sees(".lz-is-waived", "waived: The client writes it so.")
    with closing(server.asks("lea")) as lea:
        (kept,) = lea.get(f"tracks/{track}/waivers").json()
    assert (kept["cue_id"], kept["rule"], kept["reason"]) == (
        "c5", "ellipsis", "The client writes it so.",
    )  # fmt: skip
    picture(rita, "review-findings-waived-1280-dark")
    page.locator(".lz-is-waived").get_by_role("button", name="Withdraw").click()
    shows(rita, "Ellipsis")
    rita.page.locator("textarea.lz-box").focus()
    rita.write(SPANISH[4])
    rita.press("Control+s")
    rita.saved()


def test_whoever_may_not_waive_is_not_asked_to(season, chromium):
    server, track = season
    ana = Chair(chromium, server, "ana")
    ana.open(track, "c6")
    ana.sees(".lz-strip-number", "#6")
    assert ana.page.get_by_role("button", name="Waive").count() == 0
    ana.close()
    assert ana.faults == []


def test_no_message_is_cut_to_one_line(season, rita):
    """At 1280 a message wraps under its rule; what cannot be seen of it is next to nothing."""
    rita.page.locator(".lz-row[data-cue=c6]").click()
    rita.at(6)
    rita.write("Hasta mañana, y que duerman todos muy bien esta noche, pase lo que pase...")
    shows(rita, "Ellipsis")
    rita.press("Control+F8")
    row = rita.page.locator(".lz-finding-row:not(.lz-is-group)").filter(has_text="Reading speed")
    row.first.wait_for()
    hidden = rita.page.evaluate(
        """() => [...document.querySelectorAll('.lz-finding-message, .lz-finding-text')]
          .filter((one) => one.offsetParent && one.scrollHeight > one.clientHeight + 1
            || one.scrollWidth > one.clientWidth + 1)
          .map((one) => one.textContent)"""
    )
    assert hidden == []
    picture(rita, "review-findings-long-1280-dark")
    rita.page.locator("textarea.lz-box").focus()
    rita.write(SPANISH[5])
    rita.press("Control+s")
    rita.saved()
