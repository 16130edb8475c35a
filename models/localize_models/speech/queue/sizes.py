"""How many windows a batch holds."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from localize_models.devices import Device

One = TypeVar("One")
Answer = TypeVar("Answer")

#: On a CPU, for each of the batches that are worked on at once. (Tried with base, int8, beam 5 on
#: sixteen clips of 7 s: 7.4 s of processor time and 656 MB with eight, 7.6 s and 512 MB with four.)
_ON_CPU: Final = 4
#: On a card, at most. (Measured on an H200 with large-v3's shape, beam 5: 32 windows a batch are
#: as fast as any, and more are slower.)
_ON_CUDA: Final = 32
#: What a window of a batch takes on a card, bytes, at beam 5 with large-v3's shape, and what is
#: left alone. Smaller models take less.
_A_WINDOW: Final = 400 * 2**20
_SPARED: Final = 2**30
#: After so many batches without trouble the size is tried that was too much before.
_PATIENCE: Final = 8
#: How long nvidia-smi may take to answer, s.
_ANSWER_S: Final = 20


class BatchSize:
    """The size of the next batch; may be asked from several threads.

    Attributes:
        most: never more than this, at least 1.
    """

    def __init__(self, most: int) -> None:
        self.most = max(1, most)
        self._now = self.most
        self._quiet = 0
        self._lock = threading.Lock()

    @property
    def now(self) -> int:
        """Windows that a batch may hold now."""
        return self._now

    def failed(self, size: int) -> None:
        """A batch of this size did not fit: half of it from now on."""
        with self._lock:
            self._now = max(1, min(self._now, size // 2))
            self._quiet = 0

    def fitted(self) -> None:
        """A batch fitted; after some of them the size grows again."""
        with self._lock:
            self._quiet += 1
            if self._quiet >= _PATIENCE and self._now < self.most:
                self._now = min(self.most, self._now * 2)
                self._quiet = 0

    def answers(
        self, batch: Sequence[One], ask: Callable[[Sequence[One]], Sequence[Answer]]
    ) -> list[Answer]:
        """What is answered of a batch, which is asked in halves where the device is full.

        Args:
            batch: at least one.
            ask: raises RuntimeError where the device is full.

        Raises:
            RuntimeError: one alone does not fit, or something else is wrong.
        """
        try:
            found = ask(batch)
        except RuntimeError as error:
            if not is_full(error) or len(batch) == 1:
                raise
        else:
            self.fitted()
            return list(found)
        # Outside of the handler: as long as the error lives, so does what it was about on the card.
        self.failed(len(batch))
        middle = len(batch) // 2
        return [*self.answers(batch[:middle], ask), *self.answers(batch[middle:], ask)]


def fitting(device: Device) -> int:
    """Windows that a batch should hold at most on a device, where the weights lie already."""
    if device.device != "cuda":
        return _ON_CPU
    free = [known for card in device.indexes if (known := _free_memory(card)) is not None]
    return max(1, min(_ON_CUDA, (min(free) - _SPARED) // _A_WINDOW)) if free else _ON_CUDA


def is_full(error: Exception) -> bool:
    """Whether an error of CTranslate2's says that the device has no memory left."""
    text = str(error).lower()
    return "out of memory" in text or "alloc_failed" in text or "failed to allocate" in text


def _free_memory(index: int) -> int | None:
    """Free memory of a card, bytes; None where nobody says.

    Args:
        index: CUDA's, which counts the cards of ``CUDA_VISIBLE_DEVICES`` alone; nvidia-smi knows
            all by their numbers and by what names them there.
    """
    program = shutil.which("nvidia-smi")
    visible = [one.strip() for one in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",")]
    if program is None or (visible != [""] and index >= len(visible)):
        return None
    card = str(index) if visible == [""] else visible[index]
    query = [program, f"--id={card}", "--query-gpu=memory.free", "--format=csv,noheader,nounits"]
    try:
        told = subprocess.run(  # noqa: S603 -- a fixed command
            query, capture_output=True, text=True, timeout=_ANSWER_S, check=True
        )
        return int(told.stdout.split()[0]) * 2**20
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None  # the size is then found by trying
