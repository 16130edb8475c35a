"""The schema's versions: both databases the same, and nothing is lost on the way to a newer one."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import MetaData, bindparam, inspect, select, text

from localize.errors import SettingsError
from localize.store import BusyError, Database
from localize.store import migrations as shipped
from localize.store import revise as revise_module
from localize.store import upgrade as upgrade_module
from localize.store.cues import find_cue
from localize.store.engine import postgresql_engine, sqlite_migrator
from localize.store.seasons import put_season
from localize.store.tables import Base, EpisodeRow, PersonRow
from localize.store.upgrade import config, upgrade
from localize.store.version import SCHEMA, TABLE

from .conftest import Filled

#: A later version: a new column that must hold something, a new rule for rows that there are, a
#: new table; and one step that fails, for `broken`.
NEXT = '''
"""A later schema."""
import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("cues") as batch:
        batch.add_column(sa.Column("scene", sa.String(), nullable=False, server_default="one"))
        batch.create_check_constraint(op.f("ck_cues_scene"), "scene <> ''")
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO later (id) VALUES (1)")
    {extra}
'''


def later(folder: Path, extra: str = "pass") -> str:
    """A copy of the shipped revisions with one more."""
    target = folder / "later"
    shutil.copytree(
        Path(shipped.__file__).parent, target, ignore=shutil.ignore_patterns("__pycache__")
    )
    script = NEXT.format(head=SCHEMA, extra=extra)
    (target / "versions" / "v9001_later.py").write_text(script)
    return str(target)


def engine_of(database):
    address = database.address
    return sqlite_migrator(address, 5) if address.path else postgresql_engine(address, pooled=False)


def everything(database) -> dict[str, list[tuple]]:
    """Every row of every table of this version."""
    with database.read() as session:
        return {
            name: [tuple(row) for row in session.execute(table.select().order_by(table.c.id))]
            for name, table in Base.metadata.tables.items()
        }


@pytest.fixture
def old(filled):
    """A database of this version, filled, nobody connected."""
    with filled.database.begin() as session:
        filled.set_text(session, "2", "¡Hola! 日本", state="edited", edited_by=filled.person)
    filled.database.close()
    return filled


# --- The first revision ---------------------------------------------------------------------------


def test_the_program_knows_its_newest_revision():
    assert ScriptDirectory.from_config(config()).get_current_head() == SCHEMA


def test_tables_and_revisions_agree(database):
    engine = engine_of(database)
    with engine.begin() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": TABLE, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def layout(connection):
    """Everything that makes a schema, as the database itself tells it, CHECK constraints too."""
    if connection.dialect.name == "sqlite":
        # A table that was made anew has its name in quotes from then on.
        rows = connection.execute(
            text("SELECT name, replace(sql, '\"', '') FROM sqlite_master WHERE sql IS NOT NULL")
        )
        return {name: sorted(re.split(r",\s*\n\s*|\n|, (?=\w+ )", sql)) for name, sql in rows}
    looked = inspect(connection)
    asked = ("columns", "pk_constraint", "foreign_keys", "unique_constraints", "check_constraints")
    return {
        name: {part: repr(getattr(looked, f"get_{part}")(name)) for part in (*asked, "indexes")}
        for name in looked.get_table_names()
    }


def test_revisions_make_the_tables_to_the_last_constraint(database):
    engine = engine_of(database)
    with engine.begin() as connection:
        migrated = layout(connection)
        assert migrated.pop(TABLE)
        connection.execute(text(f"DROP TABLE {TABLE}"))
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
        assert layout(connection) == migrated
        assert migrated.keys() >= Base.metadata.tables.keys()
    engine.dispose()


def test_a_developer_gets_the_next_revision_from_the_tables(tmp_path, monkeypatch):
    copy = tmp_path / "copy"
    shutil.copytree(
        Path(shipped.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__")
    )
    monkeypatch.setattr(revise_module, "config", lambda: config(str(copy)))
    made = revise_module.revise("Nothing yet")
    assert made.parent == copy / "versions"
    assert re.search(r"def upgrade\(\).*\n.*\n    (# .*\n    )?pass", made.read_text())


# --- From an older version ------------------------------------------------------------------------


#: Columns that revisions after the first have brought.
NEW_COLUMNS = {
    "people": {"settings"},
    "episodes": {"transcript", "coverage"},
    "cues": {"risk"},
}


def only(folder: Path, *names: str) -> str:
    """A copy of the shipped revisions with only those."""
    target = folder / "only"
    shutil.copytree(
        Path(shipped.__file__).parent, target, ignore=shutil.ignore_patterns("__pycache__")
    )
    for path in target.glob("versions/v*.py"):
        if path.name[:5] not in names:
            path.unlink()
    return str(target)


def test_a_database_of_the_first_version_keeps_all_and_gets_the_new_columns(
    old, empty_url, tmp_path
):
    rows = everything(old.database)
    with Database(empty_url) as first:
        upgrade(first.address, only(tmp_path, "v0001"))
        engine = engine_of(first)
        with engine.begin() as connection:
            tables = MetaData()
            tables.reflect(connection)
            assert "shots" not in tables.tables
            ((_, mark),) = rows.pop("project")
            for table in Base.metadata.sorted_tables:
                if table.name not in tables.tables:
                    assert rows.get(table.name, []) == []
                    continue
                new = NEW_COLUMNS.get(table.name, set())
                columns = [column.name for column in table.columns]
                assert new == set(columns) - set(tables.tables[table.name].columns.keys())
                for row in rows[table.name]:
                    kept = {n: v for n, v in zip(columns, row, strict=True) if n not in new}
                    connection.execute(
                        table.insert().from_select(
                            list(kept),
                            select(*(bindparam(None, v, table.c[n].type) for n, v in kept.items())),
                            include_defaults=False,
                        )
                    )
        engine.dispose()
        first.upgrade()
        upgraded = everything(first)
        ((_, own),) = upgraded.pop("project")
        assert re.fullmatch("[0-9a-f]{32}", own)
        assert own != mark, "each database has its own"
        assert upgraded == rows
        with first.read() as session:
            assert list(session.scalars(select(EpisodeRow.transcript))) == [""]
            assert list(session.scalars(select(PersonRow.settings))) == [{}]


def test_an_older_database_keeps_all_it_holds(old, tmp_path):
    before = everything(old.database)
    assert len(before["cues"]) == 3
    assert len(before["revisions"]) == 4
    upgrade(old.database.address, later(tmp_path))
    assert everything(old.database) == before
    with old.database.begin() as session:
        assert set(session.scalars(text("SELECT scene FROM cues"))) == {"one"}
        assert session.scalar(text("SELECT id FROM later")) == 1
        # Constraints, indexes and references of the table that was made anew still hold.
        looked = inspect(session.connection())
        assert {
            "ck_cues_kind_known",
            "ck_cues_state_known",
            "ck_cues_times",
            "ck_cues_scene",
        } == {check["name"] for check in looked.get_check_constraints("cues")}
        assert "ix_cues_programme_order" in {index["name"] for index in looked.get_indexes("cues")}
        assert {key["referred_table"] for key in looked.get_foreign_keys("revisions")} == {
            "steps",
            "cues",
        }


def test_a_copy_of_an_older_file_is_kept_beside_it(tmp_path):
    with Database(f"sqlite:///{tmp_path}/localize.db") as database:
        database.upgrade()
        Filled(database)
        assert not list(tmp_path.glob("*.backup")), "there was nothing to copy"
        before = everything(database)
        database.close()
        upgrade(database.address, later(tmp_path))
        (copy,) = tmp_path.glob("*.backup")
        assert copy.name == f"localize.db.{SCHEMA}.backup"
        assert copy.stat().st_mode & 0o777 == 0o600
    copy.rename(tmp_path / "restored.db")
    with Database(f"sqlite:///{tmp_path}/restored.db") as restored:
        restored.upgrade()
        assert everything(restored) == before
    assert not list(tmp_path.glob("*.partial"))


def test_a_revision_that_fails_changes_nothing(old, tmp_path):
    before = everything(old.database)
    old.database.close()
    broken = later(tmp_path, 'op.execute("INSERT INTO later (id) VALUES (1)")')
    with pytest.raises(Exception, match=r"(?i)unique"):
        upgrade(old.database.address, broken)
    assert everything(old.database) == before
    with old.database.read() as session:
        looked = inspect(session.connection())
        assert not looked.has_table("later")
        assert "scene" not in {column["name"] for column in looked.get_columns("cues")}
        assert session.scalar(text(f"SELECT version_num FROM {TABLE}")) == SCHEMA
    old.database.upgrade()


def test_a_revision_that_would_leave_a_row_pointing_nowhere_changes_nothing(tmp_path):
    with Database(f"sqlite:///{tmp_path}/localize.db") as database:
        database.upgrade()
        Filled(database)
        before = everything(database)
        database.close()
        broken = later(tmp_path, 'op.execute("DELETE FROM steps")')
        with pytest.raises(SettingsError, match="points nowhere"):
            upgrade(database.address, broken)
        assert everything(database) == before


def test_a_database_of_a_newer_program_is_refused_and_left_alone(old, tmp_path):
    upgrade(old.database.address, later(tmp_path))
    before = everything(old.database)
    with pytest.raises(SettingsError, match="newer localize") as caught:
        old.database.upgrade()
    assert "Update" in caught.value.hint
    assert everything(old.database) == before


def test_a_database_of_another_program_is_refused_and_left_alone(database):
    engine = engine_of(database)
    with engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text(f"DROP TABLE {TABLE}"))
        connection.execute(text("CREATE TABLE people (a INTEGER)"))
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
    engine.dispose()
    with pytest.raises(SettingsError, match="'people' that localize did not make"):
        database.upgrade()
    with engine.begin() as connection:
        assert set(inspect(connection).get_table_names()) == {"people", "alembic_version"}
    engine.dispose()


def test_a_database_that_is_up_to_date_is_only_looked_at(database, monkeypatch):
    def never(*_):
        raise AssertionError("it migrates")

    monkeypatch.setattr(upgrade_module, "_migrate", never)
    with database.begin() as session:  # a writer is no hindrance
        put_season(session, "S")
        session.flush()
        database.upgrade()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/made/localize.db"
    return request.getfixturevalue("postgres_server").new_database()


def test_programs_that_start_at_once_make_one_database(empty_url):
    script = """
        import sys
        from localize.store import Database
        import localize.store.upgrade, alembic.command
        print("on", flush=True)
        sys.stdin.readline()
        with Database(sys.argv[1]) as database:
            database.upgrade()
    """
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script), empty_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout.readline() == "on\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
    with Database(empty_url) as database:
        filled = Filled(database)
        with database.read() as session:
            assert find_cue(session, filled.track, "1")
            assert list(session.scalars(text(f"SELECT version_num FROM {TABLE}"))) == [SCHEMA]


def test_a_server_that_keeps_other_text_than_unicode_is_refused(postgres_server):
    postgres_server.command("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with (
        Database(postgres_server.url("latin")) as database,
        pytest.raises(SettingsError, match="LATIN1"),
    ):
        database.upgrade()


def test_a_file_that_another_program_holds_is_left_alone(tmp_path, monkeypatch):
    path = tmp_path / "localize.db"
    monkeypatch.setattr(upgrade_module, "_WAIT", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with Database(f"sqlite:///{path}") as database, pytest.raises(BusyError):
            database.upgrade()
    assert path.read_bytes() == b""


def test_a_file_that_another_process_is_bringing_up_to_date_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(upgrade_module, "_WAIT", 0.1)
    with Database(f"sqlite:///{tmp_path}/localize.db") as database:
        with (
            FileLock(tmp_path / "localize.db.lock"),
            pytest.raises(BusyError, match="Another localize"),
        ):
            database.upgrade()
        database.upgrade()
