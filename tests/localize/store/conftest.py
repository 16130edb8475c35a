"""Databases to keep things in, and a track with cues."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from localize.script import Cue, TrackRole
from localize.store import lock_track
from localize.store.cues import find_cue
from localize.store.kinds import PersonRole
from localize.store.mapping import cue_of
from localize.store.people import add_person
from localize.store.seasons import put_episode, put_season, put_track
from localize.store.steps import create, edit, record_step

AT = datetime(2031, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)


class Filled:
    """A database with a season, an episode, a person, and a track of three cues."""

    def __init__(self, database):
        self.database = database
        with database.begin() as session:
            self.person = add_person(session, "Ana", [PersonRole.TRANSLATOR], AT).id
            season = put_season(session, "Season", {"markets": ["es-419"]})
            self.season = season.id
            self.episode = put_episode(session, season.id, "S01E01", duration=60_000).id
            self.track = put_track(session, self.episode, "es-419", TrackRole.SUBTITLE).id
            track = lock_track(session, self.track)
            made = [
                create(self.track, Cue(str(n), n * 1000, n * 1000 + 900, (f"Line {n}",)))
                for n in (1, 2, 3)
            ]
            record_step(session, track, None, "import", made, at=AT)

    def set_text(self, session, cue_id, *lines, action="text", **fields):
        """Change a cue's text as the person would."""
        track = lock_track(session, self.track)
        row = find_cue(session, self.track, cue_id)
        change = edit(row, replace(cue_of(row), lines=lines), **fields)
        return record_step(session, track, self.person, action, [change])


@pytest.fixture
def filled(database):
    return Filled(database)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 1 MiB."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk to fill")
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder],
        check=False,
        capture_output=True,
    )
    if made.returncode:
        pytest.skip("this machine lets nobody mount a small disk: " + made.stderr.decode().strip())
    yield folder
    subprocess.run(["umount", folder], check=True)
