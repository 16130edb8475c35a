"""Several processes, killed processes, and a full disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from localize.engines import WeightsState
from localize.errors import OutputError

from .conftest import FILES

PULL = """
import sys
from pathlib import Path
from localize.engines import EngineSettings
from localize_models import catalog
from localize_models.weights.store import CatalogModelStore
store = CatalogModelStore(
    EngineSettings(models_dir=sys.argv[2]), catalog=catalog.load(Path(sys.argv[1]))
)
print(store.pull("small"))
"""


def start(world) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PULL, str(world.catalog_file()), str(world.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for(condition) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def test_a_second_process_waits_and_finds_it_ready(world, hub):
    hub.stop_after = {"model.bin": 400_000}
    with start(world) as first:
        assert hub.standing.wait(60)
        with start(world) as second:
            assert "waiting" in second.stderr.readline()
            assert first.poll() is None
            hub.released.set()
            outs = [process.communicate()[0] for process in (first, second)]
            assert (first.returncode, second.returncode) == (0, 0)
    assert outs == [f"{world.place}\n"] * 2
    assert world.kept() == FILES
    assert hub.seen["GET", "model.bin"] == 1


def test_a_process_killed_in_mid_transfer_leaves_a_part_that_is_resumed(world, hub):
    hub.stop_after = {"model.bin": 400_000}
    part = world.root / "small" / f".{world.place.name}.partial" / "model.bin.part"
    with start(world) as process:
        assert hub.standing.wait(60)
        # What reached the disk before the kill is what a kill leaves.
        wait_for(part.exists)
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not world.place.exists()
    assert world.store().models()[0].state is WeightsState.PARTIAL
    hub.released.set()
    world.store().pull("small")
    assert world.kept() == FILES
    assert list(world.place.parent.glob("*.partial")) == []


def test_a_process_killed_while_pip_fetches_does_not_spoil_the_next(world, hub, monkeypatch):
    """pip itself lives on, writing what it fetches; it writes to a folder that nobody reads."""
    world.add_two_wheels()
    wheels = {path.name: path.read_bytes() for path in world.links.iterdir()}
    page = "".join(f'<a href="{name}">{name}</a>' for name in wheels)
    hub.files = {**wheels, "links.html": f"<!DOCTYPE html><html><body>{page}".encode()}
    hub.stop_after = {"small_part2-1.0-py3-none-any.whl": 10_000}
    monkeypatch.setenv("PIP_FIND_LINKS", f"{hub.url}/links.html")
    with start(world) as process:
        try:
            assert hub.standing.wait(60)
            process.kill()
            process.communicate()
            assert not world.place.exists()
            monkeypatch.setenv("PIP_FIND_LINKS", str(world.links))
            world.store().pull("small")
        finally:
            os.killpg(process.pid, signal.SIGKILL)
    assert world.kept() == FILES
    assert list(world.place.parent.glob("*.partial")) == []


@pytest.fixture
def small_disk(world):
    """A disk of 2 MB under the folder of models."""
    world.root.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(world.root)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("mounting a small tmpfs needs root")
    yield world.root
    subprocess.run(["umount", str(world.root)], check=True)


def left(root) -> list[str]:
    return [str(path) for path in root.rglob("*") if path.is_file() and path.suffix != ".lock"]


def test_a_disk_that_is_too_small_is_seen_beforehand(world, hub, small_disk):
    (small_disk / "filler").write_bytes(bytes(1_000_000))
    with pytest.raises(OutputError, match="MB are free"):
        world.store().pull("small")
    assert left(small_disk) == [str(small_disk / "filler")]
    assert not hub.seen


def test_a_disk_that_fills_up_on_the_way_gets_its_room_back(world, hub, small_disk):
    # The entry does not know its sizes, so that nothing can be seen beforehand.
    world.entry = {"confirmed": False, "files": [{"name": name} for name in FILES]}
    (small_disk / "filler").write_bytes(bytes(1_000_000))
    with pytest.raises(OutputError, match="No space left"):
        world.store(accept_unverified=True).pull("small")
    assert left(small_disk) == [str(small_disk / "filler")]
    (small_disk / "filler").unlink()
    world.store(accept_unverified=True).pull("small")
    assert world.kept() == FILES


def test_a_disk_that_fills_up_under_pip_gets_its_room_back(world, small_disk):
    world.add_two_wheels()
    # The catalogue says that they are small; pip's second copy of one no longer fits.
    for wheel in world.wheels:
        wheel["bytes"] = 1
    (small_disk / "filler").write_bytes(bytes(300_000))
    with pytest.raises(OutputError):
        world.store().pull("small")
    assert left(small_disk) == [str(small_disk / "filler")]


def test_a_folder_that_cannot_be_made(world, hub):
    world.root.write_text("a file stands where the folder should be", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        world.store().pull("small")
