"""The dialogue stream as AAC stereo at 48 kHz on the picture's time, and its peaks."""

from __future__ import annotations

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

#: Bits a second: plain for speech in stereo.
BIT_RATE: Final = 128_000

#: FFmpeg's quicker way of coding AAC: an hour in 20 s on one core instead of 40 (measured).
_OPTIONS: Final = {"aac_coder": "fast"}

#: Silence written at once, samples.
_PIECE: Final = RATE

#: Where the mix of many channels begins to be bent, of full scale. Only effects come so far.
_KNEE: Final = 0.7


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
        self.peaks = Peaks(RATE)

    @staticmethod
    def add_stream(container: av.container.OutputContainer) -> AudioStream:
        """Give a container the stream of the copy."""
        stream = container.add_stream("aac", rate=RATE, options=_OPTIONS)
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
        self._mux(self._stream.encode(None))

    def _silence(self, samples: int) -> None:
        self.peaks.add_silence(samples)
        while samples:
            size = min(samples, _PIECE)
            self._encode(np.zeros((2, size), np.float32))
            samples -= size

    def _write(self, samples: NDArray[np.float32]) -> None:
        if samples.shape[0] > 2:
            self.peaks.add(samples[2:])
            samples = _bent(samples[:2])
        else:
            self.peaks.add(samples)
        self._encode(samples)

    def _encode(self, samples: NDArray[np.float32]) -> None:
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples), format="fltp", layout="stereo"
        )
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), self._at
        self._at += samples.shape[1]
        self._mux(self._stream.encode(frame))


def _terms(row: int, weights: tuple[float, ...]) -> str:
    """One channel of FFmpeg's `pan` filter."""
    terms = "+".join(f"{weight:.6f}*c{n}" for n, weight in enumerate(weights) if weight)
    return f"c{row}={terms or '0*c0'}"


def _bent(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same with what is too loud bent back below full scale, so that it does not crackle.

    Scaling all of it instead would leave the dialogue of 5.1 at less than half of its level.
    """
    size = np.abs(samples)
    if float(size.max(initial=0)) <= _KNEE:
        return samples
    room = 1 - _KNEE
    bent = np.sign(samples) * (_KNEE + room * np.tanh((size - _KNEE) / room))
    return np.where(size > _KNEE, bent, samples).astype(np.float32)
