"""Every page on two screens, dark and light: kept as pictures, and none with what a page must not.

The pictures lie in `out/screenshots`, or where LOCALIZE_SCREENSHOTS says.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.day import Commands, Person, Server
from tests.localize_ui.browser.desk import Seat
from tests.localize_ui.browser.sample_season import make_season

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = ((1280, 600), (1920, 950))
THEMES = ("dark", "light")
#: Bytes; a page on which nothing is drawn makes a far smaller picture.
LEAST = 12_000


@dataclass
class Season:
    """A season at work: drafts, a template with a changed line, markets, half of it done."""

    server: Server
    lea: Person
    english: int
    template: int
    market: int


@pytest.fixture(scope="module")
def season(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Season]:
    project = tmp_path_factory.mktemp("screens") / "project"
    tracks, shots = make_season(project, root / "sample")
    localize = Commands(project)
    localize.env.pop("LOCALIZE_DATABASE_URL", None)
    with Server(localize, project.parent / "server.log") as server:
        lea, ana, rita = (Person(server, name) for name in ("lea", "ana", "rita"))
        english = tracks["en"]
        for time in shots:
            lea.post(f"tracks/{english}/shots", time=time, shot=True)
        yield at_work(server, lea, ana, rita, english)


def at_work(server: Server, lea: Person, ana: Person, rita: Person, english: int) -> Season:
    """As a season looks on its third day."""
    template = lea.post(f"tracks/{english}/template")["track_id"]
    lea.post(f"tracks/{template}/publish", note="")
    lea.post(f"tracks/{template}/markets", locales=["es-419", "fr"])
    found = {(one["locale"], one["role"]): one["track_id"] for one in lea.get("season")["tracks"]}
    market = found["es-419", "subtitle"]
    written = ("Disculpe. ¿Ya salió el último tren?", "Sí, hace quince minutos.", "Ya veo.",
               "Pase, hace frío afuera.", "Usted es la hija del señor Matsumoto.")  # fmt: skip
    for view, text in zip(lea.cues(market), written, strict=False):
        ana.confirm(market, view, text)
    for track, person, stage in (
        (market, ana, "translate"), (market, rita, "review"), (english, ana, "translate"),
        (found["fr", "subtitle"], ana, "translate"),
    ):  # fmt: skip
        lea.post(f"tracks/{track}/assignments", person=person.id, stage=stage)
    views = lea.cues(english)
    ana.act("text", english, views[5], lines=["Yes. But tell me, did you know my father at all?"])
    for view in views[:5]:
        ana.act("confirm", english, view)
    note = {"kind": "query", "scope": "here", "text": "Which tune is it?"}
    ana.post(f"tracks/{english}/notes", cue_id=views[7]["cue"]["id"], **note)
    lea.post("terms", source="終電", kind="place", note="", locale="en", target="last train")
    lea.post("terms", source="松本", kind="name", note="", locale="en", target="Matsumoto")
    lines = lea.cues(template)
    lea.act("text", template, lines[3], lines=["Please, come inside."])
    start = lines[6]["cue"]["start"]
    lea.act("times", template, lines[6], start=start - 209)
    lea.act("split", template, lines[1], at=len(lines[1]["cue"]["lines"][0]) + 1)
    lea.post(f"tracks/{english}/exports", final=False)
    return Season(server, lea, english, template, market)


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    found = Path(os.environ.get("LOCALIZE_SCREENSHOTS") or root / "out" / "screenshots")
    found.mkdir(parents=True, exist_ok=True)
    return found


def shows_season(seat: Seat, season: Season) -> None:
    seat.page.goto(seat.url)
    seat.sees("#lz-grid-scroll th", "last-train")


def shows_text(seat: Seat, season: Season) -> None:
    seat.page.goto(f"{seat.url}/review?track={season.english}")
    seat.opened()
    seat.go_to(5)
    seat.focus_is("text")


def shows_timeline(seat: Seat, season: Season) -> None:
    shows_text(seat, season)
    seat.press("Escape", "Shift+.")
    seat.focus_is("timeline")
    seat.sees(".lz-status, .lz-head", "Saved")


def shows_findings(seat: Seat, season: Season) -> None:
    shows_text(seat, season)
    seat.press("F8", "Control+F8")
    seat.page.wait_for_selector(".lz-panels .lz-panel")


def shows_market(seat: Seat, season: Season) -> None:
    seat.page.goto(f"{seat.url}/review?track={season.market}")
    seat.opened()


def shows_impact(seat: Seat, season: Season) -> None:
    seat.page.goto(f"{seat.url}/template?track={season.template}")
    seat.sees("h2", "what it would do")


def shows_names(seat: Seat, season: Season) -> None:
    seat.page.goto(f"{seat.url}/names")
    seat.sees(".lz-names th", "松本")


def shows_deliver(seat: Seat, season: Season) -> None:
    seat.page.goto(f"{seat.url}/deliver?track={season.english}")
    seat.sees("h2", "What is in the way")


def shows_effort(seat: Seat, season: Season) -> None:
    seat.page.goto(f"{seat.url}/effort")
    seat.sees("h1", "Effort")


PAGES = {
    "season": shows_season,
    "review-text": shows_text,
    "review-timeline": shows_timeline,
    "review-findings": shows_findings,
    "review-market": shows_market,
    "template-impact": shows_impact,
    "names": shows_names,
    "deliver": shows_deliver,
    "effort": shows_effort,
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("theme", THEMES)
def test_pages_on_the_screen(
    chromium: Any, season: Season, folder: Path, size: tuple[int, int], theme: str
) -> None:
    # The browser keeps the theme before anything is painted; the person's own is on the server.
    lea = season.lea
    kept = lea.put("me/settings", settings={"theme": theme})
    assert kept["settings"]["theme"] == theme
    seat = Seat(chromium, season.server.url, size)
    seat.sign_in("lea")
    for name, show in PAGES.items():
        show(seat, season)
        page = seat.page
        page.wait_for_function(
            "theme => document.documentElement.dataset.theme === theme", arg=theme
        )
        wide, high = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert wide <= size[0], f"{name} is {wide} px wide"
        if name.startswith("review"):
            assert high <= size[1], f"{name} is {high} px high: the editor scrolls nothing away"
        path = folder / f"{name}-{size[0]}x{size[1]}-{theme}.png"
        path.unlink(missing_ok=True)
        page.screenshot(path=path)
        data = path.read_bytes()
        assert struct.unpack(">II", data[16:24]) == size
        assert len(data) > LEAST, f"{name}: {len(data)} bytes"
    seat.close()
