"""pytest's fixtures for whoever keeps something: the same test on SQLite and on PostgreSQL.

Import them in a `conftest.py`, once for the whole tree so that one server serves all:

    from localize.testing.databases import database, database_url, postgres_server, sqlite_file

A test that asks for ``database`` runs twice, each time on a fresh database that is up to date.
Without PostgreSQL its half is skipped and says why; where ``CI`` is set, that is a failure.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from localize.store import Database
from localize.testing.postgres import NoPostgresError, PostgresServer, temporary_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL that lives as long as the tests; its template ``localize`` has every table."""
    try:
        with temporary_postgres() as server:
            server.command("CREATE DATABASE localize")
            with Database(server.url("localize")) as template:
                template.upgrade()
            yield server
    except NoPostgresError as error:
        if os.environ.get("CI"):
            pytest.fail(f"CI must try PostgreSQL: {error}")
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that is up to date and holds nothing, to be copied: the tables take long."""
    file = tmp_path_factory.mktemp("sqlite") / "localize.db"
    with Database(f"sqlite:///{file}") as made:
        made.upgrade()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database that is up to date, of each kind in turn."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_file")
        yield f"sqlite:///{shutil.copy(template, tmp_path / 'localize.db')}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.new_database("localize")
    yield url
    server.drop_database(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database that is up to date, of each kind in turn."""
    with Database(database_url) as opened:
        yield opened
