"""`manifest.json` beside the outputs: what was delivered, made by what, out of what.

It also protects a person's work: a file that no longer has the hash that the manifest gives it was
changed by somebody, and is never written over unasked.

Two lists: ``episodes`` are the drafts of runs, ``deliveries`` what people exported
(`localize.delivery.export`). A run and an export of one folder may overlap, so what is saved is
what this program changed, over what lies there by then.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from localize.delivery.files import make_folder, output_error, write_atomically
from localize.engines import SENT_AWAY
from localize.errors import OutputError
from localize.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME: Final = "manifest.json"
#: How long to wait for whoever is writing it, seconds.
_WAIT: Final = 60
#: Version of the manifest's layout.
LAYOUT: Final = 1


def file_hash(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


@dataclass(slots=True)
class Manifest:
    """The record of one output folder, kept up to date file by file.

    Attributes:
        path: of `manifest.json`.
        episodes: episode name → its entry, as JSON data.
        deliveries: what was exported, oldest first, as JSON data.
        unfinished: files (path and hash) of exports that were broken off, or are being written.
    """

    path: Path
    episodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    unfinished: list[dict[str, Any]] = field(default_factory=list)
    _loaded: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _delivered: bool = field(default=False, init=False, repr=False, compare=False)

    @classmethod
    def load(cls, out: Path) -> Manifest:
        """The manifest of an output folder; empty where there is none.

        Raises:
            OutputError: there is one that cannot be read. It is the only record of which files a
                person has changed, so it is not silently begun anew.
        """
        path = out / NAME
        try:
            data = json.loads(path.read_bytes())
            episodes = data["episodes"]
            entries = {str(entry["episode"]): dict(entry) for entry in episodes}
            deliveries = [dict(entry) for entry in data.get("deliveries", ())]
            unfinished = [dict(file) for file in data.get("unfinished", ())]
        except FileNotFoundError:
            return cls(path)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise OutputError(
                f"{str(path)!r} is there but cannot be read: {error}.",
                path=str(path),
                hint="Move it away (and the files beside it, if people changed them), run again.",
            ) from error
        manifest = cls(path, entries, deliveries, unfinished)
        manifest._loaded = {name: _text(entry) for name, entry in entries.items()}
        return manifest

    def written_hash(self, relative: str) -> str:
        """The hash that a file had when it was last written here; empty if it never was."""
        for entry in self.episodes.values():
            for file in (*_files(entry), *entry.get("earlier_files", ())):
                if file.get("path") == relative:
                    return str(file.get("sha256", ""))
        return ""

    def made_here(self, relative: str) -> frozenset[str]:
        """Every hash that a file may have without anybody having changed it."""
        exported = (file for entry in self.deliveries for file in delivered_files(entry))
        made = {
            str(file.get("sha256", ""))
            for file in (*exported, *self.unfinished)
            if file.get("path") == relative
        }
        return frozenset(made | {self.written_hash(relative)} - {""})

    def begin(self, entry: dict[str, Any]) -> None:
        """Write down what an export is about to write; the folder is `locked` by the caller.

        Where it is then broken off, its files are known as nobody's changes, and the next export
        writes over them.

        Args:
            entry: as `deliver` will be given it.

        Raises:
            OutputError: the manifest cannot be written; then nothing else should be.
        """
        self.unfinished += [
            {"path": file["path"], "sha256": file["sha256"]} for file in delivered_files(entry)
        ]
        self._write()

    def deliver(self, entry: dict[str, Any]) -> None:
        """Add an export's entry; older ones of which no file is left go out."""
        whole = {file["path"] for file in delivered_files(entry)}
        self.unfinished = [file for file in self.unfinished if file.get("path") not in whole]
        self.deliveries.append(entry)
        self._delivered = True
        later: set[str] = set()
        kept = []
        for one in reversed(self.deliveries):
            paths = {str(file.get("path")) for file in one.get("files", ())}
            if paths - later:
                kept.append(one)
            later |= paths
        self.deliveries = kept[::-1]

    def record(self, entry: dict[str, Any]) -> bool:
        """Put an episode's entry in; returns whether that changed anything but the time.

        Tracks of other markets, made by earlier runs from the same media, stay in it. Of what is
        no longer in it, made from other media or in a format that is not asked for any more, the
        hashes of the files stay (``earlier_files``), for as long as nothing else is written there:
        by them it is known that nobody has changed these.
        """
        name = str(entry["episode"])
        before = self.episodes.get(name)
        if before is not None and before["media"]["sha256"] == entry["media"]["sha256"]:
            made = {track["locale"] for track in entry["tracks"]}
            others = [track for track in before["tracks"] if track["locale"] not in made]
            entry = {**entry, "tracks": [*entry["tracks"], *others]}
            if "left_the_machine" in entry:  # what another market's engine was sent counts, too
                entry["left_the_machine"] = entry["left_the_machine"] or _sent(others)
        if before is not None:
            now = {file.get("path") for file in _files(entry)}
            files = (*before.get("earlier_files", ()), *_files(before))
            earlier = {str(file.get("path")): file for file in files if file.get("path") not in now}
            if earlier:
                entry = {**entry, "earlier_files": [earlier[path] for path in sorted(earlier)]}
            if {**before, "made": ""} == {**entry, "made": ""}:
                return False
        self.episodes[name] = entry
        return True

    def save(self) -> None:
        """Write it.

        Raises:
            OutputError: it cannot be written, or somebody else has been writing it for too long.
        """
        with _locked(self.path.parent):
            self._merge(Manifest.load(self.path.parent))
            self._write()

    @classmethod
    @contextmanager
    def locked(cls, out: Path) -> Iterator[Manifest]:
        """The manifest of a folder, held while the block works on it; written when it ends well.

        Raises:
            OutputError: as `load` and `save`.
        """
        with _locked(out):
            manifest = cls.load(out)
            yield manifest
            manifest._write()

    def _merge(self, there: Manifest) -> None:
        """Take from what lies there whatever was not changed here."""
        own = {
            name: entry
            for name, entry in self.episodes.items()
            if self._loaded.get(name) != _text(entry)
        }
        removed = self._loaded.keys() - self.episodes.keys()
        others = {name: one for name, one in there.episodes.items() if name not in removed}
        self.episodes = {**others, **own}
        if not self._delivered:
            self.deliveries, self.unfinished = there.deliveries, there.unfinished

    def _write(self) -> None:
        data = {
            "layout": LAYOUT,
            "generator": f"localize {__version__}",
            "updated": datetime.now(UTC).isoformat(timespec="seconds"),
            "episodes": [self.episodes[name] for name in sorted(self.episodes)],
        }
        if self.deliveries:
            data["deliveries"] = self.deliveries
        if self.unfinished:
            data["unfinished"] = self.unfinished
        text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        write_atomically(self.path, text.encode())


def _files(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The files of an episode's tracks."""
    return [file for track in entry.get("tracks", ()) for file in track.get("files", ())]


def delivered_files(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The files of an export: subtitles, record and page. Somebody may have edited the entry."""
    named = entry.get("files", ())
    files = [*(named if isinstance(named, list) else ()), entry.get("record"), entry.get("page")]
    return [file for file in files if isinstance(file, dict)]


def _sent(tracks: list[dict[str, Any]]) -> bool:
    """Whether anything was sent to another machine to make these tracks."""
    return any(
        machine.get("parameters", {}).get(SENT_AWAY) == "yes"
        for track in tracks
        for machine in track.get("made_by", ())
    )


def _text(entry: dict[str, Any]) -> str:
    return json.dumps(entry, sort_keys=True)


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Keep others from a folder's manifest: the folder itself is locked, so no file is left there.

    Raises:
        OutputError: the folder cannot be used, or somebody else has held it for too long.
    """
    make_folder(out)
    try:
        descriptor = os.open(out, os.O_RDONLY)
    except OSError as error:
        raise output_error(error, out) from error
    try:
        deadline = time.monotonic() + _WAIT
        while not _take(descriptor):
            if time.monotonic() > deadline:
                raise OutputError(
                    f"Somebody else has been writing {str(out / NAME)!r} for {_WAIT} s.",
                    path=str(out / NAME),
                    hint="Let them finish, then run the same command again.",
                )
            time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)  # and with it the lock


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in (errno.ENOTSUP, errno.ENOLCK, errno.EBADF):
            raise
        # Some network drives lock no folder; two exports at once are then the operator's to avoid.
    return True
