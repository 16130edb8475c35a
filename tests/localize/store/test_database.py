"""Transactions: whole or not at all, in turn, and every refusal in words of ours."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import threading
import time
from contextlib import closing

import pytest
from sqlalchemy import select, text

from localize.errors import FetchError, OutputError, SettingsError
from localize.script import TrackRole
from localize.store import BusyError, Database, lock_track, lock_tracks
from localize.store.cues import find_cue
from localize.store.seasons import find_season, put_season, put_track
from localize.store.steps import steps_of
from localize.store.tables import SeasonRow, TrackRow

from .conftest import Filled


@pytest.fixture
def sqlite_url(tmp_path):
    url = f"sqlite:///{tmp_path}/new/folder with 'quotes' %20 日本/localize.db"
    with Database(url) as database:
        database.upgrade()
    return url


def test_an_error_in_the_block_takes_everything_back(filled):
    def fail():
        with filled.database.begin() as session:
            filled.set_text(session, "1", "lost")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with filled.database.read() as session:
        assert find_cue(session, filled.track, "1").lines == ["Line 1"]
        assert session.get(TrackRow, filled.track).changed == 1
        assert len(steps_of(session, filled.track)) == 1


def test_rows_stay_readable_after_the_transaction(filled):
    with filled.database.begin() as session:
        row = find_cue(session, filled.track, "1")
    assert row.lines == ["Line 1"]


def test_a_reader_sees_one_moment_and_never_waits_for_a_writer(filled):
    with filled.database.read() as reader:
        assert reader.scalar(select(SeasonRow.name)) == "Season"
        with filled.database.begin() as session:
            session.get(SeasonRow, filled.season).name = "Renamed"
            session.flush()
            with filled.database.read() as other:
                assert find_season(other, "Season")
        assert reader.scalar(select(SeasonRow.name)) == "Season"
    with filled.database.read() as reader:
        assert reader.scalar(select(SeasonRow.name)) == "Renamed"


def test_a_reader_can_change_nothing(filled):
    def change():
        with filled.database.read() as session:
            session.get(SeasonRow, filled.season).name = "x"
            session.flush()

    with pytest.raises(OutputError):
        change()


def test_a_thread_that_would_wait_for_itself_is_told_so(database):
    with (
        pytest.raises(RuntimeError, match="wait for itself"),
        database.begin(),
        database.begin(),
    ):
        pass
    with database.begin() as session:
        put_season(session, "after")


def test_a_track_that_is_not_there_cannot_be_taken(filled):
    with pytest.raises(SettingsError, match="no track 999"), filled.database.begin() as session:
        lock_tracks(session, [filled.track, 999])


def test_a_writer_who_waits_too_long_is_told_so(filled):
    held, done = threading.Event(), threading.Event()

    def hold():
        with filled.database.begin() as session:
            lock_track(session, filled.track)
            held.set()
            done.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(20)
        with Database(filled.database.address, wait=0.2) as waiting:
            with pytest.raises(BusyError) as caught, waiting.begin() as session:
                lock_track(session, filled.track)
            assert caught.value.hint
            assert not caught.value.again
    finally:
        done.set()
        holder.join()


def test_writers_of_one_program_who_wait_too_long_are_told_so(tmp_path):
    with Database(f"sqlite:///{tmp_path}/a.db", wait=0.1) as database:
        database.upgrade()
        refused = []

        def try_it():
            try:
                with database.begin() as session:
                    put_season(session, "second")
            except BusyError as error:
                refused.append(error)

        with database.begin() as session:
            put_season(session, "first")
            second = threading.Thread(target=try_it)
            second.start()
            second.join()
        assert len(refused) == 1


# --- SQLite ---------------------------------------------------------------------------------------


def test_only_its_owner_may_read_the_file(sqlite_url):
    with Database(sqlite_url) as database, database.begin() as session:
        put_season(session, "S")
        session.flush()
        files = list(database.address.path.parent.iterdir())
        assert {"localize.db", "localize.db-wal"} <= {file.name for file in files}
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_sqlite_is_set_up_to_lose_nothing(sqlite_url):
    with Database(sqlite_url) as database:
        for session_of in (database.begin, database.read):
            with session_of() as session:
                figures = [
                    session.execute(text(f"PRAGMA {name}")).scalar()
                    for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
                ]
                assert figures == ["wal", 2, 1, 10_000]


@pytest.mark.parametrize("content", [None, b"", b"not a database, but long enough to be one" * 99])
def test_a_file_that_is_missing_empty_or_something_else_is_said_to_be_so(tmp_path, content):
    path = tmp_path / "a.db"
    if content is not None:
        path.write_bytes(content)
    with Database(f"sqlite:///{path}") as database:
        for session_of in (database.begin, database.read):
            with pytest.raises(SettingsError) as caught, session_of() as session:
                find_season(session, "x")
            assert caught.value.hint
        if content:
            with pytest.raises(SettingsError, match="damaged"):
                database.upgrade()
            assert path.read_bytes() == content
    assert path.exists() == (content is not None)


def test_a_writer_of_another_program_is_waited_for(sqlite_url):
    with Database(sqlite_url) as database:
        path = database.address.path
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            release = threading.Timer(0.3, other.execute, ["COMMIT"])
            release.start()
            with database.begin() as session:
                put_season(session, "S")
            release.join()


def test_a_full_disk_refuses_and_keeps_all(small_disk):
    with Database(f"sqlite:///{small_disk}/localize.db") as database:
        database.upgrade()
        filled = Filled(database)
        kept = 0
        refused = None
        while refused is None:
            assert kept < 1000
            try:
                with database.begin() as session:
                    filled.set_text(session, "1", f"{kept} " + "x" * 20_000)
                kept += 1
            except OutputError as error:
                refused = error
        assert "the disk is full" in refused.message
        assert "make room" in refused.hint
        assert kept > 2
        with database.read() as session:
            assert find_cue(session, filled.track, "1").lines[0].startswith(f"{kept - 1} ")
            assert len(steps_of(session, filled.track)) == kept + 1
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_room_on_the_disk_again_is_all_that_it_takes(small_disk):
    ballast = small_disk / "ballast"
    with Database(f"sqlite:///{small_disk}/localize.db") as database:
        database.upgrade()
        filled = Filled(database)
        with pytest.raises(OSError, match="No space"):
            ballast.write_bytes(b"x" * 2_000_000)
        with pytest.raises(OutputError), database.begin() as session:
            filled.set_text(session, "1", "x" * 200_000)
        ballast.unlink()
        with database.begin() as session:
            filled.set_text(session, "1", "x" * 200_000)
    with Database(f"sqlite:///{small_disk}/localize.db") as database, database.read() as session:
        assert find_cue(session, filled.track, "1").revision == 2


def test_a_full_disk_before_there_is_a_database_leaves_none_half_made(small_disk):
    ballast = small_disk / "ballast"
    with pytest.raises(OSError, match="No space"):
        ballast.write_bytes(b"x" * 2_000_000)
    with Database(f"sqlite:///{small_disk}/a/localize.db") as database:
        with pytest.raises(OutputError):
            database.upgrade()
        ballast.unlink()
        database.upgrade()
        Filled(database)


def test_a_read_only_disk_refuses(small_disk):
    with Database(f"sqlite:///{small_disk}/localize.db") as database:
        database.upgrade()
        filled = Filled(database)
        database.close()
        subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
        with pytest.raises(OutputError) as caught, database.begin() as session:
            filled.set_text(session, "1", "x")
        assert caught.value.hint


# --- PostgreSQL -----------------------------------------------------------------------------------


def refusal(url):
    with (
        Database(url) as database,
        pytest.raises((SettingsError, FetchError)) as caught,
        database.begin() as session,
    ):
        find_season(session, "x")
    return caught.value


def test_what_a_server_refuses_is_said_without_the_password(postgres_server):
    wrong = refusal(postgres_server.url(password="wrong-secret"))
    assert isinstance(wrong, SettingsError)
    missing = refusal(postgres_server.url("no_such_database"))
    assert isinstance(missing, SettingsError)
    assert "no_such_database" in missing.message
    empty = refusal(postgres_server.url())
    assert isinstance(empty, SettingsError)
    assert "upgrade()" in empty.hint
    away = refusal(f"postgresql://ana:wrong-secret@127.0.0.1:1/{'x' * 5}")
    assert isinstance(away, FetchError)
    for error in (wrong, missing, empty, away):
        assert error.hint
        assert "wrong-secret" not in str(error)
        assert postgres_server.password not in str(error)


def end_other_connections(server, url):
    name = url.rpartition("/")[2]
    server.command(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )


@pytest.fixture
def on_postgres(postgres_server):
    url = postgres_server.new_database("localize")
    with Database(url) as database:
        yield Filled(database), lambda: end_other_connections(postgres_server, url)
    postgres_server.drop_database(url)


def test_a_lost_connection_changes_nothing_and_the_next_is_made_anew(on_postgres):
    filled, cut = on_postgres

    def change_and_lose():
        with filled.database.begin() as session:
            filled.set_text(session, "1", "lost")
            cut()
            filled.set_text(session, "2", "lost")

    with pytest.raises(FetchError):
        change_and_lose()
    with filled.database.begin() as session:
        assert find_cue(session, filled.track, "1").revision == 1
    cut()  # an idle connection is lost: nobody notices
    with filled.database.begin() as session:
        filled.set_text(session, "1", "kept")


def test_a_connection_lost_while_keeping_says_that_nobody_knows(on_postgres):
    filled, cut = on_postgres

    def change_and_lose():
        with filled.database.begin() as session:
            filled.set_text(session, "1", "maybe")
            cut()

    with pytest.raises(FetchError, match="not known"):
        change_and_lose()


def test_taking_a_track_reads_anew_what_was_loaded_before(on_postgres):
    """Else the second of two people would write over the first from a copy of hers."""
    filled, _ = on_postgres
    with Database(filled.database.address) as other, filled.database.begin() as session:
        row = find_cue(session, filled.track, "1")
        with other.begin() as theirs:
            filled.set_text(theirs, "1", "theirs")
        lock_track(session, filled.track)
        assert row.lines == ["theirs"]


def test_two_that_wait_for_each_other_are_both_done(on_postgres):
    filled, _ = on_postgres
    with filled.database.begin() as session:
        other = put_track(session, filled.episode, "fr", TrackRole.SUBTITLE).id
    both_hold_one = threading.Barrier(2, timeout=20)
    runs = []

    def work(first, second):
        def in_one(session):
            runs.append(first)
            lock_track(session, first).next_cue += 1
            if len(runs) <= 2:
                both_hold_one.wait()
            lock_track(session, second).next_cue += 1

        filled.database.write(in_one)

    pair = (filled.track, other)
    threads = [threading.Thread(target=work, args=order) for order in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs) == 3, "one of the two was ended by the server and done again"
    with filled.database.read() as session:
        assert [session.get(TrackRow, name).next_cue for name in pair] == [3, 3]


def test_a_client_that_stands_still_does_not_keep_others_from_reading(on_postgres):
    filled, _ = on_postgres
    with filled.database.begin() as session:
        lock_track(session, filled.track)
        began = time.monotonic()
        with Database(filled.database.address) as other, other.read() as reader:
            assert reader.get(TrackRow, filled.track)
        # Notes and visits only refer to a track, and are added while somebody holds it.
        with Database(filled.database.address, wait=1) as other, other.begin() as second:
            put_track(second, filled.episode, "de", TrackRole.SUBTITLE).based_on_id = filled.track
        assert time.monotonic() - began < 20
