"""What tests of commands share."""

from __future__ import annotations

import os

import platformdirs
import pytest


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch):
    """A cache folder for each test; models stay where this machine has them."""
    models = platformdirs.user_cache_path("localize") / "models"
    if "LOCALIZE_MODELS_DIR" not in os.environ:
        monkeypatch.setenv("LOCALIZE_MODELS_DIR", str(models))
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "localize"
