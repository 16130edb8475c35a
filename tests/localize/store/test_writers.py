"""Many at once, and ends without warning: no change is lost, none is half there."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap

import pytest

from localize.store import Database
from localize.store.cues import cues_of, find_cue
from localize.store.steps import history, revisions_of, steps_of
from localize.store.tables import TrackRow

from .conftest import Filled

#: Arguments: the URL, the track, the person, threads, changes a thread (0: for ever).
#: Each change adds one to the number that every cue of the track shows, as one step.
WRITER = """
    import sys, threading
    from dataclasses import replace
    from localize.store import Database, lock_track
    from localize.store.cues import cues_of
    from localize.store.mapping import cue_of
    from localize.store.steps import edit, record_step

    url, track_id, person, threads, changes = sys.argv[1], *map(int, sys.argv[2:])
    database = Database(url)
    print("on", flush=True)
    sys.stdin.readline()

    def change():
        with database.begin() as session:
            track = lock_track(session, track_id)
            done = []
            for row in cues_of(session, track_id):
                cue = cue_of(row)
                done.append(edit(row, replace(cue, lines=(str(int(cue.lines[0]) + 1),))))
            step = record_step(session, track, person, "count", done)
        sys.stdout.write(f"{step.number}\\n")  # in one piece: there are other threads
        sys.stdout.flush()

    def work():
        count = 0
        while not changes or count < changes:
            change()
            count += 1

    pool = [threading.Thread(target=work) for _ in range(threads)]
    for thread in pool:
        thread.start()
    for thread in pool:
        thread.join()
"""


def writer(url, filled, threads, changes):
    arguments = map(str, (url, filled.track, filled.person, threads, changes))
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "on\n", process.communicate()[1]
    return process


@pytest.fixture
def counting(filled):
    with filled.database.begin() as session:
        for name in "123":
            filled.set_text(session, name, "0")
    return filled


def check_whole(counting, acknowledged):
    """Every acknowledged step is there, and every step is there with all its revisions."""
    with counting.database.read() as session:
        steps = [step for step in steps_of(session, counting.track) if step.action == "count"]
        numbers = [step.number for step in steps]
        assert set(acknowledged) <= set(numbers)
        assert numbers == list(range(5, 5 + len(steps)))
        assert session.get(TrackRow, counting.track).changed == 4 + len(steps)
        for step in steps:
            assert len(revisions_of(session, step.id)) == 3
        for row in cues_of(session, counting.track):
            assert row.lines == [str(len(steps))]
            assert [entry.number for entry in history(session, row.id)] == list(
                range(1, row.revision + 1)
            )
        return len(steps)


def test_twenty_writers_of_four_programs_lose_no_change(counting, database_url):
    processes = [writer(database_url, counting, threads=5, changes=3) for _ in range(4)]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    acknowledged = []
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert err == ""
        acknowledged += map(int, out.split())
    assert check_whole(counting, acknowledged) == len(acknowledged) == 60


def test_a_program_that_is_killed_has_kept_what_it_acknowledged(counting, database_url):
    acknowledged = []
    for after in (2, 7, 12):
        process = writer(database_url, counting, threads=2, changes=0)
        process.stdin.write("go\n")
        process.stdin.flush()
        acknowledged += [int(process.stdout.readline()) for _ in range(after)]
        process.kill()
        acknowledged += map(int, process.communicate(timeout=60)[0].split())
        assert process.returncode == -signal.SIGKILL
        check_whole(counting, acknowledged)
    with counting.database.begin() as session:
        counting.set_text(session, "1", "still written to")


def test_a_server_that_crashes_has_kept_what_it_acknowledged(postgres_server):
    url = postgres_server.new_database("localize")
    with Database(url) as database:
        counting = Filled(database)
        with database.begin() as session:
            for name in "123":
                counting.set_text(session, name, "0")
        process = writer(url, counting, threads=2, changes=0)
        process.stdin.write("go\n")
        process.stdin.flush()
        acknowledged = [int(process.stdout.readline()) for _ in range(8)]
        postgres_server.crash()
        acknowledged += map(int, process.communicate(timeout=60)[0].split())
        assert check_whole(counting, acknowledged) >= 8
        with database.begin() as session:
            assert find_cue(session, counting.track, "1")
    postgres_server.drop_database(url)
