"""Loaded models, shared in a process: the speech and the translation engine run the same weights.

Whoever needs a model holds it with `hold` and lets go with `release`; it is unloaded when the last
one lets go.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize.errors import DeviceError, ModelError
from localize_models.devices import Device

if TYPE_CHECKING:
    from faster_whisper import WhisperModel


#: On a CPU so many batches are worked on at once, where there are threads for each.
_WORKERS: Final = 2
_LEAST_SHARED: Final = 2


@dataclass(frozen=True, slots=True)
class Loading:
    """What tells two loaded models apart.

    Attributes:
        folder: where the weights lie.
        device: where and in which arithmetic they run.
        threads: CPU threads.
    """

    folder: Path
    device: Device
    threads: int


class _Entry:
    def __init__(self, model: WhisperModel) -> None:
        self.model = model
        self.holders = 0


_lock = threading.Lock()
_entries: dict[Loading, _Entry] = {}


def hold(loading: Loading) -> WhisperModel:
    """The loaded model, loading it if nobody holds it yet.

    Raises:
        ModelError: the weights cannot be loaded.
        DeviceError: the device has no room for them, or fails.
    """
    with _lock:
        entry = _entries.get(loading)
        if entry is None:
            entry = _entries[loading] = _Entry(_load(loading))
        entry.holders += 1
        return entry.model


def release(loading: Loading) -> None:
    """Let go of a model that was held; the last one unloads it."""
    with _lock:
        entry = _entries[loading]
        entry.holders -= 1
        if entry.holders == 0:
            del _entries[loading]
            entry.model.model.unload_model()


def held() -> tuple[Loading, ...]:
    """What is loaded now; for tests and for `localize doctor`."""
    with _lock:
        return tuple(_entries)


def shared_out(device: Device, threads: int) -> tuple[int, int]:
    """How many batches are worked on at once, and by how many threads each.

    Args:
        device: where the model runs; a card works on one batch at a time.
        threads: there are.
    """
    if device.device != "cpu" or threads < _LEAST_SHARED:
        return 1, threads
    return _WORKERS, threads // _WORKERS


def _load(loading: Loading) -> WhisperModel:
    from faster_whisper import WhisperModel  # noqa: PLC0415 -- brings CTranslate2 and PyAV

    device = loading.device
    workers, threads = shared_out(device, loading.threads)
    try:
        return WhisperModel(
            str(loading.folder),
            device=device.device,
            device_index=device.index,
            compute_type=device.compute_type,
            cpu_threads=threads,
            num_workers=workers,
            local_files_only=True,
        )
    except Exception as error:  # CTranslate2 raises RuntimeError, tokenizers bare Exception
        raise failure(error, loading, "be loaded") from error


def failure(error: Exception, loading: Loading, doing: str) -> DeviceError | ModelError:
    """What an error of CTranslate2's means to the person.

    Args:
        error: what was raised.
        loading: the model that it is about.
        doing: what could not be done, after "cannot".
    """
    text = str(error).strip().rstrip(".")
    if any(name in text.lower() for name in ("cuda", "cublas", "cudnn", "out of memory")):
        return DeviceError(
            f"The model cannot {doing} on {loading.device.label}: {text}.",
            hint="Free the device's memory, take a smaller model or the compute type int8, or use "
            "--device cpu.",
        )
    return ModelError(
        f"The model in {loading.folder} cannot {doing}: {text}.",
        model=loading.folder.name,
        hint="Its files are damaged or are no Whisper model for CTranslate2; `localize models "
        "verify` says which, `localize models pull` fetches them again.",
    )
