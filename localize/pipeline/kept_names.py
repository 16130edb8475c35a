"""An episode keeps its name, whatever path its media is given by in a later run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.pipeline.settings import EpisodeJob


def with_kept_names(
    jobs: Sequence[EpisodeJob], media: Mapping[str, str]
) -> tuple[tuple[EpisodeJob, ...], tuple[tuple[str, str], ...]]:
    """Give media that the season knows the name of its episode.

    Names come from the paths that a run is given, so that the folder and the folder above it give
    one file two names; people's work would stay behind on the first.

    Args:
        jobs: of a run.
        media: path of the media of each of the season's episodes, by its name.

    Returns:
        The jobs, and (name that was made, name that is kept) of those whose name is another. None
        takes a name that another job of the run has.
    """
    names: dict[str, str] = {}
    for name, path in media.items():
        if path:
            names.setdefault(path, name)
    kept = {
        job.name: names[path]
        for job in jobs
        for path in (str(job.path.resolve()),)
        if path in names and media.get(job.name) != path
    }
    # A job that has to do without its kept name has the one that was made, which others may want.
    while True:
        others = {job.name.casefold() for job in jobs if job.name not in kept}
        free = {made: name for made, name in kept.items() if name.casefold() not in others}
        if len(free) == len(kept):
            break
        kept = free
    return (
        tuple(replace(job, name=kept.get(job.name, job.name)) for job in jobs),
        tuple(kept.items()),
    )
