"""`localize effort`, as a person runs it on a project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from localize.accounts import Accounts
from localize.effort import VisitReport, log_visit
from localize.review.actor import Actor
from localize.script import Cue, TrackRole
from localize.season import load_season
from localize.store import Database, lock_track
from localize.store.kinds import DraftKind, PersonRole
from localize.store.people import find_person
from localize.store.seasons import put_episode, put_season, put_track
from localize.store.steps import create, record_step

if TYPE_CHECKING:
    from pathlib import Path

RUN = """
from localize.cli import main
from localize.cli.effort import effort
if "effort" not in [command.name for command in main.app.registered_commands]:
    main.app.command("effort")(effort)
main.run()
"""
AT = datetime(2031, 5, 6, 7, 0, tzinfo=UTC)


def run(project: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", RUN, "effort", "--project", str(project), *args]
    keep = {name: value for name, value in os.environ.items() if not name.startswith("LOCALIZE_")}
    return subprocess.run(
        command,
        env={**keep, **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in which Ana spent a minute on each of two cues."""
    (tmp_path / "localize.toml").write_text('name = "Season [b]1[/b]"\n[market.es-419]\n', "utf-8")
    season = load_season(tmp_path)
    with Database.of_project(tmp_path) as database:
        database.upgrade()
        accounts = Accounts(database)
        accounts.add("boss", [PersonRole.OPERATOR], password="long enough a password 1")
        accounts.add("ana", [PersonRole.TRANSLATOR], password="long enough a password 2")
        with database.begin() as session:
            kept = put_season(session, season.name).id
            episode = put_episode(session, kept, "S01[E01]", duration=60_000, frame_rate="25")
            track_id = put_track(session, episode.id, "es-419", TrackRole.SUBTITLE).id
            track = lock_track(session, track_id)
            changes = [
                create(
                    track_id,
                    Cue(f"c{n}", n * 4_000, n * 4_000 + 2_000, ("Hola, tú.",)),
                    state="edited",
                    machine={
                        "start": n * 4_000,
                        "end": n * 4_000 + 2_000,
                        "lines": ["Hola, tú."],
                        "machines": [],
                    },
                )
                for n in (0, 1)
            ]
            record_step(session, track, None, "import", changes, at=AT)
            ana = Actor.of(find_person(session, "ana"))
        for number in (0, 1):
            opened = AT + timedelta(minutes=number)
            closed = opened + timedelta(minutes=1)
            report = VisitReport(
                key=f"visit-{number:04}",
                track_id=track_id,
                cue_id=f"c{number}",
                draft=DraftKind.MACHINE,
                opened=opened,
                closed=closed,
                sent=closed,
                before=1,
                after=1,
                active=60_000,
            )
            log_visit(database, ana, report, season, now=closed)
    return tmp_path


def test_a_table_and_what_is_not_known(project: Path) -> None:
    done = run(project)
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = [line.split() for line in done.stdout.splitlines() if "translate" in line]
    # 2 minutes on 1 minute of programme and 4 s of dialogue, two cues of two words.
    assert row == [
        "S01[E01].es-419",
        "translate",
        *["2", "2.0", "2.00", "30.00", "60", "120", "words", "0.0"],
    ]
    assert "100%" in done.stdout
    assert "Not known: What drafts save: it takes at least 3 people" in done.stdout
    assert "Genre is not kept" in done.stdout
    assert "ana" not in done.stdout.lower().replace("translate", "")


def test_one_json_object_a_line(project: Path) -> None:
    done = run(project, "--json", "--track", "S01[E01].es-419")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["kind"] for line in lines] == ["track", "total", "drafts", "saving", "unknown"]
    track = lines[0]
    assert (track["episode"], track["locale"], track["role"]) == ("S01[E01]", "es-419", "subtitle")
    assert track["stages"][0]["active_ms"] == 120_000
    assert track["drafts"]["shares"]["as_is"] == 1.0
    assert (lines[3]["ratio"], lines[3]["people"]) == (None, 0)


def test_a_persons_figures_are_for_that_person_alone(project: Path) -> None:
    refused = run(project, "--person", "ana")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "for that person alone" in refused.stderr
    with Database.of_project(project) as database:
        secret = Accounts(database).add_token("ana", "script", days=1).secret
    own = run(project, "--person", "ana", "--json", LOCALIZE_TOKEN=secret)
    assert own.returncode == 0, own.stderr
    assert json.loads(own.stdout.splitlines()[0])["stages"][0]["active_ms"] == 120_000
    other = run(project, LOCALIZE_TOKEN=secret)
    assert (other.returncode, other.stdout) == (1, "")
    assert "for the lead" in other.stderr


@pytest.mark.parametrize(
    ("args", "env", "code", "says"),
    [
        (["--track", "S01E02.es-419"], {}, 2, "S01[E01].es-419"),
        ([], {"LOCALIZE_TOKEN": "wrong"}, 2, "unknown or over"),
    ],
)
def test_mistakes_are_explained(
    project: Path, args: list[str], env: dict[str, str], code: int, says: str
) -> None:
    done = run(project, *args, **env)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_project_without_any_work(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "No work is kept for this season yet." in done.stdout
