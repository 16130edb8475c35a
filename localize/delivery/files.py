"""Writing files so that a crash, a kill or a full disk never leaves half of one."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import Final

from localize.errors import OutputError

#: What to do about the commonest refusals of the system, by error number.
_HINTS: Final = {
    errno.ENOSPC: "The disk is full: make room, then run the same command again.",
    errno.EDQUOT: "Your disk quota is used up: make room, then run the same command again.",
    errno.EACCES: "You may not write there: choose another folder with --out.",
    errno.EPERM: "You may not write there: choose another folder with --out.",
    errno.EROFS: "That disk is read-only: choose another folder with --out.",
    errno.ENOTDIR: "A part of that path is a file, not a folder: choose another with --out.",
    errno.EEXIST: "A file of that name is in the way: choose another folder with --out.",
    errno.ENAMETOOLONG: "That name is too long for this disk: shorten the episode's file name.",
}

#: Names of files that are being written.
_PREFIX: Final = ".localize-"
_SUFFIX: Final = ".partial"


def output_error(error: OSError, path: Path) -> OutputError:
    """The error of ours that says what the system refused, and what to do about it."""
    reason = error.strerror or str(error)
    hint = _HINTS.get(error.errno or 0, "")
    return OutputError(f"Cannot write {str(path)!r}: {reason}.", path=str(path), hint=hint)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, folder) from error


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and make sure that it outlives a power cut.

    The bytes go to a hidden file beside it, are flushed to the disk, and take its name in one
    step; who reads it at any moment sees the old file or the new one.

    Raises:
        OutputError: it cannot be written; what was there before is untouched.
    """
    make_folder(path.parent)
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(_SUFFIX, _PREFIX, path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise output_error(error, path) from error


def check_writable(folder: Path) -> None:
    """Make a folder if need be and see that files can be written there, before work goes into any.

    Raises:
        OutputError: they cannot.
    """
    make_folder(folder)
    try:
        with tempfile.NamedTemporaryFile(prefix=_PREFIX, suffix=_SUFFIX, dir=folder):
            pass
    except OSError as error:
        raise output_error(error, folder) from error


def clear_leftovers(folder: Path) -> None:
    """Remove what a killed process had not finished writing, here and in the folders below."""
    for leftover in folder.rglob(f"{_PREFIX}*{_SUFFIX}"):
        leftover.unlink(missing_ok=True)


def _umask() -> int:
    """The process's file mode mask; there is no way to read it without setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; a file system that cannot is left to its own ways."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)
