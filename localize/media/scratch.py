"""A file without a name that holds one channel of samples while they are needed."""

from __future__ import annotations

import errno
import tempfile
from typing import TYPE_CHECKING, Final

import numpy as np

from localize.errors import OutputError
from localize.media.sound import SAMPLE_RATE, Sound
from localize.media.stopping import go_on

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

#: Samples over which new sound takes over from what it overlaps: 5 ms, enough not to click.
_FADE: Final = SAMPLE_RATE // 200

#: Samples scaled at once.
_BLOCK: Final = 2**20

_FULL: Final = (
    "The decoded sound needs about 115 MB an hour there: make room, or choose another folder for "
    "scratch files."
)
_HINTS: Final = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.ENOENT: "That folder is not there: make it, or choose another.",
    errno.EACCES: "You may not write there: choose another folder.",
    errno.EROFS: "That disk is read-only: choose another folder.",
}


class Scratch:
    """Samples written at their places; what lies between is silence and takes no room.

    The file has no name from the start (where the system can do that, and it is removed when
    closed elsewhere), so that even a killed process leaves nothing behind.

    Attributes:
        length: samples up to the end of the last that was written.

    Raises:
        OutputError: from every method, where the folder or its disk refuses.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self.length = 0
        try:
            # It outlives this function, and `close` is called by who made us.
            self._file = tempfile.TemporaryFile(  # noqa: SIM115 -- closed by `close`
                prefix="sound-", dir=folder, buffering=0
            )
        except OSError as error:
            raise self._refused(error) from error

    def close(self) -> None:
        """Let go of the file. A sound that is still held stays readable."""
        self._file.close()

    def put(self, at: int, samples: NDArray[np.int16]) -> None:
        """Write samples at their place; over old ones they fade in, and what lies before 0 is cut.

        Args:
            at: place of the first, in samples from the start; may be negative.
            samples: one channel.
        """
        if at < 0:
            at, samples = 0, samples[-at:]
        if not len(samples):
            return
        shared = min(len(samples), self.length - at, _FADE)
        if shared > 0:
            ramp = (np.arange(shared, dtype=np.float32) + 1) / (shared + 1)
            mixed = self._read(at, shared) * (1 - ramp) + samples[:shared] * ramp
            samples = np.concatenate([mixed.astype(np.int16), samples[shared:]])
        self._write(at, samples)
        self.length = max(self.length, at + len(samples))

    def scale(self, first: int, last: int, gain: float) -> None:
        """Make the samples from ``first`` up to ``last`` louder; what is too loud is limited."""
        first = max(0, first)
        for at in range(first, min(last, self.length), _BLOCK):
            go_on()
            block = self._read(at, min(_BLOCK, last - at)) * np.float32(gain)
            self._write(at, np.clip(np.rint(block), -32768, 32767).astype(np.int16))

    def sound(self) -> Sound:
        """What was written, mapped into memory."""
        if not self.length:
            return Sound(np.zeros(0, dtype=np.int16))
        try:
            mapped = np.memmap(self._file, dtype=np.int16, mode="r", shape=(self.length,))
        except OSError as error:
            raise self._refused(error) from error
        return Sound(mapped)

    def _read(self, at: int, count: int) -> NDArray[np.float32]:
        self._file.seek(at * 2)
        raw = self._file.read(count * 2)
        return np.frombuffer(raw, dtype=np.int16).astype(np.float32)

    def _write(self, at: int, samples: NDArray[np.int16]) -> None:
        rest = memoryview(samples.tobytes())
        try:
            self._file.seek(at * 2)
            while rest.nbytes:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> OutputError:
        place = str(self._folder or tempfile.gettempdir())
        reason = error.strerror or str(error)
        return OutputError(
            f"The decoded sound cannot be kept in {place!r}: {reason}.",
            path=place,
            hint=_HINTS.get(error.errno or 0, "Choose another folder for scratch files."),
        )
