"""What every market's translator should know: said of the source's cues, seen by all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.day import Commands, Person, Server
from tests.localize_ui.browser.desk import Seat, until
from tests.localize_ui.browser.sample_season import make_season

if TYPE_CHECKING:
    from pathlib import Path


def annotations_of(lea: Person, track: int) -> list[list[str]]:
    """Of the first cue."""
    kept: list[list[str]] = lea.cues(track)[0]["annotations"]
    return kept


def test_a_source_is_annotated(chromium: Any, root: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    tracks, _ = make_season(project, root / "sample")
    localize = Commands(project)
    localize.env.pop("LOCALIZE_DATABASE_URL", None)
    with Server(localize, tmp_path / "server.log") as server:
        lea = Person(server, "lea")
        seat = Seat(chromium, server.url)
        seat.sign_in("lea")
        seat.page.goto(f"{server.url}/review?track={tracks['ja']}")
        seat.opened()
        form = seat.page.locator(".lz-note-form")
        for kind, text in (("context", "The last train: <b>23:40</b>"), ("song", "An old tune")):
            seat.press("F4")
            form.locator("select").first.select_option("annotation")
            form.locator("select:visible").nth(1).select_option(kind)
            form.locator("textarea").fill(text)
            form.locator("textarea").press("Control+Enter")
            form.wait_for(state="hidden")
            seat.said("Annotated")
        wanted = [["context", "The last train: <b>23:40</b>"], ["song", "An old tune"]]
        until(lambda: annotations_of(lea, tracks["ja"]) == wanted, "both annotations")
        seat.press("F4")
        shown = seat.page.locator(".lz-panels .lz-annotation")
        shown.nth(1).wait_for()
        assert shown.all_inner_texts()[0].split("\n")[:2] == wanted[0]
        shown.nth(1).get_by_role("button").click()
        until(lambda: annotations_of(lea, tracks["ja"]) == wanted[:1], "one is taken out")
        # What is sung without rights is not translated.
        box = seat.page.get_by_label("To be translated")
        assert box.is_checked()
        box.uncheck()
        until(lambda: not lea.cues(tracks["ja"])[0]["cue"]["translate"], "not to be translated")
        seat.sees(".lz-strip-marks", "Not to be translated")
        # A market's own track is annotated by nobody: it has notes.
        seat.page.goto(f"{server.url}/review?track={tracks['en']}")
        seat.opened()
        seat.press("F4")
        options = form.locator("select").first.locator("option")
        assert "annotation" not in [one.get_attribute("value") for one in options.all()]
        seat.close()
