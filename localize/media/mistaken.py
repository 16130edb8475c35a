"""What people give for media by mistake: told by a file's first bytes, and what to give instead.

FFmpeg takes much for media that is none: a settings file whose first line is in brackets passes
for song lyrics. What a person is told must be what they gave.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from localize.media.refusal import EXPORT

if TYPE_CHECKING:
    from pathlib import Path

_UNPACK: Final = "Unpack it, and give the media that are in it."
_SUBTITLES: Final = (
    "is a subtitle file, not a media file.",
    "Give the episode's own media. Subtitles are for `localize check` and `localize import`.",
)
_TEXT: Final = ("is text, not a media file.", EXPORT)
_LIST: Final = (
    "is a list of other files (a playlist), not a media file.",
    "Give the files that it lists; nothing is fetched from the network.",
)
_PAGE: Final = (
    "is a web page, not a media file.",
    "If it came from a download, that failed or wanted a sign-in: fetch the file again.",
)
_ARCHIVE: Final = ("is an archive, not a media file.", _UNPACK)
_OFFICE: Final = ("is an Office document, not a media file.", EXPORT)
_PICTURE: Final = ("is a picture, not a media file.", EXPORT)
_PROGRAM: Final = ("is a program, not a media file.", EXPORT)
_ZEROS: Final = (
    "begins with nothing but zeros.",
    "Its copy or download is not done, or was cut off: copy it again.",
)

#: FFmpeg's readers of subtitles that go by more than a bracket at the start of a line.
_SUBTITLE_READERS: Final = frozenset(
    {"ass", "sami", "scc", "srt", "stl", "subviewer", "subviewer1", "webvtt"}
)
#: Endings of subtitle files that FFmpeg's readers do not know, or take for plain text.
_SUBTITLE_NAMES: Final = frozenset(
    {".ass", ".dfxp", ".itt", ".scc", ".smi", ".srt", ".ssa", ".stl", ".sub", ".ttml", ".vtt"}
)
#: Part of a text in a code page of the West that is ASCII, at least; noise has half.
_ASCII: Final = 0.75
#: How lists of files begin: M3U (RFC 8216), FFmpeg's concat, PLS, DASH, SDP (RFC 8866).
_LISTS: Final = ("#EXTM3U", "ffconcat ", "[playlist]", "v=0\n", "v=0\r\n")
_DASH: Final = re.compile(r"<MPD[\s>]")
_WEB: Final = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!doctype html|<html[\s>])", re.IGNORECASE)

#: Signatures that formats begin with, by their own specifications.
_SIGNATURES: Final = tuple(
    (re.compile(pattern, re.DOTALL), told)
    for pattern, told in (
        (rb"%PDF-", ("is a PDF document, not a media file.", EXPORT)),
        (rb"PK(\x03\x04|\x05\x06)|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\xfd7zXZ\0", _ARCHIVE),
        (rb"\x1f\x8b\x08|BZh[1-9]|\x28\xb5\x2f\xfd|.{257}ustar", _ARCHIVE),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OFFICE),
        (rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*", _PICTURE),
        (rb"BM.{4}\0{4}|RIFF.{4}WEBP", _PICTURE),
        (rb"...STL\d\d\.01", _SUBTITLES),  # EBU Tech 3264, the disk format code
        (rb"\x7fELF", _PROGRAM),
        (rb"SQLite format 3\0", ("is a database, not a media file.", EXPORT)),
    )
)


def mistaken_for_media(path: Path, head: bytes, reader: str = "") -> tuple[str, str] | None:
    """What a file is that is no media, and what to give instead; None where that is not known.

    To be asked where FFmpeg cannot read a file, or finds neither sound nor picture in it: the
    signatures are too short to doubt a file by that plays.

    Args:
        path: of the file; its ending tells between kinds that begin alike.
        head: its first bytes, some thousand.
        reader: what FFmpeg takes it for; empty where it takes it for nothing.
    """
    ending, text = path.suffix.lower(), _text(head)
    if reader in _SUBTITLE_READERS or (ending in _SUBTITLE_NAMES and text is not None):
        return _SUBTITLES
    if head.strip(b"\0") == b"":
        return _ZEROS
    # Before the text: a PDF begins as one.
    for signature, told in _SIGNATURES:
        if signature.match(head):
            office = told is _ARCHIVE and ending in (".docx", ".pptx", ".xlsx", ".odt", ".ods")
            return _OFFICE if office else told
    return None if text is None else _of_text(text)


def _of_text(text: str) -> tuple[str, str]:
    start = text.lstrip("\ufeff")
    if start.startswith(_LISTS) or _DASH.search(start):
        return _LIST
    return _PAGE if _WEB.match(start) else _TEXT


def _text(head: bytes) -> str | None:
    """The first bytes as text, where they are: UTF-8, UTF-16 with its mark, else mostly ASCII."""
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        # A character may be cut at the end of what was read, which this takes in good part.
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        text = head.decode("latin-1")  # how the letters read does not matter here
        if sum(character < "\x7f" for character in text) < _ASCII * len(text):
            return None
    odd = any(character < " " and character not in "\t\r\n\f" for character in text)
    return None if odd else text
