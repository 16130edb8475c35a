"""The pages in a real browser: what only a browser can show."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from localize.accounts import Accounts
from localize.demo import sample_episodes
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.service import Review
from localize.script import Cue, Provenance, Track, TrackRole
from localize.season import load_season
from localize.store import Database
from localize.store.kinds import PersonRole
from tests.day import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: An episode, as somebody might name one to see what the pages make of it.
HOSTILE = "E1 <img src=x onerror=window.hit=1> ${window.hit=2} {{value}} </td>"
PAGES = ("/", "/template", "/names", "/deliver", "/effort", "/people", "/output")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "localize.toml").write_text('name = "Sea"\nsource = "en"\n[market.fr-FR]\n')
    heard = Provenance("whisper", "1", "base", "abc")
    source = tuple(
        Cue(f"c{n}", n * 3000, n * 3000 + 2000, (f"Line {n}.", HOSTILE)) for n in range(1, 5)
    )
    french = tuple(
        Cue(one.id, one.start, one.end, (f"Ligne {one.id}.",), source_ids=(one.id,))
        for one in source
    )
    tracks = (
        Track(HOSTILE, "en", TrackRole.TRANSCRIPT, source),
        Track(HOSTILE, "fr-FR", TrackRole.SUBTITLE, french, based_on="en"),
    )
    with Database.of_project(folder) as database:
        database.upgrade()
        accounts = Accounts(database)
        accounts.add("otto", [PersonRole.OPERATOR], password=PASSWORD, display=HOSTILE[:60])
        accounts.add("lea", [PersonRole.LEAD], password=PASSWORD)
        accounts.add("ana", [PersonRole.TRANSLATOR], password=PASSWORD)
        review = Review(database, load_season(folder), folder)
        review.import_run(
            ImportedEpisode(HOSTILE, tuple(ImportedTrack(one, (heard,)) for one in tracks))
        )
    return folder


@pytest.fixture(scope="module")
def url(project: Path, serve: Callable[[Path], Any]) -> str:
    return serve(project).url


@pytest.fixture
def watched(page: Any) -> Iterator[Any]:
    """A page that must not complain."""
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.problems = problems
    page.set_default_timeout(60_000)
    yield page
    assert problems == []


def sign_in(page: Any, url: str, name: str, to: str = "/") -> None:
    page.goto(f"{url}{to}")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("button")
    page.wait_for_url(f"{url}{to}")


def open_page(page: Any, url: str, path: str) -> None:
    page.goto(url + path)
    page.wait_for_selector("[data-page], #lz-grid p")


def test_whoever_wanted_a_page_comes_to_it_after_signing_in(url: str, watched: Any) -> None:
    sign_in(watched, url, "ana", "/deliver?track=2")
    watched.wait_for_selector("#lz-main [data-page]")
    assert watched.title() == "Deliver · localize"
    assert "translator" in watched.locator(".lz-me").inner_text()
    watched.get_by_role("button", name="Sign out").click()
    watched.wait_for_url(f"{url}/sign-in")
    watched.goto(f"{url}/effort")
    watched.wait_for_selector("#password")


@pytest.mark.parametrize("asked", ["https://evil.example/", "//evil.example", "/api/v1/me", "/x"])
def test_nobody_is_sent_elsewhere_after_signing_in(url: str, watched: Any, asked: str) -> None:
    watched.goto(f"{url}/sign-in?to={asked}")
    watched.fill("#name", "ana")
    watched.fill("#password", PASSWORD)
    watched.click("button")
    watched.wait_for_url(f"{url}/")


def test_every_page_opens_and_names_stay_text(url: str, watched: Any) -> None:
    sign_in(watched, url, "otto")
    for path in PAGES:
        open_page(watched, url, path)
        watched.wait_for_timeout(300)
        assert watched.evaluate("window.hit") is None, path
        assert watched.locator("[id^=lz-] img").count() == 0, path
    open_page(watched, url, "/")
    assert watched.locator(".lz-grid tbody th").inner_text() == HOSTILE
    assert watched.locator(".lz-me").inner_text().count(HOSTILE[:50]) == 1


def test_the_lead_assigns_and_the_translator_goes_on_from_there(
    url: str, watched: Any, chromium: Any
) -> None:
    sign_in(watched, url, "lea")
    watched.locator("button.lz-more").last.click()
    watched.wait_for_selector(".lz-panel")
    assert "track=" in watched.url
    watched.get_by_label("Person").select_option(label="ana (translator)")
    watched.get_by_label("Stage").last.select_option("translate")
    watched.get_by_label("Due").fill("2020-01-02T18:00")
    watched.get_by_role("button", name="Assign").click()
    watched.wait_for_selector(".lz-done:has-text('ana does translate')")
    watched.wait_for_selector(".lz-panel li:has-text('2020-01-02 18:00')")
    other = chromium.new_context()
    try:
        page = other.new_page()
        sign_in(page, url, "ana")
        page.wait_for_selector(".lz-next li:has-text('late')")
        assert page.locator(".lz-next a").get_attribute("href") == "/review?track=2&cue=c1"
    finally:
        other.close()


def test_an_act_that_needs_thought_is_clicked_twice(url: str, watched: Any) -> None:
    sign_in(watched, url, "lea")
    open_page(watched, url, "/deliver?track=2")
    watched.locator("summary", has_text="Not watched").click()
    watched.locator("summary", has_text="Waive for the whole track").last.click()
    boxes = watched.get_by_label("Reason")
    boxes.locator("visible=true").last.fill("a trial & <b>no more</b>")
    watched.locator("button:has-text('Waive'):visible").last.click()
    watched.wait_for_selector("td:has-text('a trial & <b>no more</b>')")
    button = watched.get_by_role("button", name="Withdraw")
    button.click()
    assert watched.get_by_role("button", name="Really?").count() == 1
    watched.get_by_role("button", name="Really?").click()
    watched.wait_for_selector("text=None is in force")


def test_an_episode_is_added_from_ones_own_machine(
    url: str, project: Path, watched: Any, tmp_path: Path
) -> None:
    sign_in(watched, url, "lea")
    open_page(watched, url, "/")
    named = tmp_path / "New <b> 1.mp4"
    shutil.copy(sample_episodes()[0], named)
    watched.set_input_files("#upload", str(named))
    watched.wait_for_selector(".lz-done:has-text('New _b_ 1.mp4 is in the project')")
    watched.get_by_label("New _b_ 1.mp4").check()
    assert (project / "New _b_ 1.mp4").read_bytes() == named.read_bytes()
    # What is ticked and typed outlives a new drawing.
    watched.get_by_label("Or a path in the project").fill("half typed")
    watched.get_by_role("button", name="Refresh").click()
    watched.wait_for_selector("#lz-main [data-page]:not([data-drawn='1'])")
    watched.wait_for_timeout(300)
    assert watched.get_by_label("Or a path in the project").input_value() == "half typed"
    assert watched.get_by_label("New _b_ 1.mp4").is_checked()


def test_a_theme_is_kept_with_the_person(url: str, watched: Any) -> None:
    sign_in(watched, url, "ana")
    ground = "getComputedStyle(document.body).backgroundColor"
    watched.wait_for_selector("[data-choose-theme]")
    assert watched.evaluate(ground) == "rgb(18, 21, 23)"
    with watched.expect_response("**/api/v1/me/settings") as kept:
        watched.select_option("[data-choose-theme]", "light")
    assert kept.value.ok
    watched.wait_for_function(f"{ground} === 'rgb(228, 231, 234)'")
    watched.wait_for_timeout(500)
    open_page(watched, url, "/effort")
    assert watched.evaluate(ground) == "rgb(228, 231, 234)"
    assert watched.locator("[data-choose-theme]").input_value() == "light"


def test_the_editor_fills_the_window(url: str, watched: Any) -> None:
    sign_in(watched, url, "ana", "/review?track=2")
    watched.wait_for_selector("#lz-editor > *")
    box = watched.locator("#lz-editor").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1280, 600)
    assert watched.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert watched.locator("footer:visible").count() == 0
    # Of its own, Gradio has one component here and computes nothing.
    config = watched.evaluate("window.gradio_config")
    assert len(config["components"]) == 1
    assert config["dependencies"] == []
    assert config["connect_heartbeat"] is False


def test_ten_open_pages_leave_connections_for_more(url: str, watched: Any) -> None:
    sign_in(watched, url, "lea")
    others = [watched.context.new_page() for _ in range(9)]
    for number, other in enumerate(others):
        open_page(other, url, PAGES[number % len(PAGES)])
    watched.get_by_role("button", name="Refresh").click()
    watched.wait_for_selector("#lz-main [data-page]:not([data-drawn='1'])", timeout=20_000)


def test_subtitles_are_taken_in_while_an_episode_is_on_its_way(
    url: str, watched: Any, tmp_path: Path
) -> None:
    """Two files at once: what is said of the one outlives the new drawing that the other brings."""
    sign_in(watched, url, "lea")
    open_page(watched, url, "/")
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    watched.route("**/api/v1/uploads?*", hold)
    slow = tmp_path / "slow.mp4"
    shutil.copy(sample_episodes()[0], slow)
    watched.set_input_files("#upload", str(slow))
    sending = watched.locator("section", has=watched.locator("#upload")).locator(".lz-uploading")
    sending.get_by_text("slow.mp4").wait_for()
    bad = tmp_path / "bad.srt"
    bad.write_bytes(bytes(1_000))
    watched.set_input_files("#subtitle-file", str(bad))
    watched.locator(
        ".lz-uploading[data-bad]", has_text="bad.srt: The file holds no text"
    ).wait_for()
    file = tmp_path / "Dream 2.fr-FR.srt"
    file.write_text("1\n00:00:01,000 --> 00:00:02,000\nBonjour & <b>au revoir</b>\n", "utf-8")
    watched.set_input_files("#subtitle-file", str(file))
    watched.wait_for_selector(".lz-done:has-text('Dream 2.fr-FR.srt is read')")
    assert "Bonjour & au revoir" in watched.locator("section:has(#subtitle-file)").inner_text()
    watched.get_by_label("Of the episode").fill("Dream Two")
    watched.get_by_role("button", name="Take it in").click()
    watched.wait_for_selector(".lz-done:has-text('is in as Dream Two fr-FR: 1 added')")
    assert watched.locator("#upload").is_disabled()
    assert "slow.mp4" in sending.inner_text()
    held[0].continue_()
    watched.wait_for_selector(".lz-done:has-text('slow.mp4 is in the project')")
    assert watched.locator("#upload").is_enabled()
    # That the browser says of the refused file so too is no fault of the page.
    watched.problems[:] = [one for one in watched.problems if "415" not in one]
