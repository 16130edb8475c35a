"""Which episodes a run works on, and what each is called."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from localize.delivery.names import episode_name
from localize.errors import InputError
from localize.media.find import find_media
from localize.pipeline.settings import EpisodeJob
from localize.scripts.matching import scripts_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from localize.media.find import MediaFile


@dataclass(frozen=True, slots=True)
class Plan:
    """The episodes of a run.

    Attributes:
        jobs: in natural order.
        problems: paths that were given and hold nothing to work on.
    """

    jobs: tuple[EpisodeJob, ...]
    problems: tuple[InputError, ...]


def make_plan(paths: Sequence[Path], script: Path | None = None) -> Plan:
    """Find the media under ``paths`` and give each episode a name of its own.

    A name is the file's path below the folder that was given, without its extension, so that
    outputs mirror the season's folders. Where two files would share a name (``p001.mp3`` beside
    ``p001.mp4``) both keep their extension; where that is not enough (two folders with the same
    files) the name of the folder goes before it.

    Args:
        paths: media files, and folders that are searched with all below them.
        script: file of a supplied script, or folder with one for each episode; None for none.

    Raises:
        SettingsError: it is not clear which script belongs to which episode.
        FormatError: a script cannot be read, or nothing in it is said.
    """
    found = find_media(paths)
    files = found.files
    plain = [_name(file, file.path.stem) for file in files]
    # A tab cannot stand in a name, so a folder's own names are told from another's.
    names = [
        _name(file, file.path.name) if count > 1 else name
        for file, name, count in zip(
            files,
            plain,
            _counts([f"{file.root}\t{name}" for file, name in zip(files, plain, strict=True)]),
            strict=True,
        )
    ]
    names = [
        str(PurePosixPath(episode_name(file.root.resolve().name), name)) if count > 1 else name
        for file, name, count in zip(files, names, _counts(names), strict=True)
    ]
    names = _numbered(names)
    scripts = {} if script is None else scripts_for(script, names)
    return Plan(
        tuple(
            EpisodeJob(name, file.path, script=scripts.get(name, ()))
            for file, name in zip(files, names, strict=True)
        ),
        found.problems,
    )


def _name(file: MediaFile, stem: str) -> str:
    """An episode's name from its place below the folder that was given."""
    parts = (*file.folder.parts, stem)
    return str(PurePosixPath(*(episode_name(part) for part in parts)))


def _counts(names: Sequence[str]) -> list[int]:
    """How often each name occurs; disks that ignore case must not mix two up either."""
    counts = Counter(name.casefold() for name in names)
    return [counts[name.casefold()] for name in names]


def _numbered(names: Sequence[str]) -> list[str]:
    """Names with a number after each that is still taken."""
    taken: set[str] = set()
    numbered = []
    for name in names:
        candidate, number = name, 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{name} ({number})"
        taken.add(candidate.casefold())
        numbered.append(candidate)
    return numbered
