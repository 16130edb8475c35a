"""The dialogue of one episode as samples: 16 kHz, one channel, on the picture's time."""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING, Final

import numpy as np

from localize.media.stopping import go_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

#: Samples a second, what every speech model that we know takes.
SAMPLE_RATE: Final = 16_000

#: Samples read in a row before the memory that they lay in is given back: 16 MB.
_HELD: Final = 2**23


class Sound:
    """16-bit samples that may lie in a file; read in pieces, so that 5 hours cost no memory.

    Time 0 is the start of the container; sample k is at ``k / 16`` ms.

    Attributes:
        samples: one channel of 16-bit samples, usually a memory map.
    """

    def __init__(self, samples: NDArray[np.int16]) -> None:
        if samples.dtype != np.int16 or samples.ndim != 1:
            raise ValueError("a sound is one channel of 16-bit samples")
        self.samples = samples

    @property
    def duration(self) -> int:
        """Length in ms, rounded down."""
        return len(self.samples) * 1000 // SAMPLE_RATE

    def read(self, start: int, end: int) -> NDArray[np.float32]:
        """The samples from ``start`` to ``end`` (ms), between -1 and 1; cut at the sound's ends."""
        first = max(0, start) * SAMPLE_RATE // 1000
        last = max(0, end) * SAMPLE_RATE // 1000
        return self.samples[first:last].astype(np.float32) / np.float32(32768)

    def blocks(self, samples: int) -> Iterator[NDArray[np.float32]]:
        """The whole sound in order, ``samples`` at a time; the last block may be shorter.

        Raises:
            Stopped: from between two of them (`localize.media.stopping`).
        """
        held = 0
        for first in range(0, len(self.samples), samples):
            go_on()
            block = self.samples[first : first + samples]
            yield block.astype(np.float32) / np.float32(32768)
            held += samples
            if held >= _HELD:
                self._let_go()
                held = 0

    def _let_go(self) -> None:
        """Tell the system that what was read of a file need not stay in memory."""
        mapped: object = self.samples.base
        if isinstance(mapped, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            mapped.madvise(mmap.MADV_DONTNEED)
