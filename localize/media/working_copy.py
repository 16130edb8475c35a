"""A copy of a media file that a browser plays and seeks well, with the peaks of its sound.

    <key>/
        copy.mp4 or copy.m4a
        peaks.bin    pairs of signed bytes (`localize.media.peaks`)
        copy.json    what is in the copy (`WorkingCopy`)

A copy is made in one pass, in a folder of another name that takes its own in one step; whoever
looks finds it whole or not at all. The original is only read.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import av
from av.error import FFmpegError

from localize.errors import MediaError, OutputError
from localize.media.copied import CopiedPicture, NotCopyableError
from localize.media.light import LightPicture
from localize.media.opening import open_media
from localize.media.peaks import PER_SECOND
from localize.media.picture import Look, look
from localize.media.stereo import StereoSound

if TYPE_CHECKING:
    from collections.abc import Callable

    from av.packet import Packet
    from av.stream import Stream

    from localize.media.info import MediaInfo

#: Version of how copies are made; a copy of another one is made anew.
RECIPE: Final = 1

_MAKING: Final = ".making-"
_FACTS: Final = "copy.json"
_PEAKS: Final = "peaks.bin"

#: How far the sound may lie behind the picture in a file, seconds, before it counts as absent
#: there. Less than the 10 s that FFmpeg's muxer waits for a stream that does not come.
_BEHIND: Final = 8.0


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """What a copy holds.

    Attributes:
        kind: ``video``, or ``audio`` where there is no picture.
        file: name of the file in the copy's folder.
        plan: what was done, in words.
        why: why the picture was encoded anew; empty where it was not.
        width: as it is to be seen, pixels; 0 for sound alone.
        height: the same.
        frames: how many; 0 for sound alone.
        lead: black frames at its start, where the sound begins before the picture.
        duration: of the longer of sound and picture, ms.
        per_second: pairs of peaks a second.
        recipe: version of how it was made.
    """

    kind: str
    file: str
    plan: str
    why: str
    width: int
    height: int
    frames: int
    lead: int
    duration: int
    per_second: int = PER_SECOND
    recipe: int = RECIPE


def copy_key(media_hash: str, stream: int) -> str:
    """Name of the folder of a copy: what was copied, which sound, and how.

    Args:
        media_hash: SHA-256 of the original.
        stream: number of its dialogue stream.
    """
    return hashlib.sha256(f"{media_hash}|{stream}|{RECIPE}".encode()).hexdigest()[:32]


def read_copy(folder: Path) -> WorkingCopy | None:
    """What is in a copy's folder; None where there is no whole copy of this recipe."""
    try:
        data = json.loads((folder / _FACTS).read_bytes())
        found = WorkingCopy(**data)
        whole = (folder / found.file).is_file() and peaks_file(folder).is_file()
    except (OSError, ValueError, TypeError):
        return None
    return found if whole and found.recipe == RECIPE else None


def peaks_file(folder: Path) -> Path:
    """The peaks in a copy's folder."""
    return folder / _PEAKS


def make_copy(
    path: Path,
    info: MediaInfo,
    folder: Path,
    progress: Callable[[float], None] | None = None,
) -> WorkingCopy:
    """Make a working copy; one that is there already is left as it is.

    Args:
        path: the original.
        info: what `localize.media.probe.probe` said about it.
        folder: where the copy will lie; made with those above it. Its name is the copy's key.
        progress: called now and then with the share that is done, 0 to 1; goes back to 0 where
            the picture turns out not to be copyable.

    Raises:
        MediaError: the original cannot be read, or nothing of its sound can be decoded.
        OutputError: the copy cannot be written; nothing is left of it.
    """
    found = read_copy(folder)
    if found is not None:
        return found
    parent = folder.parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=_MAKING, dir=parent))
    except OSError as error:
        raise _unwritable(error, folder) from error
    try:
        made = _make(path, info, making, progress or (lambda _: None))
        _sync(making)
        if folder.exists():  # of another recipe, or not whole
            shutil.rmtree(folder)
        making.rename(folder)
    except OSError as error:
        raise _unwritable(error, folder) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return made


def clear_leftovers(parent: Path) -> None:
    """Remove what a killed process had not finished, and copies of another recipe.

    Only for who knows that nobody is making a copy there.
    """
    if not parent.is_dir():
        return
    for folder in parent.iterdir():
        if folder.is_dir() and (folder.name.startswith(_MAKING) or read_copy(folder) is None):
            shutil.rmtree(folder, ignore_errors=True)


def _make(path: Path, info: MediaInfo, folder: Path, tell: Callable[[float], None]) -> WorkingCopy:
    seen = look(path, info)
    if seen is None:
        return _Making(path, info, folder, tell, None).run()
    try:
        return _Making(path, info, folder, tell, seen, copied=True).run()
    except NotCopyableError as error:
        return _Making(path, info, folder, tell, seen, why=str(error)).run()


class _Making:
    """One pass over the original."""

    def __init__(
        self,
        path: Path,
        info: MediaInfo,
        folder: Path,
        tell: Callable[[float], None],
        seen: Look | None,
        *,
        copied: bool = False,
        why: str = "",
    ) -> None:
        self._path, self._info, self._folder, self._tell = path, info, folder, tell
        self._seen, self._copied, self._why = seen, copied, why
        self._file = folder / ("copy.m4a" if seen is None else "copy.mp4")
        self._told = 0.0

    def run(self) -> WorkingCopy:
        with open_media(self._path) as source:
            # Not closed by a `with`: that would finish a file that is given up.
            target = av.open(
                f"file:{self._file}",
                "w",
                format="mp4",
                options={"movflags": "+faststart", "use_editlist": "1"},
            )
            try:
                picture, sound = self._pass(source, target)
            except BaseException:
                # Without its name it cannot be put in order for playing, which would take long.
                self._file.unlink(missing_ok=True)
                _give_up(target)
                raise
            try:
                target.close()
            except FFmpegError as error:
                raise _failed(error, self._file) from error
        made = self._facts(picture, sound)
        self._file.with_name(_PEAKS).write_bytes(sound.peaks.result())
        self._file.with_name(_FACTS).write_text(json.dumps(asdict(made)))
        self._tell(1.0)
        return made

    def _pass(
        self, source: av.container.InputContainer, target: av.container.OutputContainer
    ) -> tuple[CopiedPicture | LightPicture | None, StereoSound]:
        info = self._info

        def mux(made: list[Packet[Stream]]) -> None:
            try:
                target.mux(made)
            except FFmpegError as error:
                raise _failed(error, self._file) from error

        stream = source.streams[info.dialogue.index]
        wanted: list[Stream] = [stream]
        shown: Stream | None = None
        picture: CopiedPicture | LightPicture | None = None
        if self._seen is not None and info.video is not None:
            shown = source.streams[info.video.index]
            wanted.append(shown)
            kind = CopiedPicture if self._copied else LightPicture
            picture = kind(shown, target, info, self._seen, mux)  # type: ignore[arg-type]
        sound = StereoSound(self._path, info, StereoSound.add_stream(target), mux)  # type: ignore[arg-type]
        # All encoders are opened here, before one of them works in a thread of its own.
        target.start_encoding()
        try:
            self._demux(source, wanted, picture, sound)
        finally:
            sound.close()
        return picture, sound

    def _demux(
        self,
        source: av.container.InputContainer,
        wanted: list[Stream],
        picture: CopiedPicture | LightPicture | None,
        sound: StereoSound,
    ) -> None:
        info = self._info
        shown = wanted[1] if len(wanted) > 1 else None
        sound.open(source, shown)
        start = float(info.start)
        for packet in sound.demuxed(source, wanted):
            sound.take(packet)
            if shown is not None and picture is not None and packet.stream_index == shown.index:
                picture.take(packet)  # type: ignore[arg-type]
                done = float(picture.frames / info.video.rate.rate) if info.video else 0.0
                sound.catch_up(done - _BEHIND)
            if packet.pts is not None and packet.time_base:
                self._progress(packet.pts * float(packet.time_base) - start)
        if picture is not None:
            picture.finish()
        sound.finish()

    def _progress(self, seconds: float) -> None:
        if not self._info.duration:
            return
        share = min(0.99, max(0.0, seconds * 1000 / self._info.duration))
        if share - self._told >= 0.005:
            self._told = share
            self._tell(share)

    def _facts(
        self, picture: CopiedPicture | LightPicture | None, sound: StereoSound
    ) -> WorkingCopy:
        length = sound.seconds
        if picture is None or self._seen is None or self._info.video is None:
            return WorkingCopy(
                "audio", self._file.name, "sound encoded", "", 0, 0, 0, 0, round(length * 1000)
            )
        rate = self._info.video.rate.rate
        size = self._seen.shown if self._copied else self._seen.light
        return WorkingCopy(
            kind="video",
            file=self._file.name,
            plan="picture copied, sound encoded" if self._copied else "picture and sound encoded",
            why=self._why,
            width=size[0],
            height=size[1],
            frames=picture.frames,
            lead=picture.lead,
            duration=round(max(length, float(picture.frames / rate)) * 1000),
        )


def _give_up(target: av.container.OutputContainer) -> None:
    """Close a file that will be thrown away."""
    try:
        target.close()
    except FFmpegError:
        return  # what was wrong is raised already


def _sync(folder: Path) -> None:
    """Have what was written outlive a power cut."""
    for path in (*folder.iterdir(), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(descriptor)


def _failed(error: FFmpegError, path: Path) -> OutputError | MediaError:
    """What a refusal of FFmpeg's means: the disk's, or the original's."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG):
        return _unwritable(OSError(error.errno, error.strerror), path)
    return MediaError(
        f"A working copy cannot be made: {error.strerror}.",
        path=str(path),
        hint="The original may be damaged; copy it again from where it came.",
    )


def _unwritable(error: OSError, path: Path) -> OutputError:
    reason = error.strerror or str(error)
    hint = "See whose folder it is and whether its disk has room."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        hint = "Make room on the project's disk: a copy takes 0.3 to 4 GB an hour."
    return OutputError(f"The working copy cannot be written: {reason}.", path=str(path), hint=hint)
