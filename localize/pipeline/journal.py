"""What an engine heard or was answered of one episode so far, in a file that only grows.

    .localize/parts/<key of the transcript>.jsonl    a line for each part: checksum ["key", "part"]
    .localize/parts/draft-<key of the draft>.jsonl   the same, for what a server answered

A line is added in one write as soon as its part is there, so a process that is killed loses none.
A line that was torn or damaged is passed over, and its part is made anew. When the episode is whole
its journal goes; one that nobody goes on with goes after a month.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from localize.delivery.files import output_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from localize.pipeline.results import ResultStore

#: Of the stage whose parts are kept, and of their folder in the project's.
_STAGE: Final = "speech"
_FOLDER: Final = "parts"
_SUFFIX: Final = ".jsonl"
#: A journal to which nothing was added for so long is removed, s: whoever broke the run off has
#: changed an option since, and it would lie there for ever.
_OLD_S: Final = 30 * 24 * 3600
#: A power cut loses what was added in this time, s: to have the disk confirm each line would have
#: the engine wait for it.
_FLUSH_S: Final = 5.0
#: Length of a line's checksum, bytes.
_CHECKSUM: Final = 8


class Journal:
    """Parts of the work on one episode, in a file (`localize.engines.Parts`).

    Processes may share one: what either adds stays whole. None sees what another added after it
    began to read.

    Args:
        path: the file; it and its folder are made with the first part.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._kept: dict[str, str] | None = None
        self._taken: set[str] = set()
        self._flushed = time.monotonic()
        self._trouble = ""
        self._said = False

    @property
    def taken(self) -> int:
        """How many parts of an earlier run's were asked for and given."""
        return len(self._taken)

    def get(self, key: str) -> str | None:
        """As `localize.engines.Parts.get`."""
        with self._lock:
            found = self._read().get(key)
            if found is not None:
                self._taken.add(key)
            return found

    def put(self, key: str, part: str) -> None:
        """As `localize.engines.Parts.put`; after the first failure nothing more is kept."""
        with self._lock:
            if self._trouble:
                return
            try:
                self._add(_line(key, part))
            except OSError as error:
                self._trouble = error.strerror or str(error)

    def complaint(self) -> str:
        """Why nothing more is kept; empty where all is well, and once it was said."""
        with self._lock:
            told = "" if self._said else self._trouble
            self._said = self._said or bool(told)
            return told

    def drop(self) -> None:
        """Remove the file: the episode is whole.

        Raises:
            OutputError: it cannot be removed.
        """
        try:
            with suppress(NotADirectoryError):  # there was no room for one: a file is in its way
                self._path.unlink(missing_ok=True)
        except OSError as error:
            raise output_error(error, self._path) from error

    def _add(self, line: bytes) -> None:
        """Add a line, in one write.

        Raises:
            OSError: there is no room for it, or the file cannot be written.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            if os.write(opened, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if time.monotonic() - self._flushed >= _FLUSH_S:
                os.fsync(opened)
                self._flushed = time.monotonic()
        finally:
            os.close(opened)

    def _read(self) -> dict[str, str]:
        if self._kept is None:
            try:
                self._kept = dict(_parts(self._path.read_bytes()))
            except FileNotFoundError:
                self._kept = {}
            except OSError as error:
                self._kept = {}
                self._trouble = error.strerror or str(error)
        return self._kept


def journal_of(results: ResultStore, key: str) -> Journal:
    """The journal of an episode.

    Args:
        results: the project's.
        key: content key of its transcript, or ``draft-`` and that of its draft for a market.
    """
    return Journal(journals_in(results) / f"{key}{_SUFFIX}")


def journals_in(results: ResultStore) -> Path:
    """The folder of a store's journals."""
    return results.folder / _FOLDER


def clear_journals(results: ResultStore) -> None:
    """Remove journals of episodes that are whole, and those that nobody goes on with.

    Args:
        results: the project's, held by this run.

    Raises:
        OutputError: one cannot be removed.
    """
    oldest = time.time() - _OLD_S
    for path in journals_in(results).glob(f"*{_SUFFIX}"):
        try:
            if results.path(_STAGE, path.stem).exists() or path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise output_error(error, path) from error


def _line(key: str, part: str) -> bytes:
    """A line of the journal. It begins with a line's end: what was torn before it stays apart."""
    # An engine's text may hold what is no character; it comes back as it was.
    data = json.dumps([key, part], ensure_ascii=False).encode(errors="surrogatepass")
    return b"\n%b %b\n" % (_checksum(data), data)


def _parts(data: bytes) -> Iterator[tuple[str, str]]:
    """Key and part of each line that is whole."""
    for line in data.split(b"\n"):
        checksum, _, rest = line.partition(b" ")
        if rest and checksum == _checksum(rest):
            match json.loads(rest.decode(errors="surrogatepass")):
                case [str(key), str(part)]:
                    yield key, part


def _checksum(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_CHECKSUM).hexdigest().encode()
