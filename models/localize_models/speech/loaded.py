"""Loaded models, shared in a process: the speech and the translation engine run the same weights.

Whoever needs a model holds it with `hold`, works with it inside `working`, and lets go with
`release`; it is unloaded when the last one lets go. One that is held and not worked with for
`IDLE_S` rests: its weights leave the memory, and the next piece of work brings them back. So an
engine that lives long, in a server or beside other stages, keeps no weights that nobody needs.
"""

from __future__ import annotations

import atexit
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize.errors import DeviceError, ModelError
from localize_models.devices import Device
from localize_models.speech import heap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faster_whisper import WhisperModel


#: On a CPU so many batches are worked on at once, where there are threads for each.
_WORKERS: Final = 2
_LEAST_SHARED: Final = 2
#: A model that nobody works with for so long rests, s. Long beside what it takes to bring one back
#: (base 0.2 s from a disk's cache), and short beside a stage that does not listen.
IDLE_S: Final = 60.0


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
    """A loaded model, who holds it, and who works with it."""

    def __init__(self, model: WhisperModel) -> None:
        self.model = model
        self.holders = 0
        self.workers = 0
        self.left = time.monotonic()

    @property
    def rests(self) -> bool:
        return not self.model.model.model_is_loaded


_lock = threading.Condition()
_entries: dict[Loading, _Entry] = {}
_keeper: threading.Thread | None = None
_watched = False
_ending = threading.Event()


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
            _watch()
        entry.holders += 1
        return entry.model


def release(loading: Loading) -> None:
    """Let go of a model that was held; the last one unloads it."""
    with _lock:
        entry = _entries[loading]
        entry.holders -= 1
        if entry.holders == 0:
            del _entries[loading]
            _unload(entry)
            _lock.notify_all()


@contextmanager
def working(loading: Loading) -> Iterator[None]:
    """A piece of work with a model that is held: its weights stay in memory for as long.

    Raises:
        ModelError: weights that rested cannot be loaded again.
        DeviceError: the device has no room for them any more, or fails.
    """
    with _lock:
        entry = _entries[loading]
        if entry.rests:
            try:
                entry.model.model.load_model()
            except RuntimeError as error:
                raise failure(error, loading, "be loaded again") from error
        entry.workers += 1
    try:
        yield
    finally:
        with _lock:
            entry.workers -= 1
            entry.left = time.monotonic()
            _lock.notify_all()


def held() -> tuple[Loading, ...]:
    """What is held now, resting or not."""
    with _lock:
        return tuple(_entries)


def resting() -> tuple[Loading, ...]:
    """What of `held` has its weights out of the memory."""
    with _lock:
        return tuple(loading for loading, entry in _entries.items() if entry.rests)


def _watch() -> None:
    """See that somebody looks after the idle; the caller holds the lock."""
    global _keeper, _watched  # noqa: PLW0603 -- a process has one
    if not _watched:
        _watched = True
        _keeper = threading.Thread(target=_look_after, name="idle-models", daemon=True)
        _keeper.start()


def _look_after() -> None:
    """Unload what is idle, until nothing is held or the process ends."""
    global _watched  # noqa: PLW0603 -- as above
    with _lock:
        while _entries and not _ending.is_set():
            now = time.monotonic()
            waits = [IDLE_S]
            for entry in _entries.values():
                if entry.workers or entry.rests:
                    continue
                if now - entry.left >= IDLE_S:
                    _unload(entry)
                else:
                    waits.append(IDLE_S - (now - entry.left))
            _lock.wait(min(waits))
        _watched = False


@atexit.register
def _end() -> None:
    """Let the thread end by itself: one that Python kills while it ends aborts the process."""
    _ending.set()
    with _lock:
        _lock.notify_all()
    if _keeper is not None:
        _keeper.join()


def _unload(entry: _Entry) -> None:
    """Take a model's weights out of the memory, and give that to the system."""
    entry.model.model.unload_model()
    heap.give_back()


def shared_out(device: Device, threads: int) -> tuple[int, int]:
    """How many batches are worked on at once, and by how many threads each.

    Args:
        device: where the model runs; a card works on one batch at a time.
        threads: there are.
    """
    if device.device != "cpu":
        return len(device.indexes), threads
    if threads < _LEAST_SHARED:
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
            device_index=list(device.indexes),
            compute_type=device.compute_type,
            cpu_threads=threads,
            # CTranslate2 has so many for each card.
            num_workers=workers if device.device == "cpu" else 1,
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
