"""The dialogue of a media file as 16 kHz mono, every frame at its time on the picture."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize.findings import Finding
from localize.media import mixing
from localize.media.channels import ChannelMeter, Levels
from localize.media.losses import out_of_phase
from localize.media.opening import open_media
from localize.media.placing import SPLICED, Placing
from localize.media.scratch import Scratch
from localize.media.sound import SAMPLE_RATE, Sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import av
    import numpy as np
    from av.audio.frame import AudioFrame
    from av.container import InputContainer
    from av.stream import Stream
    from numpy.typing import NDArray

    from localize.media.info import MediaInfo
    from localize.media.placing import Run


@dataclass(frozen=True, slots=True)
class OpenedSound:
    """The dialogue and what a person should know about it.

    Attributes:
        sound: on the picture's time; readable as long as it is held.
        findings: what is damaged, missing or was changed.
        levels: of the two channels of a stereo stream; None of any other.
    """

    sound: Sound
    findings: tuple[Finding, ...]
    levels: Levels | None = None


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
        levels = decoding.meter.levels if info.dialogue.channels == 2 else None
        yield OpenedSound(scratch.sound(), findings, levels)
    finally:
        scratch.close()


@contextmanager
def open_channel(
    path: Path, info: MediaInfo, levels: Levels, channel: int, folder: Path | None = None
) -> Iterator[Sound]:
    """Decode one channel of a stereo dialogue stream; the other's speaker is left out of it.

    What is damaged in it was told when the stream was opened (`open_sound`).

    Args:
        path: as `open_sound`.
        info: as `open_sound`.
        levels: of the two channels, from `open_sound`.
        channel: 0 for the left, 1 for the right.
        folder: as `open_sound`.

    Raises:
        MediaError: as `open_sound`.
        OutputError: as `open_sound`.
    """
    scratch = Scratch(folder)
    try:
        _Decoding(path, info, scratch, None, (1.0, 0.0) if channel == 0 else (0.0, 1.0)).run()
        for start, end in levels.silenced(channel):
            scratch.scale(start * SAMPLE_RATE // 1000, end * SAMPLE_RATE // 1000, 0.0)
        yield scratch.sound()
    finally:
        scratch.close()


class _Decoding(Placing):
    """One pass over a file, into a scratch file."""

    def __init__(
        self,
        path: Path,
        info: MediaInfo,
        scratch: Scratch,
        progress: Callable[[int], None] | None,
        weights: tuple[float, ...] | None = None,
    ) -> None:
        super().__init__(path, info, SAMPLE_RATE)
        self._scratch, self._progress, self._weights = scratch, progress, weights
        self._loudness = mixing.Loudness()
        self.cancelling = mixing.Cancelling()
        self.meter = ChannelMeter()

    def run(self) -> None:
        """Decode all there is."""
        with open_media(self.path) as container:
            stream = container.streams[self.info.dialogue.index]
            picture = self._picture(container, stream)
            self.open(container, picture)
            wanted = [stream, picture] if picture else [stream]
            for packet in self.demuxed(container, wanted):
                self.take(packet)
        self.finish()
        for first, last, gain in self._loudness.gains():
            self._scratch.scale(first, last, gain)

    def graph(self, frame: AudioFrame) -> av.filter.Graph:
        """To one channel of 16 bits."""
        weights = self._weights
        if weights is None or len(weights) != frame.layout.nb_channels:
            weights = mixing.mono_weights(frame.layout)
        return mixing.mono_graph(frame, weights, SAMPLE_RATE)

    def watch(self, run: Run, frame: AudioFrame) -> None:
        """See whether two channels cancel, and how loud each is."""
        if self._weights is None:
            self.cancelling.watch(frame)
            self.meter.watch(frame, run.end - frame.samples / frame.sample_rate)

    def put(self, run: Run, frame: AudioFrame) -> None:
        """Into the scratch file."""
        samples: NDArray[np.int16] = frame.to_ndarray()[0]
        run.peak = max(run.peak, int(samples.max()), -int(samples.min()))
        self._scratch.put(run.next, samples)
        if self._progress is not None:
            self._progress(max(0, run.next + frame.samples) * 1000 // SAMPLE_RATE)

    def close_run(self, run: Run) -> None:
        """Take note of what it may be scaled by."""
        self._loudness.watch(run.layout, run.first, run.next, run.peak)

    def _picture(self, container: InputContainer, sound: Stream) -> Stream | None:
        """The picture's stream where its clock is needed; reading of all others is spared."""
        video = self.info.video
        needed = video is not None and (self.info.format in SPLICED or sound.duration is None)
        return container.streams[video.index] if video is not None and needed else None
