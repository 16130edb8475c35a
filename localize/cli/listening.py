"""What commands find in the media that they are given: each is looked into and heard once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.cli.saying import say_line
from localize.pipeline.media_kept import KeptMedia, results_for

if TYPE_CHECKING:
    from pathlib import Path

    from localize.errors import OutputError


def listening(project: Path | None = None) -> KeptMedia:
    """Ears and eyes that say on stderr when they take a while, and when nothing can be kept.

    Args:
        project: folder of the project whose results are used; None for the current folder.
    """
    return KeptMedia(results_for(project), _begins, _complains)


def _begins(path: Path) -> None:
    say_line(f"{path}: listening for voices", err=True)


def _complains(error: OutputError) -> None:
    say_line(
        f"What is found cannot be kept for the next time: {error.message} {error.hint}".rstrip(),
        err=True,
    )
