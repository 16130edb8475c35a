"""What a scripted day needs: the command line, a server, people who sign in, readers of files.

Nothing here imports the services: what a day shows is shown by commands and requests alone.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "correct horse battery"
#: Seconds that a command may take; a run of the sample is the longest.
_LONGEST = 300
_CUE = re.compile(
    r"(?:(?P<id>\S+)\n)?(?P<start>[\d:.,]{9,}) --> (?P<end>[\d:.,]{9,})[^\n]*\n(?P<text>.*)",
    re.DOTALL,
)


class Commands:
    """`localize …` as somebody types it, in one project with one database."""

    def __init__(self, project: Path, database_url: str = "") -> None:
        self.project = project
        self.env = {key: value for key, value in os.environ.items() if key != "LOCALIZE_TOKEN"}
        self.env["LOCALIZE_PROJECT"] = str(project)
        if database_url:
            self.env["LOCALIZE_DATABASE_URL"] = database_url

    def __call__(
        self, *arguments: object, token: str = "", stdin: str = "", code: int = 0
    ) -> subprocess.CompletedProcess[str]:
        """Run a command; its exit code must be ``code``."""
        done = subprocess.run(
            [sys.executable, "-m", "localize", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
            env=self.env | ({"LOCALIZE_TOKEN": token} if token else {}),
        )
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stderr[-3000:]}"
        return done

    def lines(self, *arguments: object, token: str = "", code: int = 0) -> list[dict[str, Any]]:
        """The JSON lines that a command prints."""
        done = self(*arguments, "--json", token=token, code=code)
        return [json.loads(line) for line in done.stdout.splitlines()]


class Server:
    """`localize serve` over the same project and database, until the block ends."""

    def __init__(self, commands: Commands, log: Path) -> None:
        self._commands = commands
        self._log = log
        self.url = ""
        self.clients: list[httpx.Client] = []

    def __enter__(self) -> Server:
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "localize", "serve", "--port", "0"],
                stdout=log,
                stderr=log,
                env=self._commands.env,
            )
        deadline = time.monotonic() + 120
        while not self.url:
            said = self._log.read_text()
            found = re.search(r"http://\S+?(?=/ )", said)
            assert self._process.poll() is None, said
            assert time.monotonic() < deadline, said
            self.url = found[0] if found else ""
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        for client in self.clients:
            client.close()
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout=30)
        finally:
            self._process.kill()
            self._process.wait()


class Person:
    """Somebody signed in: a browser's cookie, its Origin, and the code of the session."""

    def __init__(self, server: Server, name: str) -> None:
        self.name = name
        self._http = httpx.Client(
            base_url=f"{server.url}/api/v1/", headers={"origin": server.url}, timeout=60
        )
        server.clients.append(self._http)
        me = self.post("session", name=name, password=PASSWORD)
        self.id: int = me["id"]
        self._http.headers["x-csrf-token"] = me["code"]

    def get(self, path: str, **query: Any) -> Any:
        """What a path says."""
        answer = self._http.get(path, params=query)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        return answer.json()

    def post(self, path: str, **body: Any) -> Any:
        """Do something that is allowed."""
        answer = self._http.post(path, json=body)
        assert answer.status_code in (200, 201), f"{self.name} {path} {body}: {answer.text}"
        return answer.json()

    def put(self, path: str, **body: Any) -> Any:
        """Keep something in place of what was there."""
        answer = self._http.put(path, json=body)
        assert answer.status_code == 200, f"{self.name} {path} {body}: {answer.text}"
        return answer.json()

    def refused(self, status: int, path: str, **body: Any) -> dict[str, Any]:
        """Try something that must not be: the error that says why."""
        answer = self._http.post(path, json=body)
        assert answer.status_code == status, f"{self.name} {path} {body}: {answer.text}"
        error: dict[str, Any] = answer.json()["error"]
        return error

    def fetch(self, where: str, **query: Any) -> bytes:
        """A file."""
        answer = self._http.get(where, params=query)
        assert answer.status_code == 200, answer.text
        return answer.content

    def track(self, track_id: int) -> dict[str, Any]:
        """A track as the page would show it."""
        shown: dict[str, Any] = self.get(f"tracks/{track_id}")
        return shown

    def cues(self, track_id: int) -> list[dict[str, Any]]:
        """Cues of a track, each with revision and state."""
        return [one for one in self.track(track_id)["cues"] if not one["deleted"]]

    def act(self, act: str, track_id: int, view: dict[str, Any], **more: Any) -> Any:
        """Do something to a cue as it was seen."""
        seen = {"cue_id": view["cue"]["id"], "revision": view["revision"]}
        return self.post(f"tracks/{track_id}/{act}", **seen, **more)

    def confirm(self, track_id: int, view: dict[str, Any], text: str) -> None:
        """Write a cue's text and say that it is right."""
        cues = self.act("text", track_id, view, lines=text.split("\n"))["cues"]
        (now,) = [one for one in cues if one["cue"]["id"] == view["cue"]["id"]] or [view]
        self.act("confirm", track_id, now)


# --- Files ----------------------------------------------------------------------------------------


def blocks(path: Path) -> list[tuple[int, int, str]]:
    """(start, end, text) of a file of SRT or WebVTT; read here apart from the product's readers."""
    found = []
    for block in re.split(r"\n\n+", path.read_text("utf-8-sig").strip()):
        match = _CUE.fullmatch(block)
        if match:
            text = match["text"].replace("&amp;", "&").replace("&lt;", "<")
            found.append((_ms(match["start"]), _ms(match["end"]), text))
    return found


def _ms(clock: str) -> int:
    *hours, minutes, seconds = clock.replace(",", ".").split(":")
    whole, _, part = seconds.partition(".")
    return ((int(hours[0] if hours else 0) * 60 + int(minutes)) * 60 + int(whole)) * 1000 + int(
        part.ljust(3, "0")
    )


class Page(HTMLParser):
    """What a reader of a page sees: every table's rows, and all of its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.text = ""
        self._cell: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.rows[-1].append("".join(self._cell))
            self._cell = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._cell is not None:
            self._cell.append(data)
