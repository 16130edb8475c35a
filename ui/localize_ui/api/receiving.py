"""Takes a media file into the project's folder: written as it comes, looked into, put in place.

A season's episodes are gigabytes, so nothing is held in memory and no form is read. The file grows
under a name of its own that no run takes for media; it gets its own name only when it is whole and
`localize.media.probe` finds sound in it, and never the name of a file that is there.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

from localize.errors import MediaError, OutputError, SettingsError
from localize.media.find import EXTENSIONS
from localize.media.probe import probe
from localize_ui.api.errors import TooLargeError, UnknownKindError

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from localize.media.info import MediaInfo

#: Largest file, bytes: two hours of a mezzanine at 100 Mbit/s.
MOST: Final = 100_000_000_000
#: Bytes of the disk that stay free, so that the database can go on writing.
ROOM: Final = 2_000_000_000
#: Bytes between two looks at the disk, and that are written at once.
_LOOK: Final = 64_000_000
_PIECE: Final = 4_000_000

#: Characters of a name that are kept; the others would be somebody's trick.
_NOT_KEPT: Final = re.compile(r"[^\w.()\[\]&+', -]")
#: Longest name, bytes in UTF-8; file systems take 255, and the outputs' names are longer.
_LONGEST: Final = 180


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was taken.

    Attributes:
        path: from the project's folder.
        size: bytes.
        duration: ms.
        video: whether it has a picture.
    """

    path: str
    size: int
    duration: int
    video: bool


def safe_name(named: str) -> str:
    """A name that can be an episode's file in the project's folder.

    Raises:
        UnknownKindError: it does not end as media do.
    """
    name = _NOT_KEPT.sub("_", re.split(r"[/\\]", named)[-1]).strip(" ").lstrip(".-")
    stem, dot, ending = name.rpartition(".")
    if not stem.strip(" .") or f"{dot}{ending}".lower() not in EXTENSIONS:
        raise UnknownKindError(
            "That is no name of a media file.", hint="Such as S01E01.mkv, .mp4, .mov or .wav."
        )
    while len(f"{stem}.{ending}".encode()) > _LONGEST:
        stem = stem[:-1]
    return f"{stem.strip()}.{ending}"


class Reception:
    """Takes files into one project.

    Args:
        project: its folder.
    """

    def __init__(self, project: Path) -> None:
        self._project = project

    async def take(self, named: str, pieces: AsyncIterable[bytes], declared: int = 0) -> Received:
        """Write a file as it comes, and put it in place.

        Args:
            named: what the browser calls it.
            pieces: its bytes.
            declared: how many are announced; 0 where that is not said.

        Raises:
            SettingsError: there is such a file already, or nothing came.
            UnknownKindError: it is no media that can be worked on.
            TooLargeError: over `MOST`.
            OutputError: the disk has no room, or cannot be written.
        """
        name = safe_name(named)
        self._see_free(name)
        self._see_room(declared)
        part = self._project / f".{secrets.token_hex(8)}.part"
        try:
            with _opened(part) as file:
                size = await self._write(file, pieces)
            if not size:
                raise SettingsError("The file is empty.", hint="Choose another.")
            return await run_in_threadpool(self._place, part, name, size)
        finally:
            part.unlink(missing_ok=True)

    async def _write(self, file: BinaryIO, pieces: AsyncIterable[bytes]) -> int:
        size = looked = 0
        waiting = bytearray()
        async for piece in pieces:
            size += len(piece)
            if size > MOST:
                raise TooLargeError(
                    "The file is too large.", hint=f"At most {MOST / 1e9:.0f} GB are taken."
                )
            waiting += piece
            if len(waiting) >= _PIECE:
                await run_in_threadpool(_written, file, bytes(waiting))
                waiting.clear()
            if size - looked >= _LOOK:
                looked = size
                self._see_room(0)
        await run_in_threadpool(_written, file, bytes(waiting), last=True)
        return size

    def _place(self, part: Path, name: str, size: int) -> Received:
        # By its own ending: some containers are told by their name.
        looked = part.with_name(f"{part.name[:-5]}.tmp.{name.rpartition('.')[2]}")
        part.rename(looked)
        try:
            info = _probed(looked, name)
            # The name is taken first, so that no other file of that name is written over.
            (self._project / name).touch(exist_ok=False)
            looked.replace(self._project / name)
        except FileExistsError as error:
            raise _taken(name) from error
        finally:
            looked.unlink(missing_ok=True)
        return Received(name, size, info.duration, info.video is not None)

    def _see_free(self, name: str) -> None:
        if os.path.lexists(self._project / name):
            raise _taken(name)

    def _see_room(self, more: int) -> None:
        if shutil.disk_usage(self._project).free - more < ROOM:
            raise OutputError(
                "The server's disk has no room for it.",
                hint="Free some, or put the file into the project's folder by other means.",
            )


def _probed(path: Path, name: str) -> MediaInfo:
    try:
        return probe(path)
    except MediaError as error:
        # It has a name of ours while it is looked into; the person knows it by theirs.
        said = error.message.replace(str(path), name).replace(path.name, name)
        raise UnknownKindError(said, hint=error.hint) from error


def _taken(name: str) -> SettingsError:
    return SettingsError(
        f"There is a file {name!r} in the project already.", hint="Name it differently."
    )


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("xb") as file:
            yield file
    except OSError as error:
        raise OutputError(
            f"The file cannot be kept: {error.strerror}.", path=str(path),
            hint="See the project's folder and its disk.",
        ) from error  # fmt: skip


def _written(file: BinaryIO, data: bytes, *, last: bool = False) -> None:
    file.write(data)
    if last:
        file.flush()
        os.fsync(file.fileno())
