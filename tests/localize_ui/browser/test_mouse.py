"""The same work with the mouse: edges on the waveform, the list, the buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.day import Commands, Person, Server
from tests.localize_ui.browser.desk import Seat, until
from tests.localize_ui.browser.sample_season import EPISODE, GAP, RATE, make_season

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: px within which an edge is caught (review-page.md, 2.3).
REACH = 8
#: The frame after the shot change between "Please, come in." and "You are Mr. Matsumoto's …".
COLD, DAUGHTER = "L04", "L05"
SEE, YES, EXCUSE = "L03", "L02", "L01"


#: Two frames of the screen: what was due to be drawn is drawn.
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass
class Bench:
    """A page with the sample on it, and who sees what the service keeps of it."""

    seat: Seat
    lea: Person
    track: int
    shot: int  # frame

    def cue(self, cue_id: str) -> dict[str, Any]:
        (found,) = [one["cue"] for one in self.lea.cues(self.track) if one["cue"]["id"] == cue_id]
        return found

    def frames(self, cue_id: str) -> tuple[int, int]:
        cue = self.cue(cue_id)
        return RATE.nearest_frame(cue["start"]), RATE.nearest_frame(cue["end"])

    def region(self, cue_id: str) -> dict[str, float]:
        box: dict[str, float] = self.seat.page.locator(
            f".lz-tl-cue[data-cue='{cue_id}']"
        ).bounding_box()
        return box

    def px(self, cue_id: str) -> float:
        """Pixels of a frame."""
        start, end = self.frames(cue_id)
        return self.region(cue_id)["width"] / (end - start)

    def drag(self, cue_id: str, side: str, px: float, *keys: str) -> None:
        """Take hold of an edge, a little within the cue, and let go so many pixels to the right."""
        box, mouse = self.region(cue_id), self.seat.page.mouse
        x = box["x"] + 1 if side == "start" else box["x"] + box["width"] - 1
        y = box["y"] + box["height"] / 2
        mouse.move(x, y)
        for key in keys:
            self.seat.page.keyboard.down(key)
        mouse.down()
        mouse.move(x + px, y, steps=8)
        mouse.up()
        for key in keys:
            self.seat.page.keyboard.up(key)

    def comes_to(self, cue_id: str, frames: tuple[int, int]) -> None:
        """Wait until the service has it so."""
        seen: list[tuple[int, int]] = []

        def there() -> bool:
            seen.append(self.frames(cue_id))
            return seen[-1] == frames

        try:
            until(there, f"{cue_id} at {frames}", 20)
        except AssertionError as error:
            error.add_note(f"it was at {list(dict.fromkeys(seen))}")
            raise

    def width_is(self, cue_id: str, fits: Callable[[float], bool]) -> None:
        """Wait until the cue is drawn so wide; what is dragged is drawn at the next frame."""
        until(lambda: fits(self.region(cue_id)["width"]), f"{cue_id} so wide")

    def undo(self) -> None:
        self.seat.press("Control+z")

    def go(self, cue_id: str) -> None:
        """To a cue by its number; the timeline is at rest then, and shows what the service has."""
        self.seat.go_to(int(cue_id[1:]))
        looks: list[dict[str, float]] = []

        def rests() -> bool:
            # The picture's first frame there scrolls the timeline, on a loaded machine long after.
            self.seat.page.evaluate(FRAMES)
            looks.append(self.region(cue_id))
            return looks[-3:] == [looks[-1]] * 3

        until(rests, f"the timeline rests at {cue_id}")


@pytest.fixture(scope="module")
def bench(chromium: Any, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    project = tmp_path_factory.mktemp("mouse") / "project"
    tracks, shots = make_season(project, root / "sample")
    localize = Commands(project)
    localize.env.pop("LOCALIZE_DATABASE_URL", None)
    with Server(localize, project.parent / "server.log") as server:
        lea = Person(server, "lea")
        for time in shots:
            lea.post(f"tracks/{tracks['en']}/shots", time=time, shot=True)
        shot = next(RATE.nearest_frame(time) for time in shots if time > 22_000)
        seat = Seat(chromium, server.url)
        seat.sign_in("ana")
        seat.page.goto(f"{server.url}/review?track={tracks['en']}")
        seat.opened()
        yield Bench(seat, lea, tracks["en"], shot)
        seat.page.screenshot(path=project.parent / "last.png")
        seat.close()


@pytest.mark.parametrize(("away", "caught"), [(6, True), (-6, True), (14, False), (-14, False)])
def test_an_edge_is_caught_by_a_shot_change_within_eight_pixels(bench, away, caught):
    bench.go(DAUGHTER)
    start, end = bench.frames(DAUGHTER)
    px = bench.px(DAUGHTER)
    to = (bench.shot - start) * px + away
    bench.drag(DAUGHTER, "start", to)
    wanted = bench.shot if caught else start + round(to / px)
    assert caught or abs(wanted - bench.shot) >= 2
    bench.comes_to(DAUGHTER, (wanted, end))
    bench.undo()
    bench.comes_to(DAUGHTER, (start, end))


def test_an_out_time_is_caught_before_the_shot_change(bench):
    bench.go(COLD)
    start, end = bench.frames(COLD)
    bench.drag(COLD, "end", (bench.shot - GAP - end) * bench.px(COLD) + 5)
    bench.comes_to(COLD, (start, bench.shot - GAP))
    bench.undo()
    bench.comes_to(COLD, (start, end))


def test_shift_lets_an_edge_go_free(bench):
    bench.go(DAUGHTER)
    start, end = bench.frames(DAUGHTER)
    px = bench.px(DAUGHTER)
    bench.drag(DAUGHTER, "start", (bench.shot + 1 - start) * px, "Shift")
    bench.comes_to(DAUGHTER, (bench.shot + 1, end))
    bench.undo()
    bench.comes_to(DAUGHTER, (start, end))


def test_an_edge_stops_at_its_neighbours_least_gap(bench):
    bench.go(YES)
    start, end = bench.frames(YES)
    before = bench.frames(EXCUSE)
    bench.drag(YES, "start", (before[0] + 5 - start) * bench.px(YES))
    bench.comes_to(YES, (before[1] + GAP, end))
    assert bench.frames(EXCUSE) == before
    bench.undo()
    bench.comes_to(YES, (start, end))


def test_an_edge_is_caught_by_its_neighbour_before_it_touches(bench):
    bench.go(YES)
    start, end = bench.frames(YES)
    touching = bench.frames(EXCUSE)[1] + GAP
    bench.drag(YES, "start", (touching - start) * bench.px(YES) + REACH - 2)
    bench.comes_to(YES, (touching, end))
    bench.undo()
    bench.comes_to(YES, (start, end))


def test_alt_moves_both_edges_and_one_undo_takes_both_back(bench):
    bench.go(SEE)
    see, cold = bench.frames(SEE), bench.frames(COLD)
    assert cold[0] - see[1] < 12, "no pause lies between them"
    px = bench.px(SEE)
    bench.drag(SEE, "end", -20 * px, "Alt", "Shift")
    bench.comes_to(SEE, (see[0], see[1] - 20))
    bench.comes_to(COLD, (cold[0] - 20, cold[1]))
    bench.undo()
    bench.comes_to(SEE, see)
    bench.comes_to(COLD, cold)


def test_escape_gives_a_drag_up(bench):
    bench.go(COLD)
    frames = bench.frames(COLD)
    box, page = bench.region(COLD), bench.seat.page
    x, y = box["x"] + box["width"] - 1, box["y"] + 20
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=4)
    bench.width_is(COLD, lambda width: width < box["width"] - 40)
    page.keyboard.press("Escape")
    page.mouse.up()
    bench.width_is(COLD, lambda width: abs(width - box["width"]) <= 1)
    assert bench.frames(COLD) == frames


def test_a_drag_leaves_a_loop_alone(bench):
    bench.go(COLD)
    start, end = bench.frames(COLD)
    px, page = bench.px(COLD), bench.seat.page
    bench.seat.press("Shift+F5")
    page.wait_for_function("!document.querySelector('video').paused")
    page.evaluate(
        """() => {
            const video = document.querySelector('video');
            window.paused = 0;
            video.addEventListener('pause', () => window.paused++);
        }"""
    )
    bench.drag(COLD, "end", -8 * px, "Shift")
    bench.comes_to(COLD, (start, end - 8))
    # Whatever the hand's letting go might have asked for has come to its end with the next round.
    page.evaluate(
        """() => new Promise(done => {
            const video = document.querySelector('video');
            video.addEventListener('seeked', done, {once: true});
            video.addEventListener('pause', done, {once: true});
        })"""
    )
    assert page.evaluate("[window.paused, document.querySelector('video').paused]") == [0, False]
    bench.seat.press("Shift+F5")
    page.wait_for_function("document.querySelector('video').paused")
    bench.undo()
    bench.comes_to(COLD, (start, end))


def test_a_click_in_the_list_and_a_double_click_on_a_cue(bench):
    bench.go("L07")
    start, end = bench.frames("L08")
    bench.seat.page.locator(".lz-row").filter(has_text="fond of this tune").click()
    bench.seat.at_cue(8)
    bench.seat.shows(RATE.timecode(RATE.frame_of_timecode("01:00:00:00") + start))
    box, page = bench.region("L08"), bench.seat.page
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("!document.querySelector('video').paused")
    page.wait_for_function("document.querySelector('video').paused")
    bench.seat.shows(RATE.timecode(RATE.frame_of_timecode("01:00:00:00") + end - 1))
    assert bench.frames("L08") == (start, end)


def test_a_finding_is_fixed_by_its_button(bench):
    bench.go("L12")  # "This is my father's handwriting.": too fast for its time
    start, end = bench.frames("L12")
    bench.seat.page.get_by_role("button", name="Fix: ").first.click()
    until(lambda: bench.frames("L12")[1] > end, "its out-time is later", 20)
    text = "".join(bench.cue("L12")["lines"])
    kept = bench.cue("L12")
    assert len(text) * 1000 <= 20 * (kept["end"] - kept["start"])
    bench.undo()
    bench.comes_to("L12", (start, end))


def test_times_that_are_fixed_are_not_dragged_and_it_is_said_why(bench):
    lea, page = bench.lea, bench.seat.page
    template = lea.post(f"tracks/{bench.track}/template")["track_id"]
    lea.post(f"tracks/{template}/publish", note="")
    lea.post(f"tracks/{template}/markets", locales=["es-419"])
    (market,) = [
        one["track_id"]
        for one in lea.get("season")["tracks"]
        if (one["episode"], one["locale"]) == (EPISODE, "es-419")
    ]
    page.goto(f"{bench.seat.url}/review?track={market}")
    bench.seat.opened()
    there = Bench(bench.seat, lea, market, bench.shot)
    cue_id = there.lea.cues(market)[0]["cue"]["id"]
    frames = there.frames(cue_id)
    there.drag(cue_id, "end", 40)
    bench.seat.said("Times are fixed")
    assert there.frames(cue_id) == frames
