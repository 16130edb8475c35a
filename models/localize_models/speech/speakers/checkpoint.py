"""Tensors out of a PyTorch checkpoint, without PyTorch and without running anything in it.

A checkpoint is a zip archive with a pickle that says which tensors there are, and a file of plain
numbers for each. A pickle can name any function to be called; here three names stand for what a
tensor is made of, and everything else is refused.
"""

from __future__ import annotations

import io
import math
import pickle
import zipfile
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from localize.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

#: Kinds of numbers: PyTorch's name of a storage → NumPy's of what lies in it.
_STORAGES: Final = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


def read_checkpoint(path: Path) -> Mapping[str, NDArray[Any]]:
    """Every tensor by its name.

    Raises:
        ModelError: no checkpoint, or one that holds something else than tensors.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            (said,) = [name for name in archive.namelist() if name.endswith("/data.pkl")]
            found = _Tensors(archive, said.removesuffix("data.pkl")).load()
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError,
            pickle.UnpicklingError) as error:  # fmt: skip
        raise ModelError(
            f"{path.name} is no checkpoint that can be read: {error}.",
            model=path.parent.name,
            hint="Fetch it again with `localize models pull`.",
        ) from error
    if not isinstance(found, dict) or not all(isinstance(v, np.ndarray) for v in found.values()):
        raise ModelError(f"{path.name} holds something else than tensors.", model=path.parent.name)
    return found


class _Tensors(pickle.Unpickler):
    def __init__(self, archive: zipfile.ZipFile, root: str) -> None:
        super().__init__(io.BytesIO(archive.read(f"{root}data.pkl")))
        self._archive, self._root = archive, root

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 -- as the base class says
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _STORAGES:
            return _STORAGES[name]
        raise pickle.UnpicklingError(f"it names {module}.{name}, which is no tensor")

    def persistent_load(self, pid: Any) -> NDArray[Any]:  # noqa: ANN401 -- as the base class says
        """The numbers of a storage."""
        kind, dtype, key, _, count = pid
        if kind != "storage" or not isinstance(key, str) or not key.isdigit():
            raise pickle.UnpicklingError("it names a storage that is none")
        return np.frombuffer(self._archive.read(f"{self._root}data/{key}"), dtype, int(count))


def _tensor(
    storage: NDArray[Any], offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: object
) -> NDArray[Any]:
    """A tensor that lies in one piece; checkpoints hold no others."""
    steps = tuple(math.prod(size[n + 1 :]) for n in range(len(size)))
    if any(length > 1 and a != b for length, a, b in zip(size, stride, steps, strict=True)):
        raise pickle.UnpicklingError("a tensor is not in one piece")
    count = math.prod(size)
    return storage[offset : offset + count].reshape(size)
