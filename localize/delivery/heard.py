"""Where somebody speaks in an episode, and how well it was heard, as a run of the pipeline kept it.

The pipeline stands above this room, so what a result's file is called and holds is told here, for
both: `localize.pipeline.results` reads and writes all kinds, this module what is needed below it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from localize.engines import Coverage
from localize.timeline import Span

if TYPE_CHECKING:
    from pathlib import Path

#: Folder of what machines made, in a project.
FOLDER: Final = ".localize"
#: Version of how results are written; another one is not read but computed anew.
LAYOUT: Final = 1


def result_path(folder: Path, stage: str, key: str) -> Path:
    """Where a result lies, or would lie.

    Args:
        folder: the project's `FOLDER`.
        stage: that made it.
        key: of its content.
    """
    return folder / "results" / stage / key[:2] / f"{key}.json"


def speech_of(project: Path, key: str) -> tuple[Span, ...] | None:
    """Where somebody speaks, by voice activity; None where that is not known.

    Args:
        project: its folder.
        key: of the transcript (`EpisodeRow.transcript`); empty for none.
    """
    try:
        return _spans(result_path(project / FOLDER, "speech", key)) if key else None
    except LookupError:
        return None


def coverage_of(project: Path, key: str) -> Coverage | None:
    """How well an episode was heard; None where that is not known.

    Args:
        project: its folder.
        key: of the transcript (`EpisodeRow.transcript`); empty for none.
    """
    if not key:
        return None
    try:
        data = json.loads(result_path(project / FOLDER, "speech", key).read_bytes())
        if data["layout"] != LAYOUT:
            return None
        return Coverage.from_data(data["result"]["transcript"]["coverage"])
    except (OSError, ValueError, TypeError, KeyError):
        return None  # never kept, by an engine that does not say, or damaged: computed anew


@lru_cache(maxsize=16)
def _spans(path: Path) -> tuple[Span, ...]:
    """A result never changes under its key, and reading one of an hour takes a while.

    Raises:
        LookupError: there is none that can be read; that is not remembered, since a run may make
            it anew.
    """
    try:
        data = json.loads(path.read_bytes())
        if data["layout"] != LAYOUT:
            raise LookupError(path)
        found = data["result"]["transcript"]["speech"]
        return tuple(Span(int(one["start"]), int(one["end"])) for one in found)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise LookupError(path) from error
