"""The packets of one sound stream, every frame of it at its time on the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import av
from av.audio.fifo import AudioFifo
from av.error import FFmpegError
from av.stream import Discard

from localize.media.clock import THINNEST, Clock
from localize.media.losses import (
    Losses,
    cut_off,
    restart_findings,
    stated_length,
    states_length,
)
from localize.media.opening import packets
from localize.media.probe import no_sound_decoded
from localize.media.stopping import go_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.audio.frame import AudioFrame
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream

    from localize.findings import Finding
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
SPLICED: Final = frozenset({"mpegts", "mpeg"})

#: Containers without timestamps: time is what lies before, so that unreadable bytes are time lost.
_CLOCKLESS: Final = frozenset({"aac", "ac3", "dts", "eac3", "mp3"})

#: Seconds past a file's stated length up to which a timestamp is believed.
_BELIEVED: Final = 60.0


class Run:
    """Frames that follow one another without a break, on their way through one filter.

    Attributes:
        key: format, layout and rate that its frames have.
        start: of the first, in seconds.
        samples: of the source, so far.
        rate: samples of the source a second.
        layout: of its channels.
        queue: frames that wait for the filter.
        graph: the filter, to the rate that is wanted.
        first: place of its first sample at that rate; negative before the picture.
        next: place of its next sample there.
        peak: of what came out of the filter, so far; for who needs it.
    """

    def __init__(
        self, frame: AudioFrame, start: float, graph: av.filter.Graph, sample_rate: int
    ) -> None:
        self.key = _key(frame)
        self.start = start
        self.samples = 0
        self.rate = frame.sample_rate
        self.layout = frame.layout
        self.queue = AudioFifo()
        self.graph = graph
        self.first = self.next = round(start * sample_rate)
        self.peak = 0

    @property
    def end(self) -> float:
        """Where the next frame should start, in seconds."""
        return self.start + self.samples / self.rate


def _key(frame: AudioFrame) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


class Placing:
    """One pass over a sound stream; who inherits says what becomes of the samples.

    Args:
        path: the file.
        info: what `localize.media.probe.probe` said about it.
        sample_rate: samples a second that come out.
    """

    def __init__(self, path: Path, info: MediaInfo, sample_rate: int) -> None:
        self.path, self.info, self.sample_rate = path, info, sample_rate
        longest = path.stat().st_size * 8 / THINNEST
        if info.duration:
            longest = min(longest, info.duration / 1000)
        self._clock = Clock(float(info.start), longest + _BELIEVED, splices=info.format in SPLICED)
        self._losses = Losses()
        self._run: Run | None = None
        self._end: float | None = None
        self._packets = 0
        self._broken = False
        self._lost = 0.0
        self._promised: float | None = None
        self._seen = 0.0
        self._good_bytes, self._good_seconds = 0, 0.0
        self._tick = self._picture_tick = 0.0

    # --- What becomes of it -----------------------------------------------------------------------

    def graph(self, frame: AudioFrame) -> av.filter.Graph:
        """A configured filter from frames like this one to ``sample_rate``."""
        raise NotImplementedError

    def watch(self, run: Run, frame: AudioFrame) -> None:
        """Look at a stretch of the source, which ends where the run does, before it is filtered."""

    def put(self, run: Run, frame: AudioFrame) -> None:
        """Take what came out of the filter; it begins at ``run.next``."""
        raise NotImplementedError

    def close_run(self, run: Run) -> None:
        """Take note that a run is over."""

    # --- The pass ---------------------------------------------------------------------------------

    def open(self, container: InputContainer, picture: Stream | None) -> None:
        """Begin with a container; ``picture`` is the stream whose packets will be shown too."""
        stream = container.streams[self.info.dialogue.index]
        self._tick = float(stream.time_base or 1)
        self._picture_tick = float(picture.time_base or 1) if picture else 0.0
        if stream.duration is not None:
            self._promised = self._clock.time((stream.start_time or 0) * self._tick)
            self._promised += stream.duration * self._tick

    def demuxed(self, container: InputContainer, wanted: list[Stream]) -> Iterator[Packet[Stream]]:
        """Packets of these streams, past places where the container itself is damaged.

        Raises:
            Stopped: from between two of them (`localize.media.stopping`).
        """
        for stream in container.streams:
            if stream not in wanted:
                stream.discard = Discard.all
        failures = 0
        while failures < _GIVE_UP:
            try:
                for packet in packets(container, *wanted):
                    go_on()
                    failures = 0
                    yield packet
            except FFmpegError:
                failures += 1
                self._broken = True
            else:
                return

    def take(self, packet: Packet[Stream]) -> None:
        """Take a packet: of the sound, or of the picture, whose clock is looked at."""
        if packet.stream_index != self.info.dialogue.index:
            if packet.dts is not None:
                self._clock.see_picture(packet.dts * self._picture_tick)
                self._seen = self._clock.time(packet.dts * self._picture_tick)
            return
        for frame in self._decoded(packet):
            self._place(frame)

    def hand_on(self) -> None:
        """Hand on all that has come so far; what follows is placed by its time."""
        self._finish_run()

    def finish(self) -> None:
        """Hand on the rest.

        Raises:
            MediaError: nothing of the stream could be decoded.
        """
        self._finish_run()
        if self._end is None:
            raise no_sound_decoded(self.path, self.info.dialogue, packets=self._packets)
        if self._lost > _SLACK:  # broken crumbs at the very end are common, and no loss
            self._losses.between(self._end, self._end + self._lost, damaged=True)

    def findings(self) -> tuple[Finding, ...]:
        """What a person should know, once it has run."""
        found = self._losses.findings()
        found += restart_findings(self._clock.restarts)
        end, whole = self._end or 0.0, self.info.duration / 1000
        if self._promised is None:
            # No length of the sound itself is known: the picture tells whether the file goes on.
            promised, end = whole, max(end, self._seen)
        else:
            promised = min(self._promised, whole or self._promised)
        if states_length(self.path, self.info.format):
            promised = stated_length(self.path, self.info.format, promised)
            found += cut_off(end, promised)
        return tuple(found)

    def _decoded(self, packet: Packet[Stream]) -> list[AudioFrame]:
        self._packets += packet.size > 0
        try:
            frames: list[AudioFrame] = packet.decode()  # type: ignore[assignment]
        except FFmpegError:
            self._broken = True
            length = (packet.duration or 0) * self._tick
            lost = length
            if self.info.format in _CLOCKLESS and self._good_bytes:
                # What cannot be read comes as one great packet: reckon how long it was.
                lost = max(length, packet.size / self._good_bytes * self._good_seconds)
                self._clock.skip(lost - length)
            self._lost += lost
            return []
        self._good_bytes += packet.size
        self._good_seconds += (packet.duration or 0) * self._tick
        return frames

    def _place(self, frame: AudioFrame) -> None:
        """Hand a frame on, in a new run where it does not follow the one before."""
        clock = None if frame.pts is None else frame.pts * self._tick
        run = self._run
        if run is None or run.key != _key(frame) or not self._follows(run, clock):
            run = self._new_run(frame, clock)
        self._broken, self._lost = False, 0.0
        frame.pts = None  # the queue would compare it with what it reckons itself
        run.queue.write(frame)
        run.samples += frame.samples
        if run.queue.samples >= _BATCH:
            self._flush(run)

    def _follows(self, run: Run, clock: float | None) -> bool:
        if clock is None:
            return not self._lost
        slack = _SLACK_AFTER_LOSS if self._broken else _SLACK
        return abs(self._clock.time(clock) - run.end) <= slack

    def _new_run(self, frame: AudioFrame, clock: float | None) -> Run:
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
        self._run = Run(frame, start, self.graph(frame), self.sample_rate)
        return self._run

    def _finish_run(self) -> None:
        run = self._run
        if run is None:
            return
        self._flush(run, last=True)
        self.close_run(run)
        self._end, self._run = run.end, None

    def _flush(self, run: Run, *, last: bool = False) -> None:
        """Put what has gathered through the filter and into the file."""
        frame = run.queue.read(0, partial=True)
        if frame is not None:
            self.watch(run, frame)
            run.graph.push(frame)
        if last:
            run.graph.push(None)
        for made in _pulled(run.graph):
            self.put(run, made)
            run.next += made.samples


def _pulled(graph: av.filter.Graph) -> Iterator[AudioFrame]:
    """What a filter has ready, until it wants more or has ended."""
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        if isinstance(frame, av.AudioFrame) and frame.samples:
            yield frame
