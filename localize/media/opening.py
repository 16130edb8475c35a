"""Opening a media file, and saying in a person's words why one cannot be opened."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Literal

import av
from av.error import FFmpegError

from localize.media.mistaken import mistaken_for_media
from localize.media.refusal import EXPORT, media_error, see_ordinary, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream

    from localize.errors import MediaError

#: FFmpeg's own defaults (5 MB, 5 s) miss streams that start late in a transport stream. It stops
#: earlier wherever every stream is known, so that this costs ordinary files nothing.
#: ``protocol_whitelist``: nothing but this one file is read, and nothing leaves the machine,
#: whatever addresses a file may name.
_OPTIONS: Final = {
    "probesize": "50000000",
    "analyzeduration": "30000000",
    "protocol_whitelist": "file",
}

#: "Formats" of FFmpeg that only name other files, or that any text or picture passes for.
_NOT_MEDIA: Final = frozenset(
    {"applehttp", "concat", "dash", "ffmetadata", "hls", "image2", "imf", "rtsp", "sdp", "tty"}
)

_DAMAGED: Final = "Copy the file again from where it came, or export it anew."

#: First boxes of an MP4 or QuickTime file (ISO/IEC 14496-12, QuickTime File Format).
_BOXES: Final = frozenset(
    {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp", b"moof", b"sidx"}
)


@contextmanager
def open_media(path: Path) -> Iterator[InputContainer]:
    """Open a media file for reading.

    Raises:
        MediaError: it is not there, not a file, empty, not media, cut off, or may not be read.
    """
    head = _head(path)
    try:
        # "file:" because a name may hold a colon, which FFmpeg would take for a protocol.
        container = av.open(
            f"file:{path}", mode="r", metadata_errors="replace", container_options=_OPTIONS
        )
    except FFmpegError as error:
        raise _why(path, head, error) from error
    try:
        name = container.format.name
        if name in _NOT_MEDIA or name.endswith("_pipe"):
            raise _why(path, head, None)
        if not (container.streams.audio or container.streams.video):
            told = mistaken_for_media(path, head, name)
            if told is not None:
                raise media_error(path, *told)
        if _index_of(path, head) == "cut":
            # FFmpeg opens what is left of the index, with some of the streams missing.
            raise _cut_off(path)
        yield container
    finally:
        container.close()


def packets(container: InputContainer, *streams: Stream) -> Iterator[Packet[Stream]]:
    """What a container holds, of those streams or of all, in the order in which it is stored.

    Streams that come up in mid-file, as in recordings of broadcasts, are passed over: PyAV knows
    those that it saw when opening, and raises IndexError at a packet of another.

    Raises:
        FFmpegError: the container is damaged here; asking again goes on after it.
    """
    while True:
        try:
            yield from container.demux(*streams)
        except IndexError:
            continue
        return


def _head(path: Path) -> bytes:
    """The first bytes, once it is sure that there is a file with something in it."""
    if see_ordinary(path) == 0:
        raise media_error(path, "is empty (0 bytes).", _DAMAGED)
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except OSError as error:
        raise unreadable(error, path) from error


def _why(path: Path, head: bytes, error: Exception | None) -> MediaError:
    """What is wrong with a file that FFmpeg refuses, or takes for what it is not."""
    if _index_of(path, head) in ("none", "cut"):
        return _cut_off(path)
    told = mistaken_for_media(path, head)
    if told is not None:
        return media_error(path, *told)
    if error is None:
        return media_error(path, "holds no sound or picture that runs in time.", EXPORT)
    return media_error(
        path, "is not a media file that can be read, or it is damaged at its start.", _DAMAGED
    )


def _cut_off(path: Path) -> MediaError:
    what = "is cut off: the index of an MP4 (its 'moov' box) is missing or not whole."
    return media_error(path, what, _DAMAGED)


def _index_of(path: Path, head: bytes) -> Literal["whole", "cut", "none", "other"]:
    """What is left of the index of an MP4 or QuickTime file; ``other`` for another container.

    Source: ISO/IEC 14496-12, 4.2: size (32 bits), name, 64-bit size where the first is 1, and a
    size of 0 for a box that runs to the end of the file.
    """
    if head[4:8] not in _BOXES:
        return "other"
    length = path.stat().st_size
    at = 0
    with path.open("rb") as file:
        while at + 8 <= length:
            file.seek(at)
            header = file.read(16)
            size = int.from_bytes(header[:4], "big")
            if size == 1:
                size = int.from_bytes(header[8:16], "big")
            elif size == 0:
                size = length - at
            if header[4:8] == b"moov":
                return "whole" if at + size <= length else "cut"
            if size < 8:
                break
            at += size
    return "none"
