"""The dialogue stream as AAC stereo at 48 kHz on the picture's time, and its peaks."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import av
import numpy as np

from localize.media import mixing
from localize.media.peaks import Peaks
from localize.media.placing import Placing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.packet import Packet
    from numpy.typing import NDArray

    from localize.media.info import MediaInfo
    from localize.media.placing import Run

#: Samples a second, of the copy.
RATE: Final = 48_000

#: Bits a second: plain for speech in stereo; at 192,000 FFmpeg's coder takes twice as long.
BIT_RATE: Final = 128_000

#: Pieces that wait for the encoder: it works beside the decoder, and takes the longer of the two.
#: (FFmpeg's ``aac_coder=fast`` takes half as long, and makes a pure tone sound broken.)
_WAITING: Final = 3

#: Silence written at once, samples.
_PIECE: Final = RATE


class StereoSound(Placing):
    """Writes the sound of a working copy: late starts and holes are silence.

    Attributes:
        peaks: of what was written; of many channels the centre alone, with a fifth of the others
            so that a film whose dialogue lies elsewhere is not flat.

    Args:
        path: the file.
        info: what `localize.media.probe.probe` said about it.
        stream: of the copy, from `add_stream`.
        mux: takes packets of the copy.
    """

    def __init__(
        self,
        path: Path,
        info: MediaInfo,
        stream: AudioStream,
        mux: Callable[[list[Packet[AudioStream]]], None],
    ) -> None:
        super().__init__(path, info, RATE)
        self._stream = stream
        self._mux = mux
        self._at = 0
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="aac")
        self._made: deque[Future[list[Packet[AudioStream]]]] = deque()
        self.peaks = Peaks(RATE)

    def close(self) -> None:
        """Let the encoder's thread go; after that the container may be closed."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    @staticmethod
    def add_stream(container: av.container.OutputContainer) -> AudioStream:
        """Give a container the stream of the copy."""
        stream = container.add_stream("aac", rate=RATE)
        stream.layout = "stereo"
        stream.bit_rate = BIT_RATE
        stream.time_base = Fraction(1, RATE)
        return stream

    @property
    def seconds(self) -> float:
        """How much has been written."""
        return self._at / RATE

    def graph(self, frame: AudioFrame) -> av.filter.Graph:
        """To two channels, or to three of which the third is for the peaks."""
        graph = av.filter.Graph()
        nodes = [
            graph.add_abuffer(
                sample_rate=frame.sample_rate, format=frame.format, layout=frame.layout.name
            )
        ]
        layout = "stereo"
        if frame.layout.nb_channels > 2:
            layout = "3.0"
            rows = (*mixing.stereo_weights(frame.layout), mixing.peak_weights(frame.layout))
            nodes.append(graph.add("pan", "|".join([layout, *map(_terms, range(3), rows)])))
        elif frame.layout.nb_channels == 1:
            nodes.append(graph.add("pan", "stereo|c0=c0|c1=c0"))
        nodes.append(
            graph.add("aformat", f"sample_rates={RATE}:sample_fmts=fltp:channel_layouts={layout}")
        )
        nodes.append(graph.add("abuffersink"))
        graph.link_nodes(*nodes).configure()
        return graph

    def put(self, run: Run, frame: AudioFrame) -> None:
        """Write what came out of the filter, behind silence where there is a hole before it."""
        samples = frame.to_ndarray().astype(np.float32, copy=False)
        gap = run.next - self._at
        if gap > 0:
            self._silence(gap)
        elif gap < 0:  # before the picture, or there twice
            samples = samples[:, -gap:]
        if samples.shape[1]:
            self._write(samples)

    def catch_up(self, seconds: float) -> None:
        """Fill with silence up to a time that the sound will not come back to."""
        wanted = round(seconds * RATE)
        if wanted > self._at:
            self.hand_on()  # it may be that all has come, and waits
        if wanted > self._at:
            self._silence(wanted - self._at)

    def finish(self) -> None:
        """Write the rest.

        Raises:
            MediaError: nothing of the stream could be decoded.
        """
        super().finish()
        self._made.append(self._worker.submit(self._stream.encode, None))
        self._take(0)

    def _silence(self, samples: int) -> None:
        self.peaks.add_silence(samples)
        while samples:
            size = min(samples, _PIECE)
            self._encode(np.zeros((2, size), np.float32))
            samples -= size

    def _write(self, samples: NDArray[np.float32]) -> None:
        if samples.shape[0] > 2:
            self.peaks.add(samples[2:])
            samples = mixing.bent(samples[:2])
        else:
            self.peaks.add(samples)
        self._encode(samples)

    def _encode(self, samples: NDArray[np.float32]) -> None:
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples), format="fltp", layout="stereo"
        )
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), self._at
        self._at += samples.shape[1]
        self._made.append(self._worker.submit(self._stream.encode, frame))
        self._take(_WAITING)

    def _take(self, left: int) -> None:
        """Write what the encoder has made, but for so many pieces."""
        while len(self._made) > left:
            self._mux(self._made.popleft().result())


def _terms(row: int, weights: tuple[float, ...]) -> str:
    """One channel of FFmpeg's `pan` filter."""
    terms = "+".join(f"{weight:.6f}*c{n}" for n, weight in enumerate(weights) if weight)
    return f"c{row}={terms or '0*c0'}"
