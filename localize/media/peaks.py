"""The waveform as pairs of least and greatest sample, computed while the sound passes."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Pairs a second: 5 ms each, a fifth of a frame at 40 ms, and finer than a pixel at the closest
#: zoom that anybody sets times in.
PER_SECOND: Final = 200

#: Share of the pairs that may be cut at full height. One door that slams must not make an hour of
#: talk flat.
_CUT: Final = 0.001

#: A sound that never comes above this, of full scale, is not drawn any taller: it is noise.
_QUIET: Final = 0.01


class Peaks:
    """Pairs (least, greatest) of a sound that comes in pieces, one after the other.

    Args:
        sample_rate: samples a second; a multiple of `PER_SECOND`.
    """

    def __init__(self, sample_rate: int) -> None:
        self._size, rest = divmod(sample_rate, PER_SECOND)
        if rest:
            raise ValueError(f"{sample_rate} samples a second make no whole pairs")
        # Two bytes a value while the loudest is not known yet: 3 MB an hour.
        self._kept = array("h")
        # Two rows: the least and the greatest of all channels.
        self._rest = np.zeros((2, 0), np.float32)

    def add(self, samples: NDArray[np.float32]) -> None:
        """Take in the next samples, one row a channel, full scale from -1 to 1."""
        self._add(np.stack([samples.min(axis=0), samples.max(axis=0)]))

    def add_silence(self, samples: int) -> None:
        """Take in so much silence."""
        lead = min(samples, -self._rest.shape[1] % self._size)
        self._add(np.zeros((2, lead), np.float32))
        pairs, tail = divmod(samples - lead, self._size)
        self._kept.frombytes(bytes(4 * pairs))
        self._add(np.zeros((2, tail), np.float32))

    def result(self) -> bytes:
        """All pairs as signed bytes, least and greatest in turn, as `PER_SECOND` says.

        Their scale is the file's own: what only one pair in a thousand surpasses is full height.
        """
        if self._rest.shape[1]:
            self._take(self._rest[:, np.newaxis, :])
            self._rest = self._rest[:, :0]
        kept = np.frombuffer(self._kept, np.int16).astype(np.float32)
        if not len(kept):
            return b""
        heights = np.abs(kept.reshape(-1, 2)).max(axis=1)
        most = len(heights) - 1
        loud = float(np.partition(heights, round(most * (1 - _CUT)))[round(most * (1 - _CUT))])
        scale = 127 / max(loud, _QUIET * 32767)
        made: NDArray[np.int8] = np.clip(np.rint(kept * scale), -127, 127).astype(np.int8)
        return made.tobytes()

    def _add(self, both: NDArray[np.float32]) -> None:
        both = np.concatenate([self._rest, both], axis=1)
        pairs = both.shape[1] // self._size
        self._rest = both[:, pairs * self._size :].copy()
        if pairs:
            self._take(both[:, : pairs * self._size].reshape(2, pairs, self._size))

    def _take(self, pieces: NDArray[np.float32]) -> None:
        """Keep pairs of pieces: least and greatest by pairs by samples."""
        both = np.stack([pieces[0].min(axis=1), pieces[1].max(axis=1)], axis=1)
        self._kept.frombytes(
            np.clip(np.rint(both * 32767), -32767, 32767).astype(np.int16).tobytes()
        )
