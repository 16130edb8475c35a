"""Devices: what is asked for against what is there."""

from __future__ import annotations

from dataclasses import dataclass

import ctranslate2
import pytest

from localize import machine
from localize.errors import DeviceError, SettingsError
from localize_models.devices import Device, ThisMachine, parse, resolve, threads

CPU = frozenset({"int8", "int8_float32", "float32"})
NEW = frozenset({"float16", "int8_float16", "int8", "float32"})
OLD = frozenset({"int8", "int8_float32", "float32"})


@dataclass
class Described:
    """A machine by description, for devices that the one at hand does not have."""

    cuda: int = 0
    missing: tuple[str, ...] = ()
    arithmetic: frozenset[str] = NEW

    def cuda_devices(self):
        return self.cuda

    def missing_cuda_libraries(self):
        return self.missing

    def compute_types(self, device, index):
        return CPU if device == "cpu" else self.arithmetic


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("auto", ("auto", (0,))),
        ("CUDA:3", ("cuda", (3,))),
        (" cpu ", ("cpu", (0,))),
        ("cuda", ("cuda", (0,))),
        ("cuda:1, cuda:0", ("cuda", (1, 0))),
    ],
)
def test_names(name, parts):
    assert parse(name) == parts


@pytest.mark.parametrize(
    "name",
    [
        "",
        "gpu",
        "cuda:",
        "cuda:x",
        "cuda:-1",
        "cpu:1",
        "mps",
        "cuda,cuda:1",
        "cuda:0,",
        "cuda:0,cpu",
    ],
)
def test_what_is_no_device(name):
    with pytest.raises(SettingsError, match=r"is not a device.*auto, cpu, cuda, cuda:N"):
        parse(name)


def test_a_card_that_is_named_twice():
    with pytest.raises(SettingsError, match="names cuda:1 twice"):
        parse("cuda:1,cuda:0,cuda:1")


@pytest.mark.parametrize(
    ("machine", "asked", "found"),
    [
        (Described(), "auto", Device("cpu", 0, "int8")),
        (Described(cuda=1), "auto", Device("cuda", 0, "float16")),
        (Described(cuda=2), "cuda:1", Device("cuda", 1, "float16")),
        (Described(cuda=4), "cuda", Device("cuda", 0, "float16")),
        (Described(cuda=4), "cuda:3,cuda:1", Device("cuda", 3, "float16", (1,))),
        (Described(cuda=1, arithmetic=OLD), "cuda", Device("cuda", 0, "int8_float32")),
        (Described(cuda=1, missing=("libcublas.so.12",)), "auto", Device("cpu", 0, "int8")),
        (Described(cuda=1), "cpu", Device("cpu", 0, "int8")),
    ],
)
def test_what_is_taken(machine, asked, found):
    assert resolve(asked, machine=machine) == found


@pytest.mark.parametrize(
    ("machine", "asked", "message"),
    [
        (Described(), "cuda", "no CUDA device.*nvidia-smi.*--device cpu"),
        (Described(cuda=1), "cuda:1", "only cuda:0"),
        (Described(cuda=3), "cuda:3", "only cuda:0 to cuda:2"),
        (Described(cuda=2), "cuda:0,cuda:2", "cuda:2 was asked for, but there is only cuda:0 to"),
        (Described(cuda=1, missing=("libcublas.so.12",)), "cuda", "libcublas.so.12.*LD_LIBRARY"),
    ],
)
def test_cuda_that_is_not_there(machine, asked, message):
    with pytest.raises(DeviceError, match=message):
        resolve(asked, machine=machine)


def test_arithmetic_that_is_asked_for():
    assert resolve("cpu", "float32").compute_type == "float32"
    assert resolve("cpu", "auto").compute_type == resolve("cpu").compute_type
    with pytest.raises(SettingsError, match=r"cpu does not compute in 'float64'.*float32"):
        resolve("cpu", "float64")


def test_what_several_cards_are_called():
    device = resolve("cuda:0,cuda:1", machine=Described(cuda=2))
    assert device.indexes == (0, 1)
    assert device.label == "cuda:0,cuda:1/float16"
    assert resolve("cpu", machine=Described()).label == "cpu/int8"


def test_cards_compute_in_what_all_of_them_can():
    class Unequal(Described):
        def compute_types(self, device, index):
            return OLD if index == 1 else NEW

    machine = Unequal(cuda=2)
    assert resolve("cuda:0", machine=machine).compute_type == "float16"
    assert resolve("cuda:0,cuda:1", machine=machine).compute_type == "int8"
    with pytest.raises(SettingsError, match="cuda:1 does not compute in 'float16'"):
        resolve("cuda:0,cuda:1", "float16", machine)


def test_this_machine():
    found = resolve("auto")
    assert found.compute_type in ctranslate2.get_supported_compute_types(found.device, found.index)
    assert found.label.startswith(found.device)
    if ThisMachine().cuda_devices() == 0:
        with pytest.raises(DeviceError, match="no CUDA device"):
            resolve("cuda")


@pytest.mark.parametrize(
    ("processors", "cores", "expected"), [(1, 1, 1), (4, 2, 4), (8, 4, 4), (8, 8, 8), (64, 32, 8)]
)
def test_threads(monkeypatch, processors, cores, expected):
    monkeypatch.setattr(machine, "processors", lambda: processors)
    monkeypatch.setattr(machine, "cores", lambda: cores)
    assert threads(0) == expected
    assert threads(3) == 3
