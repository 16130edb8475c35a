"""The server killed while people save: what it acknowledged is there, and nothing is half done."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections import defaultdict
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import select

from localize.accounts import Accounts
from localize.store import Database
from localize.store.mapping import snapshot
from localize.store.tables import CueRow, RevisionRow, StepRow, TrackRow

SERVE = "import typer; from localize.cli.serve import serve; typer.run(serve)"
#: Changes that are acknowledged in each round before the server is killed.
ROUNDS = (9, 24, 40)


@contextmanager
def serving(project):
    """A server of its own; killed without warning when the block ends."""
    command = [sys.executable, "-c", SERVE, "--project", str(project), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ)) as own:
        try:
            line = own.stderr.readline()
            assert re.search(r":\d+/", line), line + own.stderr.read()
            yield re.search(r":(\d+)/", line)[1], own.kill
        finally:
            own.kill()


class Clients:
    """People who save and replace, each as fast as the server answers, until it is gone."""

    def __init__(self, port, tokens, enough):
        self.url = f"http://127.0.0.1:{port}/api/v1/"
        self.tokens = tokens
        self.saved = []  # (track, cue, revision, lines)
        self.replaced = []  # (group, [(track, cue, revision)])
        self.wrong = []
        self.lock = threading.Lock()
        self.left = enough
        self.enough = threading.Event()

    def keep(self, kept, what):
        with self.lock:
            kept.append(what)
            self.left -= 1
            if self.left <= 0:
                self.enough.set()

    def asking(self, work, name, *arguments):
        def run():
            bearer = {"authorization": f"Bearer {self.tokens[name]}"}
            try:
                with httpx.Client(base_url=self.url, headers=bearer, timeout=20) as client:
                    work(client, *arguments)
            except httpx.TransportError:
                if not self.enough.is_set():
                    self.wrong.append(f"{name} lost the server before it was killed")

        return threading.Thread(target=run)

    def save(self, client, track, cue, name):
        found = client.get(f"tracks/{track}").json()["cues"]
        revision = next(one["revision"] for one in found if one["cue"]["id"] == cue)
        for count in range(10_000):
            lines = [f"{name} {count}", f"over {revision}"]
            body = {"cue_id": cue, "revision": revision, "lines": lines}
            answer = client.post(f"tracks/{track}/text", json=body)
            if answer.status_code == 409:
                revision = answer.json()["error"]["revision"]
                continue
            if answer.status_code != 200:
                self.wrong.append(answer.text)
                return
            assert answer.json()["cues"][0]["revision"] == revision + 1
            revision += 1
            self.keep(self.saved, (track, cue, revision, lines))

    def replace(self, client):
        for _ in range(10_000):
            for query in ({"find": "Line", "replace": "Tide"}, {"find": "Tide", "replace": "Line"}):
                found = client.post("replace/preview", json={"query": query}).json()["found"]
                chosen = [
                    {
                        "track_id": one["track_id"],
                        "cue_id": one["hit"]["cue_id"],
                        "revision": one["revision"],
                    }
                    for one in found
                    if one["hit"]["cue_id"] in ("c3", "c4")
                ]
                if not chosen:
                    continue  # the last one killed may have left either word
                answer = client.post("replace", json={"query": query, "expected": chosen})
                if answer.status_code != 200:
                    self.wrong.append(answer.text)
                    return
                done = answer.json()
                cues = [
                    (one["track_id"], cue["cue"]["id"], cue["revision"])
                    for one in done["tracks"]
                    for cue in one["edited"]["cues"]
                ]
                self.keep(self.replaced, (done["group"], cues))


def see_all(url, clients):
    """Everything acknowledged is there, and everything that is there is whole."""
    with Database(url) as database, database.read() as session:
        cues = {row.id: row for row in session.scalars(select(CueRow))}
        steps = {row.id: row for row in session.scalars(select(StepRow))}
        by_cue, by_step = defaultdict(list), defaultdict(list)
        for one in session.scalars(select(RevisionRow).order_by(RevisionRow.number)):
            by_cue[one.cue_row_id].append(one)
            by_step[one.step_id].append(one)
        for row in cues.values():
            chain = by_cue[row.id]
            assert [one.number for one in chain] == list(range(1, row.revision + 1))
            assert [one.before for one in chain] == [None, *(one.after for one in chain[:-1])]
            assert chain[-1].after == snapshot(row)
        for track in session.scalars(select(TrackRow)):
            numbers = [one.number for one in steps.values() if one.track_id == track.id]
            assert sorted(numbers) == list(range(1, track.changed + 1))
        kept = {
            (cues[one.cue_row_id].track_id, cues[one.cue_row_id].cue_id, one.number): one
            for chain in by_cue.values()
            for one in chain
        }
        groups = defaultdict(list)
        for step in steps.values():
            if step.action == "text":
                assert len(by_step[step.id]) == 1
            if step.action == "replace":
                groups[step.group] += by_step[step.id]
    for one in clients:
        for track, cue, revision, lines in one.saved:
            assert kept[track, cue, revision].after["lines"] == lines
        for group, hits in one.replaced:
            assert {kept[hit].id for hit in hits} == {found.id for found in groups[group]}
    # Each replacement is of the same cues of every track: all of them, or it is not there at all.
    assert {len(found) for found in groups.values()} <= {len(cues) // 2}
    return sum(step.action == "text" for step in steps.values()), len(groups)


@pytest.fixture
def tokens(served_twice, database_url):
    with Database(database_url) as database:
        accounts = Accounts(database)
        names = ("ana", "ben", "lea")
        return {name: accounts.add_token(name, "test", 1).secret for name in names}


def test_a_server_that_is_killed_has_kept_what_it_acknowledged(served_twice, database_url, tokens):
    rounds = []
    for enough in ROUNDS:
        # It starts where the last one was killed.
        with serving(served_twice.project) as (port, kill):
            clients = Clients(port, tokens, enough)
            rounds.append(clients)
            threads = [clients.asking(clients.replace, "lea")]
            for track in (served_twice.tracks["fr-FR"], served_twice.tracks["es-419"]):
                for cue, name in (("c1", "ana"), ("c1", "ben"), ("c2", "ana"), ("c2", "ben")):
                    threads.append(clients.asking(clients.save, name, track, cue, name))
            for thread in threads:
                thread.start()
            try:
                assert clients.enough.wait(60), clients.wrong
            finally:
                clients.enough.set()
                kill()
                for thread in threads:
                    thread.join(30)
        assert not clients.wrong
        assert not any(thread.is_alive() for thread in threads)
        assert clients.saved
        texts, groups = see_all(database_url, rounds)
        # Beside what was acknowledged, each client may have one change of which it never heard.
        saved = sum(len(one.saved) for one in rounds)
        assert saved <= texts <= saved + 8 * len(rounds)
        replaced = sum(len(one.replaced) for one in rounds)
        assert replaced <= groups <= replaced + len(rounds)
    assert any(one.replaced for one in rounds)
