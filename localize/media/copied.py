"""The picture of a working copy as its packets were, where a browser can seek in them."""

from __future__ import annotations

import heapq
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from localize.media.picture import lead

if TYPE_CHECKING:
    from collections.abc import Callable

    from av.container import OutputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

    from localize.media.info import MediaInfo
    from localize.media.picture import Look

#: What a browser shows at once on a laptop: up to 1080 lines (1088 as coded).
_LARGEST: Final = (1920, 1088)

#: Longest time between key frames that is still sought in at once, seconds.
_KEY_EVERY: Final = 1.0
#: How much longer it may be, for rates that are no whole number: frames.
_KEY_SLACK: Final = 2

#: Packets that are looked at before the first is written. H.264 holds back at most 16 pictures
#: (ITU-T H.264, A.3.1), so that among so many every order is seen.
_AHEAD: Final = 40

#: Shares of a frame that a timestamp may lie off the raster: containers round to 1 ms.
_OFF: Final = 0.3


class NotCopyableError(Exception):
    """The packets of the picture cannot be taken as they are; the text says why."""


class CopiedPicture:
    """Takes over the packets of an H.264 picture whose frames lie on the raster of its rate.

    Attributes:
        frames: how many were written.
        lead: how many of them stand before the picture: none.

    Raises:
        NotCopyableError: from any method, as soon as it shows.
    """

    def __init__(
        self,
        source: VideoStream,
        target: OutputContainer,
        info: MediaInfo,
        seen: Look,
        mux: Callable[[list[Packet[VideoStream]]], None],
    ) -> None:
        video = info.video
        if video is None:
            raise AssertionError("there is a picture")
        if why := not_copyable(info, seen):
            raise NotCopyableError(why)
        self._rate = video.rate.rate
        self._tick = source.time_base or Fraction(1)
        self._stream = target.add_stream_from_template(source, opaque=True)
        self._base = Fraction(1, self._rate.numerator)
        self._stream.time_base = self._base
        self._mux = mux
        self._ahead: list[Packet[VideoStream]] = []
        self._waiting: list[tuple[int, Packet[VideoStream]]] = []
        self._order: list[int] = []
        self._zero: int | None = None
        # What the stream's own header says, if it does; what is seen at its start counts too.
        self._delay = max(0, source.codec_context.reorder_depth)
        self._latest = -1
        self._key: int | None = None
        self.lead = self.frames = 0

    def take(self, packet: Packet[VideoStream]) -> None:
        """Take a packet, in the order in which it is stored."""
        if not packet.size:
            return
        if packet.pts is None or packet.is_corrupt:
            raise NotCopyableError("a frame has no time")
        if self._zero is None:
            self._ahead.append(packet)
            if len(self._ahead) >= _AHEAD:
                self._begin()
            return
        self._place(packet)
        self._write(_AHEAD // 2)

    def finish(self) -> None:
        """Write the rest."""
        if self._zero is None:
            self._begin()
        self._write(0)

    def _begin(self) -> None:
        if not self._ahead:
            raise NotCopyableError("there is no frame")
        times = [packet.pts for packet in self._ahead if packet.pts is not None]
        self._zero = min(times)
        if times[0] != self._zero:
            raise NotCopyableError("its first frame is not the first that is stored")
        ahead, self._ahead = self._ahead, []
        for packet in ahead:
            self._place(packet)
        # How many frames later than it is stored the latest is shown: what a decoder holds back.
        stored = enumerate(number for number, _ in self._waiting)
        self._delay = max(self._delay, *(place - number for place, number in stored))

    def _place(self, packet: Packet[VideoStream]) -> None:
        exact = ((packet.pts or 0) - (self._zero or 0)) * self._tick * self._rate
        number = round(exact)
        if abs(exact - number) > _OFF:
            raise NotCopyableError("its frames do not lie on the raster of its rate")
        if self._key is None and not packet.is_keyframe:
            raise NotCopyableError("it does not begin with a key frame")
        if packet.is_keyframe:
            if number < self._latest:
                raise NotCopyableError("a key frame stands among frames of before")
            self._see_gap(number)
            self._key = number
        elif self._key is not None and number < self._key:
            raise NotCopyableError("frames before a key frame need it")
        self._latest = max(self._latest, number)
        heapq.heappush(self._order, number)
        self._waiting.append((number, packet))

    def _see_gap(self, number: int) -> None:
        """See that key frames are frequent, up to this frame."""
        if self._key is not None and number - self._key > self._rate * _KEY_EVERY + _KEY_SLACK:
            raise NotCopyableError("its key frames are further apart than a second")

    def _write(self, left: int) -> None:
        """Write what has waited long enough that no earlier frame can come."""
        self._see_gap(self._latest)
        step = self._rate.denominator
        while len(self._waiting) > left:
            number, packet = self._waiting.pop(0)
            # Decoded in the order in which it is stored, at the times at which frames are shown,
            # only earlier: never later than it is shown itself.
            decoded = heapq.heappop(self._order)
            if decoded != self.frames:
                raise NotCopyableError("a frame is missing, or there twice")
            self.frames += 1
            decoded -= self._delay
            if decoded > number:
                raise NotCopyableError("its frames are held back longer than at its start")
            packet.stream = self._stream
            packet.time_base = self._base
            packet.pts, packet.dts, packet.duration = number * step, decoded * step, step
            self._mux([packet])


def not_copyable(info: MediaInfo, seen: Look) -> str:
    """Why the picture cannot be copied, as far as its first frames tell; empty where it may be."""
    video = info.video
    if video is None or video.codec != "h264":
        return "it is not H.264"
    reasons = (
        (video.variable, "its frame rate varies"),
        (seen.format not in ("yuv420p", "yuvj420p"), "it is not 8-bit 4:2:0"),
        (seen.interlaced, "it is interlaced"),
        (seen.hdr, "it is HDR"),
        (seen.rotation != 0, "it is turned"),
        (seen.shape != 1, "its pixels are not square"),
        (seen.width > _LARGEST[0] or seen.height > _LARGEST[1], "it is larger than 1080p"),
        (lead(seen, video.rate.rate) > 0, "it begins after the sound"),
    )
    return next((why for holds, why in reasons if holds), "")
