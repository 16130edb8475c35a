"""The API over a season with drafts, and people who sign in to it."""

from __future__ import annotations

import pytest

from localize.accounts.passwords import hash_password
from localize.testing.databases import database_url, postgres_server
from tests.localize_ui.api.served import PASSWORD, SEASON, Served, fill

__all__ = ["database_url", "postgres_server"]


@pytest.fixture(scope="session")
def kept_password():
    return hash_password(PASSWORD)


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A project on which nobody has worked, served on loopback."""
    monkeypatch.delenv("LOCALIZE_DATABASE_URL", raising=False)
    project = tmp_path / "project"
    project.mkdir()
    (project / "localize.toml").write_text(SEASON)
    served = Served(project)
    yield served
    served.workplace.close()


@pytest.fixture
def served(empty, kept_password):
    """The same with an episode, its drafts, and people."""
    fill(empty, kept_password)
    return empty


@pytest.fixture
def served_twice(database_url, empty, kept_password, monkeypatch):
    """As `served`, on each kind of database."""
    monkeypatch.setenv("LOCALIZE_DATABASE_URL", database_url)
    fill(empty, kept_password)
    return empty
