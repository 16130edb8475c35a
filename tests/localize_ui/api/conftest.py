"""The API over a season with drafts, and people who sign in to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from localize.accounts import passwords
from localize.media.identity import content_hash
from localize.pipeline.copying import copies_folder, make
from localize.store.address import Address
from tests.localize.media.build import Audio, bursts, write
from tests.localize.media.coded import Coded
from tests.localize_ui.api.filmed import NAME, record
from tests.localize_ui.api.served import PASSWORD, SEASON, Served, fill

#: What a check costs is tested with the accounts; here each test signs several people in.
CHEAP = PasswordHasher(time_cost=1, memory_cost=64)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch):
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)


@pytest.fixture(scope="session")
def kept_password():
    return CHEAP.hash(PASSWORD)


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
def served(empty, kept_password, sqlite_file):
    """The same with an episode, its drafts, and people."""
    kept = Address.of_project(empty.project).path
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        shutil.copy(sqlite_file, kept)
    fill(empty, kept_password)
    return empty


@pytest.fixture
def served_twice(database_url, empty, kept_password, monkeypatch):
    """As `served`, on each kind of database."""
    monkeypatch.setenv("LOCALIZE_DATABASE_URL", database_url)
    fill(empty, kept_password)
    return empty


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    """A short film outside of every project, as an operator's may be, and a copy made of it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    path = write(folder / NAME, Coded(2.4, options={"g": "20"}), Audio(bursts(2.4, [0.5]), "ac3"))
    project = tmp_path_factory.mktemp("made")
    make(project, path, content_hash(path), "en", lambda _: None)
    return path, copies_folder(project)


@pytest.fixture
def filmed(served, film, tmp_path):
    """A season whose episode has media, of which no copy is made yet."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    served.film = Path(shutil.copy(film[0], folder))
    served.digest = record(served, served.film)
    served.track = served.tracks["fr-FR"]
    return served
