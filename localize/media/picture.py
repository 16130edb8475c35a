"""What a picture is like, seen in its first frames, and how large its light copy is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Final

import av
from av.error import FFmpegError

from localize.media.opening import open_media, packets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from localize.media.info import MediaInfo

#: Frames that are decoded to see what kind they are.
_LOOKED_AT: Final = 40

#: The size of the light picture: as wide and as high at most. Upright pictures have it turned.
_BOX: Final = (960, 540)

#: FFmpeg's numbers for the transfer functions of HDR: SMPTE ST 2084 (PQ), ARIB STD-B67 (HLG).
_HDR: Final = frozenset({16, 18})

#: Frames that the sound may be ahead by before they are made up for: containers round to 1 ms.
_ALMOST: Final = 0.7


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
        colours: FFmpeg's numbers of its primaries, transfer function and matrix.
        offset: seconds from the start of the container to the first frame that can be shown.
    """

    format: str
    width: int
    height: int
    shape: Fraction
    rotation: int
    interlaced: bool
    hdr: bool
    colours: tuple[int, int, int]
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
            colours=(int(first.color_primaries), int(first.color_trc), int(first.colorspace)),
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
    return 0 if frames < _ALMOST else round(frames)
