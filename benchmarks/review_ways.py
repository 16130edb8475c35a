"""A season to be worked on, and the two ways in to it: the services, and a server's REST API.

`review_load.py` uses it.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from localize.accounts import Accounts
from localize.review.actor import Actor
from localize.review.errors import ConflictError, RefusedError
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.replacing import Scope
from localize.review.service import Review
from localize.script import Cue, Provenance, Track, TrackRole
from localize.season import read_season
from localize.store import BusyError, Database
from localize.store.kinds import PersonRole
from localize.store.people import add_person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from localize.review.replace import Query

CUES = 620
LOCALES = ("de-DE", "es-419", "fr-FR", "it-IT")
SEASON = 'name = "Load"\nsource = "en"\n' + "".join(f"[market.{one}]\n" for one in LOCALES)
#: One cue in so many speaks of the person whose name is replaced.
NAMED = 20
NAMES = ("Ahab", "Starbuck")
LEAD = "lea"

# --- A season ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """A season as it is before the work, and those who work on it."""

    tracks: list[int]
    people: list[Actor]
    lead: Actor
    tokens: dict[int, str]


def drafted(locale: str) -> tuple[Cue, ...]:
    source = locale == "en"
    return tuple(
        Cue(
            f"c{n}",
            n * 3000,
            n * 3000 + 2000,
            (
                f"{NAMES[0] if n % NAMED == 0 and not source else 'Nobody'}, {locale} {n}.",
                "A draft.",
            ),
            source_ids=() if source else (f"c{n}",),
        )
        for n in range(1, CUES + 1)
    )


def make_world(database: Database, project: Path, tracks: int, people: int) -> World:
    """Import so many drafted tracks, and give so many translators and a lead their accounts."""
    (project / "localize.toml").write_text(SEASON)
    review = Review(database, read_season(SEASON), project)
    heard = (Provenance("whisper", "1", "base", "abc"),)
    made: list[int] = []
    for first in range(0, tracks, len(LOCALES)):
        name = f"S01E{first // len(LOCALES) + 1:02}"
        parts = [ImportedTrack(Track(name, "en", TrackRole.TRANSCRIPT, drafted("en")), heard)]
        for locale in LOCALES[: tracks - first]:
            track = Track(name, locale, TrackRole.SUBTITLE, drafted(locale), based_on="en")
            parts.append(ImportedTrack(track, heard))
        done = review.import_run(ImportedEpisode(name, tuple(parts))).tracks
        made += [one.track_id for one in done if one.locale != "en"]
    now = datetime.now(UTC)
    names = [f"p{n}" for n in range(people)]
    with database.begin() as session:
        rows = [add_person(session, name, [PersonRole.TRANSLATOR], now) for name in names]
        rows.append(add_person(session, LEAD, [PersonRole.LEAD], now))
    *actors, lead = (Actor.of(row) for row in rows)
    accounts = Accounts(database)
    tokens = {
        actor.person_id: accounts.add_token(name, "load", 1).secret
        for name, actor in zip([*names, LEAD], [*actors, lead], strict=True)
    }
    return World(made, actors, lead, tokens)


# --- Two ways in ---------------------------------------------------------------------------------

Lines = tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What a save came back with; the cue as it is now where it was kept or stood against."""

    kind: str  # saved, conflict, refused, busy
    revision: int = 0
    lines: Lines = ()


@dataclass(frozen=True)
class Replacement:
    """What one find-and-replace did: (track, cue, revision) of each cue; seconds."""

    cues: list[tuple[int, str, int]]
    conflicts: int
    refused: int
    looked: float
    took: float


class Way(Protocol):
    """How people reach the server."""

    def cues(self, actor: Actor, track: int) -> dict[str, tuple[int, Lines]]:
        """Revision and text of every cue of a track."""
        ...

    def save(self, actor: Actor, track: int, cue: str, revision: int, lines: Lines) -> Answer:
        """Give a cue, as it was seen, another text."""
        ...

    def replace(self, actor: Actor, query: Query) -> Replacement:
        """Look for something over the whole season and replace all that may be."""
        ...


class Services:
    """The server's services, in this process."""

    def __init__(self, database: Database, project: Path) -> None:
        self.review = Review(database, read_season(SEASON), project)

    def cues(self, actor: Actor, track: int) -> dict[str, tuple[int, Lines]]:
        """Revision and text of every cue of a track."""
        found = self.review.track(actor, track).cues
        return {one.cue.id: (one.revision, one.cue.lines) for one in found}

    def save(self, actor: Actor, track: int, cue: str, revision: int, lines: Lines) -> Answer:
        """Give a cue, as it was seen, another text."""
        try:
            (now,) = self.review.set_text(actor, track, cue, revision, lines).cues
        except ConflictError as error:
            return Answer("conflict", error.revision, error.theirs.lines if error.theirs else ())
        except RefusedError:
            return Answer("refused")
        except BusyError:
            return Answer("busy")
        return Answer("saved", now.revision, now.cue.lines)

    def replace(self, actor: Actor, query: Query) -> Replacement:
        """Look over the whole season and replace all that may be."""
        began = time.monotonic()
        expected = self.review.replace_preview(actor, Scope(), query).expected
        seen = time.monotonic()
        done = self.review.replace(actor, Scope(), query, expected)
        cues = [(track, one.cue.id, one.revision) for track, did in done.tracks for one in did.cues]
        return Replacement(
            cues, len(done.conflicts), len(done.refused), seen - began, time.monotonic() - seen
        )


class Http:
    """A server's REST API; each person keeps one connection."""

    def __init__(self, port: int, tokens: dict[int, str]) -> None:
        self.port = port
        self.tokens = tokens
        self.open: dict[int, http.client.HTTPConnection] = {}
        self.used: dict[int, float] = {}

    def ask(self, actor: Actor, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Status and data of an answer."""
        who = actor.person_id
        if who not in self.open:
            self.open[who] = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        if time.monotonic() - self.used.get(who, 0.0) > 3:
            self.open[who].close()  # the server closes one that was idle for 5 s; made anew here
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        sent = None
        if body is not None:
            sent = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        self.open[who].request(method, f"/api/v1/{path}", sent, headers)
        answer = self.open[who].getresponse()
        data = json.loads(answer.read())
        self.used[who] = time.monotonic()
        return answer.status, data

    def good(self, actor: Actor, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 -- JSON
        """Data of an answer that must be 200."""
        status, data = self.ask(actor, method, path, body)
        if status != 200:
            raise SystemExit(f"{method} {path} answered {status}: {data}")
        return data

    def cues(self, actor: Actor, track: int) -> dict[str, tuple[int, Lines]]:
        """Revision and text of every cue of a track."""
        found = self.good(actor, "GET", f"tracks/{track}")["cues"]
        return {one["cue"]["id"]: (one["revision"], tuple(one["cue"]["lines"])) for one in found}

    def save(self, actor: Actor, track: int, cue: str, revision: int, lines: Lines) -> Answer:
        """Give a cue, as it was seen, another text."""
        body = {"cue_id": cue, "revision": revision, "lines": lines}
        status, data = self.ask(actor, "POST", f"tracks/{track}/text", body)
        if status == 409:
            error = data["error"]
            return Answer("conflict", error["revision"], tuple(error["theirs"]["lines"]))
        if status in (403, 503):
            return Answer("refused" if status == 403 else "busy")
        if status != 200:
            raise SystemExit(f"a save was answered {status}: {data}")
        (now,) = data["cues"]
        return Answer("saved", now["revision"], tuple(now["cue"]["lines"]))

    def replace(self, actor: Actor, query: Query) -> Replacement:
        """Look over the whole season and replace all that may be."""
        body: dict[str, Any] = {"query": asdict(query)}
        began = time.monotonic()
        found = self.good(actor, "POST", "replace/preview", body)["found"]
        expected = [
            {"track_id": o["track_id"], "cue_id": o["hit"]["cue_id"], "revision": o["revision"]}
            for o in found
            if not o["refused"]
        ]
        seen = time.monotonic()
        done = self.good(actor, "POST", "replace", {**body, "expected": expected})
        cues = [
            (one["track_id"], now["cue"]["id"], now["revision"])
            for one in done["tracks"]
            for now in one["edited"]["cues"]
        ]
        counts = (len(done["conflicts"]), len(done["refused"]))
        return Replacement(cues, *counts, seen - began, time.monotonic() - seen)


@contextmanager
def served(project: Path, url: str) -> Iterator[int]:
    """The port of a `localize serve` of our own."""
    command = [sys.executable, "-m", "localize", "serve", "--project", str(project), "--port", "0"]
    environment = {**os.environ, "LOCALIZE_DATABASE_URL": url}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            said = process.stderr.readline() if process.stderr else ""
            found = re.search(r":(\d+)/", said)
            if found is None:
                raise SystemExit(f"the server did not start: {said}")
            yield int(found[1])
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
