"""Films and sound where a subtitle file was meant: told by their first bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.errors import FormatError

if TYPE_CHECKING:
    from pathlib import Path

_TS_PACKET: Final = 188
_EBML: Final = b"\x1aE\xdf\xa3"
_MXF: Final = b"\x06\x0e+4"
_SOUND: Final = (b"ID3", b"OggS", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")


def refuse_media(data: bytes, path: Path | str = "") -> None:
    """Refuse what is no subtitle file, but a film or sound.

    Matroska and WebM (EBML, RFC 8794), MP4 and QuickTime (ISO/IEC 14496-12), MPEG-TS (ISO/IEC
    13818-1), MXF, AVI and WAVE (RIFF), Ogg, FLAC and MP3 are known.

    Args:
        data: the file's bytes, or its first thousand.
        path: its name, for the message.

    Raises:
        FormatError: it is one.
    """
    if _is_sound(data):
        raise FormatError(
            "This is a sound file, and no subtitles.",
            path=str(path),
            hint="`localize run` makes subtitles of what is said in it.",
        )
    if _is_film(data):
        raise FormatError(
            "This is a film, and subtitles inside a film are not read.",
            path=str(path),
            hint="Take them out: ffmpeg -i FILM -map 0:s:0 OUT.srt",
        )


def _is_sound(data: bytes) -> bool:
    wave = data[:4] in (b"RIFF", b"RF64") and data[8:12] == b"WAVE"
    return wave or data[4:11] == b"ftypM4A" or data.startswith(_SOUND)


def _is_film(data: bytes) -> bool:
    avi = data[:4] == b"RIFF" and data[8:12] == b"AVI "
    return avi or data[4:8] == b"ftyp" or data.startswith((_EBML, _MXF)) or _is_stream(data)


def _is_stream(data: bytes) -> bool:
    """Whether packets of MPEG-TS begin where they should; text may have a G there, but no zero."""
    begins = data[: 2 * _TS_PACKET + 1 : _TS_PACKET]
    return begins == b"GGG" and b"\0" in data[:_TS_PACKET]
