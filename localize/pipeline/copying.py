"""Makes the working copy of one episode: what the page's server runs as a child process.

    python -m localize.pipeline.copying PROJECT MEDIA HASH LANGUAGE

Tells what happens as JSON, one object a line: ``{"progress": 0.25}``, then ``{"key": …}`` when the
copy is there, or ``{"error": …, "hint": …}``.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize.delivery.heard import FOLDER
from localize.errors import LocalizeError, MediaError, OutputError
from localize.media.identity import content_hash
from localize.media.probe import probe
from localize.media.working_copy import clear_leftovers, copy_key, make_copy
from localize.pipeline.keys import content_key
from localize.pipeline.results import ResultStore, stat_key

if TYPE_CHECKING:
    from collections.abc import Callable

_COPIES: Final = "copies"
_DIALOGUE: Final = "dialogue"


def copies_folder(project: Path) -> Path:
    """Where the working copies of a project lie."""
    return project / FOLDER / _COPIES


def keep_dialogue(project: Path, media_hash: str, stream: int) -> None:
    """Remember which sound stream of a file was heard.

    Raises:
        OutputError: it cannot be written.
    """
    store = ResultStore(project)
    key = content_key(media_hash)
    if store.get(_DIALOGUE, key, int) != stream:
        store.put(_DIALOGUE, key, stream)


def dialogue_of(project: Path, media_hash: str) -> int | None:
    """Which sound stream of a file was heard; None where nothing tells."""
    return ResultStore(project).get(_DIALOGUE, content_key(media_hash), int)


def copy_folder(project: Path, media_hash: str) -> Path:
    """Where the working copy of a file lies or would lie."""
    stream = dialogue_of(project, media_hash)
    return copies_folder(project) / copy_key(media_hash, -1 if stream is None else stream)


def make(
    project: Path, media: Path, media_hash: str, language: str, tell: Callable[[float], None]
) -> Path:
    """Make the working copy of a file, or find that it is there; its folder.

    Only one process makes copies in a project at a time; another waits for it.

    Args:
        project: the project's folder.
        media: the original.
        media_hash: SHA-256 that it had when it was drafted from.
        language: that the dialogue is in, BCP 47; empty for any. Only asked where it is not known
            which stream was heard.
        tell: called with the share that is done.

    Raises:
        MediaError: the original cannot be read, or is another file than it was.
        OutputError: the copy cannot be written.
    """
    from filelock import FileLock  # noqa: PLC0415 -- needed here alone

    folder = copy_folder(project, media_hash)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder.parent / "lock")
        with lock:
            clear_leftovers(folder.parent)
            _see_hash(project, media, media_hash)
            info = probe(media, audio_stream=dialogue_of(project, media_hash), language=language)
            make_copy(media, info, folder, tell)
    except OSError as error:
        raise OutputError(
            f"The working copy cannot be made: {error.strerror or error}.",
            path=str(folder),
            hint="See whose folder it is and whether its disk has room.",
        ) from error
    return folder


def _see_hash(project: Path, media: Path, wanted: str) -> None:
    """See that a file is the one that was drafted from.

    Raises:
        MediaError: it is not there, or is another.
    """
    try:
        key = content_key(stat_key(media))
    except OSError as error:
        raise MediaError(
            f"{str(media)!r} is not there any more.",
            path=str(media),
            hint="Put it back, or run the pipeline on it where it lies now.",
        ) from error
    # What a run has seen of this very file, by its place, size and time, needs no reading.
    found = ResultStore(project).get("identity", key, str) or content_hash(media)
    if found != wanted:
        raise MediaError(
            f"{str(media)!r} is not the file any more that the drafts were made from.",
            path=str(media),
            hint="Put that one back, or run the pipeline on this one.",
        )


def _say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Run as a program; its exit code."""
    project, media, media_hash, language = arguments
    try:
        folder = make(
            Path(project), Path(media), media_hash, language, lambda done: _say(progress=done)
        )
    except LocalizeError as error:
        _say(error=error.message, hint=error.hint)
        return 1
    _say(key=folder.name)
    return 0


if __name__ == "__main__":
    os.nice(5)  # people's saves come first
    sys.exit(main(sys.argv[1:]))
