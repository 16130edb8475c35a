"""Finding the media files under what was named on the command line."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize.errors import MediaError
from localize.media.refusal import media_error, unreadable

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

_PICTURE: Final = """
    .3g2 .3gp .asf .avi .divx .dv .f4v .flv .m2t .m2ts .m2v .m4v .mkv .mov .mp4 .mpeg .mpg .mpv
    .mts .mxf .nut .ogm .ogv .qt .rm .rmvb .ts .vob .webm .wmv .wtv
"""
_SOUND: Final = """
    .aac .ac3 .aif .aifc .aiff .amr .ape .au .caf .dts .eac3 .ec3 .flac .m4a .m4b .mka .mp2 .mp3
    .oga .ogg .opus .spx .thd .tta .w64 .wav .wave .weba .wma .wv
"""

#: Endings of the names that are taken for media inside a folder, in lower case: those that PyAV
#: reads and that people keep programmes or their sound in. A file with another ending is taken
#: when it is named itself.
EXTENSIONS: Final = frozenset((_PICTURE + _SOUND).split())

#: Names of folders that systems and storage boxes make for themselves, in lower case.
_SYSTEM_FOLDERS: Final = frozenset(
    {"__macosx", "@eadir", "#recycle", "$recycle.bin", "lost+found", "system volume information"}
)

#: Names that programs give to what they are still fetching. Those that come last are no ending
#: of media anyway; yt-dlp and others put theirs before it (``ep1.temp.mkv``), always in lower
#: case, so that ``The.Temp.mkv`` is safe.
_PARTIAL: Final = re.compile(
    r"\.(part|partial|crdownload|download|opdownload|tmp|temp|!qB|!ut|aria2|ytdl)$|~$"
    r"|\.(part|partial|temp|tmp)\.[^.]+$"
)

#: aria2 keeps this beside a file of the right name until the file is whole.
_COMPANION: Final = ".aria2"

#: What is found in a folder, for one in which nothing is.
_NAMED: Final = (
    "Inside a folder, files are found by their names' endings (.mkv, .mp4, .mov, .mxf, .wav …); "
    "name a file itself if it has another."
)

_DIGITS: Final = re.compile(r"(\d+)")


def has_picture(path: Path) -> bool:
    """Whether a file's name ends as those of films do."""
    return path.suffix.lower() in _PICTURE.split()


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One file to work on.

    Attributes:
        path: the file, as reached from what was named.
        root: the folder that was named, or the folder of a file that was named itself.
    """

    path: Path
    root: Path

    @property
    def folder(self) -> Path:
        """The file's folder seen from ``root``; outputs mirror it. ``.`` at the top."""
        return self.path.parent.relative_to(self.root)


@dataclass(frozen=True, slots=True)
class FoundMedia:
    """What was found.

    Attributes:
        files: in the order in which they were named, each folder in natural order; none twice.
        problems: what was named and is not there, may not be read, or holds no media.
    """

    files: tuple[MediaFile, ...]
    problems: tuple[MediaError, ...]


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts ``ep2`` before ``ep10``, whatever the case, width or script of letters.

    Digits of every script count (``第２話`` before ``第１０話``).
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    # Two names that differ in case alone still need one order.
    parts = [(1, int(part), "") if part.isdecimal() else (2, 0, part) for part in _parts(folded)]
    return (*parts, (0, 0, ""), (3, 0, name))


def _parts(text: str) -> Iterator[str]:
    return (part for part in _DIGITS.split(text) if part)


def find_media(paths: Sequence[Path]) -> FoundMedia:
    """The media files that ``paths`` name; nothing is opened.

    A file is taken as it is. A folder is walked with all that are in it; there, hidden files and
    folders, the folders of the system, downloads that are not done and files whose names do not
    end as media do (`EXTENSIONS`) are left alone, and a link back to a folder above is not
    followed twice.
    """
    files: dict[Path, MediaFile] = {}
    problems: list[MediaError] = []
    for path in paths:
        try:
            if stat.S_ISDIR(path.stat().st_mode):
                before = len(problems)
                under = list(_walk(path, problems, frozenset()))
                if not under and len(problems) == before:
                    problems.append(media_error(path, "holds no media files.", _NAMED))
                for file in under:
                    files.setdefault(file.resolve(), MediaFile(file, path))
            else:
                files.setdefault(path.resolve(), MediaFile(path, path.parent))
        except OSError as error:
            problems.append(unreadable(error, path))
    return FoundMedia(tuple(files.values()), tuple(problems))


def media_in(folder: Path) -> tuple[Path, ...]:
    """The media files that lie in a folder itself, by the rules of `find_media`, in natural order.

    One that is not there or may not be read holds none.
    """
    try:
        names = frozenset(path.name for path in folder.iterdir())
    except OSError:
        return ()
    return tuple(
        folder / name
        for name in sorted(names, key=natural_key)
        if not _left_alone(name, names) and _ends_as_media(name) and (folder / name).is_file()
    )


def _left_alone(name: str, names: Container[str]) -> bool:
    """Whether a name, of those in its folder, is hidden or of a download that is not done."""
    return name.startswith(".") or _PARTIAL.search(name) is not None or name + _COMPANION in names


def _ends_as_media(name: str) -> bool:
    return Path(name).suffix.lower() in EXTENSIONS


def _walk(
    folder: Path, problems: list[MediaError], above: frozenset[tuple[int, int]]
) -> Iterator[Path]:
    """Media files below a folder: its own files first, then its folders, in natural order."""
    try:
        status = folder.stat()
        place = (status.st_dev, status.st_ino)
        if place in above:  # a link back up
            return
        with os.scandir(folder) as entries:
            names = {entry.name: entry.is_dir() for entry in entries}
    except OSError as error:
        problems.append(unreadable(error, folder))
        return
    for name in sorted(names, key=lambda name: (names[name], natural_key(name))):
        if _left_alone(name, names):
            continue
        if names[name]:
            if name.lower() not in _SYSTEM_FOLDERS:
                yield from _walk(folder / name, problems, above | {place})
        elif _ends_as_media(name) and (folder / name).is_file():
            yield folder / name
