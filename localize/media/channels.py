"""The two channels of a stereo sound, each by its loudness: one mix, or a voice in each.

Interviews, calls and podcasts are recorded with one microphone a channel. There the louder channel
changes with the speaker, by far more than any mix moves a voice. A mix has the same loudness on
both sides at each moment, but for a difference that hardly changes (a voice moved to one side).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.audio.frame import AudioFrame
    from numpy.typing import NDArray

#: Length of a block, ms: a syllable has several.
BLOCK: Final = 20

#: Every how many-th sample is measured; prime, so as not to beat with a hum.
_STRIDE: Final = 7

#: Loudness of nothing, dB of full scale: less than the noise of 16 bits.
_NOTHING: Final = -100.0

#: A channel that is never louder than this, dB of full scale, has no voice.
_FAINT: Final = -60.0

#: How far below a channel's own loudest blocks something still counts, dB: the range of speech.
_RANGE: Final = 35.0

#: Share of a channel's blocks by which its loudest are told: who speaks in a fiftieth of the
#: programme counts, and a click does not.
_LOUDEST: Final = 99.0

#: From this difference on, dB, a block is one channel's. Voices that a mix moves to one side, or
#: that two microphones of one room hear, differ by less.
_ONE_SIDED: Final = 10.0

#: Share of the blocks with sound that must be one channel's, and the least share of each of them.
_MOSTLY: Final = 0.5
_EACH: Final = 0.02

#: Where the other channel is heard faintly in one (microphones in one room), it is silenced while
#: the other is louder by so much, dB, over so many blocks.
_BLEEDS: Final = 30.0
_SILENCED: Final = 9.0
_OVER: Final = 15

#: Names of the two channels, as people call them.
SIDES: Final = ("left", "right")


class Levels:
    """How loud each of two channels is, block by block.

    Attributes:
        decibels: shape (blocks, 2), dB of full scale; block k begins at ``k * BLOCK`` ms.
    """

    def __init__(self, decibels: NDArray[np.float32]) -> None:
        self.decibels = decibels

    @cached_property
    def _own(self) -> NDArray[np.float32]:
        """Loudness against that of the channel's own loudest blocks, so that gains do not count."""
        return self.decibels - self._loudest

    @cached_property
    def _loudest(self) -> NDArray[np.float32]:
        if not len(self.decibels):
            return np.full(2, _NOTHING, np.float32)
        return np.percentile(self.decibels, _LOUDEST, axis=0).astype(np.float32)

    @cached_property
    def _differences(self) -> NDArray[np.float32]:
        """How much louder the left is, dB, in the blocks in which either is heard."""
        heard = self._own[self._own.max(axis=1, initial=_NOTHING) > -_RANGE]
        return np.asarray(heard[:, 0] - heard[:, 1])

    @cached_property
    def apart(self) -> bool:
        """Whether the louder channel changes as it does with one speaker a channel.

        Music can do so too: that somebody speaks in both is for a voice detector to say.
        """
        if float(self._loudest.min()) < _FAINT:
            return False
        left, right = self._shares
        return left + right >= _MOSTLY and min(left, right) >= _EACH

    @property
    def alike(self) -> bool:
        """Whether both carry the same sound, moved to one side or not; or one of them nothing."""
        return float(self._loudest.min()) < _FAINT or min(self._shares) < _EACH

    @cached_property
    def _shares(self) -> tuple[float, float]:
        """Parts of the blocks with sound that are the left's and the right's alone."""
        differences = self._differences
        if not len(differences):
            return 0.0, 0.0
        left = float(np.mean(differences >= _ONE_SIDED))
        return left, float(np.mean(differences <= -_ONE_SIDED))

    def louder(self, start: int, end: int) -> int | None:
        """Which channel is the louder from ``start`` to ``end`` (ms): 0, 1, or None for neither."""
        first = max(0, start) // BLOCK
        part = self._own[first : max(first + 1, -(-end // BLOCK))]
        if not len(part) or float(part.max()) <= -_RANGE:
            return None
        power = (10 ** (part / 10)).sum(axis=0)
        return int(power[1] > power[0])

    def silenced(self, channel: int) -> Iterator[tuple[int, int]]:
        """Stretches (ms) of a channel in which only the other's speaker is heard, faintly.

        None where the channels are free of one another.
        """
        differences = self._own[:, channel] - self._own[:, 1 - channel]
        heard = self._own[:, 1 - channel] > -_RANGE
        if not heard.any() or float(np.percentile(-differences[heard], 90)) >= _BLEEDS:
            return
        if len(differences) < _OVER:
            return
        # By the loudness of a third of a second: between syllables nobody is silenced.
        power = 10 ** (self._own / 10)
        even = np.ones(_OVER) / _OVER
        smooth = np.stack([np.convolve(power[:, k], even, mode="same") for k in (0, 1)])
        quiet = smooth[channel] * 10 ** (_SILENCED / 10) < smooth[1 - channel]
        edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
        for first, stop in edges.reshape(-1, 2).tolist():
            yield first * BLOCK, stop * BLOCK


class ChannelMeter:
    """Measures two channels while they are decoded."""

    def __init__(self) -> None:
        self._sums = np.zeros((0, 2))
        self._counts = np.zeros(0)

    def watch(self, frame: AudioFrame, start: float) -> None:
        """Take in a frame that begins ``start`` seconds after the picture; stereo alone counts."""
        if frame.layout.nb_channels != 2:
            return
        array = frame.to_ndarray()
        two = array.reshape(-1, 2).T if array.shape[0] == 1 else array
        two = _scaled(two[:, ::_STRIDE])
        seconds = start + np.arange(two.shape[1]) * (_STRIDE / frame.sample_rate)
        places = np.floor(seconds * (1000 / BLOCK)).astype(np.intp)
        two, places = two[:, places >= 0], places[places >= 0]
        if not len(places):
            return
        self._reach(int(places[-1]) + 1)
        first = int(places[0])
        for channel in (0, 1):
            sums = np.bincount(places - first, two[channel] ** 2)
            self._sums[first : first + len(sums), channel] += sums
        counts = np.bincount(places - first)
        self._counts[first : first + len(counts)] += counts

    @property
    def levels(self) -> Levels:
        """What was measured; silence where nothing was."""
        power = self._sums / np.maximum(self._counts, 1)[:, None]
        found = 10 * np.log10(np.maximum(power, 10 ** (_NOTHING / 10)))
        used = int(np.flatnonzero(self._counts)[-1]) + 1 if self._counts.any() else 0
        return Levels(found[:used].astype(np.float32))

    def _reach(self, blocks: int) -> None:
        """Make room, twice as much each time."""
        if blocks > len(self._counts):
            more = max(blocks, 2 * len(self._counts)) - len(self._counts)
            self._sums = np.concatenate((self._sums, np.zeros((more, 2))))
            self._counts = np.concatenate((self._counts, np.zeros(more)))


def _scaled(samples: NDArray[Any]) -> NDArray[np.float64]:
    """Samples of any format between -1 and 1."""
    found = samples.astype(np.float64)
    if samples.dtype.kind == "u":  # 8 bits, silence in the middle
        return found / 128 - 1
    return found / float(np.iinfo(samples.dtype).max) if samples.dtype.kind == "i" else found
