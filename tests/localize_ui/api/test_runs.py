"""Runs in a child process: started, followed, ended with all that they started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from localize.errors import UnknownNameError
from localize.review.actor import Actor
from localize.review.errors import RefusedError
from localize.store.kinds import PersonRole
from localize_ui.api.runs import Runs, RunState

OTTO = Actor(1, "Otto", frozenset({PersonRole.OPERATOR}))
ANA = Actor(2, "Ana", frozenset({PersonRole.TRANSLATOR, PersonRole.REVIEWER}))

#: A program that tells two events, starts another that would live for ever, and waits.
LONG = """
import json, subprocess, sys, time
print(json.dumps({"event": "run-started", "episodes": []}), flush=True)
for n in (1, 2):
    event = {"event": "stage-progress", "episode": "E", "stage": "speech", "done": n, "total": 9}
    print(json.dumps(event), flush=True)
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("words of a library", flush=True)
sys.stderr.write("on the way\\n"); sys.stderr.flush()
print(json.dumps({"event": "notice", "pid": other.pid}), flush=True)
time.sleep(600)
"""
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + LONG


def alive(pid):
    try:
        with Path(f"/proc/{pid}/stat").open() as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(what, seconds=20):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


@pytest.fixture
def runs(tmp_path):
    made = Runs(tmp_path, tmp_path / "out", program=(sys.executable, "-c", LONG))
    yield made
    made.close()


def told(runs, number=1):
    return runs.events(OTTO, number)


def other_pid(runs):
    until(lambda: len(told(runs).events) == 2)
    return told(runs).events[1]["pid"]


def test_a_run_is_followed(runs):
    info = runs.start(OTTO, ["--to=en"], [])
    assert (info.state, info.by, info.arguments) == (RunState.RUNNING, "Otto", ("--to=en",))
    other_pid(runs)
    now = told(runs)
    assert [one["event"] for one in now.events] == ["run-started", "notice"]
    assert [one["done"] for one in now.progress] == [2]
    assert runs.events(OTTO, 1, after=1).events == now.events[1:]
    assert runs.events(OTTO, 1, after=now.next).events == ()
    until(lambda: len(runs.info(OTTO, 1).said) == 2)
    assert set(runs.info(OTTO, 1).said) == {"words of a library", "on the way"}


def test_cancelling_ends_it_and_what_it_started(runs):
    runs.start(OTTO, [], [])
    pid = other_pid(runs)
    assert alive(pid)
    assert runs.cancel(OTTO, 1).state in (RunState.CANCELLING, RunState.CANCELLED)
    until(lambda: runs.info(OTTO, 1).state is RunState.CANCELLED)
    until(lambda: not alive(pid))
    runs.cancel(OTTO, 1)
    assert runs.start(OTTO, [], []).id == 2


def test_one_that_does_not_listen_is_ended_all_the_same(tmp_path):
    runs = Runs(tmp_path, tmp_path, program=(sys.executable, "-c", DEAF))
    runs.start(OTTO, [], [])
    pid = other_pid(runs)
    runs.close()
    assert not alive(pid)
    assert runs.info(OTTO, 1).state is RunState.CANCELLED
    with pytest.raises(RefusedError):
        runs.start(OTTO, [], [])


def test_it_ends_with_the_server_however_that_ends(tmp_path):
    program = f"""
import sys, time
from pathlib import Path
from localize.review.actor import Actor
from localize.store.kinds import PersonRole
from localize_ui.api.runs import Runs
otto = Actor(1, "Otto", frozenset({{PersonRole.OPERATOR}}))
runs = Runs(Path({str(tmp_path)!r}), Path("."), program=(sys.executable, "-c", {LONG!r}))
runs.start(otto, [], [])
while len(runs.events(otto, 1).events) < 2:
    time.sleep(0.05)
print(runs.events(otto, 1).events[1]["pid"], flush=True)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as server:
        pid = int(server.stdout.readline())
        assert alive(pid)
        os.kill(server.pid, signal.SIGKILL)
    until(lambda: not alive(pid))


def test_two_runs_at_once_are_refused(runs):
    runs.start(OTTO, [], [])
    with pytest.raises(RefusedError):
        runs.start(OTTO, [], [])


def test_only_who_may_run(runs):
    runs.start(OTTO, [], [])
    for act in (
        lambda: runs.start(ANA, [], []),
        lambda: runs.list(ANA),
        lambda: runs.info(ANA, 1),
        lambda: runs.events(ANA, 1),
        lambda: runs.cancel(ANA, 1),
    ):
        with pytest.raises(RefusedError):
            act()
    with pytest.raises(UnknownNameError):
        runs.info(OTTO, 7)
    assert runs.info(OTTO, 1).state is RunState.RUNNING


# --- Through the API ------------------------------------------------------------------------------


def error(answer):
    return answer.status_code, answer.json()["error"]["code"]


def test_the_pipeline_itself_is_started(served):
    (served.project / "episodes").mkdir()
    otto = served.as_("otto")
    started = otto.api("POST", "runs", {"paths": ["episodes"], "to": ["fr-fr"], "model": "base"})
    assert started.status_code == 201, started.text
    assert "--to=fr-FR" in started.json()["arguments"]
    until(lambda: otto.api("GET", "runs/1").json()["state"] != "running", 60)
    told = otto.api("GET", "runs/1/events").json()
    events = [one["event"] for one in told["events"]]
    assert (events[0], events[-1], told["state"]) == ("run-started", "run-done", "failed")
    assert [one["id"] for one in otto.api("GET", "runs").json()] == [1]


@pytest.mark.parametrize(
    "body",
    [
        {"paths": []},
        {"paths": ["."], "model": "--models-dir=/etc"},
        {"paths": ["."], "model": "../../x"},
        {"paths": ["."], "guide": "/etc/passwd"},
        {"paths": ["."], "device": "cuda:0; rm -rf /"},
        {"paths": ["."], "device": "cuda:0,cpu"},
        {"paths": ["."], "models_dir": "/etc"},
        {"paths": ["."], "out": "/etc"},
    ],
)
def test_no_option_can_be_smuggled_in(served, body):
    otto = served.as_("otto")
    assert error(otto.api("POST", "runs", body)) == (422, "invalid")
    assert otto.api("GET", "runs").json() == []


@pytest.mark.parametrize("path", ["..", "../..", "/etc", "episodes/../..", "outside", "--help"])
def test_a_path_outside_the_project_is_not_run(served, path):
    (served.project / "outside").symlink_to("/etc")
    otto = served.as_("otto")
    assert error(otto.api("POST", "runs", {"paths": [path]})) == (404, "unknown-name")
    assert otto.api("GET", "runs").json() == []


def test_what_is_not_given_is_left_to_the_season(served):
    """An option would win over what a market says of its own."""
    (served.project / "episodes").mkdir()
    otto = served.as_("otto")
    started = otto.api("POST", "runs", {"paths": ["episodes"]})
    assert started.json()["arguments"] == []


def test_every_setting_of_a_run_reaches_it(served):
    (served.project / "episodes").mkdir()
    (served.project / "scripts").mkdir()
    body = {
        "paths": ["episodes"],
        "to": [],
        "speakers": "channels",
        "aligner": "letters",
        "device": "cuda:0,cuda:1",
        "audio_stream": 0,
        "script": "scripts",
        "pivot": "pt-br",
        "listen_for_terms": True,
        "shots": False,
        "wait_for_source": False,
    }
    started = served.as_("otto").api("POST", "runs", body)
    assert started.status_code == 201, started.text
    assert sorted(started.json()["arguments"]) == [
        "--aligner=letters",
        "--audio-stream=0",
        "--device=cuda:0,cuda:1",
        "--listen-for-terms",
        "--no-shots",
        "--no-wait-for-source",
        "--pivot=pt-BR",
        f"--script={served.project.resolve() / 'scripts'}",
        "--speakers=channels",
        "--to=",
    ]


@pytest.mark.parametrize(
    ("part", "there"),
    [
        ({"speakers": "noises"}, "auto, channels, none, voices"),
        ({"aligner": "ruler"}, "letters"),
        ({"speech": "trumpet"}, "faster-whisper"),
        ({"translation": "parrot"}, "apertium"),
        ({"formats": ["doc"]}, "srt"),
        ({"script": "../x"}, "in the project"),
    ],
)
def test_a_part_that_is_not_there_starts_nothing(served, part, there):
    otto = served.as_("otto")
    answer = otto.api("POST", "runs", {"paths": ["."], **part})
    assert error(answer) == (404, "unknown-name")
    assert there in answer.json()["error"]["message"]
    assert otto.api("GET", "runs").json() == []
