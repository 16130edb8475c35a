"""Fixtures that every part of the tests uses."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from localize import registry
from localize.engines import EngineSettings
from localize.errors import FetchError, ModelError
from localize.testing.databases import database, database_url, postgres_server, sqlite_file

if TYPE_CHECKING:
    from collections.abc import Iterator

# Imported here, once for the whole tree, so that one PostgreSQL serves all tests.
__all__ = ["database", "database_url", "postgres_server", "sqlite_file"]

ROOT = Path(__file__).resolve().parent.parent

# A machine that is slow or loaded is no fault in what is tested.
settings.register_profile(
    "any-machine", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")


def pytest_configure() -> None:
    """Ctrl-C works in what the tests start, also where they run in a shell's background.

    A shell has its background jobs ignore it, and programs inherit that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Side by side, files that hear speech come first: nobody is to wait for one at the end."""
    if hasattr(config, "workerinput"):
        long = {item.path for item in items if item.get_closest_marker("model")}
        items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real speech and subtitles beside the checkout; it is never part of it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the test data beside the checkout (../shared/data) is not on this machine")
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB, to be filled."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk to fill")
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]
    made = subprocess.run(command, check=False, capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"this machine lets nobody mount a small disk: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


def _pulled(model: str) -> Path:
    try:
        return registry.model_store(EngineSettings()).pull(model)
    except (FetchError, ModelError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"the speech model cannot be had here: {error}")


@pytest.fixture(scope="session")
def base_model() -> Path:
    """The `base` speech model, fetched if it is not kept yet."""
    return _pulled("base")


@pytest.fixture(scope="session")
def tiny_en_model() -> Path:
    """The `tiny.en` speech model, which takes a third of the time, fetched if it is not kept."""
    return _pulled("tiny.en")
