"""Where a model's weights lie, and how they get there whole or not at all.

    <models folder>/<name>/<revision or "unpinned">/     whole and verified, with localize.json
    <models folder>/<name>/.<revision>.partial/          being fetched; resumed later
    <models folder>/<name>/.<revision>.lock              held by the process that fetches

A folder takes its final name in one rename, after every file in it was verified and written
through to the disk, so a half-made one is never taken for whole. ``localize.json`` records the
hash, size and modification time of each file as it was verified: a file that was touched since is
hashed again before it is used.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from localize.engines import WeightsState
from localize.errors import ModelError, OutputError
from localize_models.weights.hashing import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from localize_models.catalog import Model, ModelFile

_log = logging.getLogger(__name__)

_RECORD: Final = "localize.json"
#: A partial folder of another revision that nobody touched for so long is swept away.
_STALE_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A file as it was when it was last verified."""

    sha256: str
    bytes: int
    mtime_ns: int


class Shelf:
    """One model's place on this machine.

    Args:
        root: the folder of all models.
        model: the catalogue's entry.
    """

    def __init__(self, root: Path, model: Model) -> None:
        key = model.revision or "unpinned"
        self.model = model
        self._home = root / model.name
        self.folder = self._home / key
        self._staging = self._home / f".{key}.partial"
        self._damaged = self._home / f".{key}.damaged"
        self._lock = self._home / f".{key}.lock"

    # --- what is there ------------------------------------------------------------------------

    def state(self) -> WeightsState:
        """What lies here, from names, sizes and times alone."""
        if self.is_whole():
            return WeightsState.KEPT
        if self.folder.exists() or self._staging.exists():
            return WeightsState.PARTIAL
        return WeightsState.ABSENT

    def is_whole(self) -> bool:
        """Whether every file is as it was verified. Hashes nothing."""
        stamps = _read_record(self.folder)
        return bool(stamps) and all(
            self._stamp_holds(file, stamps.get(file.name)) for file in self.model.files
        )

    def _stamp_holds(self, file: ModelFile, stamp: _Stamp | None) -> bool:
        if stamp is None or (file.sha256 and file.sha256 != stamp.sha256):
            return False
        try:
            found = (self.folder / file.name).stat()
        except OSError:
            return False
        return (found.st_size, found.st_mtime_ns) == (stamp.bytes, stamp.mtime_ns)

    def expected(self) -> dict[str, str]:
        """File → SHA-256 that it must have.

        The catalogue's; where the catalogue has none, what was recorded at the first fetch. A file
        of which nothing is known yet is left out.
        """
        recorded = _read_record(self.folder) or _read_record(self._staging)
        known = {name: stamp.sha256 for name, stamp in recorded.items()}
        known |= {file.name: file.sha256 for file in self.model.files if file.sha256}
        return known

    def was_accepted(self) -> bool:
        """Whether hashes of a first fetch are recorded here."""
        return bool(_read_record(self.folder))

    def check(self) -> dict[str, str]:
        """Hash every file: name → ``ok``, or what is wrong.

        A file that is wrong loses its stamp, so that the next pull fetches it anew.
        """
        expected = self.expected()
        result = {file.name: self._check(file, expected) for file in self.model.files}
        wrong = {name for name, verdict in result.items() if verdict != "ok"}
        stamps = _read_record(self.folder)
        if wrong & stamps.keys():
            kept = {
                name: _Stamp(stamp.sha256, stamp.bytes, 0) if name in wrong else stamp
                for name, stamp in stamps.items()
            }
            # Weights on a read-only share can be verified by everyone and mended by their owner.
            with contextlib.suppress(OSError):
                _write_record(self.folder, self.model, kept)
        return result

    def _check(self, file: ModelFile, expected: dict[str, str]) -> str:
        path = self.folder / file.name
        try:
            size = path.stat().st_size
            if file.bytes and size != file.bytes:
                return f"{size} bytes instead of {file.bytes}"
            found = sha256_of(path)
        except FileNotFoundError:
            return "missing"
        except OSError as error:
            return f"cannot be read: {error.strerror}"
        wanted = expected.get(file.name)
        if wanted is None:
            return "no hash is known to compare it with"
        return "ok" if found == wanted else f"SHA-256 is {found} instead of {wanted}"

    def recheck(self) -> bool:
        """Whether files without a valid stamp are right all the same; stamps them if they are.

        Copied folders and image layers change times, not bytes.
        """
        if not self.folder.is_dir() or set(self.check().values()) != {"ok"}:
            return False
        # Without the stamps (a read-only share) the next use hashes again, no more.
        with contextlib.suppress(OSError):
            _write_record(self.folder, self.model, _stamps(self.folder, self.expected()))
        return True

    # --- getting there ------------------------------------------------------------------------

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold this model against other processes; waits, and says so, while another has it.

        Raises:
            OutputError: the folder of models cannot be written.
        """
        with _written(self._home):
            self._home.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._lock)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                _log.warning(
                    "Another process is fetching the model %s; waiting for it.", self.model.name
                )
                lock.acquire(poll_interval=0.2)
            except NotImplementedError as error:
                raise OSError(errno.ENOLCK, "its file system has no locks") from error
        try:
            self._sweep()
            yield
        finally:
            lock.release()

    def _sweep(self) -> None:
        shutil.rmtree(self._damaged, ignore_errors=True)
        oldest = time.time() - _STALE_SECONDS
        for other in self._home.glob(".*.partial"):
            # Whatever another process holds or has just removed is none of ours.
            with contextlib.suppress(OSError, Timeout):
                if other != self._staging and other.stat().st_mtime < oldest:
                    with FileLock(other.with_suffix(".lock")).acquire(timeout=0):
                        shutil.rmtree(other)

    @contextlib.contextmanager
    def staging(self) -> Iterator[Staging]:
        """The folder to fetch into; what an earlier attempt left there is verified and kept.

        Raises:
            OutputError: it cannot be written; on a full disk nothing is left of it.
        """
        with _written(self._home, sweep=self._staging):
            self._staging.mkdir(exist_ok=True)
            try:
                yield Staging(self._staging, self.model, self.expected())
            finally:
                if not any(path.is_file() for path in self._staging.rglob("*")):
                    shutil.rmtree(self._staging, ignore_errors=True)

    def promote(self, staging: Staging) -> None:
        """Give a verified staging folder its final name."""
        for entry in staging.folder.iterdir():
            if entry.name not in staging.hashes:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        _write_record(staging.folder, self.model, _stamps(staging.folder, staging.hashes))
        for name in staging.hashes:
            _sync(staging.folder / name)
        _sync(staging.folder)
        if self.folder.exists():
            self.folder.rename(self._damaged)
        staging.folder.rename(self.folder)
        _sync(self._home)
        shutil.rmtree(self._damaged, ignore_errors=True)


class Staging:
    """A model being fetched: which files are there and verified, and which are missing.

    Args:
        folder: where it is fetched to.
        model: the catalogue's entry.
        expected: file → SHA-256 that it must have; a file that is not named is taken as it comes.

    Attributes:
        hashes: file → SHA-256 of what is there and verified.
    """

    def __init__(self, folder: Path, model: Model, expected: dict[str, str]) -> None:
        self.folder = folder
        self.model = model
        self._expected = expected
        self.hashes: dict[str, str] = {}
        for file in model.files:
            if (folder / file.name).is_file():
                # An earlier attempt may have ended between the last byte and the verification.
                with contextlib.suppress(ModelError):
                    self.settle(file)

    def missing(self) -> list[ModelFile]:
        """Files that are still to be fetched, the smallest first.

        A wrong small file then shows what a source is worth before gigabytes are fetched from it.
        """
        left = [file for file in self.model.files if file.name not in self.hashes]
        return sorted(left, key=lambda file: file.bytes or float("inf"))

    def settle(self, file: ModelFile) -> None:
        """Verify a file that a source put into the folder.

        Raises:
            ModelError: it is not what it must be; it is deleted.
        """
        path = self.folder / file.name
        found = sha256_of(path)
        wanted = self._expected.get(file.name, found)
        if found != wanted:
            path.unlink()
            raise ModelError(
                f"{file.name} of the model {self.model.name} has SHA-256 {found}, "
                f"not {wanted} as it must.",
                model=self.model.name,
            )
        self.hashes[file.name] = found

    def need_space(self, extra: int) -> None:
        """See that the disk has room for what is missing and ``extra`` bytes more.

        Raises:
            OutputError: it has not.
        """
        there = sum(entry.stat().st_size for entry in self.folder.iterdir() if entry.is_file())
        needed = max(0, self.model.size - there) + extra
        free = shutil.disk_usage(self.folder).free
        if needed > free:
            raise OutputError(
                f"The model {self.model.name} needs {needed / 1e6:.0f} MB more in "
                f"{self.folder.parent}, where {free / 1e6:.0f} MB are free.",
                path=str(self.folder.parent),
                hint="Make room, or choose another folder with --models-dir.",
            )


@contextlib.contextmanager
def _written(place: Path, sweep: Path | None = None) -> Iterator[None]:
    """Turn a failed write into an `OutputError`; a full disk gets its room back."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        if full and sweep is not None:
            shutil.rmtree(sweep, ignore_errors=True)
        raise OutputError(
            f"The folder of models {place} cannot be written: {error.strerror or error}.",
            path=str(place),
            hint="Make room, or choose another folder with --models-dir."
            if full
            else "Choose another folder with --models-dir or LOCALIZE_MODELS_DIR.",
        ) from error


def _stamps(folder: Path, hashes: dict[str, str]) -> dict[str, _Stamp]:
    stamps = {}
    for name, sha256 in hashes.items():
        found = (folder / name).stat()
        stamps[name] = _Stamp(sha256, found.st_size, found.st_mtime_ns)
    return stamps


def _read_record(folder: Path) -> dict[str, _Stamp]:
    """The stamps beside the weights; none where there is no record, or it is damaged."""
    try:
        files = json.loads((folder / _RECORD).read_text(encoding="utf-8"))["files"]
        return {
            name: _Stamp(str(entry["sha256"]), int(entry["bytes"]), int(entry["mtime_ns"]))
            for name, entry in files.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_record(folder: Path, model: Model, stamps: dict[str, _Stamp]) -> None:
    record = {
        "model": model.name,
        "repo": model.repo,
        "revision": model.revision,
        "confirmed": model.confirmed,
        "files": {
            name: {"sha256": stamp.sha256, "bytes": stamp.bytes, "mtime_ns": stamp.mtime_ns}
            for name, stamp in sorted(stamps.items())
        },
    }
    # Two processes may stamp the same folder at once.
    part = folder / f"{_RECORD}.{os.getpid()}.part"
    part.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    _sync(part)
    part.replace(folder / _RECORD)


def _sync(path: Path) -> None:
    """Write a file or folder through to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
