"""Which database is meant, and no secret in what is shown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from localize.errors import MissingPartError, SettingsError
from localize.store import Database
from localize.store.address import Address


def test_a_project_keeps_its_own_file(tmp_path):
    address = Address.of_project(tmp_path, {})
    assert address.path == tmp_path / ".localize" / "localize.db"
    assert str(address.path) in address.shown


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://ana:se%40cret@db.example:5433/season",
        "postgres://ana:se%40cret@db.example:5433/season",
        "postgresql+psycopg://ana:se%40cret@db.example:5433/season?sslmode=require",
    ],
)
def test_the_variable_names_a_shared_one_whose_password_is_never_shown(tmp_path, text):
    address = Address.of_project(tmp_path, {"LOCALIZE_DATABASE_URL": text})
    assert address.path is None
    assert address.url.drivername == "postgresql+psycopg"
    assert address.url.password == "se@cret"
    assert address.shown == "the database postgresql://ana@db.example:5433/season"


def test_of_project_reads_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("LOCALIZE_DATABASE_URL", f"sqlite:///{tmp_path}/a%20b?.db".replace("?", ""))
    with Database.of_project(tmp_path / "p") as database:
        assert database.address.path.parent == tmp_path
        assert database.is_sqlite


@pytest.mark.parametrize(
    "text",
    [
        "nonsense secret",
        "mysql://ana:secret@host/db",
        "postgresql+psycopg2://ana:secret@host/db",
        "postgresql://ana:secret@host",
        "postgresql://ana:secret@host:port/db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///a.db?mode=ro",
    ],
)
def test_what_is_no_database_of_ours_is_refused_without_repeating_it(text):
    with pytest.raises(SettingsError) as caught:
        Address.parse(text)
    assert caught.value.hint
    assert "secret" not in str(caught.value)


def test_a_relative_file_stays_the_same_when_the_folder_changes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    address = Address.parse("sqlite:///a.db")
    assert address.path == tmp_path / "a.db"
    assert Path(address.url.database).is_absolute()


def test_without_psycopg_it_is_said_what_to_install(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "psycopg"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingPartError, match="postgres"):
        Database("postgresql://ana@127.0.0.1/x")
