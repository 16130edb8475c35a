"""A working day in a real browser, by keyboard alone, from the episode to the files.

The operator runs the pipeline on the season's page, the translator works the draft over in the
editor (`translator.Work`), the reviewer returns a cue and approves all, the lead exports. What is
to be in the files is written down as it is typed, and read back by a reader apart from the
product's.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.day import PASSWORD, Commands, Person, Server, blocks
from tests.localize_ui.browser.desk import Seat, until
from tests.localize_ui.browser.translator import Line, Work, held

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PEOPLE = {"otto": "operator", "lea": "lead", "ana": "translator", "rita": "reviewer"}
EPISODE = "last-train"
#: Seconds that the machine may take for a minute and a half of speech, loaded as it may be.
RUNS = 900


@pytest.fixture
def office(chromium: Any, root: Path, base_model: Path, tmp_path: Path) -> Iterator[Office]:
    """A season with people and one of its episodes, behind a real server."""
    assert base_model.exists()
    localize = Commands(tmp_path / "project")
    localize.env.pop("LOCALIZE_DATABASE_URL", None)
    localize("season", "init", "--name", "Last train", "--to", "en")
    for name, role in PEOPLE.items():
        localize("users", "add", name, "--role", role, "--password-stdin", stdin=f"{PASSWORD}\n")
    sample = root / "sample" / "episodes"
    shutil.copy(sample / "lighthouse.mp4", localize.project)
    with Server(localize, tmp_path / "server.log") as server:
        office = Office(chromium, localize, server, sample / f"{EPISODE}.mp4")
        yield office
        for number, seat in enumerate(office.seats):  # those who were still there: it went wrong
            seat.page.screenshot(path=tmp_path / f"seat-{number}.png")
            seat.context.close()


class Office:
    """Where the day goes by."""

    def __init__(self, browser: Any, localize: Commands, server: Server, other: Path) -> None:
        self.browser = browser
        self.localize = localize
        self.server = server
        #: An episode that is not in the project yet.
        self.other = other
        #: Who is there.
        self.seats: list[Seat] = []
        #: Who sees what the service says; their hands do nothing.
        self.lea = Person(server, "lea")

    def seat(self, name: str) -> Seat:
        """Somebody signs in at a browser of their own."""
        seat = Seat(self.browser, self.server.url)
        self.seats.append(seat)
        seat.sign_in(name)
        return seat

    def leave(self, seat: Seat) -> None:
        """Somebody goes home, with nothing amiss."""
        self.seats.remove(seat)
        seat.close()

    def track(self, locale: str, role: str) -> int:
        (found,) = [
            one["track_id"]
            for one in self.lea.get("season")["tracks"]
            if (one["episode"], one["locale"], one["role"]) == (EPISODE, locale, role)
        ]
        return int(found)


@pytest.mark.model
def test_a_day_by_keyboard(office: Office) -> None:
    run_the_pipeline(office)
    the_day(office)


def the_day(office: Office) -> None:
    """From the machine's draft to the files."""
    track = office.track("en", "subtitle")
    for name, stage in (("ana", "translate"), ("rita", "review")):
        person = next(one["id"] for one in office.lea.get("people") if one["name"] == name)
        office.lea.post(f"tracks/{track}/assignments", person=person, stage=stage)
    lines = [held(view) for view in office.lea.cues(track)]
    assert len(lines) > 20, "the machine has heard the scene"

    ana = office.seat("ana")
    open_next(ana, track)
    work = Work(ana, office.lea, track, lines)
    work.split_and_merge()
    work.set_times_paused()
    work.set_times_while_playing()
    work.push_a_word()
    work.insert_a_term_and_fix_a_finding()
    work.note_delete_undo_redo()
    work.confirm_all()
    work.flag_while_watching()
    rita = office.seat("rita")
    open_next(rita, track)
    send_back(rita, work)
    office.lea.post(f"tracks/{track}/stage", stage="review")
    approve_all(rita, work)
    watch_all(rita, work)
    office.leave(ana)
    office.leave(rita)
    office.lea.post(f"tracks/{track}/stage", stage="deliver")
    export(office)
    see_files(office, track, work.lines)


# --- The operator ---------------------------------------------------------------------------------


def run_the_pipeline(office: Office) -> None:
    """An episode is added from the operator's machine beside the one that lies there, and run."""
    otto = office.seat("otto")
    chosen: list[Any] = []

    def opened(chooser: Any) -> None:
        chosen.append(chooser)

    otto.page.on("filechooser", opened)

    def chooses() -> bool:
        # A key before the page's script is there opens nothing: a person presses again.
        otto.tab_to("#upload")
        otto.press("Enter")
        otto.page.wait_for_timeout(1_000)
        return bool(chosen)

    until(chooses, "the browser's choice of files")
    chosen[0].set_files(office.other)
    otto.sees("p", f"{EPISODE}.mp4 is in the project")
    otto.tab_to(f"input[value='{EPISODE}.mp4']")
    otto.press("Space")
    otto.tab_to("#run-more summary")
    otto.press("Enter")
    otto.tab_to("#run-model")
    otto.type("base")
    otto.tab_to("form[data-act=run] button[type=submit]")
    otto.press("Enter")
    otto.sees(".lz-chip", "running")
    otto.page.wait_for_selector(".lz-run progress", timeout=RUNS * 1000)
    ended = otto.page.locator(".lz-chip").filter(has_text=re.compile("done|failed|cancelled"))
    ended.first.wait_for(timeout=RUNS * 1000)
    assert ended.first.inner_text() == "done"
    # The grid shows what has come, without a reload.
    otto.sees("#lz-grid-scroll th", EPISODE)
    office.leave(otto)


# --- The translator -------------------------------------------------------------------------------


def open_next(seat: Seat, track: int) -> None:
    """From *next for me* on the season's page into the editor."""
    seat.sees(".lz-next", EPISODE)
    seat.tab_to(".lz-next a")
    seat.press("Enter")
    seat.page.wait_for_url(f"**/review?track={track}*")
    seat.opened()


# --- The reviewer ---------------------------------------------------------------------------------


def send_back(rita: Seat, work: Work) -> None:
    """A cue is returned with a reason; its translator is told, and corrects it."""
    rita.go_to(2)
    rita.press("Escape", "Shift+f")
    rita.type("Fifteen minutes, he says.")
    rita.press("Control+Enter")
    rita.said("sent back")
    ana = work.seat
    until(lambda: work.states() == {"reviewed", "edited"}, "the cue is returned")
    # Without a reload, hers says so.
    count = len(work.lines)
    ana.sees(".lz-head", f"{count - 1}/{count} confirmed")
    work.write(2, "Yes, it left fifteen minutes ago.")
    ana.press("Control+Enter")
    until(lambda: work.states() == {"reviewed"}, "it is confirmed again")
    work.kept()


def approve_all(rita: Seat, work: Work) -> None:
    rita.sees(".lz-row", "Yes, it left fifteen minutes ago.")
    # Only then: who approves what has changed since they saw it is told so by the server.
    rita.sees(".lz-head", f"{len(work.lines)}/{len(work.lines)} confirmed")
    rita.sees(".lz-head", "review")
    rita.press("Escape")
    rita.go_to(1)
    for number in range(1, len(work.lines) + 1):
        rita.at_cue(number)
        rita.press("Control+Shift+Enter")
    rita.said("approved")
    until(lambda: work.states() == {"approved"}, "every cue is approved")
    views = work.lea.cues(work.track)
    assert not any(view["approved_bulk"] for view in views)
    work.kept()


def watch_all(rita: Seat, work: Work) -> None:
    """At one and a half times the speed, from the first cue to the end; it ends by itself."""
    unwatched = unwatched_of(work)
    # The translator saw the first cue in full, and left at the second.
    assert unwatched >= {view["cue"]["id"] for view in work.lea.cues(work.track)[1:]}
    rita.press("Control+Shift+Space", "Control+Shift+Space")
    # A machine that is loaded may have dropped what a person would have seen: once more, then.
    left: set[str | int] = set()
    for _ in range(3):
        rita.go_to(1)
        rita.press("Escape", "w")
        rita.said("Watching through at 1.5")
        rita.sees(".lz-status", "Watching through ended", 180)
        assert rita.page.evaluate("document.querySelector('video').paused")
        left = until(lambda: unwatched_of(work) < unwatched and {*unwatched_of(work), 0}, "watched")
        if left == {0}:
            return
    raise AssertionError(f"not watched: {left}")


def unwatched_of(work: Work) -> set[str]:
    blockers = work.lea.get(f"tracks/{work.track}/blockers")
    return {one["cue_id"] for one in blockers if one["rule"] == "not-watched"}


# --- The lead -------------------------------------------------------------------------------------


def export(office: Office) -> None:
    lea = office.seat("lea")
    lea.tab_to("nav a[href='/deliver']")
    lea.press("Enter")
    lea.sees(".lz-chip", "ready for final")
    lea.tab_to("button[data-final]")
    lea.press("Enter")
    lea.sees("button[data-final]", "Really as final?")
    lea.press("Enter")
    lea.sees("p", "Exported as final")
    lea.sees(".lz-delivery", f"{EPISODE}.en.srt")
    office.leave(lea)


def see_files(office: Office, track: int, lines: list[Line]) -> None:
    """Files and record hold what was typed, confirmed and approved, and nothing else."""
    out = office.localize.project / "subtitles"
    (delivery,) = office.lea.get(f"tracks/{track}/deliveries")
    entry = delivery["entry"]
    assert {one["path"] for one in entry["files"]} == {f"{EPISODE}.en.srt", f"{EPISODE}.en.vtt"}
    for file in entry["files"]:
        path = out / file["path"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == file["sha256"]
        assert blocks(path) == lines
    record = json.loads((out / entry["record"]["path"]).read_text("utf-8"))
    assert (record["state"], record["by"], record["episode"]) == ("final", "lea", EPISODE)
    assert (record["waivers"], record["open"]) == ([], {})
    assert [(one["start"], one["end"], one["text"]) for one in record["cues"]] == lines
    assert {one["approved_by"] for one in record["cues"]} == {"rita"}
    assert {one["watched"] for one in record["cues"]} == {True}
    counts = record["counts"]
    assert counts["approved_singly"] == counts["watched"] == counts["cues"] == len(lines)
    assert counts["edited"] + counts["written"] > 0
    assert counts["as_drafted"] > 0
