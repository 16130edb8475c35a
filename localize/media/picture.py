"""The picture of a working copy: its packets copied, or a light H.264, frame k at ``k / rate``."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Final

import av
from av.error import FFmpegError

from localize.media.opening import open_media, packets
from localize.media.placing import SPLICED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from av.container import OutputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from localize.media.info import MediaInfo

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

#: Frames that are decoded to see what kind they are.
_LOOKED_AT: Final = 40

#: The size of the light picture: as wide and as high at most. Upright pictures have it turned.
_BOX: Final = (960, 540)

#: Frames between two key frames.
KEY_FRAMES: Final = 12

_OPTIONS: Final = {
    "preset": "veryfast",
    "crf": "28",
    "bf": "0",
    "g": str(KEY_FRAMES),
    "keyint_min": str(KEY_FRAMES),
    "sc_threshold": "0",
    "forced-idr": "1",
}

#: FFmpeg's numbers for the transfer functions of HDR: SMPTE ST 2084 (PQ), ARIB STD-B67 (HLG).
_HDR: Final = frozenset({16, 18})

#: FFmpeg's numbers for BT.709 (primaries, transfer, matrix) and limited range.
_BT709: Final = 1
_LIMITED: Final = 1

#: Steps of the clock that are no rhythm of pictures, in seconds: back, and forward in a stream
#: whose clock may start anywhere (`localize.media.clock` takes the same for the sound).
_BACK: Final = 1.0
_FORWARD: Final = 60.0

#: Seconds past a file's stated length up to which a timestamp is believed.
_BELIEVED: Final = 60.0


class NotCopyableError(Exception):
    """The packets of the picture cannot be taken as they are; the text says why."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a picture is like, seen in its first frames.

    Attributes:
        format: FFmpeg's name of its pixels, such as ``yuv420p10le``.
        width: as coded, pixels.
        height: as coded, pixels.
        shape: width of a pixel by its height.
        rotation: degrees that it is to be turned counter-clockwise: 0, 90, 180 or 270.
        interlaced: made of half pictures.
        hdr: brighter than 8 bits of BT.709 can say.
        offset: seconds from the start of the container to the first frame that can be shown.
    """

    format: str
    width: int
    height: int
    shape: Fraction
    rotation: int
    interlaced: bool
    hdr: bool
    offset: float

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height as it is to be seen, in square pixels."""
        width, height = Fraction(self.width), Fraction(self.height)
        if self.shape > 1:
            width *= self.shape
        else:
            height /= self.shape
        if self.rotation % 180:
            width, height = height, width
        return round(width), round(height)

    @property
    def light(self) -> tuple[int, int]:
        """Width and height of the light copy: even, within the box, never larger than it was."""
        width, height = self.shown
        most = _BOX if width >= height else (_BOX[1], _BOX[0])
        share = min(Fraction(1), Fraction(most[0], width), Fraction(most[1], height))
        return _even(width * share), _even(height * share)


def _even(length: Fraction) -> int:
    return max(2, round(length / 2) * 2)


def look(path: Path, info: MediaInfo) -> Look | None:
    """See what the picture is like; None where none of it can be decoded."""
    if info.video is None:
        return None
    with open_media(path) as container:
        (stream,) = (one for one in container.streams.video if one.index == info.video.index)
        frames = list(islice(_frames(container, stream), _LOOKED_AT))
        if not frames:
            return None
        first = frames[0]
        shape = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
        at = 0.0 if first.pts is None else first.time - float(info.start)
        return Look(
            format=first.format.name,
            width=first.width,
            height=first.height,
            shape=Fraction(shape) if shape else Fraction(1),
            rotation=first.rotation % 360,
            interlaced=any(frame.interlaced_frame for frame in frames),
            hdr=int(first.color_trc) in _HDR,
            offset=max(0.0, at),
        )


def _frames(container: av.container.InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Decoded frames from the start, past places that cannot be decoded."""
    for packet in packets(container, stream):
        try:
            decoded = packet.decode()
        except FFmpegError:
            continue
        yield from (frame for frame in decoded if isinstance(frame, av.VideoFrame))


def lead(look: Look, rate: Fraction) -> int:
    """Frames of the copy before the picture begins: whole frames that the sound is ahead by."""
    frames = look.offset * float(rate)
    return 0 if frames < 1 - _OFF else round(frames)


# --- Copied ---------------------------------------------------------------------------------------


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


# --- Encoded anew ---------------------------------------------------------------------------------


class LightPicture:
    """Encodes a picture anew so that any frame of it is shown at once.

    Frames are placed by time on the raster of the rate: where none comes the one before stays, and
    of two that would stand on one place the first is taken.

    Attributes:
        frames: how many were written.
        lead: how many of them are black, before the picture begins.
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
        self._source = source
        source.thread_type = "AUTO"
        self._seen = seen
        self._rate = video.rate.rate
        self._tick = float(source.time_base or 1)
        self._splices = info.format in SPLICED
        self._longest = info.duration / 1000 + _BELIEVED if info.duration else float("inf")
        self._mux = mux
        self.lead = lead(seen, self._rate)
        self._base = 1 / self._rate
        self._stream = target.add_stream("libx264", rate=self._rate, options=dict(_OPTIONS))
        self._stream.width, self._stream.height = seen.light
        self._stream.pix_fmt = "yuv420p"
        context = self._stream.codec_context
        context.time_base = self._base
        context.color_range = _LIMITED
        self._told = False
        self._graph: tuple[tuple[object, ...], av.filter.Graph] | None = None
        self._offset: float | None = None
        self._before: VideoFrame | None = None
        self.frames = 0

    def take(self, packet: Packet[Stream]) -> None:
        """Take a packet of the original."""
        try:
            frames: list[VideoFrame] = packet.decode()  # type: ignore[assignment]
        except FFmpegError:
            return  # the frame before stays on for as long as it would have been shown
        for frame in frames:
            self._filter(frame)

    def finish(self) -> None:
        """Write the rest."""
        self._drain()
        self._mux(self._stream.encode(None))

    # --- Through the filter -----------------------------------------------------------------------

    def _filter(self, frame: VideoFrame) -> None:
        key = (frame.format.name, frame.width, frame.height)
        if self._graph is None or self._graph[0] != key:
            self._drain()  # a stream may change its size where programmes are joined
            self._graph = (key, self._made(frame))
        graph = self._graph[1]
        graph.push(frame)
        self._pull(graph)

    def _drain(self) -> None:
        if self._graph is not None:
            self._graph[1].push(None)
            self._pull(self._graph[1])
            self._graph = None

    def _pull(self, graph: av.filter.Graph) -> None:
        while True:
            try:
                frame = graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            if isinstance(frame, av.VideoFrame):
                self._place(frame)

    def _made(self, frame: VideoFrame) -> av.filter.Graph:
        seen = self._seen
        width, height = seen.light
        if seen.rotation % 180:
            width, height = height, width
        graph = av.filter.Graph()
        base = frame.time_base or self._source.time_base
        matrix = int(frame.colorspace)
        nodes = [
            graph.add(
                "buffer",
                f"video_size={frame.width}x{frame.height}:pix_fmt={frame.format.name}"
                f":time_base={base}:pixel_aspect=1/1"
                f":colorspace={matrix}:range={int(frame.color_range)}",
            )
        ]
        if seen.interlaced:
            nodes.append(graph.add("bwdif", "mode=send_frame:parity=auto:deint=interlaced"))
        nodes.append(graph.add("scale", f"{width}:{height}:flags=bilinear:out_range=tv"))
        if seen.hdr:
            # FFmpeg's own mapping of tones, on the small picture: it is slow.
            nodes.append(
                graph.add(
                    "scale",
                    "out_transfer=bt709:out_primaries=bt709:out_color_matrix=bt709:out_range=tv",
                )
            )
        nodes += [graph.add(name, value) for name, value in _TURNS.get(seen.rotation, ())]
        nodes += [graph.add("format", "yuv420p"), graph.add("setsar", "1"), graph.add("buffersink")]
        graph.link_nodes(*nodes).configure()
        return graph

    # --- Onto the raster --------------------------------------------------------------------------

    def _place(self, frame: VideoFrame) -> None:
        number = self._number(frame)
        if number is None:
            return
        if self._before is None:
            self._tell(frame)
            for _ in range(number):
                self._encode(_black(frame))
        else:
            while self.frames < number:
                self._encode(self._before)
        self._encode(frame)
        self._before = frame

    def _number(self, frame: VideoFrame) -> int | None:
        """The place of a frame; None for one that is not shown."""
        if frame.pts is None:
            return max(self.frames, self.lead)
        time = frame.pts * float(frame.time_base or self._tick)
        if self._offset is None:
            self._offset = float(self.lead / self._rate) - time
        place = time + self._offset
        expected = float(self.frames / self._rate)
        if self._splices and not -_BACK < place - expected < _FORWARD:
            # Another clock: the picture goes on as the sound does.
            self._offset += expected - place
            place = expected
        if place > self._longest:
            return None
        number = round(place * float(self._rate))
        return number if number >= self.frames else None

    def _encode(self, frame: VideoFrame) -> None:
        frame.pts, frame.time_base = self.frames, self._base
        frame.pict_type = 0  # the encoder's choice, not the original's
        self._mux(self._stream.encode(frame))
        self.frames += 1

    def _tell(self, frame: VideoFrame) -> None:
        """Have the copy say of its colours what the first frame says; unknown stays unknown."""
        context = self._stream.codec_context
        if self._seen.hdr:
            context.color_primaries = context.color_trc = context.colorspace = _BT709
        else:
            context.color_primaries = int(frame.color_primaries)
            context.color_trc = int(frame.color_trc)
            context.colorspace = int(frame.colorspace)


#: How FFmpeg turns a picture counter-clockwise by so many degrees.
_TURNS: Final[dict[int, tuple[tuple[str, str], ...]]] = {
    90: (("transpose", "cclock"),),
    180: (("hflip", ""), ("vflip", "")),
    270: (("transpose", "clock"),),
}


def _black(like: VideoFrame) -> VideoFrame:
    """A black frame of the size of another, 8-bit 4:2:0 of limited range."""
    frame = av.VideoFrame(like.width, like.height, "yuv420p")
    for plane, value in zip(frame.planes, (16, 128, 128), strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    return frame
