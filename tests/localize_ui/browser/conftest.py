"""A real Chromium, and projects whose episodes are videos that say which frame they show."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.service import Review
from localize.script import Cue, Provenance, Track, TrackRole
from localize.season import load_season
from localize.store import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from localize.timeline import FrameRate

#: As the program runs it, whatever else the program has.
SERVE = "import typer; from localize.cli.serve import serve; typer.run(serve)"
#: Chromium itself calls home unless it is told not to.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BUNDLE = Path(__file__).parents[3] / "ui" / "localize_ui" / "web" / "editor.js"


def lacking(reason: str) -> None:
    """Skip where this machine lacks something; in continuous integration that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and nothing may be skipped here")
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            # Playwright leaves its own sockets to the garbage collector.
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Playwright's handle of Debian's Chromium.

    For a module alone: while it is there, an event loop runs, and tests that come after could not
    begin one of their own.
    """
    if importlib.util.find_spec("playwright") is None:
        lacking("playwright is not installed")
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        lacking("there is no Chromium here (`make system-deps`)")
    if not BUNDLE.is_file():
        lacking("the review page's editor is not there (`make ui`)")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- it may not be there

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A fresh page of the smaller of the two screens."""
    context = chromium.new_context(viewport={"width": 1280, "height": 600})
    made = context.new_page()
    yield made
    context.close()


@dataclass
class Served:
    """A server over a project."""

    process: subprocess.Popen[str]
    url: str

    def stop(self) -> None:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=20)
        finally:
            self.process.kill()
            self.process.communicate()


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Path], Served]]:
    """Starts servers over projects; they end with the module's tests."""
    running: list[Served] = []

    def one(project: Path) -> Served:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, "--project", str(project), "--port", "0"],
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://\S+?(?=/ )", said)
        assert found, said + process.stderr.read()
        running.append(Served(process, found[0]))
        return running[-1]

    yield one
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def coded() -> ModuleType:
    """The module that writes coded videos; tests are no package, so it is loaded by its path."""
    path = Path(__file__).with_name("coded_video.py")
    spec = importlib.util.spec_from_file_location("coded_video", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def make_track() -> Callable[[Path, Path, FrameRate, str, Sequence[tuple[int, int]]], int]:
    """`track_in`, for tests."""
    return track_in


def track_in(
    project: Path, media: Path, rate: FrameRate, start: str, cues: Sequence[tuple[int, int]]
) -> int:
    """Take an episode into a project, with its English track; returns the track's id.

    Args:
        project: its folder; made where it is not there.
        media: the episode's file.
        rate: of its picture.
        start: timecode of its first frame.
        cues: first frame of each, and the frame at which it is gone.
    """
    project.mkdir(parents=True, exist_ok=True)
    (project / "localize.toml").write_text('name = "Frames"\nsource = "ja"\n[market.en]\n')
    heard = Provenance("whisper", "1", "base", "abc")
    lines = [
        Cue(f"c{number}", rate.time_of(first), rate.time_of(gone), (f"台詞{number}",))
        for number, (first, gone) in enumerate(cues)
    ]
    drafts = [
        Cue(cue.id, cue.start, cue.end, (f"Line {cue.id}",), source_ids=(cue.id,)) for cue in lines
    ]
    name = media.stem
    tracks = (
        Track(name, "ja", TrackRole.TRANSCRIPT, tuple(lines)),
        Track(name, "en", TrackRole.SUBTITLE, tuple(drafts), based_on="ja"),
    )
    episode = ImportedEpisode(
        name,
        tuple(ImportedTrack(track, (heard,)) for track in tracks),
        media_path=str(media),
        media_hash=hashlib.sha256(media.read_bytes()).hexdigest(),
        duration=max(cue.end for cue in lines) + 2_000,
        frame_rate=rate.label,
        start_timecode=start,
    )
    with Database.of_project(project) as database:
        database.upgrade()
        report = Review(database, load_season(project), project).import_run(episode)
    return next(made.track_id for made in report.tracks if made.locale == "en")
