"""How many windows a batch holds."""

from __future__ import annotations

from localize_models.devices import Device
from localize_models.speech.queue.sizes import BatchSize, fitting, is_full


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
