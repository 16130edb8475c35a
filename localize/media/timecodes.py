"""The timecode of a file's first frame, wherever the file keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.errors import MediaError, SettingsError
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.container import InputContainer

#: Where no picture tells the rate, a timecode is looked at as the fastest common rate allows it.
_ANY: Final = FrameRate.parse("60")
_ANY_DROP: Final = FrameRate.parse("59.94df")

#: Start code of a group of pictures (ISO/IEC 13818-2, 6.2.2.6).
_GROUP: Final = b"\x00\x00\x01\xb8"


def recorded(container: InputContainer) -> Iterator[str]:
    """Timecodes that the container tells, the surest first; ``;`` before the frames is drop-frame.

    FFmpeg gives the ``tmcd`` track of QuickTime, MXF's material package, DV and the TIMECODE tag
    of Matroska all as metadata named ``timecode``.
    """
    pictures = [stream for stream in container.streams if stream.type == "video"]
    rest = [stream for stream in container.streams if stream.type != "video"]
    tags = [stream.metadata for stream in (*pictures, *rest)]
    tags.insert(len(pictures), container.metadata)
    for source in tags:
        for key, value in source.items():
            if key.lower() == "timecode" and value.strip():
                yield value.strip()


def of_group(data: bytes) -> str:
    """The timecode in the first group header of an MPEG-1 or MPEG-2 picture; empty for none.

    All zeros is what encoders write that were told nothing, so that it counts as none.

    Source: ISO/IEC 13818-2, 6.3.8: drop flag (1 bit), hours (5), minutes (6), a marker, seconds
    (6), pictures (6).
    """
    at = data.find(_GROUP)
    if at < 0 or len(data) < at + 8:
        return ""
    bits = int.from_bytes(data[at + 4 : at + 8], "big") >> 7
    drop, hours, minutes = bits >> 24, bits >> 19 & 31, bits >> 13 & 63
    seconds, pictures = bits >> 6 & 63, bits & 63
    if not (hours or minutes or seconds or pictures):
        return ""
    return f"{hours:02}:{minutes:02}:{seconds:02}{';' if drop else ':'}{pictures:02}"


def at_rate(text: str, rate: FrameRate | None) -> tuple[str, FrameRate | None]:
    """A timecode in normal form, and the rate with its way of counting.

    Args:
        text: ``HH:MM:SS:FF``, with ``;`` (or ``.`` or ``,``) before the frames for drop-frame.
        rate: of the picture; None where there is none.

    Raises:
        ValueError: not a timecode, or one that does not exist at that rate.
    """
    drop = len(text) > 8 and text[8] in ";.,"
    known = (_ANY_DROP if drop else _ANY) if rate is None else FrameRate(rate.rate, drop)
    normal = known.timecode(known.frame_of_timecode(text))
    return normal, None if rate is None else known


def given(text: str, rate: FrameRate | None, path: Path) -> tuple[str, FrameRate | None]:
    """`at_rate` for what a person says.

    Raises:
        SettingsError: it is no timecode at any rate.
        MediaError: it does not exist at this file's rate.
    """
    hint = "Write it as 10:00:00:00, or 10:00:00;00 for drop-frame."
    text = text.strip()
    try:
        at_rate(text, None)
    except ValueError as error:
        raise SettingsError(f"The start timecode is wrong: {error}.", hint=hint) from error
    try:
        return at_rate(text, rate)
    except ValueError as error:
        raise MediaError(
            f"The start timecode does not fit {str(path)!r}: {error}.", path=str(path), hint=hint
        ) from error
