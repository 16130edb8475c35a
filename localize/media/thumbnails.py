"""A picture's frames, tiny and in the order in which they are shown, for who looks at all of them.

64 by 36 pixels are enough to tell one shot from another, and so few that noise and the coding of a
film do not show in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import av
import numpy as np
from av.error import FFmpegError
from av.video.reformatter import VideoReformatter

from localize.media.opening import open_media, packets
from localize.media.picture import lead
from localize.media.placing import SPLICED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from av.packet import Packet
    from av.stream import Stream
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray

    from localize.media.info import MediaInfo
    from localize.media.picture import Look

#: Size of a thumbnail; colour has half of it either way.
WIDTH: Final = 64
HEIGHT: Final = 36

#: Bytes of one: brightness, then two of colour, row by row.
BYTES: Final = WIDTH * HEIGHT * 3 // 2

#: Programme after which progress is told, ms.
_TELL: Final = 1000

#: In a broadcast stream, which has every frame, a longer distance of two is a loss, ms.
_HOLE: Final = 250

#: Errors in a row after which a file is taken to end.
_GIVE_UP: Final = 50

#: Steps of the clock that are no rhythm of pictures, in seconds (as `localize.media.light` has it).
_BACK: Final = 1.0
_FORWARD: Final = 60.0

#: Seconds past a file's stated length up to which a timestamp is believed.
_BELIEVED: Final = 60.0


class Raster:
    """When a frame is shown on the programme's time; the same as in a working copy of the file.

    Frames of a constant rate stand on its raster, whose frame ``n`` starts at
    `FrameRate.time_of`; the first is where the picture begins. Those of a variable rate stand
    where their timestamps say.
    """

    def __init__(self, info: MediaInfo, seen: Look) -> None:
        if info.video is None:
            raise AssertionError("there is a picture")
        self._rate = info.video.rate
        self._variable = info.video.variable
        self._lead = lead(seen, self._rate.rate)
        self._begins = seen.offset if self._variable else float(self._lead / self._rate.rate)
        self._splices = info.format in SPLICED
        self._longest = info.duration / 1000 + _BELIEVED if info.duration else float("inf")
        self._offset: float | None = None
        self._next = self._lead
        self._expected = self._begins

    def time(self, clock: float | None) -> int | None:
        """The ms at which a frame starts; None for one that is never shown.

        Args:
            clock: its timestamp, seconds; None where it has none.
        """
        step = float(1 / self._rate.rate)
        if clock is None:
            place = self._expected
        else:
            if self._offset is None:
                self._offset = self._begins - clock
            place = clock + self._offset
            if self._splices and not -_BACK < place - self._expected < _FORWARD:
                # Another clock: the picture goes on as the sound does.
                self._offset += self._expected - place
                place = self._expected
            if place > self._longest:
                return None
        if self._variable:
            if place < self._expected - step:
                return None
            self._expected = place + step
            return round(place * 1000)
        number = round(place / step)
        if number < self._next:
            return None
        self._next = number + 1
        self._expected = self._next * step
        return self._rate.time_of(number)


class Thumbnails:
    """One pass over a picture.

    Args:
        path: the file.
        info: what `localize.media.probe.probe` said about it; it has a picture.
        seen: what `localize.media.picture.look` saw of it.
        progress: called about every second of programme with the ms that are done. What it raises
            goes through, and the file is closed.

    Attributes:
        lost: (ms, ms) between which nothing could be decoded.
    """

    def __init__(
        self,
        path: Path,
        info: MediaInfo,
        seen: Look,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self._path, self._info = path, info
        self._raster = Raster(info, seen)
        self._progress = progress or (lambda _: None)
        self._failed = False
        self._told = 0
        self.lost: list[tuple[int, int]] = []

    def __iter__(self) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        """Yield (ms, thumbnail of `BYTES` bytes) of every frame that is shown.

        Raises:
            MediaError: the file cannot be opened any more.
        """
        video = self._info.video
        if video is None:
            raise AssertionError("there is a picture")
        before = 0
        with open_media(self._path) as container:
            (stream,) = (one for one in container.streams.video if one.index == video.index)
            stream.thread_type = "AUTO"
            # The edges of a codec's blocks are not smoothed: a seventh of the time, and nothing
            # that is seen so small.
            stream.codec_context.options = {"skip_loop_filter": "all"}
            tick = float(stream.time_base or 1)
            scaler = VideoReformatter()
            for packet in self._demuxed(container, stream):
                for frame in self._decoded(packet):
                    time = self._raster.time(None if frame.pts is None else frame.pts * tick)
                    if time is None:
                        continue
                    if self._failed or self._hole(before, time):
                        self.lost.append((before, time))
                        self._failed = False
                    before = time
                    yield time, _small(frame, scaler)
                if before >= self._told + _TELL:
                    self._told = before
                    self._progress(before)
            if self._failed:
                self.lost.append((before, max(before, self._info.duration)))

    def _hole(self, before: int, time: int) -> bool:
        """Whether frames are missing in a stream that leaves none out."""
        return self._info.format in SPLICED and time - before > _HOLE

    def _demuxed(
        self, container: av.container.InputContainer, stream: Stream
    ) -> Iterator[Packet[Stream]]:
        """Packets of the picture, past places where the container itself is damaged."""
        failures = 0
        while failures < _GIVE_UP:
            try:
                for packet in packets(container, stream):
                    failures = 0
                    yield packet
            except FFmpegError:
                failures += 1
                self._failed = True
            else:
                return

    def _decoded(self, packet: Packet[Stream]) -> list[VideoFrame]:
        self._failed = self._failed or packet.is_corrupt
        try:
            frames = packet.decode()
        except FFmpegError:
            self._failed = True
            return []
        return [f for f in frames if isinstance(f, av.VideoFrame) and not self._damaged(f)]

    def _damaged(self, frame: VideoFrame) -> bool:
        self._failed = self._failed or frame.is_corrupt
        return frame.is_corrupt


def _small(frame: VideoFrame, scaler: VideoReformatter) -> NDArray[np.uint8]:
    """The thumbnail of a frame, by a scaler that all frames share: to set one up takes longer.

    FFmpeg's fast way takes the mean down a column and one pixel along a row. Of rotated pictures
    it is the picture as it is coded, which changes with the shot as well.
    """
    small = scaler.reformat(frame, WIDTH, HEIGHT, "yuv420p", interpolation="FAST_BILINEAR")
    rows = [
        np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[
            :, : plane.width
        ]
        for plane in small.planes
    ]
    return np.concatenate([each.ravel() for each in rows])
