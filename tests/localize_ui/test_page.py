"""The page in a real browser."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from localize.delivery.manifest import Manifest

# Playwright leaves its own sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

#: Chromium itself calls home unless it is told not to.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


def lacking(reason):
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and nothing may be skipped here")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def context_factory(tmp_path_factory):
    if importlib.util.find_spec("playwright") is None:
        lacking("playwright is not installed")
    chromium = next((path for name in NAMES if (path := shutil.which(name))), None)
    if chromium is None:
        lacking("there is no Chromium here (`make system-deps`)")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- it may not be there

    with sync_playwright() as playwright:
        profile = tmp_path_factory.mktemp("profile")

        def one(**options):
            return playwright.chromium.launch_persistent_context(
                str(profile / str(len(list(profile.iterdir())))),
                executable_path=chromium,
                args=FLAGS,
                **options,
            )

        yield one


class Watched:
    """A page of which every request, message and error is kept."""

    def __init__(self, page):
        self.page = page
        self.requests, self.problems = [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("response", self._answered)

    def _said(self, message):
        if message.type in ("error", "warning"):
            self.problems.append(message.text)

    def _answered(self, response):
        if response.status >= 400:
            self.problems.append(f"{response.status} {response.url}")

    def rows(self):
        return self.page.locator(".lz-sheet tbody tr")


@pytest.fixture
def watched(context_factory, request):
    options = {"viewport": {"width": 1280, "height": 600}}
    context = context_factory(**options, **getattr(request, "param", {}))
    context.set_default_timeout(30_000)
    yield Watched(context.pages[0])
    context.close()


def test_a_season_is_listed_and_a_track_is_read(server, watched):
    page = watched.page
    page.goto(f"{server.url}/output")
    page.wait_for_selector(".lz-sheet tbody tr")
    assert "no person has approved them" in page.inner_text(".lz-notice")
    assert page.locator(".lz-season tbody tr").count() == 3
    assert page.locator(".lz-season a[data-track]").count() == 6
    page.click("a[data-episode='Season 1/E01'][data-track=en]")
    page.wait_for_selector("h2:has-text('Season 1/E01 · en')")
    assert watched.rows().count() == 3
    cells = watched.rows().nth(1).locator("td").all_inner_texts()
    assert cells[:4] == ["2", "00:00:03.500", "00:00:05.300", "1.800 s"]
    assert cells[5:7] == ["早いものだね。", "Time flies."]
    assert watched.rows().nth(1).locator("i").inner_text() == "Time flies."
    assert "reading-speed" in watched.rows().nth(2).inner_text()
    assert "engine:faster-whisper|v:1.2.1|model:base@d01c3014881c" in page.inner_text("#lz-sheet")
    assert page.url.endswith("/output?episode=Season+1%2FE01&track=en")


def test_the_address_opens_the_same_again_and_the_filter_filters(server, watched):
    page = watched.page
    page.goto(f"{server.url}/output?episode=Season+1%2FE01&track=en")
    page.wait_for_selector("h2:has-text('Season 1/E01 · en')")
    page.get_by_label("Show").click()
    page.get_by_role("option", name="reading-speed (1)").click()
    page.wait_for_function("document.querySelectorAll('.lz-sheet tbody tr').length === 1")
    assert watched.rows().locator("td").first.inner_text() == "3"
    page.get_by_label("Beside it").click()
    page.get_by_role("option", name="nothing").click()
    page.wait_for_function("document.querySelectorAll('.lz-sheet thead th').length === 7")
    assert watched.problems == []


def test_text_runs_in_its_own_direction_and_language(server, watched):
    page = watched.page
    page.goto(f"{server.url}/output?episode=Season+1%2FE01&track=ar")
    page.wait_for_selector("h2:has-text('Season 1/E01 · ar')")
    arabic = watched.rows().first.locator("td[lang=ar]")
    assert arabic.get_attribute("dir") == "rtl"
    assert arabic.evaluate("cell => getComputedStyle(cell).textAlign") in ("start", "right")
    assert watched.rows().first.locator("td[lang=ja]").get_attribute("dir") == "ltr"
    page.click("a[data-episode='Season 1/E01'][data-track=ja]")
    page.wait_for_selector("h2:has-text('Season 1/E01 · ja')")
    assert watched.rows().nth(2).locator("td[lang=ja]").inner_text().startswith("東京")


@pytest.mark.parametrize("track", ["en", "es-419"])
def test_hostile_text_stays_text(server, project, watched, track):
    page = watched.page
    page.goto(f"{server.url}/output")
    page.wait_for_selector(".lz-sheet tbody tr")
    rows = page.locator(".lz-season tbody tr").filter(has_text="E03")
    assert rows.locator("th").inner_text() == project.HOSTILE_NAME
    rows.locator(f"a[data-track='{track}']").click()
    page.wait_for_selector(f"h2:has-text('{track}'):has-text('E03')")
    text = watched.rows().nth(1).locator(f"td[lang='{track}']").last.inner_text()
    assert text == project.HOSTILE
    assert page.locator("h2").inner_text().startswith(project.HOSTILE_NAME)
    assert page.locator(".lz-file").count() == 2
    assert page.get_by_role("combobox", name="Episode").input_value() == project.HOSTILE_NAME
    assert page.evaluate("window.hit") is None
    assert (
        page.locator("#lz-grid img, #lz-sheet img, #lz-sheet script, #lz-controls img").count() == 0
    )
    assert watched.problems == []


def test_a_script_that_slipped_in_would_not_run(server, watched):
    """The policy holds where escaping would fail."""
    page = watched.page
    page.goto(f"{server.url}/output")
    page.wait_for_selector(".lz-sheet tbody tr")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=window.hit=1>')"
    )
    page.wait_for_timeout(500)
    assert page.evaluate("window.hit") is None
    assert any("Content Security Policy" in problem for problem in watched.problems)


@pytest.mark.parametrize(
    "watched", [{"color_scheme": "dark"}, {"color_scheme": "light"}], indirect=True
)
def test_nothing_leaves_this_machine_and_nothing_goes_wrong(server, watched):
    page = watched.page
    page.goto(f"{server.url}/output")
    page.wait_for_selector(".lz-sheet tbody tr")
    page.wait_for_timeout(6_000)  # past a look at the folder
    page.get_by_role("button", name="Refresh").click()
    page.wait_for_timeout(500)
    addresses = {urlsplit(url)[:2] for url in watched.requests if not url.startswith("data:")}
    assert addresses == {("http", server.host)}
    assert [url for url in watched.requests if "queue/join" in url]
    assert watched.problems == []
    assert page.locator("footer a, footer button").count() == 0


def test_a_download_gives_the_bytes(server, project, watched, tmp_path):
    page = watched.page
    page.goto(f"{server.url}/output")
    page.wait_for_selector(".lz-sheet tbody tr")
    page.locator("a[data-track='es-419']").click()
    page.wait_for_selector("h2:has-text('es-419')")
    link = page.locator(".lz-file").first
    with page.expect_download() as waiting:
        link.click()
    saved = tmp_path / "saved"
    waiting.value.save_as(saved)
    tracks = Manifest.load(server.out).episodes[project.HOSTILE_NAME]["tracks"]
    track = next(track for track in tracks if track["locale"] == "es-419")
    assert saved.read_bytes() == (server.out / track["files"][0]["path"]).read_bytes()
    assert Path(waiting.value.suggested_filename).suffix == ".srt"


def test_a_run_in_progress_is_followed(project, tmp_path, starts, watched):
    server = starts(tmp_path / "subtitles")
    page = watched.page
    page.goto(f"{server.url}/output")
    page.wait_for_selector("text=Nothing has been made")
    project.make_project(server.out)
    page.wait_for_selector("a[data-track=ar]")
    file = next((server.out / "Season 1").glob("E02.en.*srt"))
    page.click("a[data-episode='Season 1/E02']")
    page.wait_for_selector("td:has-text('Who is there?')")
    file.write_bytes(file.read_bytes().replace(b"Who is there?", b"Who goes there?"))
    page.wait_for_selector("td:has-text('Who goes there?')")
    assert "was changed after the machine wrote it" in page.inner_text(".lz-facts")
    (server.out / "manifest.json").write_text("{", encoding="utf-8")
    page.wait_for_selector(".lz-problem")
    assert watched.problems == []
