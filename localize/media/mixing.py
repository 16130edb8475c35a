"""From many channels to one, with the dialogue on top.

Source of the weights: ITU-R BS.775-3, annex 4 (centre full, left and right -3 dB; surrounds -6 dB,
the least that it allows in a monophonic mix, since dialogue is hardly ever there). The channel of
low effects is left out, as there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import av
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.audio.frame import AudioFrame
    from av.audio.layout import AudioLayout
    from numpy.typing import NDArray

_FRONT: Final = 0.7071
_SURROUND: Final = 0.5

#: Weight of each channel by FFmpeg's name for its place.
_WEIGHTS: Final = {
    "FC": 1.0,
    **dict.fromkeys(("FL", "FR", "FLC", "FRC", "DL", "DR", "WL", "WR"), _FRONT),
    **dict.fromkeys(("BL", "BR", "BC", "SL", "SR", "SDL", "SDR"), _SURROUND),
    **dict.fromkeys(("TC", "TFL", "TFC", "TFR", "TBL", "TBC", "TBR", "TSL", "TSR"), _SURROUND),
    **dict.fromkeys(("BFC", "BFL", "BFR"), _SURROUND),
    **dict.fromkeys(("LFE", "LFE2"), 0.0),
}

#: Share of the other channels in the waveform where there is a centre.
_BESIDE: Final = 0.2

#: Where the mix of many channels begins to be bent, of full scale. Only effects come so far.
_KNEE: Final = 0.7

#: Two channels whose sum carries less than this share of their energy cancel each other. Stereo
#: with one silent channel, or with two that have nothing in common, lies at one half.
_CANCELLED: Final = 0.05

#: Every how many-th sample is looked at for cancelling; prime, so as not to beat with a hum.
_STRIDE: Final = 17


def mono_weights(layout: AudioLayout) -> tuple[float, ...]:
    """How much of each channel goes into the one; they add up to 1, so that nothing clips.

    Where the file does not say where a channel belongs, all count alike.
    """
    places = [channel.name for channel in layout.channels]
    weights = [_WEIGHTS.get(place, -1.0) for place in places]
    if min(weights, default=-1.0) < 0 or sum(weights) == 0:
        return (1 / layout.nb_channels,) * layout.nb_channels
    total = sum(weights)
    return tuple(weight / total for weight in weights)


def stereo_weights(layout: AudioLayout) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """How much of each channel goes to the left and to the right, with the dialogue on top.

    The centre goes to both at its full level, what else has a side to that side; nothing is scaled
    down, so that the dialogue is as loud as it was, and a sum may surpass full scale. Where the
    file does not say where a channel belongs, both get the average.
    """
    places = [channel.name for channel in layout.channels]
    if any(place not in _WEIGHTS for place in places):
        even = (1 / layout.nb_channels,) * layout.nb_channels
        return even, even
    left = tuple(_WEIGHTS[place] if _side(place) != "R" else 0.0 for place in places)
    right = tuple(_WEIGHTS[place] if _side(place) != "L" else 0.0 for place in places)
    return left, right


def _side(place: str) -> str:
    """``L``, ``R``, or empty for the middle: FFmpeg names channels so."""
    if place.startswith("LFE"):
        return ""
    return "L" if "L" in place else "R" if "R" in place else ""


def peak_weights(layout: AudioLayout) -> tuple[float, ...]:
    """How much of each channel the waveform shows: the centre, and a little of the others.

    A film whose dialogue does not lie in its centre is drawn from the others then, and music at
    the sides of one whose dialogue does hides no word.
    """
    places = [channel.name for channel in layout.channels]
    if "FC" not in places or any(place not in _WEIGHTS for place in places):
        return mono_weights(layout)
    return tuple(
        weight if place == "FC" else weight * _BESIDE
        for place, weight in zip(places, (_WEIGHTS[place] for place in places), strict=True)
    )


def bent(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same with what is too loud bent back below full scale, so that it does not crackle.

    Scaling all of it instead would leave the dialogue of 5.1 at less than half of its level.
    """
    size = np.abs(samples)
    if float(size.max(initial=0)) <= _KNEE:
        return samples
    room = 1 - _KNEE
    bent = np.sign(samples) * (_KNEE + room * np.tanh((size - _KNEE) / room))
    return np.where(size > _KNEE, bent, samples).astype(np.float32)


def full_gain(layout: AudioLayout) -> float:
    """What makes up for the scaling in `mono_weights`, so that the centre is as loud as it was.

    1 for one and two channels: their average is as loud as they are.
    """
    if layout.nb_channels <= 2:
        return 1.0
    return 1 / max(mono_weights(layout))


def mono_graph(frame: AudioFrame, weights: tuple[float, ...], sample_rate: int) -> av.filter.Graph:
    """A filter that turns frames like this one into one channel of 16 bits at ``sample_rate``."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate, format=frame.format, layout=frame.layout.name
    )
    nodes = [source]
    if len(weights) > 1:
        terms = "+".join(
            f"{weight:.6f}*c{channel}" for channel, weight in enumerate(weights) if weight
        )
        nodes.append(graph.add("pan", f"mono|c0={terms}"))
    nodes.append(
        graph.add("aformat", f"sample_rates={sample_rate}:sample_fmts=s16:channel_layouts=mono")
    )
    nodes.append(graph.add("abuffersink"))
    graph.link_nodes(*nodes).configure()
    return graph


class Cancelling:
    """Watches two channels for being one another's opposite, which an average would silence."""

    def __init__(self) -> None:
        self._sum = 0.0
        self._parts = np.zeros(2)

    def watch(self, frame: AudioFrame) -> None:
        """Take in a frame; those that have not two channels are passed over."""
        if frame.layout.nb_channels != 2:
            return
        array = frame.to_ndarray()
        two = array.reshape(-1, 2).T if array.shape[0] == 1 else array
        two = two[:, ::_STRIDE].astype(np.float64)
        self._parts += (two**2).sum(axis=1)
        self._sum += float(((two[0] + two[1]) ** 2).sum())

    @property
    def weights(self) -> tuple[float, float] | None:
        """The louder channel alone where the two cancel; None where they do not."""
        energy = float(self._parts.sum())
        if (
            energy == 0
            or self._parts.min() < energy * _CANCELLED
            or self._sum >= (2 * energy * _CANCELLED)
        ):
            return None
        return (1.0, 0.0) if self._parts[0] >= self._parts[1] else (0.0, 1.0)


class Loudness:
    """Makes up for the scaling of many channels, once the loudest moment is known.

    `mono_weights` leaves room for all channels at full level at once, which hardly ever happens
    and which leaves the dialogue of 5.1 at a third of its level.
    """

    def __init__(self) -> None:
        self._peaks: dict[str, int] = {}
        self._gains: dict[str, float] = {}
        self._pieces: list[tuple[int, int, str]] = []

    def watch(self, layout: AudioLayout, first: int, last: int, peak: int) -> None:
        """Take note of a stretch of samples that came from that layout, and of its peak."""
        gain = full_gain(layout)
        if gain > 1:
            self._gains[layout.name] = gain
            self._peaks[layout.name] = max(peak, self._peaks.get(layout.name, 1))
            self._pieces.append((first, last, layout.name))

    def gains(self) -> Iterator[tuple[int, int, float]]:
        """First and last sample of each stretch that is to be made louder, and how much."""
        for first, last, name in self._pieces:
            gain = min(self._gains[name], 32767 / self._peaks[name])
            if gain > 1:
                yield first, last, gain
