"""Writing an episode's tracks into the output folder, and the record of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from localize import registry
from localize.delivery.files import output_error, write_atomically
from localize.delivery.manifest import Manifest, file_hash
from localize.delivery.names import track_file
from localize.engines import WriteOptions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from localize.script import Provenance, Track
    from localize.timeline import FrameRate


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """One file of a track.

    Attributes:
        path: relative to the output folder, ``/`` between folders.
        sha256: of what we made; a file that was kept for its changes has another.
        size: bytes of what we made.
        state: ``written``, ``unchanged`` (it was there already) or ``kept`` (a person changed it,
            so it was left alone).
    """

    path: str
    sha256: str
    size: int
    state: str


def write_track(
    track: Track,
    out: Path,
    formats: Sequence[str],
    manifest: Manifest,
    *,
    draft: bool,
    note: str = "",
    rate: FrameRate | None = None,
    start: str = "",
    overwrite: bool = False,
) -> tuple[WrittenFile, ...]:
    """Write a track in each format.

    A file that differs from what the manifest says was written is somebody's work: it is kept
    unless ``overwrite`` says otherwise.

    Raises:
        OutputError: a file cannot be written.
        UnwritableError: a format cannot carry the track.
        UnknownNameError: no such format.
    """
    written = []
    for name in formats:
        writer = registry.subtitle_format(name)
        path = track_file(out, track.episode, track.locale, writer.extensions[0], draft=draft)
        data = writer.write(track, WriteOptions(draft=draft, note=note, rate=rate, start=start))
        relative = path.relative_to(out).as_posix()
        made = file_hash(data)
        there = _hash_of(path)
        last = manifest.written_hash(relative)
        if there == made:
            state = "unchanged"
        elif there and there != last and not overwrite:
            state = "kept"
        else:
            write_atomically(path, data)
            state = "written"
        recorded = last if state == "kept" and last else made
        written.append(WrittenFile(relative, recorded, len(data), state))
    return tuple(written)


def track_entry(
    track: Track,
    files: Sequence[WrittenFile],
    provenance: Sequence[Provenance],
    *,
    limits: str,
    draft: bool,
    findings: dict[str, int],
) -> dict[str, Any]:
    """A track's part of the manifest, as JSON data."""
    return {
        "locale": track.locale,
        "role": track.role.value,
        "state": "draft" if draft else "final",
        "cues": len(track.cues),
        "style_guide": limits,
        "findings": findings,
        "files": [{"path": f.path, "sha256": f.sha256, "bytes": f.size} for f in files],
        "made_by": [
            {
                "signature": machine.signature,
                "engine": machine.engine,
                "version": machine.version,
                "model": machine.model,
                "revision": machine.revision,
                "parameters": dict(machine.parameters),
                "inputs": machine.inputs,
                "device": machine.device,
                "seconds": round(machine.seconds, 3),
            }
            for machine in provenance
        ],
    }


def timestamp() -> str:
    """The time now, UTC, as the manifest writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _hash_of(path: Path) -> str:
    """Hash of a file that is there; empty where none is."""
    try:
        return file_hash(path.read_bytes())
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise output_error(error, path) from error
