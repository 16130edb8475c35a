"""Paths that a request names: inside the project, whatever they look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.errors import UnknownNameError

if TYPE_CHECKING:
    from pathlib import Path


def inside(folder: Path, named: str) -> Path:
    """A file or folder inside a folder, by its path from there; links are followed first.

    Raises:
        UnknownNameError: it is not there, or elsewhere. It is not said which: a request must not
            find out what there is on the machine.
    """
    root = folder.resolve()
    missing = UnknownNameError("file in the project", named[:200], ())
    missing.message = f"There is no {named[:200]!r} in the project."
    missing.args = (missing.message,)
    if "\x00" in named:
        raise missing
    try:
        found = (root / named).resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: links in a circle
        raise missing from None
    if found != root and root not in found.parents:
        raise missing
    return found
