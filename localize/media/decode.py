"""The dialogue of a media file as 16 kHz mono, every frame at its time on the picture."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import av
from av.audio.fifo import AudioFifo
from av.error import FFmpegError
from av.stream import Discard

from localize.findings import Finding
from localize.media import mixing
from localize.media.clock import THINNEST, Clock
from localize.media.losses import (
    Losses,
    cut_off,
    out_of_phase,
    restart_findings,
    stated_length,
    states_length,
)
from localize.media.opening import open_media, packets
from localize.media.probe import no_sound_decoded
from localize.media.scratch import Scratch
from localize.media.sound import SAMPLE_RATE, Sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from av.audio.frame import AudioFrame
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream
    from numpy.typing import NDArray

    from localize.media.info import MediaInfo

#: How far timestamps may stray from the samples, in seconds, before sound is moved. Containers
#: round to 1 ms and some muxers to a frame (21 to 26 ms for AAC and MP3); moved sound clicks.
_SLACK: Final = 0.040

#: The same after a packet that could not be decoded: one is as short as 20 ms, and its time must
#: not be lost. Two ms are what rounding makes.
_SLACK_AFTER_LOSS: Final = 0.002

#: Samples of the source handed on at once: about 3 s.
_BATCH: Final = 2**17

#: Errors in a row after which a file is taken to end.
_GIVE_UP: Final = 50

#: Containers whose clock may jump.
_SPLICED: Final = frozenset({"mpegts", "mpeg"})

#: Containers without timestamps: time is what lies before, so that unreadable bytes are time lost.
_CLOCKLESS: Final = frozenset({"aac", "ac3", "dts", "eac3", "mp3"})

#: Seconds past a file's stated length up to which a timestamp is believed.
_BELIEVED: Final = 60.0


@dataclass(frozen=True, slots=True)
class OpenedSound:
    """The dialogue and what a person should know about it.

    Attributes:
        sound: on the picture's time; readable as long as it is held.
        findings: what is damaged, missing or was changed.
    """

    sound: Sound
    findings: tuple[Finding, ...]


@contextmanager
def open_sound(
    path: Path,
    info: MediaInfo,
    folder: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[OpenedSound]:
    """Decode the dialogue stream into a scratch file, and give it up at the end.

    Sound that starts late has silence before it, a hole in mid-file is silence, what starts before
    the picture is cut. Memory does not grow with the length of the file.

    Args:
        path: the file.
        info: what `localize.media.probe.probe` said about it.
        folder: where the scratch file goes (115 MB an hour; it has no name); None for the
            system's own folder.
        progress: called every few seconds of sound with the ms that are done. Goes back to the
            start in the rare file that must be decoded twice (channels that cancel each other).

    Yields:
        The sound and the findings.

    Raises:
        MediaError: nothing of the stream can be decoded.
        OutputError: the scratch file cannot be written, such as on a full disk.
    """
    scratch = Scratch(folder)
    try:
        decoding = _Decoding(path, info, scratch, progress)
        decoding.run()
        findings = decoding.findings()
        single = decoding.cancelling.weights
        if single is not None:
            scratch.close()
            scratch = Scratch(folder)
            _Decoding(path, info, scratch, progress, single).run()
            findings = (*findings, out_of_phase(single))
        yield OpenedSound(scratch.sound(), findings)
    finally:
        scratch.close()


class _Run:
    """Frames that follow one another without a break, on their way through one filter.

    Attributes:
        key: format, layout and rate that its frames have.
        start: of the first, in seconds.
        samples: of the source, so far.
        rate: samples of the source a second.
        layout: of its channels.
        queue: frames that wait for the filter.
        graph: the filter, to one channel of 16 kHz.
        first: place of its first sample in the scratch file; negative before the picture.
        next: place of its next sample there.
        peak: of the filter's samples, so far.
    """

    def __init__(self, frame: AudioFrame, start: float, weights: tuple[float, ...]) -> None:
        self.key = _key(frame)
        self.start = start
        self.samples = 0
        self.rate = frame.sample_rate
        self.layout = frame.layout
        self.queue = AudioFifo()
        self.graph = mixing.mono_graph(frame, weights, SAMPLE_RATE)
        self.first = self.next = round(start * SAMPLE_RATE)
        self.peak = 0

    @property
    def end(self) -> float:
        """Where the next frame should start, in seconds."""
        return self.start + self.samples / self.rate


def _key(frame: AudioFrame) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


class _Decoding:
    """One pass over a file."""

    def __init__(
        self,
        path: Path,
        info: MediaInfo,
        scratch: Scratch,
        progress: Callable[[int], None] | None,
        weights: tuple[float, ...] | None = None,
    ) -> None:
        self._path, self._info, self._scratch = path, info, scratch
        self._progress, self._weights = progress, weights
        longest = path.stat().st_size * 8 / THINNEST
        if info.duration:
            longest = min(longest, info.duration / 1000)
        self._clock = Clock(float(info.start), longest + _BELIEVED, splices=info.format in _SPLICED)
        self._losses = Losses()
        self._loudness = mixing.Loudness()
        self._run: _Run | None = None
        self._end: float | None = None
        self._packets = 0
        self._broken = False
        self._lost = 0.0
        self._promised: float | None = None
        self._seen = 0.0
        self._good_bytes, self._good_seconds = 0, 0.0
        self.cancelling = mixing.Cancelling()

    def run(self) -> None:
        """Decode all there is."""
        index = self._info.dialogue.index
        with open_media(self._path) as container:
            stream = container.streams[index]
            tick = float(stream.time_base or 1)
            picture = self._picture(container, stream)
            picture_tick = float(picture.time_base or 1) if picture else 0.0
            if stream.duration is not None:
                self._promised = self._clock.time((stream.start_time or 0) * tick)
                self._promised += stream.duration * tick
            wanted = [stream, picture] if picture else [stream]
            for packet in self._demuxed(container, wanted):
                if packet.stream_index != index:
                    if packet.dts is not None:
                        self._clock.see_picture(packet.dts * picture_tick)
                        self._seen = self._clock.time(packet.dts * picture_tick)
                    continue
                for frame in self._decoded(packet, tick):
                    self._place(frame, tick)
        self._finish_run()
        if self._end is None:
            raise no_sound_decoded(self._path, self._info.dialogue, packets=self._packets)
        if self._lost > _SLACK:  # broken crumbs at the very end are common, and no loss
            self._losses.between(self._end, self._end + self._lost, damaged=True)
        for first, last, gain in self._loudness.gains():
            self._scratch.scale(first, last, gain)

    def findings(self) -> tuple[Finding, ...]:
        """What a person should know, once it has run."""
        found = self._losses.findings()
        found += restart_findings(self._clock.restarts)
        end, whole = self._end or 0.0, self._info.duration / 1000
        if self._promised is None:
            # No length of the sound itself is known: the picture tells whether the file goes on.
            promised, end = whole, max(end, self._seen)
        else:
            promised = min(self._promised, whole or self._promised)
        if states_length(self._path, self._info.format):
            promised = stated_length(self._path, self._info.format, promised)
            found += cut_off(end, promised)
        return tuple(found)

    def _picture(self, container: InputContainer, sound: Stream) -> Stream | None:
        """The picture's stream where its clock is needed; reading of all others is spared."""
        video = self._info.video
        needed = video is not None and (self._info.format in _SPLICED or sound.duration is None)
        picture = container.streams[video.index] if video is not None and needed else None
        for stream in container.streams:
            if stream is not sound and stream is not picture:
                stream.discard = Discard.all
        return picture

    def _demuxed(self, container: InputContainer, wanted: list[Stream]) -> Iterator[Packet[Stream]]:
        """Packets, past places where the container itself is damaged."""
        failures = 0
        while failures < _GIVE_UP:
            try:
                for packet in packets(container, *wanted):
                    failures = 0
                    yield packet
            except FFmpegError:
                failures += 1
                self._broken = True
            else:
                return

    def _decoded(self, packet: Packet[Stream], tick: float) -> list[AudioFrame]:
        self._packets += packet.size > 0
        try:
            frames: list[AudioFrame] = packet.decode()  # type: ignore[assignment]
        except FFmpegError:
            self._broken = True
            length = (packet.duration or 0) * tick
            lost = length
            if self._info.format in _CLOCKLESS and self._good_bytes:
                # What cannot be read comes as one great packet: reckon how long it was.
                lost = max(length, packet.size / self._good_bytes * self._good_seconds)
                self._clock.skip(lost - length)
            self._lost += lost
            return []
        self._good_bytes += packet.size
        self._good_seconds += (packet.duration or 0) * tick
        return frames

    def _place(self, frame: AudioFrame, tick: float) -> None:
        """Hand a frame on, in a new run where it does not follow the one before."""
        clock = None if frame.pts is None else frame.pts * tick
        run = self._run
        if run is None or run.key != _key(frame) or not self._follows(run, clock):
            run = self._new_run(frame, clock)
        self._broken, self._lost = False, 0.0
        frame.pts = None  # the queue would compare it with what it reckons itself
        run.queue.write(frame)
        run.samples += frame.samples
        if run.queue.samples >= _BATCH:
            self._flush(run)

    def _follows(self, run: _Run, clock: float | None) -> bool:
        if clock is None:
            return not self._lost
        slack = _SLACK_AFTER_LOSS if self._broken else _SLACK
        return abs(self._clock.time(clock) - run.end) <= slack

    def _new_run(self, frame: AudioFrame, clock: float | None) -> _Run:
        before = self._run
        self._finish_run()
        end = self._end
        if clock is None:
            start = (end or 0.0) + self._lost
        elif before is not None and self._follows(before, clock):
            start = before.end  # only the format changes; no sound is lost or doubled
        else:
            start = self._clock.place(clock, end)
        if end is not None:
            self._losses.between(end, start, damaged=self._broken)
        weights = self._weights
        if weights is None or len(weights) != frame.layout.nb_channels:
            weights = mixing.mono_weights(frame.layout)
        self._run = _Run(frame, start, weights)
        return self._run

    def _finish_run(self) -> None:
        run = self._run
        if run is None:
            return
        self._flush(run, last=True)
        self._loudness.watch(run.layout, run.first, run.next, run.peak)
        self._end, self._run = run.end, None

    def _flush(self, run: _Run, *, last: bool = False) -> None:
        """Put what has gathered through the filter and into the file."""
        frame = run.queue.read(0, partial=True)
        if frame is not None:
            self.cancelling.watch(frame)
            run.graph.push(frame)
        if last:
            run.graph.push(None)
        for samples in _pulled(run.graph):
            run.peak = max(run.peak, int(samples.max()), -int(samples.min()))
            self._scratch.put(run.next, samples)
            run.next += len(samples)
        if self._progress is not None:
            self._progress(max(0, run.next) * 1000 // SAMPLE_RATE)


def _pulled(graph: av.filter.Graph) -> Iterator[NDArray[np.int16]]:
    """What a filter has ready, until it wants more or has ended."""
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        samples: NDArray[np.int16] = frame.to_ndarray()[0]
        if len(samples):
            yield samples
