"""Checkpoints are read for their numbers; nothing in them runs."""

from __future__ import annotations

import collections
import os
import pickle
import zipfile
from typing import ClassVar

import numpy as np
import pytest

from localize.errors import ModelError
from localize_models.speech.speakers.campplus import CamPlusPlus
from localize_models.speech.speakers.checkpoint import read_checkpoint


class Named:
    """A global that a pickle names, as PyTorch's are."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class Storage:
    def __init__(self, kind, key, numbers):
        self.kind, self.key, self.numbers = kind, key, numbers


class Tensor:
    def __init__(self, storage, offset, size, stride):
        self.parts = (storage, offset, size, stride, False, collections.OrderedDict())


class Writer(pickle._Pickler):
    """Pickles as `torch.save` does, without PyTorch."""

    dispatch: ClassVar = dict(pickle._Pickler.dispatch)

    def persistent_id(self, value):
        if isinstance(value, Storage):
            kind = Named("torch", value.kind)
            return ("storage", kind, value.key, "cpu", len(value.numbers))
        return None

    def save_named(self, value):
        self.write(pickle.GLOBAL + f"{value.module}\n{value.name}\n".encode())

    def save_tensor(self, value):
        self.save_reduce(Named("torch._utils", "_rebuild_tensor_v2"), value.parts)

    def save_reduce(self, func, args, *rest, **more):
        if isinstance(func, Named):
            self.save(func)
            self.save(args)
            self.write(pickle.REDUCE)
        else:
            super().save_reduce(func, args, *rest, **more)

    dispatch[Named] = save_named
    dispatch[Tensor] = save_tensor


def written(path, tensors, storages=()):
    with zipfile.ZipFile(path, "w") as archive:
        with archive.open("archive/data.pkl", "w") as file:
            Writer(file, 2).dump(tensors)
        for one in storages:
            archive.writestr(f"archive/data/{one.key}", one.numbers.tobytes())
    return path


def test_tensors_come_as_they_were(tmp_path):
    floats = Storage("FloatStorage", "7", np.arange(10, dtype="<f4"))
    whole = Storage("LongStorage", "8", np.array([41, 42], "<i8"))
    tensors = {
        "matrix": Tensor(floats, 2, (2, 3), (3, 1)),
        "column": Tensor(floats, 0, (4, 1), (1, 1)),
        "number": Tensor(whole, 1, (), ()),
    }
    found = read_checkpoint(written(tmp_path / "model.pt", tensors, (floats, whole)))
    assert found["matrix"].tolist() == [[2, 3, 4], [5, 6, 7]]
    assert found["column"].shape == (4, 1)
    assert found["number"] == 42


def test_what_would_run_something_is_refused(tmp_path):
    mark = tmp_path / "ran"

    class Evil:
        def __reduce__(self):
            return os.system, (f"touch {mark}",)

    path = tmp_path / "model.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"weight": Evil()}))
    with pytest.raises(ModelError, match="no tensor"):
        read_checkpoint(path)
    assert not mark.exists()


@pytest.mark.parametrize(
    "tensor",
    [
        Tensor(Storage("FloatStorage", "../7", np.zeros(4, "<f4")), 0, (4,), (1,)),
        Tensor(Storage("HalfStorage", "7", np.zeros(4, "<f4")), 0, (4,), (1,)),
        Tensor(Storage("FloatStorage", "9", np.zeros(4, "<f4")), 0, (4,), (1,)),
        Tensor(Storage("FloatStorage", "7", np.zeros(4, "<f4")), 2, (4,), (1,)),
        Tensor(Storage("FloatStorage", "7", np.zeros(4, "<f4")), 0, (2, 2), (1, 2)),
    ],
)
def test_a_tensor_that_is_none_is_refused(tmp_path, tensor):
    there = Storage("FloatStorage", "7", np.zeros(4, "<f4"))
    with pytest.raises(ModelError):
        read_checkpoint(written(tmp_path / "model.pt", {"weight": tensor}, (there,)))


@pytest.mark.parametrize("data", [b"", b"no zip at all", b"PK\x03\x04"])
def test_a_file_that_is_no_checkpoint_is_refused(tmp_path, data):
    path = tmp_path / "model.pt"
    path.write_bytes(data)
    with pytest.raises(ModelError, match=r"model\.pt"):
        read_checkpoint(path)


def test_a_checkpoint_of_something_else_is_refused(tmp_path):
    with pytest.raises(ModelError, match="something else"):
        read_checkpoint(written(tmp_path / "model.pt", {"epoch": 3}))


def test_another_network_is_refused():
    with pytest.raises(ModelError, match="no CAM"):
        CamPlusPlus({"encoder.weight": np.zeros((2, 2), np.float32)})
