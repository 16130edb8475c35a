"""Writes real media files for the tests, each stream at the times that a test asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
from av.stream import Disposition

if TYPE_CHECKING:
    from pathlib import Path

RATE = 48_000


def bursts(seconds: float, at: list[float], *, rate: int = RATE, level: float = 0.5) -> np.ndarray:
    """Silence with 60 ms of a 1 kHz tone at each of the given seconds."""
    sound = np.zeros(round(seconds * rate), dtype=np.float32)
    tone = level * np.sin(2 * np.pi * 1000 * np.arange(round(0.06 * rate)) / rate)
    for time in at:
        first = round(time * rate)
        last = min(len(sound), first + len(tone))
        sound[first:last] = tone[: last - first]
    return sound


def noise(seconds: float, *, rate: int = RATE, level: float = 0.2, seed: int = 1) -> np.ndarray:
    """Noise under 3 kHz that is loud everywhere, so that every loss shows."""
    steps = np.random.default_rng(seed).normal(size=round(seconds * rate) + 8)
    soft = np.convolve(steps, np.ones(8) / 8, mode="valid")[: round(seconds * rate)]
    return (level * soft / np.abs(soft).max()).astype(np.float32)


def onsets(samples: np.ndarray, *, rate: int = 16_000, apart: float = 0.2) -> list[float]:
    """Seconds at which bursts begin: the first sample of each that is a tenth of the loudest."""
    loud = np.flatnonzero(np.abs(samples.astype(np.float32)) > 0.1 * np.abs(samples).max())
    starts = [k for i, k in enumerate(loud) if i == 0 or k - loud[i - 1] > apart * rate]
    return [k / rate for k in starts]


@dataclass
class Audio:
    """A sound stream: ``sound`` is one array, or one row a channel."""

    sound: np.ndarray
    codec: str = "aac"
    rate: int = RATE
    layout: str = "mono"
    start: float = 0.0
    holes: list[tuple[float, float]] = field(default_factory=list)
    language: str = ""
    title: str = ""
    flags: int = 0
    options: dict[str, str] = field(default_factory=dict)
    jump: tuple[float, float] | None = None  # from this second on, the clock is so much further
    format: str | None = None
    bit_rate: int = 0

    def packets(self, container):
        stream = container.add_stream(self.codec, rate=self.rate, options=self.options)
        stream.layout = self.layout
        if self.format:
            stream.format = self.format
        if self.bit_rate:
            stream.bit_rate = self.bit_rate
        stream.time_base = Fraction(1, self.rate)
        tell(stream, self.language, self.title, self.flags)
        rows = np.atleast_2d(self.sound)
        resampler = av.AudioResampler(
            format=stream.format.name, layout=self.layout, rate=self.rate, frame_size=1024
        )
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(rows.T.astype(np.float32)).reshape(1, -1),
            format="flt",
            layout=self.layout,
        )
        frame.sample_rate = self.rate
        frame.time_base = stream.time_base
        frame.pts = 0
        pieces = resampler.resample(frame) + resampler.resample(None)
        fifo = av.AudioFifo()
        for piece in pieces:
            piece.pts = None
            fifo.write(piece)
        size = stream.codec_context.frame_size or 1024
        at = 0
        while True:
            piece = fifo.read(size, partial=True)
            if piece is None:
                break
            piece.pts, piece.time_base = at, stream.time_base
            piece.sample_rate = self.rate
            at += piece.samples
            yield from self.kept(stream.encode(piece))
        yield from self.kept(stream.encode(None))

    def kept(self, packets):
        for packet in packets:
            time = float(packet.pts * packet.time_base)
            if any(first <= time < last for first, last in self.holes):
                continue
            by = self.start + (self.jump[1] if self.jump and time >= self.jump[0] else 0)
            shift(packet, by)
            yield time + self.start, packet


@dataclass
class Video:
    """A picture stream; ``times`` in ticks of ``tick`` where frames come unevenly."""

    seconds: float = 2.0
    rate: Fraction = Fraction(25)
    codec: str = "mpeg4"
    times: list[int] | None = None
    tick: Fraction | None = None
    start: float = 0.0
    size: tuple[int, int] = (64, 48)
    jump: tuple[float, float] | None = None
    options: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)

    def packets(self, container):
        stream = container.add_stream(self.codec, rate=self.rate, options=self.options)
        stream.width, stream.height = self.size
        stream.pix_fmt = "yuvj420p" if self.codec == "mjpeg" else "yuv420p"
        tick = self.tick or 1 / self.rate
        stream.codec_context.time_base = tick
        stream.metadata.update(self.metadata)
        times = self.times
        if times is None:
            times = list(range(round(self.seconds * self.rate)))
        for number, at in enumerate(times):
            picture = np.full((self.size[1], self.size[0], 3), number * 7 % 256, dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = at, tick
            yield from self.kept(stream.encode(frame))
        yield from self.kept(stream.encode(None))

    def kept(self, packets):
        for packet in packets:
            time = float(packet.pts * packet.time_base)
            order = float((packet.pts if packet.dts is None else packet.dts) * packet.time_base)
            by = self.start + (self.jump[1] if self.jump and time >= self.jump[0] else 0)
            shift(packet, by)
            yield order + self.start, packet


def tell(stream, language: str, title: str, flags: int) -> None:
    if language:
        stream.metadata["language"] = language
    if title:
        stream.metadata["title"] = title
        stream.metadata["handler_name"] = title
    stream.disposition = Disposition(flags)


def shift(packet, seconds: float) -> None:
    ticks = round(seconds / packet.time_base)
    packet.pts += ticks
    if packet.dts is not None:
        packet.dts += ticks


def write(
    path: Path,
    *streams: Audio | Video,
    container_format: str | None = None,
    options: dict[str, str] | None = None,
    metadata: dict[str, str] | None = None,
) -> Path:
    """Write a file with those streams, in that order."""
    with av.open(str(path), "w", format=container_format, options=options or {}) as container:
        container.metadata.update(metadata or {})
        packets = [p for stream in streams for p in stream.packets(container)]
        packets.sort(key=lambda pair: pair[0])  # by time before any jump of the clock
        for _, packet in packets:
            container.mux(packet)
    return path
