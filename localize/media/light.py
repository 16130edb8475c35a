"""The picture of a working copy encoded anew: light H.264, any frame of which is shown at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import av
from av.error import FFmpegError

from localize.media.picture import lead
from localize.media.placing import SPLICED

if TYPE_CHECKING:
    from collections.abc import Callable

    from av.container import OutputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from localize.media.info import MediaInfo
    from localize.media.picture import Look

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

#: FFmpeg's numbers for BT.709 (primaries, transfer, matrix) and limited range.
_BT709: Final = 1
_LIMITED: Final = 1

#: Steps of the clock that are no rhythm of pictures, in seconds: back, and forward in a stream
#: whose clock may start anywhere (`localize.media.clock` takes the same for the sound).
_BACK: Final = 1.0
_FORWARD: Final = 60.0

#: Seconds past a file's stated length up to which a timestamp is believed.
_BELIEVED: Final = 60.0


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
        colours = (_BT709, _BT709, _BT709) if seen.hdr else seen.colours
        context.color_primaries, context.color_trc, context.colorspace = colours
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
