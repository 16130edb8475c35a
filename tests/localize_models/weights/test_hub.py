"""Fetching from a hub over real HTTP: whole, broken, wrong, hanging, absent."""

from __future__ import annotations

import pytest

from localize.engines import WeightsState
from localize.errors import FetchError, ModelError, SettingsError

from .conftest import FILES


def partial(world):
    return world.root / "small" / f".{world.place.name}.partial"


def test_a_model_comes_from_the_hub_at_its_revision(world, hub):
    reports = []
    folder = world.store().pull("small", lambda done, total: reports.append((done, total)))
    assert folder == world.place
    assert world.kept() == FILES
    total = sum(map(len, FILES.values()))
    assert reports[-1] == (total, total)
    assert [done for done, _ in reports] == sorted(done for done, _ in reports)


def test_a_model_that_is_there_asks_nothing_of_the_hub(world, hub):
    world.store().pull("small")
    hub.seen.clear()
    assert world.store().pull("small") == world.place
    assert world.store().models()[0].state is WeightsState.KEPT
    assert not hub.seen


def test_no_token_and_no_cookie_is_sent(world, hub, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    world.store().pull("small")
    assert not hub.headers_seen & {"authorization", "cookie"}


def test_redirects_are_followed(world, hub):
    hub.redirect = True
    world.store().pull("small")
    assert world.kept() == FILES


def test_a_file_that_the_hub_lacks(world, hub):
    del hub.files["tokenizer.json"]
    with pytest.raises(FetchError, match="404"):
        world.store().pull("small")
    assert not world.place.exists()


def test_wrong_bytes_are_refused_and_not_kept(world, hub):
    hub.files["model.bin"] = bytes(len(FILES["model.bin"]))
    with pytest.raises(ModelError, match=r"model\.bin.*SHA-256"):
        world.store().pull("small")
    assert not world.place.exists()
    assert not (partial(world) / "model.bin").exists()
    hub.files["model.bin"] = FILES["model.bin"]
    world.store().pull("small")
    assert world.kept() == FILES


def test_a_wrong_small_file_stops_before_the_large_one(world, hub):
    hub.files["config.json"] = b"x" * len(FILES["config.json"])
    with pytest.raises(ModelError):
        world.store().pull("small")
    assert not hub.seen["GET", "model.bin"]


@pytest.mark.parametrize("announced", [True, False])
def test_more_bytes_than_catalogued_are_refused(world, hub, announced):
    hub.announce_length = announced
    hub.files["config.json"] = b"x" * 5_000_000
    with pytest.raises(ModelError, match="bytes"):
        world.store().pull("small")
    assert not any(partial(world).glob("config.json*"))


def test_a_connection_that_drops_is_resumed_in_the_same_pull(world, hub):
    hub.drop_after = {"model.bin": 400_000}
    world.store().pull("small")
    assert world.kept() == FILES
    assert hub.ranges_seen == ["bytes=400000-"]


def test_a_transfer_that_stands_still_is_given_up_and_resumed_later(world, hub, monkeypatch):
    monkeypatch.setenv("HF_HUB_DOWNLOAD_TIMEOUT", "0.5")
    hub.stop_after = {"model.bin": 400_000}
    with pytest.raises(FetchError, match="broke off"):
        world.store().pull("small")
    # The hub still stands: it was the pull that gave up.
    assert not hub.released.is_set()
    assert world.store().models()[0].state is WeightsState.PARTIAL
    assert not world.place.exists()
    hub.released.set()
    hub.seen.clear()
    world.store().pull("small")
    assert world.kept() == FILES
    assert "bytes=400000-" in hub.ranges_seen
    assert not hub.seen["GET", "config.json"]


def test_a_hub_without_ranges_starts_again(world, hub):
    hub.ranges = False
    hub.drop_after = {"model.bin": 400_000}
    world.store().pull("small")
    assert world.kept() == FILES


def test_a_part_that_is_too_long_starts_again(world, hub):
    hub.stop_after = {"model.bin": 400_000}
    partial(world).mkdir(parents=True)
    (partial(world) / "model.bin.part").write_bytes(bytes(len(FILES["model.bin"]) + 1))
    hub.released.set()
    world.store().pull("small")
    assert world.kept() == FILES


def test_a_wrong_part_ends_in_a_refusal_and_then_in_the_right_file(world, hub):
    partial(world).mkdir(parents=True)
    (partial(world) / "model.bin.part").write_bytes(b"not the beginning")
    with pytest.raises(ModelError):
        world.store().pull("small")
    world.store().pull("small")
    assert world.kept() == FILES


def test_a_hub_that_says_nothing_is_given_up(world, hub, monkeypatch):
    monkeypatch.setenv("HF_HUB_ETAG_TIMEOUT", "0.5")
    hub.hang_on_head = True
    with pytest.raises(FetchError, match="cannot be reached"):
        world.store().pull("small")
    assert hub.standing.is_set()
    assert not hub.released.is_set()
    assert not hub.seen["GET", "config.json"]
    assert world.store().models()[0].state is WeightsState.ABSENT


def test_a_hub_that_is_not_there(world):
    with pytest.raises(FetchError, match="cannot be reached") as caught:
        world.store().pull("small")
    assert caught.value.hint


@pytest.mark.parametrize("name", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_the_environment_forbids_the_hub(world, hub, monkeypatch, name):
    monkeypatch.setenv(name, "1")
    with pytest.raises(ModelError, match="not on this machine"):
        world.store().pull("small")
    assert not hub.seen


def test_offline_fetches_nothing_and_leaves_nothing(world, hub):
    world.add_two_wheels()
    with pytest.raises(ModelError, match="not on this machine"):
        world.store(offline=True).pull("small")
    assert not hub.seen
    assert not world.root.exists()


def test_an_endpoint_that_is_no_address(world, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "file:///etc/passwd")
    with pytest.raises(SettingsError, match="HF_ENDPOINT"):
        world.store().pull("small")
