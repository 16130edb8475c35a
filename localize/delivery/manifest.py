"""`manifest.json` beside the outputs: what was delivered, made by what, out of what.

It also protects a person's work: a file that no longer has the hash that the manifest gives it was
changed by somebody, and is never written over unasked.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from localize.delivery.files import write_atomically
from localize.errors import OutputError
from localize.version import __version__

NAME: Final = "manifest.json"
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
    """

    path: Path
    episodes: dict[str, dict[str, Any]] = field(default_factory=dict)

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
        except FileNotFoundError:
            return cls(path)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise OutputError(
                f"{str(path)!r} is there but cannot be read: {error}.",
                path=str(path),
                hint="Move it away (and the files beside it, if people changed them), run again.",
            ) from error
        return cls(path, entries)

    def written_hash(self, relative: str) -> str:
        """The hash that a file had when it was last written here; empty if it never was."""
        for entry in self.episodes.values():
            for track in entry.get("tracks", ()):
                for file in track.get("files", ()):
                    if file.get("path") == relative:
                        return str(file.get("sha256", ""))
        return ""

    def record(self, entry: dict[str, Any]) -> bool:
        """Put an episode's entry in; returns whether that changed anything but the time.

        Tracks of other markets, made by earlier runs from the same media, stay in it.
        """
        name = str(entry["episode"])
        before = self.episodes.get(name)
        if before is not None and before["media"]["sha256"] == entry["media"]["sha256"]:
            made = {track["locale"] for track in entry["tracks"]}
            others = [track for track in before["tracks"] if track["locale"] not in made]
            entry = {**entry, "tracks": [*entry["tracks"], *others]}
            if {**before, "made": ""} == {**entry, "made": ""}:
                return False
        self.episodes[name] = entry
        return True

    def save(self) -> None:
        """Write it.

        Raises:
            OutputError: it cannot be written.
        """
        data = {
            "layout": LAYOUT,
            "generator": f"localize {__version__}",
            "updated": datetime.now(UTC).isoformat(timespec="seconds"),
            "episodes": [self.episodes[name] for name in sorted(self.episodes)],
        }
        text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        write_atomically(self.path, text.encode())
