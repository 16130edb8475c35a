"""How many windows a batch holds."""

from __future__ import annotations

import weakref
from contextlib import contextmanager

import pytest

from localize.engines import EngineSettings
from localize_models.devices import Device
from localize_models.speech.queue import sizes
from localize_models.speech.queue.sizes import BatchSize, fitting, is_full
from localize_models.speech.session import WhisperSession


def test_a_full_device_halves_it_and_quiet_times_grow_it_again():
    size = BatchSize(32)
    size.failed(32)
    assert size.now == 16
    size.failed(16)
    assert size.now == 8
    for _ in range(8):
        size.fitted()
    assert size.now == 16
    for _ in range(80):
        size.fitted()
    assert size.now == 32


def test_it_never_falls_below_one():
    size = BatchSize(2)
    for _ in range(4):
        size.failed(size.now)
    assert size.now == 1


def test_a_smaller_batch_that_fails_counts_from_its_own_size():
    size = BatchSize(32)
    size.failed(4)
    assert size.now == 2


def test_what_ctranslate2_says_of_a_full_card():
    assert is_full(RuntimeError("CUDA failed with error out of memory"))
    assert is_full(RuntimeError("cuBLAS failed with status CUBLAS_STATUS_ALLOC_FAILED"))
    assert not is_full(RuntimeError("unequal prompt lengths"))


def test_a_cpu_holds_some():
    assert 1 <= fitting(Device("cpu", 0, "int8")) <= 16


def test_a_batch_that_is_too_much_is_asked_in_halves():
    size, tried = BatchSize(8), []

    def ask(batch):
        tried.append(len(batch))
        if len(batch) > 2:
            raise RuntimeError("CUDA failed with error out of memory")
        return [one * 10 for one in batch]

    assert size.answers([1, 2, 3, 4, 5], ask) == [10, 20, 30, 40, 50]
    assert tried == [5, 2, 3, 1, 2]
    assert size.now == 1


def test_what_a_batch_took_that_did_not_fit_is_let_go_before_its_halves_are_asked():
    class Encoded:
        """What lies on the card."""

    lying = weakref.WeakSet()

    def ask(batch):
        assert not lying, "a batch that failed still lies there"
        encoded = Encoded()
        lying.add(encoded)
        if len(batch) > 1:
            raise RuntimeError("CUDA failed with error out of memory")
        return list(batch)

    assert BatchSize(8).answers([1, 2, 3, 4], ask) == [1, 2, 3, 4]


def test_what_is_wrong_but_for_the_room_is_raised_at_once():
    def ask(_):
        raise RuntimeError("unequal prompt lengths")

    with pytest.raises(RuntimeError, match="unequal"):
        BatchSize(8).answers([1, 2], ask)


def test_a_card_is_asked_when_the_weights_lie_in_it(monkeypatch):
    """Ten gigabytes, of which the weights take four: what is left of six holds the windows."""
    session = WhisperSession(EngineSettings())
    free = [10 * 2**30]

    @contextmanager
    def working():
        free[0] = 6 * 2**30
        yield

    monkeypatch.setattr(session, "placed", lambda: Device("cuda", 0, "float16"))
    monkeypatch.setattr(session, "working", working)
    monkeypatch.setattr(sizes, "_free_memory", lambda _: free[0])
    assert session.fitting() == 5 * 2**30 // (400 * 2**20) == 12


@pytest.mark.parametrize(
    ("visible", "device", "windows"),
    [
        ("", Device("cuda", 1, "float16"), 17),
        ("2,GPU-b", Device("cuda", 0, "float16"), 7),
        ("2,GPU-b", Device("cuda", 1, "float16"), 12),
        ("0,1", Device("cuda", 0, "float16", more=(1,)), 17),
        ("1,2", Device("cuda", 0, "float16", more=(1,)), 7),
        ("0", Device("cuda", 1, "float16"), 32),  # nobody knows: it is found by trying
        ("MIG-x", Device("cuda", 0, "float16"), 32),
    ],
)
def test_the_cards_are_asked_that_are_used(tmp_path, monkeypatch, visible, device, windows):
    """A stand-in for nvidia-smi tells 24, 8, 4 and 6 GiB of four cards."""
    program = tmp_path / "nvidia-smi"
    cases = "0) echo 24576;; 1) echo 8000;; 2) echo 4096;; GPU-b) echo 6000;; *) exit 6;;"
    program.write_text(f'#!/bin/sh\ncase "${{1#--id=}}" in {cases} esac\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert fitting(device) == windows


def test_nothing_is_loaded_to_know_what_a_cpu_holds(monkeypatch):
    session = WhisperSession(EngineSettings())
    monkeypatch.setattr(session, "placed", lambda: Device("cpu", 0, "int8"))
    monkeypatch.setattr(session, "working", None)
    assert session.fitting() == fitting(Device("cpu", 0, "int8"))
