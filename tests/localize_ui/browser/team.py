"""A season that several people work on at once, a server that may die, and their browsers."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpx

from localize.accounts.passwords import hash_password
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.service import Review
from localize.script import Cue, Provenance, Track, TrackRole
from localize.season import load_season
from localize.store import Database
from localize.store.kinds import PersonRole
from localize.store.people import add_person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from localize.timeline import FrameRate

PASSWORD: Final = "correct horse battery"
#: Sign-in names, their roles, and the names that others see.
PEOPLE: Final[Mapping[str, tuple[PersonRole, str]]] = {
    "ana": (PersonRole.TRANSLATOR, "Ana"),
    "ben": (PersonRole.TRANSLATOR, "Ben"),
    "rita": (PersonRole.REVIEWER, "Rita"),
    "lea": (PersonRole.LEAD, "Lea"),
    "otto": (PersonRole.OPERATOR, "Otto"),
}
#: As the program runs it, whatever else the program has.
_SERVE = "import typer; from localize.cli.serve import serve; typer.run(serve)"
#: ms after which what is waited for does not come any more; machines that test are loaded.
PATIENCE = 60_000
#: Whether no text waits in this browser for the server to have it.
_NOTHING_KEPT = "!Object.keys(localStorage).some((key) => key.startsWith('localize/typed/'))"


def new_project(folder: Path, settings: str) -> Path:
    """A project in a folder, with what its season's file says, and people."""
    project = folder / "project"
    project.mkdir()
    (project / "localize.toml").write_text(settings)
    add_people(project)
    return project


def add_people(
    project: Path, people: Mapping[str, tuple[PersonRole, str]] = PEOPLE
) -> dict[str, int]:
    """Take people into a project; their numbers."""
    password = hash_password(PASSWORD)
    at = datetime.now(UTC)
    with Database.of_project(project) as database:
        database.upgrade()
        with database.begin() as session:
            return {
                name: add_person(session, name, [role], at, display=display, password=password).id
                for name, (role, display) in people.items()
            }


def add_episode(
    project: Path,
    name: str,
    lines: Mapping[str, Sequence[Sequence[str]]],
    *,
    speaker: str = "",
    media: Path | None = None,
    media_hash: str = "",
    rate: FrameRate | None = None,
) -> dict[str, int]:
    """Take an episode in: the first language is its transcript; ids of its tracks by locale.

    Cues stand every 3 s for 2 s, and are called c1, c2 …
    """
    heard = Provenance("whisper", "1", "base", "abc")
    source, *_ = lines
    tracks = []
    for locale, texts in lines.items():
        own = locale == source
        cues = tuple(
            Cue(
                f"c{number}",
                number * 3_000,
                number * 3_000 + 2_000,
                tuple(text),
                speaker=speaker,
                source_ids=() if own else (f"c{number}",),
            )
            for number, text in enumerate(texts, 1)
        )
        role = TrackRole.TRANSCRIPT if own else TrackRole.SUBTITLE
        track = Track(name, locale, role, cues, based_on="" if own else source)
        tracks.append(ImportedTrack(track, (heard,)))
    episode = ImportedEpisode(
        name,
        tuple(tracks),
        media_path=str(media or ""),
        media_hash=media_hash,
        frame_rate=rate.label if rate else "",
        duration=(len(lines[source]) + 2) * 3_000,
    )
    with Database.of_project(project) as database:
        database.upgrade()
        report = Review(database, load_season(project), project).import_run(episode)
    return {one.locale: one.track_id for one in report.tracks}


class Mortal:
    """A server that is killed without warning, and comes back at the same address."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self._port = 0
        self._process: subprocess.Popen[str] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Until it listens."""
        command = ["--project", str(self.project), "--port", str(self._port)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, *command],
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self._process.stderr is not None
        said = self._process.stderr.readline()
        found = re.search(r"http://\S+?:(\d+)/ ", said)
        assert found, said + self._process.stderr.read()
        self._port = int(found[1])

    def kill(self) -> None:
        """As `kill -9` does; one that is dead stays so."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.communicate()
            self._process = None

    def revive(self) -> None:
        """Start it where the test before left it dead: one failure is no reason for the next."""
        if self._process is None:
            self.start()

    def asks(self, name: str) -> httpx.Client:
        """Somebody's requests, apart from any page; to be closed by whoever asks."""
        client = httpx.Client(base_url=f"{self.url}/api/v1/", headers={"origin": self.url})
        answer = client.post("session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["x-csrf-token"] = answer.json()["code"]
        return client

    def cues(self, track: int) -> list[dict[str, Any]]:
        """What is kept of a track, as its lead sees it."""
        with closing(self.asks("lea")) as client:
            found: list[dict[str, Any]] = client.get(f"tracks/{track}").json()["cues"]
        return found

    def texts(self, track: int) -> dict[str, str]:
        """What is kept: text by cue."""
        return {one["cue"]["id"]: "\n".join(one["cue"]["lines"]) for one in self.cues(track)}

    def history(self, track: int, cue: str) -> list[str]:
        """Every text that a cue ever had, in order."""
        with closing(self.asks("lea")) as client:
            found = client.get(f"tracks/{track}/history", params={"cue_id": cue}).json()
        return ["\n".join(one["after"]["lines"]) for one in found]


def plain_season(
    folder: Path, episodes: Sequence[str], cues: int
) -> Iterator[tuple[Mortal, dict[str, int]]]:
    """A server over a season in English and French, for as long as a fixture yields it.

    Args:
        folder: for the project.
        episodes: their names; each has a French track, and those are given by episode.
        cues: of each episode.
    """
    project = new_project(folder, 'name = "Sea"\nsource = "en"\n[market.fr-FR]\n')
    english = [(f"Line number {number}.",) for number in range(1, cues + 1)]
    french = [(f"Ligne {number}.",) for number in range(1, cues + 1)]
    tracks = {
        name: add_episode(project, name, {"en": english, "fr-FR": french})["fr-FR"]
        for name in episodes
    }
    server = Mortal(project)
    yield server, tracks
    server.kill()


class Chair:
    """Somebody's browser, signed in; what the page must not do is written down.

    Args:
        browser: Playwright's.
        server: of the project.
        name: sign-in name; empty for nobody.
    """

    def __init__(self, browser: Any, server: Mortal, name: str) -> None:
        self.server = server
        self.context = browser.new_context(viewport={"width": 1280, "height": 600})
        self.context.set_default_timeout(PATIENCE)
        #: Errors on the console, questions in dialogs, requests to elsewhere.
        self.faults: list[str] = []
        #: Bodies of saves as they were sent: (cue, lines).
        self.sent: list[tuple[str, list[str]]] = []
        self.context.on("request", self._request)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        if name:
            self.sign_in(name)
        self.page = self.new_page()

    def sign_in(self, name: str) -> None:
        answer = self.context.request.post(
            f"{self.server.url}/api/v1/session",
            data={"name": name, "password": PASSWORD},
            headers={"origin": self.server.url},
        )
        assert answer.status == 200, answer.text()

    def new_page(self) -> Any:
        self.page = self.context.new_page()
        self.page.on("dialog", self._dialog)
        return self.page

    def open(self, track: int, cue: str = "c1") -> None:
        """The review page, ready to be typed into."""
        self.page.goto(f"{self.server.url}/review?track={track}&cue={cue}")
        self.ready()

    def ready(self) -> None:
        self.page.wait_for_selector(".lz-row[aria-selected=true]")
        self.page.wait_for_function("document.activeElement?.classList.contains('lz-box')")

    def close(self) -> None:
        self.context.close()

    # --- Hands and eyes -----------------------------------------------------------------------

    def press(self, *chords: str) -> None:
        for chord in chords:
            self.page.keyboard.press(chord)

    def write(self, text: str) -> None:
        """Text in place of what is in the box; a line break is Enter."""
        self.press("Control+a")
        self.page.keyboard.type(text)

    def at(self, number: int) -> None:
        """The strip shows this cue."""
        self.page.wait_for_function(
            "number => document.querySelector('.lz-strip-number')?.textContent === `#${number}`",
            arg=number,
        )

    def status(self, words: str) -> None:
        """The head says how saving stands."""
        self.page.locator(".lz-save", has_text=re.compile(f"^{words}")).wait_for()

    def saved(self) -> None:
        """Everything that was typed is with the server, and the head says so."""
        self.page.wait_for_function(_NOTHING_KEPT)
        self.status("Saved")

    def sees(self, selector: str, text: str) -> None:
        self.page.locator(selector).filter(has_text=text).first.wait_for()

    @property
    def box(self) -> str:
        text: str = self.page.locator("textarea.lz-box").input_value()
        return text

    def box_becomes(self, text: str) -> None:
        self.page.wait_for_function(
            "text => document.querySelector('textarea.lz-box').value === text", arg=text
        )

    # --- What goes wrong ----------------------------------------------------------------------

    def _request(self, request: Any) -> None:
        asked = urlsplit(request.url)
        own = urlsplit(self.server.url).netloc
        if asked.scheme in ("http", "https", "ws", "wss") and asked.netloc != own:
            self.faults.append(f"asks {request.url}")
        if request.method == "POST" and asked.path.endswith("/text"):
            body = request.post_data_json
            self.sent.append((body["cue_id"], body["lines"]))

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.faults.append(f"{message.text} ({message.location.get('url', '')})")

    def _dialog(self, dialog: Any) -> None:
        self.faults.append(f"a dialog: {dialog.message}")
        dialog.dismiss()
